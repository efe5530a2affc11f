"""Spellings and forms of a word, whatever its language.

Words are tokens as SQLite's FTS5 produces them with `unicode61 remove_diacritics 2`: lower case, Latin letters without
diacritics, and ё, й, қ as the text has them. Where a text spells й as и with a combining breve, as text copied from a
PDF does, the tokenizer drops the mark and indexes «краи» for «край».
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kzclaims.language.inflection import english, russian

MAX_FORMS = 100
"""The largest number of forms of a word; a Russian verb with its participles has at most 75."""

MAX_LENGTH = 40
"""A longer word (in code points) has no other forms: no dictionary contains it."""

_INVISIBLE = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
_CYRILLIC = re.compile(r"[а-яёіїєґәғқңөұүһў]")
_NOT_RUSSIAN = re.compile(r"[іїєґәғқңөұүһў]")
_UKRAINIAN = re.compile(r"[їєґ]")
_LATIN = re.compile(r"[a-z]")
_KAZAKH = re.compile(r"[әғқңөұүһ]")

_LOOKALIKES = str.maketrans("aceopxykmthi", "асеорхукмтні")
_RUSSIFIED = str.maketrans("әғқңөұүһі", "агкноуухи")
_ALTERNATES = dict(zip("пкқбгғ", "бгғпкқ", strict=True))


def _longest_first(endings: str) -> tuple[str, ...]:
    return tuple(sorted(set(endings.split()), key=len, reverse=True))


# A Kazakh noun takes a plural, then a possessive, then a case; they are removed in the reverse order.
_KAZAKH_CASE = _longest_first(
    "ның нің дың дің тың тің ға ге қа ке на не да де та те нда нде дан ден тан тен нан нен "
    "ны ні ды ді ты ті мен бен пен"
)
_KAZAKH_POSSESSIVE = _longest_first("ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ым ім ың ің сын сін сы сі ын ін ы і")
_KAZAKH_PLURAL = _longest_first("лар лер дар дер тар тер")
_KAZAKH_CASE_UNLIKE_RUSSIAN = _longest_first("да де дан ден тан тен нан нен")
_UKRAINIAN_ENDING = _longest_first(
    "ами ями ові еві єві ого ому його йому ими іми ою ею єю ях ах ям ам ів їв ей ем єм ом ий ій ої єї "
    "их іх им ім а я у ю і ї е є о и ь й"
)


class Expansion(NamedTuple):
    """The words to look for in place of one word, and beginnings of words.

    All are lower case, the word of the query first. A word with a hyphen or an apostrophe is several tokens in a row.
    """

    words: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Return text in composed letters (NFC), without stress marks, soft hyphens and other invisible characters.

    The case stays: a capital letter can tell a surname from a noun.
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=1024)
def spellings(word: str) -> tuple[str, ...]:
    """Return the word in lower case and as print may spell it: ё or е, no Latin look-alikes."""
    typed = normalise(normalise(word).lower())
    readable = _readable(typed)
    found = [typed, readable, readable.replace("ё", "е")]
    if "е" in readable and _is_russian(readable):
        found += russian.with_yo(readable)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def expand(word: str) -> Expansion:
    """Return what to look for in place of `word` so that a text with any of its forms is found.

    A Russian word is expanded to its dictionary paradigm in every likely reading, a surname to its cases, an English
    word to its forms, a Kazakh or Ukrainian word to whatever begins with its stem. A capital letter marks a surname, if
    the word often is one: «Волков» is not of wolves.
    """
    spelled = spellings(word)
    readable = _readable(spelled[0])
    if _NOT_RUSSIAN.search(readable):
        return Expansion(spelled, tuple(_stems(readable)))
    if not _is_russian(readable):
        return Expansion(tuple(dict.fromkeys((*spelled, *sorted(english.expand(readable))))))
    words = dict.fromkeys(spelled)
    for form in russian.forms(readable, is_capitalised=word[:1].isupper()):
        words |= dict.fromkeys((form, form.replace("ё", "е")))
    words |= dict.fromkeys([form.replace("й", "и") for form in words])
    return Expansion(tuple(words)[:MAX_FORMS], tuple(_kazakh_stem(readable)))


def _kazakh_stem(word: str) -> Iterator[str]:
    """Yield the stem of a word in Russian letters that isn't Russian and ends as Kazakh words do: «Астанада»."""
    stem = _remove_endings(
        _remove_endings(word, _KAZAKH_CASE_UNLIKE_RUSSIAN, min_length=5), _KAZAKH_PLURAL, min_length=4
    )
    if stem != word and not russian.is_known(word):
        yield stem


def _stems(word: str) -> Iterator[str]:
    """Yield the beginnings of the forms of a Kazakh or Ukrainian word; Kazakh also as Russian letters spell it."""
    stem = word
    if not _UKRAINIAN.search(word):
        stem = _remove_endings(word, _KAZAKH_CASE, _KAZAKH_POSSESSIVE, _KAZAKH_PLURAL, min_length=3)
    if stem == word and not _KAZAKH.search(word):
        stem = _remove_endings(word, _UKRAINIAN_ENDING, min_length=3)
    russified = stem.translate(_RUSSIFIED) if _KAZAKH.search(word) else stem
    for spelling in dict.fromkeys((stem, russified)):
        yield spelling
        if spelling[-1] in _ALTERNATES:  # кітап, кітабы
            yield spelling[:-1] + _ALTERNATES[spelling[-1]]


def _remove_endings(word: str, *layers: tuple[str, ...], min_length: int) -> str:
    """Return the word without one ending of each layer, as long as `min_length` letters remain."""
    for endings in layers:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= min_length:
                word = word.removesuffix(ending)
                break
    return word


def _readable(word: str) -> str:
    """Return the word in Cyrillic, if all its Latin letters only look like Cyrillic ones: «Пyтин»."""
    cyrillic = word.translate(_LOOKALIKES)
    return cyrillic if _CYRILLIC.search(word) and not _LATIN.search(cyrillic) else word


def _is_russian(word: str) -> bool:
    return len(word) <= MAX_LENGTH and _CYRILLIC.search(word) is not None and not _NOT_RUSSIAN.search(word)
