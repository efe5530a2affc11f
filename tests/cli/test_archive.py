"""The command `archive`, the versions of a source and the times of passages, as a user sees them."""

import json
from pathlib import Path

import pytest

from tests.running import Run

DOSSIER = """
[[sources]]
key = "speech"
title = "Речь"
lang = "ru"
url = "https://example.org/speech"
[[statements]]
key = "it-rains"
kind = "direct"
text = "Идёт дождь."
lang = "ru"
[[statements.appearances]]
source = "speech"
attribution = "SPEAKER_02"
[[statements]]
key = "it-snows"
kind = "editorial"
text = "Идёт снег."
lang = "ru"
[[statements.appearances]]
source = "speech"
exact = "Идёт снег."
"""
SRT = """1
00:00:01,000 --> 00:00:04,000
SPEAKER_02: Добрый день.

2
00:12:31,500 --> 00:12:35,000
Идёт дождь.

3
01:02:03,000 --> 01:02:05,000
Идёт снег.
"""


@pytest.fixture
def speech(run: Run) -> Run:
    Path("speech.toml").write_text(DOSSIER, encoding="utf-8")
    Path("speech.srt").write_text(SRT, encoding="utf-8")
    run("db", "upgrade")
    assert run("load", "speech.toml").code == 0
    assert run("archive", "speech", "speech.srt").code == 0
    return run


def test_a_passage_of_a_transcript_has_a_time(speech: Run) -> None:
    shown = speech("statement", "it-rains").out
    assert "at 00:12:31" in shown
    assert "https://example.org/speech#t=751" in shown
    (printed,) = json.loads(speech("statement", "it-snows", "--format", "json").out)["appearances"]
    assert (printed["time"], printed["version"]) == ("01:02:03", 1)


def test_an_annotation_has_the_time(speech: Run) -> None:
    exported = json.loads(speech("export", "--as", "annotation").out)
    annotations = exported["first"]["items"]
    fragments = [
        one["value"] for item in annotations for one in item["target"]["selector"] if one["type"] == "FragmentSelector"
    ]
    assert sorted(fragments) == ["t=3723", "t=751"]


def test_labels_of_speakers_are_not_people(speech: Run) -> None:
    assert json.loads(speech("people", "--format", "json").out) == []
    (printed,) = json.loads(speech("statement", "it-rains", "--format", "json").out)["appearances"]
    assert printed["attribution"] == "SPEAKER_02"


def test_a_new_version_shows_what_it_changes(speech: Run) -> None:
    nothing = speech("source", "speech", "--diff")
    assert (nothing.code, "only one version" in nothing.err) == (1, True)
    Path("speech.srt").write_text(SRT.replace("снег", "град").replace("Добрый", "Хороший"), encoding="utf-8")
    archived = speech("archive", "speech", "speech.srt")
    assert archived.code == 0
    assert "kzclaims source speech --diff" in archived.err
    assert "archived already" in speech("archive", "speech", "speech.srt").err
    found = json.loads(speech("source", "speech", "--diff", "--format", "json").out)
    assert (found["old"], found["new"]) == (1, 2)
    assert [(one["kind"], one["old"], one["new"]) for one in found["changes"]] == [
        ("changed", "Добрый", "Хороший"),
        ("changed", "снег.", "град."),
    ]
    assert [(one["key"], one["old"], one["new"]) for one in found["passages"]] == [("it-snows", "exact", "altered")]
    shown = speech("source", "speech", "--diff").out
    assert "Идёт [-снег.-]{+град.+}" in shown
    assert "SPEAKER_02: [-Добрый-]{+Хороший+} день." in shown
    assert speech("source", "speech", "--compare-with", "2").code == 2
    assert speech("db", "check").code == 0


def test_a_source_lists_its_versions(speech: Run) -> None:
    Path("speech.txt").write_text("Идёт дождь. Идёт снег. SPEAKER_02", encoding="utf-8")
    speech("archive", "speech", "speech.txt")
    shown = speech("source", "speech").out
    assert "application/x-subrip" in shown
    versions = json.loads(speech("source", "speech", "--format", "json").out)["versions"]
    assert [(one["number"], one["media_type"], one["current"]) for one in versions] == [
        (1, "application/x-subrip", False),
        (2, "text/plain", True),
    ]
    (printed,) = json.loads(speech("statement", "it-rains", "--format", "json").out)["appearances"]
    assert (printed["time"], printed["version"]) == (None, 2)
    speech("archive", "speech", "speech.srt")
    assert [one["current"] for one in json.loads(speech("source", "speech", "--format", "json").out)["versions"]] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["speech", "http://127.0.0.1:9/"], 2, "--allow-private fetches it"),
        (["speech", "speech.srt", "--page", "https://example.org"], 2, "--page names a page in one"),
        (["nobody", "http://127.0.0.1:9/"], 1, "no source has the key"),
    ],
)
def test_wrong_input(speech: Run, arguments: list[str], code: int, said: str) -> None:
    result = speech("archive", *arguments)
    assert (result.code, said in result.err) == (code, True), result.err


def test_a_rewritten_text_is_one_change_if_comparing_it_would_take_too_long(
    speech: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kzclaims.store.verify import differences

    monkeypatch.setattr(differences, "MOST_COMPARED", 1)
    Path("speech.txt").write_text("Всё иначе и совсем по-другому", encoding="utf-8")
    speech("archive", "speech", "speech.txt")
    found = json.loads(speech("source", "speech", "--diff", "--format", "json").out)
    assert [one["kind"] for one in found["changes"]] == ["changed"]
