"""schema.org in JSON-LD: all records, or only the reviews as ClaimReview.

The vocabulary is https://schema.org/version/latest. The document contains its context, so that readers need no network.
A certain day is an ISO date; any other date is a literal of the Library of Congress's EDTF datatype. Records are blank
nodes, because a key is unique only within its database.
"""

from collections.abc import Iterator
from typing import Any

from kzclaims.dossier.records import Event, Organization, Person, Review, Source, Statement, Topic
from kzclaims.export.common import certain_day, document, filled
from kzclaims.store.read.selection import Selection

CONTEXT = {"@vocab": "https://schema.org/"}
EDTF = "http://id.loc.gov/datatypes/edtf"

Node = dict[str, Any]


def jsonld(selection: Selection) -> Iterator[str]:
    """Return every selected record as a node of one graph."""
    return document({"@context": CONTEXT}, "@graph", graph(selection))


def claimreview(selection: Selection) -> Iterator[str]:
    """Return the reviews of the selected statements, each with the claim that it reviews."""
    return document({"@context": CONTEXT}, "@graph", reviews(selection))


def reviews(selection: Selection) -> Iterator[Node]:
    """Yield the reviews of the selected statements, each with the claim that it reviews."""
    reviewed = {review.statement for review in selection.records(Review)}
    claims = {one.key: one for one in selection.records(Statement) if one.key in reviewed}
    for review in selection.records(Review):
        claim = claims[review.statement]
        body = selection.names[f"organization/{review.reviewer}"]
        author = selection.speaker(claim)
        sources = [selection.sources[one.source] for one in claim.appearances]
        yield _review(review, claim) | {
            "author": _party("Organization", body),
            "itemReviewed": filled(
                _type="Claim",
                identifier=claim.key,
                additionalType=claim.kind,
                text=_words(claim.text, claim.lang),
                author=_party(type(author).__name__, author) if author else None,
                dateCreated=_date(claim.said),
                creativeWorkStatus=selection.statuses.get(claim.key),
                appearance=[
                    filled(
                        _type="CreativeWork",
                        identifier=source.key,
                        name=_words(source.title, source.lang),
                        text=passage.exact or claim.text,
                        creditText=passage.attribution,
                        url=source.url,
                        datePublished=_date(source.published),
                        publisher=_publisher(source, selection),
                    )
                    for source, passage in zip(sources, claim.appearances, strict=True)
                ],
            ),
        }


def _party(kind: str, one: Any) -> Node:
    """Return a person or an organization by key and name."""
    return filled(_type=kind, identifier=one.key, name=_words(one.name, one.lang))


def _publisher(source: Any, selection: Selection) -> Node | None:
    if source.publisher is None:
        return None
    return _party("Organization", selection.names[f"organization/{source.publisher}"])


def _review(review: Review, claim: Statement) -> Node:
    """Return a review without its claim. The rating has the reviewer's words and no number."""
    return filled(
        _id=_id("review", review.key),
        _type="ClaimReview",
        identifier=review.key,
        name=_words(review.title, review.lang),
        inLanguage=review.lang,
        url=review.url,
        datePublished=_date(review.date),
        claimReviewed=_words(claim.text, claim.lang),
        reviewRating=filled(_type="Rating", alternateName=_words(review.rating, review.lang), name=review.verdict),
    )


def graph(selection: Selection) -> Iterator[Node]:
    """Yield every selected record as a node; its `@id` is `_:`, its type, `-` and its key."""
    topics = {topic.key: topic.name for topic in selection.records(Topic)}
    for key, name in topics.items():
        yield {"@id": _id("topic", key), "@type": "DefinedTerm", "identifier": key, "name": name}
    for body in selection.records(Organization):
        yield _named("Organization", body)
    for person in selection.records(Person):
        yield _person(person)
    for source in selection.records(Source):
        yield _source(source)
    for event in selection.records(Event):
        yield _event(event, topics, selection)
    of_statements: dict[str, list[Review]] = {}
    for review in selection.records(Review):
        of_statements.setdefault(review.statement, []).append(review)
    for statement in selection.records(Statement):
        yield _statement(statement, topics, selection)
        for review in of_statements.get(statement.key, ()):
            yield _review(review, statement) | {
                "author": _node("organization", review.reviewer),
                "itemReviewed": _node("statement", statement.key),
            }


