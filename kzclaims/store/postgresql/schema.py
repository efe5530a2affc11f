"""The newest schema in PostgreSQL: the tables of `kzclaims.store.schema.tables`, functions, triggers and indexes.

Texts are compared by their bytes, as SQLite compares them (collation "C"). Words of full text are folded by the rules
of ICU, independent of the server's locale. The triggers have the names of those in SQLite and the same effect; those
that run when rows are inserted do so once for all rows of an insert.
"""

import re
from collections.abc import Iterator
from secrets import token_hex
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, Integer, MetaData, String, Table, Text, text
from sqlalchemy.schema import CreateIndex
from sqlalchemy.types import TypeEngine

from kzclaims.language.highlight import fold_letter
from kzclaims.store.engine import SearchIndex, Unit
from kzclaims.store.postgresql.engine import POSTGRESQL
from kzclaims.store.schema.revisions import HEAD
from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.schema.tables import metadata

OWNER = "kzclaims"
"""The comment on the table of revisions, which identifies a database of kzclaims."""

_SPANS = {"statements": "day", "events": "date"}
_UNITS: tuple[tuple[str, Unit], ...] = (("long_spans", "month"), ("longest_spans", "year"))
_DAY = "(day, day_earliest, day_latest)"
_SAID = "(said, said_earliest, said_latest)"
_FIRST_PUBLICATION = """
    SELECT published, published_earliest, published_latest
    FROM appearances JOIN sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
"""
_PASSAGE = 'source_id, exact, prefix, suffix, "start", "end"'
_UNVERIFIED = "UPDATE {} SET verified = NULL, verified_at = NULL WHERE"
_ONLY_GROWS = "RAISE EXCEPTION 'the {} can only grow'"

_CREATE_TRIGGER = "CREATE OR REPLACE TRIGGER"

STATEMENT_TRIGGERS = {
    "statements_day_insert": (
        "INSERT ON statements",
        f"UPDATE statements SET {_DAY} = (one.said, one.said_earliest, one.said_latest) FROM added AS one"
        " WHERE statements.id = one.id AND one.said IS NOT NULL AND one.day IS DISTINCT FROM one.said",
    ),
    "appearances_day_insert": (
        "INSERT ON appearances",
        f"UPDATE statements SET {_DAY} = (first.published, first.published_earliest, first.published_latest)"
        " FROM (SELECT DISTINCT ON (one.statement_id) one.statement_id, published, published_earliest, published_latest"
        " FROM added AS one JOIN sources ON sources.id = one.source_id WHERE published IS NOT NULL"
        " ORDER BY one.statement_id, published_earliest, published_latest, one.id) AS first"
        " WHERE statements.id = first.statement_id AND said IS NULL AND (day IS NULL OR"
        " (first.published_earliest, first.published_latest) < (day_earliest, day_latest))",
    ),
}
"""The triggers that run once for all rows of a statement of SQL: their event and their SQL."""

