"""Commands that change a database or write files, and how much of their work is there afterwards."""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.upkeep import migrate
from tests.databases import create
from tests.reliability.trials.common import (
    DATABASE,
    NOTHING,
    Held,
    archive,
    calls_of,
    faults,
    held,
    program,
    room,
    run,
    seeded,
    shim,
    unsound,
)

STATEMENT = "olevsky-only-astana-can-help-moscow"
PEOPLE = ("timur-olevsky", "emmanuel-macron")


class Command(NamedTuple):
    """A command that changes a database or writes files."""

    name: str
    arguments: tuple[str, ...]
    before: Path | None
    """The database that it starts with."""
    reported: str
    """The text that the command writes to stderr, or else to stdout, when it is done."""
    to: str | None = None
    """The file that its stdout goes to."""


def command(name: str, folder: Path) -> Command:  # noqa: C901 - a list of commands
    """Return one of `NAMES` or `FILES`, with a database in a folder that it can start with."""
    because = ("--because", "A trial.")
    match name:
        case "load":
            return Command(name, ("load", str(archive(folder, 600))), seeded(folder), " changed\n")
        case "load --overwrite":
            load = ("load", str(_changed(archive(folder, 200))), "--overwrite", *because)
            return Command(name, load, _prepared(folder, "archive", _load(folder)), " changed\n")
        case "seed":
            return Command(name, ("seed",), None, " changed\n")
        case "db upgrade":
            return Command(name, ("db", "upgrade"), seeded(folder, REVISIONS[0]), "upgraded\n")
        case "db reindex":
            return Command(name, ("db", "reindex"), seeded(folder), "rebuilt\n")
        case "db check --repair":
            return Command(name, ("db", "check", "--repair"), _without_keys(folder), "was rebuilt")
        case "status":
            return Command(name, ("status", STATEMENT, "disputed", *because), seeded(folder), "”: disputed")
        case "archive":
            text = folder / "text.txt"
            text.write_text("Другой текст. " * 1000, "utf-8")
            path = ("archive", "24-kanal-olevsky-2023-11", str(text), "--replace")
            return Command(name, path, seeded(folder), "SHA-256")
        case "review":
            fields = ("--url", "https://example.org/r", "--title", "x", "--rating", "x", "--lang", "en")
            review = ("review", STATEMENT, "--reviewer", "Checkers", "--create", *fields)
            return Command(name, review, seeded(folder), "added")
        case "identity different":
            return Command(name, ("identity", "different", *PEOPLE, *because), seeded(folder), "different\n")
        case "identity merge":
            return Command(name, ("identity", "merge", *PEOPLE, *because), seeded(folder), "Merged")
        case "identity split":
            merged = _prepared(folder, "merged", ("identity", "merge", *PEOPLE, *because))
            return Command(name, ("identity", "split", PEOPLE[1], *because), merged, "Split")
        case "merge":
            other = _prepared(folder, "archive", _load(folder))
            return Command(name, ("merge", str(other)), seeded(folder), "added to the history\n")
        case "merge, to restore":
            empty = folder / "empty.db"
            if not empty.exists():
                create(empty)
            return Command(name, ("merge", str(_complete_dump(folder))), empty, "restored into the empty database\n")
        case "db backup":
            return Command(name, ("db", "backup", "copy.db"), seeded(folder), "a verified copy")
        case "copy":
            return Command(name, ("copy", str(seeded(folder)), DATABASE), None, "a copy of")
        case "dump":
            return Command(name, ("dump", "dumped"), seeded(folder), "To load it")
        case "dump --history":
            return Command(name, ("dump", "--jsonl", "--history"), seeded(folder), "To load it", "dump.jsonl")
        case "export":
            return Command(name, ("export", "--as", "csv", "--output", "tables"), seeded(folder), "written\n")
        case "draft":
            article = folder / "article.txt"
            article.write_text("«Мы готовы», — сказал президент Иван Петров в Астане 5 мая 2024 года.\n" * 50, "utf-8")
            return Command(name, ("draft", str(article), "--output", "drafted.toml"), seeded(folder), " open speaker")
        case "site":
            return Command(name, ("site", "site", "--lang", "en"), seeded(folder), "written\n")
        case "timeline":
            drawn = ("timeline", "--output", "timeline.svg")
            return Command(name, drawn, seeded(folder), "written\n")
        case _:
            raise ValueError(name)


