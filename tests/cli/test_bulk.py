"""Records and tables by the line, as a user loads them."""

import csv
import gzip
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from kzclaims.dossier import byte_streams as lines
from kzclaims.store.database.database import Database
from kzclaims.store.schema import tables as t
from tests.running import Run, counted

PERSON = {"type": "person", "key": "anna", "name": "Анна Петрова", "lang": "ru"}
SOURCE = {"type": "source", "key": "paper", "title": "Погода", "lang": "ru", "published": "2023-11-02"}
STATEMENT = {
    "type": "statement",
    "key": "it-rains",
    "kind": "direct",
    "text": "Идёт дождь.",
    "lang": "ru",
    "speaker": "anna",
    "appearances": [{"source": "paper"}],
}
RECORDS = [PERSON, SOURCE, STATEMENT]
TABLE = "Claim,Who,Day,Link\nIt rains.,Anna Petrova,2023-11-01,https://a.example/1\n"
MAPPED = (
    "--as", "statements", "--map", "text=Claim", "--map", "speaker=Who", "--map", "said=Day",
    "--map", "source.url=Link", "--constant", "lang=en", "--constant", "kind=direct",
)  # fmt: skip


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


def write(name: str, content: bytes | str) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def dump(database: Database) -> list[str]:
    """Everything in the database, its schema with it."""
    with database.reading() as connection:
        rows = [
            f"{table}: {row}" for table in t.metadata.sorted_tables for row in connection.execute(select(table)).all()
        ]
    # In any order: what is dropped during a load is created again as the newest part of the schema.
    return sorted([*rows, *map(str, database.place.definitions().items())])


def count(database: Database, table: str) -> int:
    with database.reading() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


# Records


