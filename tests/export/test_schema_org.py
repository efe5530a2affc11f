"""schema.org: read by two JSON-LD processors, and checked against the vocabulary's own domains and ranges."""

import json
from datetime import date
from typing import Any

import pytest
import rdflib
from pyld import jsonld
from rdflib import RDF, BNode, Literal, URIRef

from kzclaims.export import schema_org
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import HOSTILE, loaded
from tests.export import hostile
from tests.export.vocabulary import ABOVE, PROPERTIES

# rdflib's own parser uses what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA = rdflib.Namespace("https://schema.org/")
EDTF = URIRef(schema_org.EDTF)


def graph(database: Database, **filters: str) -> rdflib.Graph:
    with database.reading() as connection:
        text = "".join(schema_org.jsonld(Selection(connection, **filters)))
    nodes = json.loads(text)["@graph"]
    read = rdflib.Graph().parse(data=text, format="json-ld")
    # Another processor finds as many triples, and drops none as ill-formed.
    assert len(jsonld.to_rdf(json.loads(text)).get("@default", [])) == len(read)
    assert len({node["@id"] for node in nodes}) == len(nodes)
    return read


def above(name: str) -> set[str]:
    """Return a type and all its supertypes."""
    return {name, "Thing"} | (above(ABOVE[name]) if name in ABOVE else set())


def types(read: rdflib.Graph, node: Any) -> set[str]:
    return set().union(*(above(str(one).removeprefix(SCHEMA)) for one in read.objects(node, RDF.type)))


def follows_the_vocabulary(read: rdflib.Graph) -> None:
    for subject, predicate, value in read:
        if predicate == RDF.type:
            assert str(value).removeprefix(SCHEMA) in ABOVE
            continue
        name = str(predicate).removeprefix(SCHEMA)
        domain, wanted = (set(said.split()) for said in PROPERTIES[name])
        # A Role stands between a thing and what its property leads to: https://schema.org/Role.
        assert types(read, subject) & (domain | {"Role"}), (name, types(read, subject))
        if isinstance(value, BNode):
            assert types(read, value) & (wanted | {"Role"}), (name, types(read, value))
        elif isinstance(value, URIRef):
            assert "URL" in wanted
        else:
            assert wanted & {"Text", "URL", "Date", "Language"}, name
            if wanted & {"Date"}:
                assert isinstance(value, Literal)
                assert value.datatype == EDTF or date.fromisoformat(value) is not None


def test_it_follows_the_vocabulary(seeded: Database) -> None:
    read = graph(seeded)
    follows_the_vocabulary(read)
    assert len(set(read.subjects(RDF.type, SCHEMA.Claim))) == 44
    assert len(set(read.subjects(RDF.type, SCHEMA.Quotation))) == 9
    assert len(set(read.subjects(RDF.type, SCHEMA.Event))) == 7
    assert len(set(read.subjects(RDF.type, SCHEMA.Person))) == 6


def test_sparql_finds_who_said_what_where(seeded: Database) -> None:
    question = """
        PREFIX s: <https://schema.org/>
        SELECT ?words ?printed ?title WHERE {
            ?claim s:author/s:name "Тимур Олевский"@ru; s:mentions/s:name "Владимир Путин"@ru; s:text ?words;
                   s:appearance [s:text ?printed; s:isPartOf/s:publisher/s:name ?title]. }
    """
    found = list(graph(seeded).query(question))
    assert len(found) == 2
    assert {str(row[2]) for row in found} == {"24 Канал"}  # type: ignore[index]


def test_only_a_certain_day_is_a_date(seeded: Database) -> None:
    read = graph(seeded)
    dates = {str(value): value.datatype for value in read.objects(None, SCHEMA.startDate) if isinstance(value, Literal)}
    assert dates == {
        "2023-11-01": None,
        "2023-10-19": None,
        "2023-09?": EDTF,
        "[..2023-11]": EDTF,
        "[2023-11-01..2023-11-30]": EDTF,
    }
    assert sorted(map(str, read.objects(None, SCHEMA.endDate))) == ["2023-10-19", "2023-11-01"]


def reviews(database: Database, **filters: str) -> rdflib.Graph:
    with database.reading() as connection:
        text = "".join(schema_org.claimreview(Selection(connection, **filters)))
    read = rdflib.Graph().parse(data=text, format="json-ld")
    assert len(jsonld.to_rdf(json.loads(text)).get("@default", [])) == len(read)
    follows_the_vocabulary(read)
    return read


@pytest.mark.parametrize("text", HOSTILE)
def test_a_review_is_a_claim_review_with_its_claim(empty: Database, text: str) -> None:
    loaded(empty, hostile.records(text))
    with empty.writing() as connection:
        set_status(connection, "of-a-person", "disputed", reason="asked")
    read = reviews(empty)
    # What Google's documentation of ClaimReview requires: claimReviewed, reviewRating with alternateName, url.
    question = """
        PREFIX s: <https://schema.org/>
        SELECT ?claim ?rating ?url ?reviewer ?speaker ?status ?day ?where WHERE {
            ?review a s:ClaimReview; s:claimReviewed ?claim; s:url ?url; s:reviewRating/s:alternateName ?rating;
                    s:author/s:name ?reviewer; s:datePublished ?day; s:itemReviewed ?item.
            ?item a s:Claim; s:author/s:name ?speaker; s:creativeWorkStatus ?status; s:appearance/s:url ?where. }
    """
    ((claim, rating, url, reviewer, speaker, status, day, where),) = read.query(question)  # type: ignore[misc]
    assert {str(one) for one in (claim, rating, reviewer, speaker)} == {text}
    assert (str(url), str(status)) == ('https://example.org/review?<a>&"b"', "disputed")
    assert day == Literal("2023-11", datatype=EDTF)
    assert str(where).startswith("https://example.org/a?b")


def test_only_reviewed_statements_are_exported_as_reviews(empty: Database) -> None:
    loaded(empty, hostile.records("words"))
    assert len(set(reviews(empty).subjects(RDF.type, SCHEMA.ClaimReview))) == 1
    assert len(set(reviews(empty).subjects(RDF.type, SCHEMA.Claim))) == 1
    assert not len(reviews(empty, kind="indirect"))
    assert len(set(graph(empty).subjects(RDF.type, SCHEMA.ClaimReview))) == 1


def test_an_editorial_statement_has_no_author(seeded: Database) -> None:
    read = graph(seeded, kind="editorial")
    claims = list(read.subjects(RDF.type, SCHEMA.Claim))
    assert claims
    assert not [claim for claim in claims if list(read.objects(claim, SCHEMA.author))]


def test_a_filtered_document_contains_everything_it_refers_to(seeded: Database) -> None:
    read = graph(seeded, person="Макрон")
    follows_the_vocabulary(read)
    assert len(set(read.subjects(RDF.type, SCHEMA.Claim))) == 2
    assert not [value for value in read.objects() if isinstance(value, BNode) and not types(read, value)]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(empty: Database, text: str) -> None:
    loaded(empty, hostile.records(text))
    with empty.reading() as connection:
        written = "".join(schema_org.jsonld(Selection(connection)))
    assert "<" not in written
    assert "\u2028" not in written
    read = graph(empty)
    follows_the_vocabulary(read)
    claims = [node for node in json.loads(written)["@graph"] if node["@type"] in ("Claim", ["Claim", "Quotation"])]
    assert {claim["text"]["@value"] for claim in claims} == {text}
