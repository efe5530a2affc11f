"""A word of a question → the words to look for in an index that holds texts as printed.

The words are tokens as SQLite's FTS5 makes them with `unicode61 remove_diacritics 2`: lower case, Latin
letters without diacritics, and ё, й, қ as the text has them. Only where a text spells й as и with a combining
breve, as text copied from a PDF does, the tokenizer drops the mark and holds «краи» for «край».
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzclaims.language.names.surnames import surname_forms

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

MOST = 100
"""No more forms than these stand for a word; a Russian verb with its participles has 75 at the most."""

LONGEST = 40
"""A longer word (in code points) is taken as it stands: no dictionary has it."""

LIKELY = 0.05
"""A reading counts if it has this share of the word's use in OpenCorpora: «стали» is a verb (0.98), and not
steel (0.02)."""

_UNPRINTED = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
_CYRILLIC = re.compile(r"[а-яёіїєґәғқңөұүһў]")
_NOT_RUSSIAN = re.compile(r"[іїєґәғқңөұүһў]")
_UKRAINIAN = re.compile(r"[їєґ]")
_LATIN = re.compile(r"[a-z]")
_KAZAKH = re.compile(r"[әғқңөұүһ]")
_PLURAL_OR_SURNAME = re.compile(r"[оеё]в$")

_LOOKALIKES = str.maketrans("aceopxykmthi", "асеорхукмтні")
_RUSSIFIED = str.maketrans("әғқңөұүһі", "агкноуухи")
_ALTERNATES = dict(zip("пкқбгғ", "бгғпкқ", strict=True))


def _longest_first(endings: str) -> tuple[str, ...]:
    return tuple(sorted(set(endings.split()), key=len, reverse=True))


# A Kazakh noun takes a plural, then a possessive, then a case; they come off in the other order.
_KAZAKH_CASE = _longest_first(
    "ның нің дың дің тың тің ға ге қа ке на не да де та те нда нде дан ден тан тен нан нен "
    "ны ні ды ді ты ті мен бен пен"
)
_KAZAKH_POSSESSIVE = _longest_first("ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ым ім ың ің сын сін сы сі ын ін ы і")
_KAZAKH_PLURAL = _longest_first("лар лер дар дер тар тер")
_KAZAKH_CASE_UNLIKE_RUSSIAN = _longest_first("да де дан ден тан тен нан нен")
_UKRAINIAN_ENDING = _longest_first(
    "ами ями ові еві єві ого ому його йому ими іми ою ею єю ах ях ам ям ів їв ей ем єм ом ий ій ої єї "
    "их іх им ім а я у ю і ї е є о и ь й"
)


@dataclass(frozen=True, slots=True)
class Term:
    """What to look for in place of one word: any of the words, or whatever begins with one of the prefixes.

    All are lower case, the word asked for first. A word with a hyphen or an apostrophe is several tokens in a
    row.
    """

    words: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


def fold(text: str) -> str:
    """The text in composed letters (NFC), without stress marks, soft hyphens and what else prints nothing.

    Case stays: a capital letter can tell a surname from a noun.
    """
    return _UNPRINTED.sub("", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=1024)
def spellings(word: str) -> tuple[str, ...]:
    """The word as it stands, in lower case, and as print may spell it: ё or е, no Latin look-alikes."""
    asked = fold(fold(word).lower())
    readable = _readable(asked)
    found = [asked, readable, readable.replace("ё", "е")]
    if "е" in readable and _is_russian(readable):
        found += [parse.word for parse in _analyzer().parse(readable) if parse.is_known]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def term(word: str) -> Term:
    """What to look for in place of `word` so that a text with any of its forms is found.

    A Russian word stands for its dictionary paradigm in every likely reading, a surname for its cases, a
    Kazakh or Ukrainian word for whatever begins with its stem, any other word for itself. A capital letter
    says that a word is a surname, if it often is one: «Волков» is not of wolves.
    """
    asked = spellings(word)
    readable = _readable(asked[0])
    if _NOT_RUSSIAN.search(readable):
        return Term(asked, tuple(_stems(readable)))
    if not _is_russian(readable):
        return Term(asked)
    words = dict.fromkeys(asked)
    for form in _forms(readable, capital=word[:1].isupper()):
        words |= dict.fromkeys((form, form.replace("ё", "е")))
    words |= dict.fromkeys([form.replace("й", "и") for form in words])
    return Term(tuple(words)[:MOST], tuple(_kazakh_stem(readable)))


def _forms(word: str, *, capital: bool) -> Iterator[str]:
    """The forms of a word in Russian letters, of its likeliest reading first; some may come twice."""
    parses = _analyzer().parse(word)
    known = [parse for parse in parses if parse.is_known]
    surnames = [parse for parse in known if "Surn" in parse.tag]
    hides_surname = _PLURAL_OR_SURNAME.search(word) and all("plur" in parse.tag for parse in known)
    if known or not hides_surname:
        is_surname = capital and sum(parse.score for parse in surnames) >= LIKELY
        counted = surnames if is_surname else known or parses
        shares: Counter[tuple[str, ...]] = Counter()
        for parse in [parse for parse in counted if not _is_several_people(parse)] or counted:
            shares[_paradigm(parse)] += parse.score
        likely = sum(shares.values()) * LIKELY
        yield from (form for forms, share in shares.most_common() if share >= likely for form in forms)
    if not known or surnames or hides_surname or any("Poss" in parse.tag for parse in known):
        # The dictionary has few surnames of women, and «токаев» only as several Tokays.
        lemmas = {parse.normal_form for parse in parses}
        guessed = surname_forms(word)
        if not known and _PLURAL_OR_SURNAME.search(word) and not _analyzer().word_is_known(word[:-2]):
            # «байденов» is of several Bidens or of a Baidenov.
            guessed |= surname_forms(word[:-2])
        for form in sorted(guessed):
            if not _NOT_RUSSIAN.search(form) and not _is_another_word(form, lemmas):
                yield form


def _is_another_word(form: str, lemmas: set[str]) -> bool:
    """Whether a guessed form is a word of its own: Годов may be somebody, «годовых» is an adjective."""
    known = [parse for parse in _analyzer().parse(form) if parse.is_known]
    kin = (parse.normal_form in lemmas or "Surn" in parse.tag or "Poss" in parse.tag for parse in known)
    return bool(known) and not any(kin)


def _paradigm(parse: "Parse") -> tuple[str, ...]:
    # Of several Peters nobody writes: «петров» is no form of «пётр».
    return tuple(form.word for form in parse.lexeme if "Name" not in form.tag or not _is_several_people(form))


def _is_several_people(form: "Parse") -> bool:
    """Whether a form is the plural of a name that looks like another surname: «романов», of Romans."""
    person = "Name" in form.tag or "Surn" in form.tag
    return person and "plur" in form.tag and _PLURAL_OR_SURNAME.search(form.word) is not None


def _kazakh_stem(word: str) -> Iterator[str]:
    """The stem of a word in Russian letters that isn't Russian and ends as Kazakh words do: «Астанада»."""
    stem = _without(_without(word, _KAZAKH_CASE_UNLIKE_RUSSIAN, shortest=5), _KAZAKH_PLURAL, shortest=4)
    if stem != word and not _analyzer().word_is_known(word):
        yield stem


