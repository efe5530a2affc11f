"""Tests of an open dossier: edits, undo, the journal, changes by other programs."""

import errno
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kzclaims.desk.conflicts import resolve
from kzclaims.desk.document import parse
from kzclaims.desk.journal import journal_of
from kzclaims.desk.session import OutdatedError, Session
from kzclaims.documents.document import Document, Proposal
from kzclaims.draft.dossier import draft_records, new_dossier
from kzclaims.draft.source import from_document
from kzclaims.errors import InputError, KzclaimsError, NotFoundError
from tests.databases import seed_files
from tests.desk.conftest import DOSSIER, TEXT

Opened = Callable[[Path], Session]


def by_key(session: Session, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in session.whole_state()["records"] if one["key"] == key)
    return found


def edit(session: Session, *edits: dict[str, Any]) -> dict[str, Any]:
    return session.edit(session.checker.version, edits)


def number(session: Session, key: str) -> str:
    return str(by_key(session, key)["id"])


def set_text(session: Session, value: str) -> dict[str, Any]:
    return edit(session, {"op": "set", "id": number(session, "vesti"), "field": "description", "value": value})


def test_a_dossier_without_edits_keeps_its_bytes() -> None:
    contents = [file.read_bytes() for file in seed_files()]
    drafts = draft_records(
        from_document(Document(TEXT.encode(), TEXT, "text/plain", proposal=Proposal()), "bridge"),
        TEXT,
        published=None,
        resolve=lambda _: None,
        taken=lambda _: False,
    )
    contents += [DOSSIER.encode(), "".join(new_dossier(drafts, key="bridge")).encode(), b"", b"# nothing"]
    contents += [DOSSIER.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + DOSSIER.encode()]
    for raw in contents:
        assert parse(raw).raw == raw


