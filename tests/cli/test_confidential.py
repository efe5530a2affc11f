"""Confidential records: no export contains them or what reveals them, unless asked for; dumps keep everything."""

import json
from pathlib import Path

import pytest

from kzclaims.cli.export import FOLDERS, FORMATS
from tests.running import Result, Run

WORD = "sekret"
"""A word that is part of everything that must not be published, besides the name."""
NAMES = ("тайнов", "tainov", WORD)

DOSSIER = """
[[topics]]
key = "topic"
name = "Open topic"
[[organizations]]
key = "paper"
name = "Open paper"
lang = "en"
[[organizations]]
key = "sekret-fund"
name = "Sekret fund"
lang = "en"
confidential = true
[[people]]
key = "pavel-tainov"
name = "Павел Тайнов"
lang = "ru"
description = "sekret"
wikidata = "Q1"
confidential = true
[[people]]
key = "ada-brook"
name = "Ada Brook"
lang = "en"
description = "married to Pavel Tainov"
roles = [{title = "sekret role", lang = "en", organization = "sekret-fund"}, {title = "open role", lang = "en"}]
[[sources]]
key = "open"
title = "Open source"
lang = "en"
published = "2023-05-01"
publisher = "paper"
url = "https://example.org/open"
[[sources]]
key = "sekret-memo"
title = "sekret memo"
lang = "en"
published = "2023-04-01"
url = "https://example.org/sekret"
confidential = true
[[sources]]
key = "newsletter"
title = "sekret, as its publisher is"
lang = "en"
publisher = "sekret-fund"
[[sources]]
key = "address"
title = "sekret by its address"
lang = "en"
url = "https://example.org/2023/pavel_tainov-arrested.html"
[[sources]]
key = "archived"
title = "sekret by the address of its copy"
lang = "en"
archive_url = "https://example.org/%D1%82%D0%B0%D0%B9%D0%BD%D0%BE%D0%B2%D1%83"
[[events]]
key = "open-event"
title = "Open event"
lang = "en"
date = "2023-05-01"
citations = [{source = "open", exact = "open citation"}, {source = "sekret-memo", exact = "sekret citation"}]
[[events]]
key = "marked"
title = "sekret event"
lang = "en"
confidential = true
[[events]]
key = "with-participant"
title = "sekret by its participant"
lang = "en"
participants = [{person = "pavel-tainov"}]
[[events]]
key = "with-name"
title = "sekret by a name: с Тайновым"
lang = "ru"
[[events]]
key = "only-reported-there"
title = "sekret by its source"
lang = "en"
citations = [{source = "sekret-memo", exact = "sekret"}]
[[statements]]
key = "open-statement"
kind = "direct"
text = "Open words"
lang = "en"
speaker = "ada-brook"
topics = ["topic"]
events = ["open-event"]
appearances = [{source = "open"}, {source = "sekret-memo", attribution = "sekret"}]
"""

PRINTED = 'appearances = [{source = "open"}]'
STATEMENTS = {
    "marked-one": f'confidential = true\nspeaker = "ada-brook"\n{PRINTED}',
    "by-person": f'speaker = "pavel-tainov"\n{PRINTED}',
    "by-organization": f'organization = "sekret-fund"\n{PRINTED}',
    "mentioning": f'speaker = "ada-brook"\nmentions = ["pavel-tainov"]\n{PRINTED}',
    "about-event": f'speaker = "ada-brook"\nevents = ["marked"]\n{PRINTED}',
    "only-in-memo": 'speaker = "ada-brook"\nappearances = [{source = "sekret-memo"}]',
    "in-newsletter": 'speaker = "ada-brook"\nappearances = [{source = "newsletter"}]',
    "sekret-memo-7": f'speaker = "ada-brook"\n{PRINTED}',
    "note": f'speaker = "ada-brook"\nspeaker_note = "said by Pavel Tainov"\n{PRINTED}',
    "attributed": 'appearances = [{source = "open", attribution = "по словам Тайнова"}]',
    "in-address": 'speaker = "ada-brook"\nappearances = [{source = "address"}]',
    "in-cyrillic-address": 'speaker = "ada-brook"\nappearances = [{source = "archived"}]',
    "translated": 'speaker = "ada-brook"\n'
    f'translations = [{{lang = "ru", text = "Тайнову", translator = "me"}}]\n{PRINTED}',
}
"""Statements that are left out, each for one reason."""

REVIEW = """
[[reviews]]
key = "review"
statement = "by-person"
reviewer = "paper"
url = "https://example.org/review"
title = "sekret review"
rating = "sekret"
lang = "en"
"""


@pytest.fixture
def confidential(empty: object, run: Run, tmp_path: Path) -> None:
    """Load a public record of each type, and others that must not be published."""
    assert empty
    statements = "".join(
        f'[[statements]]\nkey = "{key}"\nkind = "direct"\ntext = "sekret {key}"\nlang = "en"\n{fields}\n'
        for key, fields in STATEMENTS.items()
    )
    (tmp_path / "d.toml").write_text(DOSSIER + statements + REVIEW, encoding="utf-8")
    assert run("load", "d.toml").code == 0
    status = run("status", "open-statement", "disputed", "--because", "Тайнов told us, sekret")
    assert status.code == 0, status.err


