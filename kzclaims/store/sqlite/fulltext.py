"""Full-text search with FTS5: queries, the best rows, marks, and the state of the indexes.

An index contains the words as printed; the query lists their forms (`kzclaims.language.inflection`). The FTS5 tables
have external content (SQLite's FTS5 documentation, 4.4.3): triggers keep them in step with the tables that they index,
whichever program writes to those. The migrations create tables and triggers.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from sqlalchemy import Connection

from kzclaims.language import inflection as forms
from kzclaims.language.search_query import CLOSE, OPEN, Asked, Question
from kzclaims.store.engine import Hit
from kzclaims.store.schema.search_indexes import SearchIndex

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""Porter stems English and lets Cyrillic pass. Diacritics go, so that «народ» finds «наро́д» and "cafe" finds
"café"; from ё, й, ї, қ nothing is taken away, as long as the text has them as one letter (NFC)."""


def rebuild_sql(index: SearchIndex) -> str:
    """Return the SQL that fills an index again from its table."""
    return f"INSERT INTO {index.name}({index.name}) VALUES ('rebuild')"  # noqa: S608 - a constant name


def check_sql(index: SearchIndex) -> str:
    """Return the SQL that fails with `SQLITE_CORRUPT_VTAB` unless the index matches its table."""
    return f"INSERT INTO {index.name}({index.name}, rank) VALUES ('integrity-check', 1)"  # noqa: S608 - the same


def add_rows(connection: Connection, index: SearchIndex, first_id: int) -> None:
    """Index the rows from an id on, which no trigger has indexed."""
    columns = ", ".join(index.columns)
    connection.exec_driver_sql(
        f"INSERT INTO {index.name}(rowid, {columns}) "  # noqa: S608 - constant names
        f"SELECT id, {columns} FROM {index.content} WHERE id >= ? ORDER BY id",
        (first_id,),
    )


def count(connection: Connection, index: SearchIndex, expression: str, most: int) -> int:
    """Return the number of rows that match an FTS5 expression, counted up to `most`."""
    rows = f"SELECT 1 FROM {index.name} WHERE {index.name} MATCH ? LIMIT ?"  # noqa: S608 - a constant name
    counted = connection.exec_driver_sql(f"SELECT count(*) FROM ({rows})", (expression, most))  # noqa: S608 - the same
    number: int = counted.scalar_one()
    return number


def matching(connection: Connection, index: SearchIndex, expression: str, limit: int, *, ranked: bool) -> list[int]:
    """Return the ids of rows that match an FTS5 expression, by rank if asked for."""
    order = "ORDER BY rank, rowid" if ranked else ""
    sql = f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH ? {order} LIMIT ?"  # noqa: S608 - a constant name
    return list(connection.exec_driver_sql(sql, (expression, limit)).scalars())


def expression(question: Question) -> str:
    """The FTS5 query that the question stands for, with all forms of its words."""
    return _expression(question, _any_form)


def exact_expression(question: Question) -> str:
    """The FTS5 query for the very forms asked; what it finds, `expression` finds too."""
    return _expression(question, _as_asked)


def best(connection: Connection, index: SearchIndex, question: Question, limit: int = 0) -> list[Hit]:
    """The rows that answer the question, best first: those with the very forms asked before the others.

    Within both, by BM25. At most `limit` rows, all for 0.
    """
    hits: dict[int, Hit] = {}
    exact, widest = exact_expression(question), expression(question)
    for match in dict.fromkeys((exact, widest)):
        if limit and len(hits) >= limit:
            break
        rows = connection.exec_driver_sql(
            f"SELECT rowid, rank FROM {index.name} WHERE {index.name} MATCH ? ORDER BY rank, rowid LIMIT ?",  # noqa: S608
            (match, limit or -1),
        )
        for row_id, rank in rows:
            hits.setdefault(row_id, Hit(row_id, match == exact, rank))
    return list(hits.values())[: limit or None]


def marked(question: Question, texts: Iterable[str], *, words: int | None = None) -> list[str]:
    """The texts, with OPEN and CLOSE around every word and every row of words that the question asks for.

    Whole, or of each the best piece of about `words` words (1 to 64), with … where it is cut. A text that has
    none of what is asked stays as it is. The texts are indexed in memory, so no database is asked.
    """
    # Marks that a text brings along would be taken for ours.
    found = [text.replace(OPEN, "").replace(CLOSE, "") for text in texts]
    call = "highlight(texts, 0, ?, ?)" if words is None else f"snippet(texts, 0, ?, ?, '…', {words:d})"
    any_of_it = " OR ".join(any_of(*_any_form(asked)) for asked in question.wanted)
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='{TOKENIZER}')")
        memory.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(found))
        select_marked = f"SELECT rowid, {call} FROM texts WHERE texts MATCH ?"  # noqa: S608
        marks = memory.execute(select_marked, (OPEN, CLOSE, any_of_it))
        for row, text in marks:
            found[row] = text
    return found


_Alternatives = tuple[Sequence[str], Sequence[str]]
"""Words, and beginnings of words."""


def _any_form(asked: Asked) -> _Alternatives:
    if asked.how != "forms":
        return _as_asked(asked)
    term = forms.term(asked.text)
    return term.words, term.prefixes


def _as_asked(asked: Asked) -> _Alternatives:
    if asked.how == "forms":
        return forms.spellings(asked.text), ()
    spelled = [forms.spellings(word) for word in asked.text.split(" ")]
    as_typed = " ".join(spellings[0] for spellings in spelled)
    otherwise = " ".join(spellings[-1] for spellings in spelled)
    alternatives = tuple(dict.fromkeys((as_typed, as_typed.replace("ё", "е"), otherwise)))
    return (alternatives, ()) if asked.how == "exact" else ((), alternatives)


def _expression(question: Question, alternatives: Callable[[Asked], _Alternatives]) -> str:
    wanted = " AND ".join(f"({any_of(*alternatives(asked))})" for asked in question.wanted)
    if not question.unwanted:
        return wanted
    # What is left out is left out in all of its forms, of the rows with the very forms asked too.
    unwanted = " OR ".join(any_of(*_any_form(asked)) for asked in question.unwanted)
    return f"({wanted}) NOT ({unwanted})"


def any_of(words: Sequence[str], prefixes: Sequence[str] = ()) -> str:
    """Return the FTS5 expression for texts with one of the words or prefixes."""
    return " OR ".join([*map(_string, words), *(f"{_string(prefix)} *" for prefix in prefixes)])


def _string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
