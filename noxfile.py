"""One command per check: `.venv/bin/nox -s lint`; `.venv/bin/nox -l` lists them.

The checks run in the environment that nox is installed in, as CONTRIBUTING.md sets it up.
"""

import shutil
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "tests", "docs"]


def run(session: nox.Session, *command: str) -> None:
    """Run a module of this environment."""
    session.run(sys.executable, "-m", *command)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting, the import contract and plain words."""
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    session.run(str(Path(sys.executable).with_name("lint-imports")))
    run(session, "pytest", "-q", "-n", "0", "tests/test_plain_english.py")


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    run(session, "mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, without those marked slow; arguments go to pytest."""
    run(session, "pytest", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the tests marked slow; arguments go to pytest."""
    run(session, "pytest", "-m", "slow", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Check that generated pages and examples are current, and build the site in strict mode."""
    run(session, "pytest", "-q", "tests/test_docs.py")
    shutil.rmtree("site", ignore_errors=True)
    run(session, "zensical", "build", "--clean", "--strict")


@nox.session(name="all")
def everything(session: nox.Session) -> None:
    """Run every check."""
    for name in ("lint", "types", "tests", "slow", "docs"):
        session.notify(name)
