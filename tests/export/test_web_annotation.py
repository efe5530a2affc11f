"""W3C Web Annotation: a JSON Schema of the Recommendation's MUSTs, and a JSON-LD processor with its terms.

The Recommendation has no schema of its own. This one says what the Web Annotation Data Model (W3C Recommendation of
23 February 2017) demands of what is used here: sections 3.1, 3.2, 3.3.5, 4.1, 4.2.4, 4.2.5, 5.1 and 5.2.
"""

import json
from typing import Any

import jsonschema
import pytest
import rdflib
from pyld import jsonld

from kzclaims.dossier.records import Statement
from kzclaims.export import web_annotation as annotation
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import HOSTILE, loaded
from tests.export import hostile

ONE_IRI = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:[^\\s]+$"}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    # 5.1: a collection must have an id, the class and, if it has annotations, a first page; total is a count.
    "required": ["@context", "id", "type", "first", "total"],
    "properties": {
        # 3.1: this context must be among the values.
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": ONE_IRI,
        "type": {"const": "AnnotationCollection"},
        "total": {"type": "integer", "minimum": 0},
        "first": {"$ref": "#/$defs/page"},
    },
    "$defs": {
        "page": {
            # 5.2: a page must have one IRI, the class, the annotations in order; partOf and startIndex are single.
            "type": "object",
            "required": ["id", "type", "items", "partOf"],
            "properties": {
                "id": ONE_IRI,
                "type": {"const": "AnnotationPage"},
                "partOf": ONE_IRI,
                "startIndex": {"const": 0},
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}},
            },
        },
        "annotation": {
            # 3.1: one IRI, the class, one or more targets; 3.3.5: the motivations are a closed list here.
            "type": "object",
            "required": ["id", "type", "target"],
            "properties": {
                "id": ONE_IRI,
                "type": {"const": "Annotation"},
                "motivation": {"$ref": "#/$defs/motivation"},
                "body": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/body"}},
                "target": {"$ref": "#/$defs/target"},
            },
        },
        "body": {
            # 3.2.4: an embedded textual body has exactly one value, and should have the class.
            "type": "object",
            "required": ["type", "value"],
            "properties": {
                "type": {"const": "TextualBody"},
                "value": {"type": "string"},
                "format": {"const": "text/plain"},
                "language": {"type": "string", "pattern": "^[a-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
                "purpose": {"$ref": "#/$defs/motivation"},
            },
            "additionalProperties": False,
        },
        "target": {
            # 4: a specific resource has exactly one source and may have several selectors of the same content.
            "type": "object",
            "required": ["source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": {"type": "object", "required": ["id"], "properties": {"id": ONE_IRI}},
                "selector": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"oneOf": [{"$ref": "#/$defs/quote"}, {"$ref": "#/$defs/position"}]},
                },
            },
        },
        "quote": {
            # 4.2.4: one exact; at most one prefix and one suffix.
            "type": "object",
            "required": ["type", "exact"],
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                "exact": {"type": "string", "minLength": 1},
                "prefix": {"type": "string"},
                "suffix": {"type": "string"},
            },
            "additionalProperties": False,
        },
        "position": {
            # 4.2.5: one start and one end, not negative.
            "type": "object",
            "required": ["type", "start", "end"],
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 0},
            },
            "additionalProperties": False,
        },
        "motivation": {
            "enum": [
                *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
                *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
            ]
        },
    },
}

OA, RDF_VALUE = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
# The terms of http://www.w3.org/ns/anno.jsonld that are used here.
CONTEXT = {
    "@context": {
        "oa": OA,
        "as": "http://www.w3.org/ns/activitystreams#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": {"@type": "@id", "@id": "@id"},
        "type": {"@type": "@id", "@id": "@type"},
        **{
            name: f"oa:{name}"
            for name in ("Annotation", "SpecificResource", "TextualBody", "TextQuoteSelector", "TextPositionSelector")
        },
        **{name: f"oa:{name}" for name in ("describing", "identifying", "tagging")},
        "Text": "http://purl.org/dc/dcmitype/Text",
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
        "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
        "value": RDF_VALUE,
        "format": "dc:format",
        "language": "dc:language",
        "label": "http://www.w3.org/2000/01/rdf-schema#label",
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
        "partOf": {"@type": "@id", "@id": "as:partOf"},
        "first": {"@type": "@id", "@id": "as:first"},
        "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
        "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
    }
}


