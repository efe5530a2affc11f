"""A timeline as text: a row an entry, its days as a bar on a scale, its words whole, and what proves it beneath.

It is so wide as the terminal, wide characters counted as two columns; in a narrow one the words stand beneath the bar.
What the encoding lacks is drawn in ASCII.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kzclaims.export.timeline import layout
from kzclaims.export.timeline.entries import Entry

_NARROW = 64
_LEAST = 24


class _Signs(NamedTuple):
    """What days are drawn with."""

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
    """The timeline in lines of at most so many columns, each with its line feed."""
    for line in _lines(remarks, entries, asked, max(width, _LEAST), encoding):
        yield line.rstrip() + "\n"


def _lines(
    remarks: Sequence[str], entries: Sequence[Entry], asked: tuple[date, date], width: int, encoding: str
) -> Iterator[str]:
    def folded(line: str, room: int) -> list[str]:
        return _folded(line.encode(encoding, "backslashreplace").decode(encoding), room)

    signs = _BLOCKS if _can_say("".join(_BLOCKS), encoding) else _ASCII
    for remark in remarks:
        yield from folded(remark, width)
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
            words = f"{when}{status}{entry.what} [{numbers[entry.id]}]"
            bar = _bar(along, entry, signs) if dated and along and entry.days else ""
            if width < _NARROW or not bar:
                if bar:
                    yield bar
                yield from (f"  {line}" for line in folded(words, width - 2))
                continue
            for number, line in enumerate(folded(words, width - chart - 2)):
                yield f"{'' if number else bar:{chart}}  {line}"
    if entries:
        yield ""
        yield "What proves it"
    for entry in entries:
        head = f"[{numbers[entry.id]}]"
        if not entry.proofs:
            yield f"{head} no source is recorded"
        for proof in entry.proofs:
            for number, line in enumerate(folded(f"{proof.where}: “{proof.words}”", width - len(head) - 1)):
                yield f"{' ' * len(head) if number else head} {line}"
            head = " " * len(head)
            # An address in pieces leads nowhere.
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


def _folded(line: str, room: int) -> list[str]:
    """A line in lines of so many columns, between words where it can be."""
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


def _can_say(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
