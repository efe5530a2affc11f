"""The desk, as somebody uses it with a keyboard and a mouse."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the desk needs Starlette: pip install 'kzclaims[browse]'")

from playwright.sync_api import Browser, Page

from docs.screenshots import PHONE
from kzclaims.dossier.toml_reader import loads
from tests.browser.chromium import Accessible, Screenshot, opened
from tests.browser.desk_article import ARTICLE, STATEMENTS, long_dossier
from tests.browser.desk_tutorial import OPTIONS, TUTORIAL, article, record_library
from tests.browser.hand import Hand
from tests.browser.serving import at_desk
from tests.databases import create

OpenDesk = Callable[..., Hand]

DRAFTED = """
dossier = "shore"
[[sources]]
key = "shore"
title = "Берег"
lang = "ru"
text = "«Мост откроют», – сказал Иван Ким. Порт закроют, сообщила Анна Орлова."
[[people]]
key = "ivan-kim"
draft = "new person: check the name in the nominative and the key"
name = "Иван Ким"
lang = "ru"
[[statements]]
key = "kim-bridge"
draft = "check the words and the speaker: «сказал Иван Ким»"
kind = "direct"
text = "Мост откроют"
lang = "ru"
speaker = "ivan-kim"
appearances = [{ source = "shore", exact = "Мост откроют", attribution = "сказал Иван Ким" }]
[[statements]]
key = "port"
draft = "speaker open: «сообщила Анна Орлова»"
kind = "indirect"
text = "Порт закроют"
lang = "ru"
appearances = [{ source = "shore", exact = "Порт закроют", attribution = "сообщила Анна Орлова" }]
"""

HOSTILE = """
dossier = "hostile"
[[organizations]]
key = "press"
name = "<img src=x onerror=alert(1)> & Co"
lang = "en"
[[people]]
key = "mallory"
name = '"><script>alert("name")</script>'
lang = "en"
description = "<svg onload=alert(2)>"
[[sources]]
key = "page"
title = "</title></script><script>alert(3)</script>"
lang = "en"
publisher = "press"
text = "before <script>alert(4)</script> \\u2066after <img src=x onerror=alert(5)>"
[[statements]]
key = "statement"
draft = "<img src=x onerror=alert(6)>"
kind = "indirect"
text = "<script>alert(4)</script>"
lang = "en"
speaker = "mallory"
[[statements.appearances]]
source = "page"
exact = "<script>alert(4)</script>"
attribution = "after <img src=x onerror=alert(5)>"
[[events]]
key = "event"
title = "<svg onload=alert(7)>"
lang = "en"
place = "{{7*7}}"
"""


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[OpenDesk]:
    """Open a dossier at the desk. The test fails at its end if a page logged errors or requested other addresses."""
    tabs = []
    with ExitStack() as stack:

        def opens(content: str, *options: str, name: str = "shore.toml", **settings: Any) -> Hand:
            path = tmp_path / name
            if not path.exists():
                path.write_text(content, encoding="utf-8")
            database = create(tmp_path / "kzclaims.db")
            address = stack.enter_context(at_desk(database.path, path, *options))
            tabs.append(stack.enter_context(opened(browser, address, **settings)))
            page = tabs[-1].page
            page.locator("#text p").first.wait_for()
            return Hand(page, address)

        yield opens
    assert [fault for tab in tabs for fault in tab.faults] == []


def records(hand: Hand, kind: str) -> dict[str, Any]:
    """Return the records of a type by their keys."""
    return {one["key"]: one for one in hand.state()["records"] if one["type"] == kind}


def drafts(page: Page) -> str | None:
    return page.locator("#open").text_content()


def press_cyrillic(hand: Hand, letter: str, code: str) -> None:
    """Press a key of a Cyrillic keyboard."""
    session = hand.page.context.new_cdp_session(hand.page)
    for kind in ("keyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, "key": letter, "code": code, "text": letter})
    hand.settle()


def test_drafts_are_accepted_edited_and_rejected_with_keys(desk: OpenDesk, accessible: Accessible) -> None:
    hand = desk(DRAFTED)
    page = hand.page
    assert drafts(page) == "3"
    assert page.locator("#text mark.direct.drafted").text_content() == "Мост откроют"
    press_cyrillic(hand, "ф", "KeyA")
    page.locator("#open", has_text="1").wait_for()  # Accepting the statement accepts its speaker.
    assert page.locator("#text mark.direct.drafted").count() == 0
    hand.press("e")
    assert page.locator("[role=option][aria-selected=true]").count() == 0, "nobody is chosen for the user"
    assert page.get_by_role("combobox", name="Speaker").input_value() == ""
    hand.choose("Анна Орлова")
    accessible(page)
    hand.press("a")
    page.locator("#open", has_text="0").wait_for()
    assert records(hand, "statements")["port"]["fields"]["speaker"] == "anna-orlova"
    hand.press("u")
    hand.press("x")
    page.locator("#group-statements .record").nth(1).wait_for(state="detached")
    hand.press("u")
    page.locator("#group-statements .record").nth(1).wait_for()
    assert page.locator("#state").text_content() == "Not saved"
    hand.press("a")
    hand.press("Control+s")
    page.get_by_text("Saved and loaded.").wait_for()
    assert page.locator("#state[data-state=saved]").count() == 1


@pytest.mark.slow
def test_an_article_with_nine_statements_takes_sixty_keys_and_clicks(desk: OpenDesk) -> None:
    hand = desk(ARTICLE, "--empty", name="shore.txt")
    record_source(hand)
    for words, attribution, speaker in STATEMENTS:
        record(hand, words, attribution, speaker)
    hand.select("В среду, 1 октября, в Озёрном начался ремонт набережной")
    hand.press("v")
    save(hand)
    assert hand.count <= 60
    check_result(hand)


@pytest.mark.slow
def test_a_drafted_article_takes_thirty_keys_and_clicks(desk: OpenDesk) -> None:
    hand = desk(ARTICLE, name="shore.txt")
    record_source(hand)
    page = hand.page
    speakers = {words.strip("«»"): speaker for words, _, speaker in STATEMENTS}
    hand.click(page.locator("#group-statements .summary").first)
    while (words := page.locator(".record.drafted.current[data-kind] .words").text_content()) in speakers:
        if not page.locator(".current [data-path=speaker] input").input_value():
            hand.press("e")
            hand.choose(speakers[words or ""])
        hand.press("a")
        page.locator(".record.drafted.current .words").filter(has_not_text=words or "").wait_for()
    assert words == "«Берегите берег»", "this is an inscription"
    hand.press("x")
    page.locator("#open", has_text="0").wait_for()
    record(hand, *STATEMENTS[7])
    save(hand)
    assert hand.count <= 30
    check_result(hand)


def record_source(hand: Hand) -> None:
    """Record who published the article, and when."""
    page = hand.page
    hand.click(page.locator("#group-sources .summary"))
    hand.click(page.get_by_role("combobox", name="Publisher"))
    hand.type("Озёрная газета")
    page.get_by_role("option", name="Озёрная газета new").wait_for()
    hand.press("ArrowDown")
    hand.press("Enter")
    hand.click(page.locator("[data-path=published] input"))
    hand.type("2 октября 2025")
    hand.press("Enter")


def record(hand: Hand, words: str, attribution: str, speaker: str) -> None:
    """Record a statement."""
    hand.select(words)
    hand.press("s")
    hand.select(attribution)
    hand.press("b")
    hand.choose(speaker)


def save(hand: Hand) -> None:
    hand.press("Control+s")
    hand.page.get_by_text("Saved and loaded.").wait_for()


def check_result(hand: Hand) -> None:
    """Check that the nine statements are recorded with their words, kinds, places and speakers."""
    state = hand.state()
    assert state["open"] == 0
    assert [one["problems"] for one in state["records"] if one["problems"]] == []
    people = {one["key"]: one["fields"]["name"] for one in state["records"] if one["type"] == "people"}
    found = [one for one in state["records"] if one["type"] == "statements"]
    said = {one["fields"]["text"]: one["fields"] for one in found}
    assert set(said) == {words.strip("«»") for words, _, _ in STATEMENTS}
    for words, attribution, speaker in STATEMENTS:
        fields = said[words.strip("«»")]
        (printed,) = fields["appearances"]
        assert people[fields["speaker"]] == speaker
        assert fields["kind"] == ("direct" if words.startswith("«") else "indirect")
        assert attribution in printed["attribution"] or printed["attribution"] in attribution
    (source,) = [one["fields"] for one in state["records"] if one["type"] == "sources"]
    assert source["published"] == "2025-10-02"
    assert all(one["recorded"] for one in state["records"])


@pytest.mark.slow
def test_a_statement_is_recorded_by_keyboard_alone(desk: OpenDesk) -> None:
    hand = desk(ARTICLE, "--empty", name="shore.txt")
    page = hand.page
    for _ in range(30):
        if page.evaluate("document.activeElement.id") == "text":
            break
        hand.press("Tab")
    hand.press("ArrowRight")
    hand.press("ArrowDown")
    hand.press("Home")
    for _ in range(8):
        hand.press("Shift+ArrowRight")
    page.get_by_role("toolbar", name="Selected words").wait_for()
    hand.press("s")
    page.locator("#text mark.indirect").first.wait_for()
    words = page.locator("#text mark.indirect").all_text_contents()
    assert words == ["В среду, 1 октября, в Озёрном начался ремонт набережной"]
    hand.press("e")
    hand.type("Савельев")
    page.get_by_role("option", name="Ирина Савельева").first.wait_for()
    hand.press("ArrowDown")
    hand.press("Enter")
    (statement,) = records(hand, "statements").values()
    assert statement["fields"]["speaker"] == "irina-saveleva"
    assert page.evaluate("document.activeElement.matches('.summary, #text')")


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"scheme": "dark"}, PHONE])
def test_every_form_is_accessible_and_fits(
    desk: OpenDesk, accessible: Accessible, screenshot: Screenshot, settings: dict[str, Any]
) -> None:
    hand = desk(ARTICLE, "--published", "2025-10-02", name="shore.txt", **settings)
    page = hand.page
    for kind in ("statements", "people", "sources", "events"):
        page.locator(f"#group-{kind} .summary").first.click()
        for details in page.locator(".current details").all():
            details.evaluate("one => { one.open = true }")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        screenshot(page, "-".join(["desk", kind, *map(str, settings.values())]))
    hand.select("Подрядчика выбрали")
    page.get_by_role("toolbar", name="Selected words").wait_for()
    accessible(page)
    hand.press("?")
    accessible(page)


@pytest.mark.slow
def test_hostile_text_runs_nothing(desk: OpenDesk) -> None:
    hand = desk(HOSTILE, name="<img src=x onerror=alert(0)>.toml")
    page = hand.page
    for summary in page.locator(".summary").all():
        summary.click()
        hand.settle()
    page.locator("#group-statements .summary").click()
    hand.press("e")
    hand.press("Escape")
    hand.select("after <img src=x")
    hand.press("p")
    hand.type("<img src=x onerror=alert(9)>")
    hand.press("Enter")
    hand.press("Control+s")
    page.wait_for_timeout(300)
    assert page.locator("#text img, #text script, #records img, #records script, #records svg").count() == 0


@pytest.mark.slow
def test_a_problem_is_shown_next_to_its_field_while_typing(desk: OpenDesk) -> None:
    hand = desk(DRAFTED)
    page = hand.page
    page.get_by_label("Said").click()
    hand.type("в среду, 1 ноября 2023")
    page.get_by_text("2023-11-01 =").wait_for()
    page.get_by_role("button", name="Save").focus()
    assert page.get_by_label("Said").input_value() == "2023-11-01"
    text = page.get_by_label("Statement", exact=True)
    text.fill("Мост закроют")
    described = text.get_attribute("aria-describedby") or ""
    problem = page.locator(f"#{described.split()[0]}")
    problem.filter(has_text="Мост").wait_for()
    assert text.get_attribute("aria-invalid") == "true"
    text.fill("Мост откроют")
    problem.wait_for(state="hidden")


@pytest.mark.slow
def test_nothing_is_lost_when_the_tab_is_closed(desk: OpenDesk) -> None:
    hand = desk(DRAFTED)
    hand.page.get_by_label("Statement", exact=True).fill("Мост откроют завтра")
    hand.page.goto("about:blank")
    hand.page.goto(hand.address)
    hand.page.locator(".summary", has_text="Мост откроют завтра").wait_for()
    assert hand.page.locator("#state").text_content() == "Not saved"


@pytest.mark.slow
def test_a_change_on_disk_is_shown_and_not_overwritten(desk: OpenDesk, tmp_path: Path, accessible: Accessible) -> None:
    hand = desk(DRAFTED)
    page = hand.page
    hand.press("a")
    path = tmp_path / "shore.toml"
    path.write_text(DRAFTED.replace("Берег", "Берег озера"), encoding="utf-8")
    page.get_by_text("The file was changed by another program").wait_for()
    assert '+title = "Берег озера"' in (page.locator("[data-lines=file]").text_content() or "")
    accessible(page)
    hand.click(page.get_by_role("button", name="Keep the changes of both"))
    page.locator("#conflict").wait_for(state="hidden")
    save(hand)
    assert "Берег озера" in path.read_text("utf-8")
    assert 'key = "kim-bridge"\nkind' in path.read_text("utf-8")


@pytest.mark.slow
def test_two_windows_on_one_file_show_each_others_edits(desk: OpenDesk) -> None:
    hand = desk(DRAFTED)
    other = hand.page.context.new_page()
    other.goto(hand.page.url)
    other.locator("#text p").first.wait_for()
    hand.press("a")
    other.locator("#open", has_text="1").wait_for()


@pytest.mark.slow
def test_a_click_changes_little_of_a_long_page(desk: OpenDesk) -> None:
    hand = desk(long_dossier(), name="long.toml")
    page = hand.page
    page.locator("#text mark").nth(999).wait_for(state="attached")
    page.evaluate(
        """() => {
            window.changes = 0;
            const count = (found) => (window.changes += found.length);
            new MutationObserver(count).observe(document.body, { subtree: true, childList: true, attributes: true });
        }"""
    )
    hand.click(page.locator("#text mark").nth(500))
    assert page.locator(".current .words").text_content() == "Слово500 сказано здесь"
    hand.select("Ветер дует", nth=40)
    hand.press("s")
    page.locator(".record.current", has_text="Ветер дует").wait_for()
    # A thousand passages and items are left alone.
    assert page.evaluate("window.changes") < 300


@pytest.mark.slow
def test_the_tutorial_gives_the_same_records_at_the_desk_as_in_an_editor(desk: OpenDesk) -> None:
    hand = desk(article(), *OPTIONS, name="library.txt")
    record_library(hand)
    typed = loads(
        "\n".join(re.findall(r"^```toml\n(.*?)^```$", TUTORIAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)[:3])
    )
    for kind, fields in (
        ("statements", ("kind", "text", "said")),
        ("events", ("title", "place", "date")),
        ("people", ("name",)),
        ("organizations", ("name",)),
        ("sources", ("title", "url", "published")),
    ):
        found = [[one["fields"].get(name) for name in fields] for one in records(hand, kind).values()]
        expected = [[one.get(name) for name in fields] for one in typed[kind]]
        assert sorted(map(str, found)) == sorted(map(str, expected))


@pytest.mark.slow
def test_recorded_data_is_corrected_with_a_reason_and_its_history_is_shown(
    desk: OpenDesk, accessible: Accessible
) -> None:
    hand = desk(DRAFTED)
    page = hand.page
    hand.press("a")
    save(hand)
    page.locator("#group-people [data-type=people]").click()
    hand.type("И. Ким")
    hand.press("Enter")
    page.locator(".current", has_text="И. Ким").wait_for()
    save(hand)
    page.locator("#group-statements .summary").first.click()
    page.get_by_role("button", name="History and corrections").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Status").select_option("disputed")
    dialog.locator("form[data-path=status] [name=because]").fill("denied <b>by him</b>")
    dialog.get_by_role("button", name="Set the status").click()
    dialog.get_by_text("status: – → disputed").wait_for()
    assert dialog.locator(".reason").first.text_content() == "denied <b>by him</b>"
    accessible(page)
    dialog.get_by_role("button", name="Close").click()
    page.locator("#group-people .summary", has_text="Иван Ким").click()
    page.get_by_role("button", name="History and corrections").click()
    dialog.get_by_role("combobox", name="The other record").click()
    dialog.get_by_role("option", name="И. Ким").click()
    dialog.locator("form[data-path=merge] [name=because]").fill("one person")
    dialog.get_by_role("button", name="Merge into this record").click()
    dialog.get_by_role("button", name="Split it off again").wait_for()
    accessible(page)
    dialog.locator("form[data-path=split] [name=because]").fill("two people")
    dialog.get_by_role("button", name="Split it off again").click()
    dialog.get_by_role("button", name="Split it off again").wait_for(state="hidden")


@pytest.mark.slow
def test_two_organizations_review_a_statement(desk: OpenDesk, accessible: Accessible) -> None:
    hand = desk(DRAFTED)
    page = hand.page
    hand.press("a")
    save(hand)
    page.locator("#group-statements .summary").first.click()
    page.get_by_role("button", name="History and corrections").click()
    form = page.locator("form[data-path=review]")
    shown = page.locator(".reviews li")
    reviews = [("Проверка", "Неправда <b>", "false"), ("Сверка", "Да", "true")]
    for number, (reviewer, rating, verdict) in enumerate(reviews):
        form.get_by_role("combobox", name="Reviewer").fill(reviewer)
        form.get_by_role("option", name=f"{reviewer} new").click()
        form.locator("[name=url]").fill(f"https://review.example/{number}")
        form.locator("[name=title]").fill("Мост")
        form.locator("[name=rating]").fill(rating)
        form.locator("[name=lang]").fill("ru")
        form.get_by_label("Verdict").select_option(verdict)
        form.get_by_role("button", name="Add the review").click()
        shown.nth(number).wait_for()
    assert shown.all_text_contents() == ["Проверка · Неправда <b> · false", "Сверка · Да · true"]
    accessible(page)


@pytest.mark.slow
def test_the_desk_is_in_the_language_of_the_reader(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "shore.toml").write_text(DRAFTED, encoding="utf-8")
    database = create(tmp_path / "kzclaims.db").path
    with at_desk(database, tmp_path / "shore.toml") as address, opened(browser, f"{address}&lang=kk") as tab:
        assert tab.page.get_by_role("button", name="Сақтау").count() == 1
        tab.page.get_by_role("link", name="Русский").click()
        tab.page.get_by_role("button", name="Сохранить").wait_for()
        tab.page.get_by_text("автор слов неизвестен").first.wait_for()
        tab.page.get_by_role("button", name="Править E").wait_for()
    assert tab.faults == []


@pytest.mark.slow
def test_an_article_is_opened_on_the_page(browser: Browser, tmp_path: Path, accessible: Accessible) -> None:
    (tmp_path / "shore.txt").write_text(ARTICLE, encoding="utf-8")
    database = create(tmp_path / "kzclaims.db").path
    with at_desk(database, folder=tmp_path) as address:
        with opened(browser, address) as tab:
            tab.page.wait_for_url("**/desk/open")
            accessible(tab.page)
            tab.page.get_by_label("A file or an address").fill("lake.txt")
            tab.page.keyboard.press("Enter")
            tab.page.get_by_role("alert").filter(has_text="lake.txt").wait_for()
            tab.page.get_by_label("A file or an address").fill("shore.txt")
            tab.page.keyboard.press("Enter")
            tab.page.locator("#text mark").first.wait_for()
        assert all("400" in fault or "404" in fault for fault in tab.faults), tab.faults


@pytest.mark.slow
def test_another_name_for_a_recorded_person_is_saved_after_a_question(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "shore.toml").write_text(DRAFTED, encoding="utf-8")
    database = create(tmp_path / "kzclaims.db").path
    with at_desk(database, tmp_path / "shore.toml") as address:
        with opened(browser, address) as tab:
            page = tab.page
            page.locator("#text p").first.wait_for()
            hand = Hand(page, address)
            hand.press("a")
            save(hand)
            page.locator("#group-people .summary").click()
            page.locator(".current [data-path=name] input").fill("Пётр Ли")
            page.locator(".current [data-path=name] input").blur()
            hand.press("Control+s")
            page.get_by_role("dialog").get_by_text("ivan-kim, name:").wait_for()
            page.get_by_role("button", name="Save the values of the file").click()
            page.locator("#state[data-state=saved]").wait_for()
        assert len(tab.faults) == 1, "one save is refused"
