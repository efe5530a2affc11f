"""Recording of a single review, with the same checks and history as a review in a dossier."""

from itertools import chain, count
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, or_, select

from kzclaims.dossier.records import Organization, Record, Review
from kzclaims.dossier.validation import Place, check
from kzclaims.errors import InputError, NotFoundError
from kzclaims.language.names.slug import slug
from kzclaims.store.load.load import load_record
from kzclaims.store.names.resolve import resolve_organization
from kzclaims.store.schema.keys import id_of, ids_of
from kzclaims.store.schema.tables import history, organizations, reviews, statements


class RecordedReview(NamedTuple):
    """The key of a review, and whether it was added, corrected or recorded already."""

    key: str
    what: str


def record_review(
    connection: Connection,
    statement: str,
    *,
    reviewer: str,
    url: str,
    reason: str | None = None,
    create: bool = False,
    **fields: str | None,
) -> RecordedReview:
    """Record a review of a statement, or correct the one at that address.

    `reviewer` is the name or key of an organization; with `create`, an unknown one is recorded too. `fields` are the
    other fields of `Review`. Raise `InputError` with
    all problems of the fields, `NotFoundError` for an unknown statement or organization.
    """
    number = id_of(connection, statements, statement)
    try:
        reviewer = resolve_organization(connection, reviewer).key
    except NotFoundError as error:
        if not create:
            hints = [*error.hints, "{create} records a new organization"]
            raise NotFoundError(error.message, hints=hints, parameters=("create",)) from error
        reviewer = _create_organization(connection, reviewer, fields.get("lang"))
    at_address = select(reviews.c.key).where(reviews.c.statement_id == number, reviews.c.url == url)
    key = connection.scalar(at_address) or _free_key(connection, statement)
    raw = {"key": key, "statement": statement, "reviewer": reviewer, "url": url, **fields}
    record = _checked({name: value for name, value in raw.items() if value is not None}, Review)
    counts = load_record(connection, record, reason=reason)
    return RecordedReview(key, "added" if counts.added else "corrected" if counts.changed else "recorded already")


def _checked(raw: dict[str, Any], record_type: type[Record]) -> Record:
    located, problems = check(raw, record_type, Place("", 0))
    if problems:
        names = [one.field for one in sorted(problems)]
        hints = [f"{{{one.field}}}: {one.message}" for one in sorted(problems)]
        raise InputError("the review cannot be recorded:", hints=hints, parameters=names)
    return located.record


def _create_organization(connection: Connection, name: str, lang: str | None) -> str:
    """Record an organization under a new key and return the key."""
    keys = chain([slug(name)], (f"{slug(name)}-{number}" for number in count(2)))
    key = next(one for one in keys if not ids_of(connection, organizations, [one]))
    load_record(connection, _checked({"key": key, "name": name, "lang": lang}, Organization))
    return key


def _free_key(connection: Connection, statement: str) -> str:
    """Return a key for a review of a statement that no review has or had."""
    for number in count(1):
        key = f"{statement[:80].rstrip('-')}-review-{number}"
        had = (history.c.record_type == "review") & (history.c.record_key == key)
        taken = or_(exists().where(reviews.c.key == key), exists().where(had))
        if not connection.scalar(select(taken)):
            return key
    raise AssertionError
