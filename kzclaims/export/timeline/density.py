"""A timeline of more entries than one picture can show: their numbers by month or by year."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kzclaims.dossier.records import Event, Record, Statement
from kzclaims.export.chart.data import chart, shown
from kzclaims.store.read.selection import Selection
from kzclaims.store.results import Counts, Group
from kzclaims.vocabulary import TIME_GROUPS
from kzclaims.wording import bar

_MOST_MONTHS = 120
"""The number of months from the first to the last entry beyond which years are counted."""

_LANES: dict[str, type[Record]] = {"events": Event, "statements": Statement}
_LEAST_BAR, _BEFORE_BAR = 8, 22


def density(selection: Selection) -> Counts:
    """Return the numbers of the selected entries by month or year, of their first possible days."""
    lanes = {name: selection.by_month(record_type) for name, record_type in _LANES.items()}
    months = [month for lane in lanes.values() for month in lane if month]
    first, last = (int(one[:4]) * 12 + int(one[5:]) for one in (min(months), max(months))) if months else (0, 0)
    unit = "month" if last - first < _MOST_MONTHS else "year"
    groups = []
    for name, lane in lanes.items():
        numbers: Counter[str | None] = Counter()
        for month, number in lane.items():
            numbers[month and month[: TIME_GROUPS[unit]]] += number
        groups += [
            Group({"record": name, unit: period}, {"record": name, unit: period or "undated"}, numbers[period])
            for period in sorted(numbers, key=lambda period: period or "~")
        ]
    total = sum(sum(lane.values()) for lane in lanes.values())
    return Counts("entries", ["record", unit], "earliest", total, len(groups), groups)


def text(remarks: Sequence[str], counts: Counts, *, width: int, encoding: str) -> Iterator[str]:
    """Yield the lines of the numbers with bars, of at most `width` columns if possible, with line feeds."""
    for remark in remarks:
        yield f"{remark}\n"
    drawn = chart(counts, "lines")
    room = max(width - _BEFORE_BAR, _LEAST_BAR)
    for lane in drawn.series:
        yield f"\n{lane.name.capitalize()}\n"
        for period, number in zip(drawn.columns, lane.numbers, strict=True):
            yield f"{period:8} {shown(number):>10}  {bar(number / drawn.most * room, encoding)}".rstrip() + "\n"
    for group in counts.groups:
        if None in group.values.values():
            yield f"\n{shown(group.count)} {group.names['record']} are undated.\n"
