"""Parse a name into family name, given names, patronymic, initials and generation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from itertools import chain, islice, product
from typing import NamedTuple

from kzclaims.language.names.affixes import (
    OF_FATHER,
    generation_at,
    is_prefixed_generation,
    title_cases,
    title_length,
    without_degrees,
)
from kzclaims.language.names.folding import fold, is_cyrillic, is_latin, is_vietnamese, plain_latin, word_set
from kzclaims.language.names.given_names import is_given, is_slavic_given
from kzclaims.language.names.surnames import Lemma, lemmas
from kzclaims.language.names.transliterate import coarse, exact_cyrillic, is_russian, plain_cyrillic, readings

LONGEST = 200
"""A text of more code points than this, or of more words than `MOST_WORDS`, is not a person's name."""

MOST_WORDS = 12

# Words of names


class Script(Enum):
    """Scripts in which words are compared by their own rules."""

    LATIN = 1
    CYRILLIC = 2
    OTHER = 3


class WordLemma(NamedTuple):
    """A dictionary form of a word of a name."""

    text: str
    own: frozenset[str]
    """The form to compare with words of other languages in the same script."""
    proofs: frozenset[str]
    """Its readings, to compare scripts."""
    is_word: bool
    """True if the word may be this form itself."""
    grammar: Lemma
    """Cases and gender."""


class Word(NamedTuple):
    """A word of a name with its possible dictionary forms, in its own script and as readings."""

    text: str
    script: Script
    lemmas: tuple[WordLemma, ...]
    nominative: frozenset[str]
    """Its form as a nominative in its own language, empty if it can't be one."""
    forms: frozenset[str]
    """The nominatives of which it may be a case form."""
    nominative_own: frozenset[str]
    own: frozenset[str]
    """The same two to compare languages in the same script."""
    nominative_proofs: frozenset[str]
    proofs: frozenset[str]
    """The same two as readings, to compare scripts."""
    hints: frozenset[str]
    """Coarse readings, including those that prove nothing."""
    is_russian: bool = False
    """True for a Cyrillic word without letters of other languages."""
    keeps_marks: bool = False
    """True for a Vietnamese name, whose marks distinguish names."""


# Case endings of Kazakh and Kyrgyz after a surname of the Russian pattern; with a letter of their own, after
# any.
_TURKIC = (
    r"(?P<russian>.{2,}(?:[ое]в|[иіы]н|[сц]кий|ва|на))"
    r"(?:[ндт](?:ың|ің|ын|ин|ун|үн|ан|ен|он|өн)|[дт](?:ы|і|и|у|ү|а|е|о|ө)|(?<=а)н(?:ы|і|и|у)|[гғ](?:а|е|о|ө)|қа|[кқ]е|[мбп]ен)"
    r"|(?P<other>.{3,})(?:[ндт][ыі]ң|ға|қа|[ндт]үн|[нд]і)"
)
_TURKIC_ENDS = ("ң", "н", "ы", "і", "и", "у", "ү", "а", "е", "о", "ө")
_PARTS = 4
"""A word with more parts than this doesn't decline."""


def _dictionary_forms(word: str) -> list[Lemma]:
    """Return the dictionary forms of a folded word."""
    if not is_cyrillic(word):
        return [Lemma(text) for text in {word: 0, word.removesuffix("'s").removesuffix("'"): 0}]
    found = list(lemmas(word))
    if turkic := _turkic_case(word):
        text = turkic["russian"] or turkic["other"]
        found = [*(lemma for lemma in found if lemma.text != text), Lemma(text)]
    return found


def has_turkic_case(word: str) -> bool:
    """Return True if a folded word may have a case ending of Kazakh or Kyrgyz."""
    return bool(_turkic_case(word))


def _turkic_case(word: str) -> re.Match[str] | None:
    return re.fullmatch(_TURKIC, word) if word.endswith(_TURKIC_ENDS) else None


def without_cases(name: str) -> list[str]:
    """Return a name without case endings, in Russian and in Kazakh, to compare it with similar names."""
    words = fold(name).split()
    turkic = [_turkic_case(word) for word in words[-1:]]
    whole = [*words[:-1], *(found["russian"] or found["other"] for found in turkic if found)] if any(turkic) else words
    shortest = [
        min(lemmas(word), key=lambda lemma: len(lemma.text)).text if is_cyrillic(word) else word for word in whole
    ]
    return [" ".join(some) for some in ([whole] if shortest == whole else [whole, shortest])]


