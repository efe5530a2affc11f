"""Measure recall and precision of five ways to find Russian words, and the time of a search.

    python -m benchmarks.search [--sentences 20000] [--texts 1000000] [--conllu FILE …]

The corpus is made, not collected: sentences like those of the news, from templates, every word as likely as
any other, so words that have forms in common meet far more often than they do in print. What a sentence is
relevant to is known from how it was made: from the word that was inflected, not from an analysis of it.
pymorphy3's dictionary both inflects the words of the corpus and expands those of the question, so these
figures do not show its gaps. For those, give treebanks in CoNLL-U (Universal Dependencies), whose lemmas
people have checked. Surnames decline as a model of their kind (Токаев as Иванов), in the dictionary or not.
"""

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pymorphy3
import snowballstemmer
from sqlalchemy import Connection, create_engine

from benchmarks.lexicon import ADJECTIVES, GIVEN_NAMES, NOUNS, SURNAMES, VERBS
from benchmarks.paradigms import ENGLISH, KAZAKH, UKRAINIAN
from kzclaims.language.highlight import highlight
from kzclaims.language.inflection.words import Language
from kzclaims.language.search_query import MAX_WORDS, expand, parse
from kzclaims.store.engine import SearchIndex
from kzclaims.store.sqlite.fulltext import TOKENIZER, any_of, best, rebuild_sql

SEED = 20231102
ANALYZER = pymorphy3.MorphAnalyzer()
STEMMER = snowballstemmer.stemmer("russian")
PARADIGMS: dict[Language, str] = {"en": ENGLISH, "uk": UKRAINIAN, "kk": KAZAKH}
CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")


class Lexeme(NamedTuple):
    """A word with its forms by grammemes, and its part: NOUN, VERB, ADJ, SURNAME or GIVEN."""

    lemma: str
    part: str


class Sentence(NamedTuple):
    text: str
    lexemes: frozenset[Lexeme]


class Forms:
    """A lexeme's printed forms: by grammemes, and all of them."""

    def __init__(self, lexeme: Lexeme) -> None:
        tag = {"NOUN": "NOUN", "VERB": "INFN", "ADJ": "ADJF", "SURNAME": "Surn", "GIVEN": "Name"}[lexeme.part]
        self.model = _model(lexeme) if lexeme.part == "SURNAME" else lexeme.lemma
        if lexeme.part == "SURNAME" and _model(lexeme) == "Царевич":
            tag = "NOUN"
        readings = [
            parse
            for parse in ANALYZER.parse(self.model)
            if tag in parse.tag and parse.normal_form == self.model.lower() and parse.is_known
        ]
        if not readings:
            raise ValueError(lexeme)
        self.reading = readings[0]
        self.lexeme = lexeme
        self.gender = self.reading.tag.gender or "masc"
        self.animate = self.reading.tag.animacy == "anim"
        self._inflected: dict[tuple[str, ...], str] = {}

    def __call__(self, *grammemes: str) -> str:
        if grammemes not in self._inflected:
            found = self.reading.inflect(set(grammemes))
            if found is None:
                raise LookupError(self.lexeme, grammemes)
            self._inflected[grammemes] = self._own(found.word)
        return self._inflected[grammemes]

    def all(self) -> list[str]:
        plural_names = {"Name", "plur"}
        return sorted({self._own(form.word) for form in self.reading.lexeme if not form.tag.grammemes >= plural_names})

    def _own(self, word: str) -> str:
        if self.lexeme.part == "GIVEN":
            return word.capitalize()
        if self.lexeme.part != "SURNAME":
            return word
        tail = _tail(self.model)
        stem = self.lexeme.lemma[: len(self.lexeme.lemma) - len(tail)]
        return stem + word[len(self.model) - len(tail) :]


def _model(lexeme: Lexeme) -> str:
    return next(model for model, surnames in SURNAMES.items() if lexeme.lemma in surnames)


def _tail(model: str) -> str:
    """Return the last letters of the model that change with its forms."""
    return {"Иванов": "", "Путин": "", "Достоевский": "ий", "Шмидт": "", "Шварц": "", "Царевич": ""}[model]