@pytest.mark.parametrize("name", ["records.jsonl", "records.jsonl.gz", "-"])
def test_records_load_and_reloading_changes_nothing(
    name: str, empty: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = jsonl(*RECORDS)
    for said in ("3 added, 0 changed\n", "0 added, 0 changed\n"):
        if name == "-":
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        else:
            write(name, gzip.compress(content) if name.endswith("gz") else content)
        result = run("load", name)
        assert (result.code, result.out) == (0, "")
        assert counted(result.err).endswith(said)
        assert result.err.endswith("passages: 1 not checked (no text of paper)\n")
    assert "Анна Петрова" in run("statements", "--person", "Петрова").out
    assert run("search", "дождя").out.count("\n") == 2
    assert run("db", "check").code == 0
    assert empty.state() == "current"


def test_a_changed_record_changes_what_changed(empty: Database, run: Run) -> None:
    run("load", write("a.jsonl", jsonl(*RECORDS)))
    changed = STATEMENT | {"text": "Идёт снег.", "said": "2023-10"}
    result = run("load", write("b.jsonl", jsonl(changed)))
    assert result.err.startswith("statements: 0 added, 1 changed, 0 unchanged\n")
    assert run("search", "снега").out.count("\n") == 2
    assert run("search", "дождя").out.count("\n") == 1
    assert run("db", "check").code == 0
    assert count(empty, "statements") == 1


def test_a_record_may_refer_to_earlier_lines_and_to_the_database_not_to_later_lines(empty: Database, run: Run) -> None:
    result = run("load", write("a.jsonl", jsonl(PERSON, STATEMENT, SOURCE)))
    assert result.code == 2
    assert "a.jsonl:2: statement “it-rains”: appearances[0].source: " in result.err
    run("load", write("b.jsonl", jsonl(PERSON, SOURCE)))
    assert run("load", write("c.jsonl", jsonl(STATEMENT))).code == 0
    assert count(empty, "statements") == 1


def test_a_statement_without_a_day_gets_that_of_its_first_publication(empty: Database, run: Run) -> None:
    early = SOURCE | {"key": "early", "published": "2023-10"}
    twice = STATEMENT | {"appearances": [{"source": "paper"}, {"source": "early"}]}
    assert run("load", write("a.jsonl", jsonl(PERSON, SOURCE, early, twice))).code == 0
    with empty.reading() as connection:
        assert tuple(map(str, connection.execute(text("SELECT said, day, day_earliest FROM statements")).one())) == (
            "None",
            "2023-10",
            "2023-10-01",
        )
    # A source that comes to have another day gives it to what it prints.
    assert run("load", write("b.jsonl", jsonl(early | {"published": "2023-09"}))).code == 0
    assert run("db", "check").code == 0


def test_every_part_of_a_record_is_loaded(empty: Database, run: Run) -> None:
    topic = {"type": "topic", "key": "rain", "name": "Дождь"}
    body = {"type": "organization", "key": "gazette", "name": "Газета", "lang": "ru"}
    event = {
        "type": "event", "key": "storm", "title": "Буря", "lang": "ru", "date": "2023-11", "topics": ["rain"],
        "participants": [{"person": "anna"}], "citations": [{"source": "paper", "exact": "буря"}],
    }  # fmt: skip
    full = STATEMENT | {
        "topics": ["rain"], "mentions": ["gazette"], "events": ["storm"], "organization": "gazette",
        "translations": [{"lang": "en", "text": "It rains.", "translator": "us"}],
        "appearances": [{"source": "paper", "start": 5, "end": 16, "position": 0, "attribution": "сказала"}],
    }  # fmt: skip
    result = run("load", write("a.jsonl", jsonl(topic, body, PERSON, SOURCE, event, full)))
    assert (result.code, counted(result.err)[-19:]) == (0, "6 added, 0 changed\n"[-19:])
    (found,) = json.loads(run("statements", "--format", "json").out)
    assert (found["topics"], found["mentions"], found["events"]) == (["rain"], ["gazette"], ["storm"])
    assert found["translations"] == [{"lang": "en", "text": "It rains."}]
    assert run("search", "rains").out.count("\n") == 2
    assert run("db", "check").code == 0
    assert count(empty, "appearances") == 1


BAD = {
    b'{"type": "person"': "this is not JSON",
    b"[1]": "should be an object",
    b'{"key": "x"}': "type: is missing",
    b'{"type": "statment", "key": "x"}': "did you mean statement?",
    b'{"type": "topic", "key": "x", "name": "\xff"}': "byte 0xff at byte 40 is not UTF-8",
    rb'{"type": "topic", "key": "x", "name": "a\u0000b"}': "contains a NUL character",
    rb'{"type": "topic", "key": "x", "name": "a\ud800b"}': "half of a surrogate pair",
    b'{"type": "topic", "key": "x", "name": "a\x00b"}': "this is not JSON",
    b'{"type": "topic", "key": "x", "nam": "a"}': "there is no such field; did you mean name?",
    b'{"type": "topic", "key": "X y", "name": "a"}': "lower-case ASCII",
    b'{"type": "topic", "key": "x", "name": " "}': "is blank",
    b'{"type": "topic", "key": "rain", "name": "again"}': "is already the key of the one in line 1",
    b'{"type": "source", "key": "s", "title": "t", "lang": "ru", "published": "2023-13"}': "there is no month 13",
    b'{"type": "source", "key": "s", "title": "t", "lang": "ru", "publisher": "nobody"}': "no organization has the key",
    b'{"type": "source", "key": "s", "title": "\xc2\xa0", "lang": "ru"}': "is blank",
    b'{"type": "statement", "key": "s", "kind": "direct", "text": "t", "lang": "ru"}': "needs an appearance",
    b"[" * 100_000: "nest too deep",
    b'{"type": "topic", "key": "x", "name": "' + b"a" * lines.LONGEST + b'"}': "is longer than 16 MB",
}


@pytest.mark.parametrize("bad", BAD, ids=list(BAD.values()))
def test_a_bad_line_is_reported_with_its_number_and_changes_nothing(bad: bytes, empty: Database, run: Run) -> None:
    good = [{"type": "topic", "key": key, "name": "Дождь"} for key in ("rain", "snow")]
    before = dump(empty)
    result = run("load", write("a.jsonl", jsonl(good[0]) + bad + b"\n" + jsonl(good[1])))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Error: 1 row of a.jsonl cannot be loaded; nothing was loaded;")
    assert "\na.jsonl:2: " in result.err
    assert BAD[bad] in result.err
    assert dump(empty) == before

    result = run("load", "a.jsonl", "--skip-rejects", "--rejects", "rejects.jsonl")
    assert result.code == 0
    assert result.err.endswith(
        "1 rejected, written to rejects.jsonl\ntopics: 2 added, 0 changed, 0 unchanged\n2 added, 0 changed\n"
    )
    (line,) = Path("rejects.jsonl").read_bytes().splitlines()
    reject = json.loads(line)
    assert reject["reject_line"] == 2
    assert BAD[bad] in reject["reject_reason"]
    # Uncorrected, it is rejected again, for its own reason where its line could be read.
    assert run("load", "rejects.jsonl").code == (0 if reject.get("key") == "rain" else 2)


def test_corrected_rejects_can_be_loaded_by_themselves(empty: Database, run: Run) -> None:
    run(
        "load",
        write("a.jsonl", jsonl(*RECORDS[:2], STATEMENT | {"said": "yesterday"})),
        "--skip-rejects",
        "--rejects",
        "r.jsonl",
    )
    assert count(empty, "statements") == 0
    fixed = Path("r.jsonl").read_text("utf-8").replace("yesterday", "2023-11-01")
    assert run("load", write("fixed.jsonl", fixed)).code == 0
    whole = jsonl(*RECORDS[:2], STATEMENT | {"said": "2023-11-01"})
    assert counted(run("load", write("whole.jsonl", whole)).err) == "0 added, 0 changed\n"


def test_problems_are_capped_and_counted(empty: Database, run: Run) -> None:
    result = run("load", write("a.jsonl", jsonl(*({"type": f"kind {one}"} for one in range(1000)))))
    assert result.code == 2
    assert result.err.startswith("Error: 1,000 rows of a.jsonl cannot be loaded")
    assert "a.jsonl:1: type: 'kind 0' is not a type of record" in result.err
    assert len(result.err.splitlines()) == lines.MOST_SHOWN + 2
    assert count(empty, "topics") == 0


def test_a_key_in_two_distant_lines_is_reported(empty: Database, run: Run) -> None:
    many = [{"type": "topic", "key": f"t-{number}", "name": "т"} for number in range(lines.CHUNK_LINES + 10)]
    statements = [STATEMENT | {"key": f"s-{number}"} for number in range(lines.CHUNK_LINES + 10)]
    result = run("load", write("a.jsonl", jsonl(*many, many[3], *RECORDS, *statements, statements[5])))
    assert re.search(rf"a\.jsonl:{len(many) + 1}: topic “t-3”: key: .* line 4\b", result.err)
    assert re.search(rf"statement “s-5”: key: .* line {len(many) + 10}\b", result.err)
    # The same for what was there before.
    assert run("load", write("b.jsonl", jsonl(*RECORDS))).code == 0
    assert "one in line 1; each" in run("load", write("c.jsonl", jsonl(STATEMENT, STATEMENT | {"text": "b"}))).err
    assert count(empty, "statements") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(jsonl(*RECORDS) * 100)[:-20], "is damaged or cut off"),
        (b"\x1f\x8b\x08\x00garbage", "is damaged or cut off"),
    ],
)
def test_a_damaged_archive_changes_nothing(content: bytes, said: str, empty: Database, run: Run) -> None:
    before = dump(empty)
    result = run("load", write("a.jsonl.gz", content), "--skip-rejects")
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert dump(empty) == before


