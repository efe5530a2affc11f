"""`kzclaims verify --speakers` compares recorded speakers with the speakers that the text names."""

import json
from pathlib import Path
from typing import Any

import pytest

from kzclaims.dossier.toml_writer import table
from kzclaims.store.database.database import Database
from tests.running import Run

PEOPLE = {"ivan-petrov": "Иван Петров", "olga-orlova": "Ольга Орлова", "ann-miller": "Ann Miller"}


@pytest.fixture
def attributed(empty: Database, run: Run) -> Any:  # noqa: ARG001
    """Return a function that records a passage of a text, and returns the speaker that `verify` names instead."""

    def verified(text: str, passage: str, speaker: str | None, lang: str = "ru") -> str | None:
        statement = {
            "key": "words",
            "kind": "indirect",
            "lang": lang,
            "text": passage,
            "appearances": [{"source": "paper", "exact": passage}],
        } | ({"speaker": speaker} if speaker else {})
        records = [table("people", {"key": key, "name": name, "lang": "ru"}) for key, name in PEOPLE.items()]
        records.append(table("sources", {"key": "paper", "title": "Газета", "lang": lang, "text": text}))
        Path("d.toml").write_text("\n".join([*records, table("statements", statement)]), encoding="utf-8")
        assert run("load", "d.toml").code == 0
        plain, found = run("verify", "--format", "json"), run("verify", "--speakers", "--format", "json")
        assert (plain.code, found.code) == (0, 0)
        assert json.loads(plain.out)[0]["attributed_to"] is None
        result: str | None = json.loads(found.out)[0]["attributed_to"]
        assert (f"the text attributes these words to {result}" in run("verify", "--speakers").out) is bool(result)
        return result

    return verified


QUOTED = "Мост откроют в мае, до начала паводка"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"«{QUOTED}», — сказал Иван Петров.", "olga-orlova"),
        (f"Иван Петров заявил: «{QUOTED}».", "olga-orlova"),
        (f"Иван Петров приехал утром. «{QUOTED}», — сказал Петров.", "ann-miller"),
    ],
)
def test_another_recorded_speaker_is_named(attributed: Any, text: str, speaker: str) -> None:
    assert attributed(text, QUOTED, speaker) == "Иван Петров"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"«{QUOTED}», — сказал Иван Петров.", "ivan-petrov"),
        (f"«{QUOTED}», — сказал Иван Петров.", None),
        (f"«{QUOTED}», — сказал Игорь Лосев.", "olga-orlova"),
        (f"«{QUOTED}», — ответил Ивану Петрову.", "olga-orlova"),
        (f"«{QUOTED}», — прочёл Иван Петров слова Ольги Орловой.", "olga-orlova"),
        (f"«Мне сказали: „{QUOTED}“», — вспоминал Иван Петров.", "olga-orlova"),
        (f"{QUOTED}. Иван Петров сказал: «Пора ехать домой, друзья».", "olga-orlova"),
    ],
)
def test_nobody_is_named_on_a_guess(attributed: Any, text: str, speaker: str | None) -> None:
    assert attributed(text, QUOTED, speaker) is None


def test_words_in_english_are_compared_too(attributed: Any) -> None:
    passage = "The bridge will open in May, before the floods"
    assert attributed(f"“{passage},” said Ann Miller.", passage, "ivan-petrov", "en") == "Ann Miller"