ROW_TRIGGERS = {
    "statements_day_said": (
        "AFTER UPDATE OF said, said_earliest, said_latest ON statements",
        "new.said IS NOT NULL",
        f"UPDATE statements SET {_DAY} = {_SAID} WHERE id = new.id",
    ),
    "statements_day_unsaid": (
        "AFTER UPDATE OF said ON statements",
        "new.said IS NULL AND old.said IS NOT NULL",
        f"UPDATE statements SET {_DAY} = ({_FIRST_PUBLICATION}) WHERE id = new.id",
    ),
    "appearances_day_update": (
        "AFTER UPDATE OF statement_id, source_id ON appearances",
        "TRUE",
        f"UPDATE statements SET {_DAY} = ({_FIRST_PUBLICATION})"
        " WHERE id IN (old.statement_id, new.statement_id) AND said IS NULL",
    ),
    "appearances_day_delete": (
        "AFTER DELETE ON appearances",
        "TRUE",
        f"UPDATE statements SET {_DAY} = ({_FIRST_PUBLICATION}) WHERE id = old.statement_id AND said IS NULL",
    ),
    "sources_day_update": (
        "AFTER UPDATE OF published, published_earliest, published_latest ON sources",
        "TRUE",
        f"UPDATE statements SET {_DAY} = ({_FIRST_PUBLICATION})"
        " WHERE said IS NULL AND id IN (SELECT statement_id FROM appearances WHERE source_id = new.id)",
    ),
    "appearances_unverified": (
        f"AFTER UPDATE OF {_PASSAGE}, attribution, attribution_kind ON appearances",
        "new.verified IS NOT NULL",
        f"{_UNVERIFIED.format('appearances')} id = new.id",
    ),
    "citations_unverified": (
        f"AFTER UPDATE OF {_PASSAGE} ON citations",
        "new.verified IS NOT NULL",
        f"{_UNVERIFIED.format('citations')} id = new.id",
    ),
    "sources_unverified": (
        "AFTER UPDATE OF text ON sources",
        "new.text IS DISTINCT FROM old.text",
        "; ".join(
            f"{_UNVERIFIED.format(table)} source_id = new.id AND verified IS NOT NULL"
            for table in ("appearances", "citations")
        ),
    ),
    "sources_former_text": (
        "AFTER UPDATE OF text_sha256 ON sources",
        "old.text_sha256 IS NOT NULL AND old.text_sha256 IS DISTINCT FROM new.text_sha256",
        "INSERT INTO former_texts (source_id, sha256, replaced)"
        " VALUES (new.id, old.text_sha256, date_trunc('second', now() AT TIME ZONE 'UTC'))",
    ),
    "statements_unfolded": (
        "AFTER UPDATE OF text ON statements",
        "new.text IS DISTINCT FROM old.text",
        "DELETE FROM statement_folds WHERE statement_id = new.id",
    ),
    "appearances_reworded": (
        "AFTER UPDATE OF statement_id, exact ON appearances",
        "new.as_text",
        "UPDATE appearances SET as_text = FALSE WHERE id = new.id"
        " AND new.exact IS DISTINCT FROM (SELECT text FROM statements WHERE id = new.statement_id)",
    ),
    "statements_reworded": (
        "AFTER UPDATE OF text ON statements",
        "new.text IS DISTINCT FROM old.text",
        "UPDATE appearances SET as_text = FALSE WHERE statement_id = new.id AND as_text",
    ),
    "history_no_update": ("BEFORE UPDATE ON history", "TRUE", _ONLY_GROWS.format("history")),
    "history_no_delete": ("BEFORE DELETE ON history", "TRUE", _ONLY_GROWS.format("history")),
    "chain_no_update": ("BEFORE UPDATE ON chain", "TRUE", _ONLY_GROWS.format("chain")),
    "chain_no_delete": ("BEFORE DELETE ON chain", "TRUE", _ONLY_GROWS.format("chain")),
}
"""The triggers that run for each row: their event, their condition and their SQL."""

ONLY_GROWING = ("history", "chain")
"""The tables that cannot be emptied at once, which no trigger on rows would notice. SQLite has no such statement."""


def create(connection: Connection) -> None:
    """Create the newest schema."""
    _tables().create_all(connection)
    _create_all(connection)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY)")
    connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{OWNER}'")
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")
    setting = "INSERT INTO settings (name, value) VALUES ('database_id', :id)"
    POSTGRESQL.execute(connection, setting, {"id": token_hex(4)})


def complete(connection: Connection) -> None:
    """Create what migrations do not: functions, triggers, full text and partial indexes; remove former ones.

    If words are indexed in another way, all full text is indexed again.
    """
    from kzclaims.store.postgresql import fulltext

    before = _state_of_search(connection)
    functions = {name.partition("(")[0] for name in objects()[2]}
    for name in connection.exec_driver_sql(_OWN_TRIGGERS).scalars().all():
        if name not in functions:
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
    _create_all(connection)
    if _state_of_search(connection) != before:
        for index in INDEXES:
            fulltext.rebuild(connection, index)


_OWN_TRIGGERS = """
    SELECT proname::text FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid
    WHERE pronamespace = current_schema()::regnamespace AND proname = tgname
"""
_SEARCH = "SELECT prosrc, {} FROM pg_proc WHERE proname = 'kzclaims_words' AND pronamespace = 'public'::regnamespace"


def _state_of_search(connection: Connection) -> object:
    """Return the rules by which words are indexed, and which indexes exist."""
    tables = ", ".join(f"to_regclass('public.{index.name}')" for index in INDEXES)
    return connection.exec_driver_sql(_SEARCH.format(tables)).all()


def _create_all(connection: Connection) -> None:
    for index in (one for table in _tables().tables.values() for one in table.indexes):
        connection.execute(CreateIndex(index, if_not_exists=True))
    for sql in (*_functions(), *_indexes(), *_triggers()):
        connection.exec_driver_sql(sql)


def drop(connection: Connection) -> None:
    """Drop the newest schema, and nothing else, with all rows."""
    tables, _, functions = objects()
    connection.exec_driver_sql(f"DROP TABLE {', '.join(tables)} CASCADE")
    connection.exec_driver_sql(f"DROP FUNCTION {', '.join(functions)}")


