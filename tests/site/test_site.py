"""The static website: complete, the same every time, safe, and without broken links over several runs."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from justhtml import JustHTML

from kzclaims.errors import InputError, KzclaimsError
from kzclaims.export.timeline import entries
from kzclaims.site.output import MANIFEST, output
from kzclaims.store.database.database import Database
from tests.contents import HOSTILE, loaded
from tests.export import hostile
from tests.running import Run

ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Page(HTMLParser):
    """The links, ids and scripts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: Counter[str] = Counter()
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if identity := found.get("id"):
            self.ids[identity] += 1
        self.links += [found[name] or "" for name in ("href", "src", "action") if name in found]
        if found.get("http-equiv") == "refresh":
            self.links.append((found["content"] or "").partition("url=")[2])
        self.handlers += [name for name in found if name.startswith("on") or name == "style"]
        self._in_data = found.get("type") == "application/ld+json"
        if tag == "script" and not self._in_data:
            self.scripts.append(found)

    def handle_endtag(self, tag: str) -> None:
        self._in_data = self._in_data and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)


def pages(folder: Path) -> dict[str, Page]:
    """Return the pages of a site by their paths."""
    found = sorted(folder.rglob("*.html"))
    return {path.relative_to(folder).as_posix(): Page(path.read_text(encoding="utf-8")) for path in found}


