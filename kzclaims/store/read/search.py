"""Full-text search: the statements and events that contain the words, best first, and where the words are in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Unpack, cast

from sqlalchemy import Connection

from kzclaims.language import search_query
from kzclaims.language.highlight import highlight
from kzclaims.language.search_query import SearchQuery
from kzclaims.store.engine import Condition, SearchIndex, engine_of
from kzclaims.store.engine import Hit as FoundRow
from kzclaims.store.read import filters as filters_of
from kzclaims.store.read.filters import EventFilters, SearchFilters, StatementFilters
from kzclaims.store.read.json_records import SearchedEvent, SearchedStatement, read
from kzclaims.store.result_set import ResultSet, checked_limit
from kzclaims.store.results import DEFAULT_LIMIT, Hit
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS, TRANSLATIONS

FIRST_READ = 2000
"""The number of hits among which filters are applied first."""


class _Best(NamedTuple):
    """A record that matches, in the order of the results."""

    is_inexact: bool
    rank: float
    index_name: str
    is_statement: bool
    id: int


def search(
    connection: Connection, text: str, *, limit: int = DEFAULT_LIMIT, **filters: Unpack[SearchFilters]
) -> ResultSet[Hit]:
    """Return statements, by their words or a translation's, and events, by title or description, with all the words.

    Rows with the very forms of the query come first, then the best by BM25, then by type and id. `text` contains words
    in any form, "exact phrases", beginnings of words with a star, and words to leave out with a minus. The filters
    select statements, and events if these have all of the filters. Raise `InputError` if there is nothing to look for,
    and the errors of filters.
    """
    query = search_query.parse(text)
    selected = _Selected(connection, {name: value for name, value in filters.items() if value is not None})
    rows = checked_limit(limit) + 1 if limit else 0
    best: dict[tuple[bool, int], _Best] = {}
    for index in (STATEMENTS, TRANSLATIONS, EVENTS) if selected.has_events else (STATEMENTS, TRANSLATIONS):
        for hit, owner in _selected_hits(connection, index, query, selected, rows):
            one = _Best(not hit.exact, hit.rank, index.name, index is not EVENTS, owner)
            record = (one.is_statement, one.id)
            best[record] = min(best.get(record, one), one)
    return ResultSet(_hits(connection, query, sorted(best.values())[: limit + 1 if limit else None]), limit)


def _selected_hits(
    connection: Connection, index: SearchIndex, query: SearchQuery, selected: "_Selected", rows: int
) -> list[tuple[FoundRow, int]]:
    """Return the best hits that filters select, each with its record: at least so many `rows`, or all if it is 0.

    Filters usually select enough of the first hits. Only otherwise are all selected rows looked for.
    """
    engine, most = engine_of(connection), max(rows, FIRST_READ)
    if rows and selected.is_filtered:
        hits = engine.search(connection, index, query, most)
        owners = _owners(connection, index, [hit.id for hit in hits])
        chosen = selected.among(owners.values(), is_statement=index is not EVENTS)
        found = [(hit, owners[hit.id]) for hit in hits if owners[hit.id] in chosen]
        if len(hits) < most or len({owner for _, owner in found}) >= rows or not selected.has_any(index):
            return found
    hits = engine.search(connection, index, query, 0 if selected.is_filtered else rows, selected.condition(index))
    owners = _owners(connection, index, [hit.id for hit in hits])
    return [(hit, owners[hit.id]) for hit in hits]


class _Selected:
    """The statements and events that filters select."""

    def __init__(self, connection: Connection, given: Mapping[str, Any]) -> None:
        self._connection = connection
        self.is_filtered = bool(given)
        shared = filters_of.shared_with_events(connection, given)
        self.has_events = shared is not None
        self._conditions: dict[bool, Any] = {}
        if given:
            self._conditions[True] = filters_of.statements(connection, **cast("StatementFilters", given))
        if given and shared is not None:
            self._conditions[False] = filters_of.events(connection, **cast("EventFilters", shared))

    def condition(self, index: SearchIndex) -> Condition | None:
        """Return the condition on the rows of an index, or None if all are selected."""
        if not self.is_filtered:
            return None
        conditions = self._conditions[index is not EVENTS]
        record = "statement_id" if index is TRANSLATIONS else "id"
        selected = f"SELECT id FROM {conditions.table} WHERE {conditions.sql}"
        return f"owner.{record} IN ({selected})", conditions.values

    def has_any(self, index: SearchIndex) -> bool:
        """Return True if filters select any record that an index may find."""
        conditions = self._conditions[index is not EVENTS]
        sql = f"SELECT 1 FROM {conditions.table} WHERE {conditions.sql} LIMIT 1"
        return conditions.engine.execute(self._connection, sql, conditions.values).first() is not None

    def among(self, ids: Iterable[int], *, is_statement: bool) -> set[int]:
        """Return the selected ones among the ids of statements or events, if there are filters."""
        conditions = self._conditions[is_statement]
        engine = conditions.engine
        table, wanted = conditions.table, engine.in_list("found.id", "found_ids", "integer")
        # A subquery, so that rows are looked up by id: the index of a condition may have nearly all rows.
        selected = f"SELECT 1 FROM {table} WHERE {table}.id = found.id AND {conditions.sql}"
        sql = f"SELECT found.id FROM {table} AS found WHERE {wanted} AND EXISTS ({selected})"
        values = {**conditions.values, "found_ids": engine.list_value(ids)}
        return set(engine.execute(self._connection, sql, values).scalars())


def _owners(connection: Connection, index: SearchIndex, ids: Sequence[int]) -> dict[int, int]:
    """Return the record that each row of an index belongs to: itself, or the statement of a translation."""
    if index is not TRANSLATIONS:
        return dict(zip(ids, ids, strict=True))
    engine = engine_of(connection)
    sql = f"SELECT id, statement_id FROM translations WHERE {engine.in_list('id', 'ids', 'integer')}"
    return dict(map(tuple, engine.execute(connection, sql, {"ids": engine.list_value(ids)})))


def _hits(connection: Connection, query: SearchQuery, best: Sequence[_Best]) -> Iterator[Hit]:
    for some in batches(best):
        statements = read(connection, SearchedStatement, [one.id for one in some if one.is_statement])
        events = read(connection, SearchedEvent, [one.id for one in some if not one.is_statement])
        for one in some:
            yield _statement_hit(query, next(statements)) if one.is_statement else _event_hit(query, next(events))


def _statement_hit(query: SearchQuery, record: SearchedStatement) -> Hit:
    texts = [(record.text, record.lang), *((one.text, one.lang) for one in record.translations)]
    text, lang, found = _first_found(query, texts)
    return Hit("statement", record.key, lang, text, found, record.speaker, record.day, record.status)


def _event_hit(query: SearchQuery, record: SearchedEvent) -> Hit:
    texts = [(text, record.lang) for text in (record.title, record.description) if text]
    text, lang, found = _first_found(query, texts)
    return Hit("event", record.key, lang, text, found, None, record.date, None)


def _first_found(query: SearchQuery, texts: Sequence[tuple[str, str]]) -> tuple[str, str, list[tuple[int, int]]]:
    """Return the first text that contains words of the query, its language, and the offsets of the words.

    If none of them has words to highlight, return the first text.
    """
    for text, lang in texts:
        if found := highlight(query, text, lang):
            return text, lang, found
    return *texts[0], []
