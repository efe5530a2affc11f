"""Where migrations/ and seed/ lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """The directory `name` that came with the package. Raises `FileNotFoundError` for a broken installation."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        if (found := parent / name).is_dir():
            return found
    raise FileNotFoundError(f"{name}/ is missing from the installation in {_PACKAGE}; install kzclaims again")
