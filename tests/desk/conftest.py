"""A dossier that is open at the desk."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from kzclaims.desk.opening import Desk
from kzclaims.desk.routes import editing
from kzclaims.desk.session import Session
from kzclaims.dossier.records import Person
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_record

TEXT = (
    "Мастер Ерлан Сатпаев сообщил: «Ремонт начнут весной». По словам директора, мост «простоит сто лет».\n"
    "В среду, 1 ноября, школу закрыли."
)
DOSSIER = f'''dossier = "bridge"

# The paper.
[[organizations]]
key = "vesti"
name = "Вести"
lang = "ru"

[[people]]
key = "erlan-satpaev"
name = "Ерлан Сатпаев"
lang = "ru"

[[sources]]
key = "vesti-bridge"
title = "Мост"
lang = "ru"
publisher = "vesti"
published = "2023-11-03"
text = """
{TEXT}"""

[[statements]]
key = "repair-in-spring"  # Checked twice.
draft = "check the words and the speaker"
kind = "direct"
text = "Ремонт начнут весной"
lang = "ru"
speaker = "erlan-satpaev"

[[statements.appearances]]
source = "vesti-bridge"
exact = "Ремонт начнут весной"
attribution = "Ерлан Сатпаев сообщил"

# The end.
'''


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a dossier."""
    path = tmp_path / "bridge.toml"
    path.write_text(DOSSIER, encoding="utf-8")
    return path


@pytest.fixture
def opened(empty: Database) -> Iterator[Callable[[Path], Session]]:
    """Return a function that opens a dossier, as after a crash of the program that had it open before."""
    sessions: list[Session] = []

    def open_again(path: Path) -> Session:
        for one in sessions:
            one.journal._file.close()
        sessions.append(Session(path, empty, author="Editor"))
        return sessions[-1]

    yield open_again
    for one in sessions:
        one.journal._file.close()


@pytest.fixture
def session(path: Path, opened: Callable[[Path], Session]) -> Session:
    """Return the open dossier."""
    return opened(path)


class Page:
    """A page of the desk, as its script sees it."""

    def __init__(self, desk: Desk) -> None:
        added = editing(desk)
        self.posts = added.posts
        self._app = Starlette(routes=list(added.routes))
        self.user: str | None = None
        self.session: str | None = None
        self.version = 0

    def send(self, method: str, name: str, **settings: Any) -> Response:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await self._app({**scope, "user": self.user}, receive, send)

        async def request() -> Response:
            async with AsyncClient(transport=ASGITransport(app=app), base_url="http://127.0.0.1") as client:
                return await client.request(method, f"/desk/{name}", **settings)

        return asyncio.run(request())

    def get(self, path: str, expected: int = 200, /, **arguments: Any) -> Any:
        answer = self.send("GET", path, params=arguments)
        assert answer.status_code == expected, answer.text
        return answer.json()

    def post(self, path: str, expected: int = 200, /, **given: Any) -> Any:
        answer = self.send("POST", path, json={"session": self.session, "version": self.version, **given})
        assert answer.status_code == expected, answer.text
        return answer.json()

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.get("state")
        self.session, self.version = state["session"], state["version"]
        return state

    def number(self, key: str) -> str:
        return str(next(one["id"] for one in self.state()["records"] if one["key"] == key))


@pytest.fixture
def desk(empty: Database, path: Path) -> Iterator[Desk]:
    """Return the desk with an open dossier."""
    empty.author = "Editor"
    desk = Desk(empty, path.parent, author="Editor")
    desk.open(path.name)
    yield desk
    desk.close()


@pytest.fixture
def page(desk: Desk) -> Page:
    """Return a page with an open dossier."""
    return Page(desk)


def record(database: Database, *people: Person) -> None:
    database.write(lambda connection: [load_record(connection, one) for one in people])