class Generator:
    """Makes sentences whose words are known."""

    def __init__(self, seed: int, weight: Callable[[int], float] = lambda _rank: 1.0) -> None:
        self.random = random.Random(seed)
        self.by_part: dict[str, list[Forms]] = {
            "NOUN": _lexemes("NOUN", NOUNS),
            "VERB": _lexemes("VERB", VERBS),
            "ADJ": _lexemes("ADJ", ADJECTIVES),
            "SURNAME": _lexemes("SURNAME", [name for names in SURNAMES.values() for name in names]),
            "GIVEN": _lexemes("GIVEN", GIVEN_NAMES),
        }
        self.weights = {}
        for part, lexemes in self.by_part.items():
            self.random.shuffle(lexemes)
            self.weights[part] = [weight(rank) for rank in range(1, len(lexemes) + 1)]

    def sentence(self) -> Sentence:
        used: set[Lexeme] = set()
        text = self.random.choice(TEMPLATES)
        text = re.sub(r"\{(\w+)(?: (\w+))?\}", lambda slot: self._fill(slot[1], slot[2], used), text)
        return Sentence(text[:1].upper() + text[1:], frozenset(used))

    def _pick(self, part: str, used: set[Lexeme]) -> Forms:
        found = self.random.choices(self.by_part[part], self.weights[part])[0]
        used.add(found.lexeme)
        return found

    def _fill(self, kind: str, how: str, used: set[Lexeme]) -> str:
        for _ in range(50):
            mine: set[Lexeme] = set()
            try:
                filled: str = getattr(self, f"_{kind}")(how, mine)
            except LookupError:  # a word that has no such form: «мочь» has no imperative
                continue
            used |= mine
            return filled
        raise AssertionError(kind, how)

    def _noun(self, case: str, used: set[Lexeme]) -> str:
        """Return a noun, sometimes with an adjective that agrees with it."""
        noun = self._pick("NOUN", used)
        number = self.random.choice(("sing", "sing", "plur"))
        word = noun(number, case)
        if self.random.random() < 0.5:
            return word
        adjective = self._pick("ADJ", used)
        agrees = ("plur", case) if number == "plur" else (noun.gender, "sing", case)
        if case == "accs" and (number == "plur" or noun.gender == "masc"):
            agrees = (*agrees, "anim" if noun.animate else "inan")
        return f"{adjective(*agrees)} {word}"

    def _person(self, case: str, used: set[Lexeme]) -> str:
        surname = self._pick("SURNAME", used)
        if self.random.random() < 0.3:
            return f"{self._pick('GIVEN', used)('sing', case)} {surname('masc', 'sing', case)}"
        return surname(self.random.choice(("masc", "masc", "masc", "femn", "plur")), case)

    def _past(self, gender: str, used: set[Lexeme]) -> str:
        return self._pick("VERB", used)("past", gender)

    def _verb(self, number: str, used: set[Lexeme]) -> str:
        return self._pick("VERB", used)("3per", number)

    def _infinitive(self, _: str, used: set[Lexeme]) -> str:
        return self._pick("VERB", used)("INFN")

    def _imperative(self, _: str, used: set[Lexeme]) -> str:
        return self._pick("VERB", used)("impr", "plur")

    def _participle(self, case: str, used: set[Lexeme]) -> str:
        voice = self.random.choice(("actv", "pssv"))
        return self._pick("VERB", used)("PRTF", voice, "past", "masc", "sing", case)

    def _adjective(self, form: str, used: set[Lexeme]) -> str:
        return self._pick("ADJ", used)("ADJS", form)


