"""Look-up keys of recorded names: computed, stored, and rebuilt when the rules change."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from sqlalchemy import Connection, delete, insert, select

from kzclaims.errors import DatabaseError
from kzclaims.language.names.keys import RULES, index_keys, organization_keys
from kzclaims.language.names.similarity import sound_keys
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.tables import name_keys, names, settings

_SETTING = "name_rules"


def keys_of_name(text: str, *, is_person: bool) -> frozenset[str]:
    """Return the look-up keys of a recorded name of a person or of an organization."""
    return index_keys(text) if is_person else organization_keys(text) | sound_keys(text)


def add_name_keys(connection: Connection, recorded: Iterable[tuple[int, int | None, str]]) -> None:
    """Store the look-up keys of names, each given as its id, the id of its person if any, and its text."""
    rows = [
        {"key": key, "name_id": name_id}
        for name_id, person_id, text in recorded
        for key in keys_of_name(text, is_person=person_id is not None)
    ]
    if rows:
        connection.execute(insert(name_keys), rows)


def renew_name_keys(connection: Connection, *, always: bool = False) -> bool:
    """Rebuild the look-up keys if other rules made them. Return True if they were rebuilt."""
    rules = stored_rules(connection)
    if rules == str(RULES) and not always:
        return False
    connection.execute(delete(name_keys))
    recorded = iter(connection.execute(select(names.c.id, names.c.person_id, names.c.text)))
    while batch := list(islice(recorded, BATCH)):
        add_name_keys(connection, (tuple(row) for row in batch))
    if rules is None:
        connection.execute(insert(settings).values(name=_SETTING, value=str(RULES)))
    else:
        connection.execute(settings.update().where(settings.c.name == _SETTING).values(value=str(RULES)))
    return True


def check_name_keys(connection: Connection) -> Iterator[str]:
    """Yield a line for each name whose stored look-up keys are not those that the rules give."""
    rules = stored_rules(connection)
    if rules not in (None, str(RULES)):
        yield f"names: the look-up keys are of rules {rules}, this program has rules {RULES}; run “kzclaims db upgrade”"
        return
    columns = (names.c.id, names.c.person_id, names.c.text)
    keys = select(*columns, name_keys.c.key).outerjoin(name_keys).order_by(names.c.id)
    for (_, person_id, text), rows in groupby(connection.execute(keys), lambda row: row[:3]):
        stored = {row.key for row in rows} - {None}
        if stored != keys_of_name(text, is_person=person_id is not None):
            yield f"names: the look-up keys of “{text}” are outdated; run “kzclaims db check --repair”"


def stored_rules(connection: Connection) -> str | None:
    """Return the version of the rules that made the stored keys, or None for an empty database."""
    found: str | None = connection.scalar(select(settings.c.value).where(settings.c.name == _SETTING))
    return found


def check_rules(connection: Connection) -> None:
    """Raise `DatabaseError` if other rules made the stored keys: look-ups would miss names silently."""
    if stored_rules(connection) not in (None, str(RULES)):
        raise DatabaseError("the look-up keys of names are outdated; run “kzclaims db upgrade”")
