"""Run the program: its exit codes, its error messages and the output streams of its process.

Data goes to stdout, remarks and errors to stderr. Click and the commands are imported inside the functions, so that
Ctrl-C during the imports ends in one line too.
"""

import os
import sys
from collections.abc import Sequence

INTERRUPTED = "Interrupted. Nothing was half-written."
LONGEST_LINE = 2000
"""Characters shown of one line of an error message: it may quote a file or an argument of any length."""


_WRITERS = ("kzclaims.cli.main", "kzclaims.cli.output", "click.", "rich.")
"""The modules that write to stdout."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 nothing found or a check failed, 2 wrong input, 3 database."""
    _open_closed_streams()
    umask = os.umask(0o077)
    os.umask(umask)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{INTERRUPTED}\n")
        return 130
    finally:
        os.umask(umask)
        if arguments is None:
            _ignore_interrupts()


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
    is_json = _wants_json(sys.argv[1:] if arguments is None else arguments)
    try:
        code = kzclaims.main(arguments, "kzclaims", standalone_mode=False, terminal_width=_help_width())
        sys.stdout.flush()
    except click.ClickException as error:
        from io import StringIO

        message = StringIO()
        error.show(message)
        return _report([error.format_message()], error.exit_code, is_json=is_json, text=message.getvalue())
    except click.Abort:
        # Click has ended the line.
        sys.stderr.write(f"{INTERRUPTED}\n")
        return 130
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
        return _report([_describe(error)], 1, is_json=is_json)
    except Exception as error:
        # Imported here, because most commands and --help need no error class.
        from kzclaims.errors import KzclaimsError

        if not isinstance(error, KzclaimsError):
            raise
        from kzclaims.cli.flags import flag

        return _report(error.lines(flag), error.exit_code, is_json=is_json)
    # Click returns the code of a command that exits early.
    return code if isinstance(code, int) else 0


def _wants_json(arguments: Sequence[str]) -> bool:
    """Return True if the arguments contain `--format json` or `--format jsonl`, even if they are not valid."""
    words = " ".join(arguments).partition(" -- ")[0].replace("--format=", "--format ")
    return words.rpartition("--format ")[2].partition(" ")[0] in ("json", "jsonl") and "--format " in words


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


def _report(lines: Sequence[str], code: int, *, is_json: bool, text: str = "") -> int:
    """Write an error to stderr, as JSON or as text, and return the exit code.

    Text contains no control characters, and each line is cut to `LONGEST_LINE`.
    """
    if is_json:
        import json

        error = {"error": lines[0], "hints": list(lines[1:]), "exit_code": code}
        sys.stderr.write(json.dumps(error, ensure_ascii=True) + "\n")
        return code
    from kzclaims.language.control_chars import safe

    shown = (text or "Error: " + "\n".join(lines) + "\n").split("\n")
    sys.stderr.write(
        safe("\n".join(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in shown))
    )
    return code


def _describe(error: OSError) -> str:
    """Return the file at fault and the problem. A failed read or write names no file, so the traceback shows which."""
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}"
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace and trace.tb_frame.f_globals["__name__"].startswith(_WRITERS):
        _abandon_stdout()
        return f"the output cannot be written: {error.strerror}"
    return f"a file cannot be read or written: {error.strerror}"


def _abandon_stdout() -> None:
    """Keep Python from flushing stdout at exit, where nothing can be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ignore_interrupts() -> None:
    """Ignore Ctrl-C while the process ends: it would only print a traceback of Python's clean-up."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
