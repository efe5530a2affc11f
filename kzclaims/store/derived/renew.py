"""All derived data: checked and rebuilt together, and renewed when the rules of this program are newer."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from kzclaims.store.derived import date_bounds, day, name_keys, repeated_text, status, text_hashes
from kzclaims.store.engine import engine_of
from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.schema.tables import name_keys as name_keys_table
from kzclaims.store.schema.tables import statement_folds

DERIVED_TABLES = (name_keys_table, statement_folds)
"""The tables that contain nothing but derived data."""

CHECKS: dict[str, Callable[[Connection], Iterator[str]]] = {
    "repeated texts": repeated_text.check,
    "dates": date_bounds.check,
    "days": day.check,
    "look-up keys": name_keys.check_name_keys,
    "text hashes": text_hashes.check,
    "statuses": status.check,
}
"""The checks of derived data; full text is checked by the engine."""


def rebuild_all(connection: Connection) -> None:
    """Compute all derived data again from the records."""
    engine = engine_of(connection)
    engine.rebuild_indexes(connection)
    for module in (date_bounds, day, repeated_text):
        module.rebuild(connection)
    for index in INDEXES:
        engine.rebuild_search(connection, index)
    name_keys.renew_name_keys(connection, always=True)
    text_hashes.rebuild(connection)


def renew_outdated(connection: Connection) -> bool:
    """Compute derived data again that follows other rules. Return True if anything changed."""
    return any([name_keys.renew_name_keys(connection), text_hashes.renew(connection)])