def test_a_line_that_never_ends_is_passed_over(empty: Database, run: Run) -> None:
    bomb = gzip.compress(b"\0" * (10 * lines.LONGEST) + b"\n" + jsonl(*RECORDS))
    result = run("load", write("a.jsonl.gz", bomb), "--skip-rejects")
    assert result.code == 0
    assert "a.jsonl.gz:1: is longer than 16 MB" in result.err
    assert count(empty, "statements") == 1


def test_an_empty_file_adds_nothing(empty: Database, run: Run) -> None:
    assert run("load", write("a.jsonl", b"")) == (0, "", "0 added, 0 changed\n")
    assert run("load", write("b.jsonl", b"\n \n")) == (0, "", "0 added, 0 changed\n")
    assert count(empty, "topics") == 0


def test_a_dry_run_of_records_changes_nothing(empty: Database, run: Run) -> None:
    before = dump(empty)
    assert "3 added" in run("load", write("a.jsonl", jsonl(*RECORDS)), "--dry-run").err
    assert dump(empty) == before


def test_parts_from_a_record_file_survive_pruning_of_a_dossier(empty: Database, run: Run) -> None:
    dossier = 'dossier = "d"\n[[people]]\nkey = "anna"\nname = "Анна Петрова"\nlang = "ru"\n'
    more = PERSON | {"names": [{"text": "Anna Petrova", "lang": "en"}]}
    run("load", write("a.jsonl", jsonl(more)))
    run("load", write("d.toml", dossier))
    assert "removed" not in run("load", "d.toml", "--prune").err
    run("load", write("d.toml", 'dossier = "d"\n'), "--prune")
    assert count(empty, "people") == 1
    assert count(empty, "names") == 2


def test_dossiers_and_records_load_together(empty: Database, run: Run) -> None:
    dossier = 'dossier = "d"\n[[people]]\nkey = "anna"\nname = "Анна Петрова"\nlang = "ru"\n'
    result = run("load", write("a.jsonl", jsonl(SOURCE, STATEMENT)), write("d.toml", dossier))
    assert counted(result.err).endswith("3 added, 0 changed\n")
    # All or nothing.
    before = dump(empty)
    more = STATEMENT | {"key": "more"}
    assert run("load", write("b.jsonl", jsonl(more)), write("c.jsonl", b"?")).code == 2
    assert dump(empty) == before


def test_the_progress_is_shown_on_a_terminal(empty: Database, run: Run) -> None:
    assert run("load", write("a.jsonl", jsonl(*RECORDS)), columns=80).code == 0
    assert count(empty, "statements") == 1


# Tables


def test_a_table_loads_and_reloading_changes_nothing(empty: Database, run: Run) -> None:
    result = run("load", write("a.csv", TABLE), *MAPPED, "--create-people")
    assert result == (0, "", "sources: 1 added, 0 changed, 0 unchanged\npeople: 1 added, 0 changed, 0 unchanged\n"
                      "statements: 1 added, 0 changed, 0 unchanged\n3 added, 0 changed\n"
                      "passages: 1 not checked (no text of source-d817b80f9a5befb9)\n")  # fmt: skip
    before = dump(empty)
    assert counted(run("load", "a.csv", *MAPPED, "--create-people").err) == "0 added, 0 changed\n"
    assert dump(empty) == before
    (found,) = json.loads(run("statements", "--person", "Anna Petrova", "--format", "json").out)
    assert found["said"] == "2023-11-01"
    assert found["appearances"][0]["attribution"] == "Anna Petrova"
    assert run("db", "check").code == 0


def test_an_unknown_speaker_is_rejected_unless_people_are_created(empty: Database, run: Run) -> None:
    result = run("load", write("a.csv", TABLE), *MAPPED)
    assert result.code == 2
    assert "a.csv:2: speaker: nobody called “Anna Petrova”" in result.err
    assert count(empty, "people") == 0


def test_an_ambiguous_speaker_is_never_guessed(empty: Database, run: Run) -> None:
    two = [PERSON | {"key": key, "name": name} for key, name in (("anna", "Анна Петрова"), ("alla", "Алла Петрова"))]
    run("load", write("p.jsonl", jsonl(*two)))
    table = TABLE.replace("Anna Petrova", "А. Петрова")
    result = run("load", write("a.csv", table), *MAPPED, "--create-people")
    assert "several people may be meant: " in result.err
    assert run("load", write("b.csv", TABLE.replace("Anna Petrova", "alla")), *MAPPED).code == 0
    assert count(empty, "statements") == 1


def test_speakers_do_not_depend_on_the_order_of_rows(empty: Database, run: Run) -> None:
    rows = ["Yes.,V. Putin,2023-11-01,https://a.example/1", "No.,Vladimir Putin,2023-11-01,https://a.example/1",
            "Well.,Viktor Putin,2023-11-01,https://a.example/1"]  # fmt: skip
    for number, some in enumerate((rows, rows[::-1])):
        write("a.csv", "Claim,Who,Day,Link\n" + "\n".join(some) + "\n")
        result = run("load", "a.csv", *MAPPED, "--create-people", "--dry-run")
        assert f"a.csv:{2 if number == 0 else 4}: speaker: “V. Putin”: " in result.err
    two = "\n".join(("Claim,Who,Day,Link", *rows[:2]))
    assert "people: 1 added" in run("load", write("b.csv", two), *MAPPED, "--create-people").err
    assert count(empty, "people") == 1


def test_people_are_not_created_for_rows_that_are_not_taken(empty: Database, run: Run) -> None:
    table = TABLE + "It snows.,Boris Ivanov,yesterday,https://a.example/1\n"
    result = run("load", write("a.csv", table), *MAPPED, "--create-people", "--skip-rejects")
    assert "people: 1 added" in result.err
    assert run("people").out.count("\n") == 2
    assert run("db", "check").code == 0
    assert count(empty, "people") == 1


