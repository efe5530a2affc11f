"""What every table and column of a database means, in words: for the docs and for whoever looks at the tables."""

import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct, convert


class TableMeaning(Struct, forbid_unknown_fields=True):
    """What a table holds; `hidden` if it is the program's own, of no use to a reader."""

    section: str
    title: str
    description: str
    hidden: bool = False
    columns: dict[str, str] = {}
    """What the columns mean, of which `Dictionary` knows it not already by their names."""


class ReadyQuery(Struct, forbid_unknown_fields=True):
    """A question in SQL with named parameters, and an example of those."""

    title: str
    description: str
    sql: str
    example: dict[str, str]

    @property
    def sql_of_example(self) -> str:
        """The question with the example in place of the parameters."""
        sql = self.sql.strip()
        for name, value in self.example.items():
            sql = sql.replace(f":{name}", "'" + value.replace("'", "''") + "'")
        return sql


class Dictionary(Struct, forbid_unknown_fields=True):
    """The data dictionary. Its text may have `code` between backticks, and no other markup."""

    columns: dict[str, str]
    days: dict[str, str]
    tables: dict[str, TableMeaning]
    queries: dict[str, ReadyQuery]

    def meaning(self, table: str, column: str) -> str:
        """What a column means. Raises `KeyError` for one that the dictionary lacks."""
        for meanings in (self.tables[table].columns, self.columns):
            if column in meanings:
                return meanings[column]
        return self.days[column.rpartition("_")[2]]


@cache
def dictionary() -> Dictionary:
    """The dictionary, read from dictionary.toml the first time."""
    text = Path(__file__).with_name("dictionary.toml").read_text("utf-8")
    return convert(tomllib.loads(text), Dictionary)
