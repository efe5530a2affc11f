"""`dump` and `export`: what comes out, where to, and what is refused."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kzclaims.cli import export as exporting
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from tests.contents import files, loaded
from tests.export import hostile
from tests.running import Run

CLAIM = ("Claim", ["Claim", "Quotation"])
ONE_FILE = [form for form in exporting.FORMATS if form not in exporting.FOLDERS]


@pytest.mark.usefixtures("seeded")
def test_a_dump_loads_into_an_empty_database(run: Run, tmp_path: Path) -> None:
    dumped = run("dump", "dossiers")
    assert (dumped.code, dumped.out) == (0, "")
    assert dumped.err == "dossiers: 5 dossiers\nTo load it: kzclaims load dossiers/*.toml\n"
    paths = sorted((tmp_path / "dossiers").glob("*.toml"))
    assert run("--database", "other.db", "db", "upgrade").code == 0
    assert run("--database", "other.db", "load", *paths).err.split("\n")[-3] == "81 added, 0 changed"
    assert run("--database", "other.db", "db", "check").code == 0
    for question in (["statements", "--limit", "0"], ["events"], ["people"]):
        answers = [run(*place, *question, "--format", "json").out for place in ([], ["--database", "other.db"])]
        first, second = (sorted(json.loads(answer), key=str) for answer in answers)
        assert first == second
    again = run("--database", "other.db", "dump", "again")
    assert again.code == 0
    assert contents_of(tmp_path / "again") == contents_of(tmp_path / "dossiers")
    assert run("load", *paths).err.startswith("0 added, 0 changed\n")


def contents_of(folder: Path) -> dict[str, bytes]:
    """Return dossiers without their first line, which names the database."""
    return {name: raw.partition(b"\n")[2] for name, raw in files(folder).items()}


@pytest.mark.usefixtures("seeded")
def test_dumps_of_two_databases_never_prune_each_other(run: Run, tmp_path: Path) -> None:
    assert run("dump", "mine").code == 0
    assert run("dump", "again").code == 0
    assert files(tmp_path / "mine") == files(tmp_path / "again")
    run("--database", "other.db", "seed")
    person = tmp_path / "person.toml"
    person.write_text('[[people]]\nkey = "ada-brook"\nname = "Ada Brook"\nlang = "en"\n', encoding="utf-8")
    assert run("--database", "other.db", "load", person).code == 0
    assert run("--database", "other.db", "dump", "theirs").code == 0
    keys = [{raw.split(b"\n")[0] for raw in files(tmp_path / name).values()} for name in ("mine", "theirs")]
    assert keys[0].isdisjoint(keys[1])
    for folder in ("theirs", "mine"):
        done = run("load", "--prune", *sorted((tmp_path / folder).glob("*.toml")))
        assert (done.code, "removed" in done.err) == (0, False)
    assert run("person", "ada-brook").code == 0


@pytest.mark.usefixtures("seeded")
def test_a_dump_is_a_stream_as_well(run: Run) -> None:
    done = run("dump", "--jsonl")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err, len(records)) == (0, "To load it: kzclaims load FILE.jsonl\n", 81)
    assert list(dict.fromkeys(one["type"] for one in records)) == [
        *("topic", "organization", "source", "person", "event", "statement"),
    ]


def test_a_terminal_is_safe_from_the_stream(empty: Database, run: Run) -> None:
    loaded(empty, hostile.records("\x1b[31m\x9b\u202e"))
    for arguments in (["dump", "--jsonl"], *(["export", "--as", form] for form in ONE_FILE)):
        shown = run(*arguments, columns=80).out
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown), arguments
    assert json.loads(run("dump", "--jsonl", columns=80).out.splitlines()[0])["name"] == "\x1b[31m\x9b\u202e"


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("arguments", [[], ["dossiers", "--jsonl"]])
def test_a_dump_has_one_target(run: Run, arguments: list[str], tmp_path: Path) -> None:
    done = run("dump", *arguments)
    assert done.code == 2
    assert "--jsonl" in done.err
    assert not (tmp_path / "dossiers").exists()


@pytest.mark.usefixtures("seeded")
def test_a_dump_overwrites_only_with_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dossiers").mkdir()
    (tmp_path / "dossiers" / "topics.toml").write_text("mine")
    (tmp_path / "dossiers" / "old.toml").write_text("mine")
    done = run("dump", "dossiers")
    assert (done.code, "--force" in done.err) == (2, True)
    assert files(tmp_path / "dossiers") == {"topics.toml": b"mine", "old.toml": b"mine"}
    done = run("dump", "dossiers", "--force")
    assert done.code == 0
    assert "old.toml" in done.err
    assert files(tmp_path / "dossiers")["topics.toml"].startswith(b'dossier = "topics-')
    assert files(tmp_path / "dossiers")["old.toml"] == b"mine"


def test_a_dump_reports_ambiguous_mentions(seeded: Database, run: Run) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO organizations (key, name, recorded) VALUES ('vladimir-putin', 'P', '2023-01-01 00:00:00')"
        )
    assert "“vladimir-putin”" in run("dump", "--jsonl").err


def test_a_dump_reports_statuses_that_are_left_out(seeded: Database, run: Run) -> None:
    with seeded.writing() as connection:
        set_status(connection, "olevsky-only-astana-can-help-moscow", "disputed", reason="he says so")
    said = run("dump", "--jsonl").err
    assert said.startswith("1 statement with a status")


@pytest.mark.usefixtures("seeded")
def test_a_dump_and_an_export_of_the_past(run: Run) -> None:
    assert run("dump", "--jsonl", "--as-of", "2020").out == ""
    assert run("dump", "--jsonl", "--as-of", "9998").out == run("dump", "--jsonl").out
    assert "Nothing found." in run("export", "--as", "jsonld", "--as-of", "2020").err
    assert run("export", "--as", "jsonld", "--as-of", "9998").out == run("export", "--as", "jsonld").out


@pytest.mark.parametrize("form", ONE_FILE)
def test_a_format_goes_to_stdout_or_into_a_file(empty: Database, run: Run, form: str, tmp_path: Path) -> None:
    loaded(empty, hostile.records("words"))
    shown = run("export", "--as", form)
    assert shown.code == 0
    written = run("export", "--as", form, "--output", "file")
    assert (written.code, written.out) == (0, "")
    assert written.err.endswith("file: written\n")
    assert (tmp_path / "file").read_bytes().decode() == shown.out
    refused = run("export", "--as", form, "--output", "file", "--kind", "indirect")
    assert refused.code == 2
    assert "--force" in refused.err
    assert (tmp_path / "file").read_bytes().decode() == shown.out
    assert run("export", "--as", form, "--output", "file", "--kind", "indirect", "--force").code == 0
    assert (tmp_path / "file").read_bytes().decode() != shown.out
    assert {path.name for path in tmp_path.iterdir()} - {"kzclaims.db"} == {"file"}


@pytest.mark.usefixtures("seeded")
def test_tables_are_a_folder(run: Run, tmp_path: Path) -> None:
    refused = run("export", "--as", "csv")
    assert (refused.code, "name it with --output DIR" in refused.err) == (2, True)
    assert run("export", "--as", "csv", "--output", "tables").code == 0
    text = (tmp_path / "tables" / "statements.csv").read_bytes().decode()
    assert len(list(csv.reader(io.StringIO(text, newline=""), strict=True))) == 45
    assert run("export", "--as", "csv", "--output", "tables").code == 2
    assert run("export", "--as", "csv", "--output", "tables", "--force").code == 0


@pytest.mark.sqlite
def test_cells_are_guarded_unless_raw(empty: Database, run: Run, tmp_path: Path) -> None:
    loaded(empty, hostile.records("=1+1"))
    assert run("export", "--as", "csv", "--output", "guarded").code == 0
    assert run("export", "--as", "csv", "--output", "raw", "--raw").code == 0
    for folder, cell in {"guarded": "'=1+1", "raw": "=1+1"}.items():
        assert f'"topic","{cell}"\r\n' in (tmp_path / folder / "topics.csv").read_bytes().decode()


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (["--person", "Макрон"], {"macron-compliment", "macron-countries-signed-declaration"}),
        (["--on", "2023-09"], {"kazakhstan-bans-export-of-106-goods"}),
        (["--kind", "direct"], None),
        (["--about", "Токаев"], None),
        (["--source", "24-kanal-olevsky-2023-11"], None),
        (["--topic", "sanctions", "--from", "2023", "--to", "2023-12"], None),
        (["--organization", "The Insider"], set()),
        (["--search", "санкциями"], None),
    ],
)
def test_the_filters_are_those_of_the_listing(run: Run, filters: list[str], keys: set[str] | None) -> None:
    listed = {one["key"] for one in json.loads(run("statements", *filters, "--limit", "0", "--format", "json").out)}
    done = run("export", "--as", "jsonld", *filters)
    assert done.code == 0
    graph = json.loads(done.out)["@graph"]
    assert {node["identifier"] for node in graph if node["@type"] in CLAIM} == listed
    if keys is not None:
        assert len(listed) == len(keys)


@pytest.mark.usefixtures("seeded")
def test_events_are_those_that_answer_the_same_question(run: Run) -> None:
    def events(*filters: str) -> set[str]:
        graph = json.loads(run("export", "--as", "jsonld", *filters).out)["@graph"]
        return {node["identifier"] for node in graph if node["@type"] == "Event"}

    def listed(*filters: str) -> set[str]:
        return {one["key"] for one in json.loads(run("events", *filters, "--format", "json").out)}

    assert events() == listed()
    for filters in (["--on", "2023-09"], ["--person", "Путин"], ["--topic", "france"], ["--search", "визит"]):
        assert events(*filters) >= listed(*filters)
    # No event has a kind: only those that the statements are about.
    assert events("--kind", "direct", "--on", "2023-11") < listed("--on", "2023-11")


@pytest.mark.usefixtures("seeded")
def test_undated_records_are_counted(run: Run) -> None:
    done = run("export", "--as", "timelinejs")
    assert done.err.startswith("3 events left out")


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("form", ONE_FILE)
def test_an_empty_selection_is_a_valid_document(run: Run, form: str) -> None:
    done = run("export", "--as", form)
    assert (done.code, "Nothing found." in done.err) == (0, True)
    assert json.loads(done.out) if form != "gexf" else done.out.endswith("</gexf>\n")


@pytest.mark.sqlite
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_a_sentence(seeded: Database) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kzclaims", "--database", seeded.path, "export", "--as", "jsonld"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    assert done.returncode == 1
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.sqlite
@pytest.mark.usefixtures("seeded")
def test_the_database_is_not_to_be_written_over(run: Run, tmp_path: Path) -> None:
    before = files(tmp_path)["kzclaims.db"]
    done = run("export", "--as", "gexf", "--output", "kzclaims.db", "--force")
    assert (done.code, "is the database itself" in done.err) == (2, True)
    assert files(tmp_path) == {"kzclaims.db": before}
