"""Filters and groups of the tables of statements and events, the same as on the command line."""

from collections.abc import Callable
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, path_with_removed_args
from datasette.utils.asgi import Request
from sqlalchemy import Connection

from kzclaims.browse.run_in_thread import run_in_thread
from kzclaims.store.read import filters
from kzclaims.store.read.browsing import GROUPS, group_query
from kzclaims.store.read.conditions import Conditions

MOST_GROUPED = 5_000
"""The number of rows that are grouped, the first ones of a table."""

MOST_VALUES = 12

_ARGUMENTS = {"_from": "since", "_to": "until"}
FILTERS: dict[str, tuple[Callable[..., Conditions], tuple[str, ...]]] = {
    "statements": (
        filters.statements,
        ("_person", "_about", "_organization", "_source", "_topic", "_event", "_on", "_from", "_to", "_search"),
    ),
    "events": (filters.events, ("_person", "_topic", "_place", "_on", "_from", "_to", "_search")),
}
"""The tables with filters: the function that the command line calls too, and the arguments of an address."""

_GROUP_ARGUMENTS = {
    "speaker": "_person", "kind": "kind", "topic": "_topic", "source": "_source", "year": "_on", "place": "place",
}  # fmt: skip
"""The argument that selects a value of a group."""


def argument_of(parameter: str) -> str:
    """Return the argument of an address that sets a parameter of the library."""
    names = {name: argument for argument, name in _ARGUMENTS.items()}
    return names.get(parameter, f"_{parameter}")


async def filter_rows(datasette: Datasette, request: Request, table: str) -> FilterArguments | None:
    """Return the filters in an address as SQL. Raises the errors of `kzclaims.store.read.filters`."""
    if table not in FILTERS:
        return None
    conditions, arguments = FILTERS[table]
    asked = {name: value for name in arguments if (value := request.args.get(name, "").strip())}
    if not asked:
        return FilterArguments([], extra_context={"asked": {}})
    values = {_ARGUMENTS.get(name, name.removeprefix("_")): value for name, value in asked.items()}

    def condition(connection: Connection) -> tuple[str, dict[str, object]]:
        found = conditions(connection, **values)
        return found.sql_for_few(connection), found.values

    sql, parameters = await run_in_thread(datasette, condition)
    described = [f"{name[1:]} {value}" for name, value in asked.items()]
    return FilterArguments([f"({sql})"], parameters, described, {"asked": asked})


class RecordFacet(Facet):
    """Statements by speaker, kind, topic, source and year; events by place, topic and year."""

    type = "record"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the groups of the table, found with one query, and the names of those that took too long."""
        names = list(GROUPS.get(self.table, {}))
        if not names:
            return [], []
        sql = group_query(self.table, self.sql, most_rows=MOST_GROUPED, most_values=MOST_VALUES + 1)
        limit = self.ds.setting("facet_time_limit_ms")
        try:
            rows = await self.ds.execute(self.database, sql, self.params, custom_time_limit=limit)
        except QueryInterrupted:
            return [], names
        found: dict[int, list[tuple[str, str, int]]] = {}
        for number, *value in rows:
            found.setdefault(number, []).append(tuple(value))
        return [self._facet(names[number], values) for number, values in found.items()], []

    def _facet(self, name: str, values: list[tuple[str, str, int]]) -> dict[str, Any]:
        return {
            "name": name,
            "type": self.type,
            "hideable": False,
            "toggle_url": None,
            "truncated": len(values) > MOST_VALUES,
            "results": [self._value(_GROUP_ARGUMENTS[name], *one) for one in values[:MOST_VALUES]],
        }

    def _value(self, argument: str, value: str, label: str, count: int) -> dict[str, Any]:
        selected = self.request.args.get(argument) == value
        path = path_with_removed_args(self.request, {argument, "_next"})
        if not selected:
            path = path_with_added_args(self.request, {argument: value, "_next": None})
        return {"value": value, "label": label, "count": count, "selected": selected, "toggle_url": path}