def _join(choice: Sequence[tuple[str, Lemma]]) -> tuple[str, bool, Lemma]:
    """Return the dictionary form of parts, each given with its own; the parts before the last needn't decline."""
    text = "".join(lemma.text for _, lemma in choice)
    is_word = all(lemma.text == part for part, lemma in choice)
    *first, (_, last) = choice
    cases = last.cases.intersection(*(lemma.cases for part, lemma in first if lemma.text != part))
    return text, is_word, Lemma(text, cases, last.gender)


@lru_cache(maxsize=16384)
def parse_word(text: str, *, vietnamese: bool = False) -> Word:
    """Parse a word, or several that hyphens or spaces join: each part declines."""
    script = Script.CYRILLIC if is_cyrillic(text) else Script.LATIN if is_latin(text) else Script.OTHER
    parts = [(part, _dictionary_forms(part)) for part in re.split("[ -]", text) if part]
    if len(parts) > _PARTS:
        parts = [(text, [Lemma(text)])]
    found: list[WordLemma] = []
    hints: set[str] = set()
    for choice in islice(product(*([(part, lemma) for lemma in forms] for part, forms in parts)), 64):
        lemma, is_word, grammar = _join(choice)
        read = readings(lemma)
        hints |= read.hints
        if script is Script.CYRILLIC:
            own = plain_cyrillic(lemma)
        else:
            hyphenated = "-".join(part.text for _, part in choice)
            own = frozenset({plain_latin(hyphenated) if script is Script.LATIN and not vietnamese else lemma})
        found.append(WordLemma(lemma, own, read.proofs, is_word, grammar))
    whole = [lemma for lemma in found if lemma.is_word]
    russian = script is Script.CYRILLIC and is_russian(text)
    return Word(
        text,
        script,
        tuple(found),
        frozenset(_exact(whole, script)),
        frozenset(_exact(found, script)),
        frozenset(chain.from_iterable(lemma.own for lemma in whole)),
        frozenset(chain.from_iterable(lemma.own for lemma in found)),
        frozenset(chain.from_iterable(lemma.proofs for lemma in whole)),
        frozenset(chain.from_iterable(lemma.proofs for lemma in found)),
        frozenset(map(coarse, hints)),
        russian,
        vietnamese,
    )


def _exact(found: Iterable[WordLemma], script: Script) -> Iterator[str]:
    for lemma in found:
        if script is Script.CYRILLIC:
            yield exact_cyrillic(lemma.text)
        else:
            yield from lemma.own


class Part(NamedTuple):
    """A word other than the family name, or its first letters."""

    word: Word
    is_initial: bool = False
    is_hyphenated: bool = False
    """True if a hyphen joins it to the part before it."""


class Name(NamedTuple):
    """One interpretation of a name."""

    family: Word
    given: tuple[Part, ...] = ()
    patronymic: Part | None = None
    generation: str = ""
    numbers: frozenset[str] = frozenset()
    is_certain: bool = True
    is_enough: bool = True
    """True if the family name matches without a given one."""
    family_first: bool = False
    order_known: bool = True
    """True if the name itself shows which of its words is the family name."""
    is_nominative: bool = False
    """True if a title in the nominative precedes it."""
    style: tuple[bool, bool] = (False, False)
    """True if an initial precedes a whole given name; true if an "and" is between the words."""


# Parsing