def test_a_change_that_cannot_be_written_leaves_nothing_in_the_journal(
    session: Session, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_text(session, "before")

    def is_full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("kzclaims.desk.journal.os.fsync", is_full)
        with pytest.raises(KzclaimsError):
            set_text(session, "something that is lost")
    edit(session, {"op": "set", "id": number(session, "erlan-satpaev"), "field": "description", "value": "after"})
    reopened = opened(session.path)
    kept = [by_key(reopened, key)["fields"]["description"] for key in ("vesti", "erlan-satpaev")]
    assert kept == ["before", "after"]


def test_the_state_has_places_in_the_text_and_open_drafts(session: Session) -> None:
    state = session.whole_state()
    assert state["open"] == 1
    places = {one["field"]: TEXT[one["start"] : one["end"]] for one in by_key(session, "repair-in-spring")["passages"]}
    assert places["appearances[0].exact"] == "Ремонт начнут весной"
    assert places["appearances[0].attribution"] == "Ерлан Сатпаев сообщил"


def test_a_selection_becomes_a_statement_with_its_kind(session: Session) -> None:
    start = TEXT.index("мост")
    found = edit(
        session, {"op": "add", "type": "statements", "source": "vesti-bridge", "start": start, "end": start + 23}
    )
    fields = found["changed"][-1]["fields"]
    assert (fields["kind"], fields["text"], fields.get("speaker")) == ("mixed", "мост «простоит сто лет»", None)
    assert found["added"] == [found["changed"][-1]["id"]]
    start = TEXT.index("«Ремонт")
    found = edit(
        session, {"op": "add", "type": "statements", "source": "vesti-bridge", "start": start, "end": start + 22}
    )
    assert (found["changed"][-1]["fields"]["kind"], found["changed"][-1]["fields"]["text"]) == (
        "direct",
        "Ремонт начнут весной",
    )


def test_an_event_gets_the_date_of_its_words(session: Session) -> None:
    start = TEXT.index("В среду")
    found = edit(session, {"op": "add", "type": "events", "source": "vesti-bridge", "start": start, "end": len(TEXT)})
    assert found["changed"][-1]["fields"]["date"] == "2023-11-01"


def test_accepting_a_draft_removes_its_line_only(session: Session) -> None:
    edit(session, {"op": "accept", "id": number(session, "repair-in-spring")})
    assert session.document.text == DOSSIER.replace('draft = "check the words and the speaker"\n', "")


def test_rejecting_a_draft_keeps_the_comments_after_it(session: Session) -> None:
    edit(session, {"op": "reject", "id": number(session, "repair-in-spring")})
    assert "repair" not in session.document.text
    assert session.document.text.endswith("# The end.\n")


def test_renaming_a_person_changes_all_references(session: Session) -> None:
    edit(session, {"op": "rename", "id": number(session, "erlan-satpaev"), "key": "satpaev"})
    assert session.document.text == DOSSIER.replace('"erlan-satpaev"', '"satpaev"')


def test_problems_appear_next_to_their_fields(session: Session) -> None:
    statement = number(session, "repair-in-spring")
    found = edit(
        session,
        {"op": "set", "id": statement, "field": "speaker", "value": "erlan-satpayev"},
        {"op": "set", "id": statement, "field": "said", "value": "01.11.2023"},
        {"op": "set", "id": statement, "field": "appearances[0].exact", "value": "Ремонт не начнут весной"},
    )
    problems = {one["field"] for one in found["changed"][0]["problems"]}
    assert {"speaker", "said", "appearances[0].exact"} <= problems


def test_a_new_person_is_added_with_the_reference(session: Session) -> None:
    statement = number(session, "repair-in-spring")
    found = edit(session, {"op": "person", "id": statement, "field": "speaker", "value": {"name": "Анна Ким"}})
    assert by_key(session, "repair-in-spring")["fields"]["speaker"] == "anna-kim"
    assert len(session.state.done) == 1
    assert found["changed"][0]["fields"]["name"] == "Анна Ким"


def test_a_missing_list_begins_with_its_first_part(session: Session) -> None:
    found = edit(session, {"op": "add", "type": "events", "fields": {"title": "Мост", "lang": "ru"}})
    event = found["added"][0]
    for place, key in enumerate(["erlan-satpaev", "x"]):
        field = f"participants[{place}].person"
        edit(session, {"op": "person", "id": event, "field": field, "value": {"key": key}})
    edit(session, {"op": "set", "id": event, "field": "participants[1].part", "value": "гость"})
    participants = by_key(session, "most")["fields"]["participants"]
    assert participants == [{"person": "erlan-satpaev"}, {"person": "x", "part": "гость"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"op": "fly"},
        {"op": "set", "id": "99", "field": "name", "value": "x"},
        {"op": "set", "id": "1", "field": "a b", "value": "x"},
        {"op": "set", "id": "1", "field": "names[4].text", "value": "x"},
        {"op": "set", "id": "1", "field": "name[0]", "value": "x"},
        {"op": "set", "id": "1", "field": "name", "value": "\ud800"},
        {"op": "set", "id": "1", "field": "name", "value": [None]},
        {"op": "set", "id": "1", "field": "name", "value": {"a\nb = 1": 2}},
        {"op": "add", "type": "people", "fields": {"name": "x", "a\n[[people]]\nkey": "y"}},
        {"op": "add", "type": "people", "fields": {"key": "erlan-satpaev", "name": "x"}},
        {"op": "add", "type": "statements", "source": "vesti-bridge", "start": 5, "end": 9**9},
        {"op": "unset", "id": "1", "field": "key"},
        {"op": "reject", "id": "1"},
        {"op": "rename", "id": "$3", "key": "x"},
        {"op": "set"},
    ],
)
def test_an_impossible_edit_changes_nothing(session: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises((InputError, NotFoundError)):
        edit(session, {"op": "set", "id": "1", "field": "name", "value": "x"}, wrong)
    assert session.document.raw == DOSSIER.encode()
    assert not session.state.done


def test_undo_and_redo_restore_the_bytes_and_the_ids(session: Session) -> None:
    rng = random.Random(7)
    states = [session.document.raw]
    orders = [session.whole_state()["order"]]
    for _ in range(40):
        random_edit(session, rng)
        states.append(session.document.raw)
        orders.append(session.whole_state()["order"])
    for raw, order in zip(reversed(states[:-1]), reversed(orders[:-1]), strict=True):
        session.undo(0)
        assert (session.document.raw, session.whole_state()["order"]) == (raw, order)
    for raw in states[1:]:
        session.redo(0)
        assert session.document.raw == raw


def random_edit(session: Session, rng: random.Random) -> None:
    """Make one possible edit."""
    while True:
        records = session.whole_state()["records"]
        one = rng.choice(records)
        start = rng.randrange(len(TEXT) - 20)
        candidate = rng.choice(
            [
                {
                    "op": "set",
                    "id": one["id"],
                    "field": rng.choice(["name", "lang", "text", "title"]),
                    "value": "Имя\n",
                },
                {"op": "add", "type": "statements", "source": "vesti-bridge", "start": start, "end": start + 15},
                {"op": "person", "id": one["id"], "field": "speaker", "value": {"name": f"Имя {rng.random()}"}},
                {"op": "insert", "id": one["id"], "field": "topics", "value": f"t{rng.randrange(9)}"},
                {"op": "unset", "id": one["id"], "field": "topics[0]"},
                {"op": "delete", "id": one["id"]},
                {"op": "accept", "id": one["id"]},
                {"op": "rename", "id": one["id"], "key": f"k{rng.randrange(10**6)}"},
            ]
        )
        if candidate["op"] == "delete" and (len(records) < 4 or one["type"] == "sources"):
            continue
        before = len(session.state.done)
        try:
            edit(session, candidate)
        except (InputError, NotFoundError):
            continue
        if len(session.state.done) > before:
            return


def test_after_a_crash_the_journal_is_replayed(session: Session, path: Path, opened: Opened) -> None:
    rng = random.Random(3)
    for _ in range(20):
        random_edit(session, rng)
    session.undo(0)
    again = opened(path)
    assert path.read_bytes() == DOSSIER.encode()
    assert again.document.raw == session.document.raw
    assert again.recovered
    assert not again.is_saved()
    session.journal = again.journal
    for one in (session, again):
        one.redo(0)
        one.undo(0)
        one.undo(0)
    assert again.document.raw == session.document.raw


def test_a_line_that_was_being_written_is_dropped(session: Session, path: Path, opened: Opened) -> None:
    set_text(session, "one")
    expected = session.document.raw
    set_text(session, "two")
    journal = journal_of(path)
    journal.write_bytes(journal.read_bytes()[:-5])
    assert opened(path).document.raw == expected
    set_text(opened(path), "three")
    assert opened(path).document.text.count("three") == 1


@pytest.mark.parametrize(
    "first", [b"{broken", b'{"read": "x"}', b'{"undo": true}', b'{"read": "x", "content": ""}\n{"undo": true}', b"[]"]
)
def test_a_damaged_journal_is_not_changed(session: Session, path: Path, opened: Opened, first: bytes) -> None:
    set_text(session, "one")
    journal = journal_of(path)
    content = first + b"\n" + journal.read_bytes()
    journal.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        opened(path)
    assert journal.read_bytes() == content


def test_the_journal_has_the_author_of_each_change(session: Session, path: Path) -> None:
    set_text(session, "one")
    assert '"by": "Editor"' in journal_of(path).read_text(encoding="utf-8").splitlines()[-1]


def test_a_desk_without_edits_leaves_no_journal(session: Session, path: Path) -> None:
    session.whole_state()
    session.close()
    assert not journal_of(path).exists()


@pytest.mark.skipif("os.name != 'posix'", reason="files are locked on POSIX only")
def test_a_second_desk_is_refused(session: Session, path: Path) -> None:
    with pytest.raises(InputError, match="another desk"):
        Session(path, session.database)


def test_two_windows_lose_no_edit(session: Session) -> None:
    version = session.whole_state()["version"]
    first, second = number(session, "vesti"), number(session, "erlan-satpaev")
    session.edit(version, [{"op": "set", "id": first, "field": "name", "value": "Новости"}])
    found = session.edit(version, [{"op": "set", "id": second, "field": "name", "value": "Е. Сатпаев"}])
    assert {one["id"] for one in found["changed"]} == {first, second}
    with pytest.raises(OutdatedError):
        session.edit(version, [{"op": "set", "id": first, "field": "name", "value": "Газета"}])
    assert by_key(session, "vesti")["fields"]["name"] == "Новости"


def test_a_file_that_another_program_changed_is_a_conflict(session: Session, path: Path) -> None:
    set_text(session, "mine")
    theirs = DOSSIER.replace("Ерлан Сатпаев", "Ерлан С.").encode()
    path.write_bytes(theirs)
    conflict = session.whole_state()["conflict"]
    assert any("Ерлан С." in line for line in conflict["file"])
    assert any("mine" in line for line in conflict["mine"])


@pytest.mark.parametrize("take", ["file", "mine", "both"])
def test_conflicts_are_resolved(session: Session, path: Path, opened: Opened, take: Any) -> None:
    set_text(session, "mine")
    mine = session.document.raw
    theirs = DOSSIER.replace("Ерлан Сатпаев", "Ерлан С.") + '\n[[topics]]\nkey = "new"\nname = "New"\n'
    path.write_text(theirs, encoding="utf-8")
    resolve(session, take)
    assert session.whole_state()["conflict"] is None
    text = session.document.text
    assert ("mine" in text, "Ерлан С." in text, '"new"' in text) == {
        "file": (False, True, True),
        "mine": (True, False, False),
        "both": (True, True, True),
    }[take]
    assert opened(path).document.text == text
    if take != "mine":
        session.journal._file = opened(path).journal._file
        session.undo(0)
        assert session.document.raw == mine


def test_a_record_that_both_changed_stays_and_is_named(session: Session, path: Path) -> None:
    set_text(session, "mine")
    path.write_text(DOSSIER.replace('"Вести"', '"Весть"'), encoding="utf-8")
    resolve(session, "both")
    assert by_key(session, "vesti")["fields"]["name"] == "Вести"
    assert "another version" in by_key(session, "vesti")["problems"][0]["message"]


def test_a_deleted_file_loses_nothing(session: Session, path: Path, opened: Opened) -> None:
    set_text(session, "mine")
    path.unlink()
    assert session.whole_state()["conflict"]["gone"]
    again = opened(path)
    assert again.document.raw == session.document.raw
    resolve(again, "mine")
    assert again.whole_state()["conflict"] is None


def test_a_file_changed_while_it_was_closed_begins_a_section(session: Session, path: Path, opened: Opened) -> None:
    set_text(session, "mine")
    session.undo(0)
    path.write_text(DOSSIER + "# more\n", encoding="utf-8")
    again = opened(path)
    assert again.whole_state()["conflict"] is None
    set_text(again, "later")
    assert opened(path).document.text.endswith("# more\n")
