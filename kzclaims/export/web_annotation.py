"""W3C Web Annotation: every passage as an annotation of its source, in one collection.

https://www.w3.org/TR/annotation-model/. The bodies contain what the passage proves: a statement, an event or a role.
Ids are UUIDs of the contents of an annotation, so the same passage has the same id in every export.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from kzclaims.dossier.records import Event, Passage, Person, Record, Source, Statement, Topic
from kzclaims.export.common import encode, filled, lines
from kzclaims.store.read.selection import Selection

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

# A random UUID that separates these ids from those of other programs.
_MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_NAMESPACE = UUID("5c0f7b2e-6f0b-4f0e-9d1c-3a8b7a0f4c11")

Node = dict[str, Any]


def annotation(selection: Selection) -> Iterator[str]:
    """Yield the collection, with all annotations on its first page."""
    seen = sha256()
    count = 0

    def counted() -> Iterator[Node]:
        nonlocal count
        for one in _annotations(selection):
            seen.update(one["id"].encode())
            count += 1
            yield one

    yield encode({"@context": CONTEXT, "type": "AnnotationCollection", "label": "kzclaims"}).removesuffix("}")
    yield ',"first":{"type":"AnnotationPage","startIndex":0,"items":['
    yield from lines(counted())
    # Both ids depend on all annotations, whose number is known only now.
    collection, page = (_urn(kind, seen.hexdigest()) for kind in ("collection", "page"))
    yield f"]{''.join(f',{encode(name)}:{encode(value)}' for name, value in (('id', page), ('partOf', collection)))}}}"
    yield f',"id":{encode(collection)},"total":{count}}}\n'


class _Proof(NamedTuple):
    """A passage and the bodies that it proves."""

    record: str
    passage: Passage
    exact: str
    bodies: list[Node]
    seconds: float | None = None


def _annotations(selection: Selection) -> Iterator[Node]:
    numbers: Counter[tuple[str, ...]] = Counter()
    before = ""
    for record, passage, exact, bodies, seconds in _proofs(selection):
        if record != before:
            numbers.clear()
            before = record
        source = selection.sources[passage.source]
        target = _target(source)
        selectors = [
            filled(type="TextQuoteSelector", exact=exact, prefix=passage.prefix, suffix=passage.suffix),
        ]
        if passage.start is not None:
            selectors.append({"type": "TextPositionSelector", "start": passage.start, "end": passage.end})
        if seconds is not None:
            selectors.append({"type": "FragmentSelector", "conformsTo": _MEDIA_FRAGMENTS, "value": f"t={int(seconds)}"})
        contents = (record, target["id"], encode(selectors))
        numbers[contents] += 1
        yield {
            "id": _urn(*contents, *([] if numbers[contents] == 1 else [str(numbers[contents])])),
            "type": "Annotation",
            "motivation": "describing",
            "body": bodies,
            "target": {"type": "SpecificResource", "source": target, "selector": selectors},
        }


def _proofs(selection: Selection) -> Iterator[_Proof]:
    topics = {topic.key: topic.name for topic in selection.records(Topic)}
    for statement in selection.records(Statement):
        bodies = [_body("describing", statement.text, statement.lang)]
        if (speaker := selection.speaker(statement)) is not None:
            bodies.append(_body("identifying", speaker.name, speaker.lang))
        bodies += [_body("tagging", topics[key]) for key in statement.topics]
        if status := selection.statuses.get(statement.key):
            bodies.append(_body("assessing", status, "en"))
        for number, printed in enumerate(statement.appearances, 1):
            checked = [*bodies, _check(selection, statement, printed, number)]
            seconds = selection.seconds_of(statement, number)
            yield _Proof(f"statement/{statement.key}", printed, printed.exact or statement.text, checked, seconds)
    for event in selection.records(Event):
        bodies = [_body("describing", event.title, event.lang)]
        bodies += [_body("tagging", topics[key]) for key in event.topics]
        for citation in event.citations:
            yield _Proof(f"event/{event.key}", citation, citation.exact, [*bodies, _check(selection, event, citation)])
    for person in selection.records(Person):
        for role in person.roles:
            bodies = [
                _body("describing", role.title, role.lang),
                _body("identifying", person.name, person.lang),
            ]
            for citation in role.citations:
                checked = [*bodies, _check(selection, person, citation)]
                yield _Proof(f"person/{person.key}", citation, citation.exact, checked)


def _check(selection: Selection, record: Record, passage: Passage, number: int = 1) -> Node:
    return _body("assessing", selection.check_of(record, passage.source, number), "en")


def _target(source: Source) -> Node:
    """Return a source, identified by its address or, without one, by a UUID."""
    address = source.url or source.archive_url or _urn("source", source.key, source.title)
    return {"id": address, "type": "Text", "language": source.lang, "label": source.title}


def _body(purpose: str, value: str, lang: str | None = None) -> Node:
    return filled(type="TextualBody", purpose=purpose, value=value, format="text/plain", language=lang)


def _urn(*contents: str) -> str:
    return f"urn:uuid:{uuid5(_NAMESPACE, encode(contents))}"