# Patterns that few names need are strings, which `re` compiles at first use.
_PATRONYMIC = (
    r".{2,}(?:[оеєй]вич|ь?[иі]ч(?<=[лкмн][ьу]ич|.лич|.кич))(?:а|у|ем|е|еві|і)?"
    r"|.{2,}(?:[оеєі]вн|[иі]ничн|ьиничн|чн|ївн)(?:а|ы|е|у|ой|ою|и|і)"
    r"|.{3,}(?:ұлы|улы|уулу|оглы|оғлы|кызы|қызы|гызы)"
    r"|.{2,}(?:[oe]v|[oe]w|yov)(?:it?ch|itsch|ich|ič|ych|yč|icz|na)"
    r"|.{3,}(?:uly|ūly|ulı|uulu|ogl[uy]|oğlu|[kqg]yzy|[kq]ızı)"
)
_PARTICLES = word_set(
    """де ла ле дю да дер ван фон дель ди аль эль бен бин de la le du des da der van von den del di al el ben bin"""
)
_INSEPARABLE = word_set("бин ибн бинт абу умм улд bin ibn bint abu umm ould")
"""Words without which the next one is another name."""
_INSEPARABLE_LATER = _INSEPARABLE | word_set("бен ден дер тер ben den der ter ten")
"""With those that are given names at the beginning: Ben Affleck."""
# Endings are tuples, because compiling long patterns would slow the start-up.
_SURNAME_ONLY = tuple(
    word_set("""ов ова ев ева єв єва ович евич євич ский ський цкий ская онко енко унко дзе швили
    ov ova owa ev eva ewa sky skiy ski skaya enko""")
)
_SURNAME = (
    *_SURNAME_ONLY,
    *word_set("""ська ин ина ін іна ын ына ска цкая цка ськая цький цька ный тый ная ук юк чак ян янц их ых
    ow ew iv iw iff off eff iva iwa in ina yn yna ine uk yan ian dze vili
    skij skii skyi skyj skyy skaia skaja ska"""),
)
_GIVEN_ONLY = ("слав", "мир", "ий", "ия", "ья", "нна", "ана", "ена", "яна", "ьга")
"""Endings of given names that are not surnames; Лев, Роман and Марина are both."""
_REIGNS = ("i", "v", "x")
"""«Пётр I», but not "Putin V"."""
_LONGEST_INITIAL = 3
"""Number of letters before the full stop: Дж., Ch."""
_LETTER = r"[^\s_!-&(-/:-@\[-`{-~¡-¿×÷‐-⁯、-〿・]"
_PIECE = re.compile(rf"{_LETTER}+\.?|-|,")
_UNSPACED = ("\u1100", "\u11ff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\ufaff")
"""Ranges of Han, kana and Hangul: such a name is one word, with or without spaces."""
_AND = word_set("и і y e o u & + / та and und et or или")
"""Between names of several people, or of words of a Spanish name."""
_TWO_CAPITALS = re.compile(r"^([B-DF-HJ-NP-TV-Z])([B-DF-HJ-NP-TV-Z])\b(?=.*[a-z])")
"""J.D. as it is also printed: "JD Vance"."""


@dataclass
class _Words:
    words: list[list[Part]] = field(default_factory=list)
    """Whole words in order; a hyphenated one has several parts."""
    initials: list[Part] = field(default_factory=list)
    generation: str = ""
    numbers: set[str] = field(default_factory=set)
    patronymic: Part | None = None
    family: slice | None = None
    """The words that must be the family name, if the name itself shows it."""
    is_certain: bool = True
    is_nominative: bool = False
    begins_with_initial: bool = False
    has_and: bool = False


def _is_unspaced(text: str) -> bool:
    # Most texts have a letter before all of these ranges.
    return min(text, default="") >= _UNSPACED[0][0] and all(
        any(low <= letter <= high for low, high in _UNSPACED) or letter == "々" for letter in text
    )


@lru_cache(maxsize=4096)
def _parse(folded: str) -> _Words:
    """Return the words of a folded name. They are shared: copy them before changing them."""
    if _is_unspaced(unspaced := folded.replace(" ", "").replace("・", "").replace("·", "").replace("-", "")):
        return _Words([[Part(parse_word(unspaced))]], family=slice(0, 1))
    vietnamese = is_vietnamese(folded)
    pieces = _PIECE.findall(folded)
    texts = [piece for piece in pieces if piece not in "-,"]
    found = _Words()
    comma, hyphen, place, skipped = None, False, 0, 0
    for piece in pieces:
        if piece == ",":
            comma = len(found.words) if comma is None else comma
        elif piece != "-":
            place += 1
            if skipped := max(skipped - 1, 0):
                continue
            if place == 1 and len(texts) > 1 and is_prefixed_generation(piece):
                found.generation = "senior" if piece.startswith("id") else "junior"
            elif place == len(texts) == 2 and piece in _REIGNS and not looks_like_surname(texts[0]):
                found.generation = piece
            elif (found.words or found.initials) and (generation := generation_at(texts, place - 1)):
                found.generation, skipped = generation[0], generation[1]
            else:
                _add_piece(found, piece, hyphen=hyphen, vietnamese=vietnamese)
        hyphen = piece == "-"
    found.patronymic, position = _patronymic(found.words)
    if comma and comma < len(found.words) + bool(found.initials):
        found.family = slice(0, comma)
    elif found.patronymic and position == len(found.words):
        found.family = slice(0, len(found.words) - 1)
    elif found.patronymic and position == 1:
        found.family = slice(1, len(found.words))
    elif len(found.words) == 1:
        found.family = slice(0, 1)
    return found