def _named(kind: str, one: Person | Organization) -> Node:
    return filled(
        _id=_id(kind.lower(), one.key),
        _type=kind,
        identifier=one.key,
        name=_words(one.name, one.lang),
        alternateName=[_words(name.text, name.lang) for name in one.names],
        description=one.description,
        sameAs={"@id": f"http://www.wikidata.org/entity/{one.wikidata}"} if one.wikidata else None,
    )


def _person(person: Person) -> Node:
    # The dates of a role are left out: schema.org has only beginnings and ends, which an uncertain date doesn't have.
    titles = [_words(role.title, role.lang) for role in person.roles if role.organization is None]
    memberships = [
        {
            "@type": "OrganizationRole",
            "roleName": _words(role.title, role.lang),
            "memberOf": _node("organization", role.organization),
        }
        for role in person.roles
        if role.organization is not None
    ]
    return _named("Person", person) | filled(jobTitle=titles, memberOf=memberships)


def _source(source: Source) -> Node:
    return filled(
        _id=_id("source", source.key),
        _type="CreativeWork",
        identifier=source.key,
        name=_words(source.title, source.lang),
        inLanguage=source.lang,
        publisher=_node("organization", source.publisher),
        creditText=source.author,
        datePublished=_date(source.published),
        url=source.url,
        archivedAt=source.archive_url,
    )


def _event(event: Event, topics: dict[str, str], selection: Selection) -> Node:
    day = certain_day(event.date)
    return filled(
        _id=_id("event", event.key),
        _type="Event",
        identifier=event.key,
        name=_words(event.title, event.lang),
        inLanguage=event.lang,
        description=_words(event.description, event.lang) if event.description else None,
        location=filled(_type="Place", name=_words(event.place, event.lang)) if event.place else None,
        startDate=_date(event.date),
        endDate=day,
        attendee=[
            filled(
                _type="Role",
                roleName=_words(one.part, event.lang) if one.part else None,
                attendee=_node("person", one.person) or _node("organization", one.organization),
            )
            for one in event.participants
        ],
        keywords=[topics[key] for key in event.topics],
        subjectOf=[
            _passage(one, selection.check_of(event, one.source, number))
            for number, one in enumerate(event.citations, 1)
        ],
    )


def _statement(statement: Statement, topics: dict[str, str], selection: Selection) -> Node:
    # An editorial statement has no author: the source speaks for itself.
    speaker, body = _node("person", statement.speaker), _node("organization", statement.organization)
    return filled(
        _id=_id("statement", statement.key),
        _type=["Claim", "Quotation"] if statement.kind == "direct" else "Claim",
        identifier=statement.key,
        additionalType=statement.kind,
        text=_words(statement.text, statement.lang),
        inLanguage=statement.lang,
        author=speaker or body,
        sourceOrganization=body if speaker else None,
        dateCreated=_date(statement.said),
        creativeWorkStatus=selection.statuses.get(statement.key),
        appearance=[
            _passage(one, selection.check_of(statement, one.source, number), statement.text)
            | filled(creditText=one.attribution)
            for number, one in enumerate(statement.appearances, 1)
        ],
        about=[_node("event", key) for key in statement.events],
        mentions=[{"@id": _id(*selection.mentioned(key).split("/"))} for key in statement.mentions],
        keywords=[topics[key] for key in statement.topics],
        workTranslation=[
            {
                "@type": "CreativeWork",
                "text": _words(one.text, one.lang),
                "inLanguage": one.lang,
                "creditText": one.translator,
            }
            for one in statement.translations
        ],
    )


def _passage(passage: Any, check: str, text: str | None = None) -> Node:
    """Return a passage as a work that is part of its source."""
    return {
        "@type": "CreativeWork",
        "text": passage.exact or text,
        "isPartOf": _node("source", passage.source),
        "creativeWorkStatus": check,
    }


def _id(kind: str, key: str) -> str:
    return f"_:{kind}-{key}"


def _node(kind: str, key: str | None) -> Node | None:
    return None if key is None else {"@id": _id(kind, key)}


def _words(text: str, lang: str) -> Node:
    return {"@value": text, "@language": lang}


def _date(edtf: str | None) -> str | Node | None:
    if edtf is None:
        return None
    return certain_day(edtf) or {"@type": EDTF, "@value": edtf}
