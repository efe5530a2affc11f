"""The entries of timelines and their formats."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from xml.etree.ElementTree import XML

import pytest

from kzclaims.dossier.records import Appearance, Citation, Event, Record, Source, Statement
from kzclaims.errors import InputError
from kzclaims.export.timeline import entries as timeline
from kzclaims.export.timeline import layout
from kzclaims.export.timeline.entries import Entry, Proof
from kzclaims.export.timeline.html import html
from kzclaims.export.timeline.svg import svg
from kzclaims.export.timeline.text import text
from kzclaims.language import dates
from kzclaims.language.control_chars import UNSAFE
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import HOSTILE, loaded
from tests.export import hostile

ALWAYS = (dates.OPEN_START, dates.OPEN_END)
SVG = "{http://www.w3.org/2000/svg}"


def collect_entries(database: Database, **filters: str) -> list[Entry]:
    with database.reading() as connection:
        return timeline.collect_entries(Selection(connection, **filters))


def event(
    edtf: str | None = "2023-11-01", *, key: str = "e", title: str = "Title", proofs: tuple[Proof, ...] = ()
) -> Entry:
    return Entry(
        kind="event",
        key=key,
        text=title,
        lang="en",
        speaker=None,
        days=dates.parse(edtf) if edtf else None,
        published=False,
        status=None,
        about=(),
        proofs=proofs,
    )


def test_entries_are_in_order_with_their_passages(seeded: Database) -> None:
    entries = collect_entries(seeded)
    assert [entry.key for entry in entries if entry.kind == "event"] == [
        "olevsky-talk-24-kanal",
        "putin-visit-bishkek",
        "rare-metals-declaration",
        "kazakhstan-export-ban-2023-09",
        "kazakhstan-denies-export-ban-2023-10",
        "macron-visit-kazakhstan-2023-11",
        "macron-tokayev-meeting-2023-11",
    ]
    visit = next(entry for entry in entries if entry.key == "macron-visit-kazakhstan-2023-11")
    assert visit.about[:2] == ("Казахстан", "Эмманюэль Макрон")
    assert visit.proofs[0].where == "24 Канал, [Тимур Олевский: почему Россия зависит от Казахстана], 2023-11?"
    statement = next(entry for entry in entries if entry.key == "olevsky-only-astana-can-help-moscow")
    assert statement.when == "published 2023-11?"
    assert statement.what == "Тимур Олевский: Только Астана может помочь Москве обойти санкции."


def test_the_status_of_a_statement_is_shown(seeded: Database) -> None:
    with seeded.writing() as connection:
        set_status(connection, "olevsky-only-astana-can-help-moscow", "fabricated", reason="he says so")
    entries = collect_entries(seeded, person="Олевский", search="Астана")
    assert '<tspan class="status" dx="8">FABRICATED</tspan>' in "".join(svg("T", [], entries, ALWAYS))
    assert '<span class="status">fabricated</span>' in "".join(html("T", [], entries, ALWAYS))
    assert "FABRICATED Тимур Олевский" in " ".join("".join(text([], entries, ALWAYS)).split())


def test_too_many_for_one_picture_are_a_sentence(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST", 49)
    with pytest.raises(InputError) as error:
        collect_entries(seeded)
    assert {"since", "until", "person"} <= set(error.value.parameters)
    assert len(collect_entries(seeded, kind="direct")) < 49


ADDRESSES = {
    "https://example.org/a": True,
    "http://example.org/": True,
    "HTTPS://example.org/": True,
    "javascript:alert(1)": False,
    "JavaScript://example.org/%0aalert(1)": False,
    "data:text/html,<script>alert(1)</script>": False,
    "https:alert(1)": False,
    "https://example.org/\u202egpj.exe": False,
    "https://[": False,
    "file:///etc/passwd": False,
    "": False,
}


@pytest.mark.parametrize(("address", "leads"), ADDRESSES.items())
def test_only_the_web_is_linked_to(empty: Database, address: str, leads: bool) -> None:
    records: list[Record] = [
        Source(key="s", title="Source", lang="en", url="https://x.example/"),
        Event(key="e", title="t", lang="en", citations=[Citation(source="s", exact="words")]),
    ]
    loaded(empty, records)
    with empty.writing() as connection:
        connection.exec_driver_sql("UPDATE sources SET url = ?", (address,))
    (entry,) = collect_entries(empty)
    assert entry.address == (address if leads else None)


def test_an_archived_copy_replaces_a_missing_address(empty: Database) -> None:
    archived = Source(key="s", title="Source", lang="en", archive_url="https://archive.example/s")
    loaded(empty, [archived, Event(key="e", title="t", lang="en", citations=[Citation(source="s", exact="words")])])
    assert collect_entries(empty)[0].address == "https://archive.example/s"


def test_an_event_without_a_source_is_marked() -> None:
    for written in (svg, html):
        assert "No source is recorded." in "".join(written("T", [], [event()], ALWAYS))
    assert "[1] no source is recorded" in "".join(text([], [event()], ALWAYS))


class _Outline(HTMLParser):
    """The elements of a page, and the anchors that its links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")


