"""TimelineJS: a JSON Schema of its documented format, https://timeline.knightlab.com/docs/json-format.html."""

import json
from collections import Counter
from datetime import date
from typing import Any

import jsonschema
import pytest

from kzclaims.dossier.records import Appearance, Event, Record, Source, Statement
from kzclaims.export import timelinejs
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import HOSTILE, loaded
from tests.export import hostile

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["events"],
    "properties": {"events": {"type": "array", "items": {"$ref": "#/$defs/slide"}}},
    "additionalProperties": False,
    "$defs": {
        "slide": {
            "type": "object",
            # "Required for all event slides"; text is optional, and a slide without it shows nothing.
            "required": ["start_date", "text"],
            "properties": {
                "start_date": {"$ref": "#/$defs/date"},
                "end_date": {"$ref": "#/$defs/date"},
                "text": {
                    "type": "object",
                    "properties": {"headline": {"type": "string"}, "text": {"type": "string"}},
                    "additionalProperties": False,
                },
                "group": {"type": "string"},
                "display_date": {"type": "string"},
                "unique_id": {"type": "string"},
            },
            "additionalProperties": False,
        },
        "date": {
            "type": "object",
            "required": ["year"],
            "properties": {
                "year": {"type": "integer"},
                "month": {"type": "integer", "minimum": 1, "maximum": 12},
                "day": {"type": "integer", "minimum": 1, "maximum": 31},
            },
            "additionalProperties": False,
        },
    },
}


def timeline(database: Database, **filters: str) -> tuple[dict[str, dict[str, Any]], Counter[str]]:
    """Return the slides by name, and what was left out."""
    left_out: Counter[str] = Counter()
    with database.reading() as connection:
        selection = Selection(connection, **filters)
        read = json.loads("".join(timelinejs.timelinejs(selection, lambda one: left_out.update([one]))))
    jsonschema.Draft202012Validator(SCHEMA).validate(read)
    slides = {slide["unique_id"]: slide for slide in read["events"]}
    assert len(slides) == len(read["events"])
    for slide in slides.values():
        if "end_date" in slide:
            assert date(**slide["start_date"]) <= date(**slide["end_date"])
    return slides, left_out


def test_a_certain_day_is_a_day_and_an_uncertain_date_a_span(seeded: Database) -> None:
    slides, left_out = timeline(seeded)
    visit = slides["event-macron-visit-kazakhstan-2023-11"]
    assert visit["start_date"] == {"year": 2023, "month": 11, "day": 1}
    assert "end_date" not in visit
    ban = slides["event-kazakhstan-export-ban-2023-09"]
    assert (ban["start_date"]["day"], ban["end_date"]["day"]) == (1, 30)
    assert ban["display_date"] == "В сентябре 2023 года"
    assert slides["event-macron-tokayev-meeting-2023-11"]["display_date"] == "[2023-11-01..2023-11-30]"
    # Three have no first day.
    assert left_out == {"event": 3}
    assert len(slides) == 4 + 44


def test_a_date_of_publication_is_marked(seeded: Database) -> None:
    slides, _ = timeline(seeded, person="Олевский")
    assert {slide["display_date"] for slide in slides.values()} == {"published 2023-11?"}
    assert {slide["text"]["headline"] for slide in slides.values()} == {"Тимур Олевский"}


DATES = {
    "2023-11-01": (date(2023, 11, 1), None, None),
    "2023-11-01~": (date(2023, 11, 1), date(2023, 11, 1), "2023-11-01~"),
    "2023": (date(2023, 1, 1), date(2023, 12, 31), "2023"),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
    "2023-11-01/..": None,
    "..": None,
}


@pytest.mark.parametrize(("edtf", "shown"), DATES.items())
def test_dates_are_no_more_exact_than_recorded(
    empty: Database, edtf: str, shown: tuple[date, date | None, str | None] | None
) -> None:
    if edtf == "..":
        edtf = "../.."
    loaded(empty, [Event(key="e", title="t", lang="en", date=edtf)])
    slides, left_out = timeline(empty)
    if shown is None:
        assert (slides, left_out) == ({}, {"event": 1})
        return
    slide = slides["event-e"]
    first, last, words = shown
    assert date(**slide["start_date"]) == first
    assert (date(**slide["end_date"]) if "end_date" in slide else None) == last
    assert slide.get("display_date") == words


def test_the_first_publication_counts(empty: Database) -> None:
    published = {"a": "2023-11-05", "b": "2023-11", "c": None, "d": "2023-11-02"}
    records: list[Record] = [Source(key=key, title=key, lang="en", published=day) for key, day in published.items()]
    printed = [Appearance(source=key, exact="x") for key in "cad"]
    records.append(Statement(key="s", kind="editorial", text="x", lang="en", appearances=printed))
    printed = [Appearance(source="c", exact="x")]
    records.append(Statement(key="undated", kind="editorial", text="x", lang="en", appearances=printed))
    loaded(empty, records)
    slides, left_out = timeline(empty)
    assert left_out == {"statement": 1}
    assert slides["statement-s"]["display_date"] == "published 2023-11-02"
    assert slides["statement-s"]["text"]["headline"] == "Editorial"


def test_the_status_is_in_the_headline(seeded: Database) -> None:
    with seeded.writing() as connection:
        set_status(connection, "olevsky-only-astana-can-help-moscow", "disputed", reason="he says so")
    slides, _ = timeline(seeded)
    assert slides["statement-olevsky-only-astana-can-help-moscow"]["text"]["headline"] == "Тимур Олевский (disputed)"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_escaped(empty: Database, text: str) -> None:
    loaded(empty, hostile.records(text))
    slides, _ = timeline(empty)
    assert len(slides) == 3
    for slide in slides.values():
        shown = slide["text"]["headline"] + slide["text"]["text"].replace("<p>", "").replace("</p>", "")
        assert "<" not in shown
        assert "<" not in slide.get("display_date", "")
