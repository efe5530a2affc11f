"""Recording one review by hand: checked, written and journalled as one in a dossier is."""

from itertools import count
from typing import NamedTuple

from sqlalchemy import Connection, select

from kzclaims.dossier.records import Review
from kzclaims.dossier.validation import Place, check
from kzclaims.errors import InputError
from kzclaims.store.load import load
from kzclaims.store.names.resolve import resolve_organization
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.keys import id_of


class Done(NamedTuple):
    """What became of a review."""

    key: str
    what: str


def record(
    connection: Connection, statement: str, *, reviewer: str, url: str, because: str | None = None, **fields: str | None
) -> Done:
    """Records a review of a statement, or corrects the one at that address.

    `reviewer` is an organization by name or key, `fields` are the other ones of `Review`. Raises `InputError` with all
    that is wrong, `NotFoundError` for a statement and an organization that nobody has recorded.
    """
    number = id_of(connection, t.statements, statement)
    reviewer = resolve_organization(connection, reviewer).key
    r, h = t.reviews.c, t.history.c
    key = connection.scalar(select(r.key).where(r.statement_id == number, r.url == url))
    if key is None:
        names = (f"{statement[:80].rstrip('-')}-review-{n}" for n in count(1))
        key = next(
            name
            for name in names
            if connection.scalar(select(r.id).where(r.key == name)) is None
            and connection.scalar(select(h.id).where(h.record_type == "review", h.record_key == name).limit(1)) is None
        )
    raw = {"key": key, "statement": statement, "reviewer": reviewer, "url": url, **fields}
    placed, problems = check({name: value for name, value in raw.items() if value is not None}, Review, Place("", 0))
    if problems:
        raise InputError(
            "the review cannot be recorded:",
            hints=[f"{{{one.field}}}: {one.message}" for one in sorted(problems)],
            parameters=sorted(one.field for one in problems),
        )
    counts = load.take(connection, placed.record, because=because)
    return Done(key, "added" if counts.added else "corrected" if counts.changed else "recorded already")
