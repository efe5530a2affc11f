"""Look-up keys of recorded names: computed, stored, and rebuilt when the rules change."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice

from sqlalchemy import Connection

from kzclaims.errors import DatabaseError
from kzclaims.language.names.keys import RULES, index_keys, organization_keys
from kzclaims.language.names.similarity import sound_keys
from kzclaims.store.engine import engine_of
from kzclaims.store.schema.batches import BATCH

_SETTING = "name_rules"


@lru_cache(maxsize=6 * BATCH)  # more than the names of a chunk of records
def keys_of_name(text: str, *, is_person: bool) -> frozenset[str]:
    """Return the look-up keys of a recorded name of a person or of an organization."""
    return index_keys(text) if is_person else organization_keys(text) | sound_keys(text)


def add_name_keys(connection: Connection, recorded: Iterable[tuple[int, int | None, str]]) -> None:
    """Store the look-up keys of names, each given as its id, the id of its person if any, and its text."""
    rows = [
        (key, name_id)
        for name_id, person_id, text in recorded
        for key in sorted(keys_of_name(text, is_person=person_id is not None))
    ]
    engine_of(connection).insert(connection, "name_keys", ("key", "name_id"), rows)


def renew_name_keys(connection: Connection, *, always: bool = False) -> bool:
    """Rebuild the look-up keys if other rules made them. Return True if they were rebuilt."""
    rules = stored_rules(connection)
    if rules == str(RULES) and not always:
        return False
    engine = engine_of(connection)
    engine.execute(connection, "DELETE FROM name_keys")
    recorded = iter(engine.execute(connection, "SELECT id, person_id, text FROM names ORDER BY id"))
    while batch := list(islice(recorded, BATCH)):
        add_name_keys(connection, (tuple(row) for row in batch))
    if rules is None:
        setting = "INSERT INTO settings (name, value) VALUES (:name, :rules)"
    else:
        setting = "UPDATE settings SET value = :rules WHERE name = :name"
    engine.execute(connection, setting, {"name": _SETTING, "rules": str(RULES)})
    return True


def check_name_keys(connection: Connection) -> Iterator[str]:
    """Yield a line for each name whose stored look-up keys are not those that the rules give."""
    rules = stored_rules(connection)
    if rules not in (None, str(RULES)):
        yield f"names: the look-up keys are of rules {rules}, this program has rules {RULES}; run “kzclaims db upgrade”"
        return
    sql = (
        "SELECT names.id, names.person_id, names.text, name_keys.key FROM names"
        " LEFT JOIN name_keys ON name_keys.name_id = names.id ORDER BY names.id"
    )
    keys = engine_of(connection).execute(connection, sql)
    for (_, person_id, text), rows in groupby(keys, lambda row: row[:3]):
        stored = {row.key for row in rows} - {None}
        if stored != keys_of_name(text, is_person=person_id is not None):
            yield f"names: the look-up keys of “{text}” are outdated; run “kzclaims db check --repair”"


def stored_rules(connection: Connection) -> str | None:
    """Return the version of the rules that made the stored keys, or None for an empty database."""
    sql = "SELECT value FROM settings WHERE name = :name"
    found: str | None = engine_of(connection).execute(connection, sql, {"name": _SETTING}).scalar()
    return found


def check_rules(connection: Connection) -> None:
    """Raise `DatabaseError` if other rules made the stored keys: look-ups would miss names silently."""
    if stored_rules(connection) not in (None, str(RULES)):
        raise DatabaseError("the look-up keys of names are outdated; run “kzclaims db upgrade”")