def test_rejects_of_a_table_load_when_corrected(empty: Database, run: Run) -> None:
    table = TABLE + 'It snows.,Anna Petrova,"31, not 30",https://a.example/1\nshort,row\n'
    result = run("load", write("a.csv", table), *MAPPED, "--create-people", "--skip-rejects", "--rejects", "r.csv")
    assert result.code == 0
    rows = list(csv.reader(Path("r.csv").read_text("utf-8").splitlines()))
    assert rows[0] == ["reject_line", "reject_reason", "reject_file", "Claim", "Who", "Day", "Link"]
    assert [row[0] for row in rows] == ["reject_line", "3", "4"]
    assert rows[2][1:] == ["has 2 cells, the first row has 4", "a.csv", "short", "row"]
    assert "a.csv:3: " in run("load", "a.csv", *MAPPED, "--rejects", "r2.csv").err
    fixed = (
        Path("r.csv")
        .read_text("utf-8")
        .replace('"31, not 30"', "2023-11-30")
        .replace("short,row", "Hail.,Anna Petrova,2023-12,https://a.example/1")
    )
    assert counted(run("load", write("fixed.csv", fixed), *MAPPED).err).endswith("2 added, 0 changed\n")
    assert count(empty, "statements") == 3
    assert run("load", "a.csv", *MAPPED, "--rejects", "r.csv").err.startswith("Error: r.csv exists already")


def test_rejects_of_a_table_without_a_header_load_when_corrected(empty: Database, run: Run) -> None:
    mapped = ("--as", "statements", "--map", "text=1", "--map", "said=2", "--no-header", "--constant", "lang=en",
              "--constant", "kind=indirect")  # fmt: skip
    result = run(
        "load", write("a.tsv", "It rains.\t2023\nIt snows.\tnever\n"), *mapped, "--skip-rejects", "--rejects", "r.tsv"
    )
    assert result.code == 0, result.err
    assert Path("r.tsv").read_text("utf-8").splitlines()[0] == "reject_line\treject_reason\treject_file\t1\t2"
    fixed = Path("r.tsv").read_text("utf-8").replace("never\n", "2024\n")
    assert run("load", write("fixed.tsv", fixed), *mapped).code == 0
    assert count(empty, "statements") == 2


def test_without_any_source_the_file_itself_is_it(empty: Database, run: Run) -> None:
    mapped = [*MAPPED[:8], *MAPPED[10:]]
    assert run("load", write("My claims.csv", TABLE), *mapped, "--create-people").code == 0
    assert "my-claims-csv\t\t\t[My claims.csv]" in run("sources").out
    assert count(empty, "sources") == 1


def test_a_recorded_source_is_found_by_its_address(empty: Database, run: Run) -> None:
    run("load", write("s.jsonl", jsonl(SOURCE | {"url": "https://a.example/1"}, PERSON)))
    assert run("load", write("a.csv", TABLE), *MAPPED).err.startswith("statements: 1 added")
    assert count(empty, "sources") == 1


def test_one_source_has_one_description(empty: Database, run: Run) -> None:
    table = "Claim,Link,Title\nA,https://a.example,One\nB,https://a.example,Two\n"
    mapped = ("--as", "statements", "--map", "text=Claim", "--map", "source.url=Link", "--map", "source.title=Title",
              "--constant", "lang=en", "--constant", "kind=indirect", "--constant", "source.publisher=Sun")  # fmt: skip
    result = run("load", write("a.csv", table), *mapped)
    assert re.search(r"a.csv:3: source: .* line 2\b", result.err)
    assert counted(run("load", "a.csv", *mapped, "--skip-rejects").err).endswith("3 added, 0 changed\n")
    assert counted(run("load", "a.csv", *mapped, "--skip-rejects").err).endswith("0 added, 0 changed\n")
    assert count(empty, "organizations") == 1


def test_events_and_people_load_from_tables(empty: Database, run: Run) -> None:
    events = "What;When;Where\nФорум;15.09.2023;Астана\n"
    result = run("load", write("e.csv", events), "--as", "events", "--map", "title=What", "--map", "date=When",
                 "--map", "place=3", "--constant", "lang=ru", "--date-form", "%d.%m.%Y")  # fmt: skip
    assert counted(result.err) == (
        "e.csv: the delimiter is taken for “;”\nsources: 1 added, 0 changed, 0 unchanged\n"
        "events: 1 added, 0 changed, 0 unchanged\n2 added, 0 changed\n"
    )
    assert "2023-09-15" in run("events", "--place", "астана").out
    people = "Name\tItem\nАнна Петрова\tQ1\n"
    mapped = ("--as", "people", "--map", "name=Name", "--map", "wikidata=Item", "--constant", "lang=ru")
    assert run("load", write("p.tsv", people), *mapped).err.endswith(
        "people: 1 added, 0 changed, 0 unchanged\n1 added, 0 changed\n"
    )
    assert counted(run("load", "p.tsv", *mapped).err).endswith("0 added, 0 changed\n")
    other = run("load", write("q.tsv", people.replace("Анна Петрова", "А. Петрова")), *mapped)
    assert "may be recorded already: anna-petrova" in other.err
    assert count(empty, "people") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp1252"])
def test_encodings_are_found_out(encoding: str, empty: Database, run: Run) -> None:
    claim, who = ("C’est passé.", "Zoë Bérard") if encoding == "cp1252" else ("Идёт дождь.", "Анна Петрова")
    table = TABLE.replace("It rains.", claim).replace("Anna Petrova", who)
    result = run("load", write("a.csv", table.encode(encoding)), *MAPPED, "--create-people")
    assert result.code == 0, result.err
    assert (f"a.csv: the encoding is taken for {encoding}\n" in result.err) == encoding.startswith("cp")
    (found,) = json.loads(run("statements", "--format", "json").out)
    assert (found["text"], found["speaker"]["name"]) == (claim, who)
    assert count(empty, "statements") == 1


MAPPING = """
as = "statements"
dates = ["%d.%m.%Y", "%B %Y"]
[columns]
text = "Claim"
speaker = "Who"
said = "Day"
"source.url" = "Link"
[constants]
lang = "en"
kind = "direct"
"""


