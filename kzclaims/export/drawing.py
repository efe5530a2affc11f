"""Parts of pictures and pages that charts and timelines share: colours, fonts, elements of SVG, the frame of a page.

Pages contain no script and request nothing; their content security policy forbids both.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape

FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "DejaVu Sans", sans-serif'
WIDTH = 1120
"""The width of a picture in a wide window."""
NARROW = 352
"""The width of a picture in a narrow one."""

COLOURS = """\
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --soft: #595959; --line: #dcdcdc;
  --event: #0b5394; --statement: #8f3b00; --warning: #a80000; --good: #00661f; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ececec; --soft: #b0b5bb; --line: #3a3e44;
  --event: #8fc1ff; --statement: #ffb680; --warning: #ff9c9c; --good: #86e0a0; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #ccc;
  --event: #0b5394; --statement: #8f3b00; --warning: #a80000; --good: #00661f; } }
"""
PAGE_STYLE = f"""\
body {{ background: var(--paper); color: var(--ink); margin: 0 auto; max-width: {WIDTH}px;
  padding: 1rem .75rem 4rem; font: 1rem/1.5 {FONT}; }}
h1 {{ font-size: 1.6rem; margin: 0; }}
h2 {{ font-size: 1.25rem; margin: 2.5rem 0 1rem; border-top: 1px solid var(--line); padding-top: 1rem; }}
p {{ margin: .1rem 0; overflow-wrap: anywhere; }}
.facts {{ color: var(--soft); font-size: .875rem; }}
svg {{ display: block; width: 100%; height: auto; margin-top: 1rem; }}
.narrow {{ display: none; }}
@media (max-width: 56rem) {{ .wide {{ display: none; }} .narrow {{ display: block; max-width: 30rem; }} }}
@media print {{ .wide {{ display: block; }} .narrow {{ display: none; }} }}
"""
"""The style of a page with a picture for wide and one for narrow windows."""


def page(title: str, remarks: Sequence[str], style: str, body: Iterable[str]) -> Iterator[str]:
    """Yield a web page with a heading, remarks and a body."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    yield f"<header>\n<h1>{escape(title)}</h1>\n"
    yield from (f'<p class="facts">{escape(remark)}</p>\n' for remark in remarks)
    yield "</header>\n<main>\n"
    yield from body
    yield "</main>\n</body>\n</html>\n"


def opening(width: float, height: float, classes: str, attributes: str) -> str:
    """Return the start tag of a picture."""
    return f'<svg class="{classes}" viewBox="0 0 {pixels(width)} {pixels(height)}" {attributes}>\n'


def text(x: float, y: float, words: str, classes: str = "", attributes: str = "") -> str:
    """Return a line of text."""
    chosen = f' class="{classes}"' if classes else ""
    return f'<text x="{pixels(x)}" y="{pixels(y)}"{chosen}{attributes}>{escape(words)}</text>\n'


def pixels(value: float) -> str:
    """Return a length in CSS pixels, with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
