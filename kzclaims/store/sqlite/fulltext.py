"""Full-text search with FTS5: expressions, the best rows, and the state of the indexes.

An index contains the words as printed; a query lists their forms (`kzclaims.language.search_query`). The FTS5 tables
have external content (https://www.sqlite.org/fts5.html#external_content_tables): triggers keep them in step with the
tables that they index, whichever program writes to those. The migrations create tables and triggers.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from kzclaims.language.search_query import Alternatives, SearchQuery, expand
from kzclaims.store.engine import Condition, Hit, SearchIndex
from kzclaims.store.schema.search_parts import Expansion, SearchPart, best_hits, parts_of

TOKENIZER = "unicode61 remove_diacritics 2"
"""Diacritics go, so that «народ» finds «наро́д» and "cafe" finds "café"; ё, й, ї, қ keep theirs as long as the text has
them as one letter (NFC)."""


def rebuild_sql(index: SearchIndex) -> str:
    """Return the SQL that fills an index again from its table."""
    return f"INSERT INTO {index.name}({index.name}) VALUES ('rebuild')"


def check_sql(index: SearchIndex) -> str:
    """Return the SQL that fails with `SQLITE_CORRUPT_VTAB` unless the index matches its table."""
    return f"INSERT INTO {index.name}({index.name}, rank) VALUES ('integrity-check', 1)"


def add_rows(connection: Connection, index: SearchIndex, first_id: int) -> None:
    """Index the rows from an id on, which no trigger has indexed."""
    columns = ", ".join(index.columns)
    connection.exec_driver_sql(
        f"INSERT INTO {index.name}(rowid, {columns}) "
        f"SELECT id, {columns} FROM {index.content} WHERE id >= ? ORDER BY id",
        (first_id,),
    )


def overlay(connection: Connection, index: SearchIndex) -> None:
    """Create a temporary index in front of the stored one, of the rows that the connection sees."""
    columns = ", ".join(index.columns)
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE temp.{index.name} USING fts5({columns},"
        f" content='{index.table}', content_rowid='id', tokenize='{TOKENIZER}')"
    )
    # FTS5 keeps new entries in memory until a transaction or savepoint ends, and needs to write then.
    with connection.begin_nested():
        connection.exec_driver_sql(f"INSERT INTO temp.{index.name}({index.name}) VALUES ('rebuild')")


def has_rows(connection: Connection, index: SearchIndex) -> bool:
    """Return True if an index has any row."""
    return connection.exec_driver_sql(f"SELECT 1 FROM {index.name}_docsize LIMIT 1").first() is not None


def count(connection: Connection, index: SearchIndex, expression: str, most: int) -> int:
    """Return the number of rows that match an FTS5 expression, counted up to `most`."""
    rows = f"SELECT 1 FROM {index.name} WHERE {index.name} MATCH ? LIMIT ?"
    counted = connection.exec_driver_sql(f"SELECT count(*) FROM ({rows})", (expression, most))
    number: int = counted.scalar_one()
    return number


def matching(connection: Connection, index: SearchIndex, expression: str, limit: int, *, ranked: bool) -> list[int]:
    """Return the ids of rows that match an FTS5 expression, by rank if `ranked`."""
    order = "ORDER BY rank, rowid" if ranked else ""
    sql = f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH ? {order} LIMIT ?"
    return list(connection.exec_driver_sql(sql, (expression, limit)).scalars().all())


def matching_each(
    connection: Connection, index: SearchIndex, expressions: Sequence[str], most: int
) -> list[Sequence[int] | None]:
    """Return the ids of the rows that match each of a few FTS5 expressions, or None for more than `most`."""
    rows = f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH ? LIMIT ?"
    # One text is read faster than a thousand rows.
    ids = f"SELECT CASE WHEN count(*) <= ? THEN coalesce(group_concat(rowid), '') END FROM ({rows})"
    values = tuple(value for expression in expressions for value in (most, expression, most + 1))
    found = connection.exec_driver_sql(" UNION ALL ".join([ids] * len(expressions)), values).scalars()
    return [None if text is None else array("q", map(int, text.split(",") if text else ())) for text in found]


def condition(
    connection: Connection, index: SearchIndex, query: SearchQuery, ids: str = "id"
) -> tuple[str, dict[str, object]]:
    """Return a subquery of the ids of matching rows, or of another column of theirs, and its parameters' values."""
    selects: list[str] = []
    values: dict[str, object] = {}
    for part in _parts(connection, index, query, expand):
        rows, bound = part.select(f"{index.table}_search_{len(selects)}")
        selects.append(rows)
        values |= bound
    found = " UNION ALL ".join(selects) or f"SELECT id FROM {index.table} WHERE FALSE"
    if ids == "id":
        return found, values
    return f"SELECT {ids} FROM {index.table} WHERE id IN ({found})", values


def best(
    connection: Connection, index: SearchIndex, query: SearchQuery, limit: int = 0, among: Condition | None = None
) -> list[Hit]:
    """Return the matching rows: exactly the query's forms first, then by BM25 and id; 0 is no limit."""

    def best_of(expansion: Expansion) -> Iterator[tuple[float, int]]:
        for part in _parts(connection, index, query, expansion):
            yield from _best_of(connection, part, limit, among)

    return best_hits(limit, best_of)


