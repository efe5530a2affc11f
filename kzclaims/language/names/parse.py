"""Parse a name into family name, given names, patronymic and initials."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from kzclaims.language.names.surnames import lemmas
from kzclaims.language.names.transliterate import coarse, cyrillic, fold, is_given, plain_cyrillic, readings

LONGEST = 200
"""A text of more code points than this, or of more words than `MOST_WORDS`, is not a person's name."""

MOST_WORDS = 12

# Words of names


class Word(NamedTuple):
    """A word of a name with its possible dictionary forms, as readings and (`plain`) in Russian letters."""

    text: str
    itself: frozenset[str]
    """The readings as a nominative, empty if it can't be one."""
    forms: frozenset[str]
    """The readings as any case form."""
    plain_itself: frozenset[str]
    """Like `itself`, for Cyrillic words only."""
    plain_forms: frozenset[str]
    hints: frozenset[str]
    """Coarse readings, including those that prove nothing."""


# Case endings of Kazakh and Kyrgyz after a surname of the Russian pattern; with a letter of their own, after
# any.
_TURKIC = re.compile(
    r"(?P<russian>.{2,}(?:[ое]в|[иіы]н|[сц]кий|ва|на))"
    r"(?:[ндт](?:ың|ің|ын|ин|ун|үн|ы|і|и|у|ү|ан|ен|он|өн|а|е|о|ө)|[гғқк](?:а|е|о|ө)|[мбп]ен)"
    r"|(?P<other>.{3,})(?:[ндт][ыі]ң|ға|қа|[ндт]үн|[нд]і)"
)
_PARTS = 4
"""A word with more parts than this doesn't decline."""


def _dictionary_forms(word: str) -> dict[str, bool]:
    """Return each dictionary form of a folded word, and whether the word is that form."""
    if not cyrillic(word):
        return {word: True, word.removesuffix("'s").removesuffix("'"): True}
    found = dict(lemmas(word))
    if turkic := _TURKIC.fullmatch(word):
        found.setdefault(turkic["russian"] or turkic["other"], False)
    return found


@lru_cache(maxsize=16384)
def parse_word(text: str) -> Word:
    """Parse a word, or several that hyphens or spaces join: each part declines."""
    parts = re.split("[ -]", text)
    several = [_dictionary_forms(part) for part in parts if part]
    if len(several) > _PARTS:
        several = [{text: True}]
    itself, forms, plain_itself, plain_forms, hints = (set[str]() for _ in range(5))
    for choice in islice(product(*(dictionary.items() for dictionary in several)), 64):
        lemma = "".join(part for part, _ in choice)
        proof, everything = readings(lemma)
        plain = plain_cyrillic(lemma) if cyrillic(lemma) else frozenset()
        forms |= proof
        plain_forms |= plain
        hints |= everything
        if all(nominative for _, nominative in choice):
            itself |= proof
            plain_itself |= plain
    return Word(
        text,
        frozenset(itself),
        frozenset(forms),
        frozenset(plain_itself),
        frozenset(plain_forms),
        frozenset(map(coarse, hints)),
    )


class Part(NamedTuple):
    """A word other than the family name, or its first letters."""

    word: Word
    is_initial: bool = False
    is_hyphenated: bool = False
    """Whether a hyphen joins it to the part before it."""


class Name(NamedTuple):
    """One interpretation of a name."""

    family: Word
    given: tuple[Part, ...] = ()
    patronymic: Part | None = None
    is_certain: bool = True
    is_enough: bool = True
    """Whether the family name matches without a given one."""


# Parsing

_PATRONYMIC = re.compile(
    r".{2,}(?:[оеєй]вич|ь?[иі]ч(?<=[лкмн][ьу]ич|.лич|.кич))(?:а|у|ем|е|еві|і)?"
    r"|.{2,}(?:[оеєі]вн|[иі]ничн|ьиничн|чн|ївн)(?:а|ы|е|у|ой|ою|и|і)"
    r"|.{3,}(?:ұлы|улы|уулу|оглы|оғлы|кызы|қызы|гызы)"
    r"|.{2,}(?:[oe]v|[oe]w|yov)(?:it?ch|itsch|ich|ič|ych|yč|icz|na)"
    r"|.{3,}(?:uly|ūly|ulı|uulu|ogl[uy]|oğlu|[kqg]yzy|[kq]ızı)"
)
_OF_FATHER = frozenset(
    re.findall(r"\w+", "ұлы улы уулу оглы оғлы кызы қызы гызы uly ūly ulı uulu oglu ogly oğlu qyzy kyzy qızı kızı")
)
_PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "де ла ле дю да дер ван фон дель ди аль эль бен бин de la le du des da der van von den del di al el ben bin",
    )
)
_SURNAME = re.compile(
    r".{2,}(?:[оеє]ва?|[иіы]на?|ськ?(?:ий|а)|[сц]ь?к(?:ий|ая|а)|[нт]ый|ная|[оеу]нко|ук|юк|чак|ян|янц|дзе)"
    r"|.{2,}(?:швили|[иы]х)"
    r"|.{2,}(?:[oei](?:v|w|ff|va|wa)|[iy]na?|ine|enko|uk|yan|ian|dze|vili)"
    r"|.{2,}sk(?:y|iy|ij|ii|i|yi|yj|yy|aya|aia|aja|a)"
)
_FAMILY_ONLY = re.compile(
    ".{3}(?:[оеє]ва?|ськ?ий|[сц]кий|ская|[оеу]нко|дзе|швили|[oe](?:v|va|w)|sk(?:y|iy|i|aya)|enko)$"
)
_LONGEST_INITIAL = 3
"""Number of letters before the full stop: Дж., Ch."""
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?\.?|-|,")


