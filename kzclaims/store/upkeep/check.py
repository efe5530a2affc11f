"""Is the database sound: SQLite's own checks, and every rule that the tables alone cannot hold.

What is derived is compared with what would be made anew (`kzclaims.store.upkeep.repair` makes it).
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Integer, Table, and_, exists, func, select
from sqlalchemy.exc import DBAPIError

from kzclaims.errors import DatabaseError, InputError
from kzclaims.language import dates
from kzclaims.language.names.match import RULES
from kzclaims.store.database.database import REVISIONS, UNREADABLE, Database
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.derived.name_keys import check_name_keys
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.record_tables import DECLARED_TABLES, RECORD_TABLES
from kzclaims.store.schema.search_indexes import INDEXES, SearchIndex
from kzclaims.store.sqlite import fulltext
from kzclaims.store.upkeep import repair

MOST_OF_A_KIND = 20
"""How many problems of one kind are listed."""


def status(database: Database) -> dict[str, object]:
    """What the file is and what is in it, by name. Raises `DatabaseError` if it is no kzclaims database."""
    state = database.state()
    found: dict[str, object] = {
        "database": str(database),
        "state": state,
        "revision": database.revision() if state not in ("missing", "empty") else None,
        "program's revision": REVISIONS[-1],
        "SQLite": sqlite3.sqlite_version,
    }
    if state == "current":
        with database.reading() as connection:
            rules = connection.scalar(select(t.settings.c.value).where(t.settings.c.name == "name_rules"))
            old = rules not in (None, str(RULES))
            ours = f", this program's are {RULES}; “kzclaims db upgrade” renews the names' keys" if old else ""
            found["name rules"] = f"{rules or 'none yet'}{ours}"
            found["bytes"] = database.path.stat().st_size
            for table in RECORD_TABLES.values():
                found[table.name] = connection.scalar(select(func.count()).select_from(table))
    return found


def problems(database: Database) -> Iterator[str]:
    """Everything that is wrong with the database, a line each."""
    with database.reading() as connection:
        driver = _driver(connection)
        yield from _sound(driver)
        yield from _few("schema", lambda: _schema(driver))
        for what, check in _CHECKS.items():
            yield from _few(what, lambda check=check: check(connection))  # type: ignore[misc]
        yield from _few("full text", lambda: _indexes(database, driver))


def unreadable(database: Database) -> str | None:
    """What is wrong with a database from which something came that cannot be; `None` if nothing is."""
    try:
        with closing(database.plain()) as driver:
            return next(_sound(driver), None)
    except (sqlite3.Error, *UNREADABLE) as error:
        return _said(error)


def _sound(driver: sqlite3.Connection) -> Iterator[str]:
    """Whether SQLite finds its structures whole, and can read every value."""
    whole = list(_few("SQLite", lambda: _integrity(driver, "PRAGMA integrity_check")))
    yield from whole
    for table in t.metadata.sorted_tables:
        if whole:
            # Damage may end the look at the whole early; table by table, more of it is found.
            alone = f"PRAGMA integrity_check('{table.name}')"
            for line in _few(table.name, lambda alone=alone: _integrity(driver, alone)):  # type: ignore[misc]
                if line not in whole:
                    yield line
        yield from _few(table.name, lambda table=table: _values(driver, table))  # type: ignore[misc]


def _few(what: str, check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The first lines of a check; a line as well if damage keeps it from going on."""
    try:
        for number, line in enumerate(check(), 1):
            if number > MOST_OF_A_KIND:
                yield f"… and more like this one: {line}"
                break
            yield line
    except (sqlite3.Error, DBAPIError, msgspec.MsgspecError, *UNREADABLE) as error:
        yield f"{what}: cannot be read on for damage ({_said(error)})"


def _said(error: Exception) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _integrity(driver: sqlite3.Connection, check: str) -> Iterator[str]:
    for (found,) in _bytes(driver, check):
        if found != b"ok":
            for line in found.decode(errors="replace").splitlines():
                yield f"SQLite: {line}"


