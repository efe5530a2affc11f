"""Measure scans of manuscripts: quotations that are found, those taken for others, and pages a second.

    python -m benchmarks.scan [--statements 1000000] [--pages 200] [--folder FOLDER] [--transcripts FILE]

The statements are generated: four languages, a vocabulary with frequencies as in print (Zipf). Every twentieth one
differs from another in two words, and one in a hundred has a review. A page has 1,800 characters with four quotations:
a whole statement or a part of it, verbatim in another typography, or with one or two changed words. The time is
processor time without the extraction of the text.

`--transcripts` takes speaker turns as JSON Lines (`speaker` and `text`, also gzipped) instead of generated statements.
"""

import argparse
import gzip
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from kzclaims.dossier.byte_streams import Rejects
from kzclaims.scan.manuscript import Manuscript
from kzclaims.scan.scan import Scan
from kzclaims.store.bulk.files import LoadOptions, load_lines
from kzclaims.store.database.database import Database
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.upkeep import migrate

SEED = 20231103
PAGE = 1800
PER_PAGE = 4
LONGEST_QUOTED = 60
"""The words of the longest statement that is quoted whole or from any word on; of a longer one, a sentence is."""
VOCABULARY = 60_000
# No negations, conditions and the like: a quotation that leaves them out is altered, though its words are verbatim.
FREQUENT = {
    "ru": "и в на с по это мы из к для от за у они был наш год страна очень так",
    "uk": "і в на з до це ми із для від за у вони був наш рік країна дуже так",
    "kk": "және бұл бір үшін мен бар болды осы біз олар да де қазақстан жыл ел",
    "en": "the and of to in is we for on with are they by this our year country very",
}
SYLLABLES = {
    "uk": "ба ве ґо ді жа зе кі ло му на рі сі ту фа хо ші пре стра вре кра їв".split(),
    "kk": "ба ве ғо ді жа зе қы ло мұ на рө сі тү фа хо шы қай тас жүр көк ән".split(),
    "en": "ba ve go di ja ze ki lo mu na ro si tu fa ho shi pre stra wre cra ing".split(),
}
CUES = {"ru": "«{}», — сказал он.", "uk": "«{}», — сказав він.", "kk": "«{}», — деді ол.", "en": "“{},” he said."}


