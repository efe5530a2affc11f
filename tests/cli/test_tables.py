"""Tables, as a user loads them."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from kzclaims.dossier import byte_streams as lines
from kzclaims.store.database.database import Database
from kzclaims.store.schema import tables as t
from tests.bulk_files import MAPPED, PERSON, SOURCE, TABLE, count, dump, jsonl, write
from tests.running import Run, counted


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


def test_an_array_of_objects_loads_by_a_mapping(empty: Database, run: Run) -> None:
    rows = [{"Claim": "It rains.", "Who": "Anna Petrova", "Day": "2023", "Link": "https://a.example/1"}]
    assert run("load", write("a.json", json.dumps(rows)), *MAPPED, "--create-people").code == 0
    assert count(empty, "statements") == 1


@pytest.mark.usefixtures("empty")
def test_a_tsv_suffix_selects_the_tab(run: Run) -> None:
    table = 'Claim\tWho\tDay\tLink\n"Rain," she said, is wet.\tAnna Petrova\t2023\thttps://a.example/1\n'
    result = run("load", write("a.tsv", table), *MAPPED, "--create-people")
    assert result.code == 0
    assert '"Rain," she said, is wet.' in run("statements", "--format", "csv").out.replace('""', '"')


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


def test_the_speakers_of_a_table_are_not_looked_up_in_the_text(empty: Database, run: Run) -> None:
    printed = "Анна Петрова открыла мост. Мост построили за год, сказала она."
    source = {"type": "source", "key": "paper", "title": "Мост", "lang": "ru", "text": printed}
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
