"""Pages requested in this process."""

import asyncio
import gc
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from shutil import copy
from typing import NamedTuple

import pytest

with warnings.catch_warnings():
    # Datasette asks SQLite what it can do as soon as it is imported, and leaves those connections open, too.
    warnings.filterwarnings("ignore", "unclosed database", ResourceWarning)
    pytest.importorskip("datasette", reason="the pages need Datasette: pip install 'kzclaims[browse]'")
    from httpx import ASGITransport, AsyncClient, Response

    from kzclaims.browse.guard import Guard
    from kzclaims.browse.server import application, close

    gc.collect()

from kzclaims.store.database.database import Database


class Answer(NamedTuple):
    """A response."""

    status: int
    html: str
    headers: dict[str, str]

    @property
    def text(self) -> str:
        """The words of the page, as a reader sees them."""
        return " ".join(unescape(re.sub("<[^>]*>", "", self.html)).split())

    @property
    def links(self) -> list[str]:
        """The links of the page."""
        return [unescape(link) for link in re.findall('href="([^"]*)"', self.html)]

    @property
    def marked(self) -> list[str]:
        """The words that the page marks."""
        return [unescape(words) for words in re.findall("<mark>(.*?)</mark>", self.html, re.DOTALL)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Datasette asks SQLite for its version, and whether it knows JSON, through connections that it leaves open."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"))


TOKEN = "a-token-of-the-tests"  # noqa: S105 - not a secret

Get = Callable[..., Answer]
Browse = Callable[[Database], Get]


@pytest.fixture(scope="module")
def browse() -> Iterator[Browse]:
    """Pages of a database: a function that asks for one by its path."""
    with ExitStack() as stack:

        def pages_of(database: Database) -> Get:
            app = application(database)
            stack.callback(close, app)
            transport = ASGITransport(app=Guard(app, TOKEN))

            async def request(method: str, path: str, headers: dict[str, str]) -> Response:
                async with AsyncClient(transport=transport, base_url="http://localhost") as client:
                    return await client.request(method, path, headers=headers)

            def get(path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
                known = {"authorization": f"Bearer {TOKEN}"} if headers is None or "host" in headers else {}
                response = asyncio.run(request(method, path, known | (headers or {})))
                return Answer(response.status_code, response.text, dict(response.headers))

            return get

        yield pages_of
    # What Datasette has left open goes here, where that is expected.
    gc.collect()


@pytest.fixture(scope="module")
def served(templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Return the database of the seed that `get` serves to all tests of a module."""
    return Database(copy(templates["seeded"], tmp_path_factory.mktemp("browse") / "kzclaims.db"))


@pytest.fixture(scope="module")
def get(browse: Browse, served: Database) -> Get:
    """Return pages of the seed."""
    return browse(served)


@pytest.fixture(scope="module")
def archived(browse: Browse, tmp_path_factory: pytest.TempPathFactory) -> Get:
    """Return pages of the example of docs/reference/dossier.md, whose source has its text."""
    from docs.screenshots import example

    return browse(Database(example(tmp_path_factory.mktemp("archived") / "example.db")))
