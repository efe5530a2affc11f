"""The address of a database: a path, or a URL such as sqlite:///claims.db."""

from pathlib import Path

from sqlalchemy import exc, make_url

from kzclaims.errors import InputError
from kzclaims.store.database.place import Place
from kzclaims.store.sqlite.file import SQLiteFile


def place_of(address: str, timeout: float) -> Place:
    """Return the place that an address names. Raise `InputError` for an invalid address."""
    return SQLiteFile(_file_of(address), timeout)


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
            value=address,
        ) from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise InputError(
            "{address}: “{value}” is not a file; use a path, or a URL such as sqlite:///claims.db",
            parameters=("address",),
            value=address,
        )
    if url.query or url.host or url.username or url.port:
        unknown = ", ".join(url.query) or url.host or url.username
        raise InputError(
            "{address}: “{value}” has parts that are not supported: {unknown}; use a path, or sqlite:///claims.db",
            parameters=("address",),
            value=address,
            unknown=unknown,
        )
    return Path(url.database)