def _add_piece(found: _Words, piece: str, *, hyphen: bool, vietnamese: bool) -> None:
    text = piece.rstrip(".").strip("'")
    if any(map(str.isdecimal, text)):
        found.numbers.add(text)
    elif any(map(str.isalpha, text)):
        script_has_initials = not _is_unspaced(text)
        abbreviated = piece.endswith(".") and len(text) <= _LONGEST_INITIAL
        part = Part(
            parse_word(text, vietnamese=vietnamese),
            script_has_initials and (len(text) == 1 or abbreviated),
            hyphen,
        )
        if part.is_initial:
            found.initials.append(part)
            found.begins_with_initial = found.begins_with_initial or not found.words
        elif hyphen and found.words:
            found.words[-1].append(part)
        else:
            found.words.append([part])


def _patronymic(words: list[list[Part]]) -> tuple[Part | None, int | None]:
    """Remove the patronymic from the words. Return it with its position. At least two words remain."""
    texts = [word[0].word.text if len(word) == 1 else "" for word in words]
    for place, text in enumerate(texts):
        if place and text in OF_FATHER and len(words) > 3:  # Шарип уулу, two words
            father = Part(join([words[place - 1][0], words[place][0]]))
            del words[place - 1 : place + 1]
            return father, place - 1
        if place and len(words) > 2 and re.fullmatch(_PATRONYMIC, text):
            return words.pop(place)[0], place
    return None, None


