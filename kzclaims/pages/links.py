"""The addresses in pages."""

from urllib.parse import quote, urlencode


class Links:
    """The addresses of `kzclaims browse`. Pages that are served in another way override the methods."""

    has_tables = True
    """False if there are no pages of tables: `table` then returns None, and no query or form leads there."""

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

    def file(self, name: str) -> str:
        """Return the address of a file of `kzclaims/pages/static/`."""
        return f"/static/{name}"


class LinksWithoutTables(Links):
    """The addresses of `kzclaims browse` for a database whose tables Datasette cannot show."""

    has_tables = False


def _query(arguments: dict[str, str]) -> str:
    return f"?{urlencode(arguments)}" if arguments else ""
