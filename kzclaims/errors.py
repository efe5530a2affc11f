"""Error classes, one for each kind of failure, with its exit code.

A message names a parameter by a placeholder, ``{since}``, and declares it. Each interface writes it in its own way:
``--from`` on the command line, ``since`` in Python, ``_from`` in the browser.
"""

import re
from collections.abc import Callable, Sequence

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class KzclaimsError(Exception):
    """A failure with a sentence for a person: the thing, the problem, the value, the next step.

    `parameters` are the placeholders that name parameters of the function that was called; further keyword arguments
    are the values of others: ``InputError("{limit} is {value}", parameters=("limit",), value=-1)``. Without either,
    braces in a message are text.
    """

    exit_code = 1

    def __init__(
        self, message: str, *, hints: Sequence[str] = (), parameters: Sequence[str] = (), **values: object
    ) -> None:
        self.hints = tuple(hints)
        """Further lines as they are printed: candidates, problems, next steps."""
        self.parameters = tuple(parameters)
        self._template = message
        self._values: dict[str, object] = values
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The message without its hints, with parameters as Python spells them."""
        return self.lines(str)[0]

    def about(self, name: object) -> "KzclaimsError":
        """Return the error with the name of the thing before its message."""
        return type(self)(f"{name} {self._template}", hints=self.hints, parameters=self.parameters, **self._values)

    def lines(self, name_of: Callable[[str], str], translate: Callable[[str], str] = str) -> list[str]:
        """Return the message and its hints, with parameters as `name_of` spells them, and translated templates."""
        words = self._values | {name: name_of(name) for name in self.parameters}
        return [
            _PLACEHOLDER.sub(lambda found: str(words.get(found[1], found[0])), translate(text))
            for text in (self._template, *self.hints)
        ]

    def __str__(self) -> str:
        return "\n".join(self.lines(str))


class NotFoundError(KzclaimsError):
    """No record has the name or key, or a check failed."""

    exit_code = 1


class InputError(KzclaimsError):
    """The question or the input is wrong; the hints list every problem of the input."""

    exit_code = 2


class DatabaseError(KzclaimsError):
    """The database is missing, behind, ahead, locked or broken."""

    exit_code = 3


class StorageError(DatabaseError):
    """The disk is full, failed, or does not let the program write."""


class ConstraintError(DatabaseError):
    """A row would break a constraint of the database."""


class ConflictError(DatabaseError):
    """Another program changed the same rows at the same time. Nothing was changed; the transaction can be repeated."""
