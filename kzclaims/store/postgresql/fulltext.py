"""Full-text search with tsvector: queries, the best rows by BM25, and the state of the indexes.

An index is a table with the words of each row as printed, folded as FTS5 folds them
(`kzclaims.language.highlight`); triggers keep it in sync with the table that it indexes. BM25 is computed as by
FTS5 (https://www.sqlite.org/fts5.html#the_bm25_function), so that both engines order results alike.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import log

from sqlalchemy import Connection

from kzclaims.language.highlight import tokens_of
from kzclaims.language.search_query import Alternatives, SearchQuery, expand
from kzclaims.store.engine import Condition, Hit, SearchIndex
from kzclaims.store.postgresql.engine import POSTGRESQL
from kzclaims.store.postgresql.schema import indexed_rows
from kzclaims.store.schema.search_parts import Expansion, SearchPart, best_hits, parts_of

K1, B = 1.2, 0.75
"""The parameters of BM25 in FTS5."""

_INDEXED = "kzclaims_indexed_rows"

LONGEST_WORD = 2046
"""The number of bytes of the longest word that PostgreSQL indexes; longer ones match nothing."""

_Values = dict[str, object]


def condition(connection: Connection, index: SearchIndex, query: SearchQuery, ids: str = "id") -> tuple[str, _Values]:
    """Return a subquery of the ids of matching rows, or of another column of theirs, and its parameters' values."""
    selects: list[str] = []
    values: _Values = {}
    for part in parts_of(query, _tags(connection, index.table), expand):
        rows, bound = _select(index, part, f"{index.table}_search_{len(selects)}")
        selects.append(f"SELECT id FROM ({rows}) AS found")
        values |= bound
    found = " UNION ALL ".join(selects) or f"SELECT id FROM {index.table} WHERE FALSE"
    if ids == "id":
        return found, values
    return f"SELECT {ids} FROM {index.table} WHERE id IN ({found})", values


def best(
    connection: Connection, index: SearchIndex, query: SearchQuery, limit: int = 0, among: Condition | None = None
) -> list[Hit]:
    """Return the matching rows: exactly the query's forms first, then by BM25 and id; 0 is no limit."""
    tags = _tags(connection, index.table)

    def best_of(expansion: Expansion) -> Iterator[tuple[float, int]]:
        for part in parts_of(query, tags, expansion):
            rows, values = _select(index, part, "search", among)
            yield from _ranked(connection, index, rows, values, part.required, limit)

    return best_hits(limit, best_of)


def has_rows(connection: Connection, index: SearchIndex) -> bool:
    """Return True if an index has any row."""
    return connection.exec_driver_sql(f"SELECT 1 FROM {index.name} LIMIT 1").first() is not None


def count(connection: Connection, index: SearchIndex, spellings: Sequence[str], most: int) -> int:
    """Return the number of rows with one of the spellings of a word, counted up to `most`."""
    rows = f"SELECT 1 FROM {index.name} WHERE words @@ CAST(:words AS tsquery) LIMIT :most"
    sql = f"SELECT count(*) FROM ({rows}) AS found"
    values = {"words": _any_of(Alternatives(spellings)), "most": most}
    number: int = POSTGRESQL.execute(connection, sql, values).scalar_one()
    return number


def with_any(connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int) -> list[int]:
    """Return the ids of the rows with the most of some words, the best first."""
    alternatives = [Alternatives(spellings) for spellings in words]
    sql = f"SELECT id, words, length FROM {index.name} WHERE words @@ CAST(:search_words AS tsquery)"
    values: _Values = {"search_words": " | ".join(filter(None, map(_any_of, alternatives)))}
    return [row_id for _, row_id in _ranked(connection, index, sql, values, alternatives, limit)]


def with_all(connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int) -> list[int]:
    """Return the ids of some rows that have all of some words, in no order."""
    sql = f"SELECT id FROM {index.name} WHERE words @@ CAST(:words AS tsquery) LIMIT :limit"
    values = {"words": _all_of(Alternatives(spellings) for spellings in words), "limit": limit}
    return list(POSTGRESQL.execute(connection, sql, values).scalars())


def rebuild(connection: Connection, index: SearchIndex) -> None:
    """Fill an index again from its table."""
    # The server can use several processors to create a table, and only one to insert rows.
    for sql in (
        f"DELETE FROM {index.name}",
        f"CREATE UNLOGGED TABLE {_INDEXED} (id, words, length) AS {indexed_rows(index)}",
        f"INSERT INTO {index.name} (id, words, length) SELECT id, words, length FROM {_INDEXED}",
        f"DROP TABLE {_INDEXED}",
    ):
        connection.exec_driver_sql(sql)


