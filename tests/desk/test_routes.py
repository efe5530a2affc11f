"""Tests of the addresses of the desk."""

from pathlib import Path
from typing import Any

import pytest

from kzclaims.desk.journal import journal_of
from kzclaims.desk.opening import Desk, OpenOptions
from kzclaims.dossier.records import Person
from kzclaims.store.database.database import Database
from tests.desk.conftest import TEXT, Page, record


def test_an_edit_is_answered_with_what_has_changed(page: Page) -> None:
    statement = page.number("repair-in-spring")
    edits = [{"op": "set", "id": statement, "field": "said", "value": "2023-11"}]
    found = page.post("edit", edits=edits)
    assert [one["id"] for one in found["changed"]] == [statement]
    assert (found["saved"], found["undo"], found["order"], found["texts"]) == (False, True, None, {})
    assert page.get("changes", session=page.session, version=found["version"])["changed"] == []
    assert page.post("undo")["saved"]
    assert page.post("redo")["focus"] == statement


def test_saving_reports_what_was_loaded(page: Page) -> None:
    page.state()
    found = page.post("save")
    assert found["saved"]
    assert any(line.startswith("people: 1 added") for line in found["report"])
    assert page.post("check")["checked"]


def test_problems_of_saving_are_next_to_their_fields(page: Page) -> None:
    source = page.number("vesti-bridge")
    page.post("edit", edits=[{"op": "set", "id": source, "field": "published", "value": "yesterday"}])
    found = page.post("save", 400)
    assert found["error"]
    assert {one["field"] for record in found["changed"] for one in record["problems"]} == {"published"}


def test_requests_about_another_dossier_are_refused(page: Page, desk: Desk, tmp_path: Path) -> None:
    page.state()
    (tmp_path / "other.toml").write_text('dossier = "other"\n', encoding="utf-8")
    assert page.post("open", file="other.toml")["session"] != page.session
    assert page.post("edit", 409, edits=[])["reload"]
    assert desk.session.path.name == "other.toml"


def test_an_outdated_edit_is_answered_with_the_newer_state(page: Page) -> None:
    vesti = page.number("vesti")
    edits = [{"op": "set", "id": vesti, "field": "name", "value": "A"}]
    page.post("edit", edits=edits)
    found = page.post("edit", 409, edits=edits)
    assert not found["reload"]
    assert found["changed"][0]["fields"]["name"] == "A"


def test_candidates_have_details_and_none_is_selected(page: Page, desk: Desk) -> None:
    record(desk.database, Person(key="ann-kim", name="Анна Ким", lang="ru", description="judge"))
    record(desk.database, Person(key="ann-kim-2", name="Анна Ким", lang="ru", description="singer"))
    found = page.get("suggest", type="people", q="Ким")["candidates"]
    assert {(one["key"], one["where"], one["details"][0]) for one in found} == {
        ("ann-kim", "database", "judge"),
        ("ann-kim-2", "database", "singer"),
    }
    found = page.get("suggest", type="people,organizations", near=page.number("repair-in-spring"))["candidates"]
    assert (found[0]["key"], found[0]["where"]) == ("erlan-satpaev", "file")
    assert {one["type"] for one in found} == {"people", "organizations"}
    assert [one["key"] for one in page.get("suggest", q="satpaev")["candidates"]] == ["erlan-satpaev"]


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("1 ноября 2023", "2023-11-01"),
        ("1–3 ноября 2023", "2023-11-01/2023-11-03"),
        ("до 1 ноября 2023", "[..2023-11-01]"),
        ("1 ноября 2023 или позже", None),
        ("1 ноября 1913 (ст. ст.)", None),
        ("в ночь на 1 ноября 2023", None),
    ],
)
def test_a_date_in_words_is_read_if_all_of_them_are_understood(page: Page, typed: str, edtf: str | None) -> None:
    found = page.get("date", text=typed, source="vesti")
    assert (found["edtf"], "problem" in found) == (edtf, edtf is None)


def test_names_of_the_text_are_candidates(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    desk = Desk(empty, tmp_path)
    desk.open("a.txt", OpenOptions(empty=True, lang="ru"))
    found = Page(desk).get("suggest", type="people")["candidates"]
    assert [(one["name"], one["where"], one["key"]) for one in found] == [("Ерлан Сатпаев", "text", None)]
    desk.close()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("в среду, 1 ноября", "2023-11-01"),
        ("вчера", "2023-11-02"),
        ("last Tuesday", "2023-10-31?"),
        ("3 October 2019", "2019-10-03"),
        ("в сентябре 2023 года", "2023-09"),
        ("2023-10~", "2023-10~"),
        ("когда-нибудь", None),
        ("", None),
    ],
)
def test_dates_in_words(page: Page, words: str, expected: str | None) -> None:
    found = page.get("date", text=words, source="vesti-bridge")
    assert found["edtf"] == expected
    assert ("problem" in found) is (expected is None)