@pytest.mark.parametrize(
    "words", [*HOSTILE, "<img src=x onerror=alert(1)>", "]]></title></svg><script>", "\u202eevil\u2066"]
)
def test_hostile_text_is_only_text(empty: Database, words: str) -> None:
    loaded(empty, hostile.records(words))
    entries = collect_entries(empty)
    assert len(entries) == 3
    shown = timeline.visible(words)
    page = "".join(html(shown, [shown], entries, ALWAYS))
    outline = _Outline()
    outline.feed(page)
    assert not outline.names & {"script", "img", "iframe", "object", "b", "link", "foreignobject"}
    picture = XML("".join(svg(shown, [shown], entries, ALWAYS)))
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {
        *(
            "svg",
            "title",
            "style",
            "rect",
            "text",
            "tspan",
            "g",
            "defs",
            "linearGradient",
            "stop",
            "path",
            "circle",
            "a",
        ),
    }
    for written in (page, "".join(text([shown], entries, ALWAYS))):
        assert not UNSAFE.search(written)


def test_every_link_has_a_target(seeded: Database) -> None:
    entries = collect_entries(seeded)
    outline = _Outline()
    outline.feed("".join(html("T", [], entries, ALWAYS)))
    assert len(outline.ids) == len(set(outline.ids))
    anchors = {f"#{name}" for name in outline.ids}
    assert [link for link in outline.links if link.startswith("#") and link not in anchors] == []
    assert len(outline.links) == 2 * len(entries) + sum(
        bool(proof.addresses) for entry in entries for proof in entry.proofs
    )

    picture = XML("".join(svg("T", [], entries, ALWAYS)))
    ids = {one.get("id") for one in picture.iter() if one.get("id")}
    links = [one.get("href", "") for one in picture.iter(f"{SVG}a")]
    assert len(links) == len(entries)
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= ids


def test_a_picture_links_to_the_source_if_it_has_an_address() -> None:
    proof = Proof(
        "the words",
        "en",
        "Paper, Article",
        ("https://example.org/a?b&c", "https://archive.example/a"),
        "checked (exact)",
    )
    picture = "".join(svg("T", [], [event(proofs=(proof,))], ALWAYS))
    assert '<a href="https://example.org/a?b&amp;c" rel="noopener noreferrer">' in picture
    assert "Evidence" not in picture
    page = "".join(html("T", [], [event(proofs=(proof,))], ALWAYS))
    assert '(<a href="https://archive.example/a" rel="noopener noreferrer">archived</a>)' in page


MARKS = {
    "2023-11-01": "◆",
    "2023-11-01~": "≈◆",
    "2023-11": "▓",
    "2023-11~": "≈",
    "../2023-11": "◄▓",
    "2023-11/..": "▓►",
}


@pytest.mark.parametrize(("edtf", "sign"), MARKS.items())
def test_a_bar_is_as_certain_as_its_date(edtf: str, sign: str) -> None:
    lines = "".join(
        text([], [event("2023-09-01", key="other"), event(edtf), event("2024-02-01", key="z")], ALWAYS)
    ).splitlines()
    (line,) = (line for line in lines if line[32:].startswith(f"  {edtf}  Title "))
    drawn = line[:32].strip()
    assert re.sub(r"(.)\1+", r"\1", drawn) == sign


@pytest.mark.parametrize("width", [24, 40, 63, 64, 80, 120])
def test_text_keeps_to_its_width(empty: Database, width: int) -> None:
    from rich.cells import cell_len

    loaded(empty, hostile.records("汉字漢字 Слово " * 9 + "безпробелов" * 12))
    lines = "".join(text(["remark " * 20], collect_entries(empty), ALWAYS, width=width)).splitlines()
    assert [line for line in lines if cell_len(line) > width and "https://" not in line] == []
    assert max(map(cell_len, lines)) > width * 0.8


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp866"])
def test_text_can_be_encoded(seeded: Database, encoding: str) -> None:
    lines = "".join(text([], collect_entries(seeded), ALWAYS, encoding=encoding)).splitlines()
    for line in lines:
        line.encode(encoding)
        assert len(line) <= 80 or "https://" in line
    assert any(line.startswith("<####") for line in lines)


def test_an_empty_selection_is_a_valid_document() -> None:
    assert XML("".join(svg("T", ["Nothing found."], [], ALWAYS))).tag == f"{SVG}svg"
    assert "Evidence" not in "".join(html("T", ["Nothing found."], [], ALWAYS))
    assert "".join(text(["Nothing found."], [], ALWAYS)) == "Nothing found.\n"


def test_the_scale_covers_the_requested_range() -> None:
    asked = (date(1812, 1, 1), date(1812, 1, 31))
    scale = layout.scale([event("../2023-11"), event("1812-01-05", key="z")], 100, asked)
    assert scale is not None
    assert (scale.first, scale.last) == (date(1812, 1, 5), date(1812, 1, 31))


def test_days_outside_the_requested_range_fade() -> None:
    asked = (date(2023, 9, 1), date(2023, 10, 31))
    picture = "".join(svg("T", [], [event("2023")], asked))
    assert 'fill="url(#event-both)"' in picture
    assert "open, or beyond the picture" in picture
    assert "2023-12" not in picture


def test_the_day_of_a_statement_is_that_of_its_first_publication(empty: Database) -> None:
    def printed() -> Iterator[Record]:
        for key, published in {"a": "2023-11-05", "b": "2023-10~", "c": None}.items():
            yield Source(key=key, title=key, lang="en", published=published)

    appearances = [Appearance(source=key, exact="x") for key in "abc"]
    loaded(empty, [*printed(), Statement(key="s", kind="editorial", text="x", lang="en", appearances=appearances)])
    (entry,) = collect_entries(empty)
    assert (entry.when, entry.published, entry.speaker) == ("published 2023-10~", True, "Editorial")
