"""Files of records, as a user loads them."""

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
from tests.bulk_files import PERSON, RECORDS, SOURCE, STATEMENT, count, dump, jsonl, write
from tests.running import Run, counted


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


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.json.gz"])
def test_an_array_of_records_loads(name: str, indent: int | None, run: Run) -> None:
    content = json.dumps(RECORDS, indent=indent, ensure_ascii=False).encode()
    write(name, gzip.compress(content) if name.endswith("gz") else content)
    assert counted(run("load", name).err).endswith("3 added, 0 changed\n")


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


def test_a_line_cannot_give_a_key_to_somebody_else(empty: Database, run: Run) -> None:
    assert run("load", write("a.jsonl", jsonl(*RECORDS))).code == 0
    other = write("b.jsonl", jsonl({**PERSON, "name": "Борис Ким"}))
    result = run("load", other)
    assert result.code == 2
    assert re.search("b.jsonl:1: person “anna”: name: .* Анна Петрова, .* Борис Ким", result.err)
    assert run("load", other, "--rename", "anna").code == 0
    assert count(empty, "people") == 1


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