def join(parts: Iterable[Part]) -> Word:
    """Return the parts of a name as one word."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0].word
    text = "".join(f"{'-' if part.is_hyphenated else ' '}{part.word.text}" for part in parts).strip(" -")
    return parse_word(text, vietnamese=any(part.word.keeps_marks for part in parts))


def _name(
    tokens: _Words, family: slice, *, is_certain: bool = True, is_enough: bool = True, order_known: bool = False
) -> Name:
    taken = range(*family.indices(len(tokens.words)))
    words = [part for place in taken for part in tokens.words[place]]
    given = [part for place, word in enumerate(tokens.words) if place not in taken for part in word]
    style = (bool(given) and tokens.begins_with_initial, tokens.has_and)
    given += tokens.initials
    return Name(
        words[0].word if len(words) == 1 else join(words),
        tuple(given),
        tokens.patronymic,
        tokens.generation,
        frozenset(tokens.numbers),
        is_certain and tokens.is_certain,
        is_enough,
        taken.start == 0,
        order_known or all(part.is_initial for part in given) or tokens.patronymic is not None,
        tokens.is_nominative,
        style,
    )


def _interpretations(tokens: _Words, *, is_query: bool) -> Iterator[Name]:
    """Yield the interpretations of a name. The words of a query may be in any order."""
    words = tokens.words
    count = len(words)
    if tokens.family is not None:
        yield _name(tokens, tokens.family, order_known=True)
        return
    particle = next((place for place in range(count) if words[place][0].word.text in _PARTICLES), None)
    if particle is not None and count > 1:
        end = next((place for place in range(particle, count) if words[place][0].word.text not in _PARTICLES), count)
        yield _name(tokens, slice(particle, count if particle else end + 1), order_known=end < count)
        if particle == 0:
            yield _name(tokens, slice(0, count))
    first, last = slice(0, 1), slice(count - 1, count)
    if count and is_query:
        yield _name(tokens, last)
        yield _name(tokens, first)
    elif count:
        order = _order(words)
        known = _order_known(words[0], words[-1])
        # Mohammed bin Salman is not Salman, who is his father.
        inseparable = _INSEPARABLE if count == 2 else _INSEPARABLE_LATER
        is_enough = order is _Order.FAMILY_LAST and not (count > 1 and words[-2][0].word.text in inseparable)
        if order is not _Order.FAMILY_FIRST:
            yield _name(tokens, last, is_enough=is_enough, order_known=known)
        if order is not _Order.FAMILY_LAST:
            yield _name(tokens, first, is_enough=order is _Order.FAMILY_FIRST, order_known=known)
    if count == 2 and is_query and not tokens.initials:  # García Márquez
        yield _name(tokens, slice(0, 2), is_certain=False)
    if count > 2:
        yield _name(tokens, slice(count - 2, count), is_certain=is_query)
        yield from (_name(tokens, slice(place, place + 1), is_certain=False) for place in range(1, count - 1))


def _order_known(first: list[Part], last: list[Part]) -> bool:
    """Return True if the words themselves show the order: only one of them can be a surname, or a given name."""
    words = join(first), join(last)
    surnames = [_is_surname_only(word.text) for word in words]
    if surnames[0] != surnames[1]:
        return True
    given = [word.text.endswith(_GIVEN_ONLY) and is_slavic_given(word.proofs) for word in words]
    return given[0] != given[1]


def _is_surname_only(text: str) -> bool:
    """Return True if a folded word has an ending that only surnames have."""
    return text[3:].endswith(_SURNAME_ONLY)


class _Order(Enum):
    FAMILY_FIRST = 1
    FAMILY_LAST = 2
    UNKNOWN = 3


def _order(words: list[list[Part]]) -> _Order:
    """Return True if a recorded name begins or ends with its family name, if its words show it."""
    first, last = join(words[0]), join(words[-1])
    alike = looks_like_surname(first.text)
    last_given = not _is_surname_only(last.text) and is_given(last.proofs)
    if not (last_given or alike) or (looks_like_surname(last.text) and not last_given) or is_given(first.proofs):
        return _Order.FAMILY_LAST
    if alike and (last_given or _is_surname_only(first.text)):
        return _Order.FAMILY_FIRST
    return _Order.UNKNOWN


def looks_like_surname(text: str) -> bool:
    """Return True if a folded word has the ending of a surname of the Slavic, Turkic or Caucasian pattern."""
    return any(lemma.text[2:].endswith(_SURNAME) for lemma in _dictionary_forms(text.rpartition("-")[2]))


@lru_cache(maxsize=4096)
def parse_name(name: str, *, is_query: bool) -> tuple[Name, ...]:
    """Return the interpretations of a name, the likelier first, none if it has no family name.

    A query is also read without a title before it. A title of an office proves which person is meant, others only
    suggest.
    """
    if len(name) > LONGEST:
        return ()
    name = without_degrees(name)
    folded = fold(name)
    words = folded.split()
    if len(words) > MOST_WORDS:
        return ()
    if capitals := _TWO_CAPITALS.match(name):
        folded = fold(f"{capitals[1]}. {capitals[2]}. {name[2:]}")
    parsed = replace(_parse(folded), has_and=not _AND.isdisjoint(name.split()[1:-1]))
    found = dict.fromkeys(_interpretations(parsed, is_query=is_query))
    if is_query:
        length, proves = title_length([word.rstrip(".,") for word in words])
        if length:
            cases = title_cases(words[:length])
            proves = proves and len(set(cases)) < 2  # «Секретарь президента» is not the president.
            untitled = replace(_parse(" ".join(words[length:])), is_certain=proves, is_nominative=cases[:1] == [True])
            found |= dict.fromkeys(_interpretations(untitled, is_query=True))
        head, _, end = folded.rpartition(",")
        length, proves = title_length([*end.split(), ""])
        if " " in head and length and length == len(end.split()):
            found |= dict.fromkeys(_interpretations(replace(_parse(head), is_certain=proves), is_query=True))
    return tuple(found)


def without_title(name: str) -> str:
    """Return a folded name without a title or a form of courtesy before it."""
    words = fold(name).split()
    length, _ = title_length([word.rstrip(".,") for word in words])
    return " ".join(words[length:])
