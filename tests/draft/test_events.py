"""Events are drafted with the date that the text prints, or that it implies."""

from datetime import date

import msgspec
import pytest

from kzclaims.dossier.records import Event, Source
from kzclaims.draft.dossier import draft_records
from kzclaims.draft.events import dates

PUBLISHED = date(2023, 11, 20)


def dated(text: str) -> list[tuple[str, str]]:
    """Return the dates of a text, and how each is printed."""
    return [(one.edtf, one.printed) for one in dates(text, 0, len(text), PUBLISHED)]


@pytest.mark.parametrize(
    "printed",
    [
        "Во вторник, 14 ноября",
        "Во вторник 14 ноября 2023 года",
        "В прошлый вторник, 14 ноября",
        "Во вторник (14 ноября)",
        "14 ноября, во вторник",
        "14 ноября (вторник)",
        "Накануне, 14 ноября",
        "on Tuesday, 14 November",
        "on Tuesday, 14 November 2023",
        "on Tuesday, November 14",
        "Tuesday, Nov. 14, 2023",
        "on Tuesday (November 14)",
        "14 November, a Tuesday",
        "У вівторок, 14 листопада",
        "У вівторок, 14 листопада 2023 року",
        "14 листопада, у вівторок",
        "Сейсенбі, 14 қараша",
        "Сейсенбі күні, 14 қарашада",
        "2023 жылы 14 қараша, сейсенбі күні",
    ],
)
def test_a_date_with_a_weekday_is_one_date(printed: str) -> None:
    assert dated(f"… {printed}, …") == [("2023-11-14", printed)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Во вторник он приехал, а 17 ноября уехал.", [("2023-11-14?", "Во вторник"), ("2023-11-17", "17 ноября")]),
        ("14 ноября он приехал, в среду уехал.", [("2023-11-14", "14 ноября"), ("2023-11-15?", "в среду")]),
        ("Он приехал 14 ноября, в среду уехал.", [("2023-11-14", "14 ноября"), ("2023-11-15?", "в среду")]),
        ("Во вторник, 17 ноября, он приехал.", [("2023-11-17?", "Во вторник, 17 ноября")]),
        ("He came last Tuesday.", [("2023-11-14?", "last Tuesday")]),
        ("У вівторок він приїхав.", [("2023-11-14?", "У вівторок")]),
        ("2022 жылғы 14 қарашада ол келді.", [("2022-11-14", "2022 жылғы 14 қарашада")]),
        ("He arrived on November 14.", [("2023-11-14", "November 14")]),
        ("In March 20 people came from 5 markets.", []),
        ("В среднем 5 майоров вышли в четверть финала.", []),
        ("У середині дня він прибув.", []),
    ],
)
def test_dates_that_are_apart(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("12–14 июля 2021", "2021-07-12/2021-07-14"),
        ("с 12 по 14 июля 2021 года", "2021-07-12/2021-07-14"),
        ("30 июня — 2 июля 2021", "2021-06-30/2021-07-02"),
        ("30 декабря – 2 января 2021", "2020-12-30/2021-01-02"),
        ("July 12-14, 2021", "2021-07-12/2021-07-14"),
        ("July 30 to August 2", "2023-07-30/2023-08-02"),
        ("2021 жылғы 12–14 шілде", "2021-07-12/2021-07-14"),
        ("до 12 июля 2021", "[..2021-07-12]"),
        ("не раньше 12 июля 2021", "[2021-07-12..]"),
        ("after July 2021", "[2021-07..]"),
        ("около 12 июля 2021", "2021-07-12~"),
        ("после 2021 года", "[2021..]"),
        ("12 июля 2021 или позже", "2021-07-12"),
    ],
)
def test_ranges_and_bounds(text: str, edtf: str) -> None:
    assert dated(f"… {text}, …")[0][0] == edtf


@pytest.mark.parametrize(
    "text",
    [
        "14–12 июля 2021",
        "30–31 июня 2021",
        "12 июля 2021 по старому стилю",
        "12 июля 1914 (ст. ст.)",
        "12 июля 400 года",
        "12 июля '21",
        "12 июля 300 г. до н. э.",
    ],
)
def test_days_that_the_text_does_not_give(text: str) -> None:
    assert dated(text) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "• Во вторник, 14 ноября, президент прибыл в Астану."),
        ("en", "The president arrived on Tuesday, 14 November 2023."),
        ("uk", "У вівторок, 14 листопада, президент прибув до Києва."),
        ("kk", "Сейсенбі, 14 қараша күні президент Астанаға келді."),
    ],
)
def test_a_sentence_with_a_date_and_a_verb_is_an_event(lang: str, text: str) -> None:
    source = msgspec.convert({"key": "source", "title": "Title", "lang": lang}, Source)

    def events(text: str) -> list[Event]:
        found = draft_records(source, text, published=PUBLISHED, resolve=lambda _: None, taken=lambda _: False)
        return [one.record for one in found.drafts if isinstance(one.record, Event)]

    (event,) = events(text)
    assert (event.title, event.date) == (text.strip("• ."), "2023-11-14")
    assert events(" ".join(word for word in text.split() if not word.endswith(("ыл", "ived", "був", "келді.")))) == []
