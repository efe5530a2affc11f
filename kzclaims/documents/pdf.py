"""PDF documents."""

import io
import logging
from itertools import accumulate

import pypdf
from pypdf.errors import PdfReadError, PdfStreamError

from kzclaims.documents.read import Answer, clean
from kzclaims.errors import InputError


def read(content: bytes, *, url: str | None = None, charset: str | None = None) -> Answer:
    """Read a PDF. Raise `InputError` for one that is damaged, encrypted or a scan."""
    del url, charset
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("is encrypted; save it without a password")
        pages = [clean(page.extract_text()) for page in reader.pages]
    except (PdfReadError, PdfStreamError, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise InputError("is a damaged PDF; fetch it again, or archive its text") from None
    if not "".join(pages).strip():
        raise InputError("has no text layer, so it is probably a scan; recognise its text (OCR) and archive that")
    described: dict[str, object] = dict(reader.metadata or {})
    return Answer(
        text="\n".join(pages),
        pages=list(accumulate((len(page) + 1 for page in pages[:-1]), initial=0)),
        title=_words(described.get("/Title")),
        author=_words(described.get("/Author")),
        extractor="pypdf",
        extractor_version=pypdf.__version__,
    )


def _words(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
