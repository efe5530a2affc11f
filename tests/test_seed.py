"""The seed is the article: its people, statements and events, each with the passage that proves it."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from kzclaims.store.database.database import Database
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t

SOURCE = "24-kanal-olevsky-2023-11"


@pytest.fixture
def connection(seeded: Database) -> Iterator[Connection]:
    with seeded.reading() as opened:
        yield opened


def test_all_six_people_have_names_in_russian_and_latin(connection: Connection) -> None:
    people = list(queries.people(connection))
    assert {person.key for person in people} == {
        "timur-olevsky",
        "vladimir-putin",
        "sadyr-japarov",
        "kassym-jomart-tokayev",
        "emmanuel-macron",
        "kairat-torebayev",
    }
    for person in people:
        page = queries.person(connection, person.key)
        assert {"ru", "en"} <= {name.lang for name in page.names}
        assert page.roles
        assert all(role.citations for role in page.roles)


def test_printed_forms_of_names_are_recorded(connection: Connection) -> None:
    names = queries.person(connection, "Токаев").names
    assert ("Касимом-Жомартом Токаевым", "as printed") in {(name.text, name.kind) for name in names}
    assert ("Қасым-Жомарт Тоқаев", "kk") in {(name.text, name.lang) for name in names}


def test_every_statement_has_its_passage_topics_and_translation(connection: Connection) -> None:
    statements = list(queries.statements(connection, source=SOURCE, limit=0))
    assert len(statements) >= 43
    for statement in statements:
        (appearance,) = statement.appearances
        assert appearance.start is not None
        assert appearance.end is not None
        assert appearance.end - appearance.start == len(appearance.exact)
        assert statement.topics
        assert [translation.lang for translation in statement.translations] == ["en"]
        if statement.kind == "direct":
            assert statement.text == appearance.exact
        if statement.speaker:
            assert appearance.attribution
        if statement.kind == "editorial":
            assert (statement.speaker, statement.speaker_note, appearance.attribution) == (None, None, None)
    assert {statement.kind for statement in statements} == {"direct", "indirect", "mixed", "editorial"}


def test_a_speaker_is_recorded_only_without_doubt(connection: Connection) -> None:
    compliment = next(s for s in queries.statements(connection, person="Макрон") if "омплимент" in s.text)
    assert "Французский лидер" in (compliment.appearances[0].attribution or "")
    reported = [s for s in queries.statements(connection, source=SOURCE, limit=0) if s.kind != "editorial"]
    open_ones = [s for s in reported if s.speaker is None and s.appearances[0].attribution is None]
    assert len(open_ones) == 15
    for statement in open_ones:
        assert (statement.speaker_note or "").startswith("Not certain: ")
        assert statement.organization is None
    unnamed = [s for s in reported if s.speaker is None and s not in open_ones]
    assert [s.appearances[0].attribution for s in unnamed] == ["Казахстан объявил"]


def test_texts_are_complete_sentences(connection: Connection) -> None:
    for statement in queries.statements(connection, limit=0):
        if statement.kind != "direct":
            assert not re.search(r"\b(?:этот|эти|это|такой|такие|его|их|страны)\b", statement.text.lower()), (
                statement.key
            )
            assert re.search("[.!?]$", statement.text), statement.key


def test_a_second_source_denies_the_ban(connection: Connection) -> None:
    ban = queries.event(connection, "kazakhstan-export-ban-2023-09")
    assert "24 Канала" in ban.title
    assert "denied" in (ban.date_note or "")
    assert ban.key not in {event.key for event in queries.events(connection, on="2023-09", certain=True)}
    assert {"kazakhstan-bans-export-of-106-goods", "kazakhstan-ministry-denies-export-ban"} <= {
        statement.key for statement in queries.statements(connection, event=ban.key)
    }


def test_translations_are_marked_as_the_projects_own(connection: Connection) -> None:
    assert set(connection.scalars(select(t.translations.c.translator))) == {"kzclaims"}


def test_no_date_is_invented(connection: Connection) -> None:
    events = {event.key: event for event in queries.events(connection)}
    assert events["macron-visit-kazakhstan-2023-11"].date == "2023-11-01"
    assert "Wednesday" in (events["macron-visit-kazakhstan-2023-11"].date_note or "")
    assert events["macron-tokayev-meeting-2023-11"].date == "[2023-11-01..2023-11-30]"
    assert events["kazakhstan-export-ban-2023-09"].date == "2023-09?"
    for key in ("rare-metals-declaration", "putin-visit-bishkek", "olevsky-talk-24-kanal"):
        assert (events[key].earliest, events[key].latest) == (None, "2023-11-30")
    for event in events.values():
        assert event.citations
        if event.date and event.date != event.date_text:
            assert event.date_note


def test_the_article_itself_is_not_held(connection: Connection) -> None:
    source = queries.source(connection, SOURCE)
    assert source.text_sha256
    assert connection.scalar(select(t.sources.c.text)) is None
    assert (source.publisher, source.published) == ("24 Канал", "2023-11?")