def test_a_mapping_can_be_kept_in_a_file(empty: Database, run: Run) -> None:
    write("m.toml", MAPPING)
    table = TABLE.replace("2023-11-01", "01.11.2023") + "It snows.,Anna Petrova,November 2023,https://a.example/1\n"
    assert run("load", write("a.csv", table), "--mapping", "m.toml", "--create-people").code == 0
    assert [one["said"] for one in json.loads(run("statements", "--format", "json").out)] == ["2023-11-01", "2023-11"]
    # What the command line says goes before what the file says.
    other = run("load", "a.csv", "--mapping", "m.toml", "--map", "lang=Language")
    assert "lang: there is no column “Language”" in other.err
    assert count(empty, "statements") == 2


WRONG = [
    (TABLE, ("--map", "text=Cliam"), "a.csv:1: text: there is no column “Cliam”; did you mean Claim?"),
    (TABLE, ("--map", "text=9"), "text: there is no column 9; there are 4"),
    (TABLE, ("--map", "txt=Claim"), "txt: there is no such field of statements; did you mean text?"),
    (TABLE, ("--map", "text"), "write FIELD=COLUMN"),
    (TABLE, ("--map", "text=a", "--map", "text=b"), "text is given twice"),
    (TABLE, ("--date-form", "dd.mm"), "dates: “dd.mm” has no %Y"),
    (TABLE, ("--date-form", "%d"), "dates: “%d” has no %Y"),
    (TABLE, ("--date-form", "%d.%m %%Y"), "dates: “%d.%m %%Y” has no %Y"),
    (TABLE, ("--date-form", "%d.%d.%Y"), "is not a format that dates can be read by"),
    (TABLE, ("--delimiter", "::"), "delimiter: “::” should be one ASCII character"),
    (TABLE, ("--encoding", "klingon"), "there is no encoding “klingon”"),
    (TABLE, ("--no-header",), "without a header, columns have numbers"),
    ("", (), "a.csv: is empty"),
    (TABLE + "a,b\n", (), "a.csv:3: has 2 cells, the first row has 4"),
    (TABLE + "a,b,c,d,e\n", (), "a.csv:3: has 5 cells"),
    (TABLE + "a,Anna Petrova,soon,https://a.example\n", (), "said: “soon”: that is not a date"),
    (TABLE + "a,Anna Petrova,2023,ftp://a.example\n", (), "source.url: “ftp://a.example” is not valid"),
    (TABLE + " ,Anna Petrova,2023,https://a.example\n", (), "text: is missing"),
    (TABLE + "a,,2023,https://a.example\n", (), "a direct statement needs a speaker"),
    (TABLE + "a,the voice,2023,https://a.example\n", (), "it does not look like a full name"),
    (TABLE.encode() + b"a\0b,Anna Petrova,2023,https://a.example\n", (), "NUL"),
    ("é" * 50 + TABLE, (), "there is no column “Claim”"),
    (TABLE.replace("Petrova", "Petrová" * 9).encode() + b"\xff,Anna Petrova,2023,https://a.example\n", (), "not UTF-8"),
    (TABLE + '"never closed,b\n', (), "a.csv:3: a quotation mark is never closed"),
    (TABLE + '"' + "a" * (lines.LONGEST + 10), (), "is longer than 16 MB"),
    (TABLE + '"a" b,Anna Petrova,2023,https://a.example\n', (), "a.csv:3: cannot be read as a row"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "options", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_wrong_tables_and_mappings_change_nothing(
    content: str | bytes, options: tuple[str, ...], said: str, empty: Database, run: Run
) -> None:
    write("m.toml", MAPPING)
    before = dump(empty)
    result = run("load", write("a.csv", content), "--mapping", "m.toml", "--create-people", *options)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert dump(empty) == before


def test_a_table_with_only_a_header_adds_nothing(empty: Database, run: Run) -> None:
    assert run("load", write("a.csv", TABLE.splitlines()[0] + "\n"), *MAPPED) == (0, "", "0 added, 0 changed\n")
    assert count(empty, "sources") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.csv"], "a table needs --as"),
        (["a.csv", "--map", "text=Claim"], "--as is missing; use one of: statements"),
        (
            ["a.csv", "--as", "statements", "--map", "text=Claim"],
            "kind: direct, indirect, mixed or editorial: give it a column (--map) or a value for all rows (--constant)",
        ),
        (["nothing.jsonl"], "nothing.jsonl: cannot be read: No such file"),
        (["a.jsonl", "b.jsonl", "--rejects", "r"], "--rejects is for one file"),
        (["a.csv", "--mapping", "no.toml"], "no.toml: cannot be read"),
        (["a.csv", "--mapping", "bad.toml"], "bad.toml: this is not TOML"),
        (["a.csv", "--mapping", "odd.toml"], "odd.toml: colums: there is no such setting; did you mean columns?"),
    ],
)
def test_wrong_mappings_and_options_are_reported(arguments: list[str], said: str, empty: Database, run: Run) -> None:
    write("a.csv", TABLE)
    write("bad.toml", "?")
    write("odd.toml", "[colums]\n")
    result = run("load", *arguments)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert count(empty, "statements") == 0


# Titles


TURNS = [
    {
        "url": "https://k.example/1",
        "title": "Meeting",
        "date": "2020-01-01",
        "turn": number,
        "speaker": who,
        "text": "Yes.",
    }
    for number, who in enumerate(
        [
            "President of Russia Vladimir Putin",
            "Vladimir Putin",
            "Question",
            "Chief Inspector Ivan Nobody",
            "Vladimir Putin",
        ]
    )
]
TRANSCRIPTS = str(Path(__file__).parents[2] / "docs" / "mappings" / "transcripts.toml")


