"""The address of a database: a path, or a URL such as sqlite:///claims.db or postgresql://user@host/name."""

import re
from pathlib import Path

from sqlalchemy import exc, make_url

from kzclaims.errors import InputError
from kzclaims.store.database.place import Place

POSTGRESQL = ("postgresql://", "postgres://")

_PASSWORD = re.compile(r"(://[^:/@]*):[^/]*@|(password=)[^&]*")


def place_of(address: str, timeout: float) -> Place:
    """Return the place that an address names. Raise `InputError` for an invalid address."""
    if not address.startswith(POSTGRESQL):
        from kzclaims.store.sqlite.file import SQLiteFile

        return SQLiteFile(_file_of(address), timeout)
    try:
        from kzclaims.store.postgresql.server import PostgreSQLDatabase
    except ImportError as error:
        raise InputError("psycopg is not installed; run: pip install 'kzclaims[postgresql]'") from error
    return PostgreSQLDatabase(address, timeout)


def has_password(address: str) -> bool:
    """Return whether an address contains a password."""
    return "://" in address and without_password(address) != address


def without_password(address: str) -> str:
    """Return an address with asterisks instead of its password."""
    return _PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[1] else f"{found[2]}***", address)


def _file_of(address: str) -> Path:
    """Return the file that an address names. Raise `InputError` for any other address."""
    if "\0" in address:
        raise InputError("{address}: a path cannot contain the character NUL", parameters=("address",))
    if "://" not in address:
        return Path(address)
    try:
        url = make_url(address)
    except exc.ArgumentError:
        raise InputError(
            "{address}: “{value}” is neither a path nor a URL such as sqlite:///claims.db",
            parameters=("address",),
            value=without_password(address),
        ) from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise InputError(
            "{address}: “{value}” is not a file; use a path, sqlite:///claims.db or postgresql://user@host/name",
            parameters=("address",),
            value=without_password(address),
        )
    if url.query or url.host or url.username or url.port:
        unknown = ", ".join(url.query) or url.host or url.username
        raise InputError(
            "{address}: “{value}” has parts that are not supported: {unknown}; use a path, or sqlite:///claims.db",
            parameters=("address",),
            value=without_password(address),
            unknown=unknown,
        )
    return Path(url.database)
