"""Measure the model of the desk with a long dossier: the processor time of each request, without a browser.

    python -m benchmarks.desk_model [--passages 1000] [--characters 200000] [--runs 20]

The text has invented sentences, and each of the first ones is the passage of a statement.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kzclaims.desk import saving
from kzclaims.desk.session import Session
from kzclaims.dossier.toml_writer import string, table
from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import migrate

WORDS = (
    "мост город школа завод дорога ремонт весна осень бюджет совет район станция вагон письмо участок здание поезд "
    "решили построили открыли закрыли обсудили проверили приняли купили продали назвали новый старый большой"
).split()


def invented(characters: int, rng: random.Random) -> list[str]:
    """Return sentences with as many characters together."""
    found: list[str] = []
    size = 0
    while size < characters:
        found.append(" ".join(rng.choices(WORDS, k=rng.randint(8, 30))).capitalize() + ".")
        size += len(found[-1]) + 1
    return found


def dossier(passages: int, characters: int) -> str:
    """Return a dossier with one source and its statements."""
    sentences = invented(characters, random.Random(1))
    source = {"key": "long", "title": "Long", "lang": "ru", "text": " ".join(sentences)}
    parts = [f"dossier = {string('long')}\n", table("sources", source)]
    parts.append(table("people", {"key": "one", "name": "Иван Первый", "lang": "ru"}))
    at = 0
    for number, words in enumerate(sentences[:passages]):
        place = {"source": "long", "exact": words, "start": at, "end": at + len(words)}
        fields = {"key": f"s-{number}", "kind": "indirect", "text": words, "lang": "ru", "speaker": "one"}
        parts.append(table("statements", {**fields, "appearances": [place]}))
        at += len(words) + 1
    return "\n".join(parts)


def measured(runs: int, work: Callable[[int], Any]) -> str:
    """Return the median and the greatest processor time, with the size of the answer."""
    times, size = [], 0
    for number in range(runs):
        began = time.process_time()
        size = len(msgspec.json.encode(work(number)))
        times.append(1000 * (time.process_time() - began))
    return f"{statistics.median(times):7.1f} ms, at most {max(times):7.1f} ms, {size:9,} bytes"


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=1000)
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, database = Path(folder) / "long.toml", Database(Path(folder) / "k.db")
        migrate.upgrade(database)
        path.write_text(dossier(given.passages, given.characters), encoding="utf-8")
        began = time.process_time()
        session = Session(path, database)
        print(f"open: {time.process_time() - began:.2f} s")
        state = session.whole_state()
        number = next(one["id"] for one in state["records"] if one["type"] == "statements")
        source = next(one["id"] for one in state["records"] if one["type"] == "sources")

        def edit(**one: Any) -> Any:
            return session.edit(session.checker.version, [one])

        middle = given.characters // 2
        requests: dict[str, Callable[[int], Any]] = {
            "state": lambda _: session.whole_state(),
            "changes": lambda _: session.delta(session.checker.version),
            "set a field": lambda run: edit(op="set", id=number, field="kind", value=["mixed", "indirect"][run % 2]),
            "set wrong words": lambda run: edit(op="set", id=number, field="appearances[0].exact", value=f"нет {run}"),
            "undo": lambda _: session.undo(session.checker.version),
            "record a selection": lambda run: edit(
                op="add", type="statements", source="long", start=middle + run, end=middle + run + 120
            ),
            "new speaker": lambda run: edit(op="person", id=number, field="speaker", value={"name": f"Анна {run}"}),
            "field of the source": lambda run: edit(op="set", id=source, field="title", value=f"Long {run}"),
        }
        for name, work in requests.items():
            print(f"{name:20} {measured(given.runs, work)}")
        while session.state.done:
            session.undo(0)
        for name in ("check", "save"):
            began = time.process_time()
            getattr(saving, name)(session)
            print(f"{name:20} {time.process_time() - began:.2f} s")
        session.close()


if __name__ == "__main__":
    main()
