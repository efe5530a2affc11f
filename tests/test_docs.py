"""The documentation is true: examples run, tables and fields are complete, links lead somewhere."""

import contextlib
import hashlib
import io
import re
import runpy
import shlex
import sqlite3
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from shutil import copy

import click
import jsonschema
import pytest

import kzclaims
from kzclaims.cli.main import main
from kzclaims.dossier import records
from kzclaims.dossier import toml_reader as toml
from kzclaims.language import dates
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.schema.dictionary import dictionary
from kzclaims.store.schema.tables import metadata
from tests.databases import create, seed_files
from tests.running import parse

ROOT = Path(__file__).parents[1]
README, CHANGELOG, DOCS = ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "docs"
PAGES = [README, CHANGELOG, *sorted(DOCS.rglob("*.md"))]

WIDTH = 92
_STYLE = re.compile("\x1b\\[[0-9;]*m")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHOWN_TIME = "2026-11-22T17:52:31Z"
"""Every time of recording is shown as this one."""

_EXAMPLE = re.compile(r"^\$ (?P<command>.+)\n(?:(?!\$ |```).*\n)*", re.MULTILINE)

SLIPS = {
    'author = "Sam Field"': 'autor = "Sam Field"',
    'published = "2024-05-14"': 'published = "14.05.2024"',
    'speaker = "ada-brook"\nlang = "en"\ntext = "It': 'speaker = "ada-brok"\nlang = "en"\ntext = "It',
    "end = 126": "end = 162",
    'kind = "mixed"': 'kind = "quoted"',
}
"""Replacements that put five mistakes into the example of docs/reference/dossier.md."""