def _best_of(connection: Connection, part: "_Part", limit: int, among: Condition | None) -> list[tuple[float, int]]:
    """Return the ranks and ids of the best rows, with all those that have the rank of the last one."""
    sql, values = part.select("search", ranked=True, among=among)
    found: list[tuple[float, int]] = []
    # FTS5 yields rows by rank. A second ORDER BY term would read all of them to sort.
    with connection.exec_driver_sql(sql, values) as rows:
        for rank, row_id in rows:
            if limit and len(found) >= limit and rank > found[limit - 1][0]:
                break
            found.append((rank, row_id))
    return found


@dataclass(frozen=True)
class _Part:
    """The rows in some languages that match an FTS5 expression and contain some letters in a row."""

    index: SearchIndex
    expression: str
    excluded: str
    """An FTS5 expression whose rows are left out, where `expression` cannot exclude them."""
    part: SearchPart

    def select(
        self, prefix: str, *, ranked: bool = False, among: Condition | None = None
    ) -> tuple[str, dict[str, object]]:
        """Return SQL for the ids, by rank if `ranked`, and the values of its parameters, which begin with `prefix`."""
        name, table = self.index.name, self.index.table
        values: dict[str, object] = {}
        conditions: list[str] = []
        part = self.part
        if part.langs is not None:
            conditions.append(f"owner.lang IN (SELECT value FROM json_each(:{prefix}_langs))")
            values[f"{prefix}_langs"] = msgspec.json.encode(part.langs).decode()
        text = " || ' ' || ".join(f"coalesce(owner.{column}, '')" for column in self.index.columns)
        for sign, some in ((">", part.letters), ("=", part.excluded_letters)):
            for letters in some:
                parameter = f"{prefix}_letters_{len(values)}"
                conditions.append(f"instr({text}, :{parameter}) {sign} 0")
                values[parameter] = letters
        if self.excluded:
            conditions.append(f"owner.id NOT IN (SELECT rowid FROM {name} WHERE {name} MATCH :{prefix}_excluded)")
            values[f"{prefix}_excluded"] = self.excluded
        if among:
            conditions.append(among[0])
            values |= among[1]
        where = " AND ".join(conditions)
        if not self.expression:
            columns = "0.0, owner.id" if ranked else "owner.id"
            order = " ORDER BY owner.id" if ranked else ""
            return f"SELECT {columns} FROM {table} AS owner WHERE {where}{order}", values
        values[f"{prefix}_match"] = self.expression
        sql = f"SELECT {'rank, ' if ranked else ''}rowid FROM {name} WHERE {name} MATCH :{prefix}_match"
        if conditions or ranked:
            # Ranked rows are read as records next, so they must exist, also as of an earlier day.
            owner = " AND ".join([f"owner.id = {name}.rowid", *conditions])
            sql += f" AND EXISTS (SELECT 1 FROM {table} AS owner WHERE {owner})"
        return sql + (" ORDER BY rank" if ranked else ""), values


def _parts(connection: Connection, index: SearchIndex, query: SearchQuery, expansion: Expansion) -> list[_Part]:
    return [_compiled(index, part) for part in parts_of(query, _tags(connection, index.table), expansion)]


def _compiled(index: SearchIndex, part: SearchPart) -> _Part:
    expression = " AND ".join(f"({any_of(one)})" for one in part.required)
    without = " OR ".join(map(any_of, part.excluded))
    if expression and without:
        expression, without = f"({expression}) NOT ({without})", ""
    return _Part(index, expression, without, part)


def _tags(connection: Connection, table: str) -> list[str]:
    """Return the languages of a table's rows, each by one look at the index of its column."""
    sql = f"""
        WITH RECURSIVE found(lang) AS (
            SELECT min(lang) FROM main.{table}
            UNION ALL SELECT (SELECT min(lang) FROM main.{table} WHERE lang > found.lang) FROM found WHERE lang NOT NULL
        )
        SELECT lang FROM found WHERE lang NOT NULL
    """
    tags = set(connection.exec_driver_sql(sql).scalars())
    former = f"former_{table}"
    is_rewound = "SELECT 1 FROM temp.sqlite_schema WHERE name = ?"
    if connection.exec_driver_sql(is_rewound, (former,)).first():
        tags |= set(connection.exec_driver_sql(f"SELECT DISTINCT lang FROM temp.{former}").scalars())
    return sorted(tags)


def any_of(alternatives: Alternatives) -> str:
    """Return the FTS5 expression for texts that match one of the alternatives."""
    phrases = map(_string, alternatives.phrases)
    return " OR ".join([*phrases, *(f"{_string(prefix)} *" for prefix in alternatives.prefixes)])


def any_spelling(spellings: Sequence[str]) -> str:
    """Return the FTS5 expression for texts with a word in one of its spellings."""
    return any_of(Alternatives(spellings))


def _string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
