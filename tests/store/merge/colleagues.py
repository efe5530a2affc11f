"""A database with the author of its changes, and the dossier that two of them begin with."""

from pathlib import Path
from typing import Any

from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.load.outcome import Outcome as Loaded
from kzclaims.store.merge.merge import Outcome, merge
from kzclaims.store.read import complete_dump, dump
from kzclaims.store.upkeep.check import problems
from tests.store.loading import Loads

BORIS = '\n[[people]]\nkey = "boris"\nname = "Борис Орлов"\nlang = "ru"\n'


class Colleague:
    """A database with the author of its changes."""

    def __init__(self, path: Path, author: str) -> None:
        self.database = Database(path, author=author, timeout=0.1)
        self._loads = Loads(self.database, path.parent)

    def load(self, text: str, **options: Any) -> Loaded:
        return self._loads(text, reason="corrected", allow_unverified=True, **options)

    def status(self, status: str) -> None:
        with self.database.writing() as connection:
            set_status(connection, "it-rains", status, reason=f"{status} by {self.database.author}")

    def merge(self, other: "Colleague", **options: Any) -> Outcome:
        return merge(self.database, other.database.path, **options)

    def text(self) -> str:
        """Return a complete dump."""
        with self.database.reading() as connection:
            return "".join(complete_dump.lines(connection))

    def records(self) -> dict[str, Any]:
        with self.database.reading() as connection:
            return {one.key: one for one in dump.everything(connection)}

    def problems(self) -> list[str]:
        return list(problems(self.database))
