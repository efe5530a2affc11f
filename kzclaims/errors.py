"""What can go wrong, a class a kind of failure, each with its exit code."""

from collections.abc import Sequence


class KzclaimsError(Exception):
    """A failure with a sentence for a person: what is wrong, where, and what to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, hints: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hints)
        """Further lines as they are printed: candidates, problems, ways out."""

    def __str__(self) -> str:
        return "\n".join([self.message, *self.hints])


class NotFoundError(KzclaimsError):
    """The answer is no: nobody and nothing of that name is recorded, or a check failed."""

    exit_code = 1


class InputError(KzclaimsError):
    """The question or the input is wrong; every problem of it is among the hints."""

    exit_code = 2


class DatabaseError(KzclaimsError):
    """The database is missing, behind, ahead, locked or broken."""

    exit_code = 3
