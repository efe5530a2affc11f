"""Generate an archive: statements of real length by thousands of people, as JSON Lines of records, tables or dossiers.

A statement has 25 words, distributed as in print. Each source has 20 statements, and the speaker is
one of 5,000 people, a few of which have most statements. The same count and seed make the same file.
"""

import csv
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, groupby, product
from pathlib import Path
from typing import Union

import msgspec

from benchmarks.lexicon import GIVEN_NAMES, SURNAMES
from benchmarks.search import SEED, Generator
from kzclaims.dossier import toml_writer
from kzclaims.dossier.records import RECORD_TYPES

PEOPLE = 5_000
PER_SOURCE = 20
PER_EVENT = 5
WORDS = 25
FIRST_DAY, DAYS = date(1999, 1, 1), 9_000
_POOL = 20_000
_SYLLABLES = ["ба", "ве", "го", "ди", "жа", "зе", "ки", "ло", "му", "на", "ро", "си", "ту", "фа", "хо", "ши"]


def records(count: int, seed: int = SEED, *, events: bool = False) -> Iterator[dict[str, object]]:
    """Yield an archive of this many statements, each record after those that it refers to; an event for every five."""
    chance = random.Random(seed)
    pool = [one.lower().split() for one in _sentences(seed)]
    yield {"type": "organization", "key": "gazette", "name": "Газета", "lang": "ru"}
    for number, name in enumerate(_names()):
        yield {"type": "person", "key": f"person-{number}", "name": name, "lang": "ru"}
    heavy = list(accumulate(1 / (rank + 10) for rank in range(PEOPLE)))
    for number in range(count):
        page, turn = divmod(number, PER_SOURCE)
        source = f"gazette-{page}"
        if turn == 0:
            day = (FIRST_DAY + timedelta(page * DAYS * PER_SOURCE // count)).isoformat()
            yield {
                "type": "source",
                "key": source,
                "title": f"Стенограмма {page}",
                "lang": "ru",
                "publisher": "gazette",
                "url": f"https://gazette.example/{page}",
                "published": day,
            }
        words = [*chance.choice(pool), *chance.choice(pool), *chance.choice(pool), *chance.choice(pool)]
        while len(words) < WORDS:
            words += chance.choice(pool)
        (speaker,) = chance.choices(range(PEOPLE), cum_weights=heavy)
        yield {
            "type": "statement",
            "key": f"{source}-{turn}",
            "kind": "direct",
            "text": " ".join(words[:WORDS]).capitalize(),
            "lang": "ru",
            "speaker": f"person-{speaker}",
            "said": day,
            "appearances": [{"source": source, "attribution": "сказал он", "position": turn}],
        }
        if events and turn % PER_EVENT == 0:
            yield {
                "type": "event",
                "key": f"{source}-event-{turn}",
                "title": " ".join(words[:6]).capitalize(),
                "lang": "ru",
                # One in fifty has only a year.
                "date": day[:4] if chance.random() < 0.02 else day,
                "citations": [{"source": source, "exact": " ".join(words[:6])}],
            }


def write(path: Path, count: int, *, seed: int = SEED, events: bool = False) -> None:
    """Write an archive of this many statements."""
    with path.open("w", encoding="utf-8") as out:
        for record in records(count, seed, events=events):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_rows(path: Path, count: int, names: Iterator[str] | None = None) -> None:
    """Write the statements of an archive as a table, CSV or JSON Lines, with the speakers `names`, if given."""
    people = list(_names())
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, ("text", "speaker", "date", "url"))
        if path.suffix == ".csv":
            table.writeheader()
        for number, record in enumerate(one for one in records(count) if one["type"] == "statement"):
            row = {
                "text": record["text"],
                "speaker": next(names) if names else people[int(str(record["speaker"]).removeprefix("person-"))],
                "date": record["said"],
                "url": f"https://gazette.example/{number // PER_SOURCE}",
            }
            if path.suffix == ".csv":
                table.writerow(row)
            else:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_dossiers(folder: Path, count: int, per_dossier: int) -> list[Path]:
    """Write the statements of an archive, with their sources, as dossiers. The first one contains all people."""
    folder.mkdir(exist_ok=True)
    files: list[Path] = []
    statements = 0

    def number_of(record: dict[str, object]) -> int:
        nonlocal statements
        number = statements // per_dossier
        statements += record["type"] == "statement"
        return number

    for number, some in groupby(records(count), number_of):
        files.append(folder / f"gazette-{number}.toml")
        made = (msgspec.convert(one, Union[tuple(RECORD_TYPES.values())]) for one in some)  # noqa: UP007
        files[-1].write_text("".join(toml_writer.written(f"gazette-{number}", made)), encoding="utf-8")
    return files


def _sentences(seed: int) -> Iterator[str]:
    generator = Generator(seed, weight=lambda rank: 1 / rank)
    return (generator.sentence().text for _ in range(_POOL))


def _names() -> Iterator[str]:
    """5,000 names of a given name and a surname, no two alike."""
    surnames = [one for some in SURNAMES.values() for one in some]
    made = [f"{''.join(three).capitalize()}ров" for three in product(_SYLLABLES, repeat=3)]
    for number, surname in zip(range(PEOPLE), surnames + made * 2, strict=False):
        yield f"{GIVEN_NAMES[(number + number // len(made)) % len(GIVEN_NAMES)]} {surname}"


def different_names() -> Iterator[str]:
    """More than three million different names."""
    for ending, four, given in product(("ров", "нов", "лин", "шев"), product(_SYLLABLES, repeat=4), GIVEN_NAMES):
        yield f"{given} {''.join(four).capitalize()}{ending}"


def names_of_one_family() -> Iterator[str]:
    """Yield more than three million different names with one family name."""
    for five, ending in product(product(_SYLLABLES, repeat=5), ("", "н", "р")):
        yield f"{''.join(five).capitalize()}{ending} Иванов"
