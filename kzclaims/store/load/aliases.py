"""Further keys of statements: records with the words of a statement that has another key."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update

from kzclaims.dossier.byte_streams import MOST_SHOWN
from kzclaims.dossier.records import Statement
from kzclaims.store.load import provenance
from kzclaims.store.load.corrections import end_batch
from kzclaims.store.load.reconcile import Owners, reconcile, record_name
from kzclaims.store.load.row_mapping import ALIAS_APPEARANCES, PARTS, Part, Row, appearance_rows
from kzclaims.store.load.row_writer import LoadContext, add_checks, insert_rows, store_checks
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import Alias
from kzclaims.store.schema.tables import appearances, statement_aliases, statements


def add_aliases(context: LoadContext, further: Sequence[tuple[Statement, str]]) -> list[int]:
    """Record new records as further appearances of statements, given with their keys; return the ids of the aliases.

    The statements get the parts that they don't have yet, too.
    """
    known = context.ids[statements]
    context.ids.learn(statements, (key for _, key in further))
    aliases: list[Row] = [
        {"key": record.key, "statement_id": known[key], "recorded": context.recorded} for record, key in further
    ]
    insert_rows(context, statement_aliases, aliases)
    added = []
    for alias, (record, key) in zip(aliases, further, strict=True):
        name, rows = record_name(Statement, key), appearance_rows(record, context.ids)
        for row in rows:
            row |= {"statement_id": known[key], "alias_id": alias["id"], "as_text": False}
        add_checks(context, record, ("appearances",), rows)
        added += [(name, row) for row in rows]
        where = " and ".join(dict.fromkeys(f"“{one.source}”" for one in record.appearances))
        context.outcome.repeat(
            f"statement “{record.key}”: the same words of the same speaker as “{key}”; "
            f"recorded as its appearance in {where}",
            MOST_SHOWN if context.bulk else None,
        )
    insert_rows(context, appearances, [row for _, row in added])
    for name, row in added:
        context.journal.added(name, appearances, row)
    for record, key in further:
        _add_other_parts(context, record, known[key], key)
    return [alias["id"] for alias in aliases]


def add_alias(context: LoadContext, record: Statement, key: str, dossier: int | None) -> tuple[int, bool]:
    """Record the appearances of a statement under a further key, with the parts that the statement hasn't yet.

    `key` is the statement's own key. Return the id of the alias, and True if anything changed.
    """
    connection = context.connection
    recorded: int | None = connection.scalar(
        select(statement_aliases.c.id).where(statement_aliases.c.key == record.key)
    )
    if recorded is None:
        (alias,), changed = add_aliases(context, [(record, key)]), True
    else:
        alias = recorded
        statement = context.ids[statements].get(key) or ids_of(connection, statements, [key])[key]
        rows = [{**row, "statement_id": statement} for row in appearance_rows(record, context.ids)]
        for row in rows:
            del row["alias_id"]
        only = () if dossier is None else provenance.declared_only_by(connection, dossier, Alias, {alias})
        name = record_name(Statement, key)
        owners = Owners({alias: name}, set(only), {alias: ("alias", alias)})
        changed = bool(reconcile(context, ALIAS_APPEARANCES, {alias: rows}, owners))
        store_checks(context, appearances, name, record, ("appearances",), rows)
        changed |= _add_other_parts(context, record, statement, key)
    if dossier is None:
        provenance.share(connection, Alias, {alias})
    else:
        provenance.declare(connection, dossier, Alias, {alias}, set() if recorded is None else {alias})
    end_batch(context, Alias, {alias})
    return alias, changed


def _add_other_parts(context: LoadContext, record: Statement, statement: int, key: str) -> bool:
    """Add the parts of a record, apart from appearances, that the statement doesn't have; return True if any."""
    changed = False
    for part in PARTS[Statement]:
        if part.table is not appearances and getattr(record, part.field):
            changed |= _add_missing(context, part, record, statement, key)
    return changed


def _add_missing(context: LoadContext, part: Part, record: Statement, statement: int, key: str) -> bool:
    """Add the rows of a part that the statement doesn't have; return True if there were any."""
    columns = [part.table.c[name] for name in part.identity]
    mine = part.table.c[part.owner] == statement
    recorded = {tuple(row) for row in context.connection.execute(select(*columns).where(mine))}
    missing = [
        {**row, part.owner: statement}
        for row in part.rows(record, context.ids)
        if tuple(row[name] for name in part.identity) not in recorded
    ]
    insert_rows(context, part.table, missing)
    for row in missing:
        context.journal.added(record_name(Statement, key), part.table, row)
    return bool(missing)


def separate_aliases(context: LoadContext, keys: Sequence[str], known: Mapping[str, int]) -> None:
    """Turn aliases into the statements with these keys, which take over the appearances recorded under them."""
    if not keys:
        return
    connection = context.connection
    found = select(statement_aliases.c.id, statement_aliases.c.key).where(statement_aliases.c.key.in_(keys))
    for alias, key in connection.execute(found).all():
        name = record_name(Statement, key)
        moved = {"statement_id": known[key], "alias_id": None}
        under_alias = appearances.c.alias_id == alias
        for before in connection.execute(select(appearances).where(under_alias)).mappings().all():
            context.journal.changed(name, appearances, before, moved)
        connection.execute(update(appearances).where(under_alias).values(moved))
        context.journal.removed(name, statement_aliases, statement_aliases.c.id == alias)
        provenance.move(connection, ("alias", alias), ("statement", known[key]))
        connection.execute(delete(statement_aliases).where(statement_aliases.c.id == alias))
