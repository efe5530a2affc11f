"""The pages of ours: what stands on them, and where they lead."""

from urllib.parse import quote

import pytest
from sqlalchemy import select, update

import kzclaims
from kzclaims.export import labels
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.identity.merge import merge
from kzclaims.store.schema import tables as t
from kzclaims.vocabulary import CHECK_RESULTS, STATEMENT_KINDS
from tests.browse.conftest import Browse, Get


def test_two_clicks_lead_from_the_start_to_a_passage(get: Get) -> None:
    start = get("/")
    assert "6 people, 44 statements, 7 events, 2 sources." in start.text
    person = "/person/timur-olevsky"
    assert person in start.links
    statement = "/statement/olevsky-kyrgyzstan-showed-putinism"
    assert statement in get(person).links
    page = get(statement)
    assert page.marked == ['во время недавнего визита Путина в Бишкек, Кыргызстан продемонстрировал верный "путинизм"']
    assert "/source/24-kanal-olevsky-2023-11" in page.links


def test_every_statement_has_a_page_with_its_passages(get: Get, served: Database) -> None:
    with kzclaims.connect(served.path) as connection:
        statements = list(kzclaims.statements(connection, limit=0))
    assert len(statements) == 44
    for one in statements:
        page = get(f"/statement/{one.key}")
        assert one.text in page.text
        assert page.marked == [appearance.exact for appearance in one.appearances]
        assert all(made.text in page.text for made in one.translations)


def test_every_person_has_a_page_with_statements_and_events(get: Get, served: Database) -> None:
    with kzclaims.connect(served.path) as connection:
        people = [kzclaims.person(connection, one.key) for one in kzclaims.people(connection)]
        said = {one.key: list(kzclaims.statements(connection, person=one.key)) for one in people}
    for one in people:
        page = get(f"/person/{one.key}")
        assert {f"/statement/{statement.key}" for statement in said[one.key]} <= set(page.links)
        assert {f"/event/{event.key}" for event in one.events} <= set(page.links)
        assert all(name.text in page.text for name in one.names)
        assert all(role.title in page.text and role.citations[0].exact in page.text for role in one.roles)


def test_every_event_has_a_page_with_its_date_and_proof(get: Get, served: Database) -> None:
    with kzclaims.connect(served.path) as connection:
        events = [kzclaims.event(connection, one.key) for one in kzclaims.events(connection)]
    for one in events:
        page = get(f"/event/{one.key}")
        assert (f'title="{one.date}"' if one.date else labels.UNKNOWN_DAY) in page.html
        assert all(citation.exact in page.text for citation in one.citations)
        assert {f"/party/{who.key}" for who in one.participants} <= set(page.links)
        assert {f"/statement/{key}" for key in one.statements} <= set(page.links)
    assert "any earlier day – 30 November 2023" in get("/event/putin-visit-bishkek").text


def test_a_source_has_a_page_with_its_statements_and_events(get: Get) -> None:
    page = get("/source/24-kanal-olevsky-2023-11")
    assert sum(link.startswith("/statement/") for link in page.links) == 43
    assert sum(link.startswith("/event/") for link in page.links) == 6


def test_words_are_found_in_all_their_forms_and_people_by_any_form_of_a_name(get: Get) -> None:
    found = get("/search?q=санкция")
    assert "/statement/olevsky-only-astana-can-help-moscow" in found.links
    assert set(found.marked) == {"санкциями", "санкции", "санкций"}
    for name in ("Олевского", "Olevsky", "timur-olevsky"):
        assert "/person/timur-olevsky" in get(f"/search?q={name}").links
    assert "No statement or event contains these words." in get("/search?q=слонопотам").text
    assert "did you mean" not in get("/search?q=").text
    assert "Тимур Олевский" in get("/search?q=Олефский").text
    assert "Error" not in get("/search?q=-санкции").text


