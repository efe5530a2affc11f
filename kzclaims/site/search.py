"""The index of the search: files that the script of the site loads, in which every form of a word finds the word.

The forms are those by which `kzclaims search` expands the words of a query; here they expand the words of the texts,
because a browser has no dictionary. Words with the same forms are one entry: the beginning that its forms share, their
endings, and the numbers of the documents. A file has the entries of the words with the same first two letters, so a
query loads one file for each of its words. Files are scripts with one call, because pages on a disk may load no others.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kzclaims.dossier.records import Topic
from kzclaims.export.common import encode, recorded_date
from kzclaims.export.labels import quoted
from kzclaims.language.inflection import russian
from kzclaims.language.inflection.words import LANGUAGES, expand, normalise
from kzclaims.language.names.surnames import surname_forms
from kzclaims.site.links import path_of
from kzclaims.site.records import Records
from kzclaims.store.results import EventPage, PersonPage, StatementPage
from kzclaims.wording import shorten

DOCUMENTS = 100
"""The number of documents that one file describes."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS = 2
_LONGEST = 300
"""The number of characters of a text that a result shows."""

Shown = dict[str, str | None]
Texts = Iterable[tuple[str | None, str]]


class Index:
    """The words of documents, which are numbered in the order in which results are shown."""

    def __init__(self) -> None:
        self._words: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._documents: list[Shown] = []

    def add(self, shown: Shown, texts: Texts) -> None:
        """Add a document: what a result shows of it, and its texts with their languages."""
        number = len(self._documents)
        self._documents.append(shown)
        for text, tag in texts:
            language = tag.partition("-")[0]
            for word in _WORD.findall(normalise(text or "")):
                self._words[word, language].add(number)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the files with their names."""
        for start in range(0, len(self._documents), DOCUMENTS):
            number = start // DOCUMENTS
            call = encode(self._documents[start : start + DOCUMENTS])
            yield f"documents-{number}.js", f"kzclaimsDocuments({number},{call});\n"
        by_beginning = sorted(self._entries().items())
        yield "beginnings.js", f"kzclaimsBeginnings({encode([beginning for beginning, _ in by_beginning])});\n"
        for beginning, entries in by_beginning:
            endings: dict[str, int] = {}
            rows = [
                [start, endings.setdefault(" ".join(rest), len(endings)), *_steps(numbers)]
                for start, rest, numbers in sorted(entries)
            ]
            name = "-".join(f"{ord(letter):04x}" for letter in beginning)
            yield f"words-{name}.js", f"kzclaimsWords({encode(beginning)},{encode(list(endings))},{encode(rows)});\n"

    def _entries(self) -> dict[str, list[tuple[str, list[str], list[int]]]]:
        """Return the entries by the first letters of their forms."""
        by_forms: defaultdict[frozenset[str], set[int]] = defaultdict(set)
        for (word, language), numbers in self._words.items():
            by_forms[_forms(word, language)] |= numbers
        entries: defaultdict[str, list[tuple[str, list[str], list[int]]]] = defaultdict(list)
        for forms, numbers in by_forms.items():
            groups: defaultdict[str, list[str]] = defaultdict(list)
            for form in forms:
                groups[form[:_LETTERS]].append(form)
            listed = sorted(numbers)
            for beginning, some in groups.items():
                start = _common(some)
                entries[beginning].append((start, sorted(form[len(start) :] for form in some), listed))
        return entries


def _forms(word: str, language: str) -> frozenset[str]:
    """Return all forms of a printed word, as the script folds the words of a query."""
    forms: Iterable[str] = ()
    if language == "ru" and word[0].isupper() and not russian.is_known(word.lower()):
        # A guess of the dictionary would take a hundred times as long, and names are the most of these words.
        forms = surname_forms(word)
    elif language in LANGUAGES:
        forms = expand(word, language)
    return frozenset(folded for form in (word, *forms) if (folded := _fold(form)) and _WORD.fullmatch(folded))


def _fold(word: str) -> str:
    return normalise(word.lower()).replace("ё", "е")


def _steps(numbers: list[int]) -> list[int]:
    """Return the first of some ascending numbers, and the steps between them, which are shorter."""
    return [numbers[0], *(after - before for before, after in pairwise(numbers))]


def _common(some: list[str]) -> str:
    """Return the common beginning of some words."""
    first, last = min(some), max(some)
    end = next((place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None)
    return first[: len(first) if end is None else end]


def indexed(records: Records) -> Index:
    """Return the index of a site: names come first, then statements and events, the newest first, then sources."""
    index = Index()
    for topic in records.topics.values():
        index.add(_shown("topic", topic.key, topic.name, "und"), [(topic.name, _topic_language(topic))])
    for person in records.people.values():
        lang = _language_of(person)
        texts: Texts = [(person.description, lang), *((one.text, one.lang) for one in person.names)]
        index.add(_shown("person", person.key, person.name, lang), texts)
    for body in records.organizations.values():
        names = [(one.text, one.lang) for one in body.names]
        index.add(
            _shown("organization", body.key, body.name, body.lang),
            [(body.name, body.lang), (body.description, body.lang), *names],
        )
    dated: list[StatementPage | EventPage] = [*records.statements.values(), *records.events.values()]
    for one in sorted(dated, key=lambda one: (-_last_day(one, records), one.key)):
        index.add(*(_event(one) if isinstance(one, EventPage) else _statement(one)))
    for source in records.sources.values():
        texts = [(text, source.lang) for text in (source.title, source.author, source.publisher)]
        index.add(_shown("source", source.key, source.title, source.lang, source.publisher, source.published), texts)
    return index


def _statement(one: StatementPage) -> tuple[Shown, Texts]:
    speaker = one.speaker or one.organization
    texts = [(one.text, one.lang), *((each.text, each.lang) for each in one.translations)]
    shown = _shown(
        "statement", one.key, quoted(one.kind, one.text), one.lang, speaker.name if speaker else None, one.said
    )
    return shown, texts


def _event(one: EventPage) -> tuple[Shown, Texts]:
    texts = [(text, one.lang) for text in (one.title, one.description, one.place)]
    return _shown("event", one.key, one.title, one.lang, one.place, one.date), texts


def _shown(kind: str, key: str, text: str, lang: str, who: str | None = None, day: str | None = None) -> Shown:
    """Return what a result shows."""
    shown = shorten(text, _LONGEST)
    found = {"kind": kind, "path": path_of(kind, key), "text": shown, "lang": lang, "who": who, "day": day}
    return {name: value for name, value in found.items() if value}


def _last_day(one: StatementPage | EventPage, records: Records) -> int:
    """Return the last possible day as a number, 0 for an undated record."""
    if isinstance(one, EventPage):
        return recorded_date(one.date).latest.toordinal() if one.date else 0
    return records.days[one.key][1].toordinal() if one.key in records.days else 0


def _language_of(person: PersonPage) -> str:
    return next((one.lang for one in person.names if one.kind == "preferred"), "und")


def _topic_language(topic: Topic) -> str:
    """Return a language by whose rules the words of a topic may be found; a topic has none."""
    return "ru" if re.search("[а-яё]", topic.name.lower()) else "en"