TEMPLATES = (
    "{person nomn} {past masc}, что {noun nomn} не {verb sing} без {noun gent}.",
    "По словам {person gent}, {noun nomn} {past neut} {noun accs} и {noun accs}.",
    "«{imperative x} {noun accs}», – {past femn} {person nomn} о {noun loct}.",
    "Между {noun ablt} и {noun ablt} {past plur} {noun nomn}.",
    "{noun nomn} может {infinitive x} {noun datv}, передаёт агентство со ссылкой на {person accs}.",
    "В {noun loct} {verb plur} {noun nomn}, а {person datv} {past neut} {noun gent}.",
    "{person nomn} и {person nomn} намерены {infinitive x} {noun accs} с {noun ablt}.",
    "Это {adjective neut}: {noun nomn} {verb sing} перед {person ablt}.",
    "За {participle ablt} {noun ablt} и при {person loct} {noun nomn} {past femn}.",
    "Что {past plur} {noun nomn} от {participle gent} {noun gent}?",
)


@cache
def _forms(lexeme: Lexeme) -> Forms:
    return Forms(lexeme)


def _lexemes(part: str, lemmas: Iterable[str]) -> list[Forms]:
    return [_forms(Lexeme(lemma, part)) for lemma in lemmas]


class Query(NamedTuple):
    """A form that somebody may type, the lexeme meant by it, and the sentences that have that lexeme."""

    form: str
    lexeme: Lexeme
    relevant: frozenset[int]


@cache
def _stem(word: str) -> str:
    return str(STEMMER.stemWord(word))


@cache
def _fixpoint(word: str) -> str:
    stem = _stem(word)
    return stem if stem == word else _fixpoint(stem)


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return " ".join(change(word) for word in re.findall(r"[^\W_]+", text.lower().replace("ё", "е")))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _expression(text: str, language: Language) -> str:
    """Return the FTS5 expression of a query for texts of one language."""
    query = parse(text)
    required = " AND ".join(f"({any_of(expand(term, language))})" for term in query.required)
    excluded = " OR ".join(any_of(expand(term, language)) for term in query.excluded)
    return f"({required}) NOT ({excluded})" if excluded else required


class Scheme(NamedTuple):
    name: str
    tokenizer: str
    written: Callable[[str], str]
    asked: Callable[[str], str]


SCHEMES = (
    Scheme("unicode61 as it is", "unicode61", str, _quoted),
    Scheme(
        "trigram, stem as a substring",
        "trigram",
        str,
        lambda word: _quoted(_stem(word) if len(_stem(word)) > 2 else word),
    ),
    Scheme(
        "Snowball, one pass",
        "unicode61",
        lambda text: _each_word(text, _stem),
        lambda word: _quoted(_each_word(word, _stem)),
    ),
    Scheme(
        "Snowball to a fixpoint",
        "unicode61",
        lambda text: _each_word(text, _fixpoint),
        lambda word: _quoted(_each_word(word, _fixpoint)),
    ),
    Scheme("forms in the query", TOKENIZER, str, lambda word: _expression(word, "ru")),
)


def measure(
    scheme: Scheme, texts: list[str], queries: list[Query]
) -> tuple[dict[Query, tuple[float, float]], float, float]:
    """Recall and precision of each query; megabytes of the index; seconds for all queries."""
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize='{scheme.tokenizer}')")
    database.executemany(
        "INSERT INTO t(rowid, text) VALUES (?, ?)",
        ((row, scheme.written(text)) for row, text in enumerate(texts)),
    )
    database.execute("INSERT INTO t(t) VALUES ('optimize')")
    (size,) = database.execute("SELECT sum(length(block)) FROM t_data").fetchone()
    results = {}
    start = time.perf_counter()
    for query in queries:
        found = {row for (row,) in database.execute("SELECT rowid FROM t WHERE t MATCH ?", (scheme.asked(query.form),))}
        good = len(found & query.relevant)
        results[query] = (good / len(query.relevant), good / len(found) if found else 1.0)
    return results, size / 1e6, time.perf_counter() - start


def averages(results: dict[Query, tuple[float, float]], queries: Iterable[Query]) -> tuple[float, float]:
    """Return the mean over lexemes of the mean over a lexeme's forms, so that every lexeme counts once."""
    by_lexeme = defaultdict(list)
    for query in queries:
        by_lexeme[query.lexeme].append(results[query])
    recall, precision = (
        statistics.mean(statistics.mean(pair[which] for pair in pairs) for pairs in by_lexeme.values())
        for which in (0, 1)
    )
    return recall, precision


