"""Every reader and every question against bytes that nobody means well with.

    python -m benchmarks.fuzz [--minutes 30] [--only TARGET]… [--keep FOLDER]

Needs atheris (https://github.com/google/atheris), which leads the bytes by what they reach in kzclaims and `tomllib`.
A target takes bytes and returns; one of the errors of `kzclaims.errors` may come out. Anything else is a finding, and
so is an input that takes longer than `SLOWEST` seconds. Each target runs in a process of its own for its share of the
time. Printed are, for each, how many inputs it took, what was found, the slowest input and the peak of memory.
`tests/test_fuzz.py` asks the same targets in a small way.
"""

import argparse
import contextlib
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kzclaims.errors import KzclaimsError
from kzclaims.store.database.database import Database

LONGEST = 4096
"""How many bytes an input has at most; `tests/test_hostile.py` has the long ones."""

SLOWEST = 5.0
"""Seconds of a processor; what only waits is ended after a minute."""

MEGABYTES = 2048
"""How much memory a target may take, the program itself included."""


class Target(NamedTuple):
    """What is given bytes, and examples of what it is made for."""

    take: Callable[[bytes, Database], object]
    seeds: list[bytes]


def _text(data: bytes) -> str:
    """Any text, with halves of surrogate pairs where the bytes are no text."""
    return data.decode(errors="surrogateescape")


def _halves(data: bytes) -> tuple[str, str]:
    one, _, other = _text(data).partition("\n")
    return one, other


def dossier(data: bytes, database: Database) -> None:
    """A dossier is read, loaded and, if it is taken, written and read again."""
    from kzclaims.dossier import toml_reader as toml
    from kzclaims.dossier import toml_writer as writer
    from kzclaims.store.load import load

    path = database.path.with_name("fuzzed.toml")
    path.write_bytes(data)
    read = toml.read(path)
    for problem in read.problems:
        str(problem).encode(errors="surrogateescape")
    if not read.problems and read.records:
        path.write_text("".join(writer.written(read.key, (one.record for one in read.records))), newline="")
        again = toml.read(path)
        assert [one.record for one in again.records] == [one.record for one in read.records]
    with database.writing(dry_run=True) as connection:
        load.load(connection, [read])


def records(data: bytes, database: Database) -> None:
    """JSON Lines, with a file of rejects."""
    _load("fuzzed.jsonl", data, None, database)


def objects(data: bytes, database: Database) -> None:
    """JSON Lines of other objects, by a mapping; what is before the first line's end is the column."""
    column, _, rest = data.partition(b"\n")
    meant = {
        "columns": {"text": _text(column), "speaker": "b", "said": 3},
        "constants": {"lang": "ru", "kind": "direct"},
    }
    _load("fuzzed.jsonl", rest, meant, database)


