"""A name, in whatever form, to its look-up keys, and whether a recorded name answers it.

A look-up has two steps. Keys find: they are coarse, indexed, and the same for every form of a name. `match`
decides: the family name must be the same word in some case form or spelling, and what else the question says
(given name, initials, patronymic) must not speak against it. Nothing here is decided by likeness; `suggest`
alone measures that, and only suggests.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import product
from typing import TypeVar

from kzclaims.language.names.parse import LONGEST, Name, Part, Word, joined, understand, word_of
from kzclaims.language.names.surnames import surname_forms
from kzclaims.language.names.transliterate import coarse, consonants, fold, same_given

__all__ = [
    "LONGEST",
    "RULES",
    "Match",
    "answer",
    "fold",
    "index_keys",
    "match",
    "match_person",
    "organization_keys",
    "question_keys",
    "suggest",
    "surname_forms",
]

RULES = 2
"""The version of the rules that make keys: keys of another version are to be made anew."""

T = TypeVar("T")


class Match(IntEnum):
    """How far a recorded name answers a question."""

    NO = 0
    MAYBE = 1
    """To be shown as a candidate where nothing answers."""
    RIVAL = 2
    """No answer by itself, but as likely meant as another's YES: «Толстой» may be Толстая's genitive."""
    YES = 3


def organization_keys(name: str) -> frozenset[str]:
    """The key under which an organization's name is stored and asked for; none without a letter or a digit.

    It is the whole name, folded, without quotation marks, dashes and punctuation.
    """
    key = " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", fold(name)))
    return frozenset({key} if key else ())


# Keys
#
# With F for the family name, a recorded name has F always; F+lvr and F:о for a given name (its consonants,
# its first letter); F=о where only an initial is recorded; F= where nothing is. A question reads those that
# may answer it.

MOST_FAMILIES = 24
MOST_SOUNDS = 8
"""Of a name of many readings no more become keys: those of fewest letters."""


def _least(keys: Iterable[str], most: int) -> list[str]:
    return sorted(set(keys), key=lambda key: (len(key), key))[:most]


def _family_keys(family: Word) -> list[str]:
    words = [family, *(map(word_of, family.text.split("-")) if "-" in family.text else ())]
    return [key for word in words for key in _least(word.hints, MOST_FAMILIES)]


def _first_letters(part: Part) -> set[str]:
    """The letters with which the readings of a given name begin: и for Я, Ю and Y, which may also be Е."""
    found = {reading[:1] for reading in part.word.hints}
    if not part.initial:
        found |= {reading[:1] for hint in part.word.hints for reading in same_given(hint)}
    if part.initial and part.word.text[0] in "yij":
        found.add("е")
    return found


def _sounds(parts: tuple[Part, ...]) -> list[str]:
    """The first three consonants of the first given name, alone and as a hyphen joins it."""
    whole = joined([parts[0], *(part for part in parts[1:] if part.joined and not part.initial)])
    hints = parts[0].word.hints | whole.hints
    return _least((consonants(reading)[:3] for hint in hints for reading in same_given(hint)), MOST_SOUNDS)


def index_keys(name: str) -> frozenset[str]:
    """The keys to store for one recorded name of a person. Nothing without a family name has any.

    The family name is found by its place and by the patterns of its language; a comma says it for certain
    («Ким, Вячеслав»).
    """
    keys: set[str] = set()
    for one in understand(name, question=False):
        for family in _family_keys(one.family):
            keys.add(family)
            if not one.given:
                keys.add(f"{family}=")
                continue
            first = one.given[0]
            letters = _first_letters(first)
            keys.update(f"{family}:{letter}" for letter in letters)
            if first.initial:
                keys.update(f"{family}={letter}" for letter in letters)
            else:
                keys.update(f"{family}+{sounds}" for sounds in _sounds(one.given))
    return frozenset(keys)


def question_keys(question: str) -> frozenset[str]:
    """The keys under which to look a question up: what has any of them may answer it, and nothing else does.

    Empty where the question holds no family name: nothing, one letter, initials, signs, or more than a name.
    """
    keys: set[str] = set()
    for one in understand(question, question=True):
        for family in _family_keys(one.family):
            if not one.given:
                keys.add(family)
                continue
            first = one.given[0]
            letters = _first_letters(first)
            keys.add(f"{family}=")
            if first.initial:
                keys.update(f"{family}:{letter}" for letter in letters)
            else:
                keys.update(f"{family}={letter}" for letter in letters)
                keys.update(f"{family}+{sounds}" for sounds in _sounds(one.given))
    return frozenset(keys)


# Deciding


def _same_word(asked: Word, recorded: Word) -> Match:
    if asked.plain_forms and recorded.plain_forms:
        if not asked.plain_forms.isdisjoint(recorded.plain_itself or recorded.plain_forms):
            return Match.YES
    elif not asked.forms.isdisjoint(recorded.itself or recorded.forms):
        return Match.YES
    return Match.NO if asked.hints.isdisjoint(recorded.hints) else Match.MAYBE


def _soft(reading: str) -> str:
    return coarse(reading).replace("иу", "у").replace("иа", "а")


def _same_given(asked: Part, recorded: Part) -> Match:
    """Whether two given names may be one: as a word, as another language has it, or by the first letter."""
    if asked.initial or recorded.initial:
        if _first_letters(asked).isdisjoint(_first_letters(recorded)):
            return Match.NO
        return Match.YES if asked.initial else Match.MAYBE
    same = _same_word(asked.word, recorded.word)
    if same is Match.YES:
        return same
    names = {coarse(reading) for reading in recorded.word.itself or recorded.word.forms}
    if not recorded.word.plain_forms:  # of a Latin given name, beside a proved family name, a hint is enough
        names |= recorded.word.hints
    for reading in asked.word.hints if not asked.word.plain_forms else map(coarse, asked.word.forms):
        if not same_given(reading).isdisjoint(names) or any(_soft(reading) == _soft(name) for name in names):
            return Match.YES
    return same


def _given(asked: tuple[Part, ...], recorded: Name) -> Match:
    if not asked:
        return Match.YES
    if not recorded.given:
        return Match.MAYBE
    if len(asked) == 1 and not asked[0].initial and len(recorded.given) > 1:
        whole = Part(joined(part for part in recorded.given if not part.initial)) if recorded.given[1].joined else None
        if whole and _same_given(asked[0], whole) is Match.YES:
            return Match.YES
    if len(asked) > 1 and asked[1].initial and not asked[1].joined and any(part.joined for part in recorded.given):
        heads = tuple(part for part in recorded.given if not part.joined)
        if _given(asked, recorded._replace(given=heads)) is Match.YES:
            return Match.YES
    grades = [_same_given(one, other) for one, other in zip(asked, recorded.given, strict=False)]
    rest = asked[len(recorded.given) :]
    if rest and rest[0].initial and recorded.patronymic:
        grades.append(_same_given(rest[0], recorded.patronymic))
    elif rest and not rest[0].initial:
        grades.append(Match.MAYBE)
    left = recorded.given[len(asked) : len(asked) + 1]
    if left and left[0].joined and not asked[0].initial:
        grades.append(Match.MAYBE)
    return min(grades)


_DECLINES = re.compile("[бвгджзйклмнпрстфхцчшщьғқң]$")


def _disagree(asked: Name, recorded: Name) -> bool:
    """Whether given and family name differ in case: «Александра Ким» is not Александр Ким's genitive."""
    if not asked.given or any(part.initial for part in asked.given) or not recorded.given:
        return False
    stands: list[bool] = []
    for one, other in ((joined(asked.given), joined(recorded.given)), (asked.family, recorded.family)):
        if one.plain_forms.isdisjoint(other.plain_itself) or not _DECLINES.search(other.text):
            return False
        stands.append(not one.plain_itself.isdisjoint(other.plain_itself))
    return stands[0] != stands[1]


