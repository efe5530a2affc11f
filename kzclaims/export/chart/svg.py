"""Charts as SVG without scripts or network access, for light and dark screens, greyscale and screen readers.

Lines differ in their dashes and marks, and cells of a matrix contain their numbers: no meaning depends on colour.
Names get as much room as they need in the widest of the usual fonts, and are shortened if that is too much.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from kzclaims.export.chart.data import Chart, Number, Series, shown
from kzclaims.export.drawing import COLOURS, FONT, WIDTH, opening, pixels, text
from kzclaims.export.text_width import shorten, text_width, wrap

SIZE = 13
"""The size of the font."""
_MARGIN = 12
_LINE = 19
_BAR, _BAR_ROW = 16, 26
_PLOT = 320
_LEGEND_ROOM = 700
"""The least width of a picture with the names of lines beside them; narrower ones have them below."""
_LONGEST_NAME = 260
_MOST_TICKS = 6
_LEAST_MARKS = 14
"""The least distance between two marks on a line."""
_CELL, _LEAST_CELL, _WIDEST_CELL = 26, 30, 72

_DASHES = ("", "7 4", "2 3", "10 3 2 3")
_COLOURS = 4

STYLE = f"""\
:root {{ --s0: #0b5394; --s1: #8f3b00; --s2: #00661f; --s3: #6a1b9a; }}
@media (prefers-color-scheme: dark) {{ :root {{ --s0: #8fc1ff; --s1: #ffb680; --s2: #86e0a0; --s3: #d9b3ff; }} }}
@media print {{ :root {{ --s0: #0b5394; --s1: #8f3b00; --s2: #00661f; --s3: #6a1b9a; }} }}
.chart {{ font: {SIZE}px {FONT}; }}
.chart text {{ fill: var(--ink); }}
.chart .soft {{ fill: var(--soft); }}
.chart .end {{ text-anchor: end; }}
.chart .middle {{ text-anchor: middle; }}
.chart .title {{ font-size: 22px; font-weight: 600; }}
.chart .grid {{ stroke: var(--line); }}
.chart .bar, .chart .cell {{ fill: var(--s0); }}
.chart .line {{ fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }}
.chart .mark {{ fill: currentColor; stroke: currentColor; stroke-width: 1.5; }}
.chart .hollow {{ fill: var(--paper); }}
{"".join(f".chart .s{number} {{ color: var(--s{number}); }}" for number in range(_COLOURS))}
"""


def svg(title: str, remarks: Sequence[str], chart: Chart) -> Iterator[str]:
    """Yield the chart as a file. Below lines follow their numbers, which bars and cells have beside or in them."""
    remarks = [*remarks, *chart.omitted]
    lines = [line for remark in remarks for line in wrap(remark, WIDTH - 2 * _MARGIN, SIZE)]
    picture, wide, high = _picture(chart, WIDTH)
    table = list(_table(chart)) if chart.kind == "lines" else []
    top = 58 + len(lines) * _LINE
    width, height = max(wide, WIDTH), top + high + len(table) * _LINE + _MARGIN
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    size = f'width="{pixels(width)}" height="{pixels(height)}"'
    yield opening(width, height, "chart", f'xmlns="http://www.w3.org/2000/svg" lang="en" {size} {_ROLE}')
    yield f'<title id="title">{escape(title)}</title>\n<desc id="desc">{escape(description(chart))}</desc>\n'
    yield f"<style>\n{COLOURS}{STYLE}</style>\n"
    yield f'<rect width="{pixels(width)}" height="{pixels(height)}" fill="var(--paper)"/>\n'
    yield text(_MARGIN, 34, shorten(title, WIDTH - 2 * _MARGIN, 22), "title")
    for row, line in enumerate(lines):
        yield text(_MARGIN, 56 + row * _LINE, line, "soft")
    yield f'<g transform="translate(0 {pixels(top)})">\n'
    yield from picture
    for row, cells in enumerate(table):
        room = min((WIDTH - 2 * _MARGIN) / len(cells), _LONGEST_NAME)
        classes = "" if row else "soft"
        for column, cell in enumerate(cells):
            yield text(_MARGIN + column * room, high + (row + 0.8) * _LINE, shorten(cell, room - 8, SIZE), classes)
    yield "</g>\n</svg>\n"


_ROLE = 'role="img" aria-labelledby="title desc"'


def figure(chart: Chart, width: float, name: str, title: str) -> Iterator[str]:
    """Yield only the picture, for a page with the style. `name` is a class that is unique in the page."""
    picture, wide, high = _picture(chart, width)
    yield opening(wide, high, f"chart {name}", f'role="img" aria-labelledby="{name}-title {name}-desc"')
    yield f'<title id="{name}-title">{escape(title)}</title>\n'
    yield f'<desc id="{name}-desc">{escape(description(chart))}</desc>\n'
    yield from picture
    yield "</svg>\n"


def description(chart: Chart) -> str:
    """Return the numbers of a chart as sentences."""
    if chart.kind == "bars":
        return "; ".join(f"{one.name}: {shown(one.numbers[0])}" for one in chart.series) + "."
    rows = []
    for one in chart.series:
        cells = (f"{name} {shown(cell)}" for name, cell in zip(chart.columns, one.numbers, strict=True) if cell)
        rows.append(f"{one.name}: {', '.join(cells) or 'none'}.")
    return " ".join(rows)


def _picture(chart: Chart, width: float) -> tuple[Iterator[str], float, float]:
    """Return the elements of a chart, its width and its height."""
    match chart.kind:
        case "bars":
            return _bars(chart, width), width, len(chart.series) * _bar_height(width) + _MARGIN
        case "lines":
            return _lines(chart, width)
        case "matrix":
            return _matrix(chart, width)


def _widest(names: Iterable[str]) -> float:
    """Return the greatest width of some names, with a rest against rounding."""
    return max((text_width(name, SIZE) for name in names), default=0) + 1


def _bar_height(width: float) -> float:
    return _BAR_ROW if width >= _LEGEND_ROOM else _BAR_ROW + _LINE


def _bars(chart: Chart, width: float) -> Iterator[str]:
    """Yield bars with their names on the left or, in a narrow picture, above them."""
    is_narrow = width < _LEGEND_ROOM
    most = chart.most or 1
    widest = _widest(one.name for one in chart.series)
    names = 0 if is_narrow else min(widest, width * 0.4)
    numbers = _widest(shown(one.numbers[0]) for one in chart.series)
    left = _MARGIN + names + (0 if is_narrow else 10)
    room = width - left - numbers - 8 - _MARGIN
    for row, one in enumerate(chart.series):
        top = row * _bar_height(width) + (_LINE if is_narrow else 0)
        name = shorten(one.name, width - 2 * _MARGIN if is_narrow else names, SIZE)
        place = (_MARGIN, top - 5) if is_narrow else (left - 10, top + 13)
        yield f"<g><title>{escape(one.name)}: {shown(one.numbers[0])}</title>"
        yield text(*place, name, "" if is_narrow else "end")
        length = one.numbers[0] / most * room
        yield f'<rect class="bar" x="{pixels(left)}" y="{pixels(top)}" width="{pixels(length)}" height="{_BAR}"/>'
        yield text(left + length + 6, top + 13, shown(one.numbers[0])) + "</g>\n"


def _lines(chart: Chart, width: float) -> tuple[Iterator[str], float, float]:
    has_names = len(chart.series) > 1
    beside = has_names and width >= _LEGEND_ROOM
    names = min(_widest(one.name for one in chart.series), _LONGEST_NAME) + _SAMPLE + 16 if beside else 0
    steps = _steps(chart.most)
    left = _MARGIN + _widest(map(shown, steps)) + 8
    right = width - names - _MARGIN - 8
    legend = [] if beside or not has_names else list(_legend(chart.series, width))
    height = _PLOT + 2 * _LINE + (legend[-1][2] + _LINE if legend else 0)

    def x(column: int) -> float:
        return left + (right - left) * (column + 0.5) / max(len(chart.columns), 1)

    def y(number: Number) -> float:
        return 10 + (_PLOT - 20) * (1 - number / steps[-1])

    def drawn() -> Iterator[str]:
        for step in steps:
            yield f'<path class="grid" d="M{pixels(left)} {pixels(y(step))}H{pixels(right)}"/>'
            yield text(left - 8, y(step) + 4, shown(step), "soft end")
        distance = (right - left) / max(len(chart.columns), 1)
        for column in _ticks(chart.columns, distance):
            yield text(x(column), _PLOT + 10, chart.columns[column], "soft middle")
        for place, one in enumerate(chart.series):
            points = [(x(column), y(number)) for column, number in enumerate(one.numbers)]
            yield f'<g class="s{place % _COLOURS}"><title>{escape(one.name)}</title>'
            yield _line(points, place, max(1, round(_LEAST_MARKS / distance))) + "</g>\n"
        if beside:
            ends = [y(one.numbers[-1]) for one in chart.series]
            for place, at in enumerate(_apart(ends, 10, _PLOT)):
                yield _named(chart.series[place].name, place, right + 16, at, _LONGEST_NAME)
        for place, at, top in legend:
            yield _named(chart.series[place].name, place, at, _PLOT + 2 * _LINE + top, width - at - _SAMPLE - _MARGIN)

    return drawn(), width, height


_SAMPLE = 38


def _named(name: str, place: int, left: float, middle: float, room: float) -> str:
    """Return the name of a line after a sample of it."""
    sample = _line([(left, middle), (left + 28, middle)], place, 1)
    return f'<g class="s{place % _COLOURS}">{sample}{text(left + _SAMPLE, middle + 4, shorten(name, room, SIZE))}</g>\n'


def _legend(series: Sequence[Series], width: float) -> Iterator[tuple[int, float, float]]:
    """Yield the number of each line with the place of its name below the picture."""
    left, top = float(_MARGIN), 0.0
    for place, one in enumerate(series):
        wide = _SAMPLE + text_width(one.name, SIZE)
        if left > _MARGIN and left + wide > width - _MARGIN:
            left, top = _MARGIN, top + _LINE
        yield place, left, top
        left += wide + 16


def _line(points: Sequence[tuple[float, float]], place: int, every: int) -> str:
    """Return a line with its dashes, and marks on every so many points."""
    dashes = _DASHES[place % len(_DASHES)]
    way = "L".join(f"{pixels(x)} {pixels(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    hollow = " hollow" if place >= len(_DASHES) else ""
    marks = "".join(_mark(x, y, place, hollow) for x, y in points[::every])
    return f'<path class="line"{dashed} d="M{way}"/>{marks}'


def _mark(x: float, y: float, place: int, hollow: str) -> str:
    match place % len(_DASHES):
        case 0:
            return f'<circle class="mark{hollow}" cx="{pixels(x)}" cy="{pixels(y)}" r="3.5"/>'
        case 1:
            ways = "m-3 -3h6v6h-6z"
        case 2:
            ways = "m0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z"
        case _:
            ways = "m0 -4l4 7h-8z"
    return f'<path class="mark{hollow}" d="M{pixels(x)} {pixels(y)}{ways}"/>'


def _steps(most: Number) -> list[Number]:
    """Return the numbers of a scale, in steps of 1, 2 or 5 times a power of 10, up to the greatest number."""
    power = 10 ** max(floor(log10(max(most, 1))) - 1, 0)
    step = next(step for factor in (1, 2, 5, 10, 20, 50) if most <= (step := factor * power) * _MOST_TICKS)
    return [step * place for place in range(max(ceil(most / step), 1) + 1)]


def _ticks(names: Sequence[str], distance: float) -> list[int]:
    """Return the places of years or months that have room for their names: round ones, in equal steps."""
    if not names:
        return []
    room = text_width(max(names, key=len), SIZE) + 12
    is_month = "-" in names[0]
    for step in (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400) if is_month else (1, 2, 5, 10, 20, 50, 100, 200, 500):
        places = [
            place
            for place, name in enumerate(names)
            if (int(name[:4]) * 12 + int(name[5:]) - 1 if is_month else int(name)) % step == 0
        ]
        if step * distance >= room and places:
            return places
    return [0]


def _apart(ends: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the places of names near the ends of their lines, a line of text apart."""
    order = sorted(range(len(ends)), key=lambda place: ends[place])
    places = [0.0] * len(ends)
    at = top - _LINE
    for place in order:
        at = max(ends[place], at + _LINE)
        places[place] = at
    at = max(bottom, top + _LINE * (len(ends) - 1)) + _LINE
    for place in reversed(order):
        at = min(places[place], at - _LINE)
        places[place] = at
    return places


def _matrix(chart: Chart, width: float) -> tuple[Iterator[str], float, float]:
    """Return a matrix; it is wider than the picture if it has many columns."""
    most = chart.most or 1
    names = min(_widest(one.name for one in chart.series), _LONGEST_NAME, width * 0.35)
    above = min(_widest(chart.columns), _LONGEST_NAME) + 10
    numbers = _widest(shown(cell) for one in chart.series for cell in one.numbers) + 6
    left = _MARGIN + names + 10
    cell = max((width - left - _MARGIN) / max(len(chart.columns), 1), numbers, _LEAST_CELL)
    cell = min(cell, max(_WIDEST_CELL, numbers))

    def drawn() -> Iterator[str]:
        for column, name in enumerate(chart.columns):
            x = left + (column + 0.5) * cell + 4
            turned = f' transform="rotate(-90 {pixels(x)} {pixels(above - 6)})"'
            yield text(x, above - 6, shorten(name, _LONGEST_NAME, SIZE), "", turned)
        for row, one in enumerate(chart.series):
            top = above + row * _CELL
            yield text(left - 10, top + 17, shorten(one.name, names, SIZE), "end")
            for column, number in enumerate(one.numbers):
                if not number:
                    continue
                x, share = left + column * cell, (number / most) ** 0.5
                place = f'x="{pixels(x)}" y="{pixels(top)}" width="{pixels(cell - 1)}" height="{_CELL - 1}"'
                yield f"<g><title>{escape(f'{one.name}, {chart.columns[column]}: {shown(number)}')}</title>"
                yield f'<rect class="cell" fill-opacity="{_FAINTEST + _RANGE * share:.2f}" {place}/>'
                yield text(x + (cell - 1) / 2, top + 17, shown(number), "middle")
                yield "</g>\n"

    return drawn(), max(left + cell * len(chart.columns) + _MARGIN, width), above + len(chart.series) * _CELL + _MARGIN


_FAINTEST, _RANGE = 0.08, 0.42
"""The opacity of the smallest cell, and what the greatest has more: numbers stay readable on light and dark paper."""


def _table(chart: Chart) -> Iterator[list[str]]:
    """Yield the rows of the numbers of lines."""
    yield ["", *(one.name for one in chart.series)]
    for place, name in enumerate(chart.columns):
        numbers = [one.numbers[place] for one in chart.series]
        if any(numbers):
            yield [name, *map(shown, numbers)]
