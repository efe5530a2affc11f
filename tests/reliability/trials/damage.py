"""Damaged files: `db check` names it, no question makes it worse, a repair changes nothing that is recorded."""

import io
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from kzclaims.cli.main import main
from kzclaims.store.derived.renew import DERIVED_TABLES
from kzclaims.store.schema import tables as t
from tests.reliability.trials.common import DATABASE, Extent, Finding, archive, room, seeded

PAGE = 4096
MOST_SECONDS = 60
"""The seconds after which a command hangs and is ended."""

STATEMENT = "olevsky-only-astana-can-help-moscow"
QUESTIONS = [
    ["people"], ["person", "Олевский"], ["statements", "--limit", "0", "--format", "json"],
    ["statements", "--about", "Путин", "--from", "2023-09", "--to", "2023-11"], ["statements", "--as-of", "2026-01"],
    ["statements", "--search", "Казахстан"], ["statement", STATEMENT], ["events", "--format", "csv"],
    ["events", "--from", "2023-09", "--certain"], ["event", "macron-visit-to-astana"], ["sources"],
    ["source", "24-kanal-olevsky-2023-11"], ["search", "Казахстан"], ["find", "только Астана может помочь Москве"],
    ["timeline", "--format", "svg"], ["site", "site", "--lang", "en"], ["identity", "duplicates"], ["repeats"],
    ["scan", __file__], ["cite", STATEMENT], ["count", "statements", "--by", "speaker,year"], ["topics"],
    ["organizations"], ["claims"], ["history", STATEMENT], ["verify"],
    ["dump", "--jsonl"], ["export", "--as", "jsonld"],
    ["export", "--as", "claimreview"], ["export", "--as", "annotation"], ["export", "--as", "timelinejs"],
    ["export", "--as", "gexf"], ["db", "status"], ["db", "check"], ["draft", "24-kanal-olevsky-2023-11"],
]  # fmt: skip
"""Every command that only reads, with its ways to ask."""


class Said(NamedTuple):
    """The result of a command that ran in this process; `code` is the error if it raised one."""

    code: int | str
    out: str
    err: str


def said(path: Path, *arguments: str) -> Said:
    """Run a command in this process, which is a hundred times faster than in one of its own."""
    streams = sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.stdout, sys.stderr = out, err
    signal.alarm(MOST_SECONDS)
    code: int | str
    try:
        code = main(["--database", str(path), *arguments])
    except BaseException as error:  # noqa: BLE001 - whatever it is, it should not have come
        code = "".join(traceback.format_exception(error)[-3:])
    finally:
        signal.alarm(0)
        sys.stdout, sys.stderr = streams
    return Said(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        path = sample(Path(name))
        yield from flipped(path, extent.trials, seed=extent.seed)
        yield trees(path, seed=extent.seed)
        yield files(path)


def sample(folder: Path, statements: int = 100) -> Path:
    """Create a database with records of all kinds: the seed, an archive, a history."""
    path = seeded(folder)
    text = folder / "article.txt"
    text.write_text(
        "«Только Астана может помочь», — сказал журналист Тимур Олевский 5 ноября 2023 года.\n" * 20, "utf-8"
    )
    for arguments in (
        ["load", str(archive(folder, statements))],
        ["status", STATEMENT, "disputed", "--because", "Проверено."],
        ["status", STATEMENT, "confirmed", "--because", "Проверено ещё раз."],
        ["archive", "24-kanal-olevsky-2023-11", str(text), "--replace"],
    ):
        if (done := said(path, *arguments)).code != 0:
            sys.exit(f"{arguments[0]} fails by itself: {done}")
    return path


class Tried(NamedTuple):
    """The results for one damaged file."""

    sound: bool
    """True if SQLite's own check finds nothing."""
    derived: bool
    """True if the damaged page contains nothing that is recorded."""
    check: int | str
    repaired: int | str
    answered: int
    refused: int
    broken: list[str]


def flipped(path: Path, trials: int, *, seed: int = 0) -> Iterator[Finding]:
    """Bytes of a page changed at random, a page overwritten, emptied or replaced by another, the file cut off."""
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(partial(_flipped, path, seed), range(trials), chunksize=5))
    codes = Counter((one.sound, one.check) for one in found)
    unsound = sum(not one.sound for one in found)
    more = codes[True, 1] + codes[True, 3]
    yield Finding(
        "a page damaged or the end cut off, then `db check`",
        trials,
        f"SQLite finds {unsound} unsound: `db check` names the damage in {codes[False, 1] + codes[False, 3]} of them "
        f"(exit code 1: {codes[False, 1]}, 3: {codes[False, 3]}), and in {more} that SQLite passes",
        [line for one in found for line in one.broken if line.startswith("check")],
    )
    answered, refused = (sum(getattr(one, what) for one in found) for what in ("answered", "refused"))
    yield Finding(
        f"… then {len(QUESTIONS)} questions each",
        answered + refused,
        f"{answered:,} answered, {refused:,} refused in a sentence; "
        "no byte of the file changed, nothing left beside it",
        [line for one in found for line in one.broken if line.startswith("question")],
    )
    named = [one for one in found if one.check in (1, 3)]
    mended = Counter((one.derived, one.repaired == 0) for one in named)
    yield Finding(
        "… then `db check --repair`",
        trials,
        f"of {len(named)} named: all {mended[True, True]} mended where the page is derived"
        if not mended[True, False]
        else f"of {len(named)} named: {mended[True, True]} mended where the page is derived, {mended[True, False]} not",
        [line for one in found for line in one.broken if line.startswith("repair")],
    )


