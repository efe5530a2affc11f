"""Requests that send data: only to named addresses, only from our own pages, and never to `kzclaims browse`."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kzclaims.browse import failures, guard
from kzclaims.browse.guard import HEADERS, SCRIPTS, Editing, Guard
from kzclaims.browse.pages import ROUTES
from kzclaims.errors import InputError
from kzclaims.pages.links import Links
from tests.browse.conftest import TOKEN

HOST = "127.0.0.1:8001"
GOOD = {
    "host": HOST,
    "origin": f"http://{HOST}",
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
    "cookie": "",
}

Post = Callable[..., Response]


async def _save(request: Request) -> PlainTextResponse:
    if await request.body() == b"wrong":
        raise InputError("the data is wrong", hints=["line 1"])
    return PlainTextResponse("saved")


async def _show(_: Request) -> PlainTextResponse:
    return PlainTextResponse("shown")


@pytest.fixture
def send() -> Post:
    """Return a function that sends a request to a desk of one page and one address for data."""
    routes = (Route("/desk", _show), Route("/desk/save", _save, methods=["POST"]), Route("/desks", _show))
    app = Starlette(routes=routes, exception_handlers=dict.fromkeys((InputError, HTTPException), failures.page))
    app.state.links = Links()
    server = Guard(app, TOKEN, Editing(routes, frozenset({"/desk/save"}), ("/desk",)))
    known = GOOD | {"cookie": f"{server.cookie}={TOKEN}"}

    async def request(method: str, path: str, headers: dict[str, str], content: object) -> Response:
        async with AsyncClient(transport=ASGITransport(app=server), base_url=f"http://{HOST}") as client:
            return await client.request(method, path, headers=headers, content=content)  # type: ignore[arg-type]

    def send(
        path: str = "/desk/save", method: str = "POST", content: object = b"{}", **changed: str | None
    ) -> Response:
        headers = known | {name.replace("_", "-"): value for name, value in changed.items()}
        given = {name: value for name, value in headers.items() if value is not None}
        return asyncio.run(request(method, path, given, content))

    return send


def test_a_page_of_this_server_can_send_data(send: Post) -> None:
    assert send().text == "saved"
    assert send(sec_fetch_site=None).text == "saved"
    assert send(content_type="application/x-www-form-urlencoded; charset=utf-8").text == "saved"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"origin": None}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8002"}, 403),
        ({"origin": f"http://{HOST}.evil.example"}, 403),
        ({"host": "evil.example", "origin": "http://evil.example"}, 421),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"cookie": None}, 403),
        ({"cookie": "kzclaims-0=x"}, 403),
        # A token in a header or in the address only reads.
        ({"cookie": None, "authorization": f"Bearer {TOKEN}"}, 403),
        ({"cookie": None, "path": f"/desk/save?token={TOKEN}"}, 403),
        ({"content_type": None}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_length": str(guard.LARGEST_BODY + 1)}, 413),
        ({"content_length": "-1"}, 413),
        ({"path": "/desk"}, 405),
        ({"path": "/desk/save/"}, 405),
        ({"path": "/"}, 405),
        ({"method": "PUT"}, 405),
        ({"method": "DELETE"}, 405),
    ],
)
def test_other_data_is_refused(send: Post, changed: dict[str, str | None], status: int) -> None:
    assert send(**changed).status_code == status


def test_a_body_is_bounded_while_it_is_read(send: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LARGEST_BODY", 1000)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    assert send(content=pieces()).status_code == 413
    assert send(content=b"x" * 1000).text == "saved"


def test_errors_are_json_where_json_is_sent(send: Post) -> None:
    answer = send(content=b"wrong")
    assert (answer.status_code, answer.json()["error"], answer.json()["hints"]) == (
        400,
        "the data is wrong\nline 1",
        ["line 1"],
    )


def test_only_pages_of_the_desk_run_scripts(send: Post) -> None:
    policy = HEADERS["Content-Security-Policy"]
    for path, expected in {
        "/desk": policy + SCRIPTS,
        "/desk/save": policy + SCRIPTS,
        "/desks": policy,
        "/": policy,
    }.items():
        assert send(path, "GET").headers["content-security-policy"] == expected
    assert "unsafe" not in SCRIPTS


def test_browse_has_no_address_for_data() -> None:
    assert {method for one in ROUTES if isinstance(one, Route) for method in one.methods or ()} == {"GET", "HEAD"}
    assert Editing().posts == frozenset()
