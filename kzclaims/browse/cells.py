"""Cells of Datasette's tables."""

from markupsafe import Markup

from kzclaims.browse.record import NAME
from kzclaims.pages.contents import RECORD_TABLES
from kzclaims.store.schema.tables import metadata

_LONGEST = 200


def cell(value: object, column: str, table: str | None) -> Markup | None:
    """Return a key or a reference as a link to its page, or None for a value that Datasette shows itself."""
    if isinstance(value, dict):
        referred = next(iter(metadata.tables[str(table)].c[column].foreign_keys)).column.table.name
        label = str(value["label"])
        short = label if len(label) <= _LONGEST else label[:_LONGEST] + "…"
        return Markup('<a href="/{}/{}/{}">{}</a>').format(NAME, referred, value["value"], short)
    if column == "key" and table in RECORD_TABLES:
        return Markup('<a href="/{}/{}">{}</a>').format(RECORD_TABLES[table][1], value, value)
    return None
