"""Full-text questions: what a user types → an FTS5 query, its best answers, and the words that answer it.

All that is special to FTS5 stands here. The index holds the words as printed; their forms are in the
question (`kzclaims.language.inflection`). Its tables are external-content ones (SQLite's FTS5 documentation,
4.4.3): triggers keep them in step with the tables that they index, whichever program writes to those.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language import inflection as forms

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""Porter stems English and lets Cyrillic pass. Diacritics go, so that «народ» finds «наро́д» and "cafe" finds
"café"; from ё, й, ї, қ nothing is taken away, as long as the text has them as one letter (NFC)."""

WORDS = 64
"""A question may have no more words than these, those of its quotations included."""

SHORTEST_PREFIX = 2
"""A prefix has at least as many letters: a single letter begins a large part of all words."""

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""What stands around the words found in a marked text: noncharacters, which no printed text has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to look for: a word in all its forms, words as they stand, or the beginning of a word."""

    text: str
    how: Literal["forms", "exact", "prefix"]


@dataclass(frozen=True, slots=True)
class Question:
    """What must occur, all of it, and what must not, none of it."""

    wanted: tuple[Asked, ...]
    unwanted: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Index:
    """An FTS5 table over columns of another table, whose `id` is its row id."""

    name: str
    table: str
    columns: tuple[str, ...]
    view: str | None = None
    """What shows the rows that are indexed, where some are not."""
    unless: str | None = None
    """The column that is true for those that are not."""

    @property
    def content(self) -> str:
        """What is indexed: a table or a view."""
        return self.view or self.table

    @cached_property
    def ddl(self) -> tuple[str, ...]:
        """The statements that create the index of an empty or full table, and its triggers."""
        names = ", ".join(self.columns)
        old, new = (", ".join(f"{row}.{column}" for column in self.columns) for row in ("old", "new"))
        if_old, if_new = (f" WHERE NOT {row}.{self.unless}" if self.unless else "" for row in ("old", "new"))
        remove = f"INSERT INTO {self.name}({self.name}, rowid, {names}) SELECT 'delete', old.id, {old}{if_old};"
        add = f"INSERT INTO {self.name}(rowid, {names}) SELECT new.id, {new}{if_new};"
        options = f"content='{self.content}', content_rowid='id', tokenize='{TOKENIZER}'"
        trigger = f"CREATE TRIGGER {self.name}"
        decides = ", ".join(filter(None, ("id", names, self.unless)))
        indexed = f"CREATE VIEW {self.view} AS SELECT id, {names} FROM {self.table} WHERE NOT {self.unless}"  # noqa: S608
        return (
            *([indexed] if self.view else ()),
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({names}, {options})",
            f"{trigger}_insert AFTER INSERT ON {self.table} BEGIN {add} END",
            f"{trigger}_delete AFTER DELETE ON {self.table} BEGIN {remove} END",
            f"{trigger}_update AFTER UPDATE OF {decides} ON {self.table} BEGIN {remove} {add} END",
            self.rebuild,
        )

    @property
    def rebuild(self) -> str:
        """The statement that fills the index anew from the table."""
        return f"INSERT INTO {self.name}({self.name}) VALUES ('rebuild')"  # noqa: S608

    @property
    def check(self) -> str:
        """The statement that fails (`SQLITE_CORRUPT_VTAB`) unless the index holds the words of the table."""
        return f"INSERT INTO {self.name}({self.name}, rank) VALUES ('integrity-check', 1)"  # noqa: S608


STATEMENTS = Index("statements_fts", "statements", ("text",))
TRANSLATIONS = Index("translations_fts", "translations", ("text",))
EVENTS = Index("events_fts", "events", ("title", "description"))
APPEARANCES = Index("appearances_fts", "appearances", ("exact",), "other_wordings", "as_text")
INDEXES = (STATEMENTS, TRANSLATIONS, EVENTS, APPEARANCES)

# One set of ids, and not one or the other: SQLite then looks up no more statements than are wanted.
STATEMENTS_WITH = (
    "id IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :search"
    " UNION ALL SELECT statement_id FROM translations"
    " WHERE id IN (SELECT rowid FROM translations_fts WHERE translations_fts MATCH :search))"
)
"""The condition that the words of a statement, or of a translation, answer an FTS5 query."""

EVENTS_WITH = "id IN (SELECT rowid FROM events_fts WHERE events_fts MATCH :search)"
"""The same for an event's title or description."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that answers a question."""

    id: int
    exact: bool
    """Whether the row has the very forms asked for."""
    rank: float
    """BM25 as FTS5 counts it: the smaller, the better."""


