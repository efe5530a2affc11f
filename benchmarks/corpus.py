"""A made archive: statements of real length by thousands of people, as JSON Lines of tagged records.

A statement has 25 words, distributed as in print. Each source has 20 statements, and the speaker is
one of 5,000 people, a few of which have most statements. The same count and seed make the same file.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path

from benchmarks.lexicon import GIVEN_NAMES, SURNAMES
from benchmarks.search import SEED, Generator

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


def write(path: Path, count: int, *, events: bool = False) -> None:
    """Write an archive of this many statements."""
    with path.open("w", encoding="utf-8") as out:
        for record in records(count, events=events):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _sentences(seed: int) -> Iterator[str]:
    generator = Generator(seed, weight=lambda rank: 1 / rank)
    return (generator.sentence().text for _ in range(_POOL))


def _names() -> Iterator[str]:
    """5,000 names of a given name and a surname, no two alike."""
    surnames = [one for some in SURNAMES.values() for one in some]
    made = [f"{''.join(three).capitalize()}ров" for three in product(_SYLLABLES, repeat=3)]
    for number, surname in zip(range(PEOPLE), surnames + made * 2, strict=False):
        yield f"{GIVEN_NAMES[(number + number // len(made)) % len(GIVEN_NAMES)]} {surname}"
