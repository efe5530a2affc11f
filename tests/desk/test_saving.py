"""Tests of saving: the file is written and loaded, or neither, also if the program ends in between."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims.desk import saving
from kzclaims.desk.session import Session
from kzclaims.dossier.records import Person
from kzclaims.errors import DatabaseError, InputError, KzclaimsError
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.load.load import load_record
from kzclaims.store.schema.tables import organizations, people, statements
from tests.desk.conftest import DOSSIER
from tests.desk.test_session import by_key, edit, number, set_text


def description(database: Database) -> str | None:
    with database.reading() as connection:
        found: str | None = connection.scalar(select(organizations.c.description))
        return found


def test_saving_writes_and_loads_accepted_records(session: Session, path: Path) -> None:
    set_text(session, "a paper")
    report = saving.save(session)
    assert any("1 draft skipped" in line for line in report)
    assert path.read_bytes() == session.document.raw != DOSSIER.encode()
    assert session.whole_state()["saved"]
    assert description(session.database) == "a paper"
    with session.database.reading() as connection:
        assert not connection.scalars(select(statements.c.id)).all()


def test_undo_goes_back_beyond_saving(session: Session, path: Path) -> None:
    set_text(session, "a paper")
    saving.save(session)
    session.undo(0)
    assert not session.whole_state()["saved"]
    saving.save(session)
    assert (path.read_bytes(), description(session.database)) == (DOSSIER.encode(), None)


def test_problems_prevent_saving_and_are_shown(session: Session, path: Path) -> None:
    edit(session, {"op": "set", "id": number(session, "vesti-bridge"), "field": "publisher", "value": "nobody"})
    with pytest.raises(InputError):
        saving.save(session)
    assert path.read_bytes() == DOSSIER.encode()
    assert "publisher" in {one["field"] for one in by_key(session, "vesti-bridge")["problems"]}


def test_a_file_that_changed_is_never_overwritten(session: Session, path: Path) -> None:
    set_text(session, "mine")
    path.write_text("# theirs\n", encoding="utf-8")
    with pytest.raises(InputError, match="another program"):
        saving.save(session)
    assert path.read_text(encoding="utf-8") == "# theirs\n"
    assert description(session.database) is None


def test_a_file_that_changes_while_it_is_saved_is_not_overwritten(
    session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_text(session, "mine")
    put = saving.put

    def slow(*arguments: Any, **settings: Any) -> None:
        path.write_text("# theirs\n", encoding="utf-8")
        put(*arguments, **settings)

    monkeypatch.setattr(saving, "put", slow)
    with pytest.raises(InputError, match="another program"):
        saving.save(session)
    assert path.read_text(encoding="utf-8") == "# theirs\n"
    assert description(session.database) is None


def test_if_the_transaction_fails_the_file_has_its_former_content(
    session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_text(session, "mine")
    write = session.database.write

    def fail(work: Callable[[Any], Any], **settings: Any) -> Any:
        def failing(connection: Any) -> Any:
            work(connection)
            assert b"mine" in path.read_bytes()
            raise DatabaseError("the disk is full")

        return write(failing, **settings)

    monkeypatch.setattr(session.database, "write", fail)
    with pytest.raises(DatabaseError):
        saving.save(session)
    assert (path.read_bytes(), description(session.database)) == (DOSSIER.encode(), None)
    monkeypatch.undo()
    saving.save(session)
    assert description(session.database) == "mine"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_while_saving_is_recovered(
    session: Session, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Copy everything as a kill would leave it, before or after the file is replaced and before the commit."""
    set_text(session, "mine")
    left = tmp_path / "left"
    put = saving.put

    def copied(*arguments: Any, **settings: Any) -> None:
        if moment == "after":
            put(*arguments, **settings)
        left.mkdir()
        for file in tmp_path.iterdir():
            if file.is_file():
                shutil.copy(file, left / file.name)
        if moment == "before":
            put(*arguments, **settings)

    monkeypatch.setattr(saving, "put", copied)
    saving.save(session)
    monkeypatch.undo()
    database = Database(left / "kzclaims.db")
    again = Session(left / path.name, database)
    saving.finish(again)
    assert b"mine" in again.document.raw
    if moment == "before":
        assert (again.recovered, description(database)) == (1, None)
        saving.save(again)
    assert (again.is_saved(), description(database)) == (True, "mine")
    again.close()


def test_saving_keeps_permissions_and_links(session: Session, path: Path, tmp_path: Path) -> None:
    session.close()
    path.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    linked = Session(link, session.database)
    set_text(linked, "mine")
    assert linked.journal.path.stat().st_mode & 0o777 == 0o640
    saving.save(linked)
    linked.close()
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert b"mine" in path.read_bytes()


@pytest.mark.skipif("os.geteuid() == 0", reason="the administrator may write anywhere")
def test_a_folder_without_permission_is_refused(session: Session, path: Path) -> None:
    session.close()
    path.parent.chmod(0o500)
    try:
        with pytest.raises(KzclaimsError, match="written"):
            Session(path, session.database)
    finally:
        path.parent.chmod(0o700)


def test_a_correction_of_recorded_data_is_shown_and_overwritten_on_request(session: Session) -> None:
    edit(session, {"op": "accept", "id": number(session, "repair-in-spring")})
    saving.save(session)

    def correct(connection: Any) -> None:
        set_status(connection, "repair-in-spring", "disputed", reason="another paper")
        load_record(connection, Person(key="erlan-satpaev", name="Ерлан Сатпаев", lang="ru", description="engineer"))

    session.database.write(correct)
    saving.check(session)
    kinds = {(one["field"], one["kind"]) for one in by_key(session, "erlan-satpaev")["problems"]}
    assert ("description", "correction") in kinds
    with pytest.raises(InputError):
        saving.save(session)
    saving.save(session, overwrite=True)
    with session.database.reading() as connection:
        assert connection.scalar(select(people.c.description)) is None


def test_records_of_the_database_are_known(session: Session) -> None:
    assert not by_key(session, "vesti")["recorded"]
    saving.save(session)
    assert by_key(session, "vesti")["recorded"]
    state = session.whole_state()
    saving.check(session)
    assert session.delta(state["version"])["checked"]
