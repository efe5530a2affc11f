"""Databases that somebody tampered with, whose pages are sound: every command ends with an answer or one sentence."""

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from random import Random

from kzclaims.store.schema.tables import metadata
from tests.databases import seed_files
from tests.reliability.trials import damage
from tests.reliability.trials.common import DATABASE, Extent, Finding, in_parallel, room

KEY = "olevsky-only-astana-can-help-moscow"
SOURCE = "24-kanal-olevsky-2023-11"
PEOPLE = ("timur-olevsky", "emmanuel-macron")

COMMANDS = [
    *damage.QUESTIONS,
    ["statements", "--person", "Олевский", "--check", "unchecked"],
    ["statements", "--format", "markdown", "--as-of", "2026-11"],
    ["dump", "dump"],
    ["dump", "--jsonl", "--history"],
    ["db", "backup", "copy.db"],
    ["status", KEY, "disputed", "--because", "x"],
    ["status", KEY, "--withdraw", "--because", "x"],
    ["archive", SOURCE, "text.txt", "--replace"],
    ["verify", "--fix"],
    ["review", KEY, "--reviewer", "x", "--create", "--url", "https://example.org/r", "--title", "x",
     "--rating", "x", "--lang", "en"],
    ["identity", "merge", *PEOPLE, "--because", "x"],
    ["identity", "split", PEOPLE[1], "--because", "x"],
    ["identity", "different", *PEOPLE, "--because", "x"],
    ["load", "records.jsonl"],
    ["seed"],
    ["load", str(seed_files()[0]), "--prune"],
    ["merge", "sound.db"],
    ["db", "upgrade"],
    ["db", "reindex"],
    ["db", "check", "--repair-times"],
    ["db", "check", "--repair"],
]  # fmt: skip
"""Every command that a damaged value can reach, those that only read first."""

FILES = ("text.txt", "records.jsonl", "sound.db", "dump", "copy.db")

RECORD = (
    '{"type": "statement", "key": "new", "kind": "indirect", "text": "x", "lang": "en", "speaker": "timur-olevsky",'
    f' "appearances": [{{"source": "{SOURCE}", "exact": "x"}}]}}\n'
)

MAY_BE_WRONG = {"history", "identity", "load", "merge", "review", "seed", "status"}
"""Commands for which a missing or additional record may be a mistake of the user."""

LARGE = (2**63 - 1, 2**63 - 2, -(2**63), 2**53 + 1, -1, 0)
KINDS = ("value", "value", "value", "number", "blob", "rows", "history", "history", "setting", "empty")

WRONG = (
    "x",
    "",
    " ",
    "a\0b",
    b"x",
    b"\xff\xfe",
    "2023-13-45",
    "9999-99-99 99:99:99.000000",
    "[",
    "{}",
    "null",
    "[[]]",
    1.5,
    7,
)


def tamper(connection: sqlite3.Connection, chance: Random) -> str:
    """Change a database by one way of tampering, chosen at random; return its description."""
    # A value that its column cannot have at all, such as a text as an id, changes nothing.
    table = chance.choice([one for one in metadata.sorted_tables if not one.name.startswith("name_keys")])
    column = chance.choice(list(table.c))
    (rows,) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    which = f"rowid = (SELECT rowid FROM {table.name} LIMIT 1 OFFSET {chance.randrange(rows)})" if rows else "FALSE"
    before, after = (chance.choice(['{"status": null}', "no json", "[1]", "{", '{"foreign": 1}', None]) for _ in "12")
    match chance.choice(KINDS):
        case "value":
            value: object = chance.choice(WRONG)
            _execute(connection, f'UPDATE OR IGNORE {table.name} SET "{column.name}" = ? WHERE {which}', value)
            return f"{table.name}.{column.name} = {value!r}"
        case "number":
            names = [one.name for one in table.c if one.name.endswith("id")] or [column.name]
            name, value = chance.choice(names), chance.choice(LARGE)
            _execute(connection, f'UPDATE OR IGNORE {table.name} SET "{name}" = ? WHERE {which}', value)
            return f"{table.name}.{name} = {value}"
        case "blob":
            _execute(
                connection,
                f'UPDATE OR IGNORE {table.name} SET "{column.name}" = CAST("{column.name}" AS BLOB) WHERE {which}',
            )
            return f"{table.name}.{column.name} as a blob"
        case "rows":
            connection.execute(f"DELETE FROM {table.name} WHERE {which}")
            return f"a row of {table.name} deleted"
        case "history":
            name = chance.choice([table.name, "unknown", "", "sqlite_schema"])
            row = (chance.choice(["statement", "person", "unknown"]), KEY, name, chance.choice([1, None, *LARGE]))
            connection.execute(
                "INSERT INTO history (at, record_type, record_key, table_name, row_id, before, after)"
                " VALUES ('2026-11-28 00:00:00.000000', ?, ?, ?, ?, ?, ?)",
                (*row, before, after),
            )
            return f"history: {row}, {before}, {after}"
        case "setting":
            value = chance.choice(WRONG)
            name = chance.choice(["history_times", "name_rules", "fold_rules", "database_id"])
            connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
            return f"setting {name} = {value!r}"
        case _:
            connection.execute(f"DELETE FROM {table.name}")
            return f"{table.name} emptied"


