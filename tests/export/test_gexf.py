"""GEXF: read by networkx, which knows version 1.3."""

import io
import re
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from kzclaims.dossier.records import Organization, Person, Review, Statement
from kzclaims.export import gexf
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import HOSTILE, loaded
from tests.export import hostile


def graph(database: Database, **filters: str) -> "nx.DiGraph[str]":
    with database.reading() as connection:
        text = "".join(gexf.gexf(Selection(connection, **filters)))
    read = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    assert isinstance(read, nx.DiGraph)
    return read


def edges(read: "nx.DiGraph[str]") -> dict[tuple[str, str], int]:
    return {(speaker, mentioned): data["weight"] for speaker, mentioned, data in read.edges(data=True)}


def test_edges_lead_from_speakers_to_the_people_they_mention(seeded: Database) -> None:
    read = graph(seeded)
    assert edges(read) == {
        ("person/timur-olevsky", "person/kassym-jomart-tokayev"): 1,
        ("person/timur-olevsky", "person/vladimir-putin"): 2,
    }
    assert read.nodes["person/vladimir-putin"] == {
        "label": "Владимир Путин",
        "type": "person",
        "key": "vladimir-putin",
        "Wikidata": "Q7747",
    }


def test_filters_choose_the_statements(seeded: Database) -> None:
    assert edges(graph(seeded, about="Токаев")) == {("person/timur-olevsky", "person/kassym-jomart-tokayev"): 1}
    assert not graph(seeded, kind="editorial").nodes


def test_an_organization_is_the_speaker_if_no_person_is_named(empty: Database) -> None:
    loaded(empty, hostile.records("words"))
    assert edges(graph(empty)) == {
        ("person/person", "organization/body"): 1,
        ("organization/body", "person/person"): 1,
        ("organization/body", "organization/body"): 1,
    }


@pytest.mark.parametrize(("status", "counts"), [("fabricated", 0), ("misattributed", 0), ("disputed", 1)])
def test_fabricated_and_misattributed_statements_have_no_edge(empty: Database, status: str, counts: int) -> None:
    loaded(empty, hostile.records("words"))
    with empty.writing() as connection:
        set_status(connection, "of-a-person", status, reason="asked")
    assert edges(graph(empty)).get(("person/person", "organization/body"), 0) == counts


def test_statements_without_a_speaker_have_no_edge(empty: Database) -> None:
    records = hostile.records("words")
    for one in records:
        if isinstance(one, Statement):
            one.speaker = one.organization = None
    loaded(empty, records)
    assert not graph(empty).nodes


def test_a_person_and_an_organization_of_one_key_are_two(empty: Database) -> None:
    records = [one for one in hostile.records("words") if not isinstance(one, Statement | Review)]
    records.append(Person(key="same", name="Person", lang="en"))
    loaded(empty, records)
    loaded(empty, [Organization(key="same", name="Body", lang="en")])
    with empty.reading() as connection:
        names = Selection(connection).names
    assert (names["person/same"].name, names["organization/same"].name) == ("Person", "Body")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_xml(empty: Database, text: str) -> None:
    loaded(empty, hostile.records(text))
    # What XML 1.0 forbids, and what UTF-8 has no bytes for, is U+FFFD.
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    assert {data["label"] for _, data in graph(empty).nodes(data=True)} == {expected}


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    text = gexf._text("a\ud800b\x00")
    assert text == "a\ufffdb\ufffd"
    assert ET.fromstring(f'<a b="{text}"/>').get("b") == text  # noqa: S314 - our own
