"""Columns that several tables share, with their constraints."""

from collections.abc import Iterable

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, ForeignKey, Integer, String, Text, text
from sqlalchemy.schema import SchemaItem

from kzclaims.vocabulary import STORED_CHECK_RESULTS

LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


def only(column: str, characters: str) -> str:
    """Return a condition for SQLite and PostgreSQL: the column contains only these characters."""
    return f"ltrim({column}, '{characters}') = ''"


def is_one_of(column: str, values: Iterable[str]) -> str:
    """Return a condition: the column has one of these values."""
    listed = ", ".join(f"'{one}'" for one in values)
    return f"{column} IN ({listed})"


def id_column() -> Column[int]:
    """Return the primary key."""
    return Column("id", Integer, primary_key=True)


def key(*, unique: bool = True) -> list[SchemaItem]:
    """Return the key by which people refer to a record, with the characters that it may have."""
    return [
        Column("key", String(100), nullable=False, unique=unique or None),
        CheckConstraint(f"key <> '' AND {only('key', LOWER + DIGITS + '-')} AND key NOT LIKE '-%'", name="key"),
    ]


def words(name: str, *, nullable: bool = False) -> list[SchemaItem]:
    """Return a column of text that is not blank."""
    return [Column(name, Text, nullable=nullable), CheckConstraint(f"trim({name}) <> ''", name=name)]


def lang() -> list[SchemaItem]:
    """Return the language of the words of a row, as a BCP 47 tag."""
    return [
        Column("lang", String(35), nullable=False),
        CheckConstraint(
            f"length(lang) >= 2 AND {only('lang', LOWER + LOWER.upper() + DIGITS + '-')} AND lang NOT LIKE '-%'",
            name="lang",
        ),
    ]


def date(name: str) -> list[SchemaItem]:
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


def recorded() -> Column[object]:
    """Return the time at which a row was recorded."""
    return Column("recorded", DateTime, nullable=False)


def owner(name: str, table: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """Return a reference to the row that a row belongs to and is deleted with."""
    return Column(name, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable, index=index)


def reference(name: str, table: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    """Return a reference to a row, which then cannot be deleted."""
    return Column(name, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def passage() -> list[SchemaItem]:
    """Return the words of a source that prove something, the text around them, and their place (end exclusive)."""
    return [
        reference("source_id", "sources", index=False),
        *words("exact"),
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


def checked() -> list[SchemaItem]:
    """Return the result of checking a passage against the source's text, and since when.

    Triggers remove it when the passage or the text changes.
    """
    return [
        Column("verified_at", DateTime),
        Column("verified", String(20)),
        CheckConstraint(
            "(verified IS NULL) = (verified_at IS NULL) AND (verified IS NULL OR "
            f"{is_one_of('verified', STORED_CHECK_RESULTS)})",
            name="verified",
        ),
    ]


def place_found() -> Column[bool]:
    """Return the mark of places that the program found in the text, and no file contains."""
    return Column("place_found", Boolean, nullable=False, server_default="0")


def confidential() -> Column[bool]:
    """Return the mark of records that exports and sites leave out."""
    return Column("confidential", Boolean, nullable=False, server_default="0")


def one_of(first: str, second: str) -> CheckConstraint:
    """Return a constraint: exactly one of two columns has a value."""
    return CheckConstraint(f"({first} IS NULL) <> ({second} IS NULL)", name=f"{first}_or_{second}")
