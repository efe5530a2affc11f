"""The data dictionary: the meaning of each table and column, for the docs and for pages of tables."""

import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct, convert
from msgspec.json import schema_components

from kzclaims.dossier.records import RECORD_TYPES


class TableMeaning(Struct, forbid_unknown_fields=True):
    """A table's meaning; `hidden` tables are of no use to a reader."""

    section: str
    title: str
    description: str
    hidden: bool = False
    columns: dict[str, str] = {}
    """The meanings of columns that `Dictionary.columns` does not describe by name."""


class ReadyQuery(Struct, forbid_unknown_fields=True):
    """An SQL query with named parameters, and example values for them."""

    title: str
    description: str
    sql: str
    example: dict[str, str]

    @property
    def sql_of_example(self) -> str:
        """The query with the example values in place of the parameters."""
        sql = self.sql.strip()
        for name, value in self.example.items():
            sql = sql.replace(f":{name}", "'" + value.replace("'", "''") + "'")
        return sql


class Dictionary(Struct, forbid_unknown_fields=True):
    """The data dictionary. Its texts may contain `code` between backticks, and no other markup."""

    columns: dict[str, str]
    days: dict[str, str]
    tables: dict[str, TableMeaning]
    queries: dict[str, ReadyQuery]

    def meaning(self, table: str, column: str) -> str:
        """Return the meaning of a column: that of the dictionary, or of the record's field with its name.

        Raise `KeyError` if both lack it.
        """
        for meanings in (self.tables[table].columns, self.columns, _fields(table)):
            if column in meanings:
                return meanings[column]
        return self.days[column.rpartition("_")[2]]


@cache
def _fields(table: str) -> dict[str, str]:
    """Return the descriptions of the fields of the records in a table, as in the JSON Schema of dossiers."""
    record_type = RECORD_TYPES.get(table)
    if record_type is None:
        return {}
    _, schemas = schema_components([record_type])
    properties = schemas[record_type.__name__]["properties"]
    return {name: field["description"] for name, field in properties.items() if "description" in field}


@cache
def dictionary() -> Dictionary:
    """Return the dictionary from dictionary.toml."""
    text = Path(__file__).with_name("dictionary.toml").read_text("utf-8")
    return convert(tomllib.loads(text), Dictionary)
