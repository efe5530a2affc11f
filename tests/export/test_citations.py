"""`kzclaims cite` writes citations that programs can read and people can paste."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from pybtex.database import parse_string

from kzclaims.store.database.database import Database
from tests.running import Run

HOSTILE = "Is “50%” of $1 {enough}_for\\\\us? \\\\input{x} #~^"
DOSSIER = rf"""
organizations = [
    {{ key = "law", name = "Право и дорога", lang = "ru" }},
    {{ key = "hill", name = "Hill Review", lang = "en" }},
]
people = [{{ key = "ada-brook", name = "Ada Brook", lang = "en" }}]
sources = [
    {{ key = "russian", title = "Мост: обзор", lang = "ru", author = "Лесков А. И.", publisher = "law",
       published = "2007", url = "http://law.example/2149?a=1&b=50%_x", retrieved = "2007-09-19",
       archive_url = "https://web.archive.org/web/20071105120000/http://law.example/2149" }},
    {{ key = "ukrainian", title = "Міст відкрито", lang = "uk", published = "2023-11-02~",
       url = "https://uk.example/1" }},
    {{ key = "kazakh", title = "Көпір ашылды", lang = "kk", published = "2023-11", url = "https://kk.example/1",
       retrieved = "2023-11-05" }},
    {{ key = "english", title = "{HOSTILE}", lang = "en", author = "Ann O'Neil & Sons", publisher = "hill",
       published = "2023-11-02", url = "https://en.example/#a_b", text = "“We will “never” win,” she said." }},
    {{ key = "undated", title = "Who won?", lang = "en", author = "Ann Ray and Bob Lee", url = "https://en.example/2",
       retrieved = "2023-11-05", archive_url = "https://web.archive.org/web/20231106120000/https://en.example/2" }},
    {{ key = "printed", title = "Отчёт о мосте.", lang = "ru", publisher = "law", published = "2019-02-02" }},
    {{ key = "season", title = "Spring", lang = "und", published = "2023-21" }},
]
statements = [
    {{ key = "never", kind = "direct", text = "We will “never” win", lang = "en", speaker = "ada-brook",
       appearances = [{{ source = "english" }}] }},
    {{ key = "told", kind = "indirect", text = "Мост откроют.", lang = "ru", speaker = "ada-brook",
       appearances = [{{ source = "russian", exact = "она рассказала об «открытии» моста" }}] }},
]
""".replace("\n       ", " ")
KEYS = ("russian", "ukrainian", "kazakh", "english", "season", "never", "told", "undated", "printed")

DATE = {
    "additionalProperties": False,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        },
        "circa": {"type": "boolean"},
        "literal": {"type": "string"},
    },
}
NAME = {"additionalProperties": False, "properties": {"literal": {"type": "string"}}}
TEXTS = ("id", "title", "container-title", "URL", "archive_location", "language", "note")
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["webpage", "document"]},
            "author": {"type": "array", "items": NAME},
            "issued": DATE,
            "accessed": DATE,
            **{name: {"type": "string"} for name in TEXTS},
        },
    },
}
"""The definitions of CSL 1.0.2's csl-data.json for the fields in the output, so that the tests need no network."""


@pytest.fixture
def cite(empty: Database, run: Run) -> Run:  # noqa: ARG001
    Path("d.toml").write_text(DOSSIER, encoding="utf-8")
    assert run("load", "d.toml").code == 0
    return run


def test_styles_in_the_language_of_the_source(cite: Run, golden: Callable[[str, str], None]) -> None:
    for style in ("chicago", "gost"):
        shown = [cite("cite", *KEYS, "--as", style, *option).out for option in ((), ("--footnote",))]
        golden(f"citations.{style}", "\n".join(shown))


def test_csl_json_has_the_fields_of_its_schema(cite: Run) -> None:
    items = json.loads(cite("cite", *KEYS, "--as", "csl-json").out)
    jsonschema.validate(items, CSL)
    assert [one["id"] for one in items] == list(KEYS)
    assert items[1]["issued"] == {"date-parts": [[2023, 11, 2]], "circa": True}
    assert "Ada Brook" in items[5]["note"]


def test_bibtex_is_read_by_a_parser_and_runs_nothing(cite: Run) -> None:
    entries = parse_string(cite("cite", *KEYS, "--as", "bibtex").out, "bibtex").entries
    assert list(entries) == list(KEYS)
    title = entries["english"].fields["title"]
    assert r"\textbackslash{}input\textbraceleft{}x\textbraceright{}" in title
    assert r"\$1" in title
    assert [str(one) for one in entries["english"].persons["author"]] == [r"{Ann O'Neil \& Sons}"]
    assert entries["russian"].fields["url"] == "http://law.example/2149?a=1&b=50%_x"
    assert "month" not in entries["season"].fields


def test_what_cannot_be_cited_is_refused(cite: Run) -> None:
    for arguments, code, words in (
        (("nobody", "russian", "nothing"), 1, "nobody, nothing"),
        (("russian", "--as", "bibtex", "--footnote"), 2, "--footnote"),
    ):
        refused = cite("cite", *arguments)
        assert (refused.code, refused.out) == (code, "")
        assert words in refused.err
