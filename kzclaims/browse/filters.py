"""The tables of statements and events, filtered and grouped as the command line does it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, path_with_removed_args
from datasette.utils.asgi import Request
from sqlalchemy import Connection

from kzclaims.browse.run_in_thread import ask
from kzclaims.store.read import filters
from kzclaims.store.read.conditions import Conditions

MOST_GROUPED = 5_000
"""Facets group so many rows at most, the first ones of the table."""

MOST_VALUES = 12

# The arguments of an address, and what they are to the functions that the command line calls as well.
_STATEMENTS = {
    "_person": "person",
    "_about": "about",
    "_organization": "organization",
    "_source": "source",
    "_topic": "topic",
    "_event": "event",
    "_on": "on",
    "_from": "since",
    "_to": "until",
    "_search": "search",
}
_EVENTS = {
    "_person": "person",
    "_topic": "topic",
    "_place": "place",
    "_on": "on",
    "_from": "since",
    "_to": "until",
    "_search": "search",
}
FILTERS: dict[str, tuple[Callable[..., Conditions], dict[str, str]]] = {
    "statements": (filters.statements, _STATEMENTS),
    "events": (filters.events, _EVENTS),
}


def argument_of(parameter: str) -> str:
    """Return the argument of an address that sets a parameter of the library."""
    return {filter_name: argument for argument, filter_name in (_STATEMENTS | _EVENTS).items()}.get(
        parameter, f"_{parameter}"
    )


async def filtered(datasette: Datasette, request: Request, table: str) -> FilterArguments | None:
    """What an address asks of a table, as SQL. Raises the errors of `kzclaims.store.read.filters`."""
    if table not in FILTERS:
        return None
    conditions, arguments = FILTERS[table]
    asked = {name: value for name in arguments if (value := request.args.get(name, "").strip())}
    if not asked:
        return FilterArguments([], extra_context={"asked": {}})

    def which(connection: Connection) -> tuple[str, dict[str, object]]:
        chosen = conditions(connection, **{arguments[name]: value for name, value in asked.items()})
        return chosen.sql_for_few(connection), chosen.values

    sql, values = await ask(datasette, which)
    said = [f"{name[1:]} {value}" for name, value in asked.items()]
    return FilterArguments([f"({sql})"], values, said, {"asked": asked})


class Group(NamedTuple):
    """A facet: by which argument of an address one of its values is chosen, and the SQL that counts the values.

    The SQL selects value, label and count from `chosen`, the rows of the table.
    """

    argument: str
    sql: str


_TOPICS = (
    "SELECT topics.key, topics.name, count(*) FROM chosen JOIN {0}_topics ON {0}_topics.{0}_id = chosen.id"
    " JOIN topics ON topics.id = {0}_topics.topic_id GROUP BY topics.id"
)
_YEARS = "SELECT substr({0}, 1, 4), substr({0}, 1, 4), count(*) FROM chosen WHERE {0} > '0001-01-01' GROUP BY 1"
_GROUPED = {"statements": "id, speaker_id, kind, day_earliest", "events": "id, place, date_earliest"}
GROUPS = {
    "statements": {
        "speaker": Group(
            "_person",
            "SELECT people.key, people.name, count(*) FROM chosen JOIN people ON people.id = chosen.speaker_id"
            " GROUP BY people.id",
        ),
        "kind": Group("kind", "SELECT kind, kind, count(*) FROM chosen GROUP BY kind"),
        "topic": Group("_topic", _TOPICS.format("statement")),
        "source": Group(
            "_source",
            "SELECT sources.key, sources.title, count(DISTINCT chosen.id) FROM chosen"
            " JOIN appearances ON appearances.statement_id = chosen.id"
            " JOIN sources ON sources.id = appearances.source_id"
            " GROUP BY sources.id",
        ),
        "year": Group("_on", _YEARS.format("day_earliest")),
    },
    "events": {
        "place": Group("place", "SELECT place, place, count(*) FROM chosen WHERE place IS NOT NULL GROUP BY place"),
        "topic": Group("_topic", _TOPICS.format("event")),
        "year": Group("_on", _YEARS.format("date_earliest")),
    },
}


class RecordFacet(Facet):
    """Statements by speaker, kind, topic, source and year; events by place, topic and year."""

    type = "record"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The facets of the table, all in one query, and which of them took too long."""
        groups = GROUPS.get(self.table, {})
        if not groups:
            return [], []
        parts = [
            f"SELECT {number}, * FROM ({group.sql} ORDER BY 3 DESC, 2 LIMIT {MOST_VALUES + 1})"  # noqa: S608 - ours
            for number, group in enumerate(groups.values())
        ]
        chosen = f"SELECT {_GROUPED[self.table]} FROM ({self.sql}) LIMIT {MOST_GROUPED}"  # noqa: S608 - Datasette's
        sql = f"WITH chosen AS ({chosen}) {' UNION ALL '.join(parts)}"
        limit = self.ds.setting("facet_time_limit_ms")
        try:
            rows = await self.ds.execute(self.database, sql, self.params, custom_time_limit=limit)
        except QueryInterrupted:
            return [], list(groups)
        found: dict[int, list[tuple[str, str, int]]] = {}
        for number, *value in rows:
            found.setdefault(number, []).append(tuple(value))
        names = list(groups)
        return [self._facet(names[number], groups[names[number]], values) for number, values in found.items()], []

    def _facet(self, name: str, group: Group, values: list[tuple[str, str, int]]) -> dict[str, Any]:
        return {
            "name": name,
            "type": self.type,
            "hideable": False,
            "toggle_url": None,
            "truncated": len(values) > MOST_VALUES,
            "results": [self._value(group, *one) for one in values[:MOST_VALUES]],
        }

    def _value(self, group: Group, value: str, label: str, count: int) -> dict[str, Any]:
        selected = self.request.args.get(group.argument) == value
        path = path_with_removed_args(self.request, {group.argument, "_next"})
        if not selected:
            path = path_with_added_args(self.request, {group.argument: value, "_next": None})
        return {"value": value, "label": label, "count": count, "selected": selected, "toggle_url": path}