def test_any_form_of_a_name_redirects_to_the_person(get: Get) -> None:
    for path in (f"/person/{quote('Олевского')}", "/person/Olevsky"):
        answer = get(path)
        assert (answer.status, answer.headers["location"]) == (302, "/person/timur-olevsky")
    assert get("/person?name=Олевский").headers["location"] == f"/person/{quote('Олевский')}"
    assert get("/person").headers["location"] == "/record/people"


def test_the_years_of_a_person_can_be_chosen(archived: Get) -> None:
    assert "/statement/brook-nine-years" in archived("/person/ada-brook?on=2024").links
    assert "No statement is recorded for this year." in archived("/person/ada-brook?on=2020").text
    assert archived("/person/ada-brook?on=never").status == 400


def test_a_party_is_a_person_or_an_organization(get: Get) -> None:
    assert get("/party/timur-olevsky").headers["location"] == "/person/timur-olevsky"
    leads = get("/party/24-kanal").headers["location"]
    assert "24 Канал" in get(leads).text


def test_a_passage_is_marked_in_the_text_around_it(archived: Get) -> None:
    page = archived("/statement/brook-nine-years")
    assert page.marked == ["It took us nine years"]
    assert "Mayor Ada Brook opened the new bridge on Monday. “It took us nine years,” she said." in page.text
    assert labels.VERIFIED["exact"] in page.text


@pytest.mark.parametrize(
    ("text", "marked", "result"),
    [
        ("Он сказал: мы ждали долго. Потом ушёл.", "мы ждали долго", "exact"),
        ("Он сказал: Мы  ждали долго. Потом ушёл.", "Мы  ждали долго", "normalised"),
        ("Он сказал: мы не ждали долго. Потом ушёл.", "мы не ждали долго", "altered"),
        ("Совсем другие слова.", "мы ждали долго", "not found"),
        ("Мы ждали долго. И мы ждали долго.", "мы ждали долго", "ambiguous"),
        (None, "мы ждали долго", None),
    ],
)
def test_a_passage_is_held_against_the_text(
    browse: Browse, seeded: Database, text: str | None, marked: str, result: str | None
) -> None:
    with seeded.writing() as connection:
        x = t.appearances.c
        statement = select(t.statements.c.id).where(t.statements.c.key == "olevsky-only-astana-can-help-moscow")
        passage = {"exact": "мы ждали долго", "start": None, "end": None, "prefix": "", "suffix": ""}
        connection.execute(update(t.appearances).where(x.statement_id.in_(statement)).values(passage))
        connection.execute(update(t.sources).values(text=text))
    page = browse(seeded)("/statement/olevsky-only-astana-can-help-moscow")
    assert page.marked == [marked]
    assert (labels.VERIFIED[result] if result else "not checked (no text of 24-kanal-olevsky-2023-11)") in page.text


def test_a_long_text_is_cut_around_the_passage(browse: Browse, seeded: Database) -> None:
    exact = "Казахстан для России намного важнее, чем наоборот"
    with seeded.writing() as connection:
        connection.execute(update(t.appearances).values(exact=exact, start=None, end=None))
        connection.execute(update(t.sources).values(text="слово " * 500 + exact + " слово" * 500))
    page = browse(seeded)("/statement/olevsky-only-astana-can-help-moscow")
    assert page.marked == [exact]
    assert 80 < page.text.count("слово") < 120
    assert page.text.count("…") == 2


def test_a_status_is_shown_with_its_reason(browse: Browse, seeded: Database) -> None:
    key = "olevsky-only-astana-can-help-moscow"
    with seeded.writing() as connection:
        set_status(connection, key, "disputed", reason="he denies it", source="https://example.org/denial")
    page = browse(seeded)(f"/statement/{key}")
    assert "disputed: he denies it" in page.text
    assert "https://example.org/denial" in page.links


def test_an_empty_database_shows_how_to_begin(browse: Browse, empty: Database) -> None:
    get = browse(empty)
    assert "The database is empty. kzclaims seed loads an example" in get("/").text
    assert get("/record/statements").status == 200


