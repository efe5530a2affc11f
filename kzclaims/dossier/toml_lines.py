"""The places of the values in a TOML text. `tomllib` does not report them."""

import re
from typing import NamedTuple

from kzclaims.dossier.validation import Path

DEEPEST = 8
"""The depth up to which lines are kept; no field of a dossier is deeper."""

_BARE = re.compile(r"[^\s=\[\]{},#\"'.]+")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]+")
_STRINGS = {
    '"""': re.compile(r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''(?:[^']++|'(?!''))*+'{3,5}"),
    '"': re.compile(r'"(?:[^"\\\n]++|\\.)*+"'),
    "'": re.compile(r"'[^'\n]*+'"),
}
_OUTSIDE = re.compile(
    "|".join(
        ["(?P<header>(?:^|\n)[ \t]*(?=\\[))", *(one.pattern for one in _STRINGS.values()), r"#[^\n]*+|[\[{]|[\]}]"]
    ),
    re.DOTALL,
)


class Span(NamedTuple):
    """The place of a value: in code points, the end exclusive."""

    start: int
    end: int


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every table, key and list item of a valid TOML text."""
    return Places(text).found


def header_places(text: str) -> list[int]:
    """Return where the lines begin that are headers of tables in a valid TOML text."""
    depth, places = 0, []
    for found in _OUTSIDE.finditer(text):
        if found["header"] is not None:
            if not depth:
                places.append(found.start() + found["header"].startswith("\n"))
        elif found[0] in "[{":
            depth += 1
        elif found[0] in "]}":
            depth -= 1
    return places


class Places:
    """The places of everything in a valid TOML text, found in one pass."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self.counted = text, 0, 1, 0
        self.found: dict[Path, int] = {}
        self.values: dict[Path, Span] = {}
        """The values of keys and the items of lists, except tables with headers."""
        self.pairs: dict[Path, Span] = {}
        """Keys with their values."""
        self.headers: list[tuple[Path, Span]] = []
        """Headers with the paths of their tables, in order; a path may occur more than once."""
        self.tables: dict[Path, int] = {}
        """The number of tables of an array of tables so far, less one."""
        prefix: Path = ()
        while self._skip():
            if self.text[self.at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    def _skip(self, *, also: str = "") -> bool:
        """Skip white space, comments and the characters of `also`. Return True if anything is left."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character.isspace() or character in also:
                self.at += 1
            else:
                return True
        return False

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _header(self) -> Path:
        line, start = self._here(), self.at
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        names = self._name()[:DEEPEST]
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end
        path: Path = ()
        for depth, name in enumerate(names, 1):
            path = (*path, name)
            self.found.setdefault(path, line)
            if array and depth == len(names):
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                path = (*path, self.tables[path])
        self.found[path] = line
        self.headers.append((path, Span(start, self.at)))
        return path

    def _name(self) -> list[str]:
        """Read a dotted key and return its parts."""
        names = []
        while True:
            self._skip(also=".")
            if self.text[self.at] in "\"'":
                start = self.at
                self._string()
                names.append(self.text[start + 1 : self.at - 1])
            elif bare := _BARE.match(self.text, self.at):
                names.append(bare[0])
                self.at = bare.end()
            while self.text[self.at] in " \t":
                self.at += 1
            if self.text[self.at] != ".":
                return names

    def _pair(self, prefix: Path) -> None:
        line, start = self._here(), self.at
        path = (*prefix, *self._name())[:DEEPEST]
        for length in range(len(prefix) + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)
        self._skip(also="=")
        self._value(path)
        self.pairs[path] = Span(start, self.at)

    def _value(self, path: Path) -> None:
        start = self.at
        self._skip_value(path)
        self.values[path] = Span(start, self.at)

    def _skip_value(self, path: Path) -> None:
        match self.text[self.at]:
            case "[":
                self.at += 1
                index = 0
                while self._skip(also=",") and self.text[self.at] != "]":
                    item = (*path, index) if len(path) < DEEPEST else path
                    self.found.setdefault(item, self._here())
                    self._value(item)
                    index += 1
                self.at += 1
            case "{":
                self.at += 1
                while self._skip(also=",") and self.text[self.at] != "}":
                    self._pair(path)
                self.at += 1
            case '"' | "'":
                self._string()
            case _:
                plain = _PLAIN_VALUE.match(self.text, self.at)
                self.at += len(plain[0].rstrip()) if plain else 1

    def _string(self) -> None:
        quote = self.text[self.at]
        long = self.text.startswith(quote * 3, self.at)
        found = _STRINGS[quote * 3 if long else quote].match(self.text, self.at)
        self.at = found.end() if found else len(self.text)