def blocks(page: Path, lang: str) -> list[str]:
    """Return the fenced blocks of a page in one language."""
    return re.findall(rf"^```{lang}\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def printed(page: Path, lang: str) -> list[tuple[str, str]]:
    """Return the blocks in one language that are followed by a block of text, their output."""
    pattern = rf"^```{lang}\n(.*?)^```\n\n(?:[^`\n]+\n\n)?```text\n(.*?)^```$"
    return re.findall(pattern, page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def sections(page: Path, level: int) -> dict[str, str]:
    """Return the text under each heading of a level, to the next one of that level or above."""
    heads = list(re.finditer(r"^(#+) (.+)$", page.read_text("utf-8"), re.MULTILINE))
    found = {}
    for number, head in enumerate(heads):
        if len(head[1]) == level:
            end = next((one.start() for one in heads[number + 1 :] if len(one[1]) <= level), None)
            found[head[2]] = head.string[head.end() : end]
    return found


def rows(text: str) -> list[list[str]]:
    """Return the cells of the Markdown tables in a text, without headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rules = {number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for number, row in enumerate(cells) if number not in rules and number + 1 not in rules]


def shown(page: Path) -> list[tuple[str, str]]:
    """Return each command of a page's console blocks with its output."""
    found = []
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def arguments(line: str) -> list[list[str]]:
    """Return the arguments of every call of kzclaims in a line of shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    pieces: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set("();<>|&"):
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [rest for first, *rest in filter(None, pieces) if Path(first).name == "kzclaims"]


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def typed(command: str) -> tuple[int, str]:
    """Return the exit code of a command and its output on a terminal, without styles and trailing spaces."""
    with contextlib.redirect_stdout(Terminal()) as screen, contextlib.redirect_stderr(screen):
        code = main(arguments(command)[0])
    lines = _STYLE.sub("", screen.getvalue()).splitlines()
    return code, _TIME.sub(SHOWN_TIME, "".join(f"{line.rstrip()}\n" for line in lines))


Replay = Callable[..., list[int]]


@pytest.fixture
def replay(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Run the commands of a page in a folder of their own and compare the outputs; return the exit codes.

    --update-golden writes the outputs into the page. `before` has functions to call before the command of a number.
    """
    monkeypatch.chdir(tmp_path)
    for name, value in {"COLUMNS": str(WIDTH), "LINES": "50", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("KZCLAIMS_DATABASE", raising=False)

    def run(page: Path, before: Mapping[int, Callable[[], object]] | None = None) -> list[int]:
        codes: list[int] = []

        def rerun(found: re.Match[str]) -> str:
            (before or {}).get(len(codes), lambda: None)()
            code, output = typed(found["command"])
            codes.append(code)
            return f"$ {found['command']}\n{output}"

        def replayed(block: re.Match[str]) -> str:
            return _EXAMPLE.sub(rerun, block[0])

        text = page.read_text("utf-8")
        current = re.sub(r"^```console\n.*?^```$", replayed, text, flags=re.MULTILINE | re.DOTALL)
        if request.config.getoption("--update-golden"):
            page.write_text(current, encoding="utf-8", newline="\n")
        assert page.read_text("utf-8") == current
        return codes

    return run


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Return the example of docs/reference/dossier.md as a file."""
    (text,) = blocks(DOCS / "reference/dossier.md", "toml")
    path = tmp_path / "bridge.toml"
    path.write_text(text, encoding="utf-8")
    return path


# The dossier


def test_the_example_loads_and_reloading_changes_nothing(example: Path, tmp_path: Path) -> None:
    with create(tmp_path / "kzclaims.db").writing() as connection:
        first = load_dossiers(connection, [toml.read(example)])
        again = load_dossiers(connection, [toml.read(example)], prune=True)
    assert first.added == sum(len(tomllib.loads(example.read_text("utf-8"))[plural]) for plural in records.RECORD_TYPES)
    assert (again.added, again.changed, again.kept, again.removed) == (0, 0, [], [])


def test_the_offsets_of_the_example_are_those_of_its_text(example: Path) -> None:
    content = tomllib.loads(example.read_text("utf-8"))
    (source,) = content["sources"]
    assert hashlib.sha256(source["text"].encode()).hexdigest() == source["text_sha256"]
    passages = [(one.get("text"), passage) for one in content["statements"] for passage in one["appearances"]]
    passages += [(None, passage) for event in content["events"] for passage in event["citations"]]
    passages += [(None, passage) for role in content["people"][0]["roles"] for passage in role["citations"]]
    assert len(passages) == 7
    for text, passage in passages:
        assert source["text"][passage["start"] : passage["end"]] == passage.get("exact", text)


def test_the_example_has_a_statement_of_each_kind(example: Path) -> None:
    kinds = {one["kind"] for one in tomllib.loads(example.read_text("utf-8"))["statements"]}
    assert kinds == {
        kind.strip("`") for kind, *_ in rows(sections(DOCS / "reference/dossier.md", 2)["Kinds of statements"])
    }


def test_the_schema_takes_the_seed_and_the_example(example: Path) -> None:
    schema = toml.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in (example, *seed_files()):
        jsonschema.Draft202012Validator(schema).validate(tomllib.loads(path.read_text("utf-8")))


def test_every_table_of_a_dossier_is_described() -> None:
    parts = runpy.run_path(str(DOCS / "generate.py"))["PARTS"]
    assert set(sections(DOCS / "reference/dossier.md", 3)) == set(records.RECORD_TYPES) | set(parts)


def test_dates_mean_the_days_that_the_page_says() -> None:
    described = rows(sections(DOCS / "reference/dossier.md", 2)["Uncertain dates"])
    assert len(described) > 10
    for edtf, _, first, last in described:
        known = dates.parse(edtf.strip("`"))
        earliest = "none" if known.earliest == dates.OPEN_START else str(known.earliest)
        latest = "none" if known.latest == dates.OPEN_END else str(known.latest)
        assert (first, last) == (earliest, latest), edtf


def test_the_dossier_page_shows_real_output(example: Path, replay: Replay) -> None:
    def add_slips() -> None:
        text = example.read_text("utf-8")
        for right, wrong in SLIPS.items():
            assert text.count(right) == 1
            text = text.replace(right, wrong)
        example.write_text(text, encoding="utf-8")

    assert replay(DOCS / "reference/dossier.md", {2: add_slips}) == [0, 0, 2]


# Tutorial, guides, README


@pytest.mark.parametrize("page", [README, DOCS / "guides/questions.md"], ids=lambda page: page.name)
@pytest.mark.usefixtures("seeded")
def test_pages_show_real_output(page: Path, replay: Replay) -> None:
    assert set(replay(page)) == {0}


@pytest.mark.usefixtures("empty")
def test_the_guide_to_answers_shows_what_the_program_writes(
    replay: Replay, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for name in ("council.toml", "manuscript.txt"):
        copy(DOCS / "guides" / name, tmp_path)
    # The manuscript has mistakes.
    assert set(replay(DOCS / "guides/answers.md")) == {0, 1}
    shown, pictures = DOCS / "images/answers", list(tmp_path.glob("*.svg"))
    for picture in pictures:
        if request.config.getoption("--update-golden"):
            copy(picture, shown)
        assert picture.read_bytes() == (shown / picture.name).read_bytes()
    assert {one.name for one in shown.iterdir()} == {one.name for one in pictures}


def test_the_tutorial_shows_real_output(tmp_path: Path, replay: Replay) -> None:
    page = DOCS / "tutorial.md"
    (article,) = blocks(page, "text")
    *dossier, correction = blocks(page, "toml")
    mistake = correction.replace("visitors", "visitor")
    text = "\n".join(dossier)
    assert text.count(mistake) == 1
    (tmp_path / "library.txt").write_text(article, encoding="utf-8")
    (tmp_path / "library.toml").write_text(text, encoding="utf-8")
    correct = partial((tmp_path / "library.toml").write_text, text.replace(mistake, correction), encoding="utf-8")
    codes = replay(page, {4: correct})
    assert codes == [0, 0, 0, 1, *[0] * (len(codes) - 4)]


def test_the_guide_to_spreadsheets_shows_real_output(
    tmp_path: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kzclaims.cli.load._progress", lambda _: contextlib.nullcontext(lambda _: None))
    page = DOCS / "guides/spreadsheet.md"
    table = (DOCS / "guides/claims.csv").read_text("utf-8")
    assert blocks(page, "csv") == [table]
    (mapping,) = blocks(page, "toml")
    (tmp_path / "claims.csv").write_text(table, encoding="utf-8")
    (tmp_path / "claims.toml").write_text(mapping, encoding="utf-8")

    def correct() -> None:
        rejects = tmp_path / "rejects.csv"
        text = rejects.read_text("utf-8")
        assert text.count("31.06.2024") > 0
        rejects.write_text(text.replace("31.06.2024", "30.06.2024"), encoding="utf-8")

    assert replay(page, {4: correct}) == [0, 0, 2, 0, 0, 0, 0, 0]


def test_the_readme_counts_the_seed(seeded: Database) -> None:
    text = README.read_text("utf-8")
    with kzclaims.connect(seeded.path) as connection:
        for name in ("statements", "people", "events"):
            (number,) = re.findall(rf"(\d+)\s{name}\b", text)
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == int(number)


def test_the_readme_has_commands_to_run_and_to_test() -> None:
    commands = blocks(README, "sh")
    assert [command.count("\n") for command in commands] == [1] * len(commands)
    assert [line for line in README.read_text("utf-8").splitlines(keepends=True) if "python -m pytest" in line] == [
        command for command in commands if "python -m pytest" in command
    ]
    assert all(command.startswith("python3 -m venv .venv && .venv/bin/pip install ") for command in commands)


def test_the_commands_that_the_pages_show_exist() -> None:
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    lines += [command for page in PAGES for command, _ in shown(page)]
    lines += re.findall(r"`(kzclaims [^`\n]+)`", "".join(page.read_text("utf-8") for page in PAGES))
    calls = [call for line in lines for call in arguments(line)]
    assert len(calls) > 30
    for call in calls:
        # A command named by itself lacks its arguments, and --help ends the program.
        with contextlib.suppress(click.MissingParameter, click.exceptions.Exit):
            parse(call)


# Generated pages, Python, tables


@pytest.mark.parametrize(
    ("page", "function"),
    [
        ("reference/commands.md", "reference"),
        ("reference/data-dictionary.md", "tables"),
        ("reference/python.md", "python"),
        ("reference/dossier.md", "dossier"),
        ("decisions/index.md", "decisions"),
    ],
)
def test_a_generated_page_is_up_to_date(page: str, function: str) -> None:
    generated: str = runpy.run_path(str(DOCS / "generate.py"))[function]()
    assert (DOCS / page).read_text("utf-8") == generated, "outdated; run python docs/generate.py"


def test_the_python_examples_print_the_shown_output(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    page = DOCS / "reference/python.md"
    monkeypatch.chdir(seeded.path.parent)
    ((code, output),) = printed(page, "python")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, page.name, "exec"), {})  # noqa: S102 - our own documentation
    assert out.getvalue() == output


def test_every_function_of_the_api_is_described() -> None:
    assert set(sections(DOCS / "reference/python.md", 3)) == set(kzclaims.__all__)


def test_every_table_and_column_is_described() -> None:
    described = sections(DOCS / "reference/data-dictionary.md", 3)
    assert set(described) == set(metadata.tables)
    for name, text in described.items():
        columns = [
            (column.name, str(column.type), "yes" if column.nullable else "no") for column in metadata.tables[name].c
        ]
        assert [tuple(row[:3]) for row in rows(text)] == columns
        for (_, _, _, meaning), column in zip(rows(text), metadata.tables[name].c, strict=True):
            referred = [f"[{key.column.table.name}](#{key.column.table.name}): " for key in column.foreign_keys]
            assert re.findall(r"\[\w+\]\(#\w+\): ", meaning) == referred, (name, column.name)


def test_the_sql_of_the_data_dictionary_returns_the_shown_rows(seeded: Database) -> None:
    examples = printed(DOCS / "reference/data-dictionary.md", "sql")
    assert [query for query, _ in examples] == [f"{one.sql_of_example};\n" for one in dictionary().queries.values()]
    with contextlib.closing(sqlite3.connect(seeded.path)) as connection:
        for query, output in examples:
            assert "".join("|".join(map(str, row)) + "\n" for row in connection.execute(query)) == output


# Links


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if "://" not in target:
                yield page, target


@pytest.mark.parametrize(("page", "target"), sorted(set(links())), ids=lambda one: getattr(one, "name", one))
def test_links_have_targets(page: Path, target: str) -> None:
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    assert file.is_file()
    if anchor:
        text = re.sub(r"^```.*?^```$", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        assert anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