def objects() -> tuple[list[str], list[str], list[str]]:
    """Return the tables, views and functions of the newest schema."""
    tables = [*metadata.tables, *(index.name for index in INDEXES), "search_totals", "alembic_version"]
    views = [index.view for index in INDEXES if index.view]
    functions = re.findall(r"FUNCTION (\w+\(\w*\))", " ".join([*_functions(), *_triggers()]))
    return tables, views, functions


_DEFINITIONS = """
    SELECT 'column', relname || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid),
        CASE WHEN attcollation <> 0 THEN (SELECT collname::text FROM pg_collation WHERE oid = attcollation) END)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
    AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'constraint', conname::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
    UNION ALL SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname::text = :schema
    UNION ALL SELECT 'view', viewname::text, definition FROM pg_views WHERE schemaname::text = :schema
    UNION ALL SELECT 'trigger', tgname::text, pg_get_triggerdef(pg_trigger.oid) || ' ' || tgenabled::text
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema) AND NOT tgisinternal
    UNION ALL SELECT 'function', proname::text, prosrc FROM pg_proc
    WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)
    ORDER BY 1, 2
"""


def definitions(connection: Connection, schema: str = "public") -> dict[tuple[str, str], str]:
    """Return the definitions of columns, constraints, indexes, views, triggers and functions by type and name."""
    rows = POSTGRESQL.execute(connection, _DEFINITIONS, {"schema": schema})
    return {(kind, name): sql.replace(f"{schema}.", "") for kind, name, sql in rows}


