"""Check a manuscript against the database: its quotations, and sentences that repeat reviewed claims.

A quotation is `recorded` if a statement has its words as a passage would have to (`kzclaims.language.quotes.match`):
typography is no difference, but any word is, and so is a negation that was left out. Similar words are `altered` if
they are clearly those of the statement, otherwise only `similar`: another statement may have them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from kzclaims.draft.people import Person
from kzclaims.draft.sentences import Span, sentences
from kzclaims.language.names.finder import NameFinder
from kzclaims.language.names.match import Match as NameMatch
from kzclaims.language.names.match import NameQuery
from kzclaims.language.quotes.match import find_places, match
from kzclaims.language.quotes.normalise import QUOTES
from kzclaims.language.quotes.numerals import NUMBER
from kzclaims.language.quotes.operators import has_operator
from kzclaims.language.quotes.text import Text
from kzclaims.scan.manuscript import Manuscript
from kzclaims.scan.quotations import FEWEST_WORDS, Quotation, find_inner, find_quotations, find_sentences
from kzclaims.scan.results import Problem, Scanned, ScannedStatement, ScanResult
from kzclaims.store.names.resolve import find_person
from kzclaims.store.read.json_records import read
from kzclaims.store.read.quoted import Lookup, with_differences
from kzclaims.store.read.wordings import TOKEN, Grade, WordingMatch
from kzclaims.store.results import Deviation, ReviewedStatement
from kzclaims.store.schema.tables import appearances, names, people, sources, statements

MOST_SHOWN = 5
"""The most statements that are returned for a quotation."""
FEWEST_KEPT = 3
"""The fewest words that an altered quotation shares with a statement."""
LEAST_KEPT = 0.7
"""The least share of words that an altered quotation has in common with the words of a statement."""
LEAST_KEPT_OF_SAME = 0.5
"""The same if the manuscript names the speaker of the statement."""
LEAST_KEPT_OF_OTHER = 0.8
"""The same if the manuscript names somebody else, who may have said something similar."""
LEAST_OF_SIMILAR = 0.4
"""The same for statements that are shown because they are similar."""
FEWEST_OF_ANOTHER = 5
"""The fewest words that are taken for another person's; fewer are said by many."""
LEAST_REPEATED = 0.85
"""The least similarity of an unquoted sentence to a claim that it repeats."""
LEAST_OF_CLAIM = 0.5
"""The least share of a claim's words that a quotation has, for the reviews of the claim to concern it."""
FALSE = ("false", "mostly-false")


@dataclass(frozen=True)
class _Found:
    """A result with the matches that show it, the best first."""

    result: ScanResult
    matches: dict[int, WordingMatch]


_QUOTE = re.compile(f"(?<!\\w)[{re.escape(QUOTES)}]")

_NOTHING = _Found("not recorded", {})


