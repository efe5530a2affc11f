"""Reads of possibly damaged files."""

from collections.abc import Callable, Iterator

import msgspec

from kzclaims.errors import DatabaseError

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError)
"""The errors that reading damaged values may raise."""

MOST_OF_A_KIND = 20
"""The number of problems of one kind that are listed."""


def limited(name: str, check: Callable[[], Iterator[str]], *errors: type[Exception]) -> Iterator[str]:
    """Return the first lines of a check, and one more line if damage ends it early.

    `errors` are the classes that the driver raises, if the check uses it directly.
    """
    try:
        for number, line in enumerate(check(), 1):
            if number > MOST_OF_A_KIND:
                yield f"… and more like this one: {line}"
                break
            yield line
    except Exception as error:
        if not isinstance(error, (DatabaseError, msgspec.MsgspecError, *UNREADABLE, *errors)):
            raise
        # PostgreSQL's driver adds a line with the SQL.
        detail = str(error.__cause__ or error).partition("\n")[0]
        yield f"{name}: cannot be read further because of damage ({detail})"