def _flipped(path: Path, seed: int, number: int) -> Tried:
    chance = Random(f"{seed}:{number}")
    content, page = damaged(path.read_bytes(), chance)
    broken: list[str] = []
    with room() as folder:
        there = folder / DATABASE
        there.write_bytes(content)
        is_sound, before = _sound(there), recorded(there)
        put(there, content)
        check = said(there, "db", "check").code
        if check not in (0, 1, 3) or (check == 0 and not is_sound):
            broken.append(f"check {number}: {check}")
        refused = 0
        for question in QUESTIONS:
            done = said(there, *question)
            refused += done.code == 3
            left = [one.name for one in folder.iterdir() if one != there]
            if done.code not in (0, 1, 2, 3) or left or there.read_bytes() != content:
                broken.append(f"question {number}: {question}: {done.code}, left {left}")
                put(there, content)
        repaired = said(there, "db", "check", "--repair").code
        derived = page in derived_pages(path)
        left = [one.name for one in folder.iterdir() if one != there and ".backup" not in one.name]
        wrong = {
            "of a page that is derived": derived and repaired != 0,
            "it says that all is well": repaired == 0 and not _sound(there),
            "changed what is recorded": before is not None and recorded(there) != before,
            "refused and changed": repaired == 3 and there.read_bytes() != content,
            f"left {left}": bool(left),
        }
        broken += [f"repair {number}: {repaired}: {what}" for what, so in wrong.items() if so]
    return Tried(is_sound, derived, check, repaired, len(QUESTIONS) - refused, refused, broken)


