"""A chart as one web page: the picture and, below it, all groups as a table."""

from collections.abc import Iterator, Sequence
from html import escape

from kzclaims.export.chart.data import Chart, shown, visible
from kzclaims.export.chart.svg import STYLE, figure
from kzclaims.export.drawing import COLOURS, NARROW, PAGE_STYLE, WIDTH, page
from kzclaims.store.results import Counts

_STYLE = f"""
{COLOURS}{STYLE}{PAGE_STYLE}\
.scroll {{ overflow-x: auto; }}
.scroll svg {{ width: auto; max-width: none; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: start; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  font-weight: 400; }}
tbody th {{ overflow-wrap: anywhere; min-width: 7ch; }}
thead th {{ color: var(--soft); white-space: nowrap; }}
td {{ text-align: end; padding-right: 0; white-space: nowrap; }}
"""


def html(title: str, remarks: Sequence[str], chart: Chart, counts: Counts) -> Iterator[str]:
    """Yield the page."""
    return page(title, [*remarks, *chart.omitted], _STYLE, _body(title, chart, counts))


def _body(title: str, chart: Chart, counts: Counts) -> Iterator[str]:
    if chart.series and chart.kind == "matrix":
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}">\n'
        yield from figure(chart, WIDTH, "matrix", title)
        yield "</div>\n"
    elif chart.series:
        yield from figure(chart, WIDTH, "wide", title)
        yield from figure(chart, NARROW, "narrow", title)
    heads = "".join(f'<th scope="col">{one}</th>' for one in (*counts.by, counts.counted))
    yield f"<h2>All numbers</h2>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for group in counts.groups:
        names = "".join(f'<th scope="row" dir="auto">{escape(visible(group.names[one]))}</th>' for one in counts.by)
        yield f"<tr>{names}<td>{shown(group.count)}</td></tr>\n"
    yield "</tbody>\n</table>\n"