def test_transcripts_tell_people_from_titles(empty: Database, run: Run) -> None:
    result = run("load", write("t.jsonl", jsonl(*TURNS)), "--mapping", TRANSCRIPTS, "--create-people")
    assert result.err.startswith("sources: 1 added, 0 changed, 0 unchanged\npeople: 1 added, 0 changed, 0 unchanged\n")
    found = json.loads(run("statements", "--format", "json").out)
    said = [(one["speaker"] and one["speaker"]["name"], one["appearances"][0]["attribution"]) for one in found]
    assert said == [
        ("Vladimir Putin", "President of Russia Vladimir Putin"),
        ("Vladimir Putin", "Vladimir Putin"),
        (None, "Question"),
        (None, "Chief Inspector Ivan Nobody"),
        ("Vladimir Putin", "Vladimir Putin"),
    ]
    assert counted(run("load", "t.jsonl", "--mapping", TRANSCRIPTS, "--create-people").err) == "0 added, 0 changed\n"
    assert run("db", "check").code == 0
    assert count(empty, "people") == 1


def test_an_uncertain_title_is_rejected_if_the_mapping_requires_it(empty: Database, run: Run) -> None:
    mapping = Path(TRANSCRIPTS).read_text("utf-8").replace('unsure = "speakerless"', 'unsure = "reject"')
    result = run("load", write("t.jsonl", jsonl(*TURNS)), "--mapping", write("m.toml", mapping), "--create-people")
    assert result.code == 2
    assert re.search("t.jsonl:4: speaker: .*“Chief Inspector Ivan Nobody”", result.err)
    assert count(empty, "people") == 0


def test_objects_are_read_from_the_standard_input(empty: Database, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(jsonl(*TURNS))))
    assert run("load", "-", "--mapping", TRANSCRIPTS, "--create-people").code == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TABLE.encode())))
    assert run("load", "-", *MAPPED, "--create-people").code == 0
    assert count(empty, "statements") == 6


@pytest.mark.parametrize("path", sorted(Path(TRANSCRIPTS).parent.glob("*.toml")), ids=lambda path: path.name)
def test_the_mappings_of_the_documentation_load(path: Path, empty: Database, run: Run) -> None:
    samples: dict[str, tuple[str, str | bytes]] = {
        "transcripts.toml": ("a.jsonl", jsonl(*TURNS)),
        "politifact.toml": ("a.csv", 'Claim,Speaker,Date,Link\nTaxes fell.,Ann Smith,"May 5, 2020",https://p.example/1\n'),
        "averitec.toml": ("a.json", b'[{"claim": "It rains.", "label": "Supported", "speaker": null, '
            b'"claim_date": null, "original_claim_url": null, "claim_types": [], '
            b'"fact_checking_article": "https://p.example/1"}]'),
        "google-claimreview.toml": ("a.json", b'{"@type": "ClaimReview", "claimReviewed": "It rains.", "url": '
            b'"https://p.example/1", "author": {"name": "Desk"}, "reviewRating": {"alternateName": "Falso"}}'),
        "liar.toml": ("a.tsv", '1.json\tfalse\tHe "said" so.\teconomy\tann-smith\tA\tOhio\tnone\t0\t0\t0\t0\t0\tad\n'),
    }  # fmt: skip
    name, content = samples[path.name]
    result = run("load", write(name, content), "--mapping", path, "--create-people")
    assert result.code == 0, result.err
    assert run("db", "check").code == 0
    assert count(empty, "statements") > 0


# Sources of rows


@pytest.mark.parametrize("wrong", ["It hails.,Nobody At All,", ",Anna Petrova,", "It hails.,Anna Petrova,never"])
@pytest.mark.parametrize("link", ["", "https://a.example/1"])
def test_a_rejected_first_row_takes_no_other_row_with_it(wrong: str, link: str, empty: Database, run: Run) -> None:
    run("load", write("p.csv", TABLE), *MAPPED, "--create-people")
    table = f"Claim,Who,Day,Link\n{wrong},{link}2\nIt pours.,Anna Petrova,,{link}2\nIt snows.,Anna Petrova,,{link}2\n"
    mapped = MAPPED if link else (*MAPPED[:8], *MAPPED[10:])
    result = run("load", write("a.csv", table), *mapped, "--skip-rejects")
    assert result.code == 0
    assert result.err.count("rejected: a.csv:2: ") == result.err.count("rejected: ")
    assert "\n1 rejected" in result.err
    assert (count(empty, "statements"), count(empty, "sources")) == (3, 2)


def test_a_source_with_only_rejected_rows_is_not_recorded(empty: Database, run: Run) -> None:
    table = "Claim,Who,Day,Link\nIt hails.,Nobody At All,,https://a.example/1\n"
    assert run("load", write("a.csv", table), *MAPPED, "--skip-rejects").code == 0
    assert count(empty, "sources") == 0


def test_capitals_do_not_depend_on_the_order_of_rows(empty: Database, run: Run) -> None:
    table = TABLE + "It snows.,ANNA PETROVA,2023-11-02,https://a.example/1\n"
    assert run("load", write("a.csv", table), *MAPPED, "--create-people").code == 0
    assert (count(empty, "people"), count(empty, "statements")) == (1, 2)
    assert counted(run("load", "a.csv", *MAPPED, "--create-people").err) == "0 added, 0 changed\n"


SPELLINGS = [
    "https://A.example/1",
    "https://a.example:443/1",
    "http://a.example/1",
    "http://a.example:80/1/",
    "https://a.example/1?utm_campaign=x&fbclid=y",
    "https://a.example/1#part-2",
]


def test_spellings_of_an_address_are_one_source(empty: Database, run: Run) -> None:
    rows = "".join(f"Words {number}.,Anna Petrova,2023,{link}\n" for number, link in enumerate(SPELLINGS))
    result = run("load", write("a.csv", TABLE + rows), *MAPPED, "--create-people")
    assert result.code == 0
    for link in SPELLINGS:
        assert f"a.csv: {link} is taken for https://a.example/1\n" in result.err
    assert (count(empty, "sources"), count(empty, "statements")) == (1, 7)


