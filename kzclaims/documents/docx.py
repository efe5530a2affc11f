"""Word documents (.docx), read with the standard library."""

import io
import zipfile
from xml.parsers import expat

from kzclaims.documents.read import Answer
from kzclaims.errors import InputError

MOST = 64 * 2**20
"""The most bytes of XML that are read of one document."""

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_BREAKS = {f"{_WORD} p": "\n", f"{_WORD} br": "\n", f"{_WORD} cr": "\n", f"{_WORD} tab": "\t"}
_DELETED = (f"{_WORD} del", f"{_WORD} moveFrom")


def read(content: bytes, *, url: str | None = None, charset: str | None = None) -> Answer:
    """Read a .docx file. Raise `InputError` for one that is damaged, too large or hostile."""
    del url, charset
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = _text(_member(archive, "word/document.xml"))
            names = archive.namelist()
            described = _described(_member(archive, "docProps/core.xml")) if "docProps/core.xml" in names else {}
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError):
        raise InputError("is a damaged .docx file; save it again") from None
    except expat.ExpatError:
        raise InputError("is a .docx file with damaged XML; save it again") from None
    if not text.strip():
        raise InputError("contains no text")
    return Answer(
        text=text,
        title=described.get("title"),
        author=described.get("creator"),
        lang=described.get("language"),
        extractor="kzclaims",
        extractor_version="1",
    )


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        found = file.read(MOST + 1)
    if len(found) > MOST:
        raise InputError(f"expands to more than {MOST // 2**20} MB; archive its text instead")
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        # Word writes none, and entities may expand without limit.
        raise InputError("is a .docx file with a document type, which Word never writes; save it again")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _text(xml: bytes) -> str:
    """Return the text of the paragraphs, without deleted words."""
    parts: list[str] = []
    open_texts = deleted = 0

    def start(name: str, _: object) -> None:
        nonlocal open_texts, deleted
        open_texts += name == f"{_WORD} t"
        deleted += name in _DELETED
        if name in _BREAKS and name != f"{_WORD} p":
            parts.append(_BREAKS[name])

    def end(name: str) -> None:
        nonlocal open_texts, deleted
        open_texts -= name == f"{_WORD} t"
        deleted -= name in _DELETED
        if name == f"{_WORD} p":
            parts.append("\n")

    def words(data: str) -> None:
        if open_texts and not deleted:
            parts.append(data)

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
    parser.Parse(xml, True)
    return "".join(parts).strip("\n")


def _described(xml: bytes) -> dict[str, str]:
    """Return the elements of Dublin Core in the properties of a document."""
    found: dict[str, list[str]] = {}
    current = ""

    def start(name: str, _: object) -> None:
        nonlocal current
        space, _, local = name.rpartition(" ")
        current = local if space == _DUBLIN else ""

    def words(data: str) -> None:
        if current:
            found.setdefault(current, []).append(data)

    parser = _parser()
    parser.StartElementHandler, parser.CharacterDataHandler = start, words
    parser.Parse(xml, True)
    values = {name: "".join(parts).strip() for name, parts in found.items()}
    return {name: value for name, value in values.items() if value}
