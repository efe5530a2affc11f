"""Run the program: its exit codes, its error messages and the output streams of its process.

Data goes to stdout, remarks and errors to stderr. Click and the commands are imported inside the functions, so that
Ctrl-C during the imports ends in one line too.
"""

import os
import sys
from collections.abc import Sequence

LONGEST_LINE = 2000
"""Characters shown of one line of an error message: it may quote a file or an argument of any length."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 nothing found or a check failed, 2 wrong input, 3 database."""
    _open_closed_streams()
    umask = os.umask(0o077)
    os.umask(umask)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. Nothing was half-written.\n")
        return 130
    finally:
        os.umask(umask)


def _run(arguments: Sequence[str] | None) -> int:
    import gc

    # Imports create many objects and hardly any garbage. Looking for garbage takes a tenth of a look-up's time.
    gc.set_threshold(100_000, 50, 50)
    import click

    from kzclaims.cli.program import kzclaims

    stdout = sys.stdout
    for stream in (stdout, sys.stderr):
        # Characters that a terminal's encoding lacks are shown by number instead of failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = kzclaims.main(arguments, "kzclaims", standalone_mode=False, terminal_width=_help_width())
        sys.stdout.flush()
    except click.ClickException as error:
        from io import StringIO

        message = StringIO()
        error.show(message)
        _print_error(message.getvalue())
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        # The reader stopped early, as `head` does: that is not a failure.
        _abandon_stdout()
        return 0
    except SystemExit:
        # Click exits after a broken pipe with another stdout in place; otherwise this ends a shell completion.
        if sys.stdout is not stdout:
            return 0
        raise
    except OSError as error:
        _abandon_stdout()
        click.echo(f"Error: the output cannot be written: {error.strerror}", err=True)
        return 1
    except Exception as error:
        # Imported here, because most commands and --help need no error class.
        from kzclaims.errors import KzclaimsError

        if not isinstance(error, KzclaimsError):
            raise
        from kzclaims.cli.flags import flag

        _print_error("Error: " + "\n".join(error.lines(flag)) + "\n")
        return error.exit_code
    # Click returns the code of a command that exits early.
    return code if isinstance(code, int) else 0


def _help_width() -> int:
    """Return the width of help texts. Click would import shutil to measure it, a tenth of the time of `--help`."""
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(sys.stdout.fileno()).columns
    except (ValueError, OSError):
        columns = 80
    return max(min(columns, 100) - 2, 50)


def _open_closed_streams() -> None:
    """Replace streams that a shell has closed (``>&-``), so that using them fails with an ordinary error."""
    for name, flags, mode in (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def _print_error(message: str) -> None:
    """Write to stderr without control characters, each line cut to `LONGEST_LINE`."""
    from kzclaims.language.control_chars import safe

    cut = (line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in message.split("\n"))
    sys.stderr.write(safe("\n".join(cut)))


def _abandon_stdout() -> None:
    """Keep Python from flushing stdout at exit, where nothing can be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