@pytest.mark.parametrize("first", SPELLINGS)
def test_a_recorded_spelling_of_an_address_is_found(first: str, empty: Database, run: Run) -> None:
    run("load", write("a.csv", TABLE.replace("https://a.example/1", first)), *MAPPED, "--create-people")
    for number, link in enumerate(SPELLINGS):
        table = f"Claim,Who,Day,Link\nWords {number}.,Anna Petrova,2023,{link}\n"
        assert run("load", write("b.csv", table), *MAPPED).code == 0
    assert count(empty, "sources") == 1


def test_different_addresses_are_different_sources(empty: Database, run: Run) -> None:
    links = ["https://a.example/2", "https://a.example/1?page=2", "https://b.example/1", "https://a.example:8080/1",
             "https://a.example/1#!/x", "https://www.a.example/1"]  # fmt: skip
    rows = "".join(f"Words.,Anna Petrova,2023,{link}\n" for link in links)
    assert run("load", write("a.csv", TABLE + rows), *MAPPED, "--create-people").code == 0
    assert count(empty, "sources") == 1 + len(links)


# The same words


def test_the_same_words_on_another_day_are_another_statement(empty: Database, run: Run) -> None:
    table = TABLE + TABLE.splitlines()[1].replace("2023-11-01", "2019-05-04") + "\n"
    assert run("load", write("a.csv", table), *MAPPED, "--create-people").code == 0
    assert count(empty, "statements") == 2
    assert counted(run("load", "a.csv", *MAPPED).err) == "0 added, 0 changed\n"


@pytest.mark.usefixtures("empty")
def test_the_same_row_twice_is_recorded_once_and_a_different_one_is_rejected(run: Run) -> None:
    table = TABLE + TABLE.splitlines()[1] + "\n"
    result = run("load", write("a.csv", table), *MAPPED, "--create-people")
    assert result.code == 0
    assert "a.csv: line 3: the same as an earlier row, recorded once" in result.err
    assert "0 added, 0 changed\n" in run("load", "a.csv", *MAPPED).err
    topics = "Claim,Who,Topics\nIt snows.,Anna Petrova,weather\nIt snows.,Anna Petrova,weather;sport\n"
    mapped = (*MAPPED[:6], *MAPPED[10:], "--map", "topics=Topics", "--create-people")
    result = run("load", write("b.csv", topics), *mapped)
    assert result.code == 2
    assert "b.csv:3: statement: is the same as in line 2 but for topics" in result.err


# Forms of files


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.json.gz"])
def test_an_array_of_records_loads(name: str, indent: int | None, run: Run) -> None:
    content = json.dumps(RECORDS, indent=indent, ensure_ascii=False).encode()
    write(name, gzip.compress(content) if name.endswith("gz") else content)
    assert counted(run("load", name).err).endswith("3 added, 0 changed\n")


def test_an_array_of_objects_loads_by_a_mapping(empty: Database, run: Run) -> None:
    rows = [{"Claim": "It rains.", "Who": "Anna Petrova", "Day": "2023", "Link": "https://a.example/1"}]
    assert run("load", write("a.json", json.dumps(rows)), *MAPPED, "--create-people").code == 0
    assert count(empty, "statements") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[1, 2]", "a.json:1: should be an object"),
        ('[{"type": "topic", "key": "rain", "name": "Rain"}', "a.json:1: this is not JSON"),
        ('[\n{"type": "topic"\n', "a.json:2: this is not JSON"),
        ('[{"type": "topic", "key": "rain", "name": "Rain"}]\nmore', "a.json:2: this is not JSON"),
    ],
)
def test_a_wrong_array_is_reported_with_its_line(content: str, said: str, empty: Database, run: Run) -> None:
    result = run("load", write("a.json", content))
    assert result.code == 2
    assert said in result.err
    assert count(empty, "topics") == 0


@pytest.mark.usefixtures("empty")
def test_a_tsv_suffix_selects_the_tab(run: Run) -> None:
    table = 'Claim\tWho\tDay\tLink\n"Rain," she said, is wet.\tAnna Petrova\t2023\thttps://a.example/1\n'
    result = run("load", write("a.tsv", table), *MAPPED, "--create-people")
    assert result.code == 0
    assert '"Rain," she said, is wet.' in run("statements", "--format", "csv").out.replace('""', '"')


def test_corrected_rejects_belong_to_their_table(empty: Database, run: Run) -> None:
    mapped = (*MAPPED[:8], *MAPPED[10:])
    table = TABLE + "It snows.,Anna Petrova,never,\n"
    load = ("--create-people", "--skip-rejects", "--rejects")
    assert run("load", write("a.csv", table), *mapped, *load, "r.csv").code == 0
    again = Path("r.csv").read_text("utf-8").replace("never", "soon")
    assert run("load", write("b.csv", again), *mapped, *load, "r2.csv").code == 0
    fixed = Path("r2.csv").read_text("utf-8").replace("soon", "2024")
    assert run("load", write("c.csv", fixed), *mapped).code == 0
    assert (count(empty, "sources"), count(empty, "statements")) == (1, 2)


@pytest.mark.usefixtures("empty")
def test_rejects_of_rejects_keep_the_name_of_their_table(run: Run) -> None:
    rows = "".join(f"{line},x,{name}.csv,It snows {line}.,Anna Petrova,never,\n" for line, name in enumerate("abab", 2))
    file = write("r.csv", f"reject_line,reject_reason,reject_file,Claim,Who,Day,Link\n{rows}")
    mapped = (*MAPPED[:8], *MAPPED[10:])
    assert run("load", file, *mapped, "--create-people", "--skip-rejects", "--rejects", "r2.csv").code == 0
    with Path("r2.csv").open(encoding="utf-8", newline="") as written:
        assert [row["reject_file"] for row in csv.DictReader(written)] == ["a.csv", "b.csv", "a.csv", "b.csv"]


