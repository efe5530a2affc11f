"""A timeline as one web page: the picture and, below it, every entry with the passages that prove it.

The page contains no script and requests nothing; its content security policy forbids both. It contains the picture
twice, for wide and for narrow windows, and shows one of them.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from html import escape

from kzclaims.export.timeline import svg as timeline_svg
from kzclaims.export.timeline.entries import Entry, Proof

_NARROW = 352
_STYLE = f"""
{timeline_svg.COLOURS}{timeline_svg.STYLE}\
body {{ background: var(--paper); color: var(--ink); margin: 0 auto; max-width: {timeline_svg.WIDTH}px;
  padding: 1rem .75rem 4rem; font: 1rem/1.5 "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif; }}
h1 {{ font-size: 1.6rem; margin: 0; }}
h2 {{ font-size: 1.25rem; margin: 2.5rem 0 1rem; border-top: 1px solid var(--line); padding-top: 1rem; }}
h3 {{ font-size: 1rem; margin: 0; overflow-wrap: anywhere; }}
a {{ color: var(--event); }}
p {{ margin: .1rem 0; overflow-wrap: anywhere; }}
.facts, cite {{ color: var(--soft); font-size: .875rem; font-style: normal; }}
.status {{ color: var(--paper); background: var(--warning); border: 1px solid var(--warning); padding: 0 .3em;
  font-weight: 600; text-transform: uppercase; }}
.good {{ color: var(--good); background: none; border-color: var(--good); }}
ol {{ list-style: none; margin: 0; padding: 0; max-width: 46rem; }}
li {{ margin: 0 0 1.5rem; padding-left: .75rem; border-left: 3px solid var(--line); scroll-margin-top: 1rem; }}
li:target {{ border-color: currentColor; }}
blockquote {{ margin: .5rem 0 0; }}
svg {{ display: block; width: 100%; height: auto; margin-top: 1rem; }}
.narrow {{ display: none; }}
@media (max-width: 56rem) {{ .wide {{ display: none; }} .narrow {{ display: block; max-width: 30rem; }} }}
@media print {{ .wide {{ display: block; }} .narrow {{ display: none; }} li {{ break-inside: avoid; }} }}
"""


def html(title: str, remarks: Sequence[str], entries: Sequence[Entry], asked: tuple[date, date]) -> Iterator[str]:
    """Yield the page."""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield f"<header>\n<h1>{escape(title)}</h1>\n"
    yield from (f'<p class="facts">{escape(remark)}</p>\n' for remark in remarks)
    yield "</header>\n<main>\n"
    if entries:
        yield from timeline_svg.figure(entries, timeline_svg.WIDTH, asked, "wide")
        yield from timeline_svg.figure(entries, _NARROW, asked, "narrow")
        yield "<h2>Evidence</h2>\n<ol>\n"
        for entry in entries:
            yield from _item(entry)
        yield "</ol>\n"
    yield "</main>\n</body>\n</html>\n"


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
