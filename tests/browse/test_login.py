"""Access from other machines: a password, or a reverse proxy."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kzclaims.browse import access
from kzclaims.browse.access import Login
from kzclaims.browse.guard import HEADERS, Editing, Guard
from kzclaims.errors import InputError
from tests.browse.conftest import TOKEN
from tests.running import Run

PASSWORD = "correct horse, батарея"  # noqa: S105 - not a secret
HOST = "claims.example"
PROXY = "10.1.2.3"
FORM = {"origin": f"http://{HOST}", "content-type": "application/x-www-form-urlencoded"}

Send = Callable[..., Response]


async def _user(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"user {request.user}")


def served(found: access.Access) -> tuple[Guard, Send]:
    """Return a server with one page that shows the user, and a function that sends it a request."""
    app = Starlette(routes=[Route("/", _user), Route("/static/x", _user), Route("/save", _user, methods=["POST"])])
    guard = Guard(app, TOKEN, Editing(posts=frozenset({"/save"})), found)

    async def request(method: str, path: str, client: str, **settings: object) -> Response:
        transport = ASGITransport(app=guard, client=(client, 1234))
        async with AsyncClient(transport=transport, base_url=f"http://{HOST}") as browser:
            return await browser.request(method, path, **settings)  # type: ignore[arg-type]

    def send(path: str = "/", method: str = "GET", client: str = "10.9.9.9", **settings: object) -> Response:
        return asyncio.run(request(method, path, client, **settings))

    return guard, send


def log_in(send: Send, password: str, to: str = "/", **settings: object) -> Response:
    path = f"/login?{urlencode({'to': to})}"
    return send(path, "POST", content=urlencode({"password": password}), **{"headers": FORM, **settings})


def test_a_password_opens_the_pages() -> None:
    _, send = served(access.access(PASSWORD))
    first = send("/?x=1")
    assert (first.status_code, first.headers["location"]) == (302, "/login?to=%2F%3Fx%3D1")
    page = send("/login?to=%2F", headers={"accept-language": "kk"})
    assert page.status_code == 200
    assert 'type="password"' in page.text
    assert page.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert send("/static/x").status_code == 200
    entered = log_in(send, PASSWORD, "/?x=1")
    assert (entered.status_code, entered.headers["location"]) == (303, "/?x=1")
    cookie = entered.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert send(headers={"cookie": cookie.partition(";")[0]}).text == "user None"
    secure = log_in(send, PASSWORD, headers=FORM | {"origin": f"https://{HOST}"})
    assert secure.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize("password", ["", "x", PASSWORD + "x", PASSWORD[:-1], PASSWORD.upper(), "\0" * 22])
def test_a_wrong_password_opens_nothing(password: str) -> None:
    _, send = served(access.access(PASSWORD))
    answer = log_in(send, password)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert PASSWORD not in answer.text


def test_wrong_passwords_are_limited_for_each_address_and_for_all() -> None:
    now = 0.0
    guard, send = served(access.access(PASSWORD))
    guard._login = Login(PASSWORD, lambda: now)
    assert {log_in(send, "x").status_code for _ in range(access.MOST_FAILURES)} == {403}
    answer = log_in(send, PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert log_in(send, PASSWORD, client="10.9.9.8").status_code == 303
    now = 61
    assert log_in(send, PASSWORD).status_code == 303
    for number in range(access.MOST_FAILURES_OF_ALL):
        log_in(send, "x", client=f"10.8.0.{number}")
    assert log_in(send, PASSWORD, client="10.9.9.8").status_code == 429


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": None}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-length": "1000000"}, 413),
    ],
)
def test_only_our_page_can_send_a_password(headers: dict[str, str | None], status: int) -> None:
    _, send = served(access.access(PASSWORD))
    given = {name: one for name, one in (FORM | headers).items() if one is not None}
    assert log_in(send, PASSWORD, headers=given).status_code == status
    assert log_in(send, "x" * 20_000).status_code == 413


def test_the_login_leads_to_no_other_site() -> None:
    _, send = served(access.access(PASSWORD))
    for to in ("https://evil.example", "//evil.example", "/\\evil.example"):
        assert log_in(send, PASSWORD, to).headers["location"] == "/"


def test_a_proxy_names_the_user() -> None:
    guard, send = served(access.access(None, "X-Remote-User", ("10.1.2.0/24",)))
    answer = send(client=PROXY, headers={"x-remote-user": "Айгүл".encode()})
    assert answer.text == "user Айгүл"
    cookie = answer.headers["set-cookie"].partition(";")[0]
    assert cookie.startswith(guard.cookie)
    known = {
        "cookie": cookie,
        "x-remote-user": "aigul",
        "origin": f"https://{HOST}",
        "content-type": "application/json",
    }
    assert send("/save", "POST", PROXY, headers=known, content=b"{}").text == "user aigul"
    for missing in ("cookie", "x-remote-user", "origin"):
        headers = {name: one for name, one in known.items() if name != missing}
        assert send("/save", "POST", PROXY, headers=headers, content=b"{}").status_code == 403


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("10.1.3.3", [("x-remote-user", "aigul")]),
        (PROXY, []),
        (PROXY, [("x-remote-user", " ")]),
        (PROXY, [("x-remote-user", "aigul"), ("x-remote-user", "mallory")]),
        (PROXY, [("x-forwarded-user", "aigul")]),
        ("10.9.9.9", [("x-remote-user", "aigul"), ("x-forwarded-for", PROXY)]),
        ("not an address", [("x-remote-user", "aigul")]),
    ],
)
def test_others_cannot_name_a_user(client: str, headers: list[tuple[str, str]]) -> None:
    guard, send = served(access.access(None, "X-Remote-User", ("10.1.2.0/24",)))
    # The cookie alone is not enough: the proxy may no longer admit its owner.
    cookie = ("cookie", f"{guard.cookie}={TOKEN}")
    assert send(client=client, headers=[*headers, cookie]).status_code == 403


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        (("short",), None),
        ((PASSWORD, "X-Remote-User", ("10.0.0.1",)), "proxy_header"),
        ((None, "X-Remote-User"), "proxy_address"),
        ((None, None, ("10.0.0.1",)), "proxy_header"),
        ((None, "X-Remote-User", ("proxy",)), "proxy_address"),
        ((None, "X-Remote-User", ("10.0.0.1/8",)), "proxy_address"),
    ],
)
def test_unsafe_options_are_refused(arguments: tuple[object, ...], parameter: str | None) -> None:
    with pytest.raises(InputError) as caught:
        access.access(*arguments)  # type: ignore[arg-type]
    assert parameter is None or parameter in caught.value.parameters
    assert PASSWORD not in str(caught.value)


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("command", ["browse", "desk"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104 - refused
def test_other_machines_need_a_password(run: Run, command: str, host: str) -> None:
    ended = run(command, "--no-open", "--port", "0", "--host", host)
    assert (ended.code, ended.out) == (2, "")
    assert "--password-file" in ended.err


@pytest.mark.usefixtures("seeded")
def test_an_address_of_another_machine_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KZCLAIMS_PASSWORD", PASSWORD)
    ended = run("browse", "--no-open", "--port", "0", "--host", "192.0.2.1")
    assert ended.code == 2
    assert "192.0.2.1 is not an address of this machine" in ended.err
    assert PASSWORD not in ended.err
