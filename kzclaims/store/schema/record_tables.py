"""The table of each record type."""

from sqlalchemy import Table

from kzclaims.dossier.records import Event, Organization, Person, Record, Review, Source, Statement, Topic
from kzclaims.store.schema import tables

RECORD_TABLES: dict[type[Record], Table] = {
    Topic: tables.topics,
    Organization: tables.organizations,
    Source: tables.sources,
    Person: tables.people,
    Event: tables.events,
    Statement: tables.statements,
    Review: tables.reviews,
}


class Alias(Statement):
    """A further key of a statement, as an item that a dossier can declare."""


class MergedKey(Record):
    """The key of a merged record, as an item that a dossier can declare."""


DECLARED_TABLES: dict[type[Record], Table] = {
    **RECORD_TABLES,
    Alias: tables.statement_aliases,
    MergedKey: tables.merged_keys,
}
"""The table of each type of item that a dossier can declare."""

TABLES_BY_NAME = {record_type.__name__.lower(): table for record_type, table in RECORD_TABLES.items()}
"""The table of each record type by the type's name in JSON and in the history."""