def halves(queries: Iterable[Query]) -> tuple[list[Query], list[Query]]:
    """Return the queries to tune on, and those to report."""
    lexemes = sorted({query.lexeme for query in queries})
    random.Random(SEED).shuffle(lexemes)
    tuned = set(lexemes[::2])
    queries = list(queries)
    return [query for query in queries if query.lexeme in tuned], [
        query for query in queries if query.lexeme not in tuned
    ]


def report(title: str, texts: list[str], groups: dict[str, list[Query]], schemes: Iterable[Scheme] = SCHEMES) -> None:
    print(f"\n{title}\n")
    print("| scheme | " + " | ".join(f"{name}: recall / precision" for name in groups) + " | index | a query |")
    print("| --- |" + " --- |" * (len(groups) + 2))
    queries = [query for group in groups.values() for query in group]
    for scheme in schemes:
        results, size, seconds = measure(scheme, texts, queries)
        cells = ["{:.3f} / {:.3f}".format(*averages(results, group)) for group in groups.values()]
        print(
            f"| {scheme.name} | {' | '.join(cells)} |",
            f"{size:.1f} MB | {1000 * seconds / len(queries):.2f} ms |",
            flush=True,
        )


def made(count: int) -> None:
    """Measure recall and precision over the full paradigms of the lexicon, in sentences made of it."""
    generator = Generator(SEED)
    sentences = [generator.sentence() for _ in range(count)]
    relevant: dict[Lexeme, set[int]] = defaultdict(set)
    for row, sentence in enumerate(sentences):
        for lexeme in sentence.lexemes:
            relevant[lexeme].add(row)
    queries = [
        Query(form, lexeme, frozenset(rows))
        for lexeme, rows in sorted(relevant.items())
        if lexeme.part != "GIVEN"
        for form in _forms(lexeme).all()
    ]
    words, names = (
        [query for query in queries if (query.lexeme.part == "SURNAME") == surname] for surname in (False, True)
    )
    groups = dict(
        zip(
            ("words, tuned on", "words, held out", "surnames, tuned on", "surnames, held out"),
            (*halves(words), *halves(names)),
            strict=True,
        )
    )
    title = (
        f"{count:,} made sentences; {len({query.lexeme for query in words})} words in {len(words)} forms, "
        f"{len({query.lexeme for query in names})} surnames in {len(names)} forms"
    )
    report(title, [sentence.text for sentence in sentences], groups)
    by_kind(queries, [sentence.text for sentence in sentences])


def paradigms(count: int = 4_000) -> None:
    """Measure recall and precision of the rules for English, Ukrainian and Kazakh; every form is a query."""
    print(f"\nForms written by hand, in {count:,} texts of six of them each: recall / precision\n")
    print("| language | words, forms | tuned on | held out |")
    print("| --- | --- | --- | --- |")
    for language, rows in PARADIGMS.items():
        chance = random.Random(SEED)
        lines = rows.strip().replace("\n  ", " ").split("\n")
        lexemes = {Lexeme(line.split()[0], str(number)): line.split() for number, line in enumerate(lines, 1)}
        texts: list[str] = []
        relevant: dict[Lexeme, set[int]] = defaultdict(set)
        for number in range(count):
            picked = chance.choices(list(lexemes), k=6)
            texts.append(" ".join(chance.choice(lexemes[lexeme]) for lexeme in picked))
            # A form that two words have in common answers for both.
            for lexeme, forms in lexemes.items():
                if not set(texts[-1].split()).isdisjoint(forms):
                    relevant[lexeme].add(number)
        queries = [
            Query(form, lexeme, frozenset(relevant[lexeme])) for lexeme, forms in lexemes.items() for form in forms
        ]
        scheme = Scheme("", TOKENIZER, str, partial(_expression, language=language))
        results, _, _ = measure(scheme, texts, queries)
        tuned, held_out = halves(queries)
        of = {
            half: "{:.3f} / {:.3f}".format(*averages(results, some)) for half, some in (("t", tuned), ("h", held_out))
        }
        print(f"| {language} | {len(lexemes)}, {len(queries)} | {of['t']} | {of['h']} |", flush=True)