def loader(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    assert url == annotation.CONTEXT
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT, "contentType": "application/ld+json"}


def collection(database: Database, **filters: str) -> dict[str, Any]:
    with database.reading() as connection:
        read: dict[str, Any] = json.loads("".join(annotation.annotation(Selection(connection, **filters))))
    jsonschema.Draft202012Validator(SCHEMA).validate(read)
    items = read["first"]["items"]
    assert read["total"] == len(items) == len({one["id"] for one in items})
    assert read["first"]["partOf"] == read["id"]
    return read


def test_every_passage_is_an_annotation(seeded: Database) -> None:
    read = collection(seeded)
    with seeded.reading() as connection:
        count = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM appearances) + (SELECT count(*) FROM citations)"
        ).scalar()
    assert read["total"] == count == 59


def test_sparql_finds_the_passages_of_a_speaker(seeded: Database) -> None:
    read = collection(seeded)
    quads = jsonld.to_rdf(read, {"format": "application/n-quads", "documentLoader": loader})
    graph = rdflib.Graph().parse(data=quads, format="nt")
    question = f"""
        PREFIX oa: <{OA}>
        SELECT ?exact ?start ?end WHERE {{
            ?annotation a oa:Annotation; oa:hasBody [ <{RDF_VALUE}> "Тимур Олевский" ];
                oa:hasTarget/oa:hasSelector ?quote, ?position.
            ?quote oa:exact ?exact. ?position oa:start ?start; oa:end ?end. }}
    """
    found = list(graph.query(question))
    assert len(found) > 10
    for row in found:
        exact, start, end = map(str, row)  # type: ignore[arg-type]
        assert int(end) - int(start) == len(exact)


def test_the_selectors_are_those_of_the_record(empty: Database) -> None:
    loaded(empty, hostile.records("words"))
    first = collection(empty)["first"]["items"][0]
    assert first["target"] == {
        "type": "SpecificResource",
        "source": {
            "id": "https://example.org/a?b&c=<d>\"{e}'",
            "type": "Text",
            "language": "ru",
            "label": "words",
        },
        "selector": [
            {"type": "TextQuoteSelector", "exact": "words", "prefix": "words"},
            {"type": "TextPositionSelector", "start": 3, "end": 8},
        ],
    }
    assert [(body["purpose"], body["value"]) for body in first["body"]] == [
        ("describing", "words"),
        ("identifying", "words"),
        ("tagging", "words"),
        ("assessing", "failed (altered)"),
    ]


def test_the_same_passage_has_the_same_name_in_every_export(seeded: Database) -> None:
    whole, part = collection(seeded), collection(seeded, person="Олевский")
    names = {one["id"] for one in whole["first"]["items"]}
    assert {one["id"] for one in part["first"]["items"]} < names
    assert whole == collection(seeded)
    assert part["id"] != whole["id"]


def test_equal_passages_have_different_ids(empty: Database) -> None:
    records = hostile.records("words")
    last = records[-2]
    assert isinstance(last, Statement)
    last.appearances = last.appearances * 2
    loaded(empty, records)
    assert collection(empty)["total"] == 8


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(empty: Database, text: str) -> None:
    loaded(empty, hostile.records(text))
    read = collection(empty)
    assert {one["target"]["selector"][0]["exact"] for one in read["first"]["items"]} == {text}


def test_the_status_of_a_statement_is_exported(empty: Database) -> None:
    loaded(empty, hostile.records("words"))
    with empty.writing() as connection:
        set_status(connection, "of-a-person", "fabricated", reason="nobody was there")
    bodies = [body for one in collection(empty)["first"]["items"] for body in one["body"]]
    values = [body["value"] for body in bodies if body["purpose"] == "assessing"]
    assert values.count("fabricated") == 2


def test_an_empty_selection_is_an_empty_collection(empty: Database) -> None:
    assert collection(empty)["total"] == 0
