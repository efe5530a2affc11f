"""Fetching: what is fetched, what is refused, and where a connection may go."""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from kzclaims.documents import fetch as fetching
from kzclaims.documents.fetch import fetch, fetch_document, is_address
from kzclaims.errors import InputError

TEXT = "Идёт дождь.".encode()


class _Handler(BaseHTTPRequestHandler):
    bodies: ClassVar[dict[str, Callable[["_Handler"], None]]] = {}

    def do_GET(self) -> None:
        if body := self.bodies.get(self.path):
            body(self)
        else:
            self.answer(404, b"no")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    bomb = zlib.compressobj(wbits=31)
    packed = b"".join(bomb.compress(bytes(2**20)) for _ in range(65)) + bomb.flush()
    _Handler.bodies = {
        "/text": lambda one: one.answer(200, TEXT, Content_Type="text/plain; charset=utf-8"),
        "/gzip": lambda one: one.answer(200, gzip.compress(TEXT), Content_Type="text/plain", Content_Encoding="gzip"),
        "/moved": lambda one: one.answer(302, b"", Location="/text"),
        "/loop": lambda one: one.answer(302, b"", Location="/loop"),
        "/file": lambda one: one.answer(302, b"", Location="file:///etc/passwd"),
        "/bomb": lambda one: one.answer(200, packed, Content_Type="text/plain", Content_Encoding="gzip"),
        "/brotli": lambda one: one.answer(200, TEXT, Content_Encoding="br"),
        "/image": lambda one: one.answer(200, b"x", Content_Type="image/webp"),
        "/empty": lambda one: one.answer(200, b"", Content_Type="text/plain"),
    }
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


@pytest.mark.parametrize("path", ["/text", "/gzip", "/moved"])
def test_a_text_is_fetched(server: str, path: str) -> None:
    document = fetch_document(server + path, allow_private=True)
    assert (document.text, document.http_status, document.media_type) == (TEXT.decode(), 200, "text/plain")
    assert document.url == server + ("/text" if path == "/moved" else path)
    assert document.fetched is not None


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/none", "answered 404 Not Found"),
        ("/loop", "more than 5 redirects"),
        ("/file", "only http and https"),
        ("/bomb", "more than 64 MB"),
        ("/brotli", "sends br"),
        ("/image", "is image/webp"),
        ("/empty", r"status 200\) is empty"),
    ],
)
def test_an_unusable_response_gets_one_sentence(server: str, path: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        fetch_document(server + path, allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - it must be refused
        "224.0.0.1",
        "::1",
        "fe80::1%1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
        "64:ff9b::a00:1",
    ],
)
def test_a_name_with_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """All addresses of the name count, and the one that was checked is the one that is used."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80)), (family, 1, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_options: pytest.fail("it connected"))
    with pytest.raises(InputError, match="private network; allow_private"):
        fetch("http://example.org/")


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def resolve(host: str, *_args: object, **_options: object) -> list[Any]:
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]

    def connect(address: tuple[str, int], **_options: object) -> socket.socket:
        asked.append(address)
        raise OSError("refused")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(InputError, match="refused"):
        fetch("http://пример.org/")
    assert asked == ["xn--e1afmkfd.org", ("93.184.216.34", 80)]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("http://", "has no host"),
        ("http://a:b@example.org/", "user name or a password"),
        ("http://example.org:x/", "not a valid address"),
        ("http://[::1/", "not a valid address"),
    ],
)
def test_an_invalid_address_gets_a_sentence(url: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        fetch(url)


def test_a_server_that_never_ends_its_headers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(InputError, match="did not answer within"):
            fetch(f"http://127.0.0.1:{port}/", allow_private=True)


def test_an_address_is_not_a_file() -> None:
    assert is_address("HTTPS://example.org")
    assert not is_address("article.html")
