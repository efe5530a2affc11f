"""A document as it was published, with its text."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """Values that a document states about itself. None is recorded unless somebody accepts it."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    """A date, as EDTF."""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a document and what was extracted from them."""

    content: bytes
    media_type: str
    text: str
    """The text that passages are checked against."""
    page_text: str | None = None
    """The text of the whole page, if the text is only its article."""
    times: tuple[tuple[int, float], ...] = ()
    """The places in the text at which a part of a recording begins, with the seconds since its beginning."""
    pages: tuple[int, ...] = ()
    """The places in the text at which the pages of a PDF begin."""
    extractor: str | None = None
    extractor_version: str | None = None
    url: str | None = None
    fetched: datetime | None = None
    """In UTC."""
    http_status: int | None = None
    proposal: Proposal = field(default_factory=Proposal)


def plain(text: str) -> Document:
    """Return a document whose bytes are its text in UTF-8."""
    return Document(text.encode(errors="surrogatepass"), "text/plain", text)
