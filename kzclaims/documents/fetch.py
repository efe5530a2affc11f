"""Fetch a document from an address that the user gives.

Only http and https, with limits on size, time and redirects. A connection goes to the very address that was checked, so
that a name which resolves differently a moment later cannot reach a private network. Proxies are not used.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from kzclaims.documents.document import Document
from kzclaims.documents.read import LONGEST, media_type, read
from kzclaims.errors import InputError

SECONDS = 60
"""The time that fetching may take, with all redirects."""

MOST_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_BLOCK = 2**16
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


class Response(NamedTuple):
    """The answer of a server."""

    url: str
    """The address after redirects."""
    status: int
    content: bytes
    media_type: str | None
    charset: str | None


def is_address(text: str) -> bool:
    """Return whether a text is a web address and not the name of a file."""
    return text.lower().startswith(("http://", "https://"))


def fetch_document(url: str, *, allow_private: bool = False) -> Document:
    """Fetch and read a document. Raise `InputError` if it cannot be fetched or contains no text."""
    response = fetch(url, allow_private=allow_private)
    fetched = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    path = urlsplit(response.url).path
    try:
        kind = media_type(response.content, path, response.media_type)
        document = read(response.content, kind, url=response.url, charset=response.charset)
    except InputError as error:
        raise error.about(f"{response.url} (status {response.status})") from None
    return replace(
        document, url=document.url or response.url, fetched=document.fetched or fetched, http_status=response.status
    )


def fetch(url: str, *, allow_private: bool = False) -> Response:
    """Fetch an address, with redirects. Raise `InputError` for a status other than 200."""
    deadline = time.monotonic() + SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(url)
        try:
            answer = _fetch_once(url, parts, deadline, allow_private=allow_private)
        except TimeoutError:
            raise InputError(f"{url} did not answer within {SECONDS} seconds") from None
        except (OSError, http.client.HTTPException, zlib.error) as error:
            raise InputError(f"{url} cannot be fetched: {_reason(error)}") from None
        if isinstance(answer, Response):
            return answer
        url = answer
    raise InputError(f"{url}: more than {MOST_REDIRECTS} redirects")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{url} is not a valid address: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise InputError(f"{url} begins with {parts.scheme}:, but only http and https are fetched")
    if not parts.hostname or port == 0:
        raise InputError(f"{url} has no host")
    if parts.username is not None or parts.password is not None:
        raise InputError("an address with a user name or a password is not fetched; save the page and archive the file")
    return parts


def _fetch_once(url: str, parts: SplitResult, deadline: float, *, allow_private: bool) -> Response | str:
    """Return the response of a server, or the address to which it redirects."""
    host = parts.hostname or ""
    try:
        name = host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise InputError(f"{url} has an invalid host name") from None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(name, port, timeout=_left(deadline))
    connection.sock = sock = _connected(url, name, port, deadline, allow_private=allow_private)
    # A server may send its headers byte by byte, which no time-out of a single read ends.
    watch = threading.Timer(_left(deadline), _shut_down, [sock])
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=name)
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        default = port == (443 if parts.scheme == "https" else 80)
        bracketed = f"[{name}]" if ":" in name else name
        connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", bracketed if default else f"{bracketed}:{port}")
        connection.putheader("User-Agent", "kzclaims")
        connection.putheader("Accept", "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5")
        connection.putheader("Accept-Encoding", "gzip")
        connection.putheader("Connection", "close")
        connection.endheaders()
        answer = connection.getresponse()
        location = answer.getheader("Location")
        if answer.status in _REDIRECTS and location:
            return urljoin(url, location)
        if answer.status != 200:
            raise InputError(f"{url}: the server answered {answer.status} {answer.reason}")
        content = b"".join(_body(url, answer, deadline))
        headers = answer.headers
        declared = headers.get_content_type() if headers.get("Content-Type") else None
        return Response(url, answer.status, content, declared, headers.get_content_charset())
    except (OSError, http.client.HTTPException):
        _left(deadline)
        raise
    finally:
        watch.cancel()
        connection.close()


def _shut_down(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _connected(url: str, name: str, port: int, deadline: float, *, allow_private: bool) -> socket.socket:
    """Connect to one of the addresses of a host, all of which must be public."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    private = next((one for one in addresses if not _is_public(one)), None)
    if private is not None and not allow_private:
        raise InputError(
            f"{url}: {name} is {private}, an address of a private network; {{allow_private}} fetches it",
            parameters=("allow_private",),
        )
    error: OSError | None = None
    for address in dict.fromkeys(addresses):
        try:
            return socket.create_connection((address, port), timeout=_left(deadline))
        except OSError as failure:
            error = failure
    raise error or OSError("the host has no address")


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(found.packed[-4:]) if found in _NAT64 else None
        found = found.ipv4_mapped or found.sixtofour or translated or found
    return found.is_global and not found.is_multicast


def _body(url: str, answer: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    """Yield the uncompressed body of a response, up to the limits of size and time."""
    encoding = (answer.getheader("Content-Encoding") or "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise InputError(f"{url}: the server sends {encoding}, which was not asked for; save the page instead")
    unpacked = None if encoding == "identity" else zlib.decompressobj(wbits=31)
    size = 0
    while block := answer.read1(_BLOCK):
        _left(deadline)
        while block:
            plain = block if unpacked is None else unpacked.decompress(block, _BLOCK)
            block = b"" if unpacked is None else unpacked.unconsumed_tail
            size += len(plain)
            if size > LONGEST:
                raise InputError(f"{url} has more than {LONGEST // 2**20} MB")
            yield plain


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "the host name is not known"
    if isinstance(error, ssl.SSLError):
        return f"the connection is not secure ({error.reason or error})"
    if isinstance(error, http.client.HTTPException):
        return f"the server's answer is not valid HTTP ({type(error).__name__})"
    return str(error.strerror or error) if isinstance(error, OSError) else str(error)
