"""Find words that deny, doubt, limit or put conditions on a passage, in the rest of its sentence.

`operator_words.py` lists them in closed classes by the distance over which they apply. Commas, conjunctions and words
like «что» mark the ends of clauses; sentences are not parsed.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from kzclaims.language.quotes.normalise import INVISIBLE, SOFT_HYPHEN
from kzclaims.language.quotes.numerals import NUMBER
from kzclaims.language.quotes.operator_words import (
    ADJECTIVES,
    ANSWERS,
    ASSERTING,
    CAUSES,
    COMPLEMENTIZERS,
    CONJUNCTIONS,
    CONTRASTS,
    COORDINATORS,
    INVERTED,
    NOR,
    PHRASES,
    PREPOSITIONS,
    PURPOSES,
    SMALL,
    SUBORDINATORS,
    WORDS,
    Reach,
)

_ENDS_CLAUSE = CONJUNCTIONS | COORDINATORS | {"that", "who", "which", "where", "because", "que", "qui", "dont"}
_CLOSING = (",", "–", "—", "»", "”", '"')
_YEAR = 4
"""The digits of a year; other numbers count the words after them."""
_TOKEN = re.compile(
    r"(?P<NOTHING>(?<!\w)(?:"
    + ASSERTING
    + r"))"
    + "".join(rf"|(?P<{reach.name}>(?<!\w)(?:{phrases}))" for reach, phrases in PHRASES.items())
    + r"|(?P<word>\w+(?:['’ʼ-]\w+)*['’]?)|(?P<sign>[,;:()–—]|(?<=\s)-(?=\s))"
)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}\u0301]")
_CONTRACTED = ("n't", "n’t", "nʼt")
_ELIDED = ("n'", "n’")
_INFINITIVE = re.compile(r"\W*(?:(?i:to|zu) |\w*\w(?:ть|ти|чь)(?:ся|сь)?(?!\w))")
_GERMAN_DEPENDENT = re.compile(r"(?<!\w)(?:zu [^\W\d_]+en|habe|sei|seien|werde|könne|müsse|wolle|solle)(?!\w)")
"""An infinitive or subjunctive, which depends on the clause before the comma."""
_NUMBER_FIRST = re.compile(rf"\W*(?:{NUMBER.pattern})", re.IGNORECASE)
_RESTRICTIVE = re.compile(r"\s+(?:who|that|whose|whom|which|qui|dont)(?!\w)", re.IGNORECASE)
# After a comma, a clause restricts only what a pronoun refers to («все, кто», «те чиновники, которые»).
_RELATIVE = re.compile(r"\s*,\s+(?:кто|что|котор|котр|хто|що|як(?:ий|а|е|і|их|им|ого|ої|у)\s)", re.IGNORECASE)
_POINTING = re.compile(
    r"(?<!\w)(?:те|тех|теми?|тот|того|тому|ту|таки[ехм]|всех|всем|все|кажд\w+|люб(?:ой|ого|ые|ых)|ті|тих|тим|всі|всіх|кож\w+)"
    r"(?: \w+){0,2}\Z",
    re.IGNORECASE,
)
# «Слова о том, что», "The idea that", and the rest of such a sentence
_CLAIM = re.compile(
    r"(?:(?:the|any|all|this|his|her|their|that|die|der|das|jede|la|le|les|cette|все|эти|его|её|их|ці|усі) |l['’])?"
    r"(?:[\w-]+,? )?(?:(?:о|об|про) то[мй]у?,? )?(?:что|будто|як|що|that|dass|que|selon l[ae]quel\w*)"
    r"|(?:(?:the|any|all|this|these) )?(?:claim|allegation|idea|rumou?r|report|story|notion|suggestion)s?",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"[»”\"]? ?(?:, ?(?:[–—-] ?)?|[–—] ?)(?!(?:и|а|но|или|чтобы|что|котор\w+|кто|где|когда"
    r"|як\w*|та|і|й|але|und|aber|oder|et|mais|and|but"
    r"|or|so|which|who|when|where|while|as|потому|поскольку|хотя|де|бо|weil|da|qui|car|\w+(?:вши|вшись|ая|яя|ясь|ив|ав|ев|ув))(?!\w))\w"
    r"| (?:is|are|was|were|has|have|had|proved?|turned|remains?|remained|seems?"
    r"|seemed|appears?|lacks?|cannot|can|will|would|did"
    r"|does|came|est|était|sont|ne|n['’])(?!\w)",
    re.IGNORECASE,
)
_KAZAKH = re.compile("[әғқңөұүһ]", re.IGNORECASE)
_KAZAKH_NOT = re.compile(
    r"(?:емес|жоқ)\w*|\w{2,}[мбп](?:а(?:й|ды|ған)|е(?:й|ді|ген))(?!ын)\w*|\w{2,}[мбп][ае](?:й|с)(?:мын|мін|сың|сің|мыз|міз)?"
)
_KAZAKH_IF = re.compile(r"\w{2,}с[ае](?:м|ң|қ|к|ңыз|ңіз)?")


def _entries(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    entries = text.split()
    return frozenset(one for one in entries if one[-1] != "*"), tuple(one[:-1] for one in entries if one[-1] == "*")


_ENTRIES = [(reach, *_entries(text)) for reach, text in WORDS.items()]


class _Token(NamedTuple):
    text: str
    reach: Reach | None = None
    is_sign: bool = False


def is_denied_before(words: str, passage: str) -> bool:
    """Return True if an operator among these words of a sentence affects the `passage` after them."""
    tokens = _tokens(words, passage)
    ends_with = tokens[-1].text if tokens else ""
    if tokens and tokens[0].text in INVERTED and any(token.text == "," for token in tokens):
        return True
    if ends_with in PURPOSES and not _INFINITIVE.match(passage):
        return True
    exempt = _INFINITIVE.match(passage) is not None
    if tokens and _is_quantity(tokens[-1].text) and (len(tokens) < 2 or tokens[-2].text not in PREPOSITIONS):
        return True
    in_list = _GERMAN_DEPENDENT.search(passage) is not None or (
        len(tokens) > 1 and tokens[-1].text in COORDINATORS and tokens[-2].text != ","
    )
    commas, following, beside = 0, _Token(""), True
    blocked = closed = depends = False
    for token in reversed(tokens):
        text, reach, is_sign = token
        if is_sign:
            blocked |= text in ";:(" or (text == "," and following.text in CONJUNCTIONS)
            closed |= text in ";:(" or (text == "," and following.text in CONTRASTS)
            depends |= text == "," and following.text in SUBORDINATORS
            commas += not (following.is_sign or in_list or following.text in SUBORDINATORS)
            beside, following = False, token
            continue
        works = not blocked and (commas % 2 == 0 or following.is_sign)
        if reach in (Reach.SENTENCE, Reach.CONDITION) or (reach is Reach.NEXT and beside):
            return True
        if reach in (Reach.CLAUSE, Reach.FORWARD) and works and not (text in ANSWERS and following.text == ","):
            return True
        if reach is Reach.VERB and works and not depends and not exempt:
            return True
        if reach is Reach.NUMBER and beside and _NUMBER_FIRST.match(passage):
            return True
        if text in COMPLEMENTIZERS:
            depends, blocked = True, closed
        blocked |= text in CAUSES
        beside &= text in SMALL
        following = token
    return False


def is_denied_after(words: str, passage: str) -> bool:
    """Return True if an operator among these words of a sentence affects the `passage` before them."""
    if _RESTRICTIVE.match(words) or (_RELATIVE.match(words) and _POINTING.search(passage)):
        return True
    in_clause = may_be_condition = True
    started = led_by_sign = False
    tokens = _tokens(words, passage)
    for index, (text, reach, is_sign) in enumerate(tokens):
        if is_sign:
            in_clause &= not started
            led_by_sign |= not started
            continue
        is_attribute = text in ADJECTIVES and tokens[index + 1 : index + 2] != [] and not tokens[index + 1].is_sign
        if text in _ENDS_CLAUSE:
            in_clause = False
            may_be_condition &= not (text in CONJUNCTIONS and index and tokens[index - 1].text == ",")
        elif (
            (reach is Reach.SENTENCE and not is_attribute)
            or (reach is Reach.CONDITION and may_be_condition)
            or (reach in (Reach.CLAUSE, Reach.BACKWARD) and in_clause and not (led_by_sign and text in NOR))
        ):
            return True
        in_clause &= not led_by_sign
        started = True
    return False


def _is_quantity(word: str) -> bool:
    if word.isdecimal():
        return len(word) != _YEAR
    return word not in ("one", "first", "second") and NUMBER.fullmatch(word) is not None


def is_judged(before: str, after: str) -> bool:
    """Return True if the words between are a claim that the sentence is about («Мнение, что …, ошибочно»)."""
    subject, predicate = (" ".join(words.split()) for words in (before, after))
    if not _CLAIM.fullmatch(subject.lstrip('«“„"–—-( ')):
        return False
    return _PREDICATE.match(predicate if after[:1] in _CLOSING else f" {predicate}") is not None


def has_operator(words: str) -> bool:
    """Return True if there is any operator among the words that an ellipsis leaves out."""
    return any(token.reach not in (None, Reach.NUMBER, Reach.BACKWARD) for token in _tokens(words, words))


def _tokens(words: str, passage: str) -> list[_Token]:
    plain = " ".join(_UNSEEN.sub("", words).replace("May", "").lower().replace("ё", "е").split())
    is_kazakh = _KAZAKH.search(plain) is not None or _KAZAKH.search(passage) is not None
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(plain):
        kind, text = found.lastgroup, found.group()
        if kind == "word":
            reach = _reach(text)
            if is_kazakh and reach is None and _KAZAKH_NOT.fullmatch(text):
                reach = Reach.CLAUSE
            elif is_kazakh and plain.startswith(",", found.end()) and _KAZAKH_IF.fullmatch(text):
                reach = Reach.CONDITION
            tokens.append(_Token(text, reach))
        elif kind == "sign":
            tokens.append(_Token(text, is_sign=True))
        else:
            tokens.append(_Token(text, Reach[str(kind)]))
    return tokens


@lru_cache(maxsize=1 << 14)
def _reach(word: str) -> Reach | None:
    if word.endswith(_CONTRACTED) or word.startswith(_ELIDED):
        return Reach.CLAUSE
    return next((reach for reach, exact, begins in _ENTRIES if word in exact or word.startswith(begins)), None)
