"""Is the database sound: SQLite's own checks, and every rule that the tables alone cannot hold."""

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, and_, exists, func, or_, select
from sqlalchemy.exc import DatabaseError

from kzclaims.errors import InputError, KzclaimsError
from kzclaims.language import dates, names
from kzclaims.store import folds, fulltext, people
from kzclaims.store import tables as t
from kzclaims.store.database import REVISIONS, Database
from kzclaims.store.references import TABLES
from kzclaims.store.twins import SAID

MOST_OF_A_KIND = 20
"""How many problems of one kind are listed."""

_DATES = [
    (table, column.name)
    for table in t.metadata.sorted_tables
    for column in table.c
    if f"{column.name}_earliest" in table.c
]


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
            old = rules not in (None, str(names.RULES))
            ours = f", this program's are {names.RULES}; “kzclaims db upgrade” renews the names' keys" if old else ""
            found["name rules"] = f"{rules or 'none yet'}{ours}"
            found["bytes"] = database.path.stat().st_size
            for table in TABLES.values():
                found[table.name] = connection.scalar(select(func.count()).select_from(table))
    return found


def reindex(database: Database) -> None:
    """Makes what is derived anew: the full-text index, the look-up keys of names, the folded words."""
    with database.writing() as connection:
        for index in fulltext.INDEXES:
            connection.exec_driver_sql(index.rebuild)
        people.renew_keys(connection, always=True)
        folds.renew(connection, always=True)


def problems(database: Database) -> Iterator[str]:
    """Everything that is wrong with the database, a line each."""
    with database.reading() as connection:
        for check in (
            _integrity,
            _wordings,
            _references,
            _dates,
            _days,
            _statements,
            _passages,
            _names,
            _keys,
            _texts,
            _dossiers,
            _folds,
            _aliases,
        ):
            for number, line in enumerate(check(connection), 1):
                if number > MOST_OF_A_KIND:
                    yield f"… and more like this one: {line}"
                    break
                yield line
    try:
        # FTS5 checks itself by way of an INSERT, which changes nothing.
        with database.writing(dry_run=True) as connection:
            yield from _indexes(connection)
    except KzclaimsError as error:
        yield f"full text: its index cannot be checked: {error}"


def _integrity(connection: Connection) -> Iterator[str]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"SQLite: {line}"


def _references(connection: Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table}: row {row} refers to a row of {parent} that is not there"


def _dates(connection: Connection) -> Iterator[str]:
    for table, name in _DATES:
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
    s, c = t.statements.c, t.sources.c
    printed = t.sources.join(t.appearances)
    earliest, latest = (
        select(column)
        .select_from(printed)
        .where(t.appearances.c.statement_id == s.id, c.published.is_not(None))
        .order_by(c.published_earliest, c.published_latest)
        .limit(1)
        .correlate(t.statements)
        .scalar_subquery()
        for column in (c.published_earliest, c.published_latest)
    )
    first, last = func.coalesce(s.said_earliest, earliest), func.coalesce(s.said_latest, latest)
    wrong = or_(s.day_earliest.is_distinct_from(first), s.day_latest.is_distinct_from(last))
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


def _keys(connection: Connection) -> Iterator[str]:
    rules = connection.scalar(select(t.settings.c.value).where(t.settings.c.name == "name_rules"))
    if rules not in (None, str(names.RULES)):
        yield f"names: the look-up keys are of rules {rules}, this program's are {names.RULES}; “kzclaims db upgrade”"
        return
    n = t.names.c
    keys = select(n.id, n.person_id, n.text, t.name_keys.c.key).outerjoin(t.name_keys).order_by(n.id)
    for (_, person, text), rows in groupby(connection.execute(keys), lambda row: row[:3]):
        there = {row.key for row in rows} - {None}
        if there != people.keys_of(text, person=person is not None):
            yield f"names: the look-up keys of “{text}” are not those that the rules make"


def _indexes(connection: Connection) -> Iterator[str]:
    for index in fulltext.INDEXES:
        try:
            connection.exec_driver_sql(index.check)
        except DatabaseError as error:
            yield f"{index.name}: out of step with {index.table} ({error.orig}); “kzclaims db reindex” rebuilds it"


def _texts(connection: Connection) -> Iterator[str]:
    c = t.sources.c
    archived = select(c.key, c.text, c.text_sha256).where(c.text.is_not(None), c.text_sha256.is_not(None))
    for key, text, sha256 in connection.execute(archived):
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            yield f"source “{key}”: its text is not the one whose SHA-256 is recorded"


def _dossiers(connection: Connection) -> Iterator[str]:
    links = t.dossier_records.c
    for record_type, table in SAID.items():
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
            yield f"statement “{key}”: its words were not folded; “kzclaims db upgrade” folds them"
        elif number != folds.number(folds.folded(text)):
            yield f"statement “{key}”: its words were folded wrongly"


def _wordings(connection: Connection) -> Iterator[str]:
    x, said = t.appearances.c, t.statements.c
    printed = select(said.key).join(t.appearances).where(x.as_text, x.exact != said.text)
    for key in connection.scalars(printed):
        yield f"statement “{key}”: the words of a passage are taken for its own, which they are not"


def _aliases(connection: Connection) -> Iterator[str]:
    further, x = t.statement_aliases.c, t.appearances.c
    for key in connection.scalars(select(further.key).join(t.statements, t.statements.c.key == further.key)):
        yield f"statement “{key}”: its key is a further key of another statement as well"
    strange = select(further.key).join(t.appearances, x.alias_id == further.id).distinct()
    for key in connection.scalars(strange.where(x.statement_id != further.statement_id)):
        yield f"alias “{key}”: its appearances are of another statement"


_CHECKS = (
    _integrity, _references, _dates, _days, _statements, _names, _keys, _texts, _dossiers, _folds, _aliases,
)  # fmt: skip