_FIRST_ITSELF = (("ой", ("ая",)), ("ым", ("ый", "ой")), ("им", ("ий", "ой")), ("ом", ("ый", "ий", "ой")))


def _rather_itself(asked: Word, recorded: Word) -> bool:
    """Whether a word says another name first: «Толстой» may be Толстая's genitive, «Рахим» Рахой's."""
    return bool(asked.plain_itself) and any(
        asked.text.endswith(case) and recorded.text.endswith(nominatives) for case, nominatives in _FIRST_ITSELF
    )


def _grade(asked: Name, recorded: Name) -> Match:
    family = _same_word(asked.family, recorded.family)
    if family is Match.NO and "-" in recorded.family.text + asked.family.text:
        parts = [map(word_of, name.family.text.split("-")) for name in (asked, recorded)]
        family = min(Match.MAYBE, max(_same_word(one, other) for one, other in product(*parts)))
    if family is Match.NO:
        return family
    grade = min(family, _given(asked.given, recorded))
    if not (asked.sure and recorded.sure and (asked.given or recorded.alone)):
        grade = min(grade, Match.MAYBE)
    if not asked.given and _rather_itself(asked.family, recorded.family):
        grade = min(grade, Match.RIVAL)
    if asked.patronymic and recorded.patronymic:
        grade = min(grade, _same_given(asked.patronymic, recorded.patronymic))
    return min(grade, Match.MAYBE) if _disagree(asked, recorded) else grade


