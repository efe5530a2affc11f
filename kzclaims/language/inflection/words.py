"""Spellings and forms of a word, by the rules of a language.

Words are tokens as SQLite's FTS5 produces them with `unicode61 remove_diacritics 2`: lower case, Latin letters without
diacritics, and ё, й, қ as the text has them. Where a text spells й as и with a combining breve, as text copied from a
PDF does, the tokenizer drops the mark and indexes «краи» for «край». An apostrophe parts two tokens; only the letter ʼ
(U+02BC) doesn't.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from operator import add
from typing import Literal

from kzclaims.language.inflection import english, kazakh, russian, ukrainian

Language = Literal["en", "kk", "ru", "uk"]
LANGUAGES: tuple[Language, ...] = ("en", "kk", "ru", "uk")
"""The languages whose words are found in all their forms."""

MAX_FORMS = 400
"""The largest number of forms of a word: a Kazakh noun has about 110, and many have several readings."""

MAX_LENGTH = 40
"""A longer word (in code points) has no other forms: no dictionary contains it."""

_INVISIBLE = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
_CYRILLIC = re.compile(r"[а-яёіїєґәғқңөұүһў]")
_NOT_RUSSIAN = re.compile(r"[іїєґәғқңөұүһў]")
_LATIN = re.compile(r"[a-z]")
_APOSTROPHE = re.compile("['’ʼ‘`´′]")
_POSSESSIVE = re.compile("['’ʼ‘`´′]s?$")

_LOOKALIKES = str.maketrans("aceopxykmthi", "асеорхукмтні")


def normalise(text: str) -> str:
    """Return text in composed letters (NFC), without stress marks, soft hyphens and other invisible characters.

    The case stays: a capital letter can distinguish a surname from a noun.
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=1024)
def spellings(word: str) -> tuple[str, ...]:
    """Return the word in lower case and as print may spell it: ё or е, i or ı, any apostrophe, no Latin look-alikes."""
    typed = normalise(normalise(word).lower())
    readable = _readable(typed)
    found = [typed, readable, readable.replace("ё", "е")]
    if "е" in readable and _is_russian(readable):
        found += russian.with_yo(readable)
    return _with_apostrophes(_with_dotless(found))


@lru_cache(maxsize=4096)
def expand(word: str, language: Language) -> tuple[str, ...]:
    """Return the spellings of a word, then its other forms by the rules of a language.

    A Russian word has the forms of its dictionary paradigm in every likely reading; rules decline the others. A capital
    letter marks a surname, if the word often is one: «Волков» is not of wolves.
    """
    spelled = spellings(word)
    if len(word) > MAX_LENGTH:
        return spelled
    return tuple(dict.fromkeys((*spelled, *_with_apostrophes(_forms(word, _readable(spelled[0]), language)))))[
        :MAX_FORMS
    ]


def _forms(word: str, readable: str, language: Language) -> Iterable[str]:
    if language == "en":
        base = _POSSESSIVE.sub("", readable)
        return sorted(english.expand(base)) if re.fullmatch("[a-z]+", base) else ()
    if not _CYRILLIC.search(readable):
        return ()
    # Of a word with a hyphen the last part declines; a Russian dictionary may know better.
    head, hyphen, last = readable.rpartition("-")
    if len(last) < 2:
        return ()
    if language == "kk":
        return [head + hyphen + form for form in kazakh.forms(last)]
    if language == "uk":
        return [head + hyphen + form for form in ukrainian.forms(_APOSTROPHE.sub("'", last))]
    if not _is_russian(readable):
        return ()
    forms = dict.fromkeys(russian.forms(readable, is_capitalised=word[:1].isupper()))
    forms |= dict.fromkeys([form.replace("ё", "е") for form in forms])
    without_marks = {form.replace("й", "и") for form in forms if "й" in form}
    return [*forms, *(form for form in sorted(without_marks) if not russian.is_known(form))]


def _with_apostrophes(words: Iterable[str]) -> tuple[str, ...]:
    """Return words, and those with an apostrophe also as two tokens and as one."""
    found = dict.fromkeys(words)
    for word in [word for word in found if _APOSTROPHE.search(word)]:
        found |= dict.fromkeys((_APOSTROPHE.sub("'", word), _APOSTROPHE.sub("ʼ", word)))
    return tuple(found)


def _with_dotless(words: Iterable[str]) -> Iterator[str]:
    """Yield words, and with each i as the Turkic ı and the reverse; in words with many of them all alike."""
    for word in words:
        yield word
        parts = re.split("[iı]", word)
        for letters in product("iı", repeat=len(parts) - 1) if 1 < len(parts) < 5 else ():
            yield "".join(map(add, parts, (*letters, "")))
        if len(parts) > 4:
            yield from ("i".join(parts), "ı".join(parts))


def _readable(word: str) -> str:
    """Return the word in Cyrillic, if all its Latin letters only look like Cyrillic ones: «Пyтин»."""
    cyrillic = word.translate(_LOOKALIKES)
    return cyrillic if _CYRILLIC.search(word) and not _LATIN.search(cyrillic) else word


def _is_russian(word: str) -> bool:
    return len(word) <= MAX_LENGTH and _CYRILLIC.search(word) is not None and not _NOT_RUSSIAN.search(word)