class Words:
    """Generates sentences of a language."""

    def __init__(self, lang: str, chance: random.Random) -> None:
        frequent = FREQUENT[lang].split()
        self.words = [*frequent, *(_russian(chance) if lang == "ru" else _invented(SYLLABLES[lang], chance))]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._chance = chance

    def some(self, count: int) -> list[str]:
        """Return words as frequent as in print."""
        return self._chance.choices(self.words, cum_weights=self._weights, k=count)

    def sentence(self, count: int) -> str:
        """Return a sentence."""
        words = self.some(count)
        if count > 8:
            words[count // 2] += ","
        return " ".join(words).capitalize() + "."


def _russian(chance: random.Random) -> list[str]:
    """Return words of a dictionary: an analyser takes longer for invented ones."""
    import pymorphy3

    known = pymorphy3.MorphAnalyzer().dictionary.words.iterkeys()
    words = sorted({word for word in known if word.isalpha() and len(word) < 12})
    return chance.sample(words, VOCABULARY)


def _invented(syllables: Sequence[str], chance: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    return list(words)


@dataclass(frozen=True)
class Quoted:
    """A quotation on a page, with the key of its statement and the number of its changed words."""

    words: str
    key: str
    changed: int


def generated(count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield languages and texts of statements."""
    words = {lang: Words(lang, chance) for lang in FREQUENT}
    former: dict[str, str] = {}
    for number in range(count):
        lang = list(FREQUENT)[number % len(FREQUENT)]
        if number % 20 < len(FREQUENT) and lang in former:
            text = " ".join(changed(former[lang].split(), 2, words[lang].words, chance))
        else:
            sentences = chance.choice((1, 1, 1, 2, 3))
            text = " ".join(words[lang].sentence(chance.randint(5, 20)) for _ in range(sentences))
        former[lang] = text
        yield lang, text


def transcripts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield languages and texts of speaker turns."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            # A sentence of the turn is quoted; words in quotation marks would end the quotation.
            yield "en", re.sub(r'["“”«»]', "", json.loads(line)["text"])


def changed(words: Sequence[str], count: int, vocabulary: Sequence[str], chance: random.Random) -> list[str]:
    """Return words of which some are replaced, dropped or added to, at different places."""
    result = list(words)
    for place in sorted(chance.sample(range(1, len(result) - 1), min(count, len(result) - 2)), reverse=True):
        new = chance.choice(vocabulary)
        match chance.choice(("replace", "drop", "add")):
            case "replace":
                result[place] = new if new != result[place] else new + new
            case "drop":
                del result[place]
            case _:
                result.insert(place, new)
    return result


def typeset(words: Sequence[str], chance: random.Random) -> str:
    """Return words in another typography: line ends, no-break spaces, no full stop."""
    text = words[0]
    for word in words[1:]:
        text += chance.choice((" ", " ", " ", " ", "\n", "\u00a0")) + word
    return text.rstrip(".,")


def quotation(key: str, text: str, vocabulary: Sequence[str], count: int, chance: random.Random) -> Quoted:
    """Return a statement or at least six words of it, with some changed words."""
    words = text.split()
    if len(words) > LONGEST_QUOTED:
        words = chance.choice(
            [one for one in re.split(r"(?<=[.!?])\s+", text) if len(one.split()) > 5] or [text]
        ).split()
    elif len(words) > 8 and (chance.random() < 0.5 or len(words) > 60):
        length = chance.randint(6, min(len(words), 40))
        start = chance.randint(0, len(words) - length)
        words = words[start : start + length]
    return Quoted(typeset(changed(words, count, vocabulary, chance), chance), key, count)


def create(folder: Path, name: str, texts: Sequence[tuple[str, str]]) -> Database:
    """Create a database of statements, unless it exists."""
    database = Database(folder / f"{name}.db")
    if database.path.exists():
        migrate.upgrade(database)
        return database
    records = folder / f"{name}.jsonl"
    with records.open("w", encoding="utf-8") as out:

        def write(**record: object) -> None:
            out.write(json.dumps(record, ensure_ascii=False) + "\n")

        write(type="organization", key="gazette", name="Gazette", lang="en")
        write(type="person", key="speaker", name="Ann Speaker", lang="en")
        write(type="source", key="paper", title="Paper", lang="en", publisher="gazette", published="2023-11-02")
        for number, (lang, text) in enumerate(texts):
            write(
                type="statement", key=f"s-{number}", kind="direct", text=text, lang=lang, speaker="speaker",
                appearances=[{"source": "paper"}],
            )  # fmt: skip
        for number in range(0, len(texts), 100):
            write(
                type="review", key=f"r-{number}", statement=f"s-{number}", reviewer="gazette", verdict="mixed",
                url=f"https://gazette.example/{number}", title="Checked", rating="Mixed", lang="en",
            )  # fmt: skip
    part = Database(folder / f"{name}.part")
    migrate.upgrade(part)
    outcome, rejects = Outcome(), Rejects()
    with part.writing() as connection:
        rejects = load_lines(connection, records, LoadOptions(), outcome)
    assert not rejects.count
    records.unlink()
    part.path.rename(database.path)
    return database


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--transcripts", type=Path)
    given = parser.parse_args()
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        texts = list(transcripts(given.transcripts) if given.transcripts else generated(given.statements, chance))
        database = create(folder, "transcripts" if given.transcripts else f"scan-{given.statements}", texts)
        measure(database, texts, given.pages, random.Random(SEED))


def measure(database: Database, texts: Sequence[tuple[str, str]], pages: int, chance: random.Random) -> None:
    """Scan one manuscript for each language, and print what was found and the time."""
    languages = sorted({lang for lang, _ in texts})
    counts: Counter[tuple[int, str]] = Counter()
    characters, seconds = 0, 0.0
    for lang in languages:
        usable = [number for number, (other, text) in enumerate(texts) if other == lang and len(text.split()) > 5]
        words = (word.strip(".,") for number in usable[:2000] for word in texts[number][1].split())
        vocabulary = [word for word in words if word.isalpha()]
        asked: list[Quoted] = []
        text = ""
        for page in range(max(1, pages // len(languages))):
            for _ in range(PER_PAGE):
                number = chance.choice(usable)
                asked.append(
                    quotation(f"s-{number}", texts[number][1], vocabulary, chance.choice((0, 0, 1, 2)), chance)
                )
                text += CUES[lang].format(asked[-1].words) + "\n"
                while len(text) < page * PAGE + len(asked) % PER_PAGE * PAGE // PER_PAGE:
                    text += " ".join(chance.choices(vocabulary, k=12)).capitalize() + ". "
                text += "\n\n"
        start = time.process_time()
        with database.reading() as connection:
            found = list(Scan(connection).scan(Manuscript("manuscript", text, lang)))
        seconds += time.process_time() - start
        characters += len(text)
        by_place = [one for one in found if one.kind == "quotation"]
        for one in asked:
            match = next(
                (each for each in by_place if " ".join(each.words.split()).strip(",") == " ".join(one.words.split())),
                None,
            )
            if match is None:
                counts[one.changed, "not a quotation"] += 1
                continue
            offered = one.key in [each.key for each in match.statements]
            counts[
                one.changed, f"{match.result}{'' if offered or not match.statements else ', another statement'}"
            ] += 1
    _report(counts, characters / PAGE, seconds)


def _report(counts: Counter[tuple[int, str]], pages: float, seconds: float) -> None:
    for changed_words in sorted({number for number, _ in counts}):
        found = {result: count for (number, result), count in counts.items() if number == changed_words}
        total = sum(found.values())
        details = ", ".join(f"{count} {result}" for result, count in sorted(found.items(), key=lambda one: -one[1]))
        if changed_words:
            offered = sum(count for result, count in found.items() if "another" not in result and result not in _MISSED)
            print(
                f"{changed_words} changed: {offered / total:.4f} of {total} offered, "
                f"{found.get('recorded', 0)} taken as identical ({details})"
            )
        else:
            print(f"verbatim: {found.get('recorded', 0) / total:.4f} of {total} found ({details})")
    print(f"{pages:.0f} pages in {seconds:.1f} s of processor time: {pages / seconds:.1f} pages a second")


_MISSED = ("not recorded", "not a quotation", "short")


if __name__ == "__main__":
    main()
