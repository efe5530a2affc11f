"""Find and rank similar names, for suggestions only.

A *sound code* reduces a word of any script to the classes of its consonants: labials, dentals, sibilants and so on.
Names are stored under the codes of their words and pairs of words. A query looks up its codes and those within one
edit, and the names found are ranked by edit distance.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, product

from kzclaims.language.names.affixes import generation_at
from kzclaims.language.names.folding import fold, is_latin
from kzclaims.language.names.given_names import is_given
from kzclaims.language.names.transliterate import readings

_CLASSES = "PVTSKMNLR"
_LATIN_CLASSES = str.maketrans(dict(zip("bpvfwdtszjckgqhmnlr", "PPVVVTTSSSSKKKKMNLR", strict=True)))
_TO_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіїєғқңөұүһә", "abvgdeziiklmnoprstufhieiiegknouuha", strict=True))
    | {"ж": "j", "ц": "c", "ч": "c", "ш": "s", "щ": "s", "ь": "", "ъ": "a", "ю": "iu", "я": "ia", "ў": "v", "ґ": "g"}
    | dict(zip("ҷҹҳӣӯҝљњџћђј", "jjhiugnljcji", strict=True))
    | dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "abgdevztiklmnopjrstupkgksccccchjh", strict=True))
    | dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", "abgdezeitjilhckhcgcminsocpjrsvtrcvpkof", strict=True))
    | dict(zip("αβγδεζηθικλμνοπρστυφχω", "avgdezitiklmnoprstifho", strict=True))
    | {"y": "i", "w": "v", "q": "k", "x": "ks", "'": "", "-": " ", ".": " ", ",": " "}
    | {"š": "s", "ş": "s", "ș": "s", "ś": "s", "ž": "j", "ż": "j", "č": "c", "ç": "c", "ć": "c", "ț": "c", "ə": "e"}
    | {"ı": "i", "ł": "l", "ø": "o", "ß": "s", "đ": "d", "æ": "e", "œ": "e", "ξ": "ks", "ψ": "ps", "և": "ev"}
)
_DIGRAPHS = re.compile(
    "shch|tsch|dzh|sch|zh|kh|gh|ph|th|ts|tz|cz|sz|rz|ch|sh|dj|dz|dj|ou|ck|(?<=[aeiou])i(?=e)|(.)(?=\\1)"
)
_DIGRAPH_SOUNDS = {
    "shch": "s", "tsch": "c", "dzh": "j", "sch": "s", "zh": "j", "kh": "h", "gh": "g", "ph": "f", "th": "t", "ts": "c",
    "tz": "c", "cz": "c", "sz": "s", "rz": "j", "ch": "c", "sh": "s", "dj": "j", "dz": "c", "ou": "u", "ck": "k",
}  # fmt: skip
_SIGNS = re.compile("[^a-zA-Z0-9 ]")
_VOWELS = re.compile("[aeiou]")
_CODE_LENGTH = 6
_MOST_WORDS = 4
_PATRONYMIC = ".{3,}(?:[oe]vic|[oe]vna|icna|uli|kizi)"


@lru_cache(maxsize=16384)
def rough_sound(name: str) -> str:
    """Return a name in plain Latin letters, roughly as it sounds: quick, and exact enough to measure a distance.

    Letters of scripts without a table stay what they are.
    """
    folded = fold(name)
    text = unicodedata.normalize("NFD", _unaccented_greek(folded).translate(_TO_LATIN))
    if text.isascii():
        text = _SIGNS.sub("", text)
    elif is_latin(folded) or text[:1].isascii():
        text = "".join(letter for letter in text if letter == " " or letter.isalnum())
    else:
        text = unicodedata.normalize("NFC", text)
    return _DIGRAPHS.sub(lambda found: _DIGRAPH_SOUNDS.get(found[0], ""), text)


def _unaccented_greek(folded: str) -> str:
    if not re.search("[\u0370-\u03ff]", folded):
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))


def _sound_words(name: str) -> list[str]:
    """Return the rough sounds of the words of a name that distinguish people: no initials, generations, patronymics."""
    folded = fold(name).replace("-", " ").split()
    words = [word for place, word in enumerate(folded) if not (place and generation_at(folded, place))]
    found = [word for word in rough_sound(" ".join(words)).split() if len(word) > 1 or not word.isascii()]
    if len(found) > 2:
        found = [word for place, word in enumerate(found) if not (place and re.fullmatch(_PATRONYMIC, word))]
    return found if len(found) <= _MOST_WORDS else [*found[: _MOST_WORDS - 1], found[-1]]


@lru_cache(maxsize=16384)
def sound_codes(sound: str) -> tuple[str, ...]:
    """Return the codes of a word's rough sound, two if it has a "c" that may be a "k", or an "h" that may be silent."""
    if not sound.isascii():
        return (sound[:2],)
    codes = {_code(sound)}
    if "c" in sound:
        codes.add(_code(sound.replace("c", "k")))
    if "j" in sound:
        codes.add(_code(sound.replace("j", "i")))
    if "h" in sound:
        codes.add(_code(sound.replace("h", "")))
    return tuple(sorted(codes))


