"""Names that may be those of one person or organization, and how many of them are compared."""

from itertools import count
from random import Random

import pytest

from kzclaims.dossier.records import Organization, Person, Record
from kzclaims.store.database.database import Database
from kzclaims.store.identity import candidates
from kzclaims.store.identity.candidates import NameEvidence
from kzclaims.store.identity.duplicates import duplicates
from kzclaims.store.load.load import load_batch
from kzclaims.store.load.row_writer import new_context
from kzclaims.store.reports import Duplicate


def found(database: Database, record_type: type[Record], names: list[str]) -> list[Duplicate]:
    records = [record_type(key=f"k{n}", name=name, lang="und") for n, name in enumerate(names)]  # type: ignore[call-arg]
    with database.writing() as connection:
        load_batch(new_context(connection), record_type, records)
    with database.reading() as connection:
        return list(duplicates(connection, limit=0))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Касым-Жомарт Токаев", "Kassym-Jomart Tokayev"),
        ("Қасым-Жомарт Тоқаев", "Касым-Жомарт Токаев"),
        ("Петров Иван", "Иван Петров"),
        ("И. Петров", "Иван Петров"),
        ("Петров", "Иван Петров"),
        ("Vladmir Petrov", "Владимир Петров"),
        ("Ann Lee", "ANN LEE"),
        ("김정은", "김정은"),
    ],
)
def test_names_that_may_be_one(empty: Database, one: str, other: str) -> None:
    (pair,) = found(empty, Person, [one, other])
    assert 0 < pair.score < 1
    assert pair.evidence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Мария Попова", "Марина Попова"),
        ("Иван Петров", "Иван Сидоров"),
        ("Владимир Иванович Петров", "Владимир Сергеевич Петров"),
        ("А. Петров", "Иван Петров"),
        ("김정은", "김정일"),
    ],
)
def test_names_of_two_people(empty: Database, one: str, other: str) -> None:
    assert found(empty, Person, [one, other]) == []


@pytest.mark.parametrize(
    ("one", "other", "is_pair"),
    [
        ("The Daily Herald", "Daily Herald, The", True),
        ("БТА Банк", "BTA Bank", True),
        ("24 Канал", "24 канал", True),
        ("24 Канал", "25 Канал", False),
        ("Ministry of Health", "Ministry of Trade", False),
    ],
)
def test_names_of_organizations(empty: Database, one: str, other: str, is_pair: bool) -> None:
    assert bool(found(empty, Organization, [one, other])) is is_pair


def test_equal_names_come_before_similar_ones(empty: Database) -> None:
    pairs = found(empty, Person, ["Vladimir Petrov", "Vladmir Petrov", "Vladimir Petrov", "V. Petrov"])
    scores = [pair.score for pair in pairs]
    assert scores == sorted(scores, reverse=True)
    assert {pairs[0].first.key, pairs[0].second.key} == {"k0", "k2"}


def test_few_of_all_pairs_are_compared(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = count()
    compare = candidates._compare_people

    def counted(one: list[str], other: list[str]) -> NameEvidence | None:
        next(compared)
        return compare(one, other)

    monkeypatch.setattr(candidates, "_compare_people", counted)
    random = Random(1)
    given = [f"{a}{b}a" for a in ("Mar", "Ol", "Ann", "Di", "Ka", "Zul", "Sof", "Iren") for b in ("i", "g", "et", "n")]
    parts = ("ba", "ro", "vi", "tu", "le", "ko", "san", "dim", "gor")
    names = [
        f"{random.choice(given)} {''.join(random.choices(parts, k=3)).capitalize()}{random.choice(('ov', 'son', 'er'))}"
        for _ in range(2000)
    ]
    assert found(empty, Person, names)
    assert next(compared) < 10 * len(names)
