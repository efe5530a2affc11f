"""Read schema.org in JSON-LD: reviews of claims (ClaimReview), and the records that this program exports.

Input is a JSON document, an array, JSON Lines, a data feed, or an HTML page with `<script type="application/ld+json">`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from kzclaims.dossier import jsonl
from kzclaims.dossier.byte_streams import LONGEST, TOO_LONG, failure, json_texts
from kzclaims.dossier.cells import Cells, as_text
from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.csv_reader import Row, wrong_text

PAGES = (".html", ".htm", ".xhtml")
_OWN_ID = re.compile(r"_:(topic|organization|person|source|event|statement|review)-([a-z0-9-]+)")
_STREAMED = re.compile(rb'"(dataFeedElement)"\s*:\s*\[|"(@graph)"\s*:\s*\[\s*\{\s*"@id"\s*:\s*"_:')
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
OWN = "own record"
"""The field of a row that contains a node of this program's export."""

Node = dict[str, Any]


def is_schema_org(head: bytes) -> bool:
    """Return True if the beginning of a JSON file looks like schema.org in JSON-LD."""
    return re.search(rb'"@context"\s*:|"@type"\s*:\s*\[?\s*"(?:ClaimReview|Claim|DataFeed)', head) is not None


class SchemaOrgTable:
    """The reviews and records in a file, as rows."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self.path, self.mapping = path, mapping
        self.cells = Cells(mapping)

    def remarks(self) -> Iterator[str]:
        """Yield lines about cells that were left out."""
        yield from self.cells.remarks()

    def rows(self, stream: BinaryIO) -> Iterator[Row]:
        """Yield a row for each review of a claim, and for each record of this program's export."""
        self.cells.forget()
        found = False
        for number, raw, page in self._documents(stream):
            value = _parsed(raw)
            if isinstance(value, str):
                yield Row(number, {}, value, raw)
                found = True
                continue
            by_id = {one["@id"]: one for one in _nodes(value) if "@id" in one and len(one) > 1}
            for node in _reviews(value):
                found = True
                yield self._row(node, by_id, number, page)
        if not found:
            raise failure(self.path, "contains no ClaimReview in JSON-LD; other JSON is a table, which needs a mapping")

    def _documents(self, stream: BinaryIO) -> "Iterator[tuple[int, bytes | None, _Page]]":
        head = stream.read(2**12)
        stream.seek(0)
        if head.lstrip().startswith(b"<") or self.path.name.lower().endswith(PAGES):
            text = stream.read(LONGEST + 1)
            if len(text) > LONGEST:
                raise failure(self.path, TOO_LONG)
            page = _read_page(text.decode(errors="replace"))
            for line, script in page.scripts:
                yield line, script.encode(errors="surrogatepass"), page
            return
        streamed = _STREAMED.search(head)
        inside = (streamed[1] or streamed[2]).decode() if streamed else ""
        for number, raw in json_texts(stream, inside):
            if raw is None or raw.strip():
                yield number, raw, _Page()

    def _row(self, node: Node, by_id: dict[str, Node], number: int, page: "_Page") -> Row:
        raw = json.dumps(node, ensure_ascii=False).encode(errors="replace")
        if _OWN_ID.fullmatch(str(node.get("@id", ""))) and "identifier" in node:
            return Row(number, {OWN: node}, None, raw)
        read = _Reader(by_id)
        fields = {name: value for name, value in read.fields(node, page).items() if value}
        cleaned = self.cells.clean(fields, number)
        if "review.rating" not in cleaned:
            return Row(number, cleaned, "reviewRating: is missing, or has neither a name nor a value", raw)
        name = read.text(read.at(node, "reviewRating").get("name"))
        if verdict := self.cells.verdict(cleaned["review.rating"]) or self.cells.verdict(name):
            cleaned["review.verdict"] = verdict
        else:
            self.cells.count_without_verdict(cleaned["review.rating"])
        return Row(number, cleaned, wrong_text(cleaned), raw)


def _parsed(raw: bytes | None) -> Any:
    """Return the value of a JSON text, or a message if there is none."""
    if raw is None:
        return TOO_LONG
    try:
        # Pages contain line ends inside texts.
        return json.loads(raw, strict=False)
    except RecursionError:
        return "lists or objects nest too deep"
    except ValueError:
        found = jsonl.parsed(raw)
        return found if isinstance(found, str) else "this is not JSON"


def _nodes(value: Any) -> Iterator[Node]:
    """Yield all objects in a value."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def _reviews(value: Any) -> Iterator[Node]:
    """Yield the reviews of claims, and the records of this program's export."""
    if isinstance(value, list):
        for one in value:
            yield from _reviews(one)
    elif isinstance(value, dict):
        is_own = "identifier" in value and _OWN_ID.fullmatch(str(value.get("@id", "")))
        if is_own or "ClaimReview" in _types(value):
            yield value
        if not is_own:
            for one in value.values():
                if isinstance(one, dict | list):
                    yield from _reviews(one)


def _types(node: Node) -> list[str]:
    given = node.get("@type", node.get("type", []))
    return [str(one).rpartition("/")[2] for one in (given if isinstance(given, list) else [given])]


