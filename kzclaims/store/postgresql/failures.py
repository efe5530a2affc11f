"""PostgreSQL's errors as messages with the next step. They contain no password."""

import psycopg
from psycopg import errors

from kzclaims.errors import ConflictError, ConstraintError, DatabaseError, InputError, KzclaimsError
from kzclaims.store.engine import not_text


def translated(error: BaseException | None, database: str = "the database", timeout: float = 0) -> KzclaimsError | None:
    """Return the kzclaims error for an error of the driver, or None for any other error."""
    match error:
        case UnicodeEncodeError():
            return not_text()
        case errors.IntegrityError():
            # The driver's message names tables and columns, which doesn't help users; it is the cause of our error.
            return ConstraintError(
                f"{database}: a record breaks a rule of the schema, so nothing was changed; please report the input"
            )
        case errors.LockNotAvailable():
            return DatabaseError(
                "{database} is being written to by another program; waited {seconds} s ({timeout}), try again",
                parameters=("timeout",),
                database=database,
                seconds=f"{timeout:g}",
            )
        case errors.SerializationFailure() | errors.DeadlockDetected():
            return ConflictError(f"{database}: another program changed the same rows; nothing was changed, try again")
        case errors.InsufficientPrivilege():
            return DatabaseError(
                f"{database}: this user may not do that ({_first_line(error)}); ask the owner of the database to grant "
                "the rights"
            )
        case errors.UndefinedObject() | errors.InvalidGrantOperation():
            return DatabaseError(
                f"{database}: {_first_line(error)}; nothing was changed. Create roles on the server (createuser)"
            )
        case errors.ReadOnlySqlTransaction():
            return DatabaseError(f"{database} is a read-only replica or was opened for reading; use the primary server")
        case errors.RaiseException() | errors.QueryCanceled():
            return DatabaseError(f"{database}: {_first_line(error)}; nothing was changed")
        case errors.ProgramLimitExceeded():
            return InputError(f"{database}: a text is too long for PostgreSQL ({_first_line(error)})")
        case errors.DiskFull():
            return DatabaseError(f"{database} cannot grow: the disk is full; nothing was changed")
        case psycopg.DataError() if "NUL" in str(error):
            return InputError("a text contains the character NUL, which PostgreSQL cannot store")
        case errors.UndefinedTable() | errors.UndefinedColumn() | errors.UndefinedFunction():
            return DatabaseError(f"{database} was changed by another program ({_first_line(error)}); use a backup")
        case psycopg.OperationalError():
            return DatabaseError(
                f"the connection to {database} was lost ({_first_line(error)}); what was being recorded is complete or "
                "not there at all; try again"
            )
        case psycopg.Error() if not isinstance(error, psycopg.ProgrammingError):
            return DatabaseError(f"{database} failed: {_first_line(error)}")
    return None


def not_connected(error: Exception, database: str) -> DatabaseError:
    """Return the error for a server that cannot be reached or refuses the user."""
    detail = _last_line(error)
    if "password" in detail:
        hint = "put the right password into the file that PGPASSFILE names, or into the address in KZCLAIMS_DATABASE"
    elif "does not exist" in detail:
        hint = "check the address, or create it on the server (createdb, createuser)"
    else:
        hint = "check that the server is running and accepts this user, and the address"
    return DatabaseError(f"cannot connect to {database}: {detail}; {hint}")


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].removeprefix("ERROR:").strip()


def _last_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    # The client library adds a question (“Is the server running …?”) after the reason.
    line = next((line for line in reversed(lines) if not line.endswith("?")), lines[-1])
    detail = line.rpartition("FATAL:")[2].strip().removeprefix("- ")
    return detail.removeprefix("connection failed: ").removeprefix("connection is bad: ")
