"""Options of commands with web pages: who may open them."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kzclaims.errors import InputError

if TYPE_CHECKING:
    from kzclaims.browse.access import Access

F = TypeVar("F", bound=Callable[..., Any])

PASSWORD = "KZCLAIMS_PASSWORD"  # noqa: S105 - the name of the environment variable
_OPTIONS = (
    click.option(
        "--host",
        default="127.0.0.1",
        show_default=True,
        metavar="ADDRESS",
        help="Listen at this address. Others than those of this machine itself need a password or a proxy.",
    ),
    click.option(
        "--password-file",
        type=click.Path(),
        metavar="FILE",
        help=f"Ask for the password in this file, or in the environment variable {PASSWORD}.",
    ),
    click.option(
        "--proxy-header",
        metavar="NAME",
        help="Admit the users that a reverse proxy names in this header, such as X-Remote-User.",
    ),
    click.option(
        "--proxy-address",
        "proxy_addresses",
        multiple=True,
        metavar="ADDRESS",
        help="An address or network of the proxy. From others, the header is ignored.",
    ),
)


def access_options(command: F) -> F:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_access(
    host: str, password_file: str | None, proxy_header: str | None, proxy_addresses: tuple[str, ...]
) -> "Access":
    """Return the access that the options describe. Raise `InputError` if others could open the pages without it."""
    from pathlib import Path

    from kzclaims.browse.access import access, is_loopback

    password = os.environ.get(PASSWORD)
    if password_file is not None:
        password = Path(password_file).read_text("utf-8", errors="replace").rstrip("\r\n")
    found = access(password, proxy_header, proxy_addresses)
    if not is_loopback(host) and not found.is_open:
        raise InputError(
            "{host}: {name} can be reached from other machines; set a password in {variable} or {password_file}, or "
            "name the header of a reverse proxy with {proxy_header}",
            parameters=("host", "password_file", "proxy_header"),
            name=host,
            variable=PASSWORD,
        )
    return found


def describe(access: "Access") -> str:
    """Return who can open the pages, as a sentence."""
    if access.password is not None:
        return "Only with the password; put a proxy with TLS in front of it on other networks than your own."
    if access.proxy_header is not None:
        return f"Only through the proxy, which names the user in {access.proxy_header}."
    return "Only on this machine."
