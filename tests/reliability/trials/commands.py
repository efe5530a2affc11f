"""Commands that change a database, and how much of one a database holds."""

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.upkeep import migrate
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
    seeded,
    shim,
    unsound,
)


class Command(NamedTuple):
    """A command that changes a database."""

    name: str
    arguments: tuple[str, ...]
    before: Path | None
    """The database that it starts with."""
    reported: str
    """The text that the command writes to stderr when it is done."""


def command(name: str, folder: Path) -> Command:
    """Return one of `NAMES`, with a database in a folder that it can start with."""
    match name:
        case "load":
            return Command(name, ("load", str(archive(folder, 600))), seeded(folder), " changed\n")
        case "seed":
            return Command(name, ("seed",), None, " changed\n")
        case "db upgrade":
            return Command(name, ("db", "upgrade"), seeded(folder, REVISIONS[0]), "upgraded\n")
        case "db reindex":
            return Command(name, ("db", "reindex"), seeded(folder), "rebuilt\n")
        case "status":
            doubt = ("status", "olevsky-only-astana-can-help-moscow", "disputed", "--because", "Nobody else was there.")
            return Command(name, doubt, seeded(folder), "disputed\n")
        case "archive":
            text = folder / "text.txt"
            text.write_text("Другой текст. " * 1000, "utf-8")
            path = ("archive", "24-kanal-olevsky-2023-11", str(text), "--replace")
            return Command(name, path, seeded(folder), "SHA-256")
        case "review":
            review = ("--url", "https://example.org/r", "--title", "x", "--rating", "x", "--lang", "en")
            key = "olevsky-only-astana-can-help-moscow"
            return Command(
                name, ("review", key, "--reviewer", "Checkers", "--create", *review), seeded(folder), "added"
            )
        case "identity different":
            pair = ("identity", "different", "timur-olevsky", "emmanuel-macron", "--because", "A trial.")
            return Command(name, pair, seeded(folder), "different")
        case _:
            raise ValueError(name)


NAMES = ("load", "seed", "db upgrade", "db reindex", "status", "archive", "review", "identity different")
"""Commands that write much, and some that write little."""


class Whole(NamedTuple):
    """The result of a command that is not killed."""

    before: set[Held]
    """The contents that a database may have before the command."""
    after: Held
    seconds: float
    calls: int
    """The number of its calls of a kind that touch the database; 0 if they cannot be counted."""
    bytes: int
    """The sizes of the files afterwards."""

    @classmethod
    @cache
    def of(cls, command: Command, kind: str = "change") -> "Whole":
        before = {NOTHING} if command.before is None else {held(command.before)}
        with room(command.before) as folder:
            ended = program(folder, *command.arguments, faults=faults(folder, calls=kind) if shim() else None)
            if ended.code != 0 or command.reported not in ended.err:
                sys.exit(f"{command.name} fails by itself: {ended}")
            after = held(folder / DATABASE)
            calls = calls_of(folder) if shim() else 0
            size = sum(path.stat().st_size for path in folder.glob(f"{DATABASE}*"))
        if command.before is None:
            with room() as folder:
                migrate.upgrade(Database(folder / DATABASE))
                before.add(held(folder / DATABASE))
        return cls(before, after, ended.seconds, calls, size)

    def told(self, found: Mapping[str, int]) -> str:
        """Count the databases by how much of the command they contain."""
        if self.after in self.before:
            # A rebuild leaves the same rows.
            return f"the same rows {found['all']} times, others {found['a part']} times"
        return f"all of it {found['all']} times, nothing {found['nothing']} times, a part {found['a part']} times"


def outcome(path: Path, whole: Whole) -> tuple[str, list[str]]:
    """Return how much of a command a database contains, and its problems."""
    wrong = unsound(path)
    now = held(path)
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