def test_rejects_that_do_not_name_their_table_belong_to_the_only_one(empty: Database, run: Run) -> None:
    mapped = (*MAPPED[:8], *MAPPED[10:])
    rejects = write("r.csv", "reject_line,reject_reason,Claim,Who,Day,Link\n3,x,It snows.,Anna Petrova,2024,\n")
    assert run("load", write("a.csv", TABLE), *mapped, "--create-people").code == 0
    assert run("load", rejects, *mapped).code == 0
    assert count(empty, "sources") == 1
    assert run("load", write("b.csv", TABLE), *mapped).code == 0
    result = run("load", write("r2.csv", Path(rejects).read_text("utf-8").replace("snows", "hails")), *mapped)
    assert result.code == 2
    assert "r2.csv:2: source: the file does not name the row's table" in result.err


def test_a_line_cannot_give_a_key_to_somebody_else(empty: Database, run: Run) -> None:
    assert run("load", write("a.jsonl", jsonl(*RECORDS))).code == 0
    other = write("b.jsonl", jsonl({**PERSON, "name": "Борис Ким"}))
    result = run("load", other)
    assert result.code == 2
    assert re.search("b.jsonl:1: person “anna”: name: .* Анна Петрова, .* Борис Ким", result.err)
    assert run("load", other, "--rename", "anna").code == 0
    assert count(empty, "people") == 1


@pytest.mark.usefixtures("empty")
def test_two_forms_never_read_one_date_differently(run: Run) -> None:
    table = "Claim,Day\nThe dam is safe,05/06/2021\nThe dam is old,07/25/2021\n"
    options = ["--as", "statements", "--map", "text=Claim", "--map", "said=Day", "--constant", "lang=en"]
    options += ["--constant", "kind=indirect", "--date-form", "%d/%m/%Y", "--date-form", "%m/%d/%Y", "--skip-rejects"]
    result = run("load", write("dam.csv", table), *options)
    assert result.code == 0
    assert "2021-06-05 by %d/%m/%Y and 2021-05-06 by %m/%d/%Y" in result.err
    (found,) = json.loads(run("statements", "--format", "json").out)
    assert found["said"] == "2021-07-25"


def test_a_form_needs_four_digits_of_the_year(empty: Database, run: Run) -> None:
    result = run("load", write("dam.csv", "Claim,Day\nThe dam is safe,05/06/21\n"), *MAPPED, "--date-form", "%d/%m/%y")
    assert result.code == 2
    assert "“%d/%m/%y” has a year of two digits" in result.err
    assert count(empty, "statements") == 0


PRINTED = "Анна Петрова открыла мост. «Мост построили за год», сказала она. Мост красивый."


def test_passages_of_records_are_checked_and_placed(empty: Database, run: Run) -> None:
    source = {"type": "source", "key": "paper", "title": "Мост", "lang": "ru", "text": PRINTED}
    said = {"type": "statement", "kind": "indirect", "lang": "ru"}

    def statement(key: str, exact: str, **more: str) -> dict[str, Any]:
        return {**said, "key": key, "text": exact, "appearances": [{"source": "paper", "exact": exact, **more}]}

    records = [
        source,
        statement("right", "Мост построили за год", attribution="сказала она"),
        statement("misattributed", "Мост построили за год", attribution="сообщил министр"),
        statement("wrong", "Мост построили за два года"),
    ]
    result = run("load", write("a.jsonl", jsonl(*records)))
    assert result.err.endswith("passages: 1 checked (1 exact), 2 failed (2 altered)\n")
    with empty.reading() as connection:
        found = connection.execute(select(t.appearances).order_by(t.appearances.c.id)).all()
    assert [one.verified for one in found] == ["exact", "altered", "altered"]
    assert [one.place_found for one in found] == [True, False, False]
    assert PRINTED[found[0].start : found[0].end] == "Мост построили за год"
    before = dump(empty)
    assert counted(run("load", "a.jsonl").err) == "0 added, 0 changed\n"
    assert dump(empty) == before
    assert run("verify").code == 1


def test_the_speakers_of_a_table_are_not_looked_up_in_the_text(empty: Database, run: Run) -> None:
    source = {"type": "source", "key": "paper", "title": "Мост", "lang": "ru", "text": PRINTED}
    run("load", write("a.jsonl", jsonl(source)))
    table = "Claim,Who,Where\nМост построили за год,Зоя Ким,paper\n"
    columns = ("--as", "statements", "--map", "text=Claim", "--map", "speaker=Who", "--map", "source.key=Where")
    constants = ("--constant", "lang=ru", "--constant", "kind=direct", "--create-people")
    assert run("load", write("a.csv", table), *columns, *constants).err.endswith("passages: 1 checked (1 exact)\n")
    with empty.reading() as connection:
        assert connection.scalar(select(t.appearances.c.attribution_kind)) == "cell"
    assert run("verify").code == 0
    assert run("dump", "dumped", "--force").code == 0
    assert 'attribution_kind = "cell"' in "".join(path.read_text("utf-8") for path in Path("dumped").glob("*.toml"))


def test_a_text_that_comes_later_checks_older_passages(empty: Database, run: Run) -> None:
    source = {"type": "source", "key": "paper", "title": "Мост", "lang": "ru"}
    passage = {"source": "paper", "exact": "Мост построили за год"}
    statement = {
        "type": "statement",
        "key": "s",
        "kind": "indirect",
        "text": "x",
        "lang": "ru",
        "appearances": [passage],
    }
    run("load", write("a.jsonl", jsonl(source, statement)))
    run("load", write("b.jsonl", jsonl(source | {"text": PRINTED})))
    with empty.reading() as connection:
        (row,) = connection.execute(select(t.appearances)).all()
    assert (row.verified, PRINTED[row.start : row.end]) == ("exact", "Мост построили за год")
