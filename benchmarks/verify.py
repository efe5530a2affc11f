"""Measure how well and how fast passages are found in a text: `python -m benchmarks.verify`.

First tables: mutations of passages by kind, and examples written by hand, how many were accepted and refused. The rules
were written with these examples, so they guard; new ones measure. Second: passages checked in a second, against
`str.find` of the normalised words in the same normalised texts, and by `verify` over 150 articles. `new text`: the text
is normalised, too. Third: `find` over a database of generated statements, against FTS5 alone with the same
words: `all of them`, in any order, and `any of them`, the best hundred by rank. Every tenth statement occurs twice.
"""

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from kzclaims.language.quotes.match import Match, match
from kzclaims.language.quotes.normalise import Normalised, normalise
from kzclaims.language.quotes.text import Text
from kzclaims.store.database.database import Database
from kzclaims.store.read.find import find, repeats
from kzclaims.store.upkeep import migrate
from kzclaims.store.verify import stored
from kzclaims.store.verify.versions import sha256
from tests.language.quotes.examples import ALTERATIONS, VARIANTS
from tests.language.quotes.mutations import FALSE, SENTENCES, SEPARATOR, TEXT, TRUE, Mutation, mutations, typographic

MEGABYTE = 1_000_000
_ROUNDS = 3
_NOT = re.compile(r"\W*(?:не|ни|not|\w+n[’']t)\W*", re.IGNORECASE)


def filler(size: int, draw: random.Random) -> list[str]:
    """Sentences of about this many letters that don't deny another; each number occurs rarely more than once."""
    words = [word for sentence in SENTENCES for word in sentence.split(" ") if not _NOT.fullmatch(word)]
    sentences: list[str] = []
    length = 0
    while length < size:
        chosen = draw.choices(words, k=draw.randint(8, 24))
        chosen.insert(draw.randrange(len(chosen)), str(draw.randrange(10**6)))
        words_of = " ".join(["вчера", *chosen])
        sentences.append(words_of[:1].upper() + words_of[1:] + draw.choice((".", ".", "!", ".\u00a0–", "…")))
        length += len(sentences[-1]) + len(SEPARATOR)
    return sentences


def rightness(count: int) -> list[tuple[str, int, int, int]]:
    """Of each kind of mutation: how many, taken for true, and not; every second with its place."""
    text = Text(TEXT)
    counts: Counter[tuple[str, bool]] = Counter()
    for number, mutation in enumerate(mutations(count)):
        counts[mutation.kind, _match(text, mutation, place_known=bool(number % 2)).found] += 1
    return [
        (kind, counts[kind, True] + counts[kind, False], counts[kind, True], counts[kind, False])
        for kind in (*FALSE, *TRUE)
    ]


def _match(text: Text, mutation: Mutation, *, place_known: bool) -> Match:
    if not place_known:
        return match(text, mutation.passage)
    start = text.text.index(mutation.source)
    return match(text, mutation.passage, start=start, end=start + len(mutation.source))


def examples() -> list[tuple[str, int, int, int]]:
    """Return the numbers of examples by kind: all, accepted, refused."""
    rows = []
    for name, written in (("alterations", ALTERATIONS), ("variants", VARIANTS)):
        found = [match(Text(one.text), one.passage).found for one in written]
        rows.append((name, len(found), sum(found), len(found) - sum(found)))
    return rows


def verifying(articles: int = 150, passages: int = 20) -> list[tuple[str, float]]:
    """Return how many passages `verify` checks in a second, by the recorded state of their places."""
    rows = []
    for name in ("without place", "with place", "with context", "one in ten altered"):
        draw = random.Random(articles)
        with tempfile.TemporaryDirectory() as folder:
            database = Database(Path(folder) / "kzclaims.db")
            migrate.upgrade(database)
            with closing(sqlite3.connect(database.path)) as raw, raw:
                _articles(raw, articles, passages, name, draw)
            with database.reading() as connection:
                rows.append((name, per_second(partial(_count, connection))))
    return rows


def _count(connection: Connection) -> int:
    return sum(1 for _ in stored.verify(connection))