def table(data: bytes, database: Database) -> None:
    """A table; the first byte tells what it is and what is known of it."""
    how, rest = data[0] if data else 0, data[1:]
    meants: list[dict[str, Any]] = [
        {
            "kind": "statements",
            "columns": {"text": 1, "speaker": 2, "said": 3, "source.url": 4},
            "constants": {"lang": "ru", "kind": "indirect"},
            "dates": ["%d.%m.%Y"],
        },
        {"kind": "events", "columns": {"title": 1, "date": 2, "source.title": 3}, "constants": {"lang": "ru"}},
        {"kind": "people", "columns": {"name": "имя", "lang": "lang", "description": 1}},
    ]
    meant = meants[how % 3] | {
        "header": bool(how & 4),
        "delimiter": [None, ";", "\t"][how // 8 % 3],
        "quote": [None, "'", ""][how // 24 % 3],
    }
    _load("fuzzed.csv", rest, meant | {"encoding": "cp1251"} if how & 128 else meant, database)


def _load(name: str, data: bytes, meant: dict[str, Any] | None, database: Database) -> None:
    import msgspec

    from kzclaims.dossier.column_mapping import Mapping, Speakers
    from kzclaims.store.bulk import files as bulk
    from kzclaims.store.load.load import Outcome

    path = database.path.with_name(name)
    path.write_bytes(data)
    rejects = database.path.with_name("rejects")
    rejects.unlink(missing_ok=True)
    mapping = None
    if meant is not None:
        given = {"as": "statements"} | {"as" if key == "kind" else key: one for key, one in meant.items()}
        mapping = msgspec.structs.replace(msgspec.convert(given, Mapping), speakers=Speakers(titles=True))
    with database.writing(dry_run=True) as connection:
        found = bulk.load(
            connection, path, mapping, create_people=True, rejects_file=rejects, outcome=Outcome(), because=None
        )
        for problem in found.problems:
            str(problem)
        if found.count:
            str(bulk.refusal(path, found))


def mapping(data: bytes, database: Database) -> None:
    """The file of a mapping."""
    from kzclaims.dossier import column_mapping as mappings

    path = database.path.with_name("fuzzed.toml")
    path.write_bytes(data)
    mappings.check(mappings.read(path))


def date(data: bytes, _: Database) -> None:
    """A date in EDTF, and one of another form."""
    from kzclaims.dossier import column_mapping as mappings
    from kzclaims.language import dates
    from kzclaims.store.bulk.table_rows import _edtf

    text, form = _halves(data)
    if form:
        mappings.check(mappings.Mapping(kind="people", constants={"name": "x", "lang": "en"}, dates=[form]))
        found = _edtf(text, (form,))
        if isinstance(found, str):
            dates.parse(found)
    parsed = dates.parse(text)
    assert parsed.earliest <= parsed.latest
    dates.is_vague(text)
    dates.certain(text)


def name(data: bytes, database: Database) -> None:
    """Two names: one recorded, one asked for; and the one asked for in a database."""
    from kzclaims.language.names import match as names
    from kzclaims.language.names import titles
    from kzclaims.language.names.slug import slug
    from kzclaims.store.names import resolve as people

    asked, recorded = _halves(data)
    names.index_keys(recorded)
    names.organization_keys(recorded)
    names.question_keys(asked)
    names.match(asked, recorded)
    names.match_person(asked, [recorded, asked])
    names.suggest(asked, [recorded, asked, "Тимур Олевский"])
    titles.split([asked, recorded], [recorded])
    slug(recorded)
    with database.reading() as connection:
        people.beginning(connection, asked)
        people.who(connection, asked)
        people.which_organization(connection, asked)
        people.person(connection, asked)


def query(data: bytes, database: Database) -> None:
    """Words to search for."""
    from kzclaims.store.read import queries
    from kzclaims.store.read import search as searching

    with database.reading() as connection:
        list(searching.search(connection, _text(data)))
        list(queries.statements(connection, search=_text(data)))


def words(data: bytes, database: Database) -> None:
    """Words of a quotation to find."""
    from kzclaims.store.read import find as finding

    with database.reading() as connection:
        list(finding.find(connection, _text(data)))


def quotation(data: bytes, _: Database) -> None:
    """A passage held against a text: the first line against the rest. What stands does stand there."""
    from kzclaims.language.quotes import match as quotes
    from kzclaims.store.verify import passages as verifying

    exact, rest = _halves(data)
    prefix, _between, text = rest.partition("\n")
    held = quotes.Text(text)
    quotes.find(held, exact)
    start = len(prefix) if prefix else None
    found = quotes.hold(held, exact, prefix=prefix, suffix=prefix[::-1], start=start)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start <= found.end <= len(text)
    assert quotes.fold(quotes.fold(exact)) == quotes.fold(exact)
    verifying.judge(held, exact, words=prefix or exact)


ASKING = (
    "people",
    "person",
    "statements",
    "statement",
    "events",
    "event",
    "sources",
    "source",
    "search",
    "find",
    "repeats",
    "claims",
    "history",
    "verify",
    "export",
    "dump",
)
"""Commands that only ask. What they are given here can write nothing anywhere."""


def command(data: bytes, database: Database) -> None:
    """A command line: the first byte is the command, the lines after it are its arguments."""
    from kzclaims.cli import main

    given = [one for one in _text(data[1:]).split("\n") if not one.startswith(("--f", "--o", "--text"))]
    chosen = ASKING[data[0] % len(ASKING)] if data else "people"
    if chosen == "dump":
        given = ["--jsonl", *(one for one in given if one.startswith("-"))]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["--database", str(database.path), chosen, *given])
    assert code in (0, 1, 2), code


_DOSSIER = """dossier = "a"
[[people]]
key = "ada-brook"
name = "Ada Brook"
lang = "en"
names = [{ text = "А. Брук", lang = "ru", kind = "as printed" }]
roles = [{ title = "x", lang = "en", held = "2019/.." }]
[[sources]]
key = "h"
title = 'T'
lang = "en"
published = 2024-05-14
text = '''It took us nine years, she said.'''
[[events]]
key = "e"
title = "Буря"
lang = "ru"
date = "../2023-11"
participants = [{ person = "ada-brook" }]
[[statements]]
key = "s"
kind = "direct"
speaker = "ada-brook"
lang = "en"
text = "It took us nine years"
appearances = [{ source = "h", start = 0, end = 21 }]
[[reviews]]
key = "r"
"""
_JSON = b"""{"type": "source", "key": "h", "title": "T", "lang": "en", "published": "2024-05-14"}
{"type": "person", "key": "a", "name": "Ada", "lang": "en", "names": [{"text": "A", "lang": "ru"}]}
{"type": "statement", "key": "n", "kind": "direct", "text": "It", "lang": "en", "appearances": [{"source": "h"}]}
{"type": "topic", "key": "t", "name": "T\\u0000"}
"""

TARGETS = {
    "dossier": Target(dossier, [_DOSSIER.encode(), b"a.b = [[{c = 1}]]\n[x]\ny=1e3", b'[["a"]]\r\nkey = 0xff\n']),
    "records": Target(records, [_JSON, b'\xef\xbb\xbf{"type": 1}\n[]\n{"a":\n', b"\x1f\x8b\x08\x00"]),
    "objects": Target(
        objects, [b'a.c\n{"a": {"c": "w"}, "b": "President Ada Brook", "3": "01.11.2023"}\n{"a": 1e400}']
    ),
    "table": Target(
        table,
        [
            '\x00text,speaker,said,url\n"Слова, слова",Президент Тимур Олевский,01.11.2023,https://a.b\n'.encode(),
            b'\x05a;b;c\nd;e\n"f',
            "\x02имя,lang\nАда Брук,ru\n".encode(),
            b"\xfcreject_line;reject_reason;a\n1;w;\xff\n",
        ],
    ),
    "mapping": Target(
        mapping,
        [
            b'as = "statements"\ndates = ["%d.%m.%Y"]\n[columns]\ntext = 1\n[constants]\nlang = "en"\nkind = "direct"\n'
            b'[speakers]\ntitles = true\nunsure = "reject"\nnobody = ["x"]\n'
        ],
    ),
    "date": Target(
        date,
        [
            b"2023-11-01",
            b"2023-10~",
            b"202X-XX-3X",
            b"../2023-11\n%d.%m.%Y",
            b"2023-09-01/2023-09-15",
            b"Y-17E7",
            b"[..1984,1986]",
            b"2001-21",
            b"01.11.2023\n%d.%m.%Y",
            b"2004-06-XX?",
            b"2004-01-01T10:10:10+05:00",
        ],
    ),
    "name": Target(
        name,
        [
            one.encode()
            for one in (
                "В.В. Путин\nВладимир Путин",
                "Olevsky, T.\nТимур Олевский",
                "Шәкен-оғлы\nПрезидент О'Нил",
                "Mc'Donald Jr.\nвон дер Ляйен",
                "24 Канал\nх",
            )
        ],
    ),
    "query": Target(
        query,
        [
            one.encode()
            for one in (
                'санкциями "обойти санкции" -экспорт',
                "санкц* NEAR(a b) text: ^a",
                '"" OR AND - «»',
                "казахстандық inform.kz ёлка",
            )
        ],
    ),
    "words": Target(words, ["Только Астана … может помочь".encode(), "«Россия зависит» (...) 12 000".encode()]),
    "quotation": Target(
        quotation,
        [
            "обойти… санкции\nМоскве\nТолько Астана может помочь обойти — «не» 12\u00a0000 [...] санкции?".encode(),
            "\u00adно\u0301\n\nно\u0301 - 1 000, \u202eх ((((…))))".encode(),
        ],
    ),
    "command": Target(
        command,
        [
            one.encode()
            for one in (
                "\x02--person\nОлевский\n--format\njson\n--limit\n3",
                "\x04--on\n2023-11\n--certain",
                "\x08санкци*\n--format\ncsv",
                "\x0e--as\nannotation\n--search\nМосква",
                "\x09Россия зависит",
                "\x01Макрон\n--format\nmarkdown",
            )
        ],
    ),
}


@contextlib.contextmanager
def prepared() -> Iterator[Database]:
    """A seeded database in a folder of its own."""
    from kzclaims import resources
    from kzclaims.dossier import toml_reader as toml
    from kzclaims.store.load import load
    from kzclaims.store.upkeep import migrate

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        database = Database(Path(folder) / "kzclaims.db")
        migrate.upgrade(database)
        with database.writing() as connection:
            load.load(connection, [toml.read(path) for path in resources.directory("seed").glob("*.toml")])
        yield database


class Findings:
    """What one target came to; written down as it goes, for the fuzzer ends the process by itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = 0
        self.slowest = 0.0
        self.places: dict[str, str] = {}
        self.written = time.monotonic()

    def take(self, target: Target, data: bytes, database: Database) -> None:
        began = time.process_time()
        try:
            target.take(data, database)
        except KzclaimsError as error:
            str(error)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            frames = [one for one in traceback.extract_tb(error.__traceback__) if "kzclaims" in one.filename]
            place = f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
            self.note(place, data, traceback.format_exc())
        seconds = time.process_time() - began
        if seconds > SLOWEST:
            self.note("slow", data, f"{seconds:.1f} s")
        if seconds > self.slowest:
            self.slowest = seconds
            (self.folder / "slowest").write_bytes(data)
        self.taken += 1
        if time.monotonic() - self.written > 2:
            self.write()

    def note(self, place: str, data: bytes, why: str) -> None:
        if place not in self.places:
            self.places[place] = why
            (self.folder / f"finding-{len(self.places)}").write_bytes(data)
            (self.folder / f"finding-{len(self.places)}.txt").write_text(why, errors="backslashreplace")
            self.write()

    def write(self) -> None:
        self.written = time.monotonic()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        said = {"taken": self.taken, "slowest": self.slowest, "megabytes": peak, "findings": list(self.places)}
        part = self.folder / "part.json"
        part.write_text(json.dumps(said))
        part.replace(self.folder / "result.json")


def fuzz(chosen: str, folder: Path, seconds: int) -> None:
    """Runs one target in this process, until its time is over."""
    import atheris

    with atheris.instrument_imports(include=["kzclaims", "tomllib"]):
        import kzclaims.cli
        import kzclaims.dossier.toml_reader
        import kzclaims.store.bulk.files
        import kzclaims.store.bulk.table_rows
        import kzclaims.store.read.find
        import kzclaims.store.read.search
        import kzclaims.store.verify.passages  # noqa: F401
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(TARGETS[chosen].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    findings = Findings(folder)
    with prepared() as database:
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-rss_limit_mb={MEGABYTES}",
            "-timeout=60",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=1",
            str(corpus),
        ]
        atheris.Setup([sys.argv[0], *options], lambda data: findings.take(TARGETS[chosen], data, database))
        atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", action="append", choices=TARGETS)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "kzclaims-fuzz")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        fuzz(options.here, options.keep, options.seconds)
        return
    chosen = options.only or list(TARGETS)
    seconds = int(options.minutes * 60 / len(chosen))
    bad = False
    print(f"{'target':12}{'inputs':>12}{'findings':>10}{'slowest':>10}{'memory':>10}")
    for one in chosen:
        folder = options.keep / one
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "log").open("wb") as log:
            program = [sys.executable, "-m", "benchmarks.fuzz", "--here", one, "--keep", str(folder), "--seconds"]
            ended = subprocess.run([*program, str(seconds)], stdout=log, stderr=log, check=False)
        result = json.loads((folder / "result.json").read_text())
        found = result["findings"] + ([f"ended with {ended.returncode}"] if ended.returncode else [])
        bad = bad or bool(found)
        times = f"{result['slowest'] * 1000:8.0f}ms{result['megabytes']:8.0f}MB"
        print(f"{one:12}{result['taken']:12,}{len(found):10}{times}", flush=True)
        for place in found:
            print(f"    {place}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
