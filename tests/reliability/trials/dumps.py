"""Complete dumps and databases that somebody tampered with, merged: a result, or one sentence and nothing changed."""

import json
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from kzclaims.store.schema.revisions import REVISIONS
from tests.databases import create
from tests.reliability.trials.common import DATABASE, Extent, Finding, in_parallel, room, seeded
from tests.reliability.trials.damage import said, sample
from tests.reliability.trials.tampered import tampered_with

Row = dict[str, Any]

VALUES: tuple[object, ...] = (
    "", "x", None, -1, 2**63 - 1, 2**63, -(2**63), 1.5, True, [], {}, "9999-99-99", "2023-13-45", "\0", "\ud800",
    "a" * 100_000, "[", "{}", "2999-01-01T00:00:00", "🙂", "AAAA", "====", "W10=", "added", "removed",
)  # fmt: skip
TABLES = ("sqlite_schema", "name_keys", "x", "alembic_version", "settings", "chain", "history", 1, None)
COLUMNS = ("x", "rowid", "", "day", "\0", 'id"; DROP TABLE people; --')
OPTIONS: tuple[list[str], ...] = ([], ["--ours"], ["--theirs"], ["--dry-run"])


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        yield merged(Path(name), extent.trials, seed=extent.seed)


def merged(folder: Path, trials: int, *, seed: int = 0) -> Finding:
    """Merge dumps and databases that were tampered with into an empty database, and into another one."""
    other, empty = seeded(folder).rename(folder / "other.db"), create(folder / "empty.db").path
    full = sample(folder, statements=20)
    dump = said(full, "dump", "--jsonl", "--history").out
    found = in_parallel(partial(_merged, full, dump, (empty, other), seed), trials)
    codes = sum((counts for counts, _ in found), Counter[int | str]())
    return Finding(
        f"{trials} complete dumps and databases tampered with, then merged into two others each",
        codes.total(),
        f"{codes[0]:,} merged, {codes[1]:,} with conflicts, {codes[2] + codes[3]:,} refused in one sentence",
        [line for _, lines in found for line in lines],
    )


def _merged(
    full: Path, dump: str, targets: tuple[Path, ...], seed: int, number: int
) -> tuple[Counter[int | str], list[str]]:
    chance = Random(f"dumps:{seed}:{number}")
    codes: Counter[int | str] = Counter()
    broken = []
    with room() as folder:
        if number % 3:
            other = folder / "other.jsonl"
            lines: list[Row] = [json.loads(line) for line in dump.splitlines()]
            done = "; ".join(_tamper(lines, chance) for _ in range(chance.choice([1, 1, 1, 3])))
            if chance.random() < 0.7 and "rows" in lines[0]:
                lines[0]["rows"] = len(lines) - 1
            other.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        else:
            other = folder / "other.db"
            shutil.copyfile(full, other)
            done = tampered_with(other, chance)
        for target in targets:
            place = folder / DATABASE
            shutil.copyfile(target, place)
            before = _content(place)
            command = ["merge", str(other), *chance.choice(OPTIONS)]
            ended = said(place, *command)
            codes[ended.code] += 1
            errors = [line for line in ended.err.splitlines() if line.startswith("Error: ")]
            wrong = []
            if ended.code not in (0, 1, 2, 3) or "Traceback" in ended.err:
                wrong.append(f"{ended.code}: {ended.err[-300:]}")
            elif ended.code in (2, 3) and len(errors) != 1:
                wrong.append(f"{len(errors)} sentences: {ended.err[-300:]}")
            elif ended.code != 0 and _content(place) != before:
                wrong.append("it failed and changed the database")
            elif ended.code == 0 and (check := said(place, "db", "check")).code != 0 and "db check" not in ended.err:
                wrong.append(f"it reported no problem, and the result is not sound: {check.out[:300]}")
            broken += [f"{number} ({done}): {' '.join(command[2:])} {target.name}: {line}" for line in wrong]
    return codes, broken


def _content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def _tamper(lines: list[Row], chance: Random) -> str:
    """Change the lines of a dump in one way, chosen at random; return its description."""
    tables = sorted({line["table"] for line in lines if isinstance(line.get("table"), str)})
    table = chance.choice(tables)
    at = chance.choice([number for number, line in enumerate(lines) if line.get("table") == table])
    values = lines[at].get("values")
    if not isinstance(values, dict) or not values:
        return "nothing"
    column = chance.choice(sorted(values))
    kind = chance.choice(["value"] * 6 + ["twice", "missing", "order", "swapped", "column", "table", "row", "header"])
    match kind:
        case "value":
            values[column] = chance.choice(VALUES)
            return f"{table}.{column} = {str(values[column])[:30]!r}"
        case "twice":
            lines.insert(at, lines[at])
        case "missing":
            del lines[at]
        case "order":
            lines.append(lines.pop(at))
        case "swapped":
            other = chance.choice([line["values"] for line in lines[1:] if line.get("table") == table])
            if isinstance(other, dict) and column in other:
                values[column], other[column] = other[column], values[column]
        case "column":
            values[chance.choice(COLUMNS)] = 1
        case "table":
            lines[at]["table"] = chance.choice(TABLES)
        case "row":
            lines[at] = chance.choice(
                [{}, {"type": "row"}, {"type": "dump"}, {"type": "row", "table": table, "values": {}}]
            )
        case _:
            column = chance.choice(sorted(lines[0]))
            lines[0][column] = chance.choice([*VALUES, *REVISIONS, "../x"])
            return f"header: {column} = {str(lines[0][column])[:30]!r}"
    return f"{table}: {kind}"
