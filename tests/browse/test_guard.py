"""The guard of the pages, their headers, and hostile text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims import browse
from kzclaims.browse.guard import HEADERS
from kzclaims.export.common import web
from kzclaims.language.control_chars import UNSAFE
from kzclaims.pages.environment import TEMPLATES
from kzclaims.pages.languages import code
from tests.browse.conftest import Browse, Get
from tests.databases import create

HOSTILE = """
dossier = "hostile"
[[organizations]]
key = "press"
name = "<img src=x onerror=alert(1)> & Co"
lang = "en"
[[topics]]
key = "topic"
name = "<b>topic</b>"
[[people]]
key = "mallory"
name = '"><script>alert("name")</script>'
lang = "en"
description = "\\u202Edesrever\\u202C & <i>"
[[sources]]
key = "page"
title = "</title><script>alert(1)</script>"
lang = "en"
publisher = "press"
author = "\\u001b[31mred"
published = "2024-01-01"
text = "before <script>alert(2)</script> \\u2066after"
[[events]]
key = "event"
title = "<svg onload=alert(1)>"
lang = "en"
place = "' onmouseover='alert(1)"
date = "2024"
date_note = "{{ 7 * 7 }}{% raw %}"
topics = ["topic"]
citations = [{ source = "page", exact = "<script>alert(2)</script>" }]
[[statements]]
key = "words"
kind = "direct"
speaker = "mallory"
lang = "en"
text = "<script>alert(2)</script>"
topics = ["topic"]
events = ["event"]
mentions = ["mallory"]
translations = [{ lang = "de", text = "javascript:alert(1)", translator = "<u>me</u>" }]
appearances = [{ source = "page", attribution = "\\u202Ehe said" }]
"""
PATHS = (
    "/",
    "/search?q=alert",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE",
    "/person/mallory",
    "/statement/words",
    "/event/event",
    "/source/page",
    "/record/people",
    "/record/statements",
    "/record/statements?_all=1",
    "/record/sources?_all=1",
    "/record/events?_all=1",
    "/record/appearances",
    "/record/citations",
    "/record/organizations/1",
    "/record?sql=select+*+from+sources",
    "/record?sql=select+'%3Cscript%3E'",
    "/person/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/%3Cscript%3E",
    "/record/statements?_person=%3Cscript%3E%E2%80%AE",
)
FOLDERS = (TEMPLATES, Path(browse.__file__).parent / "templates")
TAGS = {
    tag
    for folder in FOLDERS
    for path in folder.glob("*.html")
    for tag in re.findall("<([a-z0-9]+)", path.read_text("utf-8"))
}
"""The elements of the templates; any other would come from hostile text."""


@pytest.fixture(scope="module")
def hostile(browse: Browse, tmp_path_factory: pytest.TempPathFactory) -> Get:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.toml").write_text(HOSTILE, encoding="utf-8")
    return browse(create(folder / "kzclaims.db", folder / "hostile.toml", allow_unverified=True))


@pytest.mark.parametrize("lang", ["en", "kk"])
@pytest.mark.parametrize("path", PATHS)
def test_hostile_text_is_text(hostile: Get, path: str, lang: str) -> None:
    headers = {"host": "localhost", "accept-language": lang}
    page = hostile(path, headers=headers)
    if page.status == 302:
        page = hostile(page.headers["location"], headers=headers)
    assert f'<html lang="{lang}">' in page.html
    assert not UNSAFE.search(page.html)
    assert set(re.findall("<([a-zA-Z0-9]+)", page.html)) <= TAGS
    assert not re.search(r"<[^>]*\son\w+=", re.sub('"[^"]*"', '""', page.html))
    assert not [link for link in page.links if link.lower().startswith(("javascript:", "data:"))]


def test_the_templates_have_no_script() -> None:
    assert "script" not in TAGS


def test_pages_may_not_run_scripts_or_load_resources(get: Get) -> None:
    for path in ("/", "/record/statements", "/nowhere", "/static/style.css"):
        headers = get(path).headers
        assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
    assert "script-src" not in HEADERS["Content-Security-Policy"]
    for path in ("/", "/statement/olevsky-only-astana-can-help-moscow", "/record/statements", "/record"):
        assert "<script" not in get(path).html
        assert " style=" not in get(path).html


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "", "0.0.0.0:8001"])
def test_only_this_machine_is_answered(get: Get, host: str) -> None:
    answer = get("/", headers={"host": host})
    assert answer.status == 421
    assert get("/", headers={"host": "127.0.0.1:8001"}).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_get_and_head_are_allowed(get: Get, method: str) -> None:
    assert get("/record/statements", method).status == 405


def test_only_addresses_of_the_web_become_links() -> None:
    for address in (
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//x",
        "http:",
        "http://[",
        None,
    ):
        assert not web(address)
    assert web("https://example.org/a?b=«c»")


@given(st.text())
def test_code_between_backticks_keeps_the_text(text: str) -> None:
    assert code(text).replace("<code>", "").replace("</code>", "").unescape() == text.replace("`", "")
