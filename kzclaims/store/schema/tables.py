"""The tables, as SQLAlchemy Core metadata: what migrations/ builds, checked against it by the tests.

Core and not the ORM: importing and configuring the ORM would take a third of the time of a look-up, and records are
written and read in bulk. Times of recording are UTC. docs/reference/data-dictionary.md describes the columns.
"""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
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
from sqlalchemy.schema import SchemaItem

from kzclaims.vocabulary import (
    ATTRIBUTION_KINDS,
    CHAIN_ACTIONS,
    MERGEABLE,
    NAME_KINDS,
    STATEMENT_KINDS,
    STATUSES,
    STORED_CHECK_RESULTS,
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

LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


def _only(column: str, characters: str) -> str:
    """Return a condition for SQLite and PostgreSQL: the column contains only these characters."""
    return f"ltrim({column}, '{characters}') = ''"


def _is_one_of(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{one}'" for one in values)
    return f"{column} IN ({listed})"


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _key(*, unique: bool = True) -> list[SchemaItem]:
    return [
        Column("key", String(100), nullable=False, unique=unique or None),
        CheckConstraint(f"key <> '' AND {_only('key', LOWER + DIGITS + '-')} AND key NOT LIKE '-%'", name="key"),
    ]


def _words(name: str, *, nullable: bool = False) -> list[SchemaItem]:
    return [Column(name, Text, nullable=nullable), CheckConstraint(f"trim({name}) <> ''", name=name)]


def _lang() -> list[SchemaItem]:
    return [
        Column("lang", String(35), nullable=False),
        CheckConstraint(
            f"length(lang) >= 2 AND {_only('lang', LOWER + LOWER.upper() + DIGITS + '-')} AND lang NOT LIKE '-%'",
            name="lang",
        ),
    ]


def _date(name: str) -> list[SchemaItem]:
    """Return the columns of an EDTF string with the first and last day it can mean; an open end is the calendar's."""
    earliest, latest = f"{name}_earliest", f"{name}_latest"
    return [
        Column(name, String(100)),
        Column(earliest, Date),
        Column(latest, Date),
        CheckConstraint(
            f"({name} IS NULL AND {earliest} IS NULL AND {latest} IS NULL)"
            f" OR ({name} IS NOT NULL AND {earliest} IS NOT NULL AND {latest} IS NOT NULL AND {earliest} <= {latest})",
            name=name,
        ),
    ]


def _recorded() -> Column[object]:
    return Column("recorded", DateTime, nullable=False)


def _owner(name: str, table: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """Return a reference to the row that a row belongs to and is deleted with."""
    return Column(name, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=index)


def _reference(name: str, table: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    """Return a reference to a row, which then cannot be deleted."""
    return Column(name, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def _passage() -> list[SchemaItem]:
    return [
        _reference("source_id", "sources", index=False),
        *_words("exact"),
        Column("prefix", Text, nullable=False, server_default=text("''")),
        Column("suffix", Text, nullable=False, server_default=text("''")),
        Column("start", Integer),
        Column("end", Integer),
        CheckConstraint(
            '("start" IS NULL AND "end" IS NULL)'
            ' OR ("start" IS NOT NULL AND "end" IS NOT NULL AND "start" >= 0 AND "start" < "end")',
            name="place",
        ),
    ]


def _checked() -> list[SchemaItem]:
    """Return the result of checking a passage against the source's text, and since when.

    Triggers remove it when the passage or the text changes.
    """
    return [
        Column("verified_at", DateTime),
        Column("verified", String(20)),
        CheckConstraint(
            "(verified IS NULL) = (verified_at IS NULL) AND (verified IS NULL OR "
            f"{_is_one_of('verified', STORED_CHECK_RESULTS)})",
            name="verified",
        ),
    ]


def _place_found() -> Column[bool]:
    """Return the mark of places that the program found in the text, and no file contains."""
    return Column("place_found", Boolean, nullable=False, server_default="0")


def _confidential() -> Column[bool]:
    """Return the mark of records that exports and sites leave out."""
    return Column("confidential", Boolean, nullable=False, server_default="0")


def _one_of(first: str, second: str) -> CheckConstraint:
    return CheckConstraint(f"({first} IS NULL) <> ({second} IS NULL)", name=f"{first}_or_{second}")


def _party(name: str) -> Table:
    """Return the table of those who speak, act or publish."""
    return Table(
        name,
        metadata,
        _id(),
        *_key(),
        *_words("name"),
        Column("description", Text),
        Column("wikidata_id", String(20)),
        _recorded(),
        _confidential(),
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


topics = Table("topics", metadata, _id(), *_key(), *_words("name"), _recorded())
organizations = _party("organizations")
people = _party("people")

names = Table(
    "names",
    metadata,
    _id(),
    _owner("person_id", "people", nullable=True),
    _owner("organization_id", "organizations", nullable=True),
    *_words("text"),
    *_lang(),
    Column("kind", String(10), nullable=False),
    _one_of("person_id", "organization_id"),
    CheckConstraint(_is_one_of("kind", NAME_KINDS), name="kind"),
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
    _owner("name_id", "names", index=True),
    PrimaryKeyConstraint("key", "name_id"),
)

sources = Table(
    "sources",
    metadata,
    _id(),
    *_key(),
    *_words("title"),
    *_lang(),
    _reference("publisher_id", "organizations", nullable=True),
    Column("author", Text),
    Column("url", Text),
    *_date("published"),
    *_date("retrieved"),
    Column("archive_url", Text),
    _recorded(),
    Column("text_sha256", String(64)),
    Column("text", Text),
    _confidential(),
    Index(None, "published_earliest", "published_latest"),
)

# The hashes of texts that were replaced; a trigger adds them.
former_texts = Table(
    "former_texts",
    metadata,
    _id(),
    _owner("source_id", "sources", index=True),
    Column("sha256", String(64), nullable=False),
    Column("replaced", DateTime, nullable=False),
)

# The archived states of sources, in the order of their ids. Rows are only added: the current one has the source's text.
versions = Table(
    "versions",
    metadata,
    _id(),
    _owner("source_id", "sources", index=True),
    _recorded(),
    Column("fetched", DateTime),
    Column("url", Text),
    Column("http_status", Integer),
    Column("media_type", String(100)),
    # Compressed with zlib; NULL if the bytes are unknown, or those of the text in UTF-8.
    Column("content", LargeBinary),
    Column("content_sha256", String(64)),
    Column("content_size", Integer),
    *_words("text"),
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
    _id(),
    _owner("person_id", "people", index=True),
    _reference("organization_id", "organizations", nullable=True),
    *_words("title"),
    *_lang(),
    *_date("held"),
)

statements = Table(
    "statements",
    metadata,
    _id(),
    *_key(),
    Column("kind", String(10), nullable=False),
    *_words("text"),
    *_lang(),
    _reference("speaker_id", "people", nullable=True, index=False),
    _reference("organization_id", "organizations", nullable=True, index=False),
    *_date("said"),
    # Derived, updated by triggers: when it was said or, if that is not recorded, when it was first published.
    *_date("day"),
    _recorded(),
    # The latest status; its reasons are in the history.
    Column("status", String(15)),
    Column("speaker_note", Text),
    _confidential(),
    CheckConstraint(_is_one_of("kind", STATEMENT_KINDS), name="kind"),
    CheckConstraint("kind <> 'editorial' OR speaker_id IS NULL", name="editorial_has_no_speaker"),
    CheckConstraint(
        _is_one_of("status", STATUSES),
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
    "statement_aliases", metadata, _id(), *_key(), _reference("statement_id", "statements"), _recorded()
)

translations = Table(
    "translations",
    metadata,
    _id(),
    _owner("statement_id", "statements"),
    *_lang(),
    *_words("text"),
    *_words("translator"),
    UniqueConstraint("statement_id", "lang", "translator"),
    Index(None, "lang"),
)

appearances = Table(
    "appearances",
    metadata,
    _id(),
    _owner("statement_id", "statements", index=True),
    Column("position", Integer),
    Column("attribution", Text),
    *_passage(),
    *_checked(),
    _owner("alias_id", "statement_aliases", nullable=True, index=True),
    # Derived: whether the passage is the statement's text, which is indexed. Triggers reset it when either changes.
    Column("as_text", Boolean, nullable=False, server_default="0"),
    _place_found(),
    # NULL for the words of the source.
    Column("attribution_kind", String(10)),
    CheckConstraint(_is_one_of("attribution_kind", ATTRIBUTION_KINDS), name="attribution_kind"),
    Index(None, "source_id", "position", "start"),
    Index(None, "verified", "statement_id"),
)

events = Table(
    "events",
    metadata,
    _id(),
    *_key(),
    *_words("title"),
    Column("description", Text),
    *_lang(),
    Column("place", Text),
    *_date("date"),
    Column("date_text", Text),
    Column("date_note", Text),
    _recorded(),
    _confidential(),
    Index(None, "date_earliest", "date_latest"),
    *_long_spans("events", "date"),
    Index(None, "place"),
    Index(None, "lang"),
)

citations = Table(
    "citations",
    metadata,
    _id(),
    _owner("event_id", "events", nullable=True, index=True),
    _owner("role_id", "roles", nullable=True, index=True),
    *_passage(),
    _one_of("event_id", "role_id"),
    _place_found(),
    *_checked(),
    Index(None, "source_id"),
    Index(None, "verified", "event_id"),
)

participants = Table(
    "participants",
    metadata,
    _id(),
    _owner("event_id", "events", index=True),
    _reference("person_id", "people", nullable=True),
    _reference("organization_id", "organizations", nullable=True),
    Column("part", Text),
    _one_of("person_id", "organization_id"),
)

mentions = Table(
    "mentions",
    metadata,
    _id(),
    _owner("statement_id", "statements"),
    _reference("person_id", "people", nullable=True),
    _reference("organization_id", "organizations", nullable=True),
    _one_of("person_id", "organization_id"),
    UniqueConstraint("statement_id", "person_id"),
    UniqueConstraint("statement_id", "organization_id"),
)

statement_events = Table(
    "statement_events",
    metadata,
    _owner("statement_id", "statements"),
    _reference("event_id", "events"),
    PrimaryKeyConstraint("statement_id", "event_id"),
)

statement_topics = Table(
    "statement_topics",
    metadata,
    _owner("statement_id", "statements"),
    _reference("topic_id", "topics"),
    PrimaryKeyConstraint("statement_id", "topic_id"),
)

event_topics = Table(
    "event_topics",
    metadata,
    _owner("event_id", "events"),
    _reference("topic_id", "topics"),
    PrimaryKeyConstraint("event_id", "topic_id"),
)

reviews = Table(
    "reviews",
    metadata,
    _id(),
    *_key(),
    _reference("statement_id", "statements", index=False),
    _reference("reviewer_id", "organizations"),
    *_words("url"),
    *_words("title"),
    *_date("date"),
    *_words("rating"),
    *_lang(),
    Column("verdict", String(12), index=True),
    _recorded(),
    CheckConstraint(
        _is_one_of("verdict", VERDICTS),
        name="verdict",
    ),
    UniqueConstraint("statement_id", "url"),
)

dossiers = Table("dossiers", metadata, _id(), *_key())

# The records that each dossier declares: a later load knows by it what the file no longer contains.
dossier_records = Table(
    "dossier_records",
    metadata,
    _owner("dossier_id", "dossiers"),
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
    _id(),
    Column("at", DateTime, nullable=False),
    *_words("author", nullable=True),
    *_words("name"),
    Column("database_id", String(20), nullable=False),
    Column("head", Text),
)

# The keys of merged records; the merge wrote the rows of the history from the first change to the last.
merged_keys = Table(
    "merged_keys",
    metadata,
    _id(),
    Column("record_type", String(20), nullable=False),
    *_key(unique=False),
    Column("kept_id", Integer, nullable=False),
    Column("merged_id", Integer),
    Column("first_change", Integer),
    Column("last_change", Integer),
    _recorded(),
    CheckConstraint(_is_one_of("record_type", MERGEABLE), name="record_type"),
    UniqueConstraint("record_type", "key"),
    Index(None, "record_type", "kept_id"),
)

# Pairs of records that are marked as different, in the order of their keys.
different_records = Table(
    "different_records",
    metadata,
    _id(),
    Column("record_type", String(20), nullable=False),
    Column("first_key", String(100), nullable=False),
    Column("second_key", String(100), nullable=False),
    _recorded(),
    CheckConstraint(_is_one_of("record_type", MERGEABLE), name="record_type"),
    CheckConstraint("first_key < second_key", name="order"),
    UniqueConstraint("record_type", "first_key", "second_key"),
    Index(None, "record_type", "second_key"),
)

# Changes, additions and removals, as JSON of the columns. Triggers prevent changes of this table.
history = Table(
    "history",
    metadata,
    _id(),
    Column("at", DateTime, nullable=False, index=True),
    Column("record_type", String(20), nullable=False),
    Column("record_key", String(100), nullable=False),
    Column("table_name", String(30), nullable=False),
    Column("row_id", Integer),
    Column("before", Text),
    Column("after", Text),
    *_words("because", nullable=True),
    _reference("source_id", "sources", nullable=True),
    Column("url", Text),
    _reference("dossier_id", "dossiers", nullable=True, index=False),
    # The row of the change that this one withdraws.
    Column("withdraws", Integer),
    *_words("author", nullable=True),
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
    _id(),
    Column("at", DateTime, nullable=False),
    Column("what", String(10), nullable=False),
    Column("table_name", String(30)),
    Column("columns", Text),
    Column("first_id", Integer),
    Column("content", LargeBinary, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint(_is_one_of("what", CHAIN_ACTIONS), name="what"),
    Index(None, "table_name"),
)