def _values(driver: sqlite3.Connection, table: Table) -> Iterator[str]:
    """What a column cannot hold: SQLite lets any value stand in any column."""
    columns = list(table.c)
    asked = ", ".join(f'"{column.name}"' for column in columns)
    for row, *values in _bytes(driver, f"SELECT rowid, {asked} FROM {table.name} NOT INDEXED"):  # noqa: S608
        for column, value in zip(columns, values, strict=True):
            if value is not None and (why := _why_not(column, value)):
                yield f"{table.name}: row {row}: {column.name} {why}"


def _bytes(driver: sqlite3.Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows whose texts are bytes, as damage can make a text no text."""
    rows = driver.cursor()
    before, driver.text_factory = driver.text_factory, bytes
    try:
        rows.execute(sql)
        while found := rows.fetchmany(1000):
            yield from found
    finally:
        driver.text_factory = before


def _why_not(column: Column[Any], value: object) -> str | None:
    if isinstance(column.type, Integer | Boolean):
        return None if isinstance(value, int) else "is no whole number"
    if not isinstance(value, bytes):
        return "is no text"
    try:
        text = value.decode()
        if isinstance(column.type, DateTime):
            datetime.fromisoformat(text)
        elif isinstance(column.type, Date):
            date.fromisoformat(text)
    except UnicodeDecodeError:
        return "is no text in UTF-8"
    except ValueError:
        return f"is no date: “{text}”"
    return None


def _schema(driver: sqlite3.Connection) -> Iterator[str]:
    there = repair.schema(driver)
    made = repair.schema_made()
    for (kind, name), sql in made.items():
        if (kind, name) not in there:
            yield f"schema: the {kind} {name} is gone"
        elif there[kind, name] != sql:
            yield f"schema: the {kind} {name} is not as kzclaims makes it"
    for kind, name in there:
        if kind == "trigger" and (kind, name) not in made:
            yield f"schema: the trigger {name} is not one that kzclaims makes; it could do anything on writing"


def _references(connection: Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table}: row {row} refers to a row of {parent} that is not there"


def _dates(connection: Connection) -> Iterator[str]:
    for table, name in (*repair.DATES, (t.statements, "day")):
        columns = [table.c[name], table.c[f"{name}_earliest"], table.c[f"{name}_latest"]]
        for edtf, earliest, latest in connection.execute(select(*columns).where(columns[0].is_not(None)).distinct()):
            try:
                known = dates.parse(edtf)
            except InputError as error:
                yield f"{table.name}.{name}: {error.message}"
                continue
            if (known.earliest, known.latest) != (earliest, latest):
                yield f"{table.name}.{name}: “{edtf}” is {known.earliest} to {known.latest}, not {earliest} to {latest}"


def _days(connection: Connection) -> Iterator[str]:
    s = t.statements.c
    wrong, (_, first, last) = repair.wrong_day()
    for key, day, first_day, last_day in connection.execute(select(s.key, s.day, first, last).where(wrong)):
        yield f"statement “{key}”: its day “{day}” should reach from {first_day} to {last_day}"


def _statements(connection: Connection) -> Iterator[str]:
    s, x = t.statements.c, t.appearances.c
    nowhere = select(s.key).where(~exists().where(x.statement_id == s.id))
    for key in connection.scalars(nowhere):
        yield f"statement “{key}”: it is printed nowhere; every statement needs a source"
    unattributed = select(s.key).where(
        s.kind == "direct",
        s.speaker_id.is_(None),
        s.organization_id.is_(None),
        ~exists().where(and_(x.statement_id == s.id, x.attribution.is_not(None))),
    )
    for key in connection.scalars(unattributed):
        yield f"statement “{key}”: it is direct, and nothing says whose words it is"


def _passages(connection: Connection) -> Iterator[str]:
    for table in (t.appearances, t.citations):
        c = table.c
        long = select(t.sources.c.key, c.exact, c.start, c.end).join(t.sources)
        for key, exact, start, end in connection.execute(long.where(c.end - c.start != func.length(c.exact))):
            told = f"{len(exact)} characters, and {start} to {end} are {end - start}"
            yield f"{table.name}: “{exact}” in {key} has {told}"


def _names(connection: Connection) -> Iterator[str]:
    n = t.names.c
    for table, owner in ((t.people, n.person_id), (t.organizations, n.organization_id)):
        preferred = and_(owner == table.c.id, n.kind == "preferred", n.text == table.c.name)
        for key in connection.scalars(select(table.c.key).where(~exists().where(preferred))):
            yield f"{table.name}: “{key}”: its name is not among its names as the preferred one"


def _indexes(database: Database, driver: sqlite3.Connection) -> Iterator[str]:
    # FTS5 checks itself by way of an INSERT, which changes nothing, but wants the rights to write and its turn.
    try:
        for index in INDEXES:
            with database.writing(dry_run=True) as connection:
                yield from _out_of_step(_driver(connection), index)
    except DatabaseError:
        # Nobody may write there now: a copy, which SQLite keeps without a name, says as much.
        with closing(sqlite3.connect("")) as copy:
            driver.backup(copy)
            for index in INDEXES:
                yield from _out_of_step(copy, index)


def _out_of_step(driver: sqlite3.Connection, index: SearchIndex) -> Iterator[str]:
    try:
        driver.execute(fulltext.check_sql(index))
    except sqlite3.DatabaseError as error:
        yield f"{index.name}: out of step with {index.table} ({error}); “kzclaims db check --repair” rebuilds it"


def _texts(connection: Connection) -> Iterator[str]:
    c = t.sources.c
    archived = select(c.key, c.text, c.text_sha256).where(c.text.is_not(None), c.text_sha256.is_not(None))
    for key, text, sha256 in connection.execute(archived):
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            yield f"source “{key}”: its text is not the one whose SHA-256 is recorded"


def _dossiers(connection: Connection) -> Iterator[str]:
    links = t.dossier_records.c
    for record_type, table in DECLARED_TABLES.items():
        name = record_type.__name__.lower()
        gone = select(links.record_id).where(links.record_type == name, ~exists().where(table.c.id == links.record_id))
        for number in connection.scalars(gone):
            yield f"dossier_records: there is no {name} {number}"


def _folds(connection: Connection) -> Iterator[str]:
    if not folds.current(connection):
        if connection.scalar(select(t.statements.c.id).limit(1)) is not None:
            yield "statements: their words were not folded by this program's rules; “kzclaims db upgrade” renews them"
        return
    s, f = t.statements.c, t.statement_folds.c
    for key, text, number in connection.execute(select(s.key, s.text, f.fold).outerjoin(t.statement_folds)):
        if number is None:
            yield f"statement “{key}”: its words were not folded; “kzclaims db check --repair” folds them"
        elif number != folds.number(folds.folded(text)):
            yield f"statement “{key}”: its words are not those that were folded: what was damaged, a backup has"


def _wordings(connection: Connection) -> Iterator[str]:
    for key in connection.scalars(select(t.statements.c.key).join(t.appearances).where(repair.wrong_wording())):
        yield f"statement “{key}”: the words of a passage are taken for its own, which they are not"


def _aliases(connection: Connection) -> Iterator[str]:
    further, x = t.statement_aliases.c, t.appearances.c
    for key in connection.scalars(select(further.key).join(t.statements, t.statements.c.key == further.key)):
        yield f"statement “{key}”: its key is a further key of another statement as well"
    strange = select(further.key).join(t.appearances, x.alias_id == further.id).distinct()
    for key in connection.scalars(strange.where(x.statement_id != further.statement_id)):
        yield f"alias “{key}”: its appearances are of another statement"


_CHECKS: dict[str, Callable[[Connection], Iterator[str]]] = {
    "wordings": _wordings,
    "references": _references,
    "dates": _dates,
    "days": _days,
    "statements": _statements,
    "passages": _passages,
    "names": _names,
    "look-up keys": check_name_keys,
    "texts": _texts,
    "dossiers": _dossiers,
    "folded words": _folds,
    "aliases": _aliases,
}
