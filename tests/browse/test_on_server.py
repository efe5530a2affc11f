"""Pages of a database on a server: our own pages work, tables and SQL pages name another program."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from kzclaims.cli.browse import SHORTEST_TOKEN
from kzclaims.store.database.database import Database
from tests.browse.conftest import Browse, Get
from tests.cluster import PROGRAMS, running
from tests.databases import create, seed_files
from tests.running import Run

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

PAGES = [
    "/",
    "/search?q=Казахстан",
    "/person/timur-olevsky",
    "/person/Макрон",
    "/statement/olevsky-only-astana-can-help-moscow",
    "/event/macron-tokayev-meeting-2023-11",
    "/source/24-kanal-olevsky-2023-11",
    "/record/people/1",
    "/statement/nothing",
]


@pytest.fixture(scope="module")
def on_server(browse: Browse) -> Iterator[Get]:
    with running() as cluster:
        cluster.execute("CREATE DATABASE seeded")
        yield browse(create(cluster.address("seeded"), *seed_files()))


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_those_of_a_file(on_server: Get, get: Get, path: str) -> None:
    found, expected = on_server(path), get(path)
    assert (found.status, found.headers.get("location")) == (expected.status, expected.headers.get("location"))
    if path != "/" and expected.status == 200:
        assert main(found.html) == main(expected.html)
        assert not [link for link in found.links if link.startswith("/record")]


def main(html: str) -> str:
    """Return the contents of a page without its links to tables and times of recording."""
    lines = html.partition("<main")[2].splitlines()
    text = "\n".join(line for line in lines if "recorded" not in line.lower())
    return re.sub(r'<a href="/record[^>]*>(.*?)</a>', r"\1", text)


@pytest.mark.parametrize("path", ["/record", "/record/people", "/record?sql=select+1", "/record/people.json"])
def test_pages_of_tables_name_another_program(on_server: Get, path: str) -> None:
    found = on_server(path)
    assert found.status == 404
    assert "psql" in found.html


def test_the_start_page_links_to_no_tables(on_server: Get) -> None:
    start = on_server("/")
    assert not [link for link in start.links if link.startswith("/record")]
    assert "between two dates" not in start.text


@pytest.mark.parametrize("token", ["short", "x" * SHORTEST_TOKEN + " y", "ключ" * SHORTEST_TOKEN])
def test_a_token_that_can_be_guessed_is_refused(run: Run, seeded: Database, token: str) -> None:  # noqa: ARG001
    Path("token").write_text(token, "utf-8")
    result = run("browse", "--no-open", "--port", "0", "--token-file", "token")
    assert result.code == 2
    assert "--token-file" in result.err
    assert token not in result.err