@dataclass
class _Reader:
    """The values of nodes, with references resolved."""

    by_id: dict[str, Node] = field(default_factory=dict)

    def fields(self, node: Node, page: "_Page") -> dict[str, Any]:
        """Return the fields of a review."""
        claim, rating = self.at(node, "itemReviewed"), self.at(node, "reviewRating")
        reviewer, claimant = self.at(node, "author"), self.at(claim, "author")
        if not self.text(reviewer.get("name")):
            reviewer = self.at(node, "publisher") or reviewer
        url = self.address(node.get("url")) or self.address(node.get("mainEntityOfPage")) or page.canonical
        lang = _lang(node.get("claimReviewed")) or _lang(node.get("inLanguage")) or _lang(page.lang)
        # Several claimants make no single speaker.
        names = [self.text(one.get("name")) for one in self.all(claim, "author")]
        name = " / ".join(dict.fromkeys(filter(None, names)))
        claimant = claimant if name in names else {"@type": claimant.get("@type", [])}
        works = [*self.all(claim, "appearance"), *self.all(claim, "firstAppearance")]
        found = [self.address(work.get("url") or work.get("@id")) for work in works]
        if not works:
            found = [self.address(claim.get("url")), self.address(claim.get("sameAs"))]
        return {
            "text": self.text(node.get("claimReviewed"))
            or self.text(claim.get("text"))
            or self.text(claim.get("name")),
            "lang": lang,
            "speaker": name,
            "speaker.type": " ".join(_types(claimant)),
            "speaker.role": self.text(claimant.get("jobTitle")),
            "said": self.text(claim.get("datePublished")) or self.text(claim.get("dateCreated")),
            "source.url": list(dict.fromkeys(filter(None, found))),
            "review.rating": self._rating(rating),
            "review.reviewer": self.text(reviewer.get("name")) or urlsplit(url).hostname or "",
            "review.url": url,
            "review.title": self.text(node.get("name")) or self.text(node.get("headline")),
            "review.date": self.text(node.get("datePublished")) or self.text(node.get("dateCreated")),
            "review.lang": lang,
        }

    def at(self, node: Node, name: str) -> Node:
        """Return the first node of a property."""
        return next(self.all(node, name), {})

    def all(self, node: Node, name: str) -> Iterator[Node]:
        """Yield the nodes of a property; a text is a name or an address."""
        value = node.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield self.by_id.get(one.get("@id", ""), one) if set(one) <= {"@id", "@type"} else one
            elif isinstance(one, str):
                yield {"url" if one.startswith(("http:", "https:")) else "name": one}

    def text(self, value: Any) -> str:
        """Return the text of a value: a literal, or the first one of several."""
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("@value", value.get("name"))
        return (as_text(value) or "").strip()

    def address(self, value: Any) -> str:
        """Return an http or https address, or an empty text."""
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            value = value.get("url") or value.get("@id") or ""
        text = str(value or "").strip()
        return text if text.startswith(("http://", "https://")) else ""

    def _rating(self, rating: Node) -> str:
        """Return the rating in the reviewer's words, or its number with the best one."""
        if words := self.text(rating.get("alternateName")) or self.text(rating.get("name")):
            return words
        value, best = self.text(rating.get("ratingValue")), self.text(rating.get("bestRating"))
        return f"{value} / {best}" if value and best else value


def _lang(value: Any) -> str:
    """Return the language tag of a literal or a property."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@language") or value.get("alternateName") or value.get("name")
    text = str(value or "").replace("_", "-")
    if not _LANG.fullmatch(text):
        return ""
    first, *rest = text.split("-")
    return "-".join([first.lower(), *rest])


@dataclass
class _Page:
    """The JSON-LD scripts of a page, each with its line, its language and its address."""

    scripts: list[tuple[int, str]] = field(default_factory=list)
    lang: str = ""
    canonical: str = ""


# Python's HTML parser takes quadratic time for comments and tags that don't end.
_TAG = re.compile(r"<(?:(!--)|(html|link|script)(?=[\s/>])([^<>]{0,4096})>)", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(lang|rel|href|type)\s{0,9}=\s{0,9}("[^"]{0,4096}"|'[^']{0,4096}'|[^\s"']{1,4096})""", re.IGNORECASE
)


def _read_page(text: str) -> _Page:
    page = _Page()
    at = counted = 0
    line = 1
    while found := _TAG.search(text, at):
        at = found.end()
        if found[1]:
            if (end := text.find("-->", at)) < 0:
                break
            at = end + 3
            continue
        tag = found[2].lower()
        given: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(found[3]):
            given.setdefault(name.lower(), unescape(value.strip("\"'")))
        if tag == "html":
            page.lang = given.get("lang", "")
        elif tag == "link" and given.get("rel") == "canonical":
            page.canonical = given.get("href", "")
        elif tag == "script":
            if (last := _SCRIPT_END.search(text, at)) is None:
                break
            line, counted = line + text.count("\n", counted, found.start()), found.start()
            script = text[at : last.start()].strip().removeprefix("<![CDATA[").removesuffix("]]>").strip()
            if script and given.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
                page.scripts.append((line, script))
            at = last.end()
    return page