class Scan:
    """Checks manuscripts against the database of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lookup = Lookup(connection)
        self._speakers: dict[int, tuple[str, list[str]] | None] = {}
        self._named: dict[str, str | list[str]] = {}
        self._names_of: dict[str, frozenset[str]] = {}

    def scan(self, manuscript: Manuscript) -> Iterator[Scanned]:
        """Yield the quotations and the sentences that repeat reviewed claims, in the order of the manuscript."""
        quotations = [self._with_speaker(one) for one in find_quotations(manuscript)]
        found = [one for quotation in quotations for one in self._quotation(manuscript, quotation)]
        if self._lookup.claims:
            quoted = [one for one in quotations if one.count >= FEWEST_WORDS]
            found += self._sentences(manuscript, quoted)
        yield from sorted(found, key=lambda one: (one.start, -one.end))

    def other_speaker(self, quotations: Sequence[Quotation], place: Span, statement: str) -> str | None:
        """Return the person that a text certainly names as the speaker of a passage, if another speaker is recorded.

        A quotation within another may be somebody else's words, and its speaker is open.
        """
        around = [one for one in quotations if one.span.start <= place.start and place.end <= one.span.end]
        if len(around) != 1 or _QUOTE.search(around[0].words):
            return None
        quotation = self._with_speaker(around[0])
        number = self._connection.scalar(select(statements.c.id).where(statements.c.key == statement))
        if quotation.speaker is None or number is None or not self._is_misattributed(quotation, [number]):
            return None
        return quotation.speaker.name if isinstance(self._recorded(quotation.speaker.name), str) else None

    def _with_speaker(self, quotation: Quotation) -> Quotation:
        """Return a quotation with the recorded person who alone has the full name in its attribution.

        In Cyrillic, another case of the name may be that of a listener: «ответил Ольге Орловой».
        """
        name = quotation.full_name
        key = name and self._recorded(name)
        if name and isinstance(key, str) and ("cyrillic" not in _scripts(name) or name in self._names(key)):
            return replace(quotation, speaker=Person(name))
        return quotation

    def _names(self, key: str) -> frozenset[str]:
        """Return the names of a person."""
        if key not in self._names_of:
            known = select(names.c.text).join(people, names.c.person_id == people.c.id).where(people.c.key == key)
            self._names_of[key] = frozenset(self._connection.scalars(known))
        return self._names_of[key]

    def _recorded(self, name: str) -> str | list[str]:
        """Return the key of the person with a name, or those of all who may have it."""
        if name not in self._named:
            found = find_person(self._connection, name)
            self._named[name] = [one.key for one in found] if isinstance(found, list) else found.key
        return self._named[name]

    def _quotation(self, manuscript: Manuscript, quotation: Quotation) -> Iterator[Scanned]:
        if quotation.count < (FEWEST_WORDS if quotation.attribution is None else FEWEST_KEPT):
            if quotation.attribution is not None:
                yield self._scanned(manuscript, quotation, self._short(quotation))
            return
        found = self._best(quotation)
        inner = []
        if found.result in ("not recorded", "similar"):
            inner = [one for one in find_inner(manuscript.text, quotation) if one.count >= FEWEST_WORDS]
        within = [self._scanned(manuscript, one, self._best(one)) for one in inner]
        within = [one for one in within if one.result not in ("not recorded", "similar")]
        yield from within or [self._scanned(manuscript, quotation, found)]

    def _short(self, quotation: Quotation) -> _Found:
        """Look up very few words: only those of a whole statement by the person that the manuscript names."""
        same = {
            number: one
            for number, one in self._lookup.same(quotation.wordings[0]).items()
            if quotation.speaker and self._is_other(quotation.speaker, number) is False
        }
        return _Found("recorded", same) if same else _Found("short", {})

    def _best(self, quotation: Quotation) -> _Found:
        found = [self._wording(words, quotation.speaker) for words in quotation.wordings]
        return min(found, key=lambda one: _ORDER.index(one.result))

    def _wording(self, words: str, speaker: Person | None) -> _Found:
        similar = self._lookup.similar(words)
        if exact := _exact(similar):
            return _Found("recorded", exact)
        parts = [words[slice(*one)] for one in sentences(words)]
        by_part: list[_Found] = []
        for part in parts if len(parts) > 1 else ():
            by_part.append(self._part(part, speaker))
            if by_part[-1].result != "recorded":
                break
        else:
            if by_part:
                return self._joined(words, [one.matches for one in by_part])
        whole = self._altered(words, similar, speaker)
        contained = {number: one for number, one in similar.items() if one.grade is Grade.PART}
        if (
            whole.result != "altered"
            and len(contained) > 1
            and _covers(words, [one.words for one in contained.values()])
        ):
            return self._joined(words, [{number: one} for number, one in contained.items()])
        if whole.result == "altered" or len(parts) == 1:
            return _Found("part", contained) if contained and whole.result != "altered" else whole
        by_part += [self._part(part, speaker) for part in parts[len(by_part) :]]
        for result, of_part in (("altered", "altered"), ("part", "recorded")):
            if some := [one for one in by_part if one.result == of_part]:
                matches = {number: match for one in some for number, match in one.matches.items()}
                return _Found("altered" if result == "altered" else "part", matches)
        return _Found("part", contained) if contained else whole

    def _part(self, words: str, speaker: Person | None) -> _Found:
        """Look up a sentence of a quotation; very short ones are not looked for."""
        if len(TOKEN.findall(words)) < FEWEST_WORDS:
            return _NOTHING
        similar = self._lookup.similar(words)
        exact = _exact(similar)
        return _Found("recorded", exact) if exact else self._altered(words, similar, speaker)

    def _altered(self, words: str, similar: dict[int, WordingMatch], speaker: Person | None) -> _Found:
        """Return statements with similar words: the altered ones, or else those that are only similar."""
        count = len(TOKEN.findall(words))
        altered: dict[int, WordingMatch] = {}
        others: dict[int, WordingMatch] = {}
        for number, one in sorted(similar.items(), key=lambda item: (-item[1].nearness, item[0])):
            found = with_differences(words, one) if one.grade is Grade.PART else one
            kept, share = _kept(found, count)
            other = speaker and self._is_other(speaker, number)
            least = LEAST_KEPT_OF_OTHER if other else LEAST_KEPT_OF_SAME if other is False else LEAST_KEPT
            is_cut_out = found.problem is not None and kept == count >= FEWEST_OF_ANOTHER and not other
            if (kept >= FEWEST_KEPT and share >= least) or is_cut_out:
                altered[number] = found
            elif one.grade is Grade.NEAR and kept > 1 and share > LEAST_OF_SIMILAR:
                others[number] = found
        if altered:
            # Among similar statements of the same formula, only the nearest are meant.
            most = max(one.nearness for one in altered.values())
            return _Found("altered", {number: one for number, one in altered.items() if one.nearness > most - 0.02})
        return _Found("similar", others) if others else _NOTHING

    def _joined(self, words: str, parts: Sequence[dict[int, WordingMatch]]) -> _Found:
        """Return the statements that a quotation joins; it is recorded if their source prints them in this way."""
        matches = {number: one for part in parts for number, one in part.items()}
        for text in self._texts(parts):
            if match(text, words).found:
                return _Found("recorded", matches)
        return _Found("joined", matches)

    def _texts(self, parts: Sequence[dict[int, WordingMatch]]) -> Iterator[Text]:
        """Yield the archived texts of the sources that print statements of every part."""
        for number in self._common_sources(parts):
            for text in self._connection.execute(select(sources.c.text).where(sources.c.id == number)).scalars():
                if text is not None:
                    yield Text(text)

    def _common_sources(self, parts: Sequence[dict[int, WordingMatch]]) -> list[int]:
        printed = appearances.c
        some = [
            set(self._connection.scalars(select(printed.source_id).where(printed.statement_id.in_(list(part)))))
            for part in parts
        ]
        return sorted(set[int].intersection(*some)) if some else []

    def _sentences(self, manuscript: Manuscript, quoted: Sequence[Quotation]) -> Iterator[Scanned]:
        """Yield the sentences that repeat a reviewed claim nearly verbatim, and don't deny it."""
        for span in find_sentences(manuscript.text, quoted):
            words = manuscript.text[slice(*span)]
            if len(TOKEN.findall(words)) < FEWEST_WORDS:
                continue
            found = self._lookup.repeated(words)
            repeated = {number: one for number, one in found.items() if _repeats(words, one)}
            if repeated:
                sentence = Quotation(span, words, (words,), None, None)
                yield self._scanned(manuscript, sentence, _Found("repeated", repeated), kind="sentence")

    def _scanned(
        self, manuscript: Manuscript, quotation: Quotation, found: _Found, *, kind: str = "quotation"
    ) -> Scanned:
        speaker = quotation.speaker
        ids = sorted(found.matches, key=lambda one: self._rank(speaker, one, found.matches[one]))
        if found.result == "similar":
            ids = ids[:1]
        shown = ids[:MOST_SHOWN]
        records = [
            self._statement(record, number, found.matches[number], speaker)
            for number, record in zip(shown, read(self._connection, ReviewedStatement, shown), strict=True)
        ]
        place = manuscript.place(quotation.span)
        return Scanned(
            file=manuscript.name,
            page=place.page,
            line=place.line,
            start=quotation.span.start,
            end=quotation.span.end,
            kind="sentence" if kind == "sentence" else "quotation",
            words=quotation.words,
            lang=manuscript.lang,
            speaker=speaker.name if speaker else None,
            attribution=quotation.attribution,
            result=found.result,
            problems=list(self._problems(quotation, found, ids, records)),
            statements=records,
        )

    def _rank(self, speaker: Person | None, number: int, found: WordingMatch) -> tuple[bool, float, int]:
        """Order matches: statements of the named speaker first, then the most similar."""
        return not (speaker and self._is_other(speaker, number) is False), -found.nearness, number

    def _statement(
        self, record: ReviewedStatement, number: int, found: WordingMatch, speaker: Person | None
    ) -> ScannedStatement:
        return ScannedStatement(
            **{name: getattr(record, name) for name in record.__struct_fields__},
            match=found.grade.name.lower(),
            nearness=round(found.nearness, 3),
            wording=found.words,
            differences=[Deviation(*one) for one in found.differences],
            problem=found.problem,
            other_speaker=bool(speaker and self._is_other(speaker, number)),
        )

    def _problems(
        self, quotation: Quotation, found: _Found, ids: Sequence[int], records: Sequence[ScannedStatement]
    ) -> Iterator[Problem]:
        if found.result == "altered":
            yield "altered"
        if found.result == "joined" and self._is_glued(found, ids):
            yield "joined"
        if found.result in ("recorded", "altered", "joined") and self._is_misattributed(quotation, ids):
            yield "misattributed"
        if found.result in ("recorded", "altered", "repeated") and any(
            review.verdict in FALSE and _is_of_claim(quotation, one) for one in records for review in one.reviews
        ):
            yield "reviewed as false"

    def _is_glued(self, found: _Found, ids: Sequence[int]) -> bool:
        """Return True if the joined statements have several speakers, no common source, or one that denies it."""
        speakers = {known[0] for number in ids if (known := self._speaker(number))}
        parts = [{number: one} for number, one in found.matches.items()]
        return len(speakers) > 1 or not self._common_sources(parts) or any(True for _ in self._texts(parts))

    def _is_misattributed(self, quotation: Quotation, ids: Sequence[int]) -> bool:
        """Return True if the manuscript certainly names a person, and all recorded speakers are other people."""
        return (
            quotation.speaker is not None
            and quotation.count >= FEWEST_OF_ANOTHER
            and all(self._is_other(quotation.speaker, number) for number in ids)
            and not any(self._is_named(number, quotation.attribution) for number in ids)
        )

    def _is_named(self, statement: int, attribution: str | None) -> bool:
        """Return True if an attribution names the speaker of a statement: «прочёл Иванов слова Петрова»."""
        known = self._speaker(statement)
        return known is not None and NameFinder(known[1], []).finds(attribution)

    def _is_other(self, person: Person, statement: int) -> bool | None:
        """Return True if a statement's speaker is certainly not this person, False if it is, otherwise None."""
        known = self._speaker(statement)
        if known is None:
            return None
        key, recorded = known
        named = self._recorded(person.name)
        if named == key:
            return False
        if key in named if isinstance(named, list) else False:
            return None
        if isinstance(named, list) and " " not in person.name:
            return None  # A given name, or a family name that nobody or several people have.
        if any(NameQuery(name).match_person(recorded) > NameMatch.NO for name in (person.name, *person.forms)):
            return None
        # A name that nobody recorded has may be a spelling of this one in another script.
        return True if isinstance(named, str) or not _scripts(person.name).isdisjoint(_scripts(*recorded)) else None

    def _speaker(self, statement: int) -> tuple[str, list[str]] | None:
        """Return the key and the names of a statement's speaker."""
        if statement not in self._speakers:
            speaker = select(statements.c.speaker_id).where(statements.c.id == statement).scalar_subquery()
            rows = self._connection.execute(
                select(people.c.key, names.c.text)
                .join(names, names.c.person_id == people.c.id)
                .where(people.c.id == speaker)
            ).all()
            self._speakers[statement] = (rows[0].key, [row.text for row in rows]) if rows else None
        return self._speakers[statement]