def overlay(connection: Connection, index: SearchIndex) -> None:
    """Hide the stored index behind one of the rows that the connection sees; few rows differ."""
    name, table = index.name, index.table
    former = indexed_rows(index, f"pg_temp.former_{table}")
    for sql in (
        f"CREATE TEMP VIEW {name} AS SELECT id, words, length FROM public.{name} AS row"
        f" WHERE id NOT IN (SELECT id FROM pg_temp.changed_{table})"
        f" AND EXISTS (SELECT 1 FROM pg_temp.{table} AS owner WHERE owner.id = row.id) UNION ALL {former}",
        "CREATE TEMP TABLE IF NOT EXISTS search_totals AS SELECT * FROM public.search_totals",
        f"UPDATE pg_temp.search_totals SET (rows, words) = (SELECT count(*), coalesce(sum(length), 0) FROM {name})"
        f" WHERE name = '{name}'",
    ):
        connection.exec_driver_sql(sql)


def _select(index: SearchIndex, part: SearchPart, prefix: str, among: Condition | None = None) -> tuple[str, _Values]:
    """Return SQL for the ids, words and lengths of matching rows, and its values, whose names begin with `prefix`."""
    values: _Values = {}
    conditions: list[str] = []
    if among:
        conditions.append(among[0])
        values |= among[1]
    if part.required:
        conditions.append(f"row.words @@ CAST(:{prefix}_words AS tsquery)")
        values[f"{prefix}_words"] = _all_of(part.required)
    if part.langs is not None:
        conditions.append(POSTGRESQL.in_list("owner.lang", f"{prefix}_langs"))
        values[f"{prefix}_langs"] = list(part.langs)
    text = " || ' ' || ".join(f"coalesce(owner.{column}, '')" for column in index.columns)
    for sign, some in ((">", part.letters), ("=", part.excluded_letters)):
        for letters in some:
            parameter = f"{prefix}_letters_{len(values)}"
            conditions.append(f"strpos({text}, :{parameter}) {sign} 0")
            values[parameter] = letters
    if without := " | ".join(filter(None, map(_any_of, part.excluded))):
        conditions.append(f"NOT row.words @@ CAST(:{prefix}_excluded AS tsquery)")
        values[f"{prefix}_excluded"] = without
    where = " AND ".join(conditions) or "TRUE"
    return (
        f"SELECT row.id, row.words, row.length FROM {index.name} AS row JOIN {index.table} AS owner"
        f" ON owner.id = row.id WHERE {where}",
        values,
    )


def _ranked(
    connection: Connection,
    index: SearchIndex,
    rows: str,
    values: _Values,
    required: Iterable[Alternatives],
    limit: int,
) -> list[tuple[float, int]]:
    """Return the ranks and ids of the best of some rows."""
    phrases, prefixes = (
        {tokens for one in required for phrase in one[kind] if (tokens := tokens_of(phrase))} for kind in (0, 1)
    )
    some = {tokens: _phrase(tokens) for tokens in sorted(phrases)}
    some |= {(*tokens, ""): _phrase(tokens, is_prefix=True) for tokens in sorted(prefixes)}
    total, length, weights = _weights(connection, index, list(some.values()))
    if not total:
        return []
    # Single words, beginnings of words, and phrases.
    kinds: dict[str, dict[str, float]] = {"single": {}, "begun": {}, "phrase": {}}
    for tokens, query in some.items():
        if len(tokens) == 1:
            kinds["single"][tokens[0]] = weights[query]
        elif len(tokens) == 2 and not tokens[1]:
            kinds["begun"][tokens[0]] = weights[query]
        else:
            # A phrase whose last word is only begun ends with a space.
            kinds["phrase"][" ".join(tokens)] = weights[query]
    found: list[str] = []
    for kind, weighted in kinds.items():
        if weighted:
            values |= {f"{kind}_words": list(weighted), f"{kind}_weights": list(weighted.values())}
            found.append(f"{_FREQUENCIES[kind]} {_GIVEN.format(kind=kind)} {_MATCHING[kind]}")
    norm = f"({K1} * ({1 - B} + {B} * row.length / {length!r}))"
    score = (
        f"(SELECT coalesce(sum(weight * frequency * {K1 + 1} / (frequency + {norm})), 0)"
        f" FROM ({' UNION ALL '.join(found)}) AS found)"
        if found
        else "0"
    )
    # The order of adding differs between rows with the same words: the last digits are not significant.
    sql = f"SELECT -round(({score})::numeric, 9)::float8 AS rank, row.id FROM ({rows}) AS row ORDER BY 1, 2"
    if limit:
        sql += " LIMIT :most"
        values["most"] = limit
    return [(rank, row_id) for rank, row_id in POSTGRESQL.execute(connection, sql, values)]


