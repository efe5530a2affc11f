"""A scan as one web page that needs no network and runs no script."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape

from kzclaims.scan.results import Scanned, ScannedStatement

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem .75rem 4rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { margin: 0 0 1.5rem; padding-left: .75rem; border-left: 3px solid #888; }
li.fails { border-color: #c33; }
.fails .result { font-weight: 700; }
p, blockquote { margin: .25rem 0; overflow-wrap: anywhere; }
.record { margin-left: 1rem; font-size: .9rem; }
"""


def html(found: Sequence[Scanned]) -> Iterator[str]:
    """Yield the page."""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Quotations</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Quotations</h1>\n"
    failing = sum(bool(one.problems) for one in found)
    yield f"<p>{len(found)} listed, {failing} with problems. In the differences, words that only the record has are "
    yield "struck out, and words that only the manuscript has are underlined.</p>\n<ol>\n"
    for one in found:
        yield from _item(one)
    yield "</ol>\n</main>\n</body>\n</html>\n"


def _item(one: Scanned) -> Iterator[str]:
    place = f", page {one.page}" if one.page else f", line {one.line}" if one.line else ""
    facts = ", ".join(dict.fromkeys((one.result, *one.problems)))
    yield '<li class="fails">\n' if one.problems else "<li>\n"
    yield f'<p><span class="result">{escape(facts)}</span> · {escape(one.file)}{place}</p>\n'
    yield f'<blockquote lang="{escape(one.lang)}">{escape(one.words)}</blockquote>\n'
    if one.speaker:
        yield f"<p>The manuscript names {escape(one.speaker)}.</p>\n"
    for each in one.statements:
        yield from _record(each)
    yield "</li>\n"


def _record(one: ScannedStatement) -> Iterator[str]:
    yield f'<div class="record">\n<p>{escape(" · ".join(one.facts))}</p>\n'
    if one.differences:
        runs = "".join(_run(each.kind, each.asked, each.recorded) for each in one.differences)
        yield f'<p lang="{escape(one.lang)}">{runs}</p>\n'
    if one.problem:
        yield f"<p>{escape(one.problem)}</p>\n"
    yield "</div>\n"


def _run(kind: str, given: str, recorded: str) -> str:
    if kind == "kept":
        return f"{escape(recorded)} "
    return (f"<del>{escape(recorded)}</del> " if recorded else "") + (f"<ins>{escape(given)}</ins> " if given else "")