_ORDER: tuple[ScanResult, ...] = ("recorded", "altered", "joined", "part", "similar", "not recorded")


def _exact(matches: dict[int, WordingMatch]) -> dict[int, WordingMatch]:
    return {number: one for number, one in matches.items() if one.grade in (Grade.EXACT, Grade.NORMALISED)}


def _kept(found: WordingMatch, count: int) -> tuple[int, float]:
    """Return the number of words that a quotation of `count` words shares with a wording, and their share."""
    kept = sum(len(TOKEN.findall(one.recorded)) for one in found.differences if one.kind == "kept")
    recorded = sum(len(TOKEN.findall(one.source)) for one in found.differences)
    return kept, kept / max(count, recorded, 1)


def _covers(words: str, wordings: Sequence[str]) -> bool:
    """Return True if wordings, none of them within another, cover all words."""
    text = Text(words)
    covered = sorted(span for wording in wordings for span in find_places(text, wording, limit=1))
    end = 0
    for span in covered:
        if TOKEN.search(words[end : span.start]):
            return False
        end = max(end, span.end)
    return not TOKEN.search(words[end:]) and not any(span.end - span.start >= end for span in covered)


def _repeats(words: str, found: WordingMatch) -> bool:
    """Return True if a sentence has the words of a claim, or similar ones with the same negations and numbers."""
    claim, count = len(TOKEN.findall(found.words)), len(TOKEN.findall(words))
    if found.grade in (Grade.EXACT, Grade.NORMALISED):
        return count >= LEAST_OF_CLAIM * claim
    if found.grade is Grade.PART:
        return claim >= FEWEST_WORDS
    if found.problem or found.nearness < LEAST_REPEATED or count < LEAST_OF_CLAIM * claim:
        return False
    changed = [part for one in found.differences if one.kind != "kept" for part in (one.recorded, one.source)]
    return not any(has_operator(part) or NUMBER.search(part) for part in changed)


def _is_of_claim(quotation: Quotation, claim: ScannedStatement) -> bool:
    return quotation.count >= LEAST_OF_CLAIM * len(TOKEN.findall(claim.wording))


def _scripts(*names: str) -> set[str]:
    return {"cyrillic" if "\u0400" <= letter <= "\u052f" else "other" for letter in "".join(names) if letter.isalpha()}
