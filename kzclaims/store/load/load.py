"""Load records: add new ones, change those that differ, report what a dossier no longer contains."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import product

from sqlalchemy import Connection, delete, select

from kzclaims.dossier.records import RECORD_TYPES, Record, Review, Statement
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Located, Problem
from kzclaims.errors import ConstraintError, DatabaseError, InputError
from kzclaims.store.history.journal import RecordKey, checked_reason
from kzclaims.store.load import duplicates, namesakes, owners, provenance, review_addresses
from kzclaims.store.load.aliases import add_alias, separate_aliases
from kzclaims.store.load.corrections import end_batch, recorded_again
from kzclaims.store.load.merged import add_to_kept, declare_identities
from kzclaims.store.load.merged_keys import kept_records, merged_rows
from kzclaims.store.load.outcome import Counts, Outcome, Undone
from kzclaims.store.load.reconcile import change_records, reconcile_parts, record_name
from kzclaims.store.load.references import declared_twice, references, unknown_references
from kzclaims.store.load.row_writer import LoadContext, Policy, new_context, write_new_parts, write_new_rows
from kzclaims.store.reports import FieldDifference
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import DECLARED_TABLES, RECORD_TABLES, Alias, MergedKey
from kzclaims.store.schema.tables import dossier_records, statement_aliases, statements
from kzclaims.store.verify import source_texts, stored
from kzclaims.store.verify.on_load import PassageCheck
from kzclaims.wording import counted

_PLURALS = {record_type: plural for plural, record_type in RECORD_TYPES.items()}


def load_dossiers(
    connection: Connection,
    dossiers: Sequence[Dossier],
    *,
    prune: bool = False,
    reason: str | None = None,
    allow_unverified: bool = False,
    rename: Collection[str] = (),
    policy: Policy = "refuse",
    differences: list[FieldDifference] | None = None,
    places: bool = True,
) -> Outcome:
    """Load dossiers, which may refer to each other's records and to recorded ones.

    Raise `InputError` with every problem of every dossier before anything is written. What a dossier contained when
    it was last loaded and no longer contains is kept and reported or, with `prune`, removed if nothing refers to it.
    The history keeps all that is changed or removed, with the reason. Passages that differ from their source's text
    are problems unless `allow_unverified` is set. A direct quotation by the same speaker in the same words from
    another source becomes a further appearance of the statement. The keys in `rename` may get an unrelated name.

    With the policy “refuse”, a load that would undo corrections raises `InputError` with all of them; with “keep”, the
    recorded values stay, and “overwrite” replaces them. `differences` collects the differences from recorded values.
    With `places`, the places of words that are found once in a text are stored.
    """
    if reason is not None:
        checked_reason(reason)
    located = [one for dossier in dossiers for one in dossier.records]
    passages = PassageCheck(connection, located, new_places=places)
    wrong_passages, remarks = passages.check(located, allow=allow_unverified)
    problems = [
        *(problem for dossier in dossiers for problem in dossier.problems),
        *declared_twice(dossiers),
        *(_unnamed(dossiers) if prune else ()),
        *unknown_references(connection, dossiers),
        *source_texts.conflicts(connection, located),
        *_review_conflicts(connection, located),
        *_other_owners(connection, located, rename),
        *wrong_passages,
    ]
    if problems:
        count = counted(len(problems), "problem")
        parameters = ("prune",) if prune else ()
        hints = [str(problem) for problem in sorted(problems)]
        raise InputError(f"{count}; nothing was loaded", hints=hints, parameters=parameters)
    context = new_context(
        connection,
        reason=reason,
        prune=prune,
        passages=passages,
        policy=policy,
        rename=rename,
        differences=differences,
    )
    _load(context, dossiers)
    if context.outcome.undone:
        raise _refusal(context.outcome.undone, located)
    check_again(context, new_places=places)
    context.outcome.remarks += [*map(str, remarks), *source_texts.untraceable(connection, located)]
    context.outcome.checks, context.outcome.without_text = passages.counts, passages.without_text
    return context.outcome


def _refusal(undone: Sequence[Undone], located: Sequence[Located[Record]]) -> InputError:
    places = {record_name(type(one.record), one.record.key): one for one in located}
    problems = [
        places[one.record].problem((one.field,) if one.field else (), one.message)
        if one.record in places
        else f"{one.record}: {one.field}: {one.message}"
        for one in undone
    ]
    count = counted(len(problems), "correction")
    return InputError(
        f"{count} would be undone; nothing was loaded; {{overwrite}} records the values of the file",
        hints=list(map(str, problems)),
        parameters=("overwrite",),
    )


def check_again(context: LoadContext, *, new_places: bool) -> None:
    """Check all passages of the sources that got another text, also those of other files."""
    if context.other_texts:
        for _ in stored.verify(context.connection, sorted(context.other_texts), store=True, new_places=new_places):
            pass


def load_record(connection: Connection, record: Record, *, reason: str | None = None) -> Counts:
    """Add or change one valid record that no dossier contains."""
    if reason is not None:
        checked_reason(reason)
    context = new_context(connection, reason=reason)
    load_batch(context, type(record), [record], joining=False)
    return context.outcome.counts[_PLURALS[type(record)]]


def _unnamed(dossiers: Sequence[Dossier]) -> Iterator[Problem]:
    """Yield a problem for each dossier without a key: two files may have one name, and pruning could confuse them."""
    for dossier in dossiers:
        if not dossier.names_itself:
            message = f'{{prune}} needs the key of the dossier in its first line, such as: dossier = "{dossier.key}"'
            yield Problem(dossier.file, 1, "", "dossier", message)


def _other_owners(
    connection: Connection, located: Sequence[Located[Record]], rename: Collection[str]
) -> Iterator[Problem]:
    for place, message in owners.other_owners(connection, [one.record for one in located], rename):
        yield located[place].problem(("name",), message)


def _review_conflicts(connection: Connection, located: Sequence[Located[Record]]) -> Iterator[Problem]:
    reviews = [(one, one.record) for one in located if isinstance(one.record, Review)]
    for place, message in review_addresses.conflicts(connection, [record for _, record in reviews]):
        yield reviews[place][0].problem(("url",), message)


def _load(context: LoadContext, dossiers: Sequence[Dossier]) -> None:
    declared: dict[int, dict[type[Record], set[int]]] = defaultdict(lambda: defaultdict(set))
    numbers = {dossier.key: provenance.dossier_id(context.connection, dossier.key) for dossier in dossiers}
    for record_type in RECORD_TYPES.values():
        # First the records that declare further keys, which other records may have.
        for has_merged, dossier in product((True, False), dossiers):
            number = numbers[dossier.key]
            of_type = (one.record for one in dossier.records if type(one.record) is record_type)
            records = [one for one in of_type if bool(getattr(one, "merged", ())) is has_merged]
            for batch in batches(records):
                for declared_type, ids in load_batch(context, record_type, batch, number).items():
                    declared[number][declared_type] |= ids
    declared_types: list[type[Record]] = [Alias, MergedKey, *reversed(RECORD_TYPES.values())]
    for record_type in declared_types:
        for number in numbers.values():
            _report_missing(context, number, record_type, declared[number][record_type])


def load_batch(
    context: LoadContext,
    record_type: type[Record],
    batch: Sequence[Record],
    dossier: int | None = None,
    *,
    joining: bool = True,
) -> dict[type[Record], set[int]]:
    """Load one batch of records of one type; return their ids, those of further keys as `Alias`.

    Without a dossier, nothing is left over. Unless `joining`, equal statements are not joined.
    """
    connection, table = context.connection, RECORD_TABLES[record_type]
    context.journal.dossier_id = dossier
    for fields in (context.marks, context.taken, context.kept):
        fields.clear()
    learn_references(context, batch)
    merged = merged_rows(connection, record_type, (record.key for record in batch))
    into_kept = [(record, merged[record.key]) for record in batch if record.key in merged]
    if into_kept:
        batch = [record for record in batch if record.key not in merged]
    further: list[tuple[Statement, str]] = []
    separated: list[str] = []
    if record_type is Statement and joining:
        division = duplicates.divide(connection, [one for one in batch if isinstance(one, Statement)], context.ids.of)
        batch, further, separated = division.own, division.further, division.separated

    query = select(table).where(table.c.key.in_([record.key for record in batch]))
    recorded = {row["key"]: row for row in connection.execute(query).mappings()}
    known = context.ids[table]
    known.update({key: row["id"] for key, row in recorded.items()})
    new = [record for record in batch if record.key not in recorded]
    if context.policy == "refuse":
        context.outcome.undone += [one for _, one in recorded_again(context, record_type, [one.key for one in new])]
    if record_type is Review:
        known_reviews = (one for one in batch if isinstance(one, Review) and one.key in recorded)
        review_addresses.make_room(connection, known_reviews, recorded)
    changed = change_records(context, record_type, (one for one in batch if one.key in recorded), recorded)
    write_new_rows(context, record_type, new)
    separate_aliases(context, separated, known)
    with_parts = {known[one.key]: one for one in batch if one.key in recorded or one.key in separated}
    write_new_parts(context, record_type, [one for one in new if known[one.key] not in with_parts])
    complete: set[int] = set()
    if dossier is not None:
        complete = provenance.declared_only_by(connection, dossier, record_type, set(with_parts))
        # The parts of merged records may come from other files.
        complete -= kept_records(connection, record_type, complete)
    changed |= reconcile_parts(context, record_type, with_parts, complete)
    changed |= declare_identities(context, record_type, batch)
    context.checks.write()

    ids = {known[record.key] for record in batch}
    old = {row["id"] for row in recorded.values()}
    if dossier is not None:
        provenance.declare(connection, dossier, record_type, ids, old)
    else:
        provenance.share(connection, record_type, ids)
    end_batch(context, record_type, ids)
    namesakes.warn(context, record_type, batch, new)
    counts = context.outcome.counts[_PLURALS[record_type]]
    counts.added += len(new)
    counts.changed += len(changed & old)
    counts.unchanged += len(old - changed)
    changed_kept = add_to_kept(context, record_type, into_kept, dossier) if into_kept else set()
    counts.changed += len(changed_kept)
    counts.unchanged += len(into_kept) - len(changed_kept)
    aliases = set()
    for record, key in further:
        alias, is_changed = add_alias(context, record, key, dossier)
        aliases.add(alias)
        counts.changed += is_changed
        counts.unchanged += not is_changed
    context.checks.write()
    return {record_type: ids, Alias: aliases, MergedKey: {row["id"] for _, row in into_kept}}


def learn_references(context: LoadContext, records: Sequence[Record]) -> None:
    """Look up the ids of all records that these refer to."""
    wanted = defaultdict(set)
    for record in records:
        for _, candidates, key in references(record):
            for table in candidates:
                wanted[table].add(key)
    for table, keys in wanted.items():
        context.ids.learn(table, keys)


def _report_missing(context: LoadContext, dossier: int, record_type: type[Record], declared: set[int]) -> None:
    """Report or remove the records that the dossier declared before and no longer contains."""
    connection, table, links = context.connection, DECLARED_TABLES[record_type], dossier_records
    context.journal.dossier_id = dossier
    mine = (links.c.dossier_id == dossier, links.c.record_type == record_type.__name__.lower())
    for number in connection.scalars(select(links.c.record_id).where(*mine)).all():
        if number in declared:
            continue
        key = connection.scalar(select(table.c.key).where(table.c.id == number))
        if key is None:
            raise DatabaseError(
                f"dossier_records contains {provenance.type_name(record_type)} {number}, which does not exist: another "
                "program changed the database; “kzclaims db check” lists what it changed"
            )
        line = str(record_name(record_type, key))
        only_here = provenance.declared_only_by(connection, dossier, record_type, {number})
        if record_type is MergedKey or number not in only_here:
            provenance.unlink(connection, record_type, number, dossier)
        elif not context.prune:
            context.outcome.kept.append(line)
        elif kept_records(connection, record_type, {number}):
            context.outcome.kept.append(f"{line}: other records were merged into it")
        else:
            try:
                with connection.begin_nested():
                    context.journal.removed(_owner(connection, record_type, number), table, table.c.id == number)
                    context.journal.write()
                    connection.execute(delete(table).where(table.c.id == number))
                    provenance.unlink(connection, record_type, number, dossier)
                context.outcome.removed.append(line)
            except ConstraintError:
                context.outcome.kept.append(f"{line}: other records refer to it")


def _owner(connection: Connection, record_type: type[Record], number: int) -> RecordKey:
    """Return the record whose history a record or a further key is part of."""
    if record_type is Alias:
        of_alias = statement_aliases.c.id == number
        key = select(statements.c.key).join_from(statement_aliases, statements).where(of_alias)
        return record_name(Statement, connection.scalars(key).one())
    table = RECORD_TABLES[record_type]
    return record_name(record_type, connection.scalars(select(table.c.key).where(table.c.id == number)).one())
