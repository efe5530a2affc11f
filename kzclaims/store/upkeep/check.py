"""Check a database: SQLite's own checks, and every rule that the tables alone cannot enforce.

Derived data is compared with what would be computed again (`kzclaims.store.derived`).
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, and_, exists, func, select

from kzclaims.language.names.keys import RULES
from kzclaims.store.damage import limited
from kzclaims.store.database.database import Database
from kzclaims.store.derived.name_keys import stored_rules
from kzclaims.store.derived.renew import CHECKS as DERIVED_CHECKS
from kzclaims.store.engine import engine_of
from kzclaims.store.history import chain, chain_check
from kzclaims.store.schema.record_tables import DECLARED_TABLES, RECORD_TABLES, TABLES_BY_NAME
from kzclaims.store.schema.revisions import HEAD
from kzclaims.store.schema.tables import (
    appearances,
    citations,
    dossier_records,
    merged_keys,
    names,
    organizations,
    people,
    sources,
    statement_aliases,
    statements,
    versions,
)
from kzclaims.store.upkeep import times
from kzclaims.store.upkeep.expected_schema import expected_definitions, foreign_expressions
from kzclaims.store.verify.versions import content_of, sha256


def status(database: Database) -> dict[str, object]:
    """Return what the database is and how much it contains, by name.

    Raises `DatabaseError` for anything but a kzclaims database.
    """
    state = database.state()
    engine, version = database.place.engine_version
    found: dict[str, object] = {
        "database": str(database),
        "state": state,
        "revision": database.revision() if state not in ("missing", "empty") else None,
        "program's revision": HEAD,
        engine: version,
    }
    if state == "current":
        with database.reading() as connection:
            rules = stored_rules(connection)
            hint = f", this program's are {RULES}; “kzclaims db upgrade” renews the names' keys"
            found["name rules"] = f"{rules or 'none yet'}{'' if rules in (None, str(RULES)) else hint}"
            found["bytes"] = database.place.size
            found["chain head"] = chain.head(connection)
            for table in RECORD_TABLES.values():
                found[table.name] = connection.scalar(select(func.count()).select_from(table))
    return found


def problems(database: Database, *, head: str | None = None) -> Iterator[str]:
    """Describe everything that is wrong with a database, in one line each.

    `head` is a head of its hash chain that was written down earlier, which must be part of the chain.
    """
    with database.reading() as connection:
        if foreign := foreign_expressions(database):
            yield from limited("schema", partial(_schema, database))
            for kind, name in foreign:
                yield (
                    f"schema: kzclaims did not create the {kind} {name}, which could take any time when rows are "
                    "checked, so nothing else was checked"
                )
            return
        yield from database.place.check(connection)
        yield from limited("schema", partial(_schema, database))
        for name, check in (_CHECKS | DERIVED_CHECKS).items():
            yield from limited(name, partial(check, connection))
        if head is not None:
            yield from limited("chain", partial(_head, connection, head))
        for name, chained in chain_check.checks(connection):
            yield from limited(name, chained)
        yield from limited("times", partial(times.check, connection))
        yield from limited("full text", database.place.check_search)


def _schema(database: Database) -> Iterator[str]:
    found = database.place.definitions()
    expected = database.place.expected_definitions() or expected_definitions()
    for (kind, name), sql in expected.items():
        if (kind, name) not in found:
            yield f"schema: the {kind} {name} is missing"
        elif found[kind, name] != sql:
            yield f"schema: the {kind} {name} differs from the one that kzclaims creates"
    for kind, name in found:
        if kind == "trigger" and (kind, name) not in expected:
            yield f"schema: kzclaims did not create the trigger {name}, which could do anything on writing"


def _head(connection: Connection, head: str) -> Iterator[str]:
    if chain_check.find_head(connection, head) is None:
        yield f"chain: {head} was never its head, or what was recorded since then is gone; compare with a backup"


def later_links(database: Database, head: str) -> tuple[datetime, int]:
    """Return the time of a head of the hash chain that was written down, and the number of later links."""
    with database.reading() as connection:
        found = chain_check.find_head(connection, head)
    assert found is not None, "this was checked before"
    return found


def _references(connection: Connection) -> Iterator[str]:
    for table, row, parent in engine_of(connection).broken_references(connection):
        yield f"{table}: row {row} refers to a row of {parent} that does not exist"


def _statements(connection: Connection) -> Iterator[str]:
    s, printed = statements.c, appearances.c
    for key in connection.scalars(select(s.key).where(~exists().where(printed.statement_id == s.id))):
        yield f"statement “{key}”: it has no appearance; every statement needs a source"
    unattributed = select(s.key).where(
        s.kind == "direct",
        s.speaker_id.is_(None),
        s.organization_id.is_(None),
        ~exists().where(and_(printed.statement_id == s.id, printed.attribution.is_not(None))),
    )
    for key in connection.scalars(unattributed):
        yield f"statement “{key}”: it is direct and has neither a speaker nor an attribution"


def _passages(connection: Connection) -> Iterator[str]:
    for table in (appearances, citations):
        c = table.c
        # A place that was found may have another length: spaces and punctuation of the text may differ.
        wrong = (
            select(sources.c.key, c.exact, c.start, c.end)
            .join(sources)
            .where(~c.place_found, c.end - c.start != func.length(c.exact))
        )
        for key, exact, start, end in connection.execute(wrong):
            lengths = f"{len(exact)} characters, but {start} to {end} are {end - start}"
            yield f"{table.name}: “{exact}” in {key} has {lengths}"


def _names(connection: Connection) -> Iterator[str]:
    for table, owner in ((people, names.c.person_id), (organizations, names.c.organization_id)):
        preferred = and_(owner == table.c.id, names.c.kind == "preferred", names.c.text == table.c.name)
        for key in connection.scalars(select(table.c.key).where(~exists().where(preferred))):
            yield f"{table.name}: “{key}”: its name is not recorded as its preferred name"


def _texts(connection: Connection) -> Iterator[str]:
    c = sources.c
    archived = select(c.key, c.text, c.text_sha256).where(c.text.is_not(None), c.text_sha256.is_not(None))
    for key, text, recorded in connection.execute(archived):
        if sha256(text) != recorded:
            yield f"source “{key}”: its text does not have the recorded SHA-256"
    v = versions.c
    is_version = exists().where(v.source_id == c.id, v.text == c.text)
    for key in connection.scalars(select(c.key).where(c.text.is_not(None), func.trim(c.text) != "", ~is_version)):
        yield f"source “{key}”: its text is not one of its versions; “kzclaims db upgrade” adds it"


def _versions(connection: Connection) -> Iterator[str]:
    """Compare the bytes and texts of versions with their hashes, one by one: each may have many megabytes."""
    query = select(versions, sources.c.key).join(sources).order_by(versions.c.id)
    with connection.execute(query.execution_options(yield_per=1)) as found:
        for row in found.mappings():
            where = f"source “{row['key']}”: version row {row['id']}"
            if sha256(row["text"]) != row["text_sha256"]:
                yield f"{where}: its text does not have the recorded SHA-256"
            try:
                content = content_of(row)
            except zlib.error:
                yield f"{where}: its bytes cannot be unpacked; restore a backup"
                continue
            if content is not None and hashlib.sha256(content).hexdigest() != row["content_sha256"]:
                yield f"{where}: its bytes do not have the recorded SHA-256"


def _dossiers(connection: Connection) -> Iterator[str]:
    links = dossier_records.c
    for record_type, table in DECLARED_TABLES.items():
        name = record_type.__name__.lower()
        missing = ~exists().where(table.c.id == links.record_id)
        for number in connection.scalars(select(links.record_id).where(links.record_type == name, missing)):
            yield f"dossier_records: there is no {name} {number}"


def _aliases(connection: Connection) -> Iterator[str]:
    alias = statement_aliases.c
    for key in connection.scalars(select(alias.key).join(statements, statements.c.key == alias.key)):
        yield f"statement “{key}”: its key is an alias of another statement, too"
    printed = select(alias.key).join(appearances, appearances.c.alias_id == alias.id).distinct()
    for key in connection.scalars(printed.where(appearances.c.statement_id != alias.statement_id)):
        yield f"alias “{key}”: its appearances belong to another statement"


def _merged(connection: Connection) -> Iterator[str]:
    m = merged_keys.c
    for record_type, table in TABLES_BY_NAME.items():
        mine = select(m.key).where(m.record_type == record_type).order_by(m.key)
        for key in connection.scalars(mine.where(~exists().where(table.c.id == m.kept_id))):
            yield f"merged_keys: the {record_type} into which “{key}” was merged does not exist"
        for key in connection.scalars(mine.where(exists().where(table.c.key == m.key))):
            yield f"merged_keys: “{key}” is also the key of a {record_type}"


_CHECKS: dict[str, Callable[[Connection], Iterator[str]]] = {
    "references": _references,
    "statements": _statements,
    "passages": _passages,
    "names": _names,
    "texts": _texts,
    "versions": _versions,
    "dossiers": _dossiers,
    "aliases": _aliases,
    "merged keys": _merged,
}
