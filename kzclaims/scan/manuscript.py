"""Read a manuscript, and find the places of its words for a reader: pages of a PDF, lines of other files."""

import html
import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kzclaims.documents.document import Document, plain
from kzclaims.documents.read import DOCX, HTML, LONGEST_TEXT, PDF, decoded, read_file
from kzclaims.draft.sentences import Span
from kzclaims.draft.source import language
from kzclaims.errors import InputError

_MARKDOWN = (".md", ".markdown")
_QUOTE_LINE = re.compile(r"[ \t]{0,3}>(?:[ \t]?>)*[ \t]?")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*{1,3}(?=\S)|(?<=[^\s*])\*{1,3}(?!\w)|(?<!\w)_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?!\w)"
)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,1000})\]\([^()\s]{0,2000}(?: \"[^\"\n]{0,200}\")?\)")
_FEWEST_WORDS, _MOST_WORDS = 3, 6
_WORD = re.compile(r"\w+")


class Place(NamedTuple):
    """The place at which a reader finds some words."""

    page: int | None
    """Of a PDF."""
    line: int | None
    """Of a file in text, Markdown or HTML; of a .docx, the paragraph."""


@dataclass
class Manuscript:
    """A text to be checked."""

    name: str
    text: str
    lang: str
    """`und` if it isn't recognised."""
    blocks: list[Span] = field(default_factory=list)
    """The quotations that Markdown marks with `>`."""
    document: Document | None = None
    """For formats whose text is extracted."""

    def place(self, span: Span) -> Place:
        """Return where a reader finds the words of a span."""
        kind = self.document.media_type if self.document else None
        if kind == PDF and self.document:
            return Place(bisect_right(self.document.pages, span.start) or None, None)
        if kind == HTML:
            return Place(None, self._line_in_source(span))
        return Place(None, bisect_right(self._lines, span.start))

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def _source(self) -> str:
        assert self.document
        return self.document.content.decode(errors="replace")

    def _line_in_source(self, span: Span) -> int | None:
        """Return the line of the HTML file with the first words of a span, if only one has them."""
        words = [found.group() for found in islice(_WORD.finditer(self.text, *span), _MOST_WORDS)]
        if len(words) < _FEWEST_WORDS:
            return None
        pattern = r"(?:[^\w<&]|<[^<>]{0,1000}>|&#?\w{1,10};)+".join(map(re.escape, words))
        found = list(islice(re.finditer(pattern, self._source), 2))
        return self._source.count("\n", 0, found[0].start()) + 1 if len(found) == 1 else None


def read_manuscript(name: str, *, lang: str | None = None) -> Manuscript:
    """Read a file, or the standard input for `-`. Raise `InputError` for one without a text."""
    if name == "-":
        try:
            content = sys.stdin.buffer.read(LONGEST_TEXT + 1)
            if len(content) > LONGEST_TEXT:
                raise InputError(f"is longer than {LONGEST_TEXT // 2**20} MB, the limit for a text")
            document = plain(decoded(content))
        except InputError as error:
            raise error.about("the standard input") from None
    else:
        document = read_file(Path(name))
    text = document.text if document.page_text is None else document.page_text
    blocks: list[Span] = []
    if name.lower().endswith(_MARKDOWN):
        text, blocks = _without_markup(text)
    found = Manuscript(name, text, lang or language(text) or "und", blocks)
    if document.media_type in (PDF, HTML, DOCX):
        found.document = document
    return found


def _without_markup(text: str) -> tuple[str, list[Span]]:
    """Return Markdown without the marks within its lines, and the quotations that it marks with `>`."""
    lines: list[str] = []
    blocks: list[Span] = []
    length, is_open = 0, False
    for line in text.split("\n"):
        quote = _QUOTE_LINE.match(line)
        words = line[quote.end() :] if quote else line
        words = html.unescape(_EMPHASIS.sub("", _LINK.sub(r"\1", words)))
        if quote and is_open:
            blocks[-1] = Span(blocks[-1].start, length + len(words))
        elif quote and words.strip():
            blocks.append(Span(length, length + len(words)))
        is_open = quote is not None and (is_open or bool(words.strip()))
        lines.append(words.replace("\n", " "))
        length += len(words) + 1
    return "\n".join(lines), blocks
