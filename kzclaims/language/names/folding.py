"""Fold names: remove what distinguishes spellings of one name, but not names."""

import re
import unicodedata
from functools import lru_cache

HOMOGLYPHS = dict(zip("acehikmoptuxybjsə", "асенікмортихувјѕә", strict=True)) | {"u": "и", "b": "в", "y": "у"}
"""Latin letters that look like Cyrillic ones, in lower or upper case, lower-cased."""

_LOOKS_LATIN = {cyrillic: latin for latin, cyrillic in HOMOGLYPHS.items() if latin != "u"}


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set. Lists of words are written as text, which is short and fast to import."""
    return frozenset(text.split())


_HYPHENS = "-‐‑‒–—―−﹘－"
_APOSTROPHES = "'`´‘’‛ʹʺʻʼʽʾʿˈ′＇"
_UNIFIED = (
    {ord(sign): "-" for sign in _HYPHENS}
    | {ord(sign): "'" for sign in _APOSTROPHES}
    | dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF])
    | dict.fromkeys([0x640, 0x670, *range(0x64B, 0x653)])  # Arabic vowel signs are optional, as are the Hebrew ones
    | dict.fromkeys([*range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7])
)
_STRESS = re.compile("(?<=[аеиоуыэюяієїё])[\u0300\u0301]")
_MARKS = re.compile("[\u0300-\u036f]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN_LETTER = re.compile("[a-zə]")
_WORD = re.compile(r"[^\s-]+")
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
    | {"'": "", "-": "", " ": ""}
)
# Letters that only Vietnamese has, or words of a syllable of which one has a mark that Vietnamese uses.
_VIETNAMESE_LETTER = "[\u1ea0-\u1ef9ơư]"
_VIETNAMESE_MARK = "[\u0300-\u0303\u0309\u0323]|đ"
_DISTINCT = re.compile("[äöüõåø]")
"""Letters with marks that are letters of their own in Estonian, Finnish, German and Scandinavian languages."""
_SYLLABLES = "(?:(?:[bdđhlmrsvx]|c|ch|gi?|kh?|ngh?|nh?|ph?|qu|t[hr]?)?[aeiouyâêôăơư]{1,3}(?:ch?|m|n[gh]?|p|t)?(?: |$))+"
# Between two vowels, an apostrophe separates the syllables of a Chinese name, and a hyphen or a space those of a Korean
# one; elsewhere they may be left out. Min-a isn't Mi-na, and Ji-an isn't Jian.
_SYLLABLE_END = re.compile("(?<=[a-z][aeiouy])'(?=[a-z])|(?<=[ng])['-](?=[aeiou])|(?<=[a-z][aeiou])[-](?=[aeiou])")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a text in lower case, with е for ё, one kind of hyphen and apostrophe, and no homoglyphs.

    й and all marked letters are kept. Stress marks, ties, invisible characters and the vowel signs of Arabic and Hebrew
    are removed. Folding is idempotent.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).translate(_UNIFIED).casefold())
    text = _MARKS.sub("", unicodedata.normalize("NFC", _STRESS.sub("", text))).replace("ё", "е")
    if _CYRILLIC.search(text) and _LATIN_LETTER.search(text):
        text = _WORD.sub(lambda found: unify_script(found[0]), text)
    return " ".join(text.split())


def unify_script(word: str) -> str:
    """Return a lower-case word in the script of most of its letters, if the others look like letters of it."""
    cyrillic = len(_CYRILLIC.findall(word))
    latin = len(_LATIN_LETTER.findall(word))
    if not cyrillic or not latin:
        return word
    to_cyrillic = "".join(HOMOGLYPHS.get(letter, letter) for letter in word)
    to_latin = "".join(_LOOKS_LATIN.get(letter, letter) for letter in word)
    whole_cyrillic = not _LATIN_LETTER.search(to_cyrillic)
    whole_latin = not _CYRILLIC.search(to_latin)
    if whole_cyrillic and (cyrillic >= latin or not whole_latin):
        return to_cyrillic
    return to_latin if whole_latin else word


def is_cyrillic(word: str) -> bool:
    """Return True if the first letter of a word is Cyrillic."""
    return "Ѐ" <= word[:1] <= "ӿ"


def is_latin(word: str) -> bool:
    """Return True if the first letter of a folded word is Latin."""
    first = word[:1]
    return "a" <= first <= "z" or "ß" <= first <= "ɏ" or first == "ə" or "ḁ" <= first <= "ỿ"


def is_vietnamese(folded: str) -> bool:
    """Return True if the marks of a folded name are Vietnamese, which distinguish names."""
    if folded.isascii() or is_cyrillic(folded):
        return False
    if re.search(_VIETNAMESE_LETTER, folded):
        return True
    marked = unicodedata.normalize("NFD", folded)
    return bool(re.search(_VIETNAMESE_MARK, marked)) and bool(
        re.fullmatch(_SYLLABLES, "".join(letter for letter in marked if not unicodedata.combining(letter)))
    )


def plain_latin(word: str) -> str:
    """Return a folded Latin word without marks, hyphens and apostrophes, except those in Xi'an."""
    text = unicodedata.normalize("NFD", _SYLLABLE_END.sub("~", word).translate(_PLAIN))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def differs_in_letter(one: str, other: str) -> bool:
    """Return True if two folded names use letters such as «ä», but not in the same words: Jüri Ratas, Jüri Rätas.

    A name without any such letter may be the same one in plain letters.
    """
    if not (_DISTINCT.search(one) and _DISTINCT.search(other)):
        return False
    words = {plain_latin(word): word for word in one.split()}
    return any(
        _DISTINCT.findall(words.get(plain_latin(word), word)) != _DISTINCT.findall(word) for word in other.split()
    )
