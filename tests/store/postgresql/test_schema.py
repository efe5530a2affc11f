"""The schema in PostgreSQL is that of SQLite, with triggers in PL/pgSQL."""

import re

import pytest

pytest.importorskip("psycopg")

from kzclaims.store.postgresql.schema import ROW_TRIGGERS, STATEMENT_TRIGGERS
from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.upkeep.expected_schema import expected_definitions

_EVENT = re.compile(r"(AFTER|BEFORE) (INSERT|DELETE|UPDATE(?: OF .+?)?) ON (\w+)")


def test_the_triggers_have_the_names_and_events_of_those_in_sqlite() -> None:
    sqlite = {}
    for (kind, name), sql in expected_definitions().items():
        # A primary key stops INSERT OR REPLACE's twin in PostgreSQL, and full text has its own triggers.
        if kind != "trigger" or name.endswith("_no_replace") or any(name.startswith(one.name) for one in INDEXES):
            continue
        found = _EVENT.search(sql)
        assert found
        sqlite[name] = _normal(found[0])
    row = {name: _normal(event) for name, (event, _, _) in ROW_TRIGGERS.items()}
    statement = {name: f"AFTER {event}" for name, (event, _) in STATEMENT_TRIGGERS.items()}
    assert row | statement == sqlite


def _normal(event: str) -> str:
    return " ".join(event.replace('"', " ").replace(",", " ").split())