def _stems(word: str) -> Iterator[str]:
    """What a Kazakh or Ukrainian word begins with in its forms; Kazakh also as Russian letters spell it."""
    stem = word
    if not _UKRAINIAN.search(word):
        stem = _without(word, _KAZAKH_CASE, _KAZAKH_POSSESSIVE, _KAZAKH_PLURAL, shortest=3)
    if stem == word and not _KAZAKH.search(word):
        stem = _without(word, _UKRAINIAN_ENDING, shortest=3)
    russified = stem.translate(_RUSSIFIED) if _KAZAKH.search(word) else stem
    for spelling in dict.fromkeys((stem, russified)):
        yield spelling
        if spelling[-1] in _ALTERNATES:  # кітап, кітабы
            yield spelling[:-1] + _ALTERNATES[spelling[-1]]


def _without(word: str, *layers: tuple[str, ...], shortest: int) -> str:
    """The word less at most one ending of each layer, with no fewer than `shortest` letters left."""
    for endings in layers:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= shortest:
                word = word.removesuffix(ending)
                break
    return word


def _readable(word: str) -> str:
    """The word in Cyrillic, if all its Latin letters only look like Cyrillic ones: «Пyтин»."""
    cyrillic = word.translate(_LOOKALIKES)
    return cyrillic if _CYRILLIC.search(word) and not _LATIN.search(cyrillic) else word


def _is_russian(word: str) -> bool:
    return len(word) <= LONGEST and _CYRILLIC.search(word) is not None and not _NOT_RUSSIAN.search(word)


@cache
def _analyzer() -> "MorphAnalyzer":
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