ADDRESSES = {
    "/nowhere": (404, "there is no page at /nowhere"),
    "/person/nobody": (404, "no person “nobody” is recorded"),
    "/person/Олефский": (404, "did you mean: Тимур Олевский (timur-olevsky)"),
    "/statement/olevsky-only-astana": (404, "did you mean olevsky-only-astana-can-help-moscow"),
    "/event/none": (404, "no event has the key “none”"),
    "/source/none": (404, "no source has the key “none”"),
    "/party/none": (404, "no organization has the key “none”"),
    "/record/statements/999": (404, "no statement has the number 999"),
    "/record/none": (404, "there is no page at /record/none"),
    "/record/roles/999": (404, "there is no page at /record/roles/999"),
    "/none/statements": (404, "there is no page"),
    "/record/statements?_person=Nobody": (404, "no person “Nobody” is recorded"),
    "/record/statements?_topic=none": (404, "no topic has the key “none”"),
    "/record/statements?_on=yesterday": (400, "yesterday"),
    "/record/statements?_search=-": (400, "there is no word in the search"),
    "/record/statements?_sort=text": (400, "Cannot sort table by text"),
    "/record/statements?_size=many": (400, "_size must be a positive integer"),
    "/record?sql=drop+table+people": (400, "Statement must be a SELECT"),
    "/record.db": (403, "not available"),
    "/statement/%00": (404, "no statement has the key"),
    "/statement/%ff%fe": (404, "no statement has the key"),
    "/person/" + "a" * 5000: (404, "is recorded"),
}


@pytest.mark.parametrize(("path", "status", "said"), [(path, *rest) for path, rest in ADDRESSES.items()])
def test_an_address_that_is_none_gets_a_sentence_and_a_way_on(
    get: Get, capfd: pytest.CaptureFixture[str], path: str, status: int, said: str
) -> None:
    answer = get(path)
    assert answer.status == status
    assert said in answer.text
    assert 'role="search"' in answer.html
    assert "/" in answer.links
    assert "Traceback" not in answer.text
    assert capfd.readouterr() == ("", "")


def test_json_gets_its_failures_as_json(get: Get) -> None:
    answer = get("/record/none.json")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/json; charset=utf-8")


def test_a_database_that_disappears_is_reported(browse: Browse, seeded: Database) -> None:
    get = browse(seeded)
    seeded.path.unlink()
    answer = get("/")
    assert answer.status == 503
    assert "there is no database at" in answer.text


def test_kinds_and_check_results_have_labels() -> None:
    assert set(labels.KINDS) == set(STATEMENT_KINDS)
    assert set(labels.VERIFIED) <= set(CHECK_RESULTS)


def test_links_to_a_merged_record_lead_to_the_one_that_was_kept(get: Get, served: Database) -> None:
    with served.writing() as connection:
        number = connection.scalar(select(t.people.c.id).where(t.people.c.key == "kairat-torebayev"))
        merge(connection, "timur-olevsky", "kairat-torebayev", reason="x")
        merge(connection, "macron-visit-kazakhstan-2023-11", "macron-tokayev-meeting-2023-11", reason="x")
        merge(connection, "24-kanal-olevsky-2023-11", "moscow-times-2023-10-20", reason="x")
    for old, new in (
        ("/person/kairat-torebayev", "/person/timur-olevsky"),
        ("/party/kairat-torebayev", "/person/kairat-torebayev"),
        (f"/record/people/{number}", "/person/timur-olevsky"),
        ("/event/macron-tokayev-meeting-2023-11", "/event/macron-visit-kazakhstan-2023-11"),
        ("/source/moscow-times-2023-10-20", "/source/24-kanal-olevsky-2023-11"),
    ):
        page = get(old)
        assert (page.status, page.headers.get("location")) == (302, new)
