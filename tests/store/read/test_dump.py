"""Dumps contain what was loaded, as dossiers in TOML and as a stream of records."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from operator import or_
from pathlib import Path
from shutil import copyfile

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from kzclaims import resources
from kzclaims.dossier import toml_reader as toml
from kzclaims.dossier import toml_writer as writer
from kzclaims.dossier.records import RECORD_TYPES, Appearance, Event, Person, Record, Source, Statement
from kzclaims.export import files
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.load.references import references
from kzclaims.store.read import dump
from tests.contents import contents, loaded

ANY_RECORD: msgspec.json.Decoder[Record] = msgspec.json.Decoder(reduce(or_, RECORD_TYPES.values()))
SEED = "24-kanal-olevsky-2023-11"


@contextmanager
def database(templates: dict[str, Path]) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        copyfile(templates["empty"], Path(folder) / "kzclaims.db")
        yield Database(Path(folder) / "kzclaims.db")


def everything(database: Database) -> list[Record]:
    with database.reading() as connection:
        return list(dump.everything(connection))


def dumped(database: Database, folder: Path) -> list[Path]:
    with database.reading() as connection, files.folder(folder) as target:
        for key, records in dump.dossiers(connection):
            target.write(f"{key}.toml", writer.written(dump.dossier_key(connection, key), records))
    return sorted(folder.glob("*.toml"))


def load_files(database: Database, paths: list[Path]) -> Outcome:
    with database.writing() as connection:
        return load_dossiers(connection, [toml.read(path) for path in paths], allow_unverified=True)


def by_key(records: list[Record]) -> dict[tuple[type[Record], str], Record]:
    return {(type(one), one.key): one for one in records}


def refers_to_nothing_later(stream: list[Record]) -> None:
    seen: set[str] = set()
    for record in stream:
        assert {key for _, _, key in references(record)} <= seen
        seen.add(record.key)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records=contents())
def test_a_dump_loads_to_the_same_contents(templates: dict[str, Path], records: list[Record]) -> None:
    with database(templates) as first, database(templates) as second, tempfile.TemporaryDirectory() as folder:
        loaded(first, records)
        stream = everything(first)
        assert by_key(stream) == by_key(records)
        assert len(stream) == len(records)
        lines = b"".join(msgspec.json.encode(record) + b"\n" for record in stream)
        assert [ANY_RECORD.decode(line) for line in lines.split(b"\n")[:-1]] == stream
        refers_to_nothing_later(stream)
        paths = dumped(first, Path(folder) / "one")
        assert load_files(second, paths).added == len(records)
        assert everything(second) == stream
        # The files follow from the contents alone, not from what was loaded first. Both copies have one id.
        again = dumped(second, Path(folder) / "two")
        assert {path.name: path.read_bytes() for path in again} == {path.name: path.read_bytes() for path in paths}
        assert load_files(second, again).changed == 0


def test_a_dump_of_the_seed_equals_the_seed(seeded: Database, templates: dict[str, Path], tmp_path: Path) -> None:
    (path,) = resources.directory("seed").glob("*.toml")
    records = [one.record for one in toml.read(path).records]
    for record in records:
        if isinstance(record, Event | Statement):
            record.topics.sort()
        if isinstance(record, Statement):
            record.events.sort()
            for printed in record.appearances:
                printed.exact = None if record.kind == "direct" and printed.exact == record.text else printed.exact
    assert by_key(everything(seeded)) == by_key(records)
    paths = dumped(seeded, tmp_path / "dump")
    assert [path.stem for path in paths] == [SEED, "moscow-times-2023-10-20", "organizations", "people", "topics"]
    with seeded.reading() as connection:
        keys = [dump.dossier_key(connection, path.stem) for path in paths]
    assert [toml.read(path).key for path in paths] == keys
    with database(templates) as other:
        load_files(other, paths)
        assert everything(other) == everything(seeded)
    assert load_files(seeded, paths).changed == 0


def source(key: str) -> Source:
    return Source(key=key, title=key, lang="en")


def event(key: str) -> Event:
    return Event(key=key, title=key, lang="en")


def test_a_statement_is_in_the_dossier_of_its_first_source(empty: Database) -> None:
    printed = [Appearance(source="b", exact="x"), Appearance(source="a", exact="y")]
    statement = Statement(key="s", kind="indirect", text="x", lang="en", appearances=printed)
    loaded(empty, [source("a"), source("b"), statement, event("e")])
    with empty.reading() as connection:
        found = {key: [one.key for one in records] for key, records in dump.dossiers(connection)}
    assert found == {"events": ["e"], "a": ["a"], "b": ["b", "s"]}


def test_dossiers_of_a_dump_have_different_names(empty: Database) -> None:
    loaded(empty, [Person(key="p", name="P", lang="en"), event("e"), *map(source, ("people", "people-2", "events"))])
    with empty.reading() as connection:
        found = {key: [one.key for one in records] for key, records in dump.dossiers(connection)}
    assert found == {
        "people-3": ["p"],
        "events-2": ["e"],
        "events": ["events"],
        "people": ["people"],
        "people-2": ["people-2"],
    }


def test_the_key_of_a_dossier_is_never_too_long(empty: Database) -> None:
    with empty.reading() as connection:
        keys = {dump.dossier_key(connection, "a" * 98 + end) for end in ("bc", "bd", "-e")}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {100}


def test_ambiguous_mentions_are_reported(empty: Database) -> None:
    printed = [Appearance(source="a", exact="x")]
    statement = Statement(key="s", kind="indirect", text="x", lang="en", mentions=["p"], appearances=printed)
    loaded(empty, [source("a"), Person(key="p", name="P", lang="en"), Person(key="q", name="Q", lang="en"), statement])
    with empty.writing() as connection:
        for key in ("p", "q"):
            connection.exec_driver_sql(
                f"INSERT INTO organizations (key, name, recorded) VALUES ('{key}', 'P', '2023-01-01 00:00:00')"
            )
    with empty.reading() as connection:
        assert dump.ambiguous_mentions(connection) == ["p"]


def test_a_damaged_database_is_dumped_as_far_as_possible(seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("DELETE FROM names WHERE kind = 'preferred'")
        connection.exec_driver_sql("DELETE FROM appearances")
    people = [one for one in everything(seeded) if isinstance(one, Person)]
    assert {one.lang for one in people} == {"und"}
    with seeded.reading() as connection:
        found = {key: [type(one) for one in records] for key, records in dump.dossiers(connection)}
    assert set(found["statements"]) == {Statement}
    assert Statement not in found[SEED]


def test_an_empty_database_has_no_dossiers(empty: Database) -> None:
    with empty.reading() as connection:
        assert list(dump.dossiers(connection)) == []
        assert list(dump.everything(connection)) == []
