"""Recognise the format of a document, and read its text.

Formats that need a parser for hostile input are read in another process with limited memory and time
(`kzclaims.documents.worker`); texts, subtitles and transcripts are read here.
"""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from kzclaims.documents import transcripts
from kzclaims.documents.document import Document, Proposal
from kzclaims.dossier.byte_streams import whole
from kzclaims.errors import InputError

LONGEST = 64 * 2**20
"""The most bytes that a document may have."""

LONGEST_TEXT = 16 * 2**20
"""The most bytes that a text, a page or a transcript may have, also the text of a PDF or a .docx file."""

SECONDS = 60
"""The time that the reading of one document may take."""

HTML, PDF, PLAIN = "text/html", "application/pdf", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WARC, WACZ = "application/warc", "application/wacz"
SRT, VTT, WHISPER = "application/x-subrip", "text/vtt", "application/json"

_BY_SUFFIX = {
    ".htm": HTML,
    ".html": HTML,
    ".xhtml": HTML,
    ".srt": SRT,
    ".vtt": VTT,
    ".json": WHISPER,
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": PLAIN,
}
_HTML_BEGINNING = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SRT_BEGINNING = re.compile(r"\ufeff?\s{0,9}\d{1,9}[ \t\r]*\n[ \t]{0,9}\d+:\d\d:\d\d[,.]\d{1,3}\s*-->")
_REFUSED = {
    "is an old Word or RTF document; save it as .docx or PDF": (b"\xd0\xcf\x11\xe0", b"{\\rtf"),
    "is an image; recognise its text (OCR) and archive that": (
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"II*\0",
        b"MM\0*",
    ),
    "is a recording; transcribe it and archive the transcript": (b"ID3", b"RIFF", b"OggS", b"\x1aE\xdf\xa3", b"fLaC"),
}
_IN_WORKER = {HTML, PDF, DOCX, WARC, WACZ}
_NAMES = {HTML: "HTML page", PDF: "PDF", DOCX: ".docx file", WARC: "WARC", WACZ: "WACZ"}


class Answer(msgspec.Struct, omit_defaults=True):
    """The result of the other process: a problem, or what it found in the document."""

    problem: str | None = None
    text: str = ""
    page_text: str | None = None
    pages: list[int] = []
    extractor: str | None = None
    extractor_version: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    lang: str | None = None
    content: bytes | None = None
    """The member of an archive that was read."""
    media_type: str | None = None
    url: str | None = None
    fetched: datetime | None = None
    http_status: int | None = None


def read_file(path: Path, *, member: str | None = None, address: str | None = None) -> Document:
    """Read a file. `member` is the address of a page in a WARC or WACZ, `address` the one that is preferred there.

    Raise `InputError` for a file that cannot be read, has an unknown format, or contains no text.
    """
    try:
        content = whole(path, LONGEST)
        return read(content, media_type(content, path.name), url=address, member=member)
    except InputError as error:
        raise error.about(path) from None


def read(
    content: bytes, kind: str, *, url: str | None = None, member: str | None = None, charset: str | None = None
) -> Document:
    """Read a document of this media type. Raise `InputError`, without its name, if it has no text."""
    if not content.strip(b" \t\r\n\0"):
        raise InputError("is empty; it must contain the source's text")
    if member is not None and kind not in (WARC, WACZ):
        raise InputError("is not a WARC or WACZ; {page} names a page in one", parameters=("page",))
    if kind in (HTML, PLAIN, SRT, VTT, WHISPER) and len(content) > LONGEST_TEXT:
        raise InputError(f"is longer than {LONGEST_TEXT // 2**20} MB, the limit for a page or a text")
    if kind in _IN_WORKER:
        return _read_elsewhere(content, kind, url, member, charset)
    text = decoded(content)
    if kind == PLAIN:
        return Document(content, kind, text)
    found = transcripts.READERS[kind](text)
    if not found.text.strip():
        raise InputError("contains no words")
    return Document(content, kind, found.text, times=tuple(found.times), extractor="kzclaims", extractor_version="1")