NAMES = (
    "load", "load --overwrite", "seed", "db upgrade", "db reindex", "db check --repair", "status", "archive", "review",
    "identity different", "identity merge", "identity split", "merge", "merge, to restore", "copy",
)  # fmt: skip
"""Commands that change the database."""

FILES = ("db backup", "draft", "dump", "dump --history", "export", "site", "timeline")
"""Commands that write other files."""


def _load(folder: Path) -> tuple[str, ...]:
    return ("load", str(archive(folder, 200)))


def _changed(file: Path) -> Path:
    """Write a copy of an archive in which everything was said on another day."""
    changed = file.with_name(f"changed-{file.name}")
    changed.write_text(file.read_text("utf-8").replace("-05-14", "-05-15"), "utf-8")
    return changed


def _prepared(folder: Path, name: str, arguments: Iterable[str]) -> Path:
    """Run a command on a database with the seed, and return that database."""

    def prepare(place: Path) -> None:
        if (ended := run(place, *arguments)).code != 0:
            sys.exit(f"{name} fails by itself: {ended}")

    return _made(folder, name, prepare)


def _made(folder: Path, name: str, change: Callable[[Path], None]) -> Path:
    path = folder / f"{name}.db"
    if not path.exists():
        with room(seeded(folder)) as place:
            change(place)
            (place / DATABASE).rename(path)
    return path


def _without_keys(folder: Path) -> Path:
    """Return a database without the derived keys of its names."""

    def change(place: Path) -> None:
        with closing(sqlite3.connect(place / DATABASE)) as connection:
            connection.execute("DELETE FROM name_keys")
            connection.commit()

    return _made(folder, "without-keys", change)


def _complete_dump(folder: Path) -> Path:
    path = folder / "complete.jsonl"
    if not path.exists():
        with room(_prepared(folder, "archive", _load(folder))) as place:
            path.write_text(run(place, "dump", "--jsonl", "--history").out, "utf-8")
    return path


class Whole(NamedTuple):
    """The result of a command that is not killed."""

    before: frozenset[Held]
    """The contents that a database may have before the command."""
    after: Held
    seconds: float = 0
    calls: int = 0
    """The number of its calls of a kind that touch the database; 0 if they cannot be counted."""
    bytes: int = 0
    """The sizes of the files afterwards."""
    problems: frozenset[str] = frozenset()
    """The problems that the database had before."""

    @classmethod
    @cache
    def of(cls, command: Command, kind: str = "change") -> "Whole":
        before = {NOTHING} if command.before is None else {held(command.before)}
        with room(command.before) as folder:
            ended = program(
                folder, *command.arguments, faults=faults(folder, calls=kind) if shim() else None, to=command.to
            )
            require_success(command, ended.code, ended.err + ended.out)
            after = held(folder / DATABASE)
            calls = calls_of(folder) if shim() else 0
            size = sum(path.stat().st_size for path in folder.glob(f"{DATABASE}*"))
        if command.before is None:
            with room() as folder:
                migrate.upgrade(Database(folder / DATABASE))
                before.add(held(folder / DATABASE))
        problems = frozenset(unsound(command.before) if command.before else [])
        return cls(frozenset(before), after, ended.seconds, calls, size, problems)

    def told(self, found: Mapping[str, int]) -> str:
        """Count the databases by how much of the command they contain."""
        if self.after in self.before:
            # A rebuild leaves the same rows.
            return f"the same rows {found['all']} times, others {found['a part']} times"
        return f"all of it {found['all']} times, nothing {found['nothing']} times, a part {found['a part']} times"


def require_success(command: Command, code: int, report: str) -> None:
    """Exit if a command that nothing disturbs has failed, or has not reported as expected."""
    if code != 0 or command.reported not in report:
        sys.exit(f"{command.name} fails by itself: {code}: {report}")


def outcome(path: Path, whole: Whole) -> tuple[str, list[str]]:
    """Return how much of a command a database contains, and its problems."""
    wrong = unsound(path)
    now = held(path)
    if now in whole.before:
        wrong = [line for line in wrong if line not in whole.problems]
    if now.revision not in (None, REVISIONS[-1]):
        # Its upgrade must still be possible, whatever the one that was killed has left.
        migrate.upgrade(Database(path))
        wrong += unsound(path)
        if held(path) != whole.after:
            wrong.append("upgrading it again made something else")
    if now == whole.after:
        return "all", wrong
    if now in whole.before:
        return "nothing", wrong
    return "a part", [*wrong, "it holds neither all nor nothing"]
