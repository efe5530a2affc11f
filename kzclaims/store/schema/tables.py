"""The tables, as SQLAlchemy Core metadata: what migrations/ builds, checked against it by the tests.

Core and not the ORM: importing and configuring the ORM would take a third of the time of a look-up, and records are
written and read in bulk. Times of recording are UTC. docs/reference/data-dictionary.md describes the columns.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kzclaims.store.schema import columns
from kzclaims.vocabulary import (
    ATTRIBUTION_KINDS,
    CHAIN_ACTIONS,
    MERGEABLE,
    NAME_KINDS,
    STATEMENT_KINDS,
    STATUSES,
    VERDICTS,
)

# A migration can alter a constraint that has a name on every database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _party(name: str) -> Table:
    """Return the table of those who speak, act or publish."""
    return Table(
        name,
        metadata,
        columns.id_column(),
        *columns.key(),
        *columns.words("name"),
        Column("description", Text),
        Column("wikidata_id", String(20)),
        columns.recorded(),
        columns.confidential(),
        Index(None, "name"),
        Index(None, "wikidata_id"),
    )


def _long_spans(table: str, name: str) -> tuple[Index, Index]:
    """Return indexes of the dates that cross the end of a month, and of those that cross the end of a year.

    Other dates that begin before the first month of a range are not in the range, so they need not be read.
    """
    days = f"{name}_earliest", f"{name}_latest"
    month, year = (text(f"substr({days[0]}, 1, {digits}) < substr({days[1]}, 1, {digits})") for digits in (7, 4))
    return (
        Index(f"ix_{table}_long_spans", *days, sqlite_where=month),
        Index(f"ix_{table}_longest_spans", *days, sqlite_where=year),
    )


topics = Table("topics", metadata, columns.id_column(), *columns.key(), *columns.words("name"), columns.recorded())
organizations = _party("organizations")
people = _party("people")

names = Table(
    "names",
    metadata,
    columns.id_column(),
    columns.owner("person_id", "people", nullable=True),
    columns.owner("organization_id", "organizations", nullable=True),
    *columns.words("text"),
    *columns.lang(),
    Column("kind", String(10), nullable=False),
    columns.one_of("person_id", "organization_id"),
    CheckConstraint(columns.is_one_of("kind", NAME_KINDS), name="kind"),
    UniqueConstraint("person_id", "text", "lang"),
    UniqueConstraint("organization_id", "text", "lang"),
)
# For SQLite only: the condition for PostgreSQL would import its dialect, which takes 40 ms.
for _column in (names.c.person_id, names.c.organization_id):
    Index(f"uq_names_preferred_{_column.name}", _column, unique=True, sqlite_where=text("kind = 'preferred'"))

name_keys = Table(
    "name_keys",
    metadata,
    Column("key", Text, nullable=False),
    columns.owner("name_id", "names", index=True),
    PrimaryKeyConstraint("key", "name_id"),
)

sources = Table(
    "sources",
    metadata,
    columns.id_column(),
    *columns.key(),
    *columns.words("title"),
    *columns.lang(),
    columns.reference("publisher_id", "organizations", nullable=True),
    Column("author", Text),
    Column("url", Text),
    *columns.date("published"),
    *columns.date("retrieved"),
    Column("archive_url", Text),
    columns.recorded(),
    Column("text_sha256", String(64)),
    Column("text", Text),
    columns.confidential(),
    Index(None, "published_earliest", "published_latest"),
)

# The hashes of texts that were replaced; a trigger adds them.
former_texts = Table(
    "former_texts",
    metadata,
    columns.id_column(),
    columns.owner("source_id", "sources", index=True),
    Column("sha256", String(64), nullable=False),
    Column("replaced", DateTime, nullable=False),
)

# The archived states of sources, in the order of their ids. Rows are only added: the current one has the source's text.
versions = Table(
    "versions",
    metadata,
    columns.id_column(),
    columns.owner("source_id", "sources", index=True),
    columns.recorded(),
    Column("fetched", DateTime),
    Column("url", Text),
    Column("http_status", Integer),
    Column("media_type", String(100)),
    # Compressed with zlib; NULL if the bytes are unknown, or those of the text in UTF-8.
    Column("content", LargeBinary),
    Column("content_sha256", String(64)),
    Column("content_size", Integer),
    *columns.words("text"),
    Column("text_sha256", String(64), nullable=False),
    Column("page_text", Text),
    # JSON: the places in the text at which a part of a recording begins, and the seconds.
    Column("times", Text),
    Column("extractor", Text),
    Column("extractor_version", Text),
    Index(None, "text_sha256"),
)

roles = Table(
    "roles",
    metadata,
    columns.id_column(),
    columns.owner("person_id", "people", index=True),
    columns.reference("organization_id", "organizations", nullable=True),
    *columns.words("title"),
    *columns.lang(),
    *columns.date("held"),
)

statements = Table(
    "statements",
    metadata,
    columns.id_column(),
    *columns.key(),
    Column("kind", String(10), nullable=False),
    *columns.words("text"),
    *columns.lang(),
    columns.reference("speaker_id", "people", nullable=True, index=False),
    columns.reference("organization_id", "organizations", nullable=True, index=False),
    *columns.date("said"),
    # Derived, updated by triggers: when it was said or, if that is not recorded, when it was first published.
    *columns.date("day"),
    columns.recorded(),
    # The latest status; its reasons are in the history.
    Column("status", String(15)),
    Column("speaker_note", Text),
    columns.confidential(),
    CheckConstraint(columns.is_one_of("kind", STATEMENT_KINDS), name="kind"),
    CheckConstraint("kind <> 'editorial' OR speaker_id IS NULL", name="editorial_has_no_speaker"),
    CheckConstraint(
        columns.is_one_of("status", STATUSES),
        name="status",
    ),
    Index(None, "speaker_id", "day_earliest", "day_latest"),
    Index(None, "organization_id", "day_earliest", "day_latest"),
    Index(None, "day_earliest", "day_latest"),
    Index(None, "lang"),
    # Few have one.
    Index("ix_statements_status", "status", sqlite_where=text("status IS NOT NULL")),
    *_long_spans("statements", "day"),
)

# Derived: the hash is equal for statements with the same normalised text.
statement_folds = Table(
    "statement_folds",
    metadata,
    Column("statement_id", ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True),
    Column("fold", BigInteger, nullable=False),
    Index(None, "fold", "statement_id"),
)

# Keys under which the same words of the same speaker were recorded again, from another source.
statement_aliases = Table(
    "statement_aliases",
    metadata,
    columns.id_column(),
    *columns.key(),
    columns.reference("statement_id", "statements"),
    columns.recorded(),
)

translations = Table(
    "translations",
    metadata,
    columns.id_column(),
    columns.owner("statement_id", "statements"),
    *columns.lang(),
    *columns.words("text"),
    *columns.words("translator"),
    UniqueConstraint("statement_id", "lang", "translator"),
    Index(None, "lang"),
)

appearances = Table(
    "appearances",
    metadata,
    columns.id_column(),
    columns.owner("statement_id", "statements", index=True),
    Column("position", Integer),
    Column("attribution", Text),
    *columns.passage(),
    *columns.checked(),
    columns.owner("alias_id", "statement_aliases", nullable=True, index=True),
    # Derived: whether the passage is the statement's text, which is indexed. Triggers reset it when either changes.
    Column("as_text", Boolean, nullable=False, server_default="0"),
    columns.place_found(),
    # NULL for the words of the source.
    Column("attribution_kind", String(10)),
    CheckConstraint(columns.is_one_of("attribution_kind", ATTRIBUTION_KINDS), name="attribution_kind"),
    Index(None, "source_id", "position", "start"),
    Index(None, "verified", "statement_id"),
)

events = Table(
    "events",
    metadata,
    columns.id_column(),
    *columns.key(),
    *columns.words("title"),
    Column("description", Text),
    *columns.lang(),
    Column("place", Text),
    *columns.date("date"),
    Column("date_text", Text),
    Column("date_note", Text),
    columns.recorded(),
    columns.confidential(),
    Index(None, "date_earliest", "date_latest"),
    *_long_spans("events", "date"),
    Index(None, "place"),
    Index(None, "lang"),
)

citations = Table(
    "citations",
    metadata,
    columns.id_column(),
    columns.owner("event_id", "events", nullable=True, index=True),
    columns.owner("role_id", "roles", nullable=True, index=True),
    *columns.passage(),
    columns.one_of("event_id", "role_id"),
    columns.place_found(),
    *columns.checked(),
    Index(None, "source_id"),
    Index(None, "verified", "event_id"),
)

participants = Table(
    "participants",
    metadata,
    columns.id_column(),
    columns.owner("event_id", "events", index=True),
    columns.reference("person_id", "people", nullable=True),
    columns.reference("organization_id", "organizations", nullable=True),
    Column("part", Text),
    columns.one_of("person_id", "organization_id"),
)

mentions = Table(
    "mentions",
    metadata,
    columns.id_column(),
    columns.owner("statement_id", "statements"),
    columns.reference("person_id", "people", nullable=True),
    columns.reference("organization_id", "organizations", nullable=True),
    columns.one_of("person_id", "organization_id"),
    UniqueConstraint("statement_id", "person_id"),
    UniqueConstraint("statement_id", "organization_id"),
)

statement_events = Table(
    "statement_events",
    metadata,
    columns.owner("statement_id", "statements"),
    columns.reference("event_id", "events"),
    PrimaryKeyConstraint("statement_id", "event_id"),
)

statement_topics = Table(
    "statement_topics",
    metadata,
    columns.owner("statement_id", "statements"),
    columns.reference("topic_id", "topics"),
    PrimaryKeyConstraint("statement_id", "topic_id"),
)

event_topics = Table(
    "event_topics",
    metadata,
    columns.owner("event_id", "events"),
    columns.reference("topic_id", "topics"),
    PrimaryKeyConstraint("event_id", "topic_id"),
)

reviews = Table(
    "reviews",
    metadata,
    columns.id_column(),
    *columns.key(),
    columns.reference("statement_id", "statements", index=False),
    columns.reference("reviewer_id", "organizations"),
    *columns.words("url"),
    *columns.words("title"),
    *columns.date("date"),
    *columns.words("rating"),
    *columns.lang(),
    Column("verdict", String(12), index=True),
    columns.recorded(),
    CheckConstraint(
        columns.is_one_of("verdict", VERDICTS),
        name="verdict",
    ),
    UniqueConstraint("statement_id", "url"),
)

dossiers = Table("dossiers", metadata, columns.id_column(), *columns.key())

# The records that each dossier declares: a later load knows by it what the file no longer contains.
dossier_records = Table(
    "dossier_records",
    metadata,
    columns.owner("dossier_id", "dossiers"),
    Column("record_type", String(20), nullable=False),
    Column("record_id", Integer, nullable=False),
    # JSON of the fields in which the dossier's file differed from the record when it was loaded.
    Column("differs", Text),
    PrimaryKeyConstraint("dossier_id", "record_type", "record_id"),
    Index(None, "record_type", "record_id"),
)

# One row for each merge of another database into this one.
merges = Table(
    "merges",
    metadata,
    columns.id_column(),
    Column("at", DateTime, nullable=False),
    *columns.words("author", nullable=True),
    *columns.words("name"),
    Column("database_id", String(20), nullable=False),
    Column("head", Text),
)

# The keys of merged records; the merge wrote the rows of the history from the first change to the last.
merged_keys = Table(
    "merged_keys",
    metadata,
    columns.id_column(),
    Column("record_type", String(20), nullable=False),
    *columns.key(unique=False),
    Column("kept_id", Integer, nullable=False),
    Column("merged_id", Integer),
    Column("first_change", Integer),
    Column("last_change", Integer),
    columns.recorded(),
    CheckConstraint(columns.is_one_of("record_type", MERGEABLE), name="record_type"),
    UniqueConstraint("record_type", "key"),
    Index(None, "record_type", "kept_id"),
)

# Pairs of records that are marked as different, in the order of their keys.
different_records = Table(
    "different_records",
    metadata,
    columns.id_column(),
    Column("record_type", String(20), nullable=False),
    Column("first_key", String(100), nullable=False),
    Column("second_key", String(100), nullable=False),
    columns.recorded(),
    CheckConstraint(columns.is_one_of("record_type", MERGEABLE), name="record_type"),
    CheckConstraint("first_key < second_key", name="order"),
    UniqueConstraint("record_type", "first_key", "second_key"),
    Index(None, "record_type", "second_key"),
)

# Changes, additions and removals, as JSON of the columns. Triggers prevent changes of this table.
history = Table(
    "history",
    metadata,
    columns.id_column(),
    Column("at", DateTime, nullable=False, index=True),
    Column("record_type", String(20), nullable=False),
    Column("record_key", String(100), nullable=False),
    Column("table_name", String(30), nullable=False),
    Column("row_id", Integer),
    Column("before", Text),
    Column("after", Text),
    *columns.words("because", nullable=True),
    columns.reference("source_id", "sources", nullable=True),
    Column("url", Text),
    columns.reference("dossier_id", "dossiers", nullable=True, index=False),
    # The row of the change that this one withdraws.
    Column("withdraws", Integer),
    *columns.words("author", nullable=True),
    # The merge that wrote the row; `elsewhere` if it only repeats a change that happened in the other database.
    Column("merge_id", Integer),
    Column("elsewhere", Boolean, nullable=False, server_default="0"),
    CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="change"),
    CheckConstraint("source_id IS NULL OR url IS NULL", name="source"),
    Index(None, "record_type", "record_key"),
    Index(None, "table_name", "row_id"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)

# The hash chain over the rows of all tables with recorded data. Triggers prevent changes of this table, too.
chain = Table(
    "chain",
    metadata,
    columns.id_column(),
    Column("at", DateTime, nullable=False),
    Column("what", String(10), nullable=False),
    Column("table_name", String(30)),
    Column("columns", Text),
    Column("first_id", Integer),
    Column("content", LargeBinary, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint(columns.is_one_of("what", CHAIN_ACTIONS), name="what"),
    Index(None, "table_name"),
)
