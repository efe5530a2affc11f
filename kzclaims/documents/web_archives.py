"""WARC and WACZ: one page of a web archive."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from kzclaims.documents.read import LONGEST, WACZ, Answer, media_type
from kzclaims.documents.worker import read_one
from kzclaims.errors import InputError

MOST_SHOWN = 5
MOST_RECORDS = 100_000

_SKIPPED = ("image/", "video/", "audio/", "font/", "text/css")


class _Page(NamedTuple):
    """A page in an archive, without its content."""

    place: tuple[int, int]
    """The numbers of the file and of the record in it."""
    url: str
    fetched: datetime | None
    status: int | None


def read_archive(content: bytes, kind: str, *, member: str | None, address: str | None) -> Answer:
    """Read the page with the address `member`, or else the one with the preferred address, or else the only one.

    Raise `InputError` if there is no such page or if it isn't clear which one is meant.
    """
    try:
        pages = [page for page, _ in _pages(content, kind)]
        chosen = _chosen(pages, member, address)
        reads = (read_content() for page, read_content in _pages(content, kind) if page.place == chosen.place)
        found = next(reads)
    except (ArchiveLoadFailed, zipfile.BadZipFile, EOFError, NotImplementedError):
        raise InputError("is a damaged WARC or WACZ; fetch it again") from None
    body, declared = found
    page_kind = media_type(body, chosen.url.partition("?")[0], declared)
    answer = read_one(body, page_kind, url=chosen.url)
    answer.content, answer.media_type = body, page_kind
    answer.url, answer.fetched, answer.http_status = chosen.url, chosen.fetched, chosen.status
    return answer


def _chosen(pages: list[_Page], member: str | None, address: str | None) -> _Page:
    if not pages:
        raise InputError("contains no page; a WARC or WACZ must contain a response with a page")
    for wanted in (member, address):
        same = [page for page in pages if wanted is not None and _bare(page.url) == _bare(wanted)]
        if same:
            # The newest one counts if a page was fetched several times.
            return same[-1]
    if member is None and len({_bare(page.url) for page in pages}) == 1:
        return pages[-1]
    urls = list(dict.fromkeys(page.url for page in pages))
    more = f" and {len(urls) - MOST_SHOWN} more" if len(urls) > MOST_SHOWN else ""
    which = f"has no page {member}" if member else "has several pages; name one with {page}"
    raise InputError(f"{which}: {', '.join(urls[:MOST_SHOWN])}{more}", parameters=("page",))


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("://")[2].rstrip("/")


def _pages(content: bytes, kind: str) -> Iterator[tuple[_Page, Callable[[], tuple[bytes, str | None]]]]:
    """Yield the pages, each with a function that returns its content until the next one is read."""
    for number, open_file in enumerate(_files(content, kind)):
        with open_file() as file:
            for place, record in enumerate(ArchiveIterator(file)):
                if place > MOST_RECORDS:
                    raise InputError(f"has more than {MOST_RECORDS:,} records; extract the page and archive that")
                if page := _page(record, (number, place)):
                    yield page, lambda record=record: _content(record)  # type: ignore[misc]


def _files(content: bytes, kind: str) -> Iterator[Callable[[], Any]]:
    if kind != WACZ:
        yield lambda: io.BytesIO(content)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("archive/") and ".warc" in name]
        for name in names:
            yield lambda name=name: _member(archive, name)  # type: ignore[misc]


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    with archive.open(name) as file:
        yield file


def _page(record: Any, place: tuple[int, int]) -> _Page | None:
    if record.rec_type not in ("response", "resource"):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers
    status = headers.get_statuscode() if headers else None
    declared = (headers.get_header("Content-Type") if headers else record.content_type) or ""
    is_page = url.startswith(("http://", "https://")) and not declared.lower().startswith(_SKIPPED)
    if not is_page or (status is not None and status != "200"):
        return None
    is_document = any(one in declared.lower() for one in ("html", "pdf", "text/plain", "wordprocessingml"))
    if not is_document:
        return None
    return _Page(place, url, _time(record.rec_headers.get_header("WARC-Date")), int(status) if status else None)


def _content(record: Any) -> tuple[bytes, str | None]:
    content: bytes = record.content_stream().read(LONGEST + 1)
    if len(content) > LONGEST:
        raise InputError(f"contains a page of more than {LONGEST // 2**20} MB")
    headers = record.http_headers
    declared = headers.get_header("Content-Type") if headers else None
    return content, declared.partition(";")[0].strip().lower() if declared else None


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None, microsecond=0) if text else None
    except (ValueError, OverflowError):
        return None