def _articles(raw: sqlite3.Connection, articles: int, passages: int, name: str, draw: random.Random) -> None:
    for source in range(1, articles + 1):
        sentences = filler(5_000, draw)
        text = SEPARATOR.join(sentences)
        raw.execute(
            "INSERT INTO sources (id, key, title, lang, text, text_sha256, recorded) VALUES (?, ?, 't', 'ru', ?, ?, ?)",
            (source, f"s{source}", text, sha256(text), "2026-01-01"),
        )
        for number, words in enumerate(draw.sample(sentences, passages), source * passages):
            start, end = (text.index(words), text.index(words) + len(words))
            if name == "one in ten altered" and number % 10 == 0:
                words = re.sub(r"(?<= )\S+(?=\s*\S*\Z)", "altered", words)  # noqa: PLW2901
            place = (start, end) if name == "with place" else (None, None)
            around = (text[max(0, start - 30) : start], text[end : end + 30]) if name == "with context" else ("", "")
            raw.execute(
                "INSERT INTO statements (id, key, kind, text, lang, recorded) VALUES (?, ?, 'mixed', ?, 'ru', ?)",
                (number, f"k{number}", words, "2026-01-01"),
            )
            raw.execute(
                'INSERT INTO appearances (statement_id, source_id, exact, start, "end", prefix, suffix)'
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, source, words, *place, *around),
            )


def per_second(action: Callable[[], int]) -> float:
    """Return the best of a few rounds of an action that returns how many passages it has done."""
    best = 0.0
    for _ in range(_ROUNDS):
        started = time.process_time()
        done = action()
        best = max(best, done / (time.process_time() - started))
    return best


def speeds(size: int, texts: int, passages: int) -> list[tuple[str, float, float]]:
    """Passages a second, and `str.find`'s, for each way in which a recorded passage may fare."""
    draw = random.Random(size)
    documents = [filler(size, draw) for _ in range(texts)]
    originals = [SEPARATOR.join(sentences) for sentences in documents]
    chosen = [(number, draw.choice(documents[number])) for number in range(texts) for _ in range(passages)]
    exact = [(number, words, originals[number].index(words)) for number, words in chosen]
    reset = [(number, typographic(words, draw), start) for number, words, start in exact]
    changed = [(number, words.replace("о", "а", 1).replace("e", "a", 1), start) for number, words, start in exact]
    elsewhere = [(number, words, (start + 1000) % max(1, len(originals[number]))) for number, words, start in exact]
    prepared = [Text(original) for original in originals]
    for text in prepared:
        _ = text.words.indexes
    folded_texts = [Normalised(original).string for original in originals]

    def raw(cases: Sequence[tuple[int, str, int]]) -> float:
        folded = [(number, normalise(words)[1:]) for number, words, _ in cases]

        def action() -> int:
            for number, words in folded:
                folded_texts[number].find(words)
            return len(folded)

        return per_second(action)

    def found(cases: Sequence[tuple[int, str, int]], *, reread: bool = False, place_known: bool = True) -> float:
        def action() -> int:
            current = [Text(original) for original in originals] if reread else prepared
            for number, words, start in cases:
                match(current[number], words, start=start if place_known else None)
            return len(cases)

        return per_second(action)

    return [
        ("exact at its place, text new", found(exact, reread=True), raw(exact)),
        ("typographic at its place, text new", found(reset, reread=True), raw(reset)),
        ("moved", found(elsewhere), raw(elsewhere)),
        ("moved, text new", found(elsewhere, reread=True), raw(elsewhere)),
        ("typographic, no place recorded", found(reset, place_known=False), raw(reset)),
        ("altered", found(changed), raw(changed)),
        ("altered, no place recorded", found(changed, place_known=False), raw(changed)),
    ]


def finding(count: int) -> None:
    """Measure `find` with this many statements, by kind of question."""
    draw = random.Random(count)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "kzclaims.db")
        migrate.upgrade(database)
        started = time.perf_counter()
        texts = _statements(database.path, count, draw)
        print(f"\n{count:,} statements inserted in {time.perf_counter() - started:.0f} s,", end=" ")
        started = time.perf_counter()
        migrate.upgrade(database)
        took, size = time.perf_counter() - started, database.path.stat().st_size / MEGABYTE
        print(f"folded in {took:.0f} s ({size:,.0f} MB)\n")
        asked: dict[str, Callable[[str], str]] = {
            "whole": str,
            "whole, other typography": lambda words: typographic(words, draw),
            "a part": lambda words: " ".join(words.split()[2:-2]),
            "a word dropped": lambda words: " ".join(words.split()[:3] + words.split()[4:]),
            "without its one rare word": lambda words: re.sub(r"\d+ ?", "", words),
        }
        print("| asked | found | find, ms | FTS5, all, ms | FTS5, any, ms |\n| --- | ---: | ---: | ---: | ---: |")
        with database.reading() as connection:
            for name, change in asked.items():
                questions = [change(words) for words in draw.sample(texts, 40)]
                found = sum(1 for words in questions if list(find(connection, words, limit=5)))
                ours = _each(questions, lambda words: list(find(connection, words, limit=5)))
                every, some = (
                    _each(questions, partial(_raw, connection, joined=joined)) for joined in (" AND ", " OR ")
                )
                print(f"| {name} | {found} of {len(questions)} | {ours:.1f} | {every:.1f} | {some:.1f} |")
            started = time.perf_counter()
            listed = len(list(repeats(connection, limit=100)))
            print(f"\nrepeats, the first {listed}: {time.perf_counter() - started:.2f} s")


