"""Files of suggestions: spellings of names that may mean recorded people, for a person to answer.

Such a file is TOML or CSV, depending on its extension. The answer to a spelling is the key of a recorded person, `new`
for a person who is not recorded yet, or empty if it is not decided yet.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, to_builtins

from kzclaims.dossier.byte_streams import LONGEST, whole
from kzclaims.dossier.records import Key, Lang, Words
from kzclaims.dossier.toml_lines import lines_of
from kzclaims.dossier.toml_reader import loads
from kzclaims.dossier.toml_writer import table
from kzclaims.dossier.validation import Problem, problem_of
from kzclaims.errors import InputError
from kzclaims.staging import sync, sync_folder
from kzclaims.wording import nearest_or_all, quoted

NEW = "new"
"""The answer for a person who is not recorded yet."""

_TABLE = "suggestions"
_FIELDS = ("spelling", "lang", "candidates", "answer")
_EXPLANATION = """\
# Spellings that may mean recorded people. Write an answer for each: the key of the person, "new" for another person, or
# leave it empty to decide later. Then load the table again with the same option, or run "kzclaims identity answer".
"""


class Candidate(Struct):
    """A person who may be meant."""

    key: str
    name: str
    details: str


class Suggestion(Struct):
    """A spelling with the people who may be meant."""

    spelling: str
    lang: str
    candidates: list[Candidate] = []
    answer: str = ""


class Answer(NamedTuple):
    """An answered spelling, with its line."""

    spelling: str
    lang: str
    answer: str
    line: int


def require_format(path: Path) -> None:
    """Raise `InputError` unless the name of a file of suggestions has a known ending."""
    if path.suffix.lower() not in (".toml", ".csv"):
        raise InputError(f"{path}: a file of suggestions is TOML or CSV; end its name with .toml or .csv")


def write(path: Path, suggestions: Sequence[Suggestion]) -> None:
    """Write a new file of suggestions. Raise `InputError` if it exists or cannot be written."""
    require_format(path)
    lines = _csv(suggestions) if path.suffix.lower() == ".csv" else _toml(suggestions)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            sync(file)
        sync_folder(path.absolute().parent)
    except FileExistsError as error:
        raise InputError(f"{path} exists already; name another file for the suggestions") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}; name another file") from error


def _toml(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    yield _EXPLANATION
    for one in suggestions:
        yield f"\n{table(_TABLE, to_builtins(one))}"


def _csv(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    rows = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    rows.writerow(_FIELDS)
    for one in suggestions:
        shown = "; ".join(f"{who.key} ({who.name}, {who.details})" for who in one.candidates)
        rows.writerow([one.spelling, one.lang, shown, one.answer])
    yield buffer.getvalue()


def read(path: Path) -> tuple[list[Answer], list[Problem]]:
    """Return the spellings of a file with their answers, and all problems of the file."""
    require_format(path)
    try:
        text = whole(path, LONGEST).decode("utf-8-sig")
    except InputError as error:
        raise InputError(f"{path} {error.message}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8; save the file in UTF-8") from None
    rows, problems = (_csv_rows if path.suffix.lower() == ".csv" else _toml_rows)(text, str(path))
    found: list[Answer] = []
    first: dict[str, Answer] = {}
    for line, fields in rows:
        one = Answer(
            str(fields.get("spelling", "")).strip(),
            str(fields.get("lang") or "und").strip(),
            str(fields.get("answer", "")).strip(),
            line,
        )
        wrong = list(_wrong(one, fields))
        if not wrong and (earlier := first.setdefault(one.spelling, one)).answer != one.answer:
            wrong = [("answer", f"differs from that in line {earlier.line} for the same spelling; remove one")]
        record = f"suggestion {quoted(one.spelling)}" if one.spelling else ""
        problems += [Problem(str(path), line, record, name, why) for name, why in wrong]
        if not wrong:
            found.append(one)
    return found, problems


def _wrong(one: Answer, fields: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name in fields:
        if name not in _FIELDS:
            yield str(name), f"there is no such field; {nearest_or_all(str(name), _FIELDS)}"
    for name in ("spelling", "lang", "answer"):
        if not isinstance(fields.get(name, ""), str):
            yield name, "should be a text in quotation marks"
    if why := problem_of(one.spelling, Words) if one.spelling else "is missing; write the name as it is printed":
        yield "spelling", why
    if why := problem_of(one.lang, Lang):
        yield "lang", why
    if one.answer and (why := problem_of(one.answer, Key)):
        yield "answer", f"{why}; or write “{NEW}”, or leave it empty"


def _toml_rows(text: str, file: str) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    try:
        content = loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [Problem(file, 0, "", "", f"this is not TOML: {error}")]
    lines = lines_of(text)
    problems = [
        Problem(file, lines.get((name,), 0), "", name, f"there is no such table; write each as [[{_TABLE}]]")
        for name in content
        if name != _TABLE
    ]
    entries = content.get(_TABLE, [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        return [], [*problems, Problem(file, 0, "", _TABLE, f"should be a list of tables; write each as [[{_TABLE}]]")]
    return [(lines.get((_TABLE, number), 0), one) for number, one in enumerate(entries)], problems


def _csv_rows(text: str, file: str) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip() for name in next(reader, [])]
        missing = [name for name in ("spelling", "answer") if name not in names]
        if missing:
            why = f"there is no column {' or '.join(missing)}; the first line names them: {', '.join(_FIELDS)}"
            return [], [Problem(file, 1, "", "", why)]
        rows: list[tuple[int, dict[str, object]]] = []
        line = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, dict(zip(names, row, strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        return [], [Problem(file, reader.line_num, "", "", f"this is not CSV: {error}")]
    return rows, []
