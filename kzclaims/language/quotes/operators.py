"""Find words that deny, doubt, limit or put conditions on a passage, in the rest of its sentence.

`operator_words.py` lists them in closed classes by the distance over which they apply. Commas, conjunctions and words
like «что» mark the ends of clauses; sentences are not parsed.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from kzclaims.language.quotes.assertive_words import ASSERTIVE, FRENCH_SUBJECT, NEAR, UNASSERTED_NOUN
from kzclaims.language.quotes.normalise import INVISIBLE, SOFT_HYPHEN
from kzclaims.language.quotes.numerals import NUMBER
from kzclaims.language.quotes.operator_words import (
    ADJECTIVES,
    ANSWERS,
    ASSERTING,
    CAUSES,
    COMPARATIVES,
    COMPARED,
    COMPLEMENTIZERS,
    CONJUNCTIONS,
    CONTRASTS,
    COORDINATORS,
    DOUBTS,
    EVENTS,
    FRONTED,
    HEARSAY,
    INVERTED,
    IRREAL,
    LIMITS,
    MULTIPLIERS,
    NEGATIONS,
    NOR,
    OFFICES,
    PARTIAL,
    PHRASES,
    PREPOSITIONS,
    PURPOSES,
    REBUTTALS,
    SMALL,
    SUBORDINATORS,
    WORDS,
    Reach,
    entries,
)

_ENDS_CLAUSE = CONJUNCTIONS | COORDINATORS | {"that", "who", "which", "where", "because", "que", "qui", "dont"}
_CLOSING = (",", "–", "—", "»", "”", '"')
_FIRST_WORDS = 2
_LAST = 3
_NEAR = 4
_LONG = 9
_VERB_PREFIX = re.compile("^(?:по|за|про|у|на|пере|рас|под)")
_REPORT = re.compile("(?:сообщени|заявлени|утверждени|повідомленн|твердженн|рассказ(?:[аыу]|ов|ах?)?$)")
"""Nouns for what somebody stated; it need not be true."""
_SAID = re.compile("сообщ|заяв|рассказ|отмети|подчерк|сказал|добавил|поясн|напомн|уточн|подтверд|повідом|зазнач")
"""Verbs of saying within words that were joined by mistake («полицейскиесообщили»)."""
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
_ELISION = re.compile(r"\A(?:qu|[ldcjsmt])['’](?=\w{2})")
_LEADING = re.compile(r"\W*(?:to|zu|that|dass|daß|que|что|що|чтобы|щоб)(?!\w)", re.IGNORECASE)
"""The word with which a passage depends on the words before it."""
_QUOTED = re.compile(r":\s*[\"«“„‚‘]\s?\Z")
_INFINITIVE = re.compile(r"\W*(?:(?i:to|zu) |\w*\w(?:ть|ти|чь)(?:ся|сь)?(?!\w))")
# «Фирма отрицает вину и заплатила штраф»: the verb before «и» has no effect on the one after it.
_PREDICATE_FIRST = re.compile(
    r"\W*(?:\w{2,}(?:л[аои]?|л[аои]?с[ья]|[еи]т|[ую]т|[ая]т|[еиуюая]тся|в|ла)|(?:is|are|was|were|has|have|had|paid|left"
    r"|went|came|took|made|said|told|gave|got|sold|bought|won|lost|kept|held|met|sent|spent|built|began|\w{2,}ed))\s",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?!не|ни)\w{3,}(?:л[аои]?|л[аои]?с[ья]|[еи]т|[ую]т|[ая]т|[еиуюая]тся|в|ed|ies)")
_GERUND = re.compile(r"\w{3,}(?:[аяу]я|[иуа]в|вши|[юая]чи)(?:сь)?")  # «Опровергая слухи, певец вышел на сцену»
_BEFORE_INFINITIVE = ("to", "zu", "de", "d'", "d’")
_GERMAN_INFINITIVE = re.compile(r"(?: zu \w+|\w{2,}zu\w{2,})e?n\W*\Z")
_GERMAN_DEPENDENT = re.compile(
    r"(?<!\w)(?:zu [^\W\d_]+en|[^\W\d_]{2,9}zu[^\W\d_]+en|habe|sei|seien|werde|könne|müsse|wolle|solle)(?!\w)"
)
"""An infinitive or subjunctive, which depends on the clause before the comma."""
_NUMBER_FIRST = re.compile(rf"\W*(?:an? |une? )?(?:{NUMBER.pattern})", re.IGNORECASE)
_WITHIN_NUMBERS = ("and", "et", "und")
_UNITS = re.compile(rf"\W*(?:a |une?(?!\w)|{NUMBER.pattern})", re.IGNORECASE)
"""The rest of a number in words («One hundred and five», «Vingt et une»)."""
_RESTRICTIVE = re.compile(r"\s+(?:who|that|whose|whom|which|qui|dont)(?!\w)", re.IGNORECASE)
# After a comma, a clause restricts only what a pronoun refers to («все, кто», «те чиновники, которые»).
_RELATIVE = re.compile(
    r"\s{0,9},\s{1,9}(?:(?:у|к|с|для|от|о) (?:кого|кому|кем|ком)\s|кому\s|кого\s|чь\w+\s|кто|что|котор|котр|хто|що"
    r"|як(?:ий|а|е|і|их|им|ого|ої|у)\s)",
    re.IGNORECASE,
)
_ANYBODY = re.compile(
    r"(?<!\w)(?:everyone|everybody|anyone|anybody|everything|anything|those|all|nobody|no one)\Z", re.IGNORECASE
)
_NARROWING = re.compile(r"\s(?:\w{2,}ing|with|without|in|under|over|aged|born|living|from|at|on)\s", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\s\w{2,}ing (?:\w+ ){0,2}(?:less|fewer|more|under|over|below|above|no|at least|up to)(?!\w)", re.IGNORECASE
)
"""Words that limit the people before them ("for everyone earning …", "farmers owning fewer than …")."""
_AND_A_HALF = re.compile(
    r"\s(?:and (?:a half|a quarter|three quarters)|[сз]і? половин(?:ой|ою)|und ein\w* halb\w*|et demie?|жарым)(?!\w)"
)
_POINTING = re.compile(
    r"(?<!\w)(?:те|тех|теми?|тот|того|тому|ту|таки[ехм]|всех|всем|все|кажд\w+|люб(?:ой|ого|ые|ых)|ті|тих|тим|всі"
    r"|всіх|кож\w+)"
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
    r"|or|so|which|who|when|where|while|as|потому|поскольку|хотя|однако|зато|причем|притом|поэтому|включая|проте"
    r"|однак|де|бо|weil|da|qui|car|\w+(?:вши|вшись|ая|яя|ясь|ив|ав|ев|ув))(?!\w))\w"
    r"| (?:is|are|was|were|has|have|had|proved?|turned|remains?|remained|seems?"
    r"|seemed|appears?|lacks?|cannot|can|will|would|did"
    r"|does|came|est|était|sont|ne|n['’])(?!\w)",
    re.IGNORECASE,
)
_NARROWED = re.compile(
    r"\s{0,9},\s{1,9}(?:(?:в|у|на|с|к|о|за|из|от|для) )?(?:котор(?:ые|ых|ым)|чь[ия]|чьих|яких?|які"
    r"|чиї)\s[^,.;!?…\n]*?(?<!\w)(?:менее|меньше|более"
    r"|больше|старше|младше|моложе"
    r"|свыше|до|менше|більше|понад|старші|молодші)(?!\w)|\s{0,9},\s{1,9}(?:не )?\w{3,}(?:щ|вш)(?:их|им|ими"
    r"|ие)(?:ся)?\s[^,.;!?…\n]*?(?<!\w)(?:менее|более|старше|младше|моложе"
    r"|свыше|не|только|лишь|без)(?!\w)|\s{0,9},\s{1,9}не \w{3,}(?:щ|вш)(?:их|им|ими|ие)(?:ся)?(?!\w)",
    re.IGNORECASE,
)
"""A clause with a limit on the people before it («фермеров, имеющих менее десяти гектаров»)."""
_KAZAKH = re.compile("[әғқңөұүһ]", re.IGNORECASE)
_KAZAKH_NOT = re.compile(
    r"(?:емес|жоқ)\w*|\w{2,}[мбп](?:а(?:й|ды|ған)|е(?:й|ді|ген))(?!ын)\w*|\w{2,}[мбп][ае]у(?:ға|ге|ын|ін|ды|ді|ы|і"
    r"|дан|ден)?|\w{2,}[мбп][ае](?:й|с)(?:мын|мін|сың|сің"
    r"|мыз|міз)?"
)
_KAZAKH_NEVER = re.compile(r"\w{2,}[мбп](?:ай|ей)(?:ды|ді|мын|мін|мыз|міз|сың|сің)")
"""Negated forms that no other language has."""
_KAZAKH_IF = re.compile(r"\w{2,}с[ае](?:м|ң|қ|к|ңыз|ңіз)?")
_CLAUSE = re.compile(r"\W*[^,;:–—]*")
_REFERS = re.compile(
    r"(?<!\w)(?:он|она|оно|они|это|вона|воно|він|вони|це|it|he|she|they|this|that|ол|оны|олар|бұл|его|него|ее|нее|их|них"
    r"|этого|этому|його|її|їх|цього|цьому|them|оларды|бұны)(?!\w)"
)
"""Pronouns for what a passage states, in a clause that is joined to it."""
_SAME_SUBJECT = re.compile(
    r"\W*\w+ (?:(?:not|never|soon|later|then|не|скоро|потом|затем|позже|потім|згодом) )?"
    r"(?:was|were|is|are|has|have|had|did|does|will|would|could|\w{2,}(?:ed|л[аои]?|л[аои]?с[ья])|бы[лв]\w*|було?|бул[аи])(?!\w)"
)
"""A conjunction and a verb without a subject of its own (", but was raised again")."""


_ENTRIES = [(reach, *entries(text)) for reach, text in WORDS.items()]


class Token(NamedTuple):
    """A word, phrase or sign."""

    text: str
    reach: Reach | None = None
    is_sign: bool = False


def is_denied_before(words: str, passage: str) -> bool:
    """Return True if an operator among these words of a sentence affects the `passage` after them."""
    leading = _LEADING.match(passage)
    tokens = read_tokens(f"{words} {leading.group()}" if leading else words, passage)
    if leading and tokens and tokens[-1].text in ("to", "zu"):
        tokens.pop()  # it is only needed for phrases («yet to»)
    if not tokens:
        return False
    last = tokens[-1].text
    if tokens[0].text in INVERTED and any(token.text == "," for token in tokens):
        return True
    if last in PURPOSES and not _INFINITIVE.match(passage):
        return True
    if _is_quantity(last) and (len(tokens) < 2 or tokens[-2].text not in PREPOSITIONS):
        return True
    if last in _WITHIN_NUMBERS and tokens[-2:-1] and NUMBER.fullmatch(tokens[-2].text) and _UNITS.match(passage):
        return True
    following = passage[leading.end() :] if leading else passage
    is_quoted = _QUOTED.search(words) is not None
    return _is_unasserted(tokens, following) or _Backwards(tokens, passage, is_quoted=is_quoted).meet_operator()


def _is_unasserted(tokens: list[Token], passage: str) -> bool:
    """Return True if «что» follows no word with which the clause after it is asserted («Слова о том, что»)."""
    last = tokens[-1].text
    if len(tokens) < _FIRST_WORDS:
        return False
    if last == "that":
        return UNASSERTED_NOUN.fullmatch(tokens[-2].text) is not None
    if last not in ASSERTIVE or (last in ("что", "що") and tokens[-2].text != ","):
        return False
    if last.startswith("qu") and not FRENCH_SUBJECT.match(passage):
        return False
    number = 0
    for token in reversed(tokens[:-1]):
        if token.text in COMPLEMENTIZERS or token.text in (";", ":", "("):
            break
        near = number < _LAST and token.text in NEAR
        if token.reach is Reach.NOTHING or near or _is_assertive(token.text, last):
            return False
        number += not token.is_sign
        if number == 1 and token.text in ("все", "усе", "всего"):
            return False
    return number > 1


class _Backwards:
    """The words of a sentence before a passage, read from the passage to the beginning."""

    def __init__(self, tokens: list[Token], passage: str, *, is_quoted: bool) -> None:
        """Read the words before a passage, which `is_quoted` after a colon if it begins with a quotation mark."""
        self._is_quoted = is_quoted
        self._tokens = tokens
        self._passage = passage
        self._last = last = tokens[-1].text
        self._exempt = _INFINITIVE.match(passage) is not None
        self._is_infinitive = (
            self._exempt or last in _BEFORE_INFINITIVE or _GERMAN_INFINITIVE.search(passage) is not None
        )
        self._is_fronted = tokens[0].text in FRONTED or _GERUND.fullmatch(tokens[0].text) is not None
        self._is_contrast = last in CONTRASTS
        self._is_next_predicate = (self._is_contrast or last in COORDINATORS) and _PREDICATE_FIRST.match(
            passage
        ) is not None
        self._in_list = _GERMAN_DEPENDENT.search(passage) is not None or (
            len(tokens) > 1 and last in COORDINATORS and tokens[-2].text != ","
        )
        self._following = Token("")
        self._commas = self._near = 0
        self._beside = self._adjacent = True
        self._blocked = self._closed = self._depends = self._asserted = self._after_colon = False

    def meet_operator(self) -> bool:
        """Return True if a word affects the passage."""
        for index in range(len(self._tokens) - 1, -1, -1):
            token = self._tokens[index]
            if token.is_sign:
                self._pass_sign(token)
                continue
            if self._affects(token, index):
                return True
            if token.text in COMPLEMENTIZERS:
                self._depends, self._blocked = True, self._closed
            self._asserted |= self._depends and _is_assertive(token.text)
            # «тому, что» is no cause, but Ukrainian «тому що» is.
            self._blocked |= token.text in CAUSES and (token.text, self._last) != ("тому", "что")
            self._near += token.text not in SMALL
            self._beside &= token.text in SMALL
            self._adjacent &= token.text in SMALL
            self._following = token
        return False

    def _begins(self, index: int) -> bool:
        """Return True if a word is the first or second of the sentence or of a part between commas."""
        return index < _FIRST_WORDS or self._tokens[index - 1].is_sign or self._tokens[index - 2].is_sign

    def _pass_sign(self, token: Token) -> None:
        sign, following = token.text, self._following
        self._blocked |= sign in ";:(" or (sign == "," and following.text in CONJUNCTIONS)
        self._closed |= sign in ";:(" or (sign == "," and following.text in CONTRASTS)
        self._depends |= sign == "," and following.text in SUBORDINATORS
        self._commas += not (following.is_sign or self._in_list or following.text in SUBORDINATORS)
        self._adjacent &= sign in ",:"
        self._after_colon |= sign == ":" and not following.text
        self._beside, self._following = False, token
        self._near = _NEAR

    def _is_rebutted(self, index: int) -> bool:
        """Return True if a quotation answers what the word names («Посол опроверг слухи: «Я остаюсь»»)."""
        return self._is_quoted and any(one.text.startswith(REBUTTALS) for one in self._tokens[:index])

    def _is_of_event(self, token: Token, index: int) -> bool:
        """Return True if an operator is a noun that a preposition governs («После отмены рейса …»)."""
        is_first = 0 < index <= _FIRST_WORDS and self._tokens[0].text in EVENTS
        return is_first and not self._is_infinitive and denies_by_itself(token)

    def _affects(self, token: Token, index: int) -> bool:
        text, reach, _ = token
        following = self._following
        if self._after_colon and not self._is_quoted and self._adjacent and text.startswith(DOUBTS):
            return True
        if reach is None:
            return self._after_colon and text.startswith(HEARSAY) and not self._is_rebutted(index)
        if reach in (Reach.SENTENCE, Reach.CONDITION):
            return True
        if reach is Reach.NEXT or text in LIMITS:
            return self._beside or (text in PARTIAL and self._near < _NEAR and self._begins(index))
        if reach is Reach.NUMBER:
            return self._beside and _NUMBER_FIRST.match(self._passage) is not None
        if reach is Reach.COMPLEMENT:
            is_next = self._adjacent and (not following.is_sign or self._begins(index))
            through_colon = self._after_colon and not self._is_quoted
            return is_next or through_colon or (self._depends and not self._closed and not self._asserted)
        if self._after_colon and text.startswith(HEARSAY) and not self._is_rebutted(index):
            return True
        if self._blocked or (self._commas % 2 and (self._is_fronted or not following.is_sign)):
            return False
        is_before_predicate = self._is_next_predicate and (self._is_contrast or _VERB.fullmatch(text) is not None)
        if not self._depends and (is_before_predicate or self._is_of_event(token, index)):
            return False
        if reach is Reach.VERB:
            return not self._depends and not (self._exempt and text not in IRREAL)
        if reach is Reach.INFINITIVE:
            return self._is_infinitive and not self._depends
        return reach in (Reach.CLAUSE, Reach.FORWARD) and not (text in ANSWERS and following.text == ",")


def is_denied_after(words: str, passage: str) -> bool:
    """Return True if an operator among these words of a sentence affects the `passage` before them."""
    if _AMOUNT.match(words) or _AND_A_HALF.match(words) or (_NARROWING.match(words) and _ANYBODY.search(passage)):
        return True
    if _RESTRICTIVE.match(words) or _NARROWED.match(words) or (_RELATIVE.match(words) and _POINTING.search(passage)):
        return True
    in_clause = may_be_condition = True
    started = led_by_sign = False
    is_first = True
    ends_with_number = NUMBER.search(" ".join(passage.split()[-_LAST:])) is not None
    tokens = read_tokens(words, passage)
    for index, (text, reach, is_sign) in enumerate(tokens):
        if is_sign:
            in_clause &= not started
            led_by_sign |= not started
            continue
        if not index and text in ("бы", "б", "би"):
            return True
        is_first &= text in MULTIPLIERS or text.isdecimal()
        if (is_first or not index) and (text in LIMITS or (text in COMPARATIVES and ends_with_number)):
            return True
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


def _is_assertive(word: str, complementizer: str = "что") -> bool:
    exact, begins = ASSERTIVE[complementizer]
    if complementizer not in ("что", "що"):
        return word in exact or word.startswith(begins)
    if _REPORT.match(word):
        return False
    stem = _VERB_PREFIX.sub("", word)
    return (
        word in exact
        or word.startswith(begins)
        or stem.startswith(begins)
        or (len(word) > _LONG and _SAID.search(word) is not None)
    )


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


def is_kazakh(words: str) -> bool:
    return _KAZAKH.search(words) is not None


def plain(words: str) -> str:
    """Return words in lower case, with е for ё and single spaces, without invisible characters."""
    return " ".join(_UNSEEN.sub("", words).lower().replace("ё", "е").split())


def is_judgement(sentence: str, *, attributes: bool = False) -> bool:
    """Return True if a sentence calls something false or a rumour, with `attributes` also by an adjective."""
    tokens = read_tokens(sentence, "")
    return any(token.text.startswith(HEARSAY) for token in tokens) or any(
        token.reach is Reach.SENTENCE and (attributes or not (token.text in ADJECTIVES and index + 1 < len(tokens)))
        for index, token in enumerate(tokens)
    )


def denies_by_itself(token: Token) -> bool:
    """Return True for words such as «отменил», which deny without a particle."""
    return token.reach is Reach.CLAUSE and token.text not in NEGATIONS and not token.text.endswith(_CONTRACTED)


def takes_back(words: str) -> bool:
    """Return True if the first clause of these words refers to what is before it, or denies (", but it collapsed")."""
    found = _CLAUSE.match(words)
    clause = found.group() if found else ""
    if _REFERS.search(plain(clause)) or _SAME_SUBJECT.match(plain(clause)):
        return True
    words_of_clause = [token for token in read_tokens(clause, "") if not token.is_sign]
    is_elliptical = any(token.reach in (Reach.CLAUSE, Reach.VERB) for token in words_of_clause[:_FIRST_WORDS])
    return is_elliptical or any(map(denies_by_itself, words_of_clause))


def has_condition(words: str) -> bool:
    """Return True if the first clause of these words has a condition, or a word that denies the whole sentence."""
    found = _CLAUSE.match(words)
    reaches = (Reach.CONDITION, Reach.SENTENCE)
    return found is not None and any(token.reach in reaches for token in read_tokens(found.group(), ""))


def has_operator(words: str) -> bool:
    """Return True if there is any operator among the words that an ellipsis leaves out."""
    is_apposition = words.strip()[:1] + words.strip()[-1:] in (",,", "()")
    return any(
        token.reach not in (None, Reach.NUMBER, Reach.BACKWARD) or token.text in COMPARED
        for token in read_tokens(words, words)
        if not (is_apposition and token.reach is Reach.NEXT and token.text.startswith(OFFICES))
    )


def read_tokens(words: str, passage: str) -> list[Token]:
    """Return the words, phrases and signs before or after a passage, with the reach of operators."""
    lowered = plain(words.replace("May", ""))
    kazakh = is_kazakh(lowered) or is_kazakh(passage)
    tokens: list[Token] = []
    for found in _TOKEN.finditer(lowered):
        kind, text = found.lastgroup, found.group()
        if kind == "word":
            reach = _reach(text)
            negated = _KAZAKH_NOT if kazakh else _KAZAKH_NEVER
            if reach is None and negated.fullmatch(text):
                reach = Reach.CLAUSE
            elif kazakh and lowered.startswith(",", found.end()) and _KAZAKH_IF.fullmatch(text):
                reach = Reach.CONDITION
            tokens.append(Token(text, reach))
        elif kind == "sign":
            tokens.append(Token(text, is_sign=True))
        else:
            tokens.append(Token(text, Reach[str(kind)]))
    return tokens


@lru_cache(maxsize=1 << 14)
def _reach(word: str) -> Reach | None:
    if word.endswith(_CONTRACTED) or word.startswith(_ELIDED):
        return Reach.CLAUSE
    whole = _ELISION.sub("", word)
    return next((reach for reach, exact, begins in _ENTRIES if whole in exact or whole.startswith(begins)), None)
