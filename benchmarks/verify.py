"""How well and how fast passages are held against a text: `python -m benchmarks.verify [--mutations N]`.

First table: mutations of passages by kind, how many of each were taken for true, and how many refused.
Second: passages held a second, against raw `str.find` of the folded words in the same folded texts, in this
run. `text new`: the text's own folding is part of the time (if its passages call for it).
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.mutations import FALSE, SENTENCES, SEPARATOR, TEXT, TRUE, Mutation, mutations, typographic
from kzclaims.language.folding import Folded
from kzclaims.language.quotes import Held, Text, fold, hold

MEGABYTE = 1_000_000
_ROUNDS = 3


def filler(size: int, draw: random.Random) -> list[str]:
    """Sentences of about so many letters, each with a number of its own, so that hardly any occurs twice."""
    words = [word for sentence in SENTENCES for word in sentence.split(" ")]
    sentences: list[str] = []
    length = 0
    while length < size:
        chosen = draw.choices(words, k=draw.randint(8, 24))
        chosen.insert(draw.randrange(len(chosen)), str(draw.randrange(10**6)))
        sentences.append(" ".join(chosen) + draw.choice((".", ".", "!", ".\u00a0–", "…")))
        length += len(sentences[-1]) + len(SEPARATOR)
    return sentences


def rightness(count: int) -> list[tuple[str, int, int, int]]:
    """Of each kind of mutation: how many, taken for true, and not; every second with its place."""
    text = Text(TEXT)
    counts: Counter[tuple[str, bool]] = Counter()
    for number, mutation in enumerate(mutations(count)):
        counts[mutation.kind, _held(text, mutation, place_known=bool(number % 2)).stands] += 1
    return [
        (kind, counts[kind, True] + counts[kind, False], counts[kind, True], counts[kind, False])
        for kind in (*FALSE, *TRUE)
    ]


def _held(text: Text, mutation: Mutation, *, place_known: bool) -> Held:
    if not place_known:
        return hold(text, mutation.passage)
    start = text.text.index(mutation.source)
    return hold(text, mutation.passage, start=start, end=start + len(mutation.source))


def per_second(action: Callable[[], int]) -> float:
    """The best of a few rounds of an action that says how many passages it has done."""
    best = 0.0
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        done = action()
        best = max(best, done / (time.perf_counter() - started))
    return best


def speeds(size: int, texts: int, passages: int) -> list[tuple[str, float, float]]:
    """Passages a second, and `str.find`'s, for each way in which a recorded passage may fare."""
    draw = random.Random(size)
    documents = [filler(size, draw) for _ in range(texts)]
    originals = [SEPARATOR.join(sentences) for sentences in documents]
    chosen = [(number, draw.choice(documents[number])) for number in range(texts) for _ in range(passages)]
    exact = [(number, words, originals[number].index(words)) for number, words in chosen]
    set_anew = [(number, typographic(words, draw), start) for number, words, start in exact]
    changed = [(number, words.replace("о", "а", 1).replace("e", "a", 1), start) for number, words, start in exact]
    elsewhere = [(number, words, (start + 1000) % max(1, len(originals[number]))) for number, words, start in exact]
    prepared = [Text(original) for original in originals]
    for text in prepared:
        _ = text.words.places
    folded_texts = [Folded(original).string for original in originals]

    def raw(cases: Sequence[tuple[int, str, int]]) -> float:
        folded = [(number, fold(words)[1:]) for number, words, _ in cases]

        def action() -> int:
            for number, words in folded:
                folded_texts[number].find(words)
            return len(folded)

        return per_second(action)

    def held(cases: Sequence[tuple[int, str, int]], *, anew: bool = False, place_known: bool = True) -> float:
        def action() -> int:
            current = [Text(original) for original in originals] if anew else prepared
            for number, words, start in cases:
                hold(current[number], words, start=start if place_known else None)
            return len(cases)

        return per_second(action)

    return [
        ("exact at its place, text new", held(exact, anew=True), raw(exact)),
        ("typographic at its place, text new", held(set_anew, anew=True), raw(set_anew)),
        ("moved", held(elsewhere), raw(elsewhere)),
        ("moved, text new", held(elsewhere, anew=True), raw(elsewhere)),
        ("typographic, no place recorded", held(set_anew, place_known=False), raw(set_anew)),
        ("altered", held(changed), raw(changed)),
        ("altered, no place recorded", held(changed, place_known=False), raw(changed)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=11_000)
    count = parser.parse_args().mutations
    print("| mutation | number | taken for true | refused |\n| --- | ---: | ---: | ---: |")
    rows = rightness(count)
    for kind, number, true, refused in rows:
        print(f"| {kind} | {number} | {true} | {refused} |")
    for name, kinds in (("changes", FALSE), ("typography", TRUE)):
        number = sum(row[1] for row in rows if row[0] in kinds)
        true = sum(row[2] for row in rows if row[0] in kinds)
        print(f"\n{name}: {true} of {number} taken for true ({100 * true / number:.2f} %)")
    for size, texts, passages in ((5_000, 40, 10), (MEGABYTE, 1, 100)):
        print(f"\nTexts of {size:,} letters, {passages} passages in each:\n")
        print("| passages | a second | str.find | times slower |\n| --- | ---: | ---: | ---: |")
        for name, ours, find in speeds(size, texts, passages):
            print(f"| {name} | {ours:,.0f} | {find:,.0f} | {find / ours:.1f} |")
    original = SEPARATOR.join(filler(MEGABYTE, random.Random(1)))
    folding = 1000 / per_second(lambda: len([Folded(original)]))
    print(f"\nFolding {MEGABYTE:,} letters once: {folding:.0f} ms")


if __name__ == "__main__":
    main()