def _statements(path: Path, count: int, draw: random.Random) -> list[str]:
    """Fill a database with direct statements of ten thousand speakers and return some of their texts."""
    texts = []
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO sources (id, key, title, lang, recorded) VALUES (1, 's', 't', 'ru', '2026-01-01')")
        people = ((n, f"p{n}", f"Person {n}") for n in range(1, 10_001))
        raw.executemany("INSERT INTO people (id, key, name, recorded) VALUES (?, ?, ?, '2026-01-01')", people)
        for first in range(0, count, 10_000):
            said = filler(2_000_000, draw)[:9_000]
            said += draw.choices(said, k=1_000)
            rows = [(first + n, f"k{first + n}", words, draw.randint(1, 10_000)) for n, words in enumerate(said, 1)]
            raw.executemany(
                "INSERT INTO statements (id, key, kind, text, lang, speaker_id, recorded)"
                " VALUES (?, ?, 'direct', ?, 'ru', ?, '2026-01-01')",
                rows,
            )
            raw.executemany(
                "INSERT INTO appearances (statement_id, source_id, exact) VALUES (?, 1, ?)",
                ((number, words) for number, _, words, _ in rows),
            )
            texts += draw.sample(said, 100)
    return texts


def _each(questions: Sequence[str], ask: Callable[[str], object]) -> float:
    """Return the median time of a query in milliseconds, after each was run once."""
    times = []
    for words in questions:
        started = time.perf_counter()
        ask(words)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def _raw(connection: Connection, words: str, *, joined: str) -> object:
    query = joined.join(f'"{word}"' for word in re.findall(r"[^\W_]+", normalise(words)))
    return connection.exec_driver_sql(
        "SELECT rowid FROM statements_fts WHERE statements_fts MATCH ? ORDER BY rank LIMIT 100", (query,)
    ).fetchall()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=11_000)
    parser.add_argument("--statements", type=int, default=1_000_000, help="for the times of find; 0 for none")
    arguments = parser.parse_args()
    count = arguments.mutations
    print("| mutation | number | taken for true | refused |\n| --- | ---: | ---: | ---: |")
    rows = rightness(count)
    for kind, number, true, refused in rows:
        print(f"| {kind} | {number} | {true} | {refused} |")
    for name, kinds in (("changes", FALSE), ("typography", TRUE)):
        number = sum(row[1] for row in rows if row[0] in kinds)
        true = sum(row[2] for row in rows if row[0] in kinds)
        print(f"\n{name}: {true} of {number} taken for true ({100 * true / number:.2f} %)")
    print("\n| examples | number | accepted | refused |\n| --- | ---: | ---: | ---: |")
    for kind, number, accepted, refused in examples():
        print(f"| {kind} | {number} | {accepted} | {refused} |")
    for size, texts, passages in ((5_000, 40, 10), (MEGABYTE, 1, 100)):
        print(f"\nTexts of {size:,} letters, {passages} passages in each:\n")
        print("| passages | a second | str.find | times slower |\n| --- | ---: | ---: | ---: |")
        for name, ours, raw in speeds(size, texts, passages):
            print(f"| {name} | {ours:,.0f} | {raw:,.0f} | {raw / ours:.1f} |")
    print("\nverify, 150 articles with 20 passages each:\n\n| recorded | a second |\n| --- | ---: |")
    for name, ours in verifying():
        print(f"| {name} | {ours:,.0f} |")
    original = SEPARATOR.join(filler(MEGABYTE, random.Random(1)))
    folding = 1000 / per_second(lambda: len([Normalised(original)]))
    print(f"\nFolding {MEGABYTE:,} letters once: {folding:.0f} ms")
    if arguments.statements:
        finding(arguments.statements)


if __name__ == "__main__":
    main()
