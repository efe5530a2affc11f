"""The reviews in table rows."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from kzclaims.dossier.records import Organization
from kzclaims.store.bulk.row_values import LONGEST_SHOWN, WrongRowError, digest, plain, without_none
from kzclaims.store.bulk.speakers import OrganizationResolver
from kzclaims.store.engine import engine_of
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.schema.addresses import plain_address
from kzclaims.vocabulary import VERDICTS
from kzclaims.wording import quoted, shorten

MOST_KNOWN = 100_000
"""The number of reviews of a file that are remembered."""


class Reviewed(NamedTuple):
    """The statement that a review checks, the review's key, and its address."""

    statement: str
    review: str
    url: str


class ReviewResolver:
    """The reviews of one table. The same review in several files is recorded once."""

    def __init__(self, context: LoadContext, organizations: OrganizationResolver) -> None:
        self._context, self._organizations = context, organizations
        self._known: dict[tuple[str, str], Reviewed] = {}
        """The recorded and new reviews by their address and the words that they check."""

    def begin_chunk(self, urls: Iterable[str]) -> None:
        """Look up the recorded reviews at these addresses."""
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        wanted = {spelling for url in urls if url for spelling in (url, plain_address(url))}
        if not wanted:
            return
        engine = engine_of(self._context.connection)
        sql = (
            "SELECT reviews.url, reviews.key, statements.key AS statement, statements.text FROM reviews"  # noqa: S608
            f" JOIN statements ON statements.id = statement_id WHERE {engine.in_list('url', 'urls')}"
            " ORDER BY reviews.id DESC"
        )
        for row in engine.execute(self._context.connection, sql, {"urls": engine.list_value(wanted)}).all():
            self._known[plain_address(row.url), plain(row.text)] = Reviewed(row.statement, row.key, row.url)

    def known(self, fields: dict[str, Any]) -> Reviewed | None:
        """Return the statement and key of a row's review, if it is recorded or in an earlier row."""
        url = fields.get("review.url")
        return self._known.get((plain_address(url), plain(fields["text"]))) if url else None

    def accept(self, fields: dict[str, Any], raw: dict[str, Any]) -> None:
        """Note the review of a row that can be loaded."""
        address = plain_address(raw["url"]), plain(fields["text"])
        self._known.setdefault(address, Reviewed(raw["statement"], raw["key"], raw["url"]))

    def raw(self, fields: dict[str, Any], statement: str) -> tuple[dict[str, Any], Organization | None]:
        """Return the fields of a row's review, and its reviewer, if that is not recorded yet."""
        for name in ("reviewer", "url"):
            if f"review.{name}" not in fields:
                raise WrongRowError(f"review.{name}", "is missing; a review needs it")
        verdict = fields.get("review.verdict")
        if verdict is not None and verdict not in VERDICTS:
            shown = quoted(verdict, LONGEST_SHOWN)
            raise WrongRowError("review.verdict", f"{shown} is not a verdict; use one of: {', '.join(VERDICTS)}")
        name, url = fields["review.reviewer"], fields["review.url"]
        lang = fields.get("review.lang", fields["lang"])
        reviewer, new = self._organizations.key_of("review.reviewer", name), None
        if reviewer is None:
            new = self._organizations.new_organization("review.reviewer", name, lang)
            reviewer = new.key
        known = self.known(fields)
        if known is not None and known.statement != statement:
            known = None
        key = fields.get("review.key") or (known.review if known else None)
        return without_none(
            key=key or f"{statement[:75].rstrip('-')}-review-{digest(statement, plain_address(url))}",
            statement=statement,
            reviewer=reviewer,
            # Another spelling of the address is the same review.
            url=known.url if known else url,
            title=fields.get("review.title") or f"[{shorten(plain(fields['text']), 100)}]",
            rating=fields["review.rating"],
            lang=lang,
            date=fields.get("review.date"),
            verdict=verdict,
        ), new
