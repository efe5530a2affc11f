"""Random databases: a merge gives the same in either order, loses no value, and needs no second one."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzclaims.dossier.records import Record
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Located, Place
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status, withdraw_status
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.merge import choices
from kzclaims.store.merge.merge import Outcome, Preference, merge
from kzclaims.store.merge.side import Side
from kzclaims.store.read import complete_dump, dump
from kzclaims.store.upkeep.check import problems
from kzclaims.vocabulary import STATUSES, Status
from tests.contents import contents


def load(database: Database, records: list[Record], *, prune: bool) -> None:
    place = Place("random.toml", 1)
    dossier = Dossier("random.toml", "random", names_itself=True, records=[Located(one, place) for one in records])
    dossier.declared = {(type(one), one.key): place for one in records}
    with database.writing() as connection:
        keys = {one.key for one in records}
        load_dossiers(connection, [dossier], allow_unverified=True, prune=prune, rename=keys, reason="random")


def change_statuses(database: Database, changes: Sequence[tuple[str, Status | None]]) -> None:
    for key, status in changes:
        with database.writing() as connection:
            found = Side(connection).ids["statements"].keys() & {key}
            if found and status:
                set_status(connection, key, status, reason="because")
            elif found and connection.exec_driver_sql(f"SELECT status FROM statements WHERE key = '{key}'").scalar():
                withdraw_status(connection, key, reason="because")


def content(database: Database) -> tuple[object, object]:
    """Return all records, with their lists in an order of their own, and the statuses."""
    with database.reading() as connection:
        found = connection.exec_driver_sql("SELECT key, status FROM statements ORDER BY key").all()
        records = [msgspec.to_builtins(one) for one in dump.everything(connection)]
    return sorted(map(in_order, records), key=str), found


def in_order(value: object) -> object:
    """Return a record with sorted lists."""
    if isinstance(value, dict):
        return {name: in_order(one) for name, one in sorted(value.items())}
    return sorted(map(in_order, value), key=str) if isinstance(value, list) else value


def strings(database: Database) -> set[str]:
    """Return every text that is recorded anywhere, also in the history."""
    found: set[str] = set()
    with database.reading() as connection:
        for table in complete_dump.TABLES:
            if table.name in ("settings", "merges", "former_texts", "chain"):
                continue
            for row in complete_dump.rows(connection, table):
                for name, value in row.items():
                    changed = msgspec.json.decode(value) if name in ("before", "after") and value else {name: value}
                    found |= {
                        one
                        for field, one in changed.items()
                        if isinstance(one, str) and field not in ("recorded", "verified")
                    }
    return found


def merged(ours: Path, theirs: Path, folder: Path, prefer: Preference) -> tuple[Database, Outcome]:
    """Merge into a copy; unrelated records with one key are declared to be the same."""
    copyfile(ours, folder / f"merged-{prefer}.db")
    database = Database(folder / f"merged-{prefer}.db")
    dry = merge(database, theirs, prefer=prefer, dry_run=True)
    file = folder / f"{prefer}.toml"
    text = "".join(choices.written(dry.conflicts))
    assert text.count('field = "key"') == text.count('choice = ""')
    file.write_text(text.replace('choice = ""', 'choice = "same"'), encoding="utf-8")
    return database, merge(database, theirs, prefer=prefer, choices=file)


statuses = st.lists(
    st.tuples(st.sampled_from(["statement-0", "statement-1"]), st.none() | st.sampled_from(STATUSES)), max_size=3
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_random_merges(templates: dict[str, Path], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copyfile(templates["empty"], folder / "a.db")
        ours = Database(folder / "a.db", author="Ada")
        base = data.draw(contents())
        load(ours, base, prune=False)
        change_statuses(ours, data.draw(statuses))
        copyfile(ours.path, folder / "b.db")
        theirs = Database(folder / "b.db", author="Boris")
        if data.draw(st.booleans()):
            copyfile(templates["empty"], folder / "b.db")
            load(theirs, base if data.draw(st.booleans()) else data.draw(contents()), prune=False)
        for database in (ours, theirs):
            for _ in range(data.draw(st.integers(0, 2))):
                load(database, data.draw(contents()), prune=data.draw(st.booleans()))
                change_statuses(database, data.draw(statuses))
        recorded = strings(ours) | strings(theirs)
        before = [len(list(problems(one))) for one in (ours, theirs)]
        first, _ = merged(ours.path, theirs.path, folder, "ours")
        second, _ = merged(theirs.path, ours.path, folder, "theirs")
        assert content(first) == content(second)
        for database in (first, second):
            assert recorded - strings(database) == set()
        assert len(list(problems(first))) <= sum(before)
        again = merge(first, theirs.path)
        assert (again.is_idle, again.conflicts) == (True, [])
