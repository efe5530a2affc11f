"""Full-text search with FTS5: expressions, the best rows, and the state of the indexes.

An index contains the words as printed; a query lists their forms (`kzclaims.language.search_query`). The FTS5 tables
have external content (https://www.sqlite.org/fts5.html#external_content_tables): triggers keep them in step with the
tables that they index, whichever program writes to those. The migrations create tables and triggers.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from kzclaims.language.search_query import Alternatives, SearchQuery, SearchTerm, expand, spell
from kzclaims.store.engine import NO_LIMIT, Hit, SearchIndex

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""Porter stems English and lets Cyrillic pass. Diacritics go, so that «народ» finds «наро́д» and "cafe" finds
"café"; from ё, й, ї, қ nothing is taken away, as long as the text has them as one letter (NFC)."""


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


def count(connection: Connection, index: SearchIndex, expression: str, most: int) -> int:
    """Return the number of rows that match an FTS5 expression, counted up to `most`."""
    rows = f"SELECT 1 FROM {index.name} WHERE {index.name} MATCH ? LIMIT ?"
    counted = connection.exec_driver_sql(f"SELECT count(*) FROM ({rows})", (expression, most))
    number: int = counted.scalar_one()
    return number


def matching(connection: Connection, index: SearchIndex, expression: str, limit: int, *, ranked: bool) -> list[int]:
    """Return the ids of rows that match an FTS5 expression, by rank if asked for."""
    order = "ORDER BY rank, rowid" if ranked else ""
    sql = f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH ? {order} LIMIT ?"
    return list(connection.exec_driver_sql(sql, (expression, limit)).scalars())


def expression(query: SearchQuery) -> str:
    """Return the FTS5 expression of a query, with all forms of its words."""
    return _expression(query, expand)


def exact_expression(query: SearchQuery) -> str:
    """Return the FTS5 expression for the very forms of a query; `expression` matches everything that this matches."""
    return _expression(query, spell)


def best(
    connection: Connection, index: SearchIndex, query: SearchQuery, limit: int = 0, *, only_visible: bool = False
) -> list[Hit]:
    """Return the matching rows, those with the very forms first, then by BM25 and id; 0 is no limit.

    With `only_visible`, only rows that the connection sees in the table, which a temporary view may be in front of.
    """
    hits: dict[int, Hit] = {}
    exact, widest = exact_expression(query), expression(query)
    visible = f"AND rowid IN (SELECT id FROM {index.table})" if only_visible else ""
    for match in dict.fromkeys((exact, widest)):
        if limit and len(hits) >= limit:
            break
        rows = connection.exec_driver_sql(
            f"SELECT rowid, rank FROM {index.name} WHERE {index.name} MATCH ? {visible} ORDER BY rank, rowid LIMIT ?",
            (match, limit or NO_LIMIT),
        )
        for row_id, rank in rows:
            hits.setdefault(row_id, Hit(row_id, match == exact, rank))
    return list(hits.values())[: limit or None]


def any_of(alternatives: Alternatives) -> str:
    """Return the FTS5 expression for texts that match one of the alternatives."""
    phrases = map(_string, alternatives.phrases)
    return " OR ".join([*phrases, *(f"{_string(prefix)} *" for prefix in alternatives.prefixes)])


def _expression(query: SearchQuery, alternatives: Callable[[SearchTerm], Alternatives]) -> str:
    required = " AND ".join(f"({any_of(alternatives(term))})" for term in query.required)
    if not query.excluded:
        return required
    # All forms are excluded, also from the rows with the very forms of the query.
    excluded = " OR ".join(any_of(expand(term)) for term in query.excluded)
    return f"({required}) NOT ({excluded})"


def _string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
