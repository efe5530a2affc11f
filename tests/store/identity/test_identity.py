"""Merging two records moves everything; splitting them again restores everything."""

from pathlib import Path
from random import Random
from shutil import copyfile

import msgspec
import pytest

from kzclaims.dossier.toml_reader import Dossier
from kzclaims.store.database.database import Database
from kzclaims.store.identity.merge import merge
from kzclaims.store.identity.split import split
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.read import dump
from kzclaims.store.upkeep import check
from kzclaims.store.verify.stored import verify
from tests.contents import loaded
from tests.store.identity.crowd import KEYS, OF_LOADS, crowd, rows


def dumped(database: Database) -> bytes:
    with database.reading() as connection:
        return b"\n".join(map(msgspec.json.encode, dump.everything(connection)))


def merged(database: Database, kind: str, keep: str, other: str) -> None:
    with database.writing() as connection:
        merge(connection, keep, other, reason="the same", record_type=kind, despite_wikidata=True)


def was_split(database: Database, kind: str, other: str) -> None:
    with database.writing() as connection:
        split(connection, other, reason="not the same", record_type=kind)


class Merges:
    """Random merges and splits, and the merges that are in force."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database, self.random = database, Random(seed)
        self.alive = {kind: list(keys) for kind, keys in KEYS.items()}
        self.in_force: list[tuple[str, str, str]] = []

    def step(self) -> None:
        kind = self.random.choice(list(KEYS))
        if self.in_force and (self.random.random() < 0.45 or len(self.alive[kind]) < 3):
            self.split(self.random.choice(self.in_force))
        elif len(self.alive[kind]) > 1:
            keep, other = self.random.sample(self.alive[kind], 2)
            merged(self.database, kind, keep, other)
            self.alive[kind].remove(other)
            self.in_force.append((kind, keep, other))

    def split(self, one: tuple[str, str, str]) -> None:
        was_split(self.database, one[0], one[2])
        self.in_force.remove(one)
        self.alive[one[0]].append(one[2])

    def split_all(self) -> None:
        while self.in_force:
            self.split(self.random.choice(self.in_force))


def prepared(templates: dict[str, Path], path: Path, seed: int) -> Database:
    copyfile(templates["empty"], path)
    database = Database(path, timeout=0.1)
    loaded(database, crowd(seed))
    return database


def try_merges(templates: dict[str, Path], folder: Path, seed: int, steps: int, *, checks: bool = False) -> None:
    database = prepared(templates, folder / f"{seed}.db", seed)
    # A check in between may find the same result again, at another time.
    without = ("verified_at",) if checks else ()
    before, record = dict(rows(database, without)), dumped(database)
    merges = Merges(database, seed)
    for step in range(steps):
        merges.step()
        if checks and step % 5 == 4:
            with database.writing() as connection:
                assert list(verify(connection, store=True))
        if step % 10 == 9:
            fresh = prepared(templates, folder / "fresh.db", seed)
            for one in merges.in_force:
                merged(fresh, *one)
            assert dumped(database) == dumped(fresh)
    assert list(check.problems(database)) == []
    merges.split_all()
    assert dumped(database) == record
    if checks:  # A result of a merged record may be withdrawn when it is split.
        with database.writing() as connection:
            assert list(verify(connection, store=True))
    assert dict(rows(database, without)) == before
    assert list(check.problems(database)) == []


def test_checks_between_merges_leave_nothing_behind(templates: dict[str, Path], tmp_path: Path) -> None:
    try_merges(templates, tmp_path, 5, 20, checks=True)


@pytest.mark.parametrize("seed", range(3))
def test_splitting_undoes_merging(templates: dict[str, Path], tmp_path: Path, seed: int) -> None:
    try_merges(templates, tmp_path, seed, 20)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [100, 101])
def test_splitting_undoes_a_hundred_merges(templates: dict[str, Path], tmp_path: Path, seed: int) -> None:
    try_merges(templates, tmp_path, seed, 100, checks=seed % 2 == 0)


@pytest.mark.parametrize("kind", KEYS)
def test_loading_a_merged_record_again_changes_nothing(templates: dict[str, Path], tmp_path: Path, kind: str) -> None:
    database = prepared(templates, tmp_path / "x.db", 7)
    keep, *others = KEYS[kind]
    for other in others[:2]:
        merged(database, kind, keep, other)
    before, record = dict(rows(database, OF_LOADS)), dumped(database)
    for prune in (False, True):
        outcome = load_again(database, prune)
        assert (outcome.added, outcome.changed, outcome.kept, outcome.removed) == (0, 0, [], [])
        assert dumped(database) == record
        assert dict(rows(database, OF_LOADS)) == before


def load_again(database: Database, prune: bool = False) -> Outcome:
    from kzclaims.dossier.validation import Located, Place

    place = Place("random.toml", 1)
    records = crowd(7)
    dossier = Dossier("random.toml", "random", names_itself=True, records=[Located(one, place) for one in records])
    with database.writing() as connection:
        return load_dossiers(connection, [dossier], allow_unverified=True, prune=prune)
