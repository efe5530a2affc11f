"""The addresses in pages."""

from copy import copy
from typing import Self
from urllib.parse import quote, urlencode


class Links:
    """The addresses of `kzclaims browse`. Pages that are served in another way override the methods."""

    has_tables = True
    """False if there are no pages of tables: `table` then returns None, and no query or form leads there."""

    here = "/"
    """The address of the page itself, to which the choice of another language returns."""

    def at(self, here: str) -> Self:
        """Return the addresses for the page at an address."""
        links = copy(self)
        links.here = here
        return links

    def page(self, name: str) -> str:
        """Return the address of a page: "start", "search" or "person", which looks for a name."""
        return "/" if name == "start" else f"/{name}"

    def record(self, kind: str, key: str, **arguments: str) -> str:
        """Return the address of a record.

        A "party" is a person or an organization. The page of a person lists the statements of one year with `on`.
        """
        return f"/{kind}/{quote(key, safe='')}{_query(arguments)}"

    def table(self, name: str = "", **arguments: str) -> str | None:
        """Return the address of a table or a ready query with arguments, without a name of the list of tables."""
        if not self.has_tables:
            return None
        return f"/record{'/' if name else ''}{name}{_query(arguments)}"

    def language(self, code: str) -> str | None:
        """Return the address of this page in another language, or None if it has no such page."""
        return f"/language/{code}?{urlencode({'to': self.here})}"

    def file(self, name: str) -> str:
        """Return the address of a file of `kzclaims/pages/static/`."""
        return f"/static/{name}"


class LinksWithoutTables(Links):
    """The addresses of `kzclaims browse` for a database whose tables Datasette cannot show."""

    has_tables = False


def _query(arguments: dict[str, str]) -> str:
    return f"?{urlencode(arguments)}" if arguments else ""
