"""The folders migrations/ and seed/: next to the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """Return the directory `name` of the installation. Raises `FileNotFoundError` if it is missing."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        if (found := parent / name).is_dir():
            return found
    raise FileNotFoundError(f"{name}/ is missing from the installation in {_PACKAGE}; install kzclaims again")
