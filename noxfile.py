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
def postgresql(session: nox.Session) -> None:
    """Run the tests of questions, loads, history, search and checks on a PostgreSQL server; arguments go to pytest."""
    run(session, "pytest", "--engine", "postgresql", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Check that generated pages and examples are current, and build the site in strict mode."""
    run(session, "pytest", "-q", "tests/test_docs.py")
    shutil.rmtree("site", ignore_errors=True)
    run(session, "zensical", "build", "--clean", "--strict")
    # The project publishes its own seed beside the documentation.
    database = str(Path(session.create_tmp()).absolute() / "seed.db")
    Path(database).unlink(missing_ok=True)
    run(session, "kzclaims", "--database", database, "seed")
    run(session, "kzclaims", "--database", database, "site", "site/example", "--title", "kzclaims: the seed")


@nox.session
def catalogues(session: nox.Session) -> None:
    """Update the messages of the pages for translation, and compile the translations."""
    run(session, "docs.catalogues")


@nox.session(venv_backend="venv")
def release(session: nox.Session) -> None:
    """Check licences and known vulnerabilities of what users install, and write its bill of materials to dist/.

    It needs PyPI and its list of vulnerabilities, so it is not part of `all`.
    """
    session.install("pip-audit>=2.9", "cyclonedx-bom>=7")
    installed = Path(session.create_tmp()).absolute() / "installed"
    session.run("python", "-m", "venv", "--clear", str(installed))
    python = installed / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    extras = set(nox.project.load_toml("pyproject.toml")["project"]["optional-dependencies"]) - {"dev"}
    requirement = f".[{','.join(sorted(extras))}]"
    session.run(str(python), "-m", "pip", "install", "--quiet", requirement, external=True)
    session.run(str(python), ".ci/licences.py", external=True)
    Path("dist").mkdir(exist_ok=True)
    session.run("cyclonedx-py", "environment", str(python), "--output-file", "dist/sbom.cdx.json")
    found = session.run(str(python), "-m", "pip", "freeze", "--exclude", "kzclaims", external=True, silent=True)
    requirements = installed / "requirements.txt"
    requirements.write_text(str(found), "utf-8")
    # Without --strict, packages that the list of vulnerabilities does not know would pass.
    session.run("pip-audit", "--strict", "--no-deps", "--disable-pip", "--requirement", str(requirements))


@nox.session(name="all")
def everything(session: nox.Session) -> None:
    """Run every check."""
    for name in ("lint", "types", "tests", "postgresql", "slow", "docs"):
        session.notify(name)
