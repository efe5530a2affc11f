"""A desk in a process of its own, which makes random changes until it is killed, and prints each that was answered."""

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kzclaims.desk import saving
from kzclaims.desk.document import digest
from kzclaims.desk.session import OutdatedError, Session
from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.database.database import Database


def step(session: Session, rng: random.Random) -> str:
    """Make one random change, and return its kind."""
    kind = rng.choices(["edit", "undo", "redo", "save", "reload"], [60, 15, 8, 10, 5])[0]
    if kind == "undo":
        session.undo(0)
    elif kind == "redo":
        session.redo(0)
    elif kind == "save":
        try:
            keys = [one.key for one in session.checker.entries.values()]
            saving.save(session, prune=True, overwrite=True, reason="a trial", rename=keys)
        except InputError:
            return "refused"
    elif kind == "reload":
        session.whole_state()
    else:
        state = session.whole_state()
        # The second window has an older state.
        version = max(0, state["version"] - rng.randrange(3))
        try:
            session.edit(version, [one for _ in range(rng.randint(1, 2)) for one in possible(state, rng)])
        except (OutdatedError, InputError, NotFoundError):
            return "refused"
    return kind


def possible(state: dict[str, Any], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield one edit."""
    (source, text), records = next(iter(state["texts"].items())), state["records"]
    statements = [one for one in records if one["type"] == "statements"]
    named = [one for one in records if one["type"] in ("people", "organizations", "topics")]
    words = rng.choice(["Ремонт начнут весной", "мост «простоит сто лет»", "школу закрыли"])
    start = rng.choice([found.start() for found in re.finditer(words, text)])
    match rng.randrange(9):
        case 0 | 1:
            place = {"source": source, "start": start, "end": start + len(words)}
            yield {"op": "add", "type": "statements", **place, "fields": {"kind": "mixed"}}
        case 2 if named:
            yield {"op": "set", "id": rng.choice(named)["id"], "field": "name", "value": f"Имя {rng.randrange(99)}"}
        case 3 if statements:
            value = {"name": f"Лицо {rng.randrange(9**9)}"}
            yield {"op": "person", "id": rng.choice(statements)["id"], "field": "speaker", "value": value}
        case 4 if statements:
            value = {"name": f"Тема {rng.randrange(99)}"}
            yield {"op": "person", "id": rng.choice(statements)["id"], "field": "topics", "value": value}
        case 5 if statements:
            translation = {"lang": "en", "text": f"“{rng.random()}”\n# [[people]]", "translator": str(rng.random())}
            yield {"op": "insert", "id": rng.choice(statements)["id"], "field": "translations", "value": translation}
        case 6 if statements:
            yield {"op": "delete", "id": rng.choice(statements)["id"]}
        case 7:
            yield {"op": "rename", "id": rng.choice(records)["id"], "key": f"k{rng.randrange(9**9)}"}
        case _:
            one = rng.choice(statements or records)
            yield {"op": "accept" if one["draft"] else "set", "id": one["id"], "field": "speaker_note", "value": "a\tb"}


def main(path: str, database: str, seed: str) -> None:
    """Change a dossier without end."""
    rng = random.Random(seed)
    session = Session(Path(path), Database(database, timeout=30), author="Trial")
    saving.finish(session)
    while True:
        kind = step(session, rng)
        answer = {"kind": kind, "sha": digest(session.document.raw), "done": len(session.state.done)}
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
