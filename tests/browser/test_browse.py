"""The pages of the record, as a reader has them."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("datasette", reason="the pages need Datasette: pip install 'kzclaims[browse]'")

from playwright.sync_api import Browser, Page

from docs.screenshots import PHONE, example
from tests.browse.test_guard import HOSTILE, PATHS
from tests.browser.chromium import Accessible, Screenshot, Visit, opened
from tests.browser.serving import browsing
from tests.databases import create, seed_files
from tests.running import Run

STATEMENT = "/statement/olevsky-kyrgyzstan-showed-putinism"
NOT_FOUND = "status of 404 (Not Found)"
"""The message on the console of the browser for an unknown name."""

PAGES = {
    "start": "/",
    "search": "/search?q=санкциями",
    "person": "/person/timur-olevsky",
    "statement": STATEMENT,
    "event": "/event/macron-tokayev-meeting-2023-11",
    "source": "/source/24-kanal-olevsky-2023-11",
    "tables": "/record",
    "table": "/record/statements",
    "table-all": "/record/sources?_all=1",
    "row": "/record/roles/1",
    "query": "/record/who-said-what?person=emmanuel-macron",
    "sql": "/record?sql=select+key%2C+name+from+people",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the seed."""
    with browsing(create(tmp_path_factory.mktemp("seeded") / "kzclaims.db", *seed_files()).path) as address:
        yield address


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the example of docs/reference/dossier.md, whose source has its text."""
    with browsing(example(tmp_path_factory.mktemp("example") / "kzclaims.db")) as address:
        yield address


def title(page: Page) -> str | None:
    return page.get_by_role("heading", level=1).text_content()


def test_two_clicks_lead_from_the_start_page_to_a_passage(visit: Visit, home: str) -> None:
    page = visit(home)
    page.get_by_role("link", name="Тимур Олевский").first.click()
    assert title(page) == "Тимур Олевский"
    page.get_by_role("link", name="Во время недавнего визита Путина").click()
    assert page.url == home + STATEMENT
    assert page.locator("mark").text_content() == (
        'во время недавнего визита Путина в Бишкек, Кыргызстан продемонстрировал верный "путинизм"'
    )


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        *((name, {}) for name in PAGES),
        *((name, settings) for name in ("start", "statement", "table") for settings in ({"scheme": "dark"}, PHONE)),
    ],
)
def test_a_page_is_accessible_and_fits(
    visit: Visit,
    accessible: Accessible,
    screenshot: Screenshot,
    home: str,
    name: str,
    settings: dict[str, object],
) -> None:
    page = visit(home + PAGES[name], **settings)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    levels = [int(tag[1]) for tag in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    screenshot(page, "-".join([name, *map(str, settings.values())]))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("statement", "kk"),
        *(pytest.param(name, code, marks=pytest.mark.slow) for name in PAGES for code in ("ru", "kk")),
    ],
)
def test_a_page_of_another_language_is_accessible_and_fits_a_phone(
    visit: Visit, accessible: Accessible, screenshot: Screenshot, home: str, name: str, code: str
) -> None:
    page = visit(f"{home}/language/{code}?to={quote(PAGES[name])}", scheme="dark", **PHONE)
    assert page.locator("html").get_attribute("lang") == code
    assert page.url == home + quote(PAGES[name], safe="/?=&+%")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    screenshot(page, f"{name}-{code}")


def test_the_language_can_be_switched_and_is_kept(visit: Visit, home: str) -> None:
    page = visit(f"{home}/record/events")
    page.get_by_role("link", name="Қазақша").click()
    assert page.url == f"{home}/record/events"
    assert title(page) == "Оқиғалар"
    page.get_by_role("link", name="kzclaims").first.click()
    assert title(page) == "Кім не айтты, қашан және қайда"
    assert page.locator("strong[aria-current]").text_content() == "Қазақша"


@pytest.mark.slow
def test_a_password_opens_the_pages(browser: Browser, accessible: Accessible, tmp_path: Path) -> None:
    database = create(tmp_path / "kzclaims.db", *seed_files()).path
    with browsing(database, KZCLAIMS_PASSWORD="correct horse battery") as address:  # noqa: S106 - not a secret
        with opened(browser, f"{address}/person/timur-olevsky", locale="ru") as tab:
            accessible(tab.page)
            for password in ("wrong password", "correct horse battery"):
                tab.page.get_by_label("Пароль").fill(password)
                with tab.page.expect_navigation():
                    tab.page.keyboard.press("Enter")
                if password.startswith("wrong"):
                    assert tab.page.get_by_role("alert").text_content() == "Пароль неверный."
            assert title(tab.page) == "Тимур Олевский"
        assert all("403" in fault for fault in tab.faults), tab.faults


def test_an_unknown_name_in_an_address_gets_suggestions(browser: Browser, accessible: Accessible, home: str) -> None:
    with opened(browser, f"{home}/person/Олефский") as tab:
        assert title(tab.page) == "Not found"
        assert tab.page.get_by_text("Тимур Олевский (timur-olevsky)").count() == 1
        accessible(tab.page)
    assert all(fault.endswith(NOT_FOUND) for fault in tab.faults)


def test_words_and_names_are_searched_from_any_page_by_keyboard(visit: Visit, home: str) -> None:
    page = visit(f"{home}/record/events")
    page.keyboard.press("Tab")
    assert page.locator(":focus").text_content() == "Skip to the content"
    assert page.locator(":focus").bounding_box() is not None
    page.get_by_role("searchbox", name="Words or a name").focus()
    page.keyboard.type("Казахстане")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert title(page) == "Results for “Казахстане”"
    assert {"Казахстана", "Казахстан"} <= set(page.locator("mark").all_text_contents())
    page.keyboard.press("Tab")
    outline: str = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_forms_of_the_start_page_work(visit: Visit, home: str) -> None:
    page = visit(home)
    page.get_by_label("Statements by a person").fill("Макрона")
    page.keyboard.press("Enter")
    page.wait_for_url("**/person/emmanuel-macron")
    page.goto(home)
    page.get_by_label("From").fill("2023-09")
    page.get_by_label("To", exact=True).fill("2023-09")
    page.keyboard.press("Enter")
    page.get_by_text("Запрет экспорта 106 товаров").wait_for()
    page.goto(home)
    page.get_by_label("Statements with these words").fill("санкции")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("mark").count() == 3


def test_a_passage_is_marked_in_the_text_around_it(visit: Visit, accessible: Accessible, archived: str) -> None:
    page = visit(f"{archived}/statement/brook-nine-years")
    around = page.locator("blockquote", has=page.locator("mark"))
    assert around.locator("mark").text_content() == "It took us nine years"
    assert "Mayor Ada Brook opened the new bridge on Monday." in (around.text_content() or "")
    accessible(page)


def test_facets_choose(visit: Visit, home: str) -> None:
    page = visit(f"{home}/record/statements")
    page.get_by_text("Narrow by speaker, kind, topic, source, year").click()
    page.get_by_role("link", name="Тимур Олевский").first.click()
    assert "where person timur-olevsky" in (page.get_by_role("status").text_content() or "")


def test_russian_text_has_a_lang_attribute(visit: Visit, home: str) -> None:
    page = visit(home + STATEMENT)
    assert page.locator("h1").get_attribute("lang") == "ru"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".translation [lang=en]").count() == 1


def test_hostile_text_has_no_effect(browser: Browser, run: Run, tmp_path: Path) -> None:
    (tmp_path / "hostile.toml").write_text(HOSTILE, encoding="utf-8")
    assert run("db", "upgrade").code == run("load", "hostile.toml", "--allow-unverified").code == 0
    with browsing(tmp_path / "kzclaims.db") as address:
        with opened(browser, address) as tab:
            for path in PATHS:
                tab.page.goto(address + path)
                assert tab.page.locator("script, svg, img, u, i, main b").count() == 0
                assert "\u202e" not in tab.page.content()
            tab.page.goto(f"{address}/statement/words")
            assert title(tab.page) == "«<script>alert(2)</script>»"
        assert all(fault.endswith(NOT_FOUND) for fault in tab.faults), tab.faults