_WORD = r"[^\W_]+(?:[-‐‑'’ʼ./@_][^\W_]+)*"
_ASKED = re.compile(rf'(?P<minus>(?<![^\s(])-)?(?:"(?P<quoted>[^"]*)"|(?P<word>{_WORD})(?P<star>\*)?)')
_TOKEN = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_HYPHENS = str.maketrans("‐‑", "--")


def parse(text: str) -> Question:
    """What a user asks for: words in all forms, "words" as they stand, what begins with wor*, and no -word.

    Quotation marks may be “ ” „ « » too; one without its partner is passed over, as is all other punctuation.
    Raises InputError if there is nothing to look for, or too much.
    """
    wanted: dict[Asked, None] = {}
    unwanted: dict[Asked, None] = {}
    tokens = 0
    for match in _ASKED.finditer(forms.fold(text).translate(_QUOTES).translate(_HYPHENS)):
        quoted, word = match["quoted"], match["word"]
        found = _TOKEN.findall(quoted or word or "")
        if not found:
            continue
        tokens += len(found)
        asked = _asked(found, quoted=quoted is not None, word=word, star=bool(match["star"]))
        (unwanted if match["minus"] else wanted)[asked] = None
    if tokens > WORDS:
        raise InputError(f"the search has {tokens:,} words; it may have {WORDS} at most")
    if not wanted and unwanted:
        raise InputError("the search says only what to leave out; add a word to look for: Казахстан -санкции")
    if not wanted:
        raise InputError('there is no word in the search; ask for words, "quoted words" or the beginning of a wor*')
    return Question(tuple(wanted), tuple(unwanted))


def _asked(tokens: list[str], *, quoted: bool, word: str | None, star: bool) -> Asked:
    # A hyphen or an apostrophe can stand inside a word that declines; «inform.kz» is words as they stand.
    if quoted or word is None or (not star and re.search("[./@_]", word)):
        return Asked(" ".join(tokens), "exact")
    if star:
        if len(tokens[-1]) < SHORTEST_PREFIX:
            raise InputError(f"“{word}*” is too short: a beginning of a word has {SHORTEST_PREFIX} letters or more.")
        return Asked(word, "prefix")
    return Asked(word, "forms")


def expression(question: Question) -> str:
    """The FTS5 query that the question stands for, with all forms of its words."""
    return _expression(question, _any_form)


def exact_expression(question: Question) -> str:
    """The FTS5 query for the very forms asked; what it finds, `expression` finds too."""
    return _expression(question, _as_asked)


def best(connection: Connection, index: Index, question: Question, limit: int = 0) -> list[Hit]:
    """The rows that answer the question, best first: those with the very forms asked before the others.

    Within both, by BM25. At most `limit` rows, all for 0.
    """
    hits: dict[int, Hit] = {}
    exact, widest = exact_expression(question), expression(question)
    for match in dict.fromkeys((exact, widest)):
        if limit and len(hits) >= limit:
            break
        rows = connection.exec_driver_sql(
            f"SELECT rowid, rank FROM {index.name} WHERE {index.name} MATCH ? ORDER BY rank LIMIT ?",  # noqa: S608
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
    any_of_it = " OR ".join(_any_of(*_any_form(asked)) for asked in question.wanted)
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='{TOKENIZER}')")
        memory.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(found))
        select_marked = f"SELECT rowid, {call} FROM texts WHERE texts MATCH ?"  # noqa: S608
        marks = memory.execute(select_marked, (OPEN, CLOSE, any_of_it))
        for row, text in marks:
            found[row] = text
    return found


def pieces(text: str) -> list[tuple[str, bool]]:
    """A marked text in pieces, each with whether it was found; joined, they are the text without marks."""
    found = []
    for part in re.split(f"({OPEN}[^{OPEN}{CLOSE}]*{CLOSE})", text):
        plain = part.replace(OPEN, "").replace(CLOSE, "")
        if plain:
            found.append((plain, part.startswith(OPEN) and part.endswith(CLOSE)))
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
    wanted = " AND ".join(f"({_any_of(*alternatives(asked))})" for asked in question.wanted)
    if not question.unwanted:
        return wanted
    # What is left out is left out in all of its forms, of the rows with the very forms asked too.
    unwanted = " OR ".join(_any_of(*_any_form(asked)) for asked in question.unwanted)
    return f"({wanted}) NOT ({unwanted})"


def _any_of(words: Sequence[str], prefixes: Sequence[str]) -> str:
    return " OR ".join([*map(_string, words), *(f"{_string(prefix)} *" for prefix in prefixes)])


def _string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