def test_keys_and_kinds_are_proposed(page: Page, desk: Desk) -> None:
    record(desk.database, Person(key="anna-kim", name="Анна Ким", lang="ru"))
    assert page.get("key", type="people", name="Анна Ким")["key"] == "anna-kim-2"
    start = TEXT.index("«Ремонт")
    found = page.get("kind", source="vesti-bridge", start=start, end=start + 22)
    assert (found["kind"], TEXT[found["start"] : found["end"]]) == ("direct", "Ремонт начнут весной")


def test_values_are_checked_while_they_are_typed(page: Page) -> None:
    statement = page.number("repair-in-spring")
    assert "EDTF" in page.get("value", id=statement, field="said", value="1.11.23")["problem"]
    assert page.get("value", id=statement, field="said", value="2023-11-01")["problem"] is None
    assert page.get("value", 404, id="99", field="said", value="x")["error"]


def test_recorded_data_is_corrected_with_its_history(page: Page, desk: Desk) -> None:
    statement = page.number("repair-in-spring")
    page.post("edit", edits=[{"op": "accept", "id": statement}])
    page.post("save")
    found = page.post("recorded/status", key="repair-in-spring", status="disputed", because="another paper")
    assert found["record"]["status"] == "disputed"
    assert found["history"]["changes"][-1]["author"] == "Editor"
    assert page.post("recorded/status", key="repair-in-spring", status=None, because="no")["record"]["status"] is None
    review = {"reviewer": "Вести", "url": "https://a.example/1", "title": "T", "rating": "true", "lang": "ru"}
    assert page.post("recorded/review", key="repair-in-spring", **review)["record"]["reviews"]
    assert page.post("recorded/review", 400, key="repair-in-spring", reviewer="Вести")["error"]
    record(desk.database, Person(key="e-satpaev", name="Е. Сатпаев", lang="ru"))
    merge = {"keep": "erlan-satpaev", "other": "e-satpaev", "because": "the same"}
    assert "would" in page.post("recorded/merge", **merge, **{"try": True})["done"]
    assert page.post("recorded/merge", **merge)["report"]["kept"] == "erlan-satpaev"
    assert page.get("recorded", type="people", key="erlan-satpaev")["history"]["changes"]
    assert page.post("recorded/split", other="e-satpaev", because="no")["done"]
    assert page.post("recorded/different", first="e-satpaev", second="erlan-satpaev", because="no")["done"]
    assert page.get("recorded/duplicates")["pairs"] == []
    assert page.get("recorded", 404, type="people", key="nobody")["error"]


def test_the_person_whom_a_proxy_names_is_the_author(page: Page, desk: Desk, path: Path) -> None:
    page.user = "Анна"
    vesti = page.number("vesti")
    page.post("save")
    page.post("edit", edits=[{"op": "set", "id": vesti, "field": "name", "value": "Газета"}])
    assert page.post("save", 400)["error"]
    page.post("save", rename=["vesti"])
    assert page.get("recorded", type="organizations", key="vesti")["history"]["changes"][-1]["author"] == "Анна"
    assert '"by": "Анна"' in journal_of(path).read_text(encoding="utf-8").splitlines()[-1]
    assert desk.database.author == "Editor"


def test_a_source_of_the_database_becomes_a_dossier(seeded: Database, tmp_path: Path) -> None:
    desk = Desk(seeded, tmp_path)
    page = Page(desk)
    assert page.get("state", 404)["choose"]
    key = page.get("choices")["sources"][0]["key"]
    page.post("open", source=key)
    assert {one["type"] for one in page.state()["records"]} >= {"sources", "statements"}
    assert page.get("choices")["files"][0]["name"] == f"{key}.toml"
    assert page.post("check")["checked"]
    assert page.state()["problems"] == []
    desk.close()


def test_a_document_is_drafted_and_archived_when_it_is_saved(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(TEXT, encoding="utf-8")
    desk = Desk(empty, tmp_path)
    desk.open("news.txt")
    page = Page(desk)
    assert page.state()["open"] > 1
    page.post("save")
    assert len(page.get("recorded", type="sources", key="news")["record"]["versions"]) == 2
    desk.close()


@pytest.mark.parametrize(
    "given",
    [
        {"file": "../secret.txt"},
        {"file": "/etc/passwd"},
        {"file": "missing.toml"},
        {"source": "../x"},
        {"source": "nobody"},
        {"address": "file:///etc/passwd"},
        {"file": 5},
        {},
    ],
)
def test_only_files_of_the_folder_are_opened(page: Page, given: dict[str, Any], desk: Desk) -> None:
    page.state()
    before = desk.session
    assert page.send("POST", "open", json=given).status_code in (400, 404)
    assert desk.session is before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"\xff"', b"[" * 100_000])
def test_data_that_is_not_an_object_is_refused(page: Page, body: bytes) -> None:
    for path in page.posts:
        assert page.send("POST", path.removeprefix("/desk/"), content=body).status_code == 400


def test_values_of_wrong_types_are_refused(page: Page) -> None:
    page.state()
    page.version = "x"  # type: ignore[assignment]
    for edits in (None, 5, [5], [{"op": 5}], [{"op": "set", "id": 5}], [{"op": "add", "type": ["x"]}]):
        page.post("edit", 400, edits=edits)
    assert page.get("state")["saved"]
