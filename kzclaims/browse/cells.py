"""The cells of Datasette's tables, and addresses in pages."""

from urllib.parse import urlsplit

from markupsafe import Markup, escape

from kzclaims.browse.pages import PAGES
from kzclaims.browse.record import NAME
from kzclaims.store.schema import tables as t

_LONGEST = 200


def cell(value: object, column: str, table: str | None) -> Markup | None:
    """A key or a row that is referred to as a link to its page; `None` for what Datasette shows well by itself."""
    if isinstance(value, dict):
        referred = next(iter(t.metadata.tables[str(table)].c[column].foreign_keys)).column.table.name
        label = str(value["label"])
        short = label if len(label) <= _LONGEST else label[:_LONGEST] + "…"
        return Markup('<a href="/{}/{}/{}">{}</a>').format(NAME, referred, value["value"], short)
    if column == "key" and table in PAGES:
        return Markup('<a href="/{}/{}">{}</a>').format(PAGES[table][1], value, value)
    return None


def web(address: str | None) -> str | None:
    """An address that may become a link: one of the web, and no `javascript:` or the like."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def code(text: str) -> Markup:
    """Words of the data dictionary, with what stands between backticks as code."""
    pieces = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(one) if number % 2 else escape(one) for number, one in enumerate(pieces)
    )
