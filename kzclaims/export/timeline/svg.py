"""A timeline as one SVG file without scripts or network access, for light and dark screens and screen readers.

Events are square and statements round, each in a separate lane; no meaning depends on colour. Links lead to the source
or, if it has no address, to its passage below the picture.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from kzclaims.export.drawing import COLOURS, FONT, WIDTH, opening, pixels, text
from kzclaims.export.text_width import has_unknown_width, shorten, text_width, wrap
from kzclaims.export.timeline import layout
from kzclaims.export.timeline.entries import Entry
from kzclaims.export.timeline.layout import MARGIN, MARK, SIZE, Drawing, Lane, Mark, Placed

_LINE = 19

STYLE = f"""\
.timeline {{ font: {SIZE}px {FONT}; }}
.timeline text {{ fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }}
.timeline a {{ color: inherit; }}
.timeline tspan {{ unicode-bidi: isolate; }}
.timeline .soft {{ fill: var(--soft); }}
.timeline .lane {{ font-size: 16px; font-weight: 600; }}
.timeline .title {{ font-size: 22px; font-weight: 600; }}
.timeline .status {{ fill: var(--warning); text-decoration: underline; }}
.timeline .good {{ fill: var(--good); text-decoration: none; }}
.timeline .grid {{ stroke: var(--line); }}
.timeline .event {{ color: var(--event); }}
.timeline .statement {{ color: var(--statement); }}
.timeline .mark {{ fill: currentColor; stroke: currentColor; stroke-width: 1.5; }}
.timeline .span {{ fill-opacity: .3; }}
.timeline .open {{ stroke: none; }}
.timeline .vague {{ fill-opacity: .08; stroke-dasharray: 3 2.5; }}
.timeline a:hover text {{ text-decoration: underline; }}
.timeline a:focus-visible {{ outline: 2px solid currentColor; outline-offset: 2px; }}
.timeline :target {{ font-weight: 700; }}
"""


class _Sample(NamedTuple):
    """An entry of the legend: a mark, the kind of entry that it belongs to, and its meaning."""

    mark: Mark
    kind: str
    meaning: str


class _Line(NamedTuple):
    """A line below the picture; an empty line is a gap."""

    text: str
    lang: str = ""
    anchor: str = ""
    soft: bool = False


def svg(title: str, remarks: Sequence[str], entries: Sequence[Entry], asked: tuple[date, date]) -> Iterator[str]:
    """Yield the timeline as a file. The passages of entries without an address follow below the picture."""
    made = layout.drawing(entries, WIDTH, asked)
    words = [line for remark in remarks for line in wrap(remark, WIDTH - 2 * MARGIN, SIZE)]
    top = 48 + len(words) * _LINE
    notes = list(_notes([entry for entry in entries if entry.address is None]))
    beneath = top + made.height + _legend_height(made) + (layout.HEADING if notes else 0)
    height = beneath + sum(map(_height, notes)) + MARGIN
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield opening(
        WIDTH,
        height,
        "timeline",
        f'xmlns="http://www.w3.org/2000/svg" lang="en" width="{WIDTH}" height="{pixels(height)}"',
    )
    yield f"<title>{escape(title)}</title>\n<style>\n{COLOURS}{STYLE}</style>\n"
    yield f'<rect width="{WIDTH}" height="{pixels(height)}" fill="var(--paper)"/>\n'
    yield text(MARGIN, 34, shorten(title, WIDTH - 2 * MARGIN, 22), "title")
    for number, line in enumerate(words):
        yield text(MARGIN, 56 + number * _LINE, line, "soft")
    yield f'<g transform="translate(0 {pixels(top)})">\n'
    yield from _picture(made, "", {entry.id: entry.address or f"#{entry.id}" for entry in entries})
    yield "</g>\n"
    if notes:
        yield text(MARGIN, beneath - 22, "Evidence", "lane")
    at = beneath
    for note in notes:
        if note.text:
            indent = MARGIN if note.anchor else MARGIN * 2
            identity = f' id="{escape(note.anchor)}"' if note.anchor else ""
            yield text(indent, at, note.text, "soft" if note.soft else "", identity + _in(note.lang))
        at += _height(note)
    yield "</svg>\n"


def figure(entries: Sequence[Entry], width: float, asked: tuple[date, date], name: str) -> Iterator[str]:
    """Yield only the picture, for a page that has elements with the ids of the entries. `name` is unique in it."""
    made = layout.drawing(entries, width, asked)
    described = 'role="group" aria-label="Timeline"'
    yield opening(width, made.height + _legend_height(made), f"timeline {name}", described)
    yield from _picture(made, f"{name}-", {entry.id: f"#{entry.id}" for entry in entries})
    yield "</svg>\n"


def _picture(made: Drawing, prefix: str, links: dict[str, str]) -> Iterator[str]:
    """Yield the lanes and the legend. `prefix` makes ids unique among several pictures in a page."""
    yield "<defs>\n"
    for kind in ("event", "statement"):
        for ends, stops in {"left": "01", "right": "10", "both": "010"}.items():
            yield f'<linearGradient id="{prefix}{kind}-{ends}" class="{kind}">'
            for number, opacity in enumerate(stops):
                at = pixels(number / (len(stops) - 1))
                yield f'<stop offset="{at}" stop-color="currentColor" stop-opacity="{opacity}"/>'
            yield "</linearGradient>\n"
    yield "</defs>\n"
    for lane in made.lanes:
        yield from _lane(lane, made, prefix, links)
    for sample, left, top in _legend(made):
        yield f'<g class="{sample.kind}">{_mark(sample.mark, left, top, sample.kind, prefix)}'
        yield text(left + _SAMPLE, top + 9, sample.meaning, "soft") + "</g>\n"


def _lane(lane: Lane, made: Drawing, prefix: str, links: dict[str, str]) -> Iterator[str]:
    yield f'<path class="grid" d="M0 {pixels(lane.top + 0.5)}H{pixels(made.width)}"/>\n' if lane.top else ""
    yield text(MARGIN, lane.top + 22, lane.name, "lane")
    if lane.dated:
        for left, name in made.ticks:
            x = pixels(left)
            yield f'<path class="grid" d="M{x} {pixels(lane.top + 34)}V{pixels(lane.bottom - 8)}"/>'
            yield text(left + 4, lane.top + 44, name, "soft")
    yield f'<g role="list" aria-label="{lane.name}">\n'
    for one in lane.placed:
        yield _entry(one, prefix, links[one.entry.id])
    yield "</g>\n"


def _entry(one: Placed, prefix: str, link: str) -> str:
    entry = one.entry
    mark = _mark(one.mark, MARGIN, one.top + layout.TEXT, entry.kind, prefix) if one.mark else ""
    when = f'<tspan class="soft">{escape(one.when)}</tspan>' if one.when else ""
    gap = ' dx="8"' if when else ""
    status = ""
    if entry.status:
        status = f'<tspan class="{status_class(entry.status)}"{gap}>{entry.status.upper()}</tspan>'
        gap = ' dx="8"'
    return (
        f'<g role="listitem" class="{entry.kind}"><a href="{escape(link)}"{_elsewhere(link)}>'
        f"<title>{escape(' · '.join(filter(None, (entry.when, entry.status, entry.what))))}</title>{mark}"
        f'<text x="{pixels(one.left)}" y="{pixels(one.top + 13)}"{_fitted(one)}>{when}{status}'
        f"<tspan{gap}{_in(entry.lang)}>{escape(one.label)}</tspan></text></a></g>\n"
    )


def status_class(status: str) -> str:
    """Return the CSS classes of a status. A confirmed statement must not look like a disputed one, even in grey."""
    return "status good" if status == "confirmed" else "status"


def _fitted(one: Placed) -> str:
    """Return attributes that fit a label into its place if its width is only estimated."""
    if not has_unknown_width(one.label + one.when):
        return ""
    return f' textLength="{pixels(one.length)}" lengthAdjust="spacingAndGlyphs"'


def _mark(mark: Mark, left: float, top: float, kind: str, prefix: str) -> str:
    """Return the mark of an entry: a point for a day, otherwise a span that fades at open ends."""
    x1, x2 = left + mark.left, left + mark.right
    y1, y2 = top + 1, top + 1 + MARK
    middle, centre = (y1 + y2) / 2, (x1 + x2) / 2
    vague = " vague" if mark.vague else ""
    if mark.exact:
        if kind == "statement":
            return f'<circle class="mark{vague}" cx="{pixels(centre)}" cy="{pixels(middle)}" r="4.5"/>'
        points = f"M{pixels(centre)} {pixels(middle - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"
        return f'<path class="mark{vague}" d="{points}"/>'
    place = f'x="{pixels(x1)}" y="{pixels(y1)}" width="{pixels(x2 - x1)}" height="{MARK}"'
    round_ends = ' rx="4"' if kind == "statement" else ""
    if not mark.fades_left and not mark.fades_right:
        return f'<rect class="mark span{vague}" {place}{round_ends}/>'
    ends = "both" if mark.fades_left and mark.fades_right else "left" if mark.fades_left else "right"
    heads = "".join(
        f'<path class="mark" fill="none" d="M{pixels(x)} {pixels(y1 + 1)}l{back} 3l{-back} 3"/>'
        for x, back, fades in ((x1 + 4, -4, mark.fades_left), (x2 - 4, 4, mark.fades_right))
        if fades
    )
    known = "".join(
        f'<path class="mark" d="M{pixels(x)} {pixels(y1)}V{pixels(y2)}"/>'
        for x, fades in ((x1, mark.fades_left), (x2, mark.fades_right))
        if not fades
    )
    return f'<rect class="span" fill="url(#{prefix}{kind}-{ends})" {place}{round_ends}/>{heads}{known}'


_SAMPLE = 42


def _legend(made: Drawing) -> Iterator[tuple[_Sample, float, float]]:
    """Yield the samples of the legend and their places."""
    entries = [one for lane in made.lanes for one in lane.placed]
    marks = [one.mark for one in entries if one.mark]
    samples = [
        _Sample(mark, kind, f"{kind} {meaning}")
        for mark, meaning in ((Mark(9, 19, exact=True), "on that day"), (Mark(0, 30), "on some of these days"))
        for kind in ("event", "statement")
        if any(one.mark and one.mark.exact == mark.exact and one.entry.kind == kind for one in entries)
    ]
    kind = samples[-1].kind if samples else "event"
    if any(mark.vague for mark in marks):
        samples.append(_Sample(Mark(0, 30, vague=True), kind, "about then, or uncertain"))
    if any(mark.fades_left or mark.fades_right for mark in marks):
        samples.append(_Sample(Mark(0, 30, fades_right=True), kind, "open, or beyond the picture"))
    left, top = float(MARGIN), made.height + 18
    for sample in samples:
        wide = _SAMPLE + text_width(sample.meaning, SIZE)
        if left > MARGIN and left + wide > made.width - MARGIN:
            left, top = MARGIN, top + _LINE + 3
        yield sample, left, top
        left += wide + layout.GAP


def _legend_height(made: Drawing) -> float:
    return max((top + _LINE - made.height for _, _, top in _legend(made)), default=0)


def _notes(entries: Sequence[Entry]) -> Iterator[_Line]:
    """Yield the lines with the passages that prove the entries."""
    room = WIDTH - 3 * MARGIN
    for entry in entries:
        for number, line in enumerate(wrap(f"{entry.when} · {entry.what}", room, SIZE)):
            yield _Line(line, entry.lang, "" if number else entry.id)
        for proof in entry.proofs:
            for line in wrap(f"“{proof.words}”", room, SIZE):
                yield _Line(line, proof.lang)
            for line in wrap(f"{proof.where} · {proof.check}", room, SIZE):
                yield _Line(line, proof.lang, soft=True)
        if not entry.proofs:
            yield _Line("No source is recorded.", soft=True)
        yield _Line("")


def _height(note: _Line) -> float:
    return _LINE if note.text else _LINE / 2


def _in(lang: str) -> str:
    return f' lang="{escape(lang)}"' if lang else ""


def _elsewhere(link: str) -> str:
    return "" if link.startswith("#") else ' rel="noopener noreferrer"'