def media_type(content: bytes, name: str = "", declared: str | None = None) -> str:
    """Return the media type of a document by its first bytes, its name and what a server declares."""
    if content.startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _media_type_of_zip(content)
    if content.startswith((b"WARC/", b"\x1f\x8b")):
        return WARC
    for problem, beginnings in _REFUSED.items():
        if content.startswith(beginnings):
            raise InputError(problem)
    suffix = Path(name).suffix.lower()
    beginning = content[:4096].decode(errors="replace").removeprefix("\ufeff")
    if beginning.startswith("WEBVTT"):
        return VTT
    if _HTML_BEGINNING.match(content.removeprefix(b"\xef\xbb\xbf")):
        return HTML
    if _SRT_BEGINNING.match(beginning.replace("\r\n", "\n")):
        return SRT
    if declared in ("text/html", "application/xhtml+xml"):
        return HTML
    if declared is not None and suffix not in _BY_SUFFIX:
        if declared in (PLAIN, VTT, WHISPER):
            return declared
        raise InputError(f"is {declared}, which cannot be archived; archive a page, a PDF, a .docx or a text")
    return _BY_SUFFIX.get(suffix, PLAIN)


def _media_type_of_zip(content: bytes) -> str:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise InputError("is a damaged zip archive; fetch it again") from None
    if "word/document.xml" in names:
        return DOCX
    if any(name.startswith("archive/") for name in names):
        return WACZ
    raise InputError("is a zip archive that is neither a .docx nor a WACZ; unpack it and archive the file in it")


def decoded(content: bytes) -> str:
    """Return the text of bytes in UTF-8. Raise `InputError`, without the document's name, if they are not a text."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{content[error.start]:02x} in line {line}"
        raise InputError(f"is not a text: {byte} is not UTF-8; save the text in UTF-8") from None
    if "\0" in text:
        raise InputError("contains a NUL character; save the text in UTF-8")
    if not text.strip():
        raise InputError("is empty; it must contain the source's text")
    return text


def _read_elsewhere(content: bytes, kind: str, url: str | None, member: str | None, charset: str | None) -> Document:
    """Read a document in another process, with limited time and memory."""
    question = json.dumps({"kind": kind, "url": url, "member": member, "charset": charset})
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "kzclaims.documents.worker", question],
            input=content,
            capture_output=True,
            timeout=SECONDS + 30,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"takes longer than {SECONDS} seconds to read; archive its text instead") from None
    try:
        answer = msgspec.msgpack.decode(done.stdout, type=Answer)
    except msgspec.MsgspecError:
        name = _NAMES[kind]
        raise InputError(
            f"cannot be read as a {name}: reading it takes too much time or memory; archive its text instead"
        ) from None
    if answer.problem is not None:
        raise InputError(answer.problem, parameters=("page",) if "{page}" in answer.problem else ())
    return _document(content, kind, answer, url)


def _document(content: bytes, kind: str, answer: Answer, url: str | None) -> Document:
    proposal = Proposal(answer.title, answer.author, answer.publisher, answer.published, answer.lang)
    text = clean(answer.text)
    page_text = None if answer.page_text is None else clean(answer.page_text)
    if not text.strip():
        raise InputError("contains no text; if scripts build the page, save it from a browser or archive its text")
    document = Document(
        content if answer.content is None else answer.content,
        answer.media_type or kind,
        text,
        page_text=None if page_text == text else page_text,
        pages=tuple(answer.pages),
        extractor=answer.extractor,
        extractor_version=answer.extractor_version,
        proposal=proposal,
    )
    if answer.content is None:
        return document
    return replace(document, url=answer.url or url, fetched=answer.fetched, http_status=answer.http_status)


def clean(text: str) -> str:
    """Return a text without the characters that a database cannot store, and with line feeds only."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", errors="replace").decode()
