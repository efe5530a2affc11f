"""Old and new versions: what is ahead or behind is refused, an upgrade that fails changes nothing."""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.upkeep import migrate
from tests.reliability.trials.common import DATABASE, Extent, Finding, held, room, run, seeded, unsound

STATEMENT = "olevsky-only-astana-can-help-moscow"
USES: dict[str, list[tuple[str, ...]]] = {
    "load": [("file.toml",)],
    "people": [()],
    "person": [("Токаев",)],
    "statements": [()],
    "statement": [(STATEMENT,)],
    "events": [()],
    "event": [("macron-tokayev-meeting-2023-11",)],
    "sources": [()],
    "topics": [()],
    "organizations": [()],
    "count": [("statements", "--by", "speaker")],
    "source": [("24-kanal-olevsky-2023-11",)],
    "search": [("Астана",)],
    "find": [("только Астана может помочь",)],
    "cite": [(STATEMENT,)],
    "scan": [("file.toml",)],
    "repeats": [()],
    "archive": [("24-kanal-olevsky-2023-11", "file.toml")],
    "verify": [()],
    "status": [(STATEMENT, "disputed", "--because", "x")],
    "history": [(STATEMENT,)],
    "identity": [("duplicates",), ("merge", "timur-olevsky", "emmanuel-macron", "--because", "x")],
    "claims": [()],
    "review": [(STATEMENT, "--reviewer=x", "--url=https://x.example", "--title=x", "--rating=x", "--lang=en")],
    "dump": [("dump",)],
    "draft": [("24-kanal-olevsky-2023-11",)],
    "merge": [("file.toml",)],
    "copy": [(DATABASE, "new.db")],
    "export": [("--as", "csv", "--output", "export")],
    "site": [("site",)],
    "timeline": [("--output", "timeline.html")],
    "db": [("check",), ("reindex",), ("status",), ("backup", "copy.db")],
}
"""Each command as it asks the database; those that make or upgrade it aside."""


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        yield from refused(Path(name))
        for revision in REVISIONS[:-1]:
            yield upgraded(seeded(Path(name), revision), revision)
            yield failing(seeded(Path(name), revision), revision, extent.trials)


def refused(folder: Path, revisions: Sequence[str] = REVISIONS[:-1]) -> Iterator[Finding]:
    """Every command on a database that is ahead or behind: a sentence, exit code 3, and the file as it was."""
    ahead = seeded(folder)
    ahead = ahead.rename(ahead.with_name("ahead.db"))
    with closing(sqlite3.connect(ahead)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    behind = [(seeded(folder, revision), f"revision {revision}, behind", "db upgrade") for revision in revisions]
    for path, title, said in [(ahead, "ahead of the program", "upgrade kzclaims"), *behind]:
        broken = []
        commands = [(name, *arguments) for name, some in USES.items() for arguments in some]
        if path == ahead:
            commands += [("seed",), ("db", "upgrade")]
        for arguments in commands:
            with room(path) as place:
                (place / "file.toml").write_text("# nothing\n")
                ended = run(place, *arguments)
                last = ended.err.splitlines()[-1:] or [""]
                if ended.code != 3 or said not in last[0]:
                    broken.append(f"{' '.join(arguments)}: exit code {ended.code}: {ended.err[-300:]}")
                if (place / DATABASE).read_bytes() != path.read_bytes():
                    broken.append(f"{' '.join(arguments)}: it changed the file")
                if others := sorted(one.name for one in place.iterdir() if one.name not in (DATABASE, "file.toml")):
                    broken.append(f"{' '.join(arguments)}: it left {', '.join(others)}")
        yield Finding(f"every command, {title}", len(commands), "exit code 3, a sentence, the same bytes", broken)


def upgraded(before: Path, revision: str) -> Finding:
    """Try an upgrade: it leaves a backup of the former contents and an intact database."""
    broken = []
    with room(before) as folder:
        database = Database(folder / DATABASE)
        migrate.upgrade(database)
        broken += unsound(database.path)
        backup = folder / f"{DATABASE}.{revision}.backup"
        if held(backup) != held(before):
            broken.append("the backup holds something else than the database did")
    return Finding(f"upgraded from revision {revision}", 1, "the backup holds the same, the database is sound", broken)


def failing(before: Path, revision: str, trials: int) -> Finding:
    """Make an upgrade fail at each of its statements, or at some: the contents of the file stay the same."""
    broken: list[str] = []
    total = _upgrade(before, 0, [])
    chosen = sorted({1 + number * total // trials for number in range(trials)})
    for at in chosen:
        _upgrade(before, at, broken)
    tried = f"upgraded from revision {revision}, failing at one of its {total} statements"
    return Finding(tried, len(chosen), "the same rows and schema, and in the backup too", broken)


def _upgrade(before: Path, fails_at: int, broken: list[str]) -> int:
    """Upgrades a copy of a database and lets one statement fail; how many there were."""
    count = 0

    def executes(*_: object) -> None:
        nonlocal count
        count += 1
        if count == fails_at:
            raise sqlite3.OperationalError("made to fail")

    with room(before) as folder:
        path = folder / DATABASE
        event.listen(Engine, "before_cursor_execute", executes)
        try:
            migrate.upgrade(Database(path))
            if fails_at:
                broken.append(f"at {fails_at}: it went on")
        except DatabaseError as error:
            if "made to fail" not in str(error):
                broken.append(f"at {fails_at}: {error}")
            copies = [path, *folder.glob("*.backup")]
            broken += [f"at {fails_at}: {one.name} has changed" for one in copies if held(one) != held(before)]
            broken += [f"at {fails_at}: {line}" for line in unsound(path)]
        finally:
            event.remove(Engine, "before_cursor_execute", executes)
    return count