def expected_definitions(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the definitions of a newly created database; the transaction must be rolled back."""
    scratch = f"kzclaims_{token_hex(8)}"
    connection.exec_driver_sql(f"CREATE SCHEMA {scratch}")
    connection.exec_driver_sql(f"SET LOCAL search_path = {scratch}")
    create(connection)
    return definitions(connection, scratch)


def indexed_rows(index: SearchIndex, rows: str | None = None) -> str:
    """Return the SQL of the rows of a full-text index, by default of all rows of its table."""
    # A word between two columns keeps phrases within one.
    words = " || $$'|':1$$::tsvector || ".join(f"kzclaims_words({column})" for column in index.columns)
    some = f"FROM {rows or index.table}{' WHERE NOT as_text' if index.view else ''}"
    length = "(SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words))"
    # With OFFSET, the planner keeps the subquery, and the words are computed once for each row.
    return f"SELECT id, words, {length} FROM (SELECT id, {words} AS words {some} OFFSET 0) AS indexed"


def _tables() -> MetaData:
    """Return the tables with the types and partial indexes of PostgreSQL."""
    copies = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        adapt(table.to_metadata(copies))
    return copies


def adapt(table: Table) -> None:
    """Give a table the types and partial indexes of PostgreSQL."""
    for column in table.c:
        column.type = adapted_type(column.type)
    for index in list(table.indexes):
        if not adapt_index(index):
            table.indexes.remove(index)
        elif str(index.name).endswith("_latest"):
            # In SQLite, too, the ids follow the days: rows are read in the order of results.
            table.indexes.remove(index)
            Index(index.name, *index.columns, table.c.id)


def adapted_type(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type of a column on PostgreSQL."""
    if isinstance(type_, String):
        return Text(collation="C")
    return BigInteger() if isinstance(type_, Integer) else type_


def adapt_index(index: Index) -> bool:
    """Limit an index to the same rows as in SQLite. Return False for one with another expression (`_indexes`)."""
    where = index.dialect_options["sqlite"]["where"]
    if where is not None:
        index.dialect_options["postgresql"]["where"] = text(str(where))
    return "substr" not in str(where)


def _functions() -> Iterator[str]:
    folded = {
        letter: base
        for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
        if (letter := chr(code)) == letter.lower() and (base := fold_letter(letter)) != letter and len(base) == 1
    }
    icu = 'COLLATE "und-x-icu"'
    lower = f"lower($1 {icu})"
    # translate() looks at all these letters for each character of a text, so it is left out where it would do nothing.
    # The last letter of the class is the sign of the ångström, whose small letter is one of them.
    plain = f"CASE WHEN $1 ~ '[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff\u212b]' THEN translate(regexp_replace({lower},"
    plain += f" '[\u0300-\u036f]', '', 'g'), '{''.join(folded)}', '{''.join(folded.values())}') ELSE {lower} END"
    yield (
        "CREATE OR REPLACE FUNCTION kzclaims_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        # Spaces separate words already: replacing only other characters is several times as fast.
        " AS $sql$ SELECT"
        f" coalesce(to_tsvector('pg_catalog.simple', regexp_replace(({plain}) {icu}, '[^[:alnum:] ]+', ' ', 'g')), '')"
        " $sql$"
    )


def _indexes() -> Iterator[str]:
    for table, name in _SPANS.items():
        earliest, latest = f"{name}_earliest", f"{name}_latest"
        for index, unit in _UNITS:
            # The planner expects a third of all rows in them, and would avoid them if it had to fetch other columns.
            included = "id, speaker_id, organization_id" if table == "statements" else "id"
            columns = f"({earliest}, {latest}) INCLUDE ({included})"
            spans = POSTGRESQL.spans(earliest, latest, unit)
            yield f"CREATE INDEX IF NOT EXISTS ix_{table}_{index} ON {table} {columns} WHERE {spans}"
    # The index of the days, read backwards, begins with the undated rows.
    newest = "day_earliest DESC NULLS LAST, day_latest DESC NULLS LAST, id DESC"
    yield f"CREATE INDEX IF NOT EXISTS ix_statements_newest ON statements ({newest})"
    yield (
        'CREATE TABLE IF NOT EXISTS search_totals (name TEXT COLLATE "C" PRIMARY KEY, rows BIGINT NOT NULL DEFAULT 0,'
        " words BIGINT NOT NULL DEFAULT 0)"
    )
    for search in INDEXES:
        columns = "id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, length INTEGER NOT NULL"
        yield f"CREATE TABLE IF NOT EXISTS {search.name} ({columns})"
        yield f"CREATE INDEX IF NOT EXISTS ix_{search.name}_words ON {search.name} USING gin (words)"
        yield f"INSERT INTO search_totals (name) VALUES ('{search.name}') ON CONFLICT DO NOTHING"
        if search.view:
            columns = ", ".join(search.columns)
            yield f"CREATE OR REPLACE VIEW {search.view} AS SELECT id, {columns} FROM {search.table} WHERE NOT as_text"


def _triggers() -> Iterator[str]:
    for name, (event, sql) in STATEMENT_TRIGGERS.items():
        yield from _for_statement(name, event, sql)
    for name, (event, condition, sql) in ROW_TRIGGERS.items():
        yield from _for_row(name, event, condition, sql)
    for table in ONLY_GROWING:
        name = f"{table}_no_truncate"
        yield _function(name, _ONLY_GROWS.format(table))
        yield f"{_CREATE_TRIGGER} {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    for index in INDEXES:
        name, table = index.name, index.table
        insert = f"INSERT INTO {name} (id, words, length)"
        yield from _for_statement(f"{name}_insert", f"INSERT ON {table}", f"{insert} {indexed_rows(index, 'added')}")
        removed = f"DELETE FROM {name} WHERE id IN (SELECT id FROM removed)"
        yield from _for_statement(f"{name}_delete", f"DELETE ON {table}", removed)
        columns = ", ".join([*index.columns, *(["as_text"] if index.view else [])])
        one = f"(SELECT new.*) AS {table}"
        changed = f"DELETE FROM {name} WHERE id = old.id; {insert} {indexed_rows(index, one)}"
        yield from _for_row(f"{name}_update", f"AFTER UPDATE OF id, {columns} ON {table}", "TRUE", changed)
        for event, rows, sign in (("INSERT", "added", "+"), ("DELETE", "removed", "-")):
            total = (
                f"UPDATE search_totals SET rows = rows {sign} (SELECT count(*) FROM {rows}),"
                f" words = words {sign} (SELECT coalesce(sum(length), 0) FROM {rows}) WHERE name = '{name}'"
            )
            yield from _for_statement(f"{name}_total_{event.lower()}", f"{event} ON {name}", total)


def _for_statement(name: str, event: str, sql: str) -> Iterator[str]:
    rows = "NEW TABLE AS added" if event.startswith("INSERT") else "OLD TABLE AS removed"
    yield _function(name, sql)
    yield f"{_CREATE_TRIGGER} {name} AFTER {event} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def _for_row(name: str, event: str, condition: str, sql: str) -> Iterator[str]:
    yield _function(name, sql)
    yield f"{_CREATE_TRIGGER} {name} {event} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()"


def _function(name: str, sql: str) -> str:
    body = f"$sql$ BEGIN {sql}; RETURN NULL; END $sql$"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {body}"
