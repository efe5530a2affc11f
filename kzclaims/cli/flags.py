"""Names of the library's parameters on the command line, for messages."""

_FLAGS = {
    "address": "--database",
    "as_type": "--as",
    "columns": "--map",
    "constants": "--constant",
    "reason": "--because",
    "record_type": "--type",
    "since": "--from",
    "until": "--to",
}


def flag(parameter: str) -> str:
    """Return the option that sets a parameter of the library."""
    return _FLAGS.get(parameter) or f"--{parameter.replace('_', '-')}"
