"""Hashes of the normalised texts of statements, by which statements with the same words are found.

The rules are those of `kzclaims.language.quotes.normalise`. Different texts may have the same hash, so the texts are
compared as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sqlalchemy import Connection, delete, insert, select

from kzclaims.language.quotes.normalise import RULES, normalise
from kzclaims.language.quotes.text_hash import hash_text, hash_words
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.tables import settings, statement_folds, statements

_SETTING = "fold_rules"


@lru_cache(maxsize=2 * BATCH)
def normalised(text: str) -> str:
    """Return the normalised text of a statement."""
    return normalise(text)


def hash_rows(recorded: Iterable[tuple[int, str]], known: Mapping[str, int]) -> list[tuple[int, int]]:
    """Return rows of a statement's id and hash, from statements given by id and text; some hashes are known."""
    return [(statement, known[text] if text in known else hash_text(text)) for statement, text in recorded]


def add(connection: Connection, recorded: Iterable[tuple[int, str]]) -> None:
    """Store the hashes of statements given by id and text."""
    if rows := [{"statement_id": statement, "fold": hash_words(normalised(text))} for statement, text in recorded]:
        connection.execute(insert(statement_folds), rows)


def is_current(connection: Connection) -> bool:
    """Return whether the stored hashes were computed by this program's rules."""
    rules = select(settings.c.value).where(settings.c.name == _SETTING)
    return connection.scalar(rules) == str(RULES)


def check(connection: Connection) -> Iterator[str]:
    """Describe hashes that are missing or wrong."""
    if not is_current(connection):
        if connection.scalar(select(statements.c.id).limit(1)) is not None:
            yield "statements: their text hashes follow the rules of another version; run “kzclaims db upgrade”"
        return
    hashes = select(statements.c.key, statements.c.text, statement_folds.c.fold).outerjoin(statement_folds)
    for key, text, stored in connection.execute(hashes):
        if stored is None:
            yield f"statement “{key}”: its text hash is missing; “kzclaims db check --repair” adds it"
        elif stored != hash_words(normalised(text)):
            yield f"statement “{key}”: its text differs from its hash; compare it with a backup"


def rebuild(connection: Connection) -> None:
    """Compute all hashes again."""
    connection.execute(delete(statement_folds))
    connection.execute(delete(settings).where(settings.c.name == _SETTING))
    connection.execute(insert(settings).values(name=_SETTING, value=str(RULES)))
    _add_missing(connection)


def renew(connection: Connection) -> bool:
    """Compute hashes that are missing or follow other rules. Return True if anything changed."""
    if is_current(connection):
        return _add_missing(connection)
    rebuild(connection)
    return True


def _add_missing(connection: Connection) -> bool:
    number = statements.c.id
    missing = (
        select(number, statements.c.text)
        .outerjoin(statement_folds)
        .where(statement_folds.c.statement_id.is_(None))
        .order_by(number)
        .limit(BATCH)
    )
    last = 0
    while rows := connection.execute(missing.where(number > last)).all():
        add(connection, ((row.id, row.text) for row in rows))
        last = rows[-1].id
    return last > 0