def _tokens(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield the words of a folded name, each with two flags: an initial, joined to the last word by a hyphen."""
    hyphen = False
    for found in _TOKEN.finditer(text):
        word = found[0].rstrip(".").strip("'")
        initial = len(word) == 1 or (found[0].endswith(".") and len(word) <= _LONGEST_INITIAL)
        if word and word != "-":
            yield word, initial and word != ",", hyphen
        hyphen = word == "-"


class _Words(NamedTuple):
    words: list[list[Part]]
    """Whole words in order; a hyphenated one has several parts."""
    initials: list[Part]
    patronymic: Part | None
    family: slice | None
    """The words that must be the family name, if the name itself shows it."""


def _parse(text: str) -> _Words | None:
    folded = fold(text[: LONGEST + 1])
    if len(text) > LONGEST or len(folded.split()) > MOST_WORDS:
        return None
    words: list[list[Part]] = []
    initials: list[Part] = []
    comma = None
    for letters, initial, hyphen in _tokens(folded):
        if letters == ",":
            comma = len(words) if comma is None else comma
            continue
        part = Part(parse_word(letters), initial, hyphen)
        if initial:
            initials.append(part)
        elif hyphen and words:
            words[-1].append(part)
        else:
            words.append([part])
    patronymic, place = _patronymic(words)
    family = None
    if comma and comma <= len(words):
        family = slice(0, comma)
    elif patronymic and place == len(words):
        family = slice(0, len(words) - 1)
    elif patronymic and place == 1:
        family = slice(1, len(words))
    elif len(words) == 1:
        family = slice(0, 1)
    return _Words(words, initials, patronymic, family)


def _patronymic(words: list[list[Part]]) -> tuple[Part | None, int | None]:
    """Remove the patronymic from the words. Return it with its position. At least two words remain."""
    texts = [word[0].word.text if len(word) == 1 else "" for word in words]
    for place, text in enumerate(texts):
        if place and text in _OF_FATHER and len(words) > 3:  # Шарип уулу, two words
            father = words[place - 1][0]
            del words[place - 1 : place + 1]
            return father, place - 1
        if place and len(words) > 2 and _PATRONYMIC.fullmatch(text):
            return words.pop(place)[0], place
    return None, None


def join(parts: Iterable[Part]) -> Word:
    return parse_word("".join(f"{'-' if part.is_hyphenated else ' '}{part.word.text}" for part in parts).strip(" -"))


def _name(tokens: _Words, family: slice, *, is_certain: bool = True, is_enough: bool = True) -> Name:
    taken = range(*family.indices(len(tokens.words)))
    given = [part for place, word in enumerate(tokens.words) if place not in taken for part in word]
    word = join(part for place in taken for part in tokens.words[place])
    return Name(word, (*given, *tokens.initials), tokens.patronymic, is_certain, is_enough)


def _hypotheses(tokens: _Words, *, is_query: bool) -> Iterator[Name]:
    """Yield the interpretations of a name. The words of a query may be in any order."""
    words = tokens.words
    count = len(words)
    if tokens.family is not None:
        yield _name(tokens, tokens.family)
        return
    particle = next((place for place in range(count) if words[place][0].word.text in _PARTICLES), None)
    if particle is not None and count > 1:
        end = next((place for place in range(particle, count) if words[place][0].word.text not in _PARTICLES), count)
        yield _name(tokens, slice(particle, count if particle else end + 1))
        if particle == 0:
            yield _name(tokens, slice(0, count))
    first, last = slice(0, 1), slice(count - 1, count)
    if count and is_query:
        yield _name(tokens, last)
        yield _name(tokens, first)
    elif count:
        order = _order(words)
        if order is not _Order.FAMILY_FIRST:
            yield _name(tokens, last, is_enough=order is _Order.FAMILY_LAST)
        if order is not _Order.FAMILY_LAST:
            yield _name(tokens, first, is_enough=order is _Order.FAMILY_FIRST)
    if count == 2 and is_query and not tokens.initials:  # García Márquez
        yield _name(tokens, slice(0, 2))
    if count > 2:
        yield _name(tokens, slice(count - 2, count))
        yield from (_name(tokens, slice(place, place + 1), is_certain=False) for place in range(1, count - 1))


class _Order(Enum):
    FAMILY_FIRST = 1
    FAMILY_LAST = 2
    UNKNOWN = 3


def _order(words: list[list[Part]]) -> _Order:
    """Tell whether a recorded name begins or ends with its family name, as far as its words show."""
    first, last = join(words[0]), join(words[-1])
    given = (is_given(first.forms), is_given(last.forms))
    alike = (_like_surname(first.text), _like_surname(last.text))
    if given[0] or not (given[1] or alike[0]) or (alike[1] and not given[1]):
        return _Order.FAMILY_LAST
    if alike[0] and (given[1] or _FAMILY_ONLY.search(first.text)):
        return _Order.FAMILY_FIRST
    return _Order.UNKNOWN


def _like_surname(text: str) -> bool:
    return any(map(_SURNAME.fullmatch, _dictionary_forms(text.rpartition("-")[2])))


@lru_cache(maxsize=4096)
def parse_name(name: str, *, is_query: bool) -> tuple[Name, ...]:
    tokens = _parse(name)
    return tuple(dict.fromkeys(_hypotheses(tokens, is_query=is_query))) if tokens else ()
