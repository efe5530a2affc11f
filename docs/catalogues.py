"""Update the gettext catalogues of the pages: `nox -s catalogues`, in the project's folder.

Messages are extracted from templates and code, and from the vocabularies and the data dictionary. Translations are
kept, new messages are added without one, and unused ones are removed. Then all catalogues are compiled.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import kzclaims
from kzclaims import vocabulary
from kzclaims.browse import access, failures, guard
from kzclaims.browse.filters import FILTERS
from kzclaims.browse.metadata import FIRST_COLUMNS
from kzclaims.desk.messages import TEMPLATES
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.export import labels
from kzclaims.pages.languages import DEFAULT, NAMES
from kzclaims.scan.results import PROBLEMS, RESULTS
from kzclaims.store.read.browsing import GROUPS
from kzclaims.store.schema.dictionary import dictionary

ROOT = Path(kzclaims.__file__).parent
PACKAGES = {"pages": ("pages", "browse"), "desk": ("desk",), "site": ("site",)}
"""The packages with catalogues, and the packages whose messages they contain."""
CODES = tuple(code for code in NAMES if code != DEFAULT)

ERRORS = (
    "no {kind} has the key {key}; did you mean {near}?",
    "no {kind} has the key {key}; {all_keys}",
    "no {kind} {name} is recorded",
    "no {kind} {name} is recorded; did you mean:",
    "no {kind} has the number {number}",
    "“{date}”: {reason}; {examples}",
    "{since} {first} is after {until} {last}; give the earlier date first",
    'there is no word in the search; give words, "exact phrases" or the beginning of a wor*',
    "the search contains only words to leave out; add a word to look for: Казахстан -санкции",
)
"""Errors of questions that pages show often, as templates. Others are shown in English."""

_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)

Message = tuple[str | None, str | tuple[str, ...]]
"""A context and a message, with its plural if it has one."""


def messages(package: str) -> set[Message]:
    """Return the messages of a package."""
    found: set[Message] = set(_vocabulary()) if package == "pages" else set()
    if package == "desk":
        found |= {(None, one) for one in TEMPLATES} | {("plural", one) for one in RECORD_TYPES}
        found.add(("record", "person or organization"))
    for name in PACKAGES[package]:
        for _, _, message, _, context in extract_from_dir(ROOT / name, _METHODS, _OPTIONS):
            found.add((context, tuple(message) if isinstance(message, tuple | list) else message))
    return found


def _vocabulary() -> Iterator[Message]:
    """Yield the words that pages take from elsewhere. The meanings of columns, a reference for SQL, stay English."""
    states = ("checked", "failed", "not checked", "no text")
    contexts: dict[str, Iterable[str]] = {
        "kind": vocabulary.STATEMENT_KINDS,
        "status": vocabulary.STATUSES,
        "verdict": vocabulary.VERDICTS,
        "check": (*vocabulary.CHECK_RESULTS, *states),
        "name": vocabulary.NAME_KINDS,
        "scan": (*RESULTS, *PROBLEMS),
        "record": vocabulary.RECORD_TYPE_NAMES,
        "group": (name for groups in GROUPS.values() for name in groups),
        "filter": {name.removeprefix("_") for _, names in FILTERS.values() for name in names} | {"kind", "status"},
        "column": (name.removesuffix("_id") for names in FIRST_COLUMNS.values() for name in names),
    }
    for context, words in contexts.items():
        yield from ((context, word) for word in words)
    texts = [*labels.KINDS.values(), *labels.VERIFIED.values(), *failures.MESSAGES, *guard.REASONS, *ERRORS]
    texts += [access.WRONG_PASSWORD, access.TOO_MANY]
    texts += [labels.unnamed(*one) for one in (("editorial", None), ("direct", None), ("direct", "x"))]
    for table in dictionary().tables.values():
        if not table.hidden:
            texts += [table.title, table.description]
    texts += [text for query in dictionary().queries.values() for text in (query.title, query.description)]
    yield from ((None, text) for text in texts if text)


def path_of(package: str, code: str, suffix: str) -> Path:
    """Return the path of a catalogue (“po”) or its compiled form (“mo”)."""
    return ROOT / package / "locale" / f"{code}.{suffix}"


def read(package: str, code: str) -> Catalog:
    """Return a catalogue, empty if there is none."""
    path = path_of(package, code, "po")
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale=code)


def updated(package: str, code: str) -> Catalog:
    """Return a catalogue with exactly the messages of a package, and the translations that exist."""
    old = read(package, code)
    new = Catalog(
        locale=code, project="kzclaims", creation_date=_WRITTEN, revision_date=_WRITTEN, fuzzy=False, header_comment="",
        last_translator="the kzclaims contributors", language_team=code, msgid_bugs_address="",
    )  # fmt: skip
    for context, message in sorted(messages(package), key=str):
        known = old.get(message, context)
        new.add(message, known.string if known else None, context=context)
    return new


def po(catalogue: Catalog) -> bytes:
    """Return a catalogue as text, without the version of Babel."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, no_location=True, sort_output=True)
    return b"".join(line for line in file.getvalue().splitlines(True) if not line.startswith(b'"Generated-By'))


def mo(catalogue: Catalog) -> bytes:
    """Return a compiled catalogue."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> None:
    """Write all catalogues."""
    for package in PACKAGES:
        for code in CODES:
            if not messages(package):
                continue
            catalogue = updated(package, code)
            path_of(package, code, "po").parent.mkdir(exist_ok=True)
            path_of(package, code, "po").write_bytes(po(catalogue))
            path_of(package, code, "mo").write_bytes(mo(catalogue))
            missing = [str(one.id) for one in catalogue if one.id and not (one.string and all(one.string))]
            print(f"{package}/{code}: {len(catalogue)} messages, {len(missing)} without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
