"""Access to the pages: the token, other sites, plugins, and the limits of queries."""

import asyncio
import csv
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx import ASGITransport, AsyncClient, Response

from kzclaims.browse import query_limits
from kzclaims.browse.guard import Guard
from kzclaims.browse.server import application, close
from kzclaims.store.database.database import Database
from tests.browse.conftest import TOKEN, Browse, Get

PATHS = ("/", "/record/statements", "/record/statements.csv", "/static/style.css", "/nowhere")
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers", [{}, {"cookie": "kzclaims-x=y"}, {"authorization": "Bearer x"}, {"authorization": f"Basic {TOKEN}"}]
)
def test_nothing_is_served_without_the_token(get: Get, path: str, headers: dict[str, str]) -> None:
    answer = get(path, headers=headers)
    assert (answer.status, answer.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert get(f"{path}?token=x", headers=headers).status == 403


def test_the_printed_address_sets_a_cookie_that_opens_all_pages(get: Get) -> None:
    first = get(f"/record/statements?_topic=war&token={TOKEN}", headers={})
    assert (first.status, first.headers["location"]) == (302, "/record/statements?_topic=war")
    cookie = first.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    for path in PATHS[:-1]:
        assert get(path, headers={"cookie": cookie.partition(";")[0]}).status == 200
    assert get(f"http://localhost//evil.example/?token={TOKEN}", headers={}).headers["location"] == "/evil.example/"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_cannot_send_requests(get: Get, site: str) -> None:
    known = {"authorization": f"Bearer {TOKEN}"}
    assert get("/record/statements", headers=known | {"sec-fetch-site": site}).status == 403
    assert get(f"/?token={TOKEN}", headers={"sec-fetch-site": site}).status == 403
    for own in ("same-origin", "none"):
        assert get("/record/statements", headers=known | {"sec-fetch-site": own}).status == 200


def sql(query: str) -> str:
    return f"/record.json?sql={quote(query)}"


@pytest.mark.parametrize(
    "query",
    [
        "select zeroblob(100000000)",
        "select hex(zeroblob(100000000))",
        "with recursive n(i) as (select 1 union all select i + 1 from n limit 900) select zeroblob(900000) from n",
        f"select {', '.join(['zeroblob(900000)'] * 200)}",
    ],
)
def test_large_values_and_results_are_refused(get: Get, query: str) -> None:
    answer = get(sql(query))
    assert answer.status == 400
    assert len(answer.html) < 10_000


def test_steps_of_a_query_are_limited(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_limits, "MOST_STEPS", 100_000)
    assert get(sql(ENDLESS)).status == 400
    where = quote(f"id = ({ENDLESS})")
    assert get(f"/record/statements.json?_where={where}").status == 400
    assert get(sql("select count(*) from statements")).status == 200


def test_limits_hold_for_queries_of_users_only(browse: Browse, seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("UPDATE sources SET text = printf('%.2000000c', 'x')")
    get = browse(seeded)
    assert get(sql("select text from sources")).status == 400
    assert get("/record/sources").status == 200
    assert get("/source/24-kanal-olevsky-2023-11").status == 200


def test_two_queries_run_at_a_time(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    running = most = 0
    run = query_limits.run

    def slow(*arguments: object) -> object:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.05)
        running -= 1
        return run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("kzclaims.browse.record.run", slow)
    app = application(seeded)
    transport = ASGITransport(app=Guard(app, TOKEN))

    async def ask() -> list[Response]:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            return await asyncio.gather(*(client.get(sql("select 1")) for _ in range(8)))

    try:
        assert {answer.status_code for answer in asyncio.run(ask())} == {200}
    finally:
        close(app)
    assert most == query_limits.MOST_RUNNING


def test_csv_pages_are_guarded_like_exports(browse: Browse, seeded: Database) -> None:
    words = '=1+1; "quoted"\nline two, with ünïcode' + " long" * 40_000
    with seeded.writing() as connection:
        connection.exec_driver_sql("UPDATE topics SET name = ? WHERE key = 'war'", (words,))
    get = browse(seeded)
    for path in ("/record/topics.csv", "/record/topics.csv?_stream=1", "/record/topics.csv?_dl=1&_labels=on",
                 "/record.csv?sql=select+*+from+topics"):  # fmt: skip
        text = get(path).html
        csv.field_size_limit(1_000_000)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        assert {row["name"] for row in rows if row["key"] == "war"} == {f"'{words}"}
        assert text.startswith('"')
        assert len(rows) == 18


PLUGIN = """
from datasette import hookimpl
print("plugin code ran")
@hookimpl
def extra_template_vars(): return {}
"""
LISTED = """
import sys
sys.argv = ["kzclaims"]
from kzclaims.cli import browse
browse._import_datasette()
from datasette.plugins import pm
from kzclaims.browse.server import application
from kzclaims.store.database.database import Database
application(Database("kzclaims.db"), sys.stdin.read().split())
print("loaded", pm.has_plugin("intruder"))
"""


def test_only_named_plugins_are_loaded(seeded: Database, tmp_path: Path) -> None:
    site = tmp_path / "site"
    information = site / "datasette_intruder-1.0.dist-info"
    information.mkdir(parents=True)
    (site / "intruder.py").write_text(PLUGIN)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: datasette-intruder\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[datasette]\nintruder = intruder\n")

    def run(names: str) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(Path(__file__).parents[2])])}
        done = subprocess.run(
            [sys.executable, "-c", LISTED], input=names, cwd=seeded.path.parent, env=environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return done.stdout or done.stderr.splitlines()[-1]

    assert run("").splitlines() == ["loaded False"]
    assert run("datasette-intruder").splitlines() == ["plugin code ran", "loaded True"]
    assert "InputError" in run("nothing")
