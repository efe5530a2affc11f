"""The pages of a site: what is written, under which address, in which languages."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any, Unpack

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup
from sqlalchemy import Connection

from kzclaims.export import schema_org
from kzclaims.export.chart import svg as chart_svg
from kzclaims.export.chart.data import chart
from kzclaims.export.common import encode
from kzclaims.export.drawing import COLOURS, NARROW, WIDTH
from kzclaims.export.timeline import svg as timeline_svg
from kzclaims.export.timeline.density import density
from kzclaims.export.timeline.entries import collect_entries, is_dense
from kzclaims.language import dates
from kzclaims.pages.environment import STATIC, TEMPLATES, prepare
from kzclaims.pages.languages import NAMES, language
from kzclaims.site import feeds
from kzclaims.site.links import FOLDERS, SiteLinks, folder_of, path_of
from kzclaims.site.marks import AllLanguages
from kzclaims.site.output import Output
from kzclaims.site.records import UNDATED, Records
from kzclaims.site.search import indexed
from kzclaims.store.database.database_id import database_id
from kzclaims.store.read.filters import StatementFilters
from kzclaims.store.read.selection import Selection
from kzclaims.store.results import Counts, EventPage, StatementPage

OWN = Path(__file__).parent
PER_PAGE = 100
"""The number of statements of a page that lists them; further pages have the others."""

FEW = 12
"""The number of people and topics that the first page names."""

MOST_BARS = 30
MOST_IN_MATRIX = 12
_SIZES = ((WIDTH, "wide"), (NARROW, "narrow"))
"""The widths of pictures, and their classes."""

Page = tuple[str, str, dict[str, Any]]
"""The path of a page within the folder of a language, its template and its context."""


@dataclass
class Report:
    """The result of a run."""

    pages: int = 0
    statements: int = 0
    changed: int = 0
    gone: list[str] = field(default_factory=list)


def write_site(
    connection: Connection,
    output: Output,
    *,
    title: str,
    languages: Sequence[str],
    base: str = "",
    **filters: Unpack[StatementFilters],
) -> Report:
    """Write the selected records as a site, and return what was written.

    `base` is the address of the site, for the sitemap and for addresses in feeds and data. Raise the errors of
    `kzclaims.statements`.
    """
    site = _Site(connection, output, title, languages, base, Selection(connection, **filters))
    site.write()
    former = {f"{folder_of(languages, code)}{one}" for code in languages for one in site.merged}
    output.finish(site.gone)
    pages = sum(name.endswith(".html") for name in output.names - former)
    gone = [name for name in output.gone if name.endswith(".html")]
    return Report(pages, len(site.records.statements), len(output.changed), gone)


class _Site:
    def __init__(
        self,
        connection: Connection,
        output: Output,
        title: str,
        languages: Sequence[str],
        base: str,
        selection: Selection,
    ) -> None:
        self.output, self.title, self.languages, self.base = output, title, languages, base
        self.selection = selection
        self.records = Records(connection, selection)
        self.database = database_id(connection)
        self.merged = {path_of(one.kind, one.key): path_of(one.kind, one.into) for one in self.records.merged()}
        """The pages of merged records, with the pages to which they lead."""
        self._words = AllLanguages()
        self._parts: dict[tuple[str, str], Markup] = {}

    def write(self) -> None:
        """Write all files."""
        for path, template, context in self._pages():
            html = self._render(path, template, context)
            for code in self.languages:
                self.output.write(self.folder(code) + path, self._words.fill(html, code))
        self._write_search()
        self._write_feeds()
        if self.base:
            pages = sorted(name for name in self.output.names if name.endswith(".html"))
            shown = [one for one in pages if one.rpartition("/")[2] != "search.html" and one not in self.merged]
            for name, text in feeds.sitemaps(self.base, shown).items():
                self.output.write(name, text)
        for name in ("style.css", "icon.svg"):
            self.output.write(f"assets/{name}", (STATIC / name).read_bytes())
        colours = COLOURS.replace(":root", ":is(.timeline, .chart)")
        own = (OWN / "static" / "site.css").read_text("utf-8")
        self.output.write("assets/site.css", f"{colours}{timeline_svg.STYLE}{chart_svg.STYLE}{own}")
        self.output.write("assets/search.js", (OWN / "static" / "search.js").read_bytes())

    def gone(self, name: str) -> str | None:
        """Return the page that replaces one of an earlier run: where its record is now, or that it was withdrawn."""
        if name.startswith("feeds/"):
            return feeds.empty_feed(name, self.database)
        if not name.endswith(".html"):
            return None
        first, _, rest = name.partition("/")
        code = first if first in self.languages[1:] else self.languages[0]
        here = rest if code == first else name
        folders = here.removesuffix(".html").split("/")
        to = "statements.html" if folders[:2] == ["statements", "in"] else f"{'/'.join(folders[:2])}.html"
        if first in NAMES and code != first and rest in self.output.names:
            # The language is no longer among those of the site.
            page = self._render(here, "moved.html", {"to": rest})
        elif len(folders) > 2 and self.folder(code) + to in self.output.names:
            page = self._render(here, "moved.html", {"to": to})
        else:
            page = self._render(here, "withdrawn.html", {})
        return self._words.fill(page, code)

    def folder(self, code: str) -> str:
        return folder_of(self.languages, code)

    def _render(self, path: str, template: str, context: Mapping[str, Any]) -> str:
        """Return a page with marks where its languages differ."""
        links = SiteLinks(path, self._up, self.languages, self.records.people)
        made = _environment().get_template(template)
        known = {"site": self, "path": path, "feed": None, "data": None}
        return made.render({**known, **context}, links=links, language=self._words)

    @cached_property
    def _up(self) -> Markup:
        """The way from the folder of a language to the folder of the site."""
        return self._words.choose(dict.fromkeys(self.languages[1:], "../"))

    def part(self, template: str, links: SiteLinks) -> Markup:
        """Return a part of a page that is the same for all pages at the same depth."""
        key = template, links.root
        if key not in self._parts:
            html = _environment().get_template(template).render(site=self, links=links, language=self._words)
            self._parts[key] = Markup(html)  # noqa: S704 - a template escapes its values
        return self._parts[key]

    # Pages

    def _pages(self) -> Iterator[Page]:
        yield "index.html", "start.html", self._start
        yield "search.html", "search.html", {}
        yield "timeline.html", "timeline.html", {"pictures": self._timeline(), "is_dense": self._is_dense}
        yield "numbers.html", "numbers.html", self._numbers
        yield from self._lists()
        for statement in self.records.statements.values():
            yield path_of("statement", statement.key), "statement.html", self._contexts[statement.key]
        for event in self.records.events.values():
            yield self._event(event)
        yield from self._people()
        yield from self._organizations()
        yield from self._sources()
        yield from self._topics()
        for path, to in self.merged.items():
            yield path, "moved.html", {"to": to}

    def _lists(self) -> Iterator[Page]:
        records = self.records
        years: dict[str, list[StatementPage]] = {}
        for one in records.statements.values():
            years.setdefault(records.year(one), []).append(one)
        counts = {year: len(some) for year, some in years.items()}
        yield "statements.html", "years.html", {"years": counts, "pages_of": self._year_page}
        for year, some in years.items():
            yield from _paged(self._year_page(year), "list.html", {"year": year, "kind": "statements"}, some)
        events = list(records.events.values())
        yield from _paged("events.html", "list.html", {"kind": "events"}, events, "events")
        yield "people.html", "names.html", {"kind": "people", "spoken": self._counts("person")}
        yield "organizations.html", "names.html", {"kind": "organizations", "spoken": self._counts("organization")}
        yield "topics.html", "names.html", {"kind": "topics", "spoken": self._topic_counts}
        yield from _paged("sources.html", "list.html", {"kind": "sources"}, list(records.sources.values()), "sources")

    @staticmethod
    def _year_page(year: str) -> str:
        return f"statements/in/{year}.html"

    @cached_property
    def _contexts(self) -> dict[str, dict[str, Any]]:
        """The contexts of the pages of statements, which are the same in every language."""
        found = {}
        for one in self.records.statements.values():
            before, after = self._neighbours.get(one.key, (None, None))
            found[one.key] = {
                "statement": self.records.complete(one),
                "topics": {key: self.records.topics[key].name for key in one.topics},
                "appearances": [(each, None, each.check) for each in one.appearances],
                "statuses": self.records.statuses(one),
                "before": before,
                "after": after,
                "data": self._data[f"statement-{one.key}"],
            }
        return found

    @cached_property
    def _neighbours(self) -> dict[str, tuple[str | None, str | None]]:
        """The statements before and after each statement in its first source."""
        found: dict[str, tuple[str | None, str | None]] = {}
        for source in self.records.sources.values():
            keys = [None, *source.statement_keys, None]
            for before, key, after in zip(keys, keys[1:], keys[2:], strict=False):
                if key is not None:
                    found.setdefault(key, (before, after))
        return found

    def _event(self, event: EventPage) -> Page:
        context = {
            "event": event,
            "topics": {key: self.records.topics[key].name for key in event.topics},
            "statements": [self.records.statements[key] for key in event.statements],
            "more": False,
            "data": self._data[f"event-{event.key}"],
        }
        return path_of("event", event.key), "event.html", context

    def _people(self) -> Iterator[Page]:
        for key, person in self.records.people.items():
            said = self.records.spoken[f"person/{key}"]
            feed = f"feeds/person-{key}.xml" if said else None
            own = {"person": person, "data": self._data[f"person-{key}"], "feed": feed}
            more = len(said) > PER_PAGE
            yield path_of("person", key), "person.html", {**own, "statements": said[:PER_PAGE], "more": more}
            years: dict[str, list[StatementPage]] = {}
            for one in said:
                years.setdefault(self.records.year(one), []).append(one)
            for year, some in years.items() if len(years) > 1 else ():
                if year != UNDATED:
                    yield path_of("person", key, year), "person.html", {**own, "statements": some, "year": year}
            lists = (
                ("all", said if more else [], lambda words: words.gettext("Statements")),
                ("about", self.records.mentioning[f"person/{key}"], lambda words: words.gettext("Statements about")),
            )
            for name, listed, heading in lists:
                if listed:
                    context = {"person": person, "heading": heading}
                    yield from _paged(path_of("person", key, name), "about.html", context, listed)

    def _organizations(self) -> Iterator[Page]:
        for key, body in self.records.organizations.items():
            named = f"organization/{key}"
            context = {
                "organization": body,
                "events": self.records.attended[named],
                "about": self.records.mentioning[named],
                "data": self._data[f"organization-{key}"],
            }
            yield from _paged(path_of("organization", key), "organization.html", context, self.records.spoken[named])

    def _sources(self) -> Iterator[Page]:
        for key, source in self.records.sources.items():
            context = {
                "source": source,
                "events": [self.records.events[one] for one in source.event_keys],
                "data": self._data[f"source-{key}"],
            }
            printed = [self.records.statements[one] for one in source.statement_keys]
            yield from _paged(path_of("source", key), "source.html", context, printed)

    def _topics(self) -> Iterator[Page]:
        for key, topic in self.records.topics.items():
            context = {
                "topic": topic,
                "events": self.records.events_with_topic[key],
                "data": self._data[f"topic-{key}"],
                "feed": f"feeds/topic-{key}.xml",
            }
            yield from _paged(path_of("topic", key), "topic.html", context, self.records.with_topic[key])

    # The first page, numbers and pictures

    @cached_property
    def _start(self) -> dict[str, Any]:
        records = self.records
        newest = sorted((one for one in records.statements.values() if one.key in records.days), key=self._age)
        spoken = self._counts("person")
        topics = self._topic_counts
        return {
            "counted": {
                "people": len(records.people),
                "statements": len(records.statements),
                "events": len(records.events),
                "sources": len(records.sources),
            },
            "people": _most(records.people.values(), spoken),
            "topics": _most(records.topics.values(), topics),
            "newest": newest[:5],
            "events": list(records.events.values())[::-1][:5],
            "feed": "feeds/all.xml",
        }

    def _age(self, statement: StatementPage) -> tuple[int, str]:
        return -self.records.days[statement.key][1].toordinal(), statement.key

    def _counts(self, kind: str) -> dict[str, int]:
        found = self.records.spoken.items()
        return {name.partition("/")[2]: len(some) for name, some in found if some and name.startswith(f"{kind}/")}

    @cached_property
    def _topic_counts(self) -> dict[str, int]:
        return {key: len(some) for key, some in self.records.with_topic.items()}

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        records = self.records
        years = Counter(records.year(one) for one in records.statements.values())
        spoken = Counter(self._counts("person"))
        pairs: Counter[tuple[str, str]] = Counter()
        for named, some in records.mentioning.items():
            for one in some:
                if one.speaker and named.startswith("person/"):
                    pairs[one.speaker.key, named.partition("/")[2]] += 1
        speakers = _first(pairs, 0)
        mentioned = _first(pairs, 1)
        return {
            "years": dict(sorted(years.items(), key=lambda one: (one[0] == UNDATED, one[0]))),
            "speakers": [(records.people[key], count) for key, count in _ranked(spoken)[:MOST_BARS]],
            "topics": [(records.topics[key], count) for key, count in _ranked(Counter(self._topic_counts))[:MOST_BARS]],
            "matrix": pairs,
            "matrix_rows": [records.people[key] for key in speakers],
            "matrix_columns": [records.people[key] for key in mentioned],
            "pages_of": self._year_page,
        }

    def _timeline(self) -> list[Markup]:
        """Return the pictures of the timeline, for wide and narrow windows: of its entries, or of their numbers."""
        drawn = {code: self._drawn(language(code).gettext) for code in self.languages}
        return [self._words.choose({code: drawn[code][number] for code in drawn}) for number in range(len(_SIZES))]

    def _drawn(self, gettext: Callable[[str], str]) -> list[Markup]:
        if not self._is_dense:
            return [Markup(_in_language(picture, gettext)) for picture in self._pictures]  # noqa: S704 - escaped
        counts = deepcopy(self._density)
        for group in counts.groups:
            group.names["record"] = gettext(group.names["record"].capitalize())
        drawn, title = chart(counts, "lines"), gettext("Timeline")
        return [Markup("".join(chart_svg.figure(drawn, width, name, title))) for width, name in _SIZES]  # noqa: S704

    @cached_property
    def _is_dense(self) -> bool:
        return is_dense(self.selection)

    @cached_property
    def _density(self) -> Counts:
        return density(self.selection)

    @cached_property
    def _pictures(self) -> list[str]:
        entries = collect_entries(self.selection)
        asked = (dates.OPEN_START, dates.OPEN_END)
        pictures = ("".join(timeline_svg.figure(entries, width, asked, name)) for width, name in _SIZES)
        return [_ANCHOR.sub(lambda found: f'href="{path_of(found[1], found[2])}"', one) for one in pictures]

    # Data, search, feeds

    @cached_property
    def _data(self) -> dict[str, Markup]:
        """The schema.org data of each page, by the type and key of its record."""
        nodes = {node["@id"]: node for node in schema_org.graph(self.selection)}
        known: dict[str, dict[str, Any]] = {
            number: {one: node[one] for one in ("@type", "name") if one in node} for number, node in nodes.items()
        }
        reviews: dict[str, list[dict[str, Any]]] = {}
        for review in schema_org.reviews(self.selection):
            reviews.setdefault(f"_:statement-{review['itemReviewed']['identifier']}", []).append(review)
        found = {}
        for number, node in nodes.items():
            if node["@type"] == "ClaimReview":
                continue
            graph = [node, *reviews.get(number, ())]
            text = encode({"@context": "https://schema.org", "@graph": [self._linked(one, known) for one in graph]})
            found[number.removeprefix("_:")] = Markup(text)  # noqa: S704 - `encode` leaves no character of HTML
        return found

    def _linked(self, value: Any, known: Mapping[str, dict[str, Any]], *, top: bool = True) -> Any:
        """Return a value of JSON-LD with addresses of pages as ids, and with the names of the records referred to."""
        if isinstance(value, list):
            return [self._linked(one, known, top=False) for one in value]
        if not isinstance(value, dict):
            return value
        if not top and value.keys() == {"@id"}:
            value = {**value, **known.get(value["@id"], {})}
        return {
            name: self._address(one) if name == "@id" else self._linked(one, known, top=False)
            for name, one in value.items()
        }

    def _address(self, number: str) -> str:
        kind, _, key = number.removeprefix("_:").partition("-")
        if kind not in FOLDERS:
            return number
        return f"{self.base or '../'}{path_of(kind, key)}"

    def _write_search(self) -> None:
        for name, text in indexed(self.records).files():
            self.output.write(f"search/{name}", text)

    def _write_feeds(self) -> None:
        records = self.records

        def write(title: str, path: str, page: str, some: Sequence[StatementPage]) -> None:
            self.output.write(path, feeds.feed(title, path, page, some, database=self.database, base=self.base))

        write(self.title, "feeds/all.xml", "index.html", list(records.statements.values()))
        for key, person in records.people.items():
            if said := records.spoken.get(f"person/{key}"):
                write(person.name, f"feeds/person-{key}.xml", path_of("person", key), said)
        for key, topic in records.topics.items():
            write(topic.name, f"feeds/topic-{key}.xml", path_of("topic", key), records.with_topic[key])


_ANCHOR = re.compile(r'href="#(event|statement)-([a-z0-9-]+)"')
_LABEL = re.compile(r"(?<=>)([A-Za-z][a-z, ]+?)(?=<| [\d.\[]|:)|(?<=aria-label=\")([A-Z][a-z]+)(?=\")")
"""A text of a picture, or its beginning."""


def _in_language(picture: str, gettext: Callable[[str], str]) -> str:
    """Return a picture of the timeline with its own words in a language."""
    words = {
        "Timeline": gettext("Timeline"),
        "Events": gettext("Events"),
        "Statements": gettext("Statements"),
        "Undated": gettext("Undated"),
        "published": gettext("published"),
        "Speaker not named": gettext("Speaker not named"),
        "event on that day": gettext("event on that day"),
        "statement on that day": gettext("statement on that day"),
        "event on some of these days": gettext("event on some of these days"),
        "statement on some of these days": gettext("statement on some of these days"),
        "about then, or uncertain": gettext("about then, or uncertain"),
        "open, or beyond the picture": gettext("open, or beyond the picture"),
    }
    return _LABEL.sub(lambda found: escape(words.get(found[0], found[0])), picture)


def _paged(
    path: str, template: str, context: Mapping[str, Any], some: Sequence[Any], name: str = "statements"
) -> Iterator[Page]:
    """Yield a page with the first items of a list, and further pages with the others."""
    parts = [some[start : start + PER_PAGE] for start in range(0, len(some), PER_PAGE)] or [some]
    paths = [path, *(f"{path.removesuffix('.html')}/{number}.html" for number in range(2, len(parts) + 1))]
    for number, (own, part) in enumerate(zip(paths, parts, strict=True), 1):
        yield own, template, {**context, name: part, "paths": paths, "number": number, "total": len(some)}


def _most(some: Iterable[Any], counts: Mapping[str, int]) -> list[Any]:
    return sorted(some, key=lambda one: (-counts.get(one.key, 0), one.name, one.key))[:FEW]


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _first(pairs: Mapping[tuple[str, str], int], place: int) -> list[str]:
    totals: Counter[str] = Counter()
    for pair, count in pairs.items():
        totals[pair[place]] += count
    return [key for key, _ in _ranked(totals)[:MOST_IN_MATRIX]]


@cache
def _environment() -> Environment:
    loader = ChoiceLoader([FileSystemLoader(OWN / "templates"), FileSystemLoader(TEMPLATES)])
    env = Environment(loader=loader, autoescape=True)
    prepare(env)
    return env