def parsed(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - our own file


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by their paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def broken(folder: Path, found: dict[str, Page]) -> list[str]:
    """Return the links within the site that lead nowhere."""
    wrong = []
    for name, page in found.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
            path = target.resolve()
            there = found.get(path.relative_to(folder.resolve()).as_posix()) if path.is_relative_to(folder) else None
            if not path.is_file() or (parts.fragment and there and parts.fragment not in there.ids):
                wrong.append(f"{name}: {link}")
    return wrong


@pytest.mark.usefixtures("seeded")
def test_every_link_leads_somewhere_and_every_page_is_valid(run: Run, tmp_path: Path) -> None:
    assert run("site", "out", "--url", "https://claims.example/kz").code == 0
    folder = tmp_path / "out"
    found = pages(folder)
    assert broken(folder, found) == []
    for name, page in found.items():
        assert [one for one, count in page.ids.items() if count > 1] == [], name
        JustHTML((folder / name).read_text(encoding="utf-8"), strict=True)
    for kind in ("statements", "people", "events", "sources", "topics", "organizations"):
        assert any(name.startswith(f"{kind}/") for name in found), kind
        assert f"ru/{kind}.html" in found


@pytest.mark.usefixtures("seeded")
def test_data_feeds_and_sitemap_describe_the_pages(run: Run, tmp_path: Path) -> None:
    assert run("site", "out", "--url", "https://claims.example/kz", "--lang", "ru").code == 0
    folder = tmp_path / "out"
    (data,) = Page((folder / "people" / "timur-olevsky.html").read_text(encoding="utf-8")).data
    (node,) = json.loads(data)["@graph"]
    address = "https://claims.example/kz/people/timur-olevsky.html"
    assert (node["@type"], node["@id"]) == ("Person", address)
    feed = parsed((folder / "feeds" / "person-timur-olevsky.xml").read_text(encoding="utf-8"))
    entries = feed.findall("a:entry", ATOM)
    assert entries
    links = [link.attrib["href"] for one in entries for link in one.findall("a:link", ATOM)]
    ids = [one.findtext("a:id", namespaces=ATOM) for one in entries]
    assert len(set(ids)) == len(ids)
    assert all((folder / link.removeprefix("https://claims.example/kz/")).is_file() for link in links)
    sitemap = parsed((folder / "sitemap.xml").read_text(encoding="utf-8"))
    listed = {str(one.text) for one in sitemap.iter() if one.tag.endswith("loc")}
    assert address in listed
    assert all((folder / one.removeprefix("https://claims.example/kz/")).is_file() for one in listed)


def test_reviews_are_in_the_data_of_their_statements(empty: Database, run: Run, tmp_path: Path) -> None:
    loaded(empty, hostile.records("Plain text"))
    assert run("site", "out", "--lang", "en").code == 0
    (data,) = Page((tmp_path / "out" / "statements" / "of-a-person.html").read_text(encoding="utf-8")).data
    reviews = [one for one in json.loads(data)["@graph"] if one["@type"] == "ClaimReview"]
    assert [one["reviewRating"]["name"] for one in reviews] == ["false"]
    assert reviews[0]["itemReviewed"]["author"]["name"]["@value"] == "Plain text"


@pytest.mark.usefixtures("seeded")
def test_the_same_database_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("site", name).code == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    again = run("site", "one")
    assert (again.code, "0 files written" in again.err) == (0, True)


@pytest.mark.parametrize("text", [" ".join(HOSTILE), HOSTILE[0]])
def test_hostile_text_is_only_text(empty: Database, run: Run, tmp_path: Path, text: str) -> None:
    loaded(empty, hostile.records(text))
    assert run("site", "out", "--lang", "en", "--title", text.replace("\0", "")).code == 0
    folder = tmp_path / "out"
    found = pages(folder)
    assert broken(folder, found) == []
    for name, page in found.items():
        assert page.handlers == []
        assert page.scripts == ([{"src": "assets/search.js", "defer": None}] if name == "search.html" else [])
        assert [link for link in page.links if link.lower().startswith(("javascript:", "data:"))] == []
        for data in page.data:
            json.loads(data)
    for script in (folder / "search").glob("*.js"):
        assert re.search("[<>&\u2028\u2029]", script.read_text(encoding="utf-8")) is None
    for feed in (folder / "feeds").iterdir():
        parsed(feed.read_text(encoding="utf-8"))


def test_no_link_breaks_between_runs(empty: Database, run: Run, tmp_path: Path) -> None:
    loaded(empty, hostile.records("Plain text"))
    twin = '[[people]]\nkey = "twin"\nname = "Plain text"\nlang = "ru"\n'
    (tmp_path / "twin.toml").write_text(twin, encoding="utf-8")
    assert run("load", "twin.toml").code == 0
    folder = tmp_path / "out"
    assert run("site", "out").code == 0
    (folder / "mine.txt").write_text("not part of the site", encoding="utf-8")
    before = set(pages(folder))
    assert run("identity", "merge", "person", "twin", "--because", "the same person").code == 0
    merged = run("site", "out", "--kind", "indirect")
    assert merged.code == 0
    found = pages(folder)
    assert before <= set(found)
    assert broken(folder, found) == []
    assert "../people/person.html" in found["ru/people/twin.html"].links
    withdrawn = (folder / "statements" / "of-a-person.html").read_text(encoding="utf-8")
    assert "Plain text" not in withdrawn
    assert "9 pages" in merged.err
    assert (folder / "mine.txt").exists()
    # Without Kazakh and Russian, their pages lead to the English ones.
    assert run("site", "out", "--lang", "en").code == 0
    found = pages(folder)
    assert "../people/person.html" not in found["ru/people/person.html"].links
    assert "../../people/person.html" in found["ru/people/person.html"].links
    assert broken(folder, found) == []
    # What is published again has its page again.
    assert run("site", "out", "--lang", "en").code == 0
    assert "Plain text" in (folder / "statements" / "of-a-person.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("seeded")
def test_an_interrupted_run_leaves_whole_pages(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    assert run("site", "out", "--lang", "en").code == 0
    before = files(folder)
    calls = 0
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        assert run("site", "out", "--lang", "ru").code == 130
    partly = files(folder)
    assert partly.keys() >= before.keys()
    assert broken(folder, pages(folder)) == []
    assert run("site", "out", "--lang", "ru").code == 0
    assert run("site", "new", "--lang", "ru").code == 0
    expected = files(tmp_path / "new")
    assert {name: partly for name, partly in files(folder).items() if name in expected} == expected


@pytest.mark.usefixtures("seeded")
def test_files_of_others_are_never_touched(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "index.html").write_text("mine", encoding="utf-8")
    assert run("site", "out").code == 2
    assert (folder / "index.html").read_text(encoding="utf-8") == "mine"
    (folder / "index.html").rename(folder / "mine.html")
    assert run("site", "out").code == 2
    assert run("site", "out", "--force").code == 0
    assert (folder / "mine.html").read_text(encoding="utf-8") == "mine"
    other = tmp_path / "elsewhere"
    other.mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "people").symlink_to(other)
    assert run("site", "linked", "--force").code == 2
    assert list(other.iterdir()) == []
    (folder / MANIFEST).write_text("[", encoding="utf-8")
    assert run("site", "out").code == 2
    for name, code in ((tmp_path / "kzclaims.db", 2), (tmp_path / "none" / "out", 2)):
        assert run("site", name).code == code


@pytest.mark.usefixtures("seeded")
def test_many_entries_are_drawn_as_their_numbers(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST", 10)
    run("site", "out")

    text = (tmp_path / "out" / "ru" / "timeline.html").read_text("utf-8")

    JustHTML(text, strict=True)
    assert max(Page(text).ids.values()) == 1
    assert re.search(r"Высказывания: .*2023-11", text)
    assert "statements: " not in text


@pytest.mark.usefixtures("empty")
def test_an_empty_database_has_a_site(run: Run, tmp_path: Path) -> None:
    assert run("site", "out").code == 0
    assert broken(tmp_path / "out", pages(tmp_path / "out")) == []


@pytest.mark.usefixtures("empty")
def test_confidential_records_are_not_published(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text(
        '[[people]]\nkey = "ada-brook"\nname = "Ada Brook"\nlang = "en"\nconfidential = true\n'
        '[[people]]\nkey = "ivan-orlov"\nname = "Ivan Orlov"\nlang = "en"\ndescription = "spoke with Ada Brook"\n',
        encoding="utf-8",
    )
    assert run("load", "d.toml").code == 0
    result = run("site", "out")
    assert (result.code, "1 person" in result.err) == (0, True)
    texts = b"".join(files(tmp_path / "out").values()).lower()
    assert (b"orlov" in texts, b"brook" in texts) == (True, False)
    assert run("site", "all", "--confidential").code == 0
    assert (tmp_path / "all" / "people" / "ada-brook.html").exists()


@pytest.mark.usefixtures("seeded")
def test_filters_select_what_is_published(run: Run, tmp_path: Path) -> None:
    assert run("site", "out", "--person", "Олевский", "--lang", "kk").code == 0
    shown = (tmp_path / "out" / "statements").glob("*.html")
    listed = json.loads(run("statements", "--person", "Олевский", "--limit", "0", "--format", "json").out)
    assert {path.stem for path in shown} == {one["key"] for one in listed}
    assert run("site", "out", "--person", "Никто").code == 1
    assert run("site", "out", "--url", "javascript:alert(1)").code == 2


def test_a_second_run_at_the_same_time_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with output(folder) as first:
        first.write("index.html", "first")
        with pytest.raises(KzclaimsError) as refused, output(folder) as second:
            second.write("index.html", "second")
        assert not isinstance(refused.value, InputError)
        first.finish(lambda _: None)
    assert (folder / "index.html").read_text() == "first"
    with output(folder) as later:  # The lock ends with the run.
        later.write("index.html", "later")
        later.finish(lambda _: None)
    assert files(folder).keys() == {MANIFEST, "index.html"}
