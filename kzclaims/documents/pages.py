"""HTML pages: the article, the text of the whole page, and the values that the page states about itself."""

import codecs
import re
from contextlib import suppress
from datetime import date
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HTMLParser, document_fromstring
from trafilatura.metadata import extract_metadata

from kzclaims.documents.read import Answer
from kzclaims.errors import InputError

_CHARSET = re.compile(rb"<meta[^<>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_LEAST_ARTICLE = 250
"""A page with a shorter article and a field for a password asks for a login."""

_SHORTEST_ARTICLE = 60
"""The page of a shorter article is likely to be an error, or to be built by scripts."""

_LEAST_PAGE = 200
"""The fewest characters of a page without an article that is archived as a whole."""

_SKIPPED = frozenset(("script", "style", "template", "svg", "math", "head", "iframe", "object", "select"))
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "var", "wbr"),
    )
)


def read(content: bytes, *, url: str | None = None, charset: str | None = None) -> Answer:
    """Read a page. Raise `InputError` for a page that has no text or asks for a login."""
    source = decoded(content, charset)
    tree = parsed(source)
    whole = page_text(tree)
    if not whole.strip():
        raise InputError("contains no text; if scripts build the page, save it from a browser or archive its text")
    article = trafilatura.extract(
        parsed(source), url=url, include_comments=False, include_tables=True, deduplicate=False
    )
    if len(article or whole) < _LEAST_ARTICLE and tree.xpath("//input[@type='password']"):
        raise InputError("asks for a login and contains no article; save it from a browser where you are logged in")
    if len(article or "") < _SHORTEST_ARTICLE and len(whole) < _LEAST_PAGE:
        raise InputError("contains no article, only some words; archive its text instead")
    found = _described(source, tree, url)
    found.text = article or whole
    found.page_text = whole
    found.extractor, found.extractor_version = "trafilatura", trafilatura.__version__
    return found


def decoded(content: bytes, charset: str | None = None) -> str:
    """Return the text of a page: in UTF-8, the given encoding, the one that it declares, or the most likely one."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    declared = _CHARSET.search(content[:4096])
    for name in ("utf-8-sig", charset, declared and declared[1].decode("ascii", "replace")):
        # Few texts in another encoding are valid UTF-8, and many pages declare a wrong one.
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(name or "utf-8")
    from trafilatura.utils import decode_file

    return str(decode_file(content))


def parsed(source: str) -> Any:
    """Parse a page. The parser knows HTML's entities only and expands none that a page defines."""
    # Without `huge_tree`, long or deeply nested texts are cut off silently. The process has limits of its own.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    raw = _XML_DECLARATION.sub("", source).encode("utf-8", errors="replace")
    try:
        return document_fromstring(raw, parser=parser)
    except etree.ParserError:
        raise InputError("contains no text; if scripts build the page, save it from a browser") from None


def page_text(tree: Any) -> str:
    """Return all text of a page, one line for each block."""
    parts: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        is_block = name not in _INLINE
        if event == "start":
            if is_block:
                parts.append("\n")
            if name in _SKIPPED or not name:
                walk.skip_subtree()
            else:
                parts.append(_spaces(element.text))
        else:
            if is_block:
                parts.append("\n")
            parts.append(_spaces(element.tail))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(filter(None, lines))


def _spaces(text: str | None) -> str:
    """Return a text without the line ends of the page's source, which only separate words."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _described(source: str, tree: Any, url: str | None) -> Answer:
    """Return the values that a page states about itself."""
    params = {"original_date": True, "extensive_search": False, "max_date": date.today().isoformat()}  # noqa: DTZ011
    found = extract_metadata(parsed(source), default_url=url, date_config=params)
    lang = str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").replace("_", "-")
    return Answer(
        title=found.title or None,
        author=found.author or None,
        publisher=found.sitename or None,
        published=found.date or None,
        lang=lang if _LANG.fullmatch(lang) else None,
    )
