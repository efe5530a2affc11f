"""Tests of the messages that pages show in the language of their reader."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kzclaims
from kzclaims.desk import messages
from kzclaims.desk.messages import TEMPLATES, translated
from kzclaims.desk.opening import Desk
from kzclaims.dossier.records import Person
from kzclaims.pages.languages import language
from tests.desk.conftest import Page, record

FILES = (
    "wording.py",
    "language/dates.py",
    "language/quotes/cuts.py",
    "dossier/records.py",
    "dossier/validation.py",
    "dossier/toml_reader.py",
)
RU = {"accept-language": "ru"}
MISTAKES = """dossier = "mistakes"
[[people]]
key = "ivan"
name = "Иван Ким"
lang = "ru"
[[people]]
key = "Ivan"
name = " "
lang = "?"
wikidata = "7"
[[people]]
key = "ivan"
name = "Пётр Ли"
lang = "ru"
[[sources]]
key = "bridge"
title = "Мост"
lang = "ru"
url = "bridge.example"
published = "01.11.2023"
text = "Мост открыли, сказал Иван Ким. Его не закроют."
[[statements]]
key = "opened"
kind = "direct"
text = "Мост закрыли"
lang = "ru"
speaker = "iwan"
said = "2023-13"
appearances = [{ source = "bridge", attribution = "сказал Пётр Ли" }]
[[statements]]
key = "closed"
kind = "indirect"
text = "Закроют"
lang = "ru"
topics = ["city"]
appearances = [{ source = "bridge", exact = "закроют", attribution = "сказал Иван Ким" }]
[[statements]]
key = "nowhere"
kind = "mixed"
text = "Снег"
lang = "ru"
[[statements]]
key = "absent"
kind = "direct"
text = "Снег"
lang = "ru"
appearances = [{ source = "bridge" }]
[[events]]
key = "opening"
title = "Открытие"
lang = "ru"
date = "2023-11-01/2023-10-01"
participants = [{}]
"""


def strings() -> Iterator[str]:
    """Yield the strings of the code that writes the messages, with a sign for each value."""
    root = Path(kzclaims.__file__).parent
    written = ("store/verify", "store/load", "store/identity", "store/history", "desk")
    paths = [path for name in written for path in (root / name).glob("*.py")] + [root / one for one in FILES]
    for path in paths:
        if path == Path(str(messages.__file__)):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_words_of_templates_are_those_of_messages() -> None:
    written = "\n".join(text[:1].lower() + text[1:] for text in strings())
    for template in TEMPLATES:
        for words in re.split(
            r"\{\w+\}|[“”;:,()]|\bread-only\b|\bwrite\b|\b(?:role|organization|source)s? (?=in common)", template
        ):
            if len(words.strip()) > 3:
                assert re.sub(r"s?$", "", words.strip()) in written, template


def english(text: str) -> list[str]:
    """Return the English words of a message: those that are not quoted, and neither keys nor dates."""
    return re.findall(r"\b[a-z]{4,}\b", re.sub(r"«[^»]*»|https?\S+|ivan\S*|\[-.*", "", text))


def test_problems_are_translated(desk: Desk, path: Path) -> None:
    record(desk.database, Person(key="ivan", name="Мария Цой", lang="ru"))
    desk.close()
    path.write_text(MISTAKES, encoding="utf-8")
    desk.open(path.name)
    state = Page(desk).send("GET", "state", headers=RU).json()
    plain = Page(desk).state()
    shown = {one["message"]: two["message"] for one, two in zip(*map(problems, (plain, state)), strict=True)}
    assert len(shown) >= 18
    assert {one: words for one, words in shown.items() if english(words) or one == words} == {}
    page = Page(desk)
    page.state()
    given = {"session": page.session, "version": page.version}
    refused = page.send("POST", "save", json=given, headers=RU).json()
    assert refused["error"] == "есть ошибки; ничего не сохранено"
    assert [one for one in problems(refused) if english(one["message"])] == []


def problems(answer: Any) -> list[Any]:
    return [problem for one in answer.get("records", answer.get("changed")) for problem in one["problems"]]


def test_the_report_of_a_save_is_translated(desk: Desk) -> None:
    page = Page(desk)
    page.state()
    given = {"session": page.session, "version": page.version}
    report = page.send("POST", "save", json=given, headers=RU).json()["report"]
    assert "люди: добавлено 1, изменено 0, без изменений 0" in report
    assert report[-1] == "черновики в базу не загружены"
    assert [line for line in report if english(line)] == []
    refused = page.send("POST", "recorded/status", json={"key": "x", "because": "y"}, headers=RU).json()
    assert english(refused["error"]) == []


def test_values_are_kept_as_they_are() -> None:
    ru = language("ru")
    hostile = "“x” is given twice; remove one"
    message = f"no topic has the key “{hostile}”; record it, or correct the key"
    assert translated(message, ru) == f"записи с ключом «{hostile}» нет (тема); добавьте её или исправьте ключ"
    assert translated("passages: 2 checked (1 exact, 1 normalised), 1 not checked (no text of exact-x)", ru) == (
        "фрагменты: проверено: 2 (дословно: 1, с другим оформлением: 1), не проверено: 1 (нет текста exact-x)"
    )
    assert translated("something else", ru) == "something else"
    assert translated(message, language("en")) == message
    # Many values don't take long.
    assert translated("“" + "”: ; nearest, to " * 20_000, ru).startswith("“")
