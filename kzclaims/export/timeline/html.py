"""A timeline as one web page: the picture and, below it, every entry with the passages that prove it.

The page contains no script and requests nothing; its content security policy forbids both. It contains the picture
twice, for wide and for narrow windows, and shows one of them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from kzclaims.export.drawing import COLOURS, NARROW, PAGE_STYLE, WIDTH, page
from kzclaims.export.timeline import svg as timeline_svg
from kzclaims.export.timeline.entries import Entry, Proof

_STYLE = f"""
{COLOURS}{timeline_svg.STYLE}{PAGE_STYLE}\
h3 {{ font-size: 1rem; margin: 0; overflow-wrap: anywhere; }}
a {{ color: var(--event); }}
cite {{ color: var(--soft); font-size: .875rem; font-style: normal; }}
.status {{ color: var(--paper); background: var(--warning); border: 1px solid var(--warning); padding: 0 .3em;
  font-weight: 600; text-transform: uppercase; }}
.good {{ color: var(--good); background: none; border-color: var(--good); }}
ol {{ list-style: none; margin: 0; padding: 0; max-width: 46rem; }}
li {{ margin: 0 0 1.5rem; padding-left: .75rem; border-left: 3px solid var(--line); scroll-margin-top: 1rem; }}
li:target {{ border-color: currentColor; }}
blockquote {{ margin: .5rem 0 0; }}
@media print {{ li {{ break-inside: avoid; }} }}
"""


def html(title: str, remarks: Sequence[str], entries: Sequence[Entry], asked: tuple[date, date]) -> Iterator[str]:
    """Yield the page."""
    return page(title, remarks, _STYLE, _body(entries, asked))


def _body(entries: Sequence[Entry], asked: tuple[date, date]) -> Iterator[str]:
    if entries:
        yield from timeline_svg.figure(entries, WIDTH, asked, "wide")
        yield from timeline_svg.figure(entries, NARROW, asked, "narrow")
        yield "<h2>Evidence</h2>\n<ol>\n"
        for entry in entries:
            yield from _item(entry)
        yield "</ol>\n"


def _item(entry: Entry) -> Iterator[str]:
    yield f'<li id="{escape(entry.id)}">\n<h3 lang="{escape(entry.lang)}">{escape(entry.what)}</h3>\n'
    status = (
        f'<span class="{timeline_svg.status_class(entry.status)}">{escape(entry.status)}</span> · '
        if entry.status
        else ""
    )
    facts = " · ".join((entry.kind.capitalize(), entry.when, *entry.about))
    yield f'<p class="facts">{status}{escape(facts)}</p>\n'
    yield from map(_passage, entry.proofs)
    if not entry.proofs:
        yield '<p class="facts">No source is recorded.</p>\n'
    yield "</li>\n"


def _passage(proof: Proof) -> str:
    where = f'<span lang="{escape(proof.lang)}">{escape(proof.where)}</span>'
    first, *others = (escape(address) for address in proof.addresses) if proof.addresses else ("",)
    if first:
        where = f'<a href="{first}" rel="noopener noreferrer">{where}</a>'
    where += "".join(f' (<a href="{other}" rel="noopener noreferrer">archived</a>)' for other in others)
    where += f" · {escape(proof.check)}"
    words = f'<p lang="{escape(proof.lang)}">“{escape(proof.words)}”</p>'
    return f"<blockquote>{words}<cite>{where}</cite></blockquote>\n"
