"""A timeline as text: one row per entry, with its days as a bar on a scale, and the passages below.

The timeline is as wide as the terminal; wide characters count as two columns. In a narrow terminal the text is below
the bar. If the encoding lacks the signs, ASCII is used.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kzclaims.export.timeline import layout
from kzclaims.export.timeline.entries import Entry

_NARROW = 64
_LEAST = 24


class _Signs(NamedTuple):
    """The signs for days."""

    event: str
    statement: str
    event_span: str
    statement_span: str
    about: str
    before: str
    after: str


_BLOCKS = _Signs("◆", "●", "▓", "░", "≈", "◄", "►")
_ASCII = _Signs("*", "o", "#", "=", "~", "<", ">")


def text(
    remarks: Sequence[str],
    entries: Sequence[Entry],
    asked: tuple[date, date],
    *,
    width: int = 80,
    encoding: str = "utf-8",
) -> Iterator[str]:
    """Yield the lines of the timeline, of at most `width` columns, with line feeds."""
    for line in _lines(remarks, entries, asked, max(width, _LEAST), encoding):
        yield line.rstrip() + "\n"


def _lines(
    remarks: Sequence[str], entries: Sequence[Entry], asked: tuple[date, date], width: int, encoding: str
) -> Iterator[str]:
    def fold(line: str, room: int) -> list[str]:
        return _fold(line.encode(encoding, "backslashreplace").decode(encoding), room)

    signs = _BLOCKS if _can_encode("".join(_BLOCKS), encoding) else _ASCII
    for remark in remarks:
        yield from fold(remark, width)
    chart = width if width < _NARROW else min(width * 2 // 5, 60)
    along = layout.scale(entries, chart, asked)
    numbers = {entry.id: number for number, entry in enumerate(entries, 1)}
    for name, some, dated in layout.lanes(entries, along):
        yield ""
        yield name
        if dated and along:
            yield _axis(along, chart)
        for entry in some:
            status = f"{entry.status.upper()} " if entry.status else ""
            when = f"{entry.when}  " if entry.days else ""
            words = f"{when}{status}{entry.label} [{numbers[entry.id]}]"
            bar = _bar(along, entry, signs) if dated and along and entry.days else ""
            if width < _NARROW or not bar:
                if bar:
                    yield bar
                yield from (f"  {line}" for line in fold(words, width - 2))
                continue
            for number, line in enumerate(fold(words, width - chart - 2)):
                yield f"{'' if number else bar:{chart}}  {line}"
    if entries:
        yield ""
        yield "Evidence"
    for entry in entries:
        head = f"[{numbers[entry.id]}]"
        if not entry.proofs:
            yield f"{head} no source is recorded"
        for proof in entry.proofs:
            for number, line in enumerate(fold(f"{proof.where}: “{proof.words}” {proof.check}", width - len(head) - 1)):
                yield f"{' ' * len(head) if number else head} {line}"
            head = " " * len(head)
            # An address that is wrapped cannot be opened.
            yield from (f"{head} {address}" for address in proof.addresses)


def _axis(along: layout.Scale, chart: int) -> str:
    line = ""
    for at, name in along.ticks(1):
        line = f"{line:{int(at)}}|{name}"
    return line[:chart]


def _bar(along: layout.Scale, entry: Entry, signs: _Signs) -> str:
    assert entry.days is not None
    mark = along.mark(entry.days, 1)
    left = int(mark.left)
    cells = max(1, round(mark.right) - left)
    if mark.exact:
        sign = signs.event if entry.kind == "event" else signs.statement
        return " " * min(left, int(along.length) - 2) + (signs.about + sign if mark.vague else sign)
    span = signs.about if mark.vague else signs.event_span if entry.kind == "event" else signs.statement_span
    drawn = span * cells
    if mark.fades_left:
        drawn = signs.before + drawn[1:]
    if mark.fades_right:
        drawn = drawn[:-1] + signs.after
    return " " * left + drawn


def _fold(line: str, room: int) -> list[str]:
    """Wrap a line to a number of columns, between words if possible."""
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(longer) <= room:
            lines[-1] = longer
        else:
            pieces = chop_cells(word, room) or [""]
            lines += pieces
    return [one for one in lines if one]


def _can_encode(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
