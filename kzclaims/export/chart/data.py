"""The data of a chart: the groups of a count as bars, as lines over time, or as the cells of a matrix."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from kzclaims.errors import InputError
from kzclaims.export.common import characters
from kzclaims.language.control_chars import safe
from kzclaims.store.results import Counts, Group
from kzclaims.vocabulary import TIME_GROUPS, ChartKind

MOST: dict[ChartKind, int] = {"bars": 100, "lines": 8, "matrix": 30}
"""The greatest number of bars, lines, or rows and columns; more cannot be read."""

_MOST_PERIODS = 1200
"""The greatest number of years or months in a row; others have too great a distance from the rest."""

Number = int | float


class Series(Struct, frozen=True):
    """A line or a row: its name and its numbers, one for each column."""

    name: str
    numbers: list[Number]


class Chart(Struct, frozen=True):
    """The contents of a chart. `omitted` describes the groups that are not drawn."""

    kind: ChartKind
    unit: str
    columns: list[str]
    """The names of the points in time of lines, or of the columns of a matrix."""
    series: list[Series]
    omitted: list[str]

    @property
    def most(self) -> Number:
        """The greatest number."""
        return max((number for one in self.series for number in one.numbers), default=0)


def default_kind(by: Sequence[str]) -> ChartKind:
    """Return the kind of chart that shows groups best."""
    times = [name for name in by if name in TIME_GROUPS]
    if len(times) == 1 and len(by) <= 2:
        return "lines"
    return "matrix" if len(by) == 2 else "bars"


def chart(counts: Counts, kind: ChartKind | None = None, limit: int = 0) -> Chart:
    """Return the chart of a count with all its groups.

    `limit` is the number of bars, lines, or rows and columns; 0 is as many as can be read. Raise `InputError` if the
    groups don't fit the kind of chart.
    """
    kind = kind or default_kind(counts.by)
    most = min(limit or MOST[kind], MOST[kind])
    if not counts.by:
        raise InputError("a chart needs groups; give {by}", parameters=("by",))
    match kind:
        case "bars":
            return _bars(counts, most)
        case "lines":
            return _lines(counts, most)
        case "matrix":
            return _matrix(counts, most)


def title(counts: Counts) -> str:
    """Return a title of a count."""
    return f"{counts.counted.capitalize()} by {' and '.join(_TITLES.get(name, name) for name in counts.by)}"


_TITLES = {"mentioned": "person mentioned", "place": "place of the event"}


def shown(number: Number) -> str:
    """Return a number as it is printed: fractions with two decimals."""
    return f"{number:,}" if isinstance(number, int) else f"{number:,.2f}".removesuffix(".00")


def visible(name: str) -> str:
    """Return a name in one line without unsafe characters."""
    return safe(characters(" ".join(name.split())))


class _Names:
    """The names of groups as they are shown: with the key if several groups have the name."""

    def __init__(self, counts: Counts) -> None:
        self._keys: dict[tuple[str, str], set[str | None]] = {}
        for group in counts.groups:
            for name in counts.by:
                self._keys.setdefault((name, visible(group.names[name])), set()).add(group.values[name])

    def of(self, group: Group, *by: str) -> str:
        return ", ".join(self._one(group, name) for name in by)

    def _one(self, group: Group, name: str) -> str:
        label = visible(group.names[name])
        is_unique = len(self._keys[name, label]) == 1
        return label if is_unique else f"{label} ({group.values[name] or '—'})"


def _bars(counts: Counts, most: int) -> Chart:
    names = _Names(counts)
    series = [Series(names.of(group, *counts.by), [group.count]) for group in counts.groups[:most]]
    rest = len(counts.groups) - len(series)
    return Chart("bars", counts.counted, [], series, [f"{rest:,} smaller groups are not drawn."] if rest else [])


def _lines(counts: Counts, most: int) -> Chart:
    times = [name for name in counts.by if name in TIME_GROUPS]
    others = [name for name in counts.by if name not in TIME_GROUPS]
    if len(times) != 1 or len(others) > 1:
        raise InputError(
            "{chart} “lines” needs one group of time, year or month, and at most one other group in {by}",
            parameters=("chart", "by"),
        )
    (time,) = times
    names = _Names(counts)
    dated = [group for group in counts.groups if group.values[time] is not None]
    periods = _periods(sorted({str(group.values[time]) for group in dated}))
    rows = _cells((names.of(one, *others), str(one.values[time]), one.count) for one in dated)
    chosen = _largest(rows, most)
    series = [Series(name or counts.counted, [rows[name].get(one, 0) for one in periods]) for name in chosen]
    omitted = [f"{len(chosen)} of {len(rows):,} lines are shown, the largest."] if len(chosen) < len(rows) else []
    if len(dated) < len(counts.groups):
        omitted.append(f"Undated and uncertain {counts.counted} are not drawn.")
    return Chart("lines", counts.counted, periods, series, omitted)


def _matrix(counts: Counts, most: int) -> Chart:
    if len(counts.by) != 2:
        raise InputError("{chart} “matrix” needs two groups in {by}", parameters=("chart", "by"))
    first, second = counts.by
    names = _Names(counts)
    known = [group for group in counts.groups if None not in group.values.values()]
    columns = _cells((names.of(one, second), names.of(one, first), one.count) for one in known)
    across = _largest(columns, most)
    rows = _cells((row, column, number) for column in across for row, number in columns[column].items())
    down = _largest(rows, most)
    if second in TIME_GROUPS:
        across.sort()
    if first in TIME_GROUPS:
        down.sort()
    series = [Series(name, [rows[name].get(one, 0) for one in across]) for name in down]
    every = {name for cells in columns.values() for name in cells}
    omitted = []
    if len(down) < len(every) or len(across) < len(columns):
        omitted.append(
            f"{len(down)} of {len(every):,} rows and {len(across)} of {len(columns):,} columns are shown, the largest."
        )
    if len(known) < len(counts.groups):
        omitted.append(f"Groups without {_TITLES.get(first, first)} or {_TITLES.get(second, second)} are not drawn.")
    return Chart("matrix", counts.counted, across, series, omitted)


def _cells(numbers: Iterable[tuple[str, str, Number]]) -> dict[str, dict[str, Number]]:
    """Return numbers by row and column."""
    rows: dict[str, dict[str, Number]] = {}
    for row, column, number in numbers:
        cells = rows.setdefault(row, {})
        cells[column] = cells.get(column, 0) + number
    return rows


def _largest(rows: dict[str, dict[str, Number]], most: int) -> list[str]:
    """Return the names of the rows with the greatest sums."""
    return sorted(rows, key=lambda name: (-sum(rows[name].values()), name))[:most]


def _periods(found: Sequence[str]) -> list[str]:
    """Return all years or months from the first to the last one, or only those found if these are very far apart."""
    every = list(_each_period(found[0], found[-1])) if found else []
    return every if len(every) <= _MOST_PERIODS else list(found)


def _each_period(first: str, last: str) -> Iterator[str]:
    step = 1 if len(first) == TIME_GROUPS["month"] else 12
    at, end = (int(one[:4]) * 12 + int(one[5:] or 1) - 1 for one in (first, last))
    for month in range(at, end + 1, step):
        yield f"{month // 12:04}" + (f"-{month % 12 + 1:02}" if step == 1 else "")
