"""The choices that settle conflicts, in a TOML file that is written, edited and read."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kzclaims.dossier import toml_writer
from kzclaims.dossier.byte_streams import BOM, LONGEST, whole
from kzclaims.dossier.records import Key
from kzclaims.dossier.toml_lines import lines_of
from kzclaims.dossier.toml_reader import loads
from kzclaims.dossier.validation import Problem, problem_of
from kzclaims.errors import InputError
from kzclaims.store.merge.parts import TYPES
from kzclaims.store.merge.plan import Difference
from kzclaims.store.merge.side import RecordId
from kzclaims.store.reports import Origin
from kzclaims.wording import counted

HEAD = """\
# Conflicts of a merge. Write "ours" or "theirs" as the choice for each.
# Where unrelated people, sources or other records have one key, write "same" if it is the same one;
# otherwise, give the one of the other database another key: new_key = "…".
"""

_FIELDS = ("record", "part", "field", "ours", "theirs", "ours_by", "theirs_by", "choice", "new_key")
Place = tuple[str, str, str]
"""The record, the part and the field of a conflict."""


def written(conflicts: Sequence[Difference]) -> Iterator[str]:
    """Yield the text of a file with these conflicts, to be edited."""
    yield HEAD
    for one in conflicts:
        record, part, field = place_of(one)
        ours, theirs = one.origins()
        facts: dict[str, Any] = {"record": record, "part": part, "field": field}
        facts |= {"ours": text_of(one.values[0]), "theirs": text_of(one.values[1])}
        facts |= {"ours_by": described(ours), "theirs_by": described(theirs)}
        kept = {name: value for name, value in facts.items() if value}
        yield "\n" + toml_writer.table("conflicts", {**kept, "choice": ""})


def place_of(one: Difference) -> Place:
    """Return what identifies a conflict in a file of choices."""
    field = "key" if one.kind == "owner" else one.field.name if one.field else ""
    return f"{one.record[0]} {one.record[1]}", one.part or "", field


def text_of(value: object) -> str:
    return "" if value is None else str(value)


def described(origin: Origin | None) -> str:
    """Return the time, author and reason of a value."""
    if origin is None:
        return ""
    return (
        origin.at
        + (f" by {origin.author}" if origin.author else "")
        + (f": {origin.because}" if origin.because else "")
    )


class Choices:
    """The choices of a file. Its problems are found when they are applied."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = whole(path, LONGEST).removeprefix(BOM).decode()
            table = loads(text)
        except InputError as error:
            raise InputError(f"{path} {error.message}") from None
        except UnicodeDecodeError:
            raise InputError(f"{path} is not UTF-8; save it in UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{path} is not TOML: {error}") from None
        self._lines = lines_of(text)
        self._problems: list[Problem] = []
        self._choices: dict[Place, tuple[int, Mapping[str, Any]]] = {}
        self._read(table)

    def _read(self, table: Mapping[str, Any]) -> None:
        for name in table.keys() - {"conflicts"}:
            self._problem(self._lines.get((name,), 0), "", name, "is not known; only [[conflicts]] are")
        conflicts = table.get("conflicts", [])
        if not isinstance(conflicts, list) or not all(isinstance(one, dict) for one in conflicts):
            self._problem(self._lines.get(("conflicts",), 0), "", "conflicts", "should be tables: [[conflicts]]")
            return
        for number, one in enumerate(conflicts):
            line = self._lines.get(("conflicts", number), 0)
            record = str(one.get("record", ""))
            wrong = [name for name, value in one.items() if name not in _FIELDS or not isinstance(value, str)]
            for name in wrong:
                known = "should be text" if name in _FIELDS else f"is not known; use one of: {', '.join(_FIELDS)}"
                self._problem(self._lines.get(("conflicts", number, name), line), record, name, known)
            place = (record, str(one.get("part", "")), str(one.get("field", "")))
            if place in self._choices:
                self._problem(
                    line, record, "", f"is settled in line {self._choices[place][0]}, too; remove one of them"
                )
            elif not wrong:
                self._choices[place] = line, one

    def _problem(self, line: int, record: str, field: str, message: str) -> None:
        self._problems.append(Problem(str(self.path), line, record, field, message))

    def renames(self) -> dict[RecordId, str]:
        """Return the new keys that the file gives to records of the other database."""
        found: dict[RecordId, str] = {}
        for (record, _, _), (line, one) in self._choices.items():
            name, _, key = record.partition(" ")
            if new_key := one.get("new_key"):
                if name not in TYPES or one.get("field") != "key":
                    self._problem(line, record, "new_key", "is only for a conflict of the field “key”")
                elif why := problem_of(new_key, Key):
                    self._problem(line, record, "new_key", why)
                else:
                    found[name, key] = new_key
        return found

    def settle(self, differences: Sequence[Difference], renamed: Mapping[RecordId, str]) -> None:
        """Settle the conflicts for which the file has a choice. Raise `InputError` with every problem of the file."""
        conflicts = {place_of(one): one for one in differences if one.outcome == "conflict"}
        for place, (line, choice) in self._choices.items():
            record, _, field = place
            name, _, key = record.partition(" ")
            if choice.get("new_key"):
                continue
            one = conflicts.get(place)
            if one is None:
                if (name, key) not in renamed:
                    self._problem(line, record, field, "is not a conflict of this merge; write the choices again")
                continue
            for side, value in zip(("ours", "theirs"), one.values, strict=True):
                if choice.get(side, "") != text_of(value):
                    self._problem(line, record, side, "has changed since the choices were written; write them again")
            allowed = ("same",) if one.kind == "owner" else ("ours", "theirs")
            chosen = choice.get("choice", "")
            if chosen in allowed:
                one.outcome = "take" if chosen == "theirs" else "keep"
                one.settled = True
            elif chosen:
                self._problem(line, record, "choice", f"“{chosen:.60}” is not valid; write {' or '.join(allowed)}")
        if self._problems:
            hints = [str(one) for one in sorted(self._problems, key=lambda one: (one.line, one.field))]
            count = counted(len(self._problems), "problem")
            raise InputError(f"{count} in the choices; nothing was merged", hints=hints)