def _code(sound: str) -> str:
    code = _VOWELS.sub("", sound).translate(_LATIN_CLASSES)
    return re.sub(r"(.)\1+", r"\1", code)[:_CODE_LENGTH] or "A"


def _neighbours(code: str) -> Iterable[str]:
    """Yield the codes within one edit of a code."""
    for place in range(len(code) + 1):
        before, after = code[:place], code[place:]
        if after:
            yield before + after[1:] or "A"
            yield from (before + letter + after[1:] for letter in _CLASSES)
        yield from (before + letter + after for letter in _CLASSES)


def _pair(one: str, other: str) -> str:
    return f"~{min(one, other)}/{max(one, other)}"


def sound_keys(name: str) -> frozenset[str]:
    """Return the keys under which a recorded name is found as similar: the codes of its words and of their pairs."""
    codes = [sound_codes(word) for word in _sound_words(name)]
    single = {f"~{code}" for alternatives in codes for code in alternatives}
    pairs = {_pair(*pair) for one, other in combinations(codes, 2) for pair in product(one, other)}
    return frozenset(single | pairs)


def similar_keys(name: str) -> list[frozenset[str]]:
    """Return groups of keys of names similar to one: a later group is for when the earlier ones find too few."""
    codes = [sound_codes(word) for word in _sound_words(name)]
    if not codes:
        return []
    if len(codes) == 1:
        near = {f"~{other}" for code in codes[0] if code.isascii() for other in _neighbours(code)}
        return [frozenset(f"~{code}" for code in codes[0]), frozenset(near)]
    exact, near = set[str](), set[str]()
    for one, other in combinations(codes, 2):
        exact.update(_pair(*pair) for pair in product(one, other))
        for first, second in ((one, other), (other, one)):
            changed = {code for start in first if start.isascii() for code in _neighbours(start)}
            near.update(_pair(*pair) for pair in product(changed, second[:1]))
    return [frozenset(exact), frozenset(near - exact), frozenset(f"~{code}" for code in (*codes[-1], *codes[0]))]


def similarity(name: str, recorded: str) -> float:
    """Return how similar two names are, from 0 to 1: each word is compared with its best counterpart in any order.

    Two letters that changed places count as one edit.
    """
    from rapidfuzz.distance import OSA

    words, parts = rough_sound(name[:200]).split(), rough_sound(recorded[:200]).split()
    if not parts or not any(len(word) > 1 or not word.isascii() for word in words):
        return 0.0
    total = 0.0
    for word in words:
        best = max(OSA.normalized_similarity(word, part) for part in parts)
        if len(word) == 1 and len(words) > 1:
            best = 0.9 if any(part.startswith(word) for part in parts) else 0.0
        total += best
    return total / len(words) - 0.02 * abs(len(words) - len(parts))


def is_near_spelling(name: str, recorded: str) -> bool:
    """Return True if a name is probably a misspelling of a recorded one, with one edit in one of the words.

    Two given names (Мария, Марина) and the two genders of a surname are different names.
    """
    from rapidfuzz.distance import OSA

    words, parts = rough_sound(name[:200]).split(), rough_sound(recorded[:200]).split()
    if len(words) != len(parts):
        return False
    changed = [(word, part) for word, part in zip(words, parts, strict=True) if word != part]
    if len(changed) != 1 or min(map(len, changed[0])) <= 3:
        return False
    shorter, longer = sorted(changed[0], key=len)
    if longer == f"{shorter}a" or all(is_given(readings(word).proofs) for word in changed[0]):
        return False
    return OSA.distance(shorter, longer) == 1


class NearNames:
    """Recorded names, to exclude quickly that another name is a near spelling of one of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._variants = {variant for name in names for variant in _variants(name)}

    def may_include(self, name: str) -> bool:
        """Return False if `is_near_spelling` is false for each of the names."""
        return not self._variants.isdisjoint(_variants(name))


def _variants(name: str) -> Iterator[int]:
    """Yield hashes of a name and of everything that is left of it without one letter; near spellings share one."""
    words = rough_sound(name[:200]).split()
    for place, word in enumerate(words):
        others = (*words[:place], "", *words[place + 1 :])
        yield hash((others, word))
        for letter in range(len(word)):
            yield hash((others, word[:letter] + word[letter + 1 :]))
