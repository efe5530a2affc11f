"""Functions that give any bytes to the readers and questions of kzclaims, with examples of good input.

A target returns or raises one of the errors of `kzclaims.errors`. Any other exception is a defect.
"""

import contextlib
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kzclaims.store.database.database import Database
from tests.databases import create, seed_files

KEY = "olevsky-only-astana-can-help-moscow"
SOURCE = "24-kanal-olevsky-2023-11"


class Target(NamedTuple):
    """A function that takes bytes, and examples of good input."""

    take: Callable[[bytes, Database], object]
    seeds: list[bytes]


def _text(data: bytes) -> str:
    """Any text, with halves of surrogate pairs where the bytes are no text."""
    return data.decode(errors="surrogateescape")


def _halves(data: bytes) -> tuple[str, str]:
    one, _, other = _text(data).partition("\n")
    return one, other


def dossier(data: bytes, database: Database) -> None:
    """Read and load a dossier; if it is valid, write it and read it again."""
    from kzclaims.dossier import toml_reader as toml
    from kzclaims.dossier import toml_writer as writer
    from kzclaims.store.load.load import load_dossiers

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
        load_dossiers(connection, [read])


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
    """Load a table. The first byte chooses its format and mapping."""
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
    from kzclaims.store.bulk.files import LoadOptions, load_files

    path = database.path.with_name(name)
    path.write_bytes(data)
    rejects = database.path.with_name("rejects")
    rejects.unlink(missing_ok=True)
    mapping = None
    if meant is not None:
        given = {"as": "statements"} | {"as" if key == "kind" else key: one for key, one in meant.items()}
        mapping = msgspec.structs.replace(msgspec.convert(given, Mapping), speakers=Speakers(titles=True))
    load_files(
        database,
        [path],
        LoadOptions(dry_run=True, mapping=mapping, create_people=True, skip_rejects=True, rejects=rejects),
    )


def mapping(data: bytes, database: Database) -> None:
    """Read the file of a mapping."""
    from kzclaims.dossier import column_mapping as mappings

    path = database.path.with_name("fuzzed.toml")
    path.write_bytes(data)
    mappings.check(mappings.read(path))


def date(data: bytes, _: Database) -> None:
    """Parse a date in EDTF, and one of another form."""
    from contextlib import suppress

    from kzclaims.dossier import column_mapping as mappings
    from kzclaims.language import dates
    from kzclaims.store.bulk.row_values import WrongRowError, date_value

    text, form = _halves(data)
    if form:
        mappings.check(mappings.Mapping(kind="people", constants={"name": "x", "lang": "en"}, dates=[form]))
        with suppress(WrongRowError):
            dates.parse(date_value("date", text, (form,)))
    parsed = dates.parse(text)
    assert parsed.earliest <= parsed.latest
    dates.is_vague(text)
    dates.certain(text)


def name(data: bytes, database: Database) -> None:
    """Two names: one recorded, one asked for; and the one asked for in a database."""
    from kzclaims.language.names import titles
    from kzclaims.language.names.keys import organization_keys
    from kzclaims.language.names.match import NameQuery
    from kzclaims.language.names.similarity import similarity
    from kzclaims.language.names.slug import slug
    from kzclaims.store.derived.name_keys import keys_of_name
    from kzclaims.store.names import resolve

    asked, recorded = _halves(data)
    keys_of_name(recorded, is_person=True)
    organization_keys(recorded)
    query = NameQuery(asked)
    frozenset(query.keys)
    query.match_person([recorded])
    query.match_person([recorded, asked])
    similarity(asked, recorded)
    titles.split([asked, recorded], [recorded])
    slug(recorded)
    with database.reading() as connection:
        resolve.complete_name(connection, asked)
        resolve.find_person(connection, asked)
        resolve.find_organization(connection, asked)
        resolve.resolve_person(connection, asked)


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
    """Match the first line against the rest."""
    from kzclaims.language.quotes.match import find_places, match
    from kzclaims.language.quotes.normalise import normalise
    from kzclaims.language.quotes.text import Text
    from kzclaims.store.verify.passages import check_passage

    exact, rest = _halves(data)
    prefix, _between, text = rest.partition("\n")
    prepared = Text(text)
    find_places(prepared, exact)
    start = len(prefix) if prefix else None
    found = match(prepared, exact, prefix=prefix, suffix=prefix[::-1], start=start)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start <= found.end <= len(text)
    assert normalise(normalise(exact)) == normalise(exact)
    check_passage(prepared, exact, words=prefix or exact)


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


WRITING = (
    ("status", KEY, "disputed", "--because"),
    ("status", KEY, "--withdraw", "--because"),
    ("archive", SOURCE, "fuzzed.txt", "--replace"),
    ("review", KEY, "--create", "--url", "https://example.org/r", "--lang", "en", "--title", "x", "--rating", "x"),
    ("identity", "merge", "timur-olevsky", "emmanuel-macron", "--because"),
    ("identity", "different", "timur-olevsky", "emmanuel-macron", "--because"),
    ("identity", "split", "emmanuel-macron", "--because"),
    ("verify", "--fix"),
)
"""The beginnings of commands that write."""


def writing(data: bytes, database: Database) -> None:
    """Run a command that writes. The first byte is the command, the following lines are its further arguments."""
    from kzclaims.cli.main import main
    from kzclaims.store.history import chain_check

    chosen = WRITING[data[0] % len(WRITING)] if data else WRITING[0]
    text = database.path.with_name("fuzzed.txt")
    text.write_bytes(data)
    given = [str(text) if one == text.name else one for one in chosen]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["--database", str(database.path), *given, *_text(data[1:]).split("\n")])
    assert code in (0, 1, 2), code
    with database.reading() as connection:
        assert not [line for _, check in chain_check.checks(connection) for line in check()]


def command(data: bytes, database: Database) -> None:
    """Run a command line. The first byte is the command, the following lines are its arguments."""
    from kzclaims.cli.main import main

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
roles = [{ title = "x", lang = "en", found = "2019/.." }]
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
    "writing": Target(
        writing,
        [
            one.encode()
            for one in (
                "\x00Проверено.\n--source\nhttps://example.org/a",
                "\x01\u202eне так",
                "\x02",
                "\x03--reviewer\nПроверка фактов\n--date\n2023-11~\n--verdict\nfalse",
                "\x04одно лицо",
                "\x05разные\n--withdraw",
                "\x06разные",
                "\x07--strict",
            )
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
    """Create a seeded database in a folder of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield create(Path(folder) / "kzclaims.db", *seed_files())
