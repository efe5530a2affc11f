"""Compare the recorded speakers of passages with the speakers that the texts of their sources name."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from sqlalchemy import Connection, select

from kzclaims.draft.sentences import Span
from kzclaims.scan.manuscript import Manuscript
from kzclaims.scan.quotations import Quotation, find_quotations
from kzclaims.scan.scan import Scan
from kzclaims.store.reports import Verified
from kzclaims.store.schema.tables import sources
from kzclaims.vocabulary import CHECKED


def with_speakers(connection: Connection, checked: Iterable[Verified], text: str | None = None) -> Iterator[Verified]:
    """Yield checked passages; `attributed_to` is set where a text certainly names another speaker of a quotation.

    A given `text` is that of all of them, otherwise the archived one is read.
    """
    scan = Scan(connection)
    source: str | None = None
    quotations: list[Quotation] = []
    for one in checked:
        if one.record != "statement" or one.status not in CHECKED or one.in_page or one.found_start is None:
            yield one
            continue
        if one.source != source:
            source, quotations = one.source, _quotations(connection, one.source, text)
        place = Span(one.found_start, one.found_end or one.found_start)
        named = scan.other_speaker(quotations, place, one.key)
        yield replace(one, attributed_to=named) if named else one


def _quotations(connection: Connection, source: str, text: str | None) -> list[Quotation]:
    archived, lang = connection.execute(select(sources.c.text, sources.c.lang).where(sources.c.key == source)).one()
    words = text or archived
    return find_quotations(Manuscript(source, words, lang)) if words else []