def by_kind(queries: list[Query], texts: list[str]) -> None:
    """Report the forms that a question misses, and how often each is printed."""
    results, _, _ = measure(SCHEMES[-1], texts, queries)
    words = [set(re.findall(r"[^\W_]+", text.lower())) for text in texts]
    printed = {query: sum(query.form.lower() in words[row] for row in query.relevant) for query in queries}
    kinds = defaultdict(list)
    for query in queries:
        surname = query.lexeme.part == "SURNAME"
        kinds["all surnames" if surname else "all words"].append(query)
        kinds[f"as {_model(query.lexeme)}" if surname else query.lexeme.part].append(query)
    print("\nForms in the question, by kind: recall / precision\n")
    print("| kind | words | each form once | each as often as printed |")
    print("| --- | ---: | --- | --- |")
    for kind, group in kinds.items():
        weights = [printed[query] for query in group]
        recall, precision = (
            sum(weight * results[query][which] for weight, query in zip(weights, group, strict=True)) / sum(weights)
            for which in (0, 1)
        )
        once = averages(results, group)
        lexemes = len({query.lexeme for query in group})
        print("| {} | {} | {:.3f} / {:.3f} | {:.3f} / {:.3f} |".format(kind, lexemes, *once, recall, precision))


def treebanks(paths: list[Path]) -> None:
    """Measure over sentences and lemmas that people wrote and checked; every form that occurs is a query."""
    texts: list[str] = []
    relevant: dict[Lexeme, set[int]] = defaultdict(set)
    printed: dict[Lexeme, set[str]] = defaultdict(set)
    for words in (words for path in paths for words in _conllu(path)):
        for form, lemma, part in words:
            if (
                part in {"NOUN", "VERB", "ADJ"}
                and re.fullmatch("[а-яё]{3,}", form.lower())
                and re.fullmatch("[а-яё]+", lemma)
            ):
                lexeme = Lexeme(lemma.replace("ё", "е"), part)
                relevant[lexeme].add(len(texts))
                printed[lexeme].add(form.lower())
        texts.append(" ".join(form for form, _, _ in words))
    queries = [
        Query(form, lexeme, frozenset(relevant[lexeme]))
        for lexeme, printed_forms in sorted(printed.items())
        if len(printed_forms) > 2
        for form in sorted(printed_forms)
    ]
    groups = dict(zip(("words, tuned on", "words, held out"), halves(queries), strict=True))
    count = len({query.lexeme for query in queries})
    title = f"{len(texts):,} sentences of treebanks; {count} words in {len(queries)} forms"
    report(title, texts, groups)


