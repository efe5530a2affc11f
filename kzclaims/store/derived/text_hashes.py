"""Folded words: a number by which statements of the same words are found, however they are typeset.

The rules are those of `kzclaims.language.quotes.normalise`. The number is a hash: what it finds is held against the
words.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import Connection, delete, insert, select

from kzclaims.language.quotes.normalise import RULES, normalise
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import BATCH

_SETTING = "fold_rules"


@lru_cache(maxsize=2 * BATCH)
def folded(text: str) -> str:
    """A statement's text, folded."""
    return normalise(text)


def number(words: str) -> int:
    """The number of folded words: 64 bits, as SQL's integers are signed."""
    return int.from_bytes(blake2b(words.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)


def rows(recorded: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
    """The ids of statements and the numbers of their folded words, of statements given as their id and their text."""
    return [(statement, number(normalise(text))) for statement, text in recorded]


def add(connection: Connection, recorded: Iterable[tuple[int, str]]) -> None:
    """Stores the numbers of statements, given as their id and their text."""
    if found := [{"statement_id": statement, "fold": number(folded(text))} for statement, text in recorded]:
        connection.execute(insert(t.statement_folds), found)


def rules(connection: Connection) -> str | None:
    """The version of the rules that made the numbers that are there."""
    return connection.scalar(select(t.settings.c.value).where(t.settings.c.name == _SETTING))


def current(connection: Connection) -> bool:
    """Were the numbers made by this program's rules?"""
    return rules(connection) == str(RULES)


def renew(connection: Connection, *, always: bool = False) -> bool:
    """Makes the numbers that are missing or that other rules have made, or all of them; whether that was needed."""
    anew = always or not current(connection)
    if anew:
        connection.execute(delete(t.statement_folds))
        connection.execute(delete(t.settings).where(t.settings.c.name == _SETTING))
        connection.execute(insert(t.settings).values(name=_SETTING, value=str(RULES)))
    s, f = t.statements, t.statement_folds
    missing = select(s.c.id, s.c.text).outerjoin(f).where(f.c.statement_id.is_(None)).order_by(s.c.id).limit(BATCH)
    last = 0
    while some := connection.execute(missing.where(s.c.id > last)).all():
        add(connection, ((row.id, row.text) for row in some))
        last = some[-1].id
    return anew or last > 0