def damaged(content: bytes, chance: Random) -> tuple[bytes, int | None]:
    """Damage a random page of a file and return its number, or `None` if the end is cut off."""
    number = chance.randrange(len(content) // PAGE)
    first = number * PAGE
    page = bytearray(content[first : first + PAGE])
    match chance.choice(["bytes", "bytes", "bytes", "noise", "nothing", "another", "cut"]):
        case "bytes":
            for _ in range(chance.choice([1, 1, 3, 20])):
                page[chance.randrange(PAGE)] = chance.randrange(256)
        case "noise":
            page[:] = chance.randbytes(PAGE)
        case "nothing":
            page[:] = bytes(PAGE)
        case "another":
            other = chance.randrange(len(content) // PAGE) * PAGE
            page[:] = content[other : other + PAGE]
        case _:
            return content[: chance.randrange(len(content))], None
    return content[:first] + page + content[first + PAGE :], number + 1


def trees(path: Path, *, seed: int = 0) -> Finding:
    """All pages of one index, or of one table that is derived, overwritten."""
    chance = Random(seed)
    broken = []
    owners = {owner for owner in _owners(path).values() if owner not in _RECORDED}
    before = recorded(path)
    for owner in sorted(owners):
        content = bytearray(path.read_bytes())
        for number, name in _owners(path).items():
            if name == owner:
                content[(number - 1) * PAGE : number * PAGE] = chance.randbytes(PAGE)
        with room() as folder:
            (folder / DATABASE).write_bytes(content)
            codes = [said(folder / DATABASE, "db", "check", *more).code for more in ([], ["--repair"], [])]
            if codes[0] not in (1, 3) or codes[1:] != [0, 0] or recorded(folder / DATABASE) != before:
                broken.append(f"{owner}: {codes}")
    outcome = f"{len(owners) - len(broken)} named, mended, and what is recorded the same"
    return Finding("each index and each derived table overwritten, then repaired", len(owners), outcome, broken)


def files(path: Path, questions: Sequence[list[str]] = QUESTIONS) -> Finding:
    """Files that are no database of ours, and each command, those that write too."""
    broken = []
    kinds: dict[str, Callable[[Path], None]] = {
        "nothing": lambda _: None,
        "empty": lambda file: file.touch(),
        "text": lambda file: put(file, b"Who said what, when?\n" * 400),
        "a header alone": lambda file: put(file, path.read_bytes()[:100]),
        "half": lambda file: put(file, path.read_bytes()[: path.stat().st_size // 2]),
        "another program's": _foreign,
        "another program's, in use": partial(_foreign, wal=True),
        "a WAL alone": lambda file: _wal_alone(path, file),
        "a folder": lambda file: file.mkdir(),
    }
    changes = [["load", "-"], ["seed"], ["db", "upgrade"], ["db", "reindex"], ["db", "check", "--repair"]]
    makes = {"nothing": {"seed", "upgrade"}, "empty": {"seed", "upgrade"}}
    times = 0
    for kind, make in kinds.items():
        for command in [*questions, *changes]:
            if command[-1] in makes.get(kind, ()):
                continue
            times += 1
            with room() as folder:
                make(folder / DATABASE)
                before = _files(folder)
                # A draft needs no database.
                is_missing = command[0] == "draft" and not (folder / DATABASE).exists()
                done = said(folder / DATABASE, *command)
                if done.code not in ((1,) if is_missing else (2, 3)) or not done.err or _files(folder) != before:
                    broken.append(f"{kind}: {command}: {done}, {_files(folder).keys()} of {before.keys()}")
    return Finding(
        f"each command on a file of another program, or no database ({', '.join(kinds)})",
        times,
        f"{times - len(broken)} refused in a sentence, the files as they were",
        broken,
    )


def recorded(path: Path) -> dict[str, list[tuple[object, ...]]] | None:
    """All rows that are recorded, without the days that follow from their dates; `None` if they cannot be read."""
    days = ("_earliest", "_latest")
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            return {
                name: sorted(connection.execute(f"SELECT {columns} FROM {name} NOT INDEXED"), key=repr)
                for name in _RECORDED & t.metadata.tables.keys() - {"settings"}
                for table in [t.metadata.tables[name]]
                for columns in [
                    ", ".join(
                        f'"{c.name}"' for c in table.c if c.name not in ("day", "as_text") and not c.name.endswith(days)
                    )
                ]
            }
    except (sqlite3.Error, UnicodeDecodeError):
        return None


_RECORDED = {table.name for table in t.metadata.sorted_tables if table not in DERIVED_TABLES} | {
    "sqlite_schema",
    "alembic_version",
}


def derived_pages(path: Path) -> set[int]:
    """Return the numbers of the pages with derived data only."""
    return {number for number, owner in _owners(path).items() if owner not in _RECORDED}


def _owners(path: Path) -> dict[int, str]:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return dict(connection.execute("SELECT pageno, name FROM dbstat"))
        except sqlite3.OperationalError:
            return {}  # not every SQLite can say


def _sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            return connection.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def put(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    for suffix in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _files(folder: Path) -> dict[str, bytes | None]:
    """All that is in a folder; of SQLite's shared memory, which is no data, only that it is there."""
    return {
        one.name: one.read_bytes() if one.is_file() and not one.name.endswith("-shm") else None
        for one in folder.iterdir()
    }


def _foreign(file: Path, *, wal: bool = False) -> None:
    with closing(sqlite3.connect(file)) as connection:
        if wal:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE statements (balance)")
        connection.commit()
        if wal:
            # As it would be if the other program were killed: its last changes are beside the file.
            kept = {one: one.read_bytes() for one in file.parent.iterdir()}
    if wal:
        for one, content in kept.items():
            one.write_bytes(content)


def _wal_alone(path: Path, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, closing(sqlite3.connect(path)) as whole:
        whole.backup(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE people SET description = 'x'")
        connection.commit()
        wal = file.with_name(file.name + "-wal")
        content = wal.read_bytes()
    file.unlink()
    wal.write_bytes(content)