def match(question: str, recorded: str) -> Match:
    """How far one recorded name answers a question: the family name must, and the rest must agree."""
    asked = understand(question, question=True)
    return max(
        (_grade(one, other) for other in understand(recorded, question=False) for one in asked),
        default=Match.NO,
    )


def match_person(question: str, names: Iterable[str]) -> Match:
    """How far a person, by all the recorded names, answers a question.

    The best of the names counts, with two reserves. Where the person has names in Cyrillic, a Cyrillic
    question is proved by one of them, not by a Latin name that may stand for several. And a patronymic that
    one of the names contradicts is not overruled by a name that leaves it out.
    """
    asked = understand(question, question=True)
    best = {True: Match.NO, False: Match.NO}
    in_cyrillic = False
    for name in names:
        for other in understand(name, question=False):
            script = bool(other.family.plain_forms)
            in_cyrillic = in_cyrillic or script
            for one in asked:
                if _contradicts(one, other):
                    return Match.NO
                best[script] = max(best[script], _grade(one, other))
    if in_cyrillic and asked and asked[0].family.plain_forms:
        return max(best[True], min(best[False], Match.MAYBE))
    return max(best.values())


def answer(grades: Mapping[T, Match]) -> T | None:
    """The one person, or whatever the keys are, that answers: graded YES, beside no other and no rival."""
    found = [key for key, grade in grades.items() if grade >= Match.RIVAL]
    return found[0] if len(found) == 1 and grades[found[0]] is Match.YES else None


def _contradicts(asked: Name, recorded: Name) -> bool:
    if not asked.patronymic or not recorded.patronymic or not _same_word(asked.family, recorded.family):
        return False
    return _same_given(asked.patronymic, recorded.patronymic) is Match.NO


# Suggesting

_ROUGH = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіїєғқңөұүһә", "abvgdeziiklmnoprstufhieiiegknouuha", strict=True))
    | {
        "ж": "j",
        "ц": "c",
        "ч": "c",
        "ш": "s",
        "щ": "s",
        "ь": "",
        "ъ": "",
        "ю": "iu",
        "я": "ia",
        "y": "i",
        "w": "v",
    }
    | {"q": "k", "'": "", "-": " ", "š": "s", "ş": "s", "ž": "j", "č": "c", "ç": "c", ".": " "}
)
_ROUGH_PAIRS = re.compile("shch|tsch|dzh|sch|zh|kh|ts|ch|sh|dj|ou|ck|(?<=[aeiou])i(?=e)|(.)(?=\\1)")
_ROUGH_SOUNDS = {
    "shch": "s", "tsch": "c", "dzh": "j", "sch": "s", "zh": "j", "kh": "h", "ts": "c", "ch": "c", "sh": "s",
    "dj": "j", "ou": "u", "ck": "k",
}  # fmt: skip
_WORTH_SHOWING = 0.6


def _rough(name: str) -> str:
    """A name in plain Latin letters, roughly as it sounds: quick, and good enough to measure a distance."""
    text = unicodedata.normalize("NFD", fold(name).translate(_ROUGH))
    text = "".join(letter for letter in text if letter == " " or letter.isalnum())
    return _ROUGH_PAIRS.sub(lambda found: _ROUGH_SOUNDS.get(found[0], ""), text)


def suggest(question: str, names: Iterable[str], limit: int = 5) -> list[str]:
    """The names nearest to a question by edit distance, at most `limit`, best first: shown, never taken.

    Each word of the question is measured against the nearest word of a name, in any order and script; two
    letters that changed places count as one edit. The cost grows with the number of names: see the
    benchmark.
    """
    from rapidfuzz.distance import OSA

    words = _rough(question[:LONGEST]).split()
    if not words:
        return []
    found: list[tuple[float, str]] = []
    for name in dict.fromkeys(names):
        parts = _rough(name[:LONGEST]).split()
        if parts:
            nearest = sum(max(OSA.normalized_similarity(word, part) for part in parts) for word in words)
            if nearest >= _WORTH_SHOWING * len(words):
                found.append((-nearest, name))
    return [name for _, name in sorted(found)[: max(limit, 0)]]