_PHRASES = """
    (SELECT count(*) FROM unnest(row.words) AS first, unnest(first.positions) AS place
    WHERE first.lexeme = split_part(given.word, ' ', 1) AND NOT EXISTS (
        SELECT 1 FROM unnest(string_to_array(rtrim(given.word), ' ')) WITH ORDINALITY AS one (token, number)
        WHERE NOT EXISTS (
            SELECT 1 FROM unnest(row.words) AS word WHERE place + number - 1 = ANY(word.positions)
            AND (word.lexeme = token OR starts_with(word.lexeme, token) AND given.word LIKE '% ' AND number > 1
                AND number = cardinality(string_to_array(rtrim(given.word), ' ')))
        )
    ))
"""
"""The number of times that a phrase occurs in a row: the places of its first word that its other words follow."""

_FREQUENCIES = {
    "single": "SELECT given.weight, cardinality(word.positions) AS frequency FROM unnest(row.words) AS word JOIN",
    "begun": "SELECT given.weight, sum(cardinality(word.positions)) AS frequency FROM unnest(row.words) AS word JOIN",
    "phrase": f"SELECT given.weight, {_PHRASES} AS frequency FROM",
}
_GIVEN = "unnest(CAST(:{kind}_words AS text[]), CAST(:{kind}_weights AS float8[])) AS given (word, weight)"
_MATCHING = {
    "single": "ON given.word = word.lexeme",
    "begun": "ON starts_with(word.lexeme, given.word) GROUP BY given.word, given.weight",
    "phrase": f"WHERE {_PHRASES} > 0",
}


def _weights(connection: Connection, index: SearchIndex, queries: list[str]) -> tuple[int, float, dict[str, float]]:
    """Return the number of rows of an index, their mean length, and the weight of each of some queries (IDF)."""
    totals = f"SELECT rows, words FROM search_totals WHERE name = '{index.name}'"
    total, words = POSTGRESQL.execute(connection, totals).one()
    if not total:
        return 0, 1.0, {}
    counts = (
        f"SELECT query, (SELECT count(*) FROM {index.name} WHERE words @@ query::tsquery)"
        " FROM unnest(CAST(:queries AS text[])) AS query"
    )
    weights = {
        query: max(log((total - number + 0.5) / (number + 0.5)), 1e-6)
        for query, number in POSTGRESQL.execute(connection, counts, {"queries": queries})
    }
    return total, float(words) / total or 1.0, weights


def _tags(connection: Connection, table: str) -> list[str]:
    """Return the languages of a table's rows, each by one look-up in the index of its column."""
    stored = f"public.{table}"
    sql = f"""
        WITH RECURSIVE found(lang) AS (
            (SELECT lang FROM {stored} ORDER BY lang LIMIT 1)
            UNION ALL SELECT (SELECT lang FROM {stored} WHERE lang > found.lang ORDER BY lang LIMIT 1)
            FROM found WHERE lang IS NOT NULL
        )
        SELECT lang FROM found WHERE lang IS NOT NULL
    """
    tags = set(connection.exec_driver_sql(sql).scalars())
    former = f"former_{table}"
    if POSTGRESQL.execute(connection, "SELECT to_regclass(:name)", {"name": f"pg_temp.{former}"}).scalar_one():
        tags |= set(connection.exec_driver_sql(f"SELECT DISTINCT lang FROM pg_temp.{former}").scalars())
    return sorted(tags)


def _all_of(required: Iterable[Alternatives]) -> str:
    """Return the tsquery for texts that match one alternative of each."""
    return " & ".join(f"({_any_of(one) or _NOTHING})" for one in required)


_NOTHING = "'/'"
"""A tsquery that matches nothing: no word of an index is punctuation."""


def _any_of(alternatives: Alternatives) -> str:
    """Return the tsquery for texts that match one of the alternatives."""
    phrases = (_phrase(tokens) for phrase in alternatives.phrases if (tokens := tokens_of(phrase)))
    prefixes = (_phrase(tokens, is_prefix=True) for phrase in alternatives.prefixes if (tokens := tokens_of(phrase)))
    return " | ".join([*phrases, *prefixes])


def _phrase(tokens: Sequence[str], *, is_prefix: bool = False) -> str:
    if any(len(token.encode()) > LONGEST_WORD for token in tokens):
        return _NOTHING
    words = " <-> ".join(f"'{token}'" for token in tokens)
    return f"({words}{':*' if is_prefix else ''})"
