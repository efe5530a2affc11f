"""The records in nodes of this program's own export in JSON-LD, as `kzclaims.export.schema_org` writes them."""

from collections.abc import Callable, Iterator
from typing import Any

from kzclaims.dossier.records import Event, Organization, Person, Record, Review, Source, Statement, Topic
from kzclaims.language.names.slug import slug
from kzclaims.vocabulary import STATEMENT_KINDS, VERDICTS

Node = dict[str, Any]
Raw = tuple[type[Record], dict[str, Any]]
"""A type of record, and the fields of one."""


def records_of(node: Node, topics: dict[str, str]) -> Iterator[Raw]:
    """Yield the records that a node describes, those that others refer to first.

    `topics` has the keys of the topics of earlier nodes, by name.
    """
    kind = str(node["@id"]).removeprefix("_:").partition("-")[0]
    if kind == "topic":
        topics[node["name"]] = node["identifier"]
        yield Topic, {"key": node["identifier"], "name": node["name"]}
        return
    keywords = [one for one in _list(node.get("keywords")) if isinstance(one, str)]
    for name in keywords:
        if name not in topics:
            topics[name] = slug(name) or "topic"
            yield Topic, {"key": topics[name], "name": name}
    for record_type, raw in _OF_KIND[kind](node):
        if keywords and record_type in (Event, Statement):
            raw["topics"] = [topics[name] for name in keywords]
        yield record_type, raw


def _body(node: Node) -> Iterator[Raw]:
    yield Organization, _named(node)


def _person(node: Node) -> Iterator[Raw]:
    titles = [{"title": _value(one), "lang": _lang(one)} for one in _list(node.get("jobTitle"))]
    for one in _list(node.get("memberOf")):
        title = one.get("roleName")
        titles.append({"title": _value(title), "lang": _lang(title), "organization": _key(one.get("memberOf"))})
    yield Person, _named(node) | _without_none(roles=titles or None)


def _source(node: Node) -> Iterator[Raw]:
    publisher = node.get("publisher")
    if isinstance(publisher, dict) and "name" in publisher:
        yield Organization, _named(publisher)
    yield (
        Source,
        _without_none(
            key=node.get("identifier"),
            title=_value(node.get("name")),
            lang=node.get("inLanguage") or _lang(node.get("name")),
            publisher=_key(publisher),
            author=node.get("creditText"),
            url=node.get("url"),
            published=_value(node.get("datePublished")),
            archive_url=node.get("archivedAt"),
        ),
    )


def _event(node: Node) -> Iterator[Raw]:
    participants = [
        _without_none(part=_value(one.get("roleName")), **{_kind(one.get("attendee")): _key(one.get("attendee"))})
        for one in _list(node.get("attendee"))
    ]
    yield (
        Event,
        _without_none(
            key=node.get("identifier"),
            title=_value(node.get("name")),
            lang=node.get("inLanguage"),
            description=_value(node.get("description")),
            place=_value((node.get("location") or {}).get("name")),
            date=_value(node.get("startDate")),
            participants=participants or None,
            citations=[{"source": _key(one["isPartOf"]), "exact": one["text"]} for one in _list(node.get("subjectOf"))],
        ),
    )


def _statement(node: Node) -> Iterator[Raw]:
    appearances = [
        _without_none(source=_key(one.get("isPartOf")), exact=one.get("text"), attribution=one.get("creditText"))
        for one in _list(node.get("appearance"))
    ]
    translations = [
        {"lang": one["inLanguage"], "text": _value(one["text"]), "translator": one["creditText"]}
        for one in _list(node.get("workTranslation"))
    ]
    yield (
        Statement,
        _claim(node)
        | _without_none(
            organization=_key(node.get("sourceOrganization")) or _reference(node, "organization"),
            speaker=_reference(node, "person"),
            mentions=[_key(one) for one in _list(node.get("mentions"))] or None,
            events=[_key(one) for one in _list(node.get("about"))] or None,
            translations=translations or None,
            appearances=appearances,
        ),
    )


def _review(node: Node) -> Iterator[Raw]:
    claim, reviewer = node["itemReviewed"], node["author"]
    if "identifier" not in claim:
        yield Review, _review_fields(node, _key(claim), _key(reviewer))
        return
    author = claim.get("author")
    yield Organization, _named(reviewer)
    speaker: dict[str, Any] = {}
    if author:
        is_person = author.get("@type") == "Person"
        yield Person if is_person else Organization, _named(author)
        speaker = {"speaker" if is_person else "organization": author.get("identifier")}
    appearances = []
    for work in _list(claim.get("appearance")):
        # The credit is that of the words, not of the work.
        yield from _source({name: value for name, value in work.items() if name != "creditText"})
        appearances.append(
            _without_none(source=work.get("identifier"), exact=work.get("text"), attribution=work.get("creditText"))
        )
    yield Statement, _claim(claim) | speaker | {"appearances": appearances}
    yield Review, _review_fields(node, claim.get("identifier"), reviewer.get("identifier"))


_OF_KIND: dict[str, Callable[[Node], Iterator[Raw]]] = {
    "organization": _body,
    "person": _person,
    "source": _source,
    "event": _event,
    "statement": _statement,
    "review": _review,
}


def _claim(node: Node) -> dict[str, Any]:
    kind = node.get("additionalType")
    return _without_none(
        key=node.get("identifier"),
        kind=kind if kind in STATEMENT_KINDS else "direct" if "Quotation" in _list(node.get("@type")) else "indirect",
        text=_value(node.get("text")),
        lang=node.get("inLanguage") or _lang(node.get("text")),
        said=_value(node.get("dateCreated")),
    )


def _review_fields(node: Node, statement: Any, reviewer: Any) -> dict[str, Any]:
    rating = node.get("reviewRating") or {}
    verdict = rating.get("name")
    return _without_none(
        key=node.get("identifier"),
        statement=statement,
        reviewer=reviewer,
        url=node.get("url"),
        title=_value(node.get("name")),
        rating=_value(rating.get("alternateName")),
        lang=node.get("inLanguage"),
        date=_value(node.get("datePublished")),
        verdict=verdict if verdict in VERDICTS else None,
    )


def _named(node: Node) -> dict[str, Any]:
    wikidata = (node.get("sameAs") or {}).get("@id", "").rpartition("/")[2]
    names = [{"text": _value(one), "lang": _lang(one)} for one in _list(node.get("alternateName"))]
    return _without_none(
        key=node.get("identifier"),
        name=_value(node.get("name")),
        lang=_lang(node.get("name")),
        names=names or None,
        description=node.get("description"),
        wikidata=wikidata or None,
    )


def _reference(node: Node, kind: str) -> str | None:
    author = node.get("author")
    return _key(author) if author and _kind(author) == kind else None


def _kind(reference: Any) -> str:
    return str((reference or {}).get("@id", "")).removeprefix("_:").partition("-")[0]


def _key(reference: Any) -> str | None:
    """Return the key in a reference such as `_:person-ada-brook`, or of a node."""
    if not isinstance(reference, dict):
        return None
    key = reference.get("identifier") or str(reference.get("@id", "")).partition("-")[2]
    return key or None


def _value(literal: Any) -> str | None:
    return literal.get("@value") if isinstance(literal, dict) else literal


def _lang(literal: Any) -> str | None:
    return literal.get("@language") if isinstance(literal, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _without_none(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
