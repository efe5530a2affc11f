"""The words of the project: no calques, no docstrings that begin like a question, short commit subjects."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CALQUES = {
    r"anew": "again, rebuild",
    r"(says?|said) no more": "no longer contains",
    r"at hand": "available",
    r"by the (million|thousand|dozen)": "in bulk, in large numbers",
    r"found out (of|about)": "learned about",
    r"(held|hold|holds|holding) against": "check against",
    r"will not do": "is not allowed",
    r"hears on": "listens on",
    r"put aside": "drop temporarily",
    r"made known": "announced",
    r"tells? of": "describe, report",
    r"(is|are|was|were) told": "is reported, is given",
    r"as good as": "almost",
    r"it is so": "that is the case",
    r"for ever": "permanently",
    r"let at": "allowed to",
    r"lets? stand": "leave unchanged",
    r"goes its way": "continues",
    r"(stand|stands|stood) (in|on) (a |the )?(line|lines|file|files|page|text)": "is in",
    r"(?<!there )is no (valid )?(key|date|number|file|database|name|path|URL|address)": "is not a valid …",
}
"""Expressions translated word for word from other languages, and what to write instead."""

HEADLESS = re.compile(r"(What|Who|Whom|Whose|Which|Whether|Where|How|That|If)\b")
"""How a docstring must not begin: write a sentence with a verb, or a noun."""

LONGEST_SUBJECT = 72
FIRST_CHECKED = "2026-11-25T13:53:00+00:00"
"""Subjects of earlier commits are not checked."""

SUFFIXES = {".py", ".md", ".toml", ".html", ".css", ".txt"}
EXEMPT = {"tests/test_plain_english.py", "benchmarks/people.txt", "LICENSE"}


def files() -> list[Path]:
    """Return the text files of the project that people wrote for this project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = [name for name in listed.split("\0") if Path(name).suffix in SUFFIXES and name not in EXEMPT]
    return [ROOT / name for name in names if not name.startswith("tests/golden/") and (ROOT / name).is_file()]


_ANY = re.compile(rf"\b(?:{'|'.join(CALQUES)})\b", re.IGNORECASE)


def calques(text: str) -> Iterator[str]:
    """Yield each calque of a text with its line and what to write instead."""
    for found in _ANY.finditer(text):
        better = next(new for old, new in CALQUES.items() if re.fullmatch(old, found[0], re.IGNORECASE))
        number = text.count("\n", 0, found.start()) + 1
        yield f"{number}: “{found[0]}” (better: {better})"


def headless(text: str) -> Iterator[str]:
    """Yield each docstring of Python code that begins like a question, also below attributes."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docstring = node.value.value
            if HEADLESS.match(docstring):
                yield f"{node.lineno}: {docstring.splitlines()[0]}"


def checked(*suffixes: str) -> list[str]:
    """Return the paths of the files to check."""
    if not (ROOT / ".git").exists():
        return []
    return [path.relative_to(ROOT).as_posix() for path in files() if path.suffix in suffixes]


def test_nothing_is_translated_word_for_word() -> None:
    found = [f"{path}:{one}" for path in checked(*SUFFIXES) for one in calques((ROOT / path).read_text("utf-8"))]
    assert found == []


def test_docstrings_are_sentences() -> None:
    found = [f"{path}:{one}" for path in checked(".py") for one in headless((ROOT / path).read_text("utf-8"))]
    assert found == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_subjects_of_commits_are_short() -> None:
    log = ["git", "log", "--no-merges", f"--since={FIRST_CHECKED}", "--format=%s"]
    subjects = subprocess.run(log, cwd=ROOT, capture_output=True, check=True).stdout.decode().splitlines()
    assert [line for line in subjects if len(line) > LONGEST_SUBJECT or line.endswith(".") or line[:1].islower()] == []


@pytest.mark.parametrize("text", ["Makes it anew.", "The file says no more", "It hears on a port"])
def test_calques_are_found(text: str) -> None:
    assert list(calques(text))


def test_headless_docstrings_are_found() -> None:
    assert list(headless('def name() -> str:\n    """What it is called."""\n'))
    assert not list(headless('def name() -> str:\n    """Return the name."""\n'))