def _conllu(path: Path) -> Iterator[list[tuple[str, str, str]]]:
    words: list[tuple[str, str, str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 3 and fields[0].isdigit():
                part = {"AUX": "VERB", "PROPN": "NOUN"}.get(fields[3], fields[3])
                words.append((fields[1], fields[2].lower(), part))
            elif words and len(fields) < 4:
                yield words
                words = []
    if words:
        yield words


INDEX = SearchIndex("texts_fts", "texts", ("text",))
RARE = ("Ихтиолог", "ихтиологи", "Ихтиологу", "ихтиолога")
RUNS = 5


def fast(count: int) -> None:
    """Time the 20 best rows of several queries, against the same FTS5 query by raw sqlite3."""
    generator = Generator(SEED, weight=lambda rank: 1 / rank)
    nouns, verbs = ([word.lexeme.lemma for word in generator.by_part[part]] for part in ("NOUN", "VERB"))
    questions = {
        "common": nouns[0],
        "less common": nouns[20],
        "rare": "ихтиологами",
        "two words": f"{nouns[1]} {verbs[1]}",
        "two rarer words": f"{nouns[30]} {verbs[30]}",
        "without": f"{nouns[2]} -{nouns[0]}",
        "prefix": f"{nouns[3][:2]}*",
        "only a preposition": "в",
        "eight words": " ".join(nouns[:6] + verbs[:2]),
        "the most words": " ".join(verbs[:MAX_WORDS]),
    }
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "texts.db"
        raw = sqlite3.connect(path)
        start = time.perf_counter()
        raw.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL, lang TEXT NOT NULL)")
        with raw:
            # One text in fifty counts as Ukrainian or Kazakh, so that the rules of three languages are used.
            langs = cycle([*["ru"] * 98, "uk", "kk"])
            raw.executemany(
                "INSERT INTO texts(text, lang) VALUES (?, ?)", zip(_texts(generator, count), langs, strict=False)
            )
            raw.execute("CREATE INDEX ix_texts_lang ON texts (lang)")
        print(f"\n{count:,} texts made in {time.perf_counter() - start:.0f} s,", end=" ")
        start = time.perf_counter()
        with raw:
            options = f"content='texts', content_rowid='id', tokenize='{TOKENIZER}'"
            raw.execute(f"CREATE VIRTUAL TABLE texts_fts USING fts5(text, {options})")
            raw.execute(rebuild_sql(INDEX))
        print(
            f"indexed in {time.perf_counter() - start:.0f} s;",
            f"{path.stat().st_size / 1e6:.0f} MB with their index\n",
        )
        print("| query | | texts found | raw sqlite3 | best | best / raw | highlighting 20 |")
        print("| --- | --- |" + " ---: |" * 5)
        with create_engine(f"sqlite:///{path}").connect() as connection:
            for name, text in questions.items():
                print(f"| {name} | {text[:40]} | {_timed(raw, connection, text)}", flush=True)
        raw.close()


def _texts(generator: Generator, count: int) -> Iterator[str]:
    """Texts of two sentences each, in which words are as uneven as in print (Zipf)."""
    pool = [generator.sentence().text for _ in range(50_000)]
    for number in range(count):
        rare = f" {RARE[number // 10_000 % len(RARE)]}." if number % 10_000 == 0 else ""
        yield f"{generator.random.choice(pool)} {generator.random.choice(pool)}{rare}"


def _timed(raw: sqlite3.Connection, connection: Connection, text: str) -> str:
    match = _expression(text, "ru")
    (found,) = raw.execute("SELECT count(*) FROM texts_fts WHERE texts_fts MATCH ?", (match,)).fetchone()
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        raw.execute(
            "SELECT rowid, rank FROM texts_fts WHERE texts_fts MATCH ? ORDER BY rank LIMIT 20", (match,)
        ).fetchall()
        seconds["raw"].append(time.perf_counter() - start)
        start = time.perf_counter()
        question = parse(text)
        hits = best(connection, INDEX, question, 20)
        seconds["best"].append(time.perf_counter() - start)
        texts = {hit.id: _text(raw, hit.id) for hit in hits}
        start = time.perf_counter()
        for hit in hits:
            highlight(question, texts[hit.id], "ru")
        seconds["highlighted"].append(time.perf_counter() - start)
    # The first run fills the caches of both.
    by_raw, by_best, marking = (1000 * statistics.median(seconds[key][1:]) for key in ("raw", "best", "highlighted"))
    return f"{found:,} | {by_raw:.2f} ms | {by_best:.2f} ms | {by_best / by_raw:.2f} | {marking:.2f} ms |"


def _text(raw: sqlite3.Connection, row: int) -> str:
    (text,) = raw.execute("SELECT text FROM texts WHERE id = ?", (row,)).fetchone()
    return str(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sentences", type=int, default=20_000, help="how many to make for recall and precision; 0 for none"
    )
    parser.add_argument("--texts", type=int, default=1_000_000, help="how many to make for the times; 0 for none")
    parser.add_argument("--conllu", type=Path, nargs="*", default=[], help="treebanks to measure on as well")
    arguments = parser.parse_args()
    if arguments.sentences:
        made(arguments.sentences)
        paradigms()
    if arguments.conllu:
        treebanks(arguments.conllu)
    if arguments.texts:
        fast(arguments.texts)


if __name__ == "__main__":
    main()