def exported(run: Run, tmp_path: Path, form: str, *options: str) -> tuple[Result, str]:
    """Export in a format; return the result and all that was written, in lower case."""
    if form not in FOLDERS:
        result = run("export", "--as", form, *options)
        return result, result.out.lower()
    result = run("export", "--as", form, "--output", tmp_path / form, *options)
    files = sorted(path for path in (tmp_path / form).rglob("*") if path.is_file())
    if form == "csv":
        return result, "".join(path.read_text(encoding="utf-8") for path in files).lower()
    import pyarrow.parquet as pq

    return result, "".join(str(pq.read_table(path, partitioning=None).to_pylist()) for path in files).lower()


@pytest.mark.usefixtures("confidential")
@pytest.mark.parametrize("form", FORMATS)
def test_exports_leave_out_confidential_records_and_what_reveals_them(run: Run, tmp_path: Path, form: str) -> None:
    result, written = exported(run, tmp_path, form)
    assert result.code == 0
    assert [word for word in NAMES if word in written] == []
    assert "2023-04" not in written
    if form not in ("gexf", "claimreview"):
        assert "open words" in written
    assert f"{len(STATEMENTS)} statement" in result.err
    assert "--confidential" in result.err


@pytest.mark.usefixtures("confidential")
@pytest.mark.parametrize("form", FORMATS)
def test_exports_contain_everything_if_asked_for(run: Run, tmp_path: Path, form: str) -> None:
    result, written = exported(run, tmp_path, form, "--confidential")
    assert result.code == 0
    assert any(name in written for name in NAMES)
    assert "--confidential" not in result.err


@pytest.mark.usefixtures("confidential")
@pytest.mark.parametrize("form", ["text", "svg", "html"])
def test_timelines_leave_them_out(run: Run, form: str) -> None:
    result = run("timeline", "--format", form)
    assert [word for word in NAMES if word in result.out.lower()] == []
    assert ("2023-05-01" in result.out, "2023-04-01" in result.out) == (True, False)
    assert f"{len(STATEMENTS)} statement" in result.err
    assert WORD in run("timeline", "--format", form, "--confidential").out


@pytest.mark.usefixtures("confidential")
def test_filters_find_no_confidential_person(run: Run) -> None:
    assert run("export", "--as", "jsonld", "--person", "Тайнов").code == 1
    assert run("export", "--as", "jsonld", "--person", "Тайнов", "--confidential").code == 0


@pytest.mark.usefixtures("confidential")
def test_the_mark_counts_for_past_states(run: Run, tmp_path: Path) -> None:
    (tmp_path / "later.toml").write_text(
        'dossier = "d"\n[[people]]\nkey = "ada-brook"\nname = "Ada Brook"\nlang = "en"\nconfidential = true\n',
        encoding="utf-8",
    )
    assert "Ada Brook" in run("export", "--as", "jsonld", "--as-of", "9998").out
    assert run("load", "later.toml").code == 0
    for day in ([], ["--as-of", "9998"]):
        result = run("export", "--as", "jsonld", *day)
        assert (result.code, "Ada Brook" in result.out) == (0, False)


@pytest.mark.usefixtures("confidential")
def test_dumps_and_merges_keep_the_mark(run: Run, tmp_path: Path) -> None:
    for name, arguments in (("plain", ["--jsonl"]), ("whole", ["--jsonl", "--history"])):
        (tmp_path / f"{name}.jsonl").write_text(run("dump", *arguments).out, encoding="utf-8")
    assert run("dump", "dossiers").code == 0
    loads = (
        ["load", "plain.jsonl"],
        ["merge", "whole.jsonl"],
        ["load", *sorted(map(str, (tmp_path / "dossiers").glob("*.toml")))],
    )
    for number, load in enumerate(loads):
        database = ["--database", f"{number}.db"]
        assert run(*database, "db", "upgrade").code == 0
        assert run(*database, *load).code == 0
        for command, key in (("person", "pavel-tainov"), ("statement", "marked-one"), ("source", "sekret-memo")):
            assert json.loads(run(*database, command, key, "--format", "json").out)["confidential"] is True
    assert json.loads(run("event", "open-event", "--format", "json").out)["confidential"] is False


@pytest.mark.usefixtures("empty")
def test_tables_and_corrections_set_the_mark(run: Run, tmp_path: Path) -> None:
    columns = ["text=t", "lang=l", "kind=k", "key=key", "confidential=c", "source.title=s"]
    mapping = [option for column in columns for option in ("--map", column)]
    rows = ["t,l,k,key,c,s", "words,en,indirect,one,yes,Paper", "others,en,indirect,two,,Paper"]
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    assert run("load", "t.csv", "--as", "statements", *mapping).code == 0
    marks = [json.loads(run("statement", key, "--format", "json").out)["confidential"] for key in ("one", "two")]
    assert marks == [True, False]
    (tmp_path / "t.csv").write_text("\n".join([rows[0], "words,en,indirect,one,perhaps,Paper"]), encoding="utf-8")
    wrong = run("load", "t.csv", "--as", "statements", *mapping)
    assert (wrong.code, "perhaps" in wrong.err) == (2, True)
    changed = '{"type":"statement","key":"one","kind":"indirect","text":"words","lang":"en","confidential":1}'
    (tmp_path / "x.jsonl").write_text(changed, encoding="utf-8")
    assert run("load", "x.jsonl").code == 2
