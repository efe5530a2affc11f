"""Pages in Russian, Kazakh and English, and the ways to choose the language."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from docs import catalogues
from tests.browse.conftest import Answer, Get

STATEMENT = "/statement/olevsky-only-astana-can-help-moscow"
PATHS = (
    "/",
    "/search",
    "/search?q=санкция",
    "/search?q=слонопотам",
    "/person/timur-olevsky",
    "/person/emmanuel-macron?on=2020",
    STATEMENT,
    "/event/putin-visit-bishkek",
    "/source/24-kanal-olevsky-2023-11",
    "/record",
    "/record/statements?_topic=sanctions",
    "/record/events",
    "/record?sql=select+1",
    "/nowhere",
    "/statement/none",
    "/person/Олефский",
    "/record/none",
    "/record/statements?_on=yesterday",
    "/record/statements?_person=Nobody",
)


def ask(get: Get, path: str, **headers: str) -> Answer:
    """Return the answer to a request with headers and the token."""
    return get(path, headers={"host": "localhost", **{name.replace("_", "-"): one for name, one in headers.items()}})


def lang(page: Answer) -> str:
    (code,) = re.findall('<html lang="(.*?)">', page.html)
    return str(code)


@pytest.mark.parametrize("code", catalogues.CODES)
@pytest.mark.parametrize("path", PATHS)
def test_no_word_of_a_page_is_left_in_english(get: Get, path: str, code: str) -> None:
    page = ask(get, path, accept_language=code)
    assert lang(page) == code
    translated = {str(one.id) for one in catalogues.read("pages", code) if one.id and one.id != one.string}
    shown = re.sub(r"<(?:pre|code|textarea|summary).*?</", "</", page.html, flags=re.DOTALL)
    words = {unescape(one).strip() for one in re.findall(r">([^<>]+)<", shown)}
    words |= {unescape(one) for one in re.findall(r'(?:aria-label|placeholder|title)="(.*?)"', shown)}
    assert not words & translated
    # What has no translation is marked as English.
    foreign = re.sub(r'<(\w+)[^>]* lang="(?:en)?".*?</\1>', "", shown.partition("</head>")[2], flags=re.DOTALL)
    main = foreign.partition("<main")[2].partition("</main>")[0]
    if not path.startswith("/record/"):
        assert not re.search(r">[^<>]*\b(the|of|is|are|and|with|no)\b[^<>]*<", main), main


def test_the_language_of_the_browser_is_the_default(get: Get) -> None:
    assert lang(ask(get, "/", accept_language="kk-KZ,ru;q=0.9")) == "kk"
    assert lang(ask(get, "/", accept_language="uk,de")) == "en"
    assert "accept-language" in ask(get, "/").headers["vary"].lower()


def test_the_switch_returns_to_the_page_and_is_kept(get: Get) -> None:
    page = ask(get, "/record/statements?_topic=sanctions", accept_language="ru")
    (address,) = {one for one in page.links if one.startswith("/language/kk")}
    answer = ask(get, address)
    assert (answer.status, answer.headers["location"]) == (302, "/record/statements?_topic=sanctions")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    assert lang(ask(get, answer.headers["location"], cookie=cookie, accept_language="ru")) == "kk"
    assert lang(ask(get, "/", cookie=cookie, accept_language="ru")) == "kk"
    assert lang(ask(get, "/", cookie="kzclaims-language=../../x")) == "en"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", ""])
def test_the_switch_leads_to_no_other_site(get: Get, to: str) -> None:
    assert ask(get, f"/language/ru?to={quote(to)}").headers["location"] == "/"
    assert ask(get, "/language/xx").status == 404


def test_an_address_can_choose_the_language(get: Get) -> None:
    page = ask(get, f"{STATEMENT}?lang=kk", accept_language="ru")
    assert lang(page) == "kk"
    assert page.headers["set-cookie"].startswith("kzclaims-language=kk;")
    assert f"/language/ru?to={quote(STATEMENT, safe='')}" in page.links
    assert ask(get, "/person/Olevsky?lang=kk").headers["location"] == "/person/timur-olevsky?lang=kk"
    # In a table it is a column.
    table = ask(get, "/record/statements?lang=kk", accept_language="ru")
    assert lang(table) == "ru"
    assert "set-cookie" not in table.headers
