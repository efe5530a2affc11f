"""The lines of the values in a TOML text. `tomllib` does not report them."""

import re

from kzclaims.dossier.validation import Path

DEEPEST = 8
"""The depth up to which lines are kept; no field of a dossier is deeper."""

_BARE = re.compile(r"[^\s=\[\]{},#\"'.]+")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every table, key and list item of a valid TOML text."""
    return _Lines(text).found


class _Lines:
    """One pass over a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self.counted = text, 0, 1, 0
        self.found: dict[Path, int] = {}
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
        line = self._here()
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
        line = self._here()
        path = (*prefix, *self._name())[:DEEPEST]
        for length in range(len(prefix) + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)
        self._skip(also="=")
        self._value(path)

    def _value(self, path: Path) -> None:
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
                self.at = plain.end() if plain else self.at + 1

    def _string(self) -> None:
        quote = self.text[self.at]
        long = self.text.startswith(quote * 3, self.at)
        mark = quote * 3 if long else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if self.text[self.at] == "\\" and quote == '"' else 1
        self.at += len(mark)
        # A long string may end with up to two quotation marks before the three that close it.
        while long and self.text.startswith(quote, self.at):
            self.at += 1