def tampered_with(path: Path, chance: Random) -> str:
    """Tamper with a file in one to three ways, without its triggers; return the description."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        done = "; ".join(tamper(connection, chance) for _ in range(chance.choice([1, 1, 1, 3])))
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
    return done


def _execute(connection: sqlite3.Connection, sql: str, *values: object) -> None:
    with suppress(sqlite3.IntegrityError):
        connection.execute(sql, values)


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        yield tried(damage.sample(Path(name), statements=20), extent.trials, seed=extent.seed)


def tried(path: Path, trials: int, *, seed: int = 0) -> Finding:
    """Try every command on databases that were tampered with."""
    with room(path) as folder:
        shutil.copyfile(path, folder / "sound.db")
        usual = {" ".join(command): said.code for command, said in _asked(folder)}
    found = in_parallel(partial(_tried, path, usual, seed), trials)
    codes = sum((counted for counted, _ in found), Counter[int | str]())
    return Finding(
        f"{trials} databases tampered with, then each of {len(COMMANDS)} ways to ask or write",
        trials * len(COMMANDS),
        f"{codes[0]:,} answered, {codes[3]:,} refused in one sentence, exit code 1: {codes[1]:,}, 2: {codes[2]:,}",
        [line for _, lines in found for line in lines],
    )


def _tried(path: Path, usual: Mapping[str, int | str], seed: int, number: int) -> tuple[Counter[int | str], list[str]]:
    chance = Random(f"tampered:{seed}:{number}")
    codes: Counter[int | str] = Counter()
    broken = []
    with room(path) as folder:
        shutil.copyfile(path, folder / "sound.db")
        done = tampered_with(folder / DATABASE, chance)
        for command, said in _asked(folder):
            codes[said.code] += 1
            errors = [line for line in said.err.splitlines() if line.startswith(("Error: ", '{"error": '))]
            is_one = said.code != 3 or len(errors) == 1
            # What is right in a sound database is not wrong input in a damaged one, unless records are missing.
            allowed = {0, 1, 3, 2 if command[0] in MAY_BE_WRONG else usual[" ".join(command)]}
            if said.code not in allowed or not is_one or "Traceback" in said.err:
                broken.append(f"database {number} ({done}): {' '.join(command)}: {said.code}: {said.err[-300:]}")
    return codes, broken


def _asked(folder: Path) -> Iterator[tuple[list[str], damage.Said]]:
    """Run each command on the database in a folder as it is now."""
    there = folder / DATABASE
    content = there.read_bytes()
    (folder / "text.txt").write_text("Другой текст.", "utf-8")
    (folder / "records.jsonl").write_text(RECORD, "utf-8")
    for command in COMMANDS:
        yield command, damage.said(there, *(str(folder / one) if one in FILES else one for one in command))
        damage.put(there, content)
        for left in folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif left.name not in (DATABASE, *FILES[:3]):
                left.unlink()
