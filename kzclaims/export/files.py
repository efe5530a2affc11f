"""Files that are written whole or not at all: under another name first, renamed when all of them are complete.

A file gets the rights that the user's umask gives it. No file is replaced unless that is asked for, and nothing but a
plain file is ever replaced: a symbolic link is not followed, a device not written to.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import BinaryIO

from kzclaims.errors import InputError, KzclaimsError

# A name is one step down into the folder: no separators, no drive, nothing hidden.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_STAGING = ".kzclaims-"
_SURROGATE = re.compile("[\ud800-\udfff]")


class Folder:
    """A folder that files are written into; nothing is in place before `finish`."""

    def __init__(self, path: Path, staging: Path, *, force: bool) -> None:
        self.path = path
        self.names: list[str] = []
        """The files so far."""
        self._staging = staging
        self._force = force

    def write(self, name: str, pieces: Iterable[str]) -> None:
        """Writes one file, in UTF-8, unless there is nothing to write."""
        self.write_lines((name, piece) for piece in pieces)

    def write_lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Writes several files at once from lines with the names of their files."""
        with ExitStack() as stack:
            files: dict[str, BinaryIO] = {}
            for name, line in lines:
                if name not in files:
                    files[name] = stack.enter_context(self._open(name))
                files[name].write(encoded(line))

    def _open(self, name: str) -> BinaryIO:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a file in a folder")
        file = (self._staging / name).open("xb")
        self.names.append(name)
        return file

    def finish(self) -> None:
        """Puts the files in place."""
        for name in self.names:
            _require_replaceable(self.path / name, force=self._force)
        for name in self.names:
            (self._staging / name).replace(self.path / name)


@contextmanager
def folder(path: Path, *, force: bool = False) -> Iterator[Folder]:
    """A folder, made if it is not there, whose files are in place when the block ends, or not at all if it raises.

    Raises `InputError`, before the block, for a folder that is not empty unless `force` is given, for a path that is no
    folder and for one whose parent is missing; `KzclaimsError` when nothing can be written.
    """
    if path.is_symlink() and not path.exists():
        raise InputError(f"{path} is a symbolic link that leads nowhere; name a folder")
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file; name a folder")
    _require_parent(path)
    with _sentences(path):
        made = not path.exists()
        if made:
            path.mkdir()
        try:
            if not made and not force and (there := sorted(path.iterdir())):
                raise InputError(f"{path} is not empty: it has {_told(there[0])}; name another folder, or use --force")
            staging = Path(mkdtemp(prefix=_STAGING, dir=path))
            try:
                files = Folder(path, staging, force=force)
                yield files
                files.finish()
            finally:
                rmtree(staging, ignore_errors=True)
        except BaseException:
            if made and not any(path.iterdir()):
                path.rmdir()
            raise


def write(path: Path, pieces: Iterable[str], *, force: bool = False) -> None:
    """Writes one file, in UTF-8. Raises `InputError` for one that exists, unless `force` is given, and as `folder`."""
    _require_parent(path)
    _require_replaceable(path, force=force)
    with _sentences(path):
        staging = Path(mkdtemp(prefix=_STAGING, dir=path.parent))
        try:
            with (staging / "part").open("xb") as file:
                file.writelines(encoded(piece) for piece in pieces)
            _require_replaceable(path, force=force)
            (staging / "part").replace(path)
        finally:
            rmtree(staging, ignore_errors=True)


def encoded(text: str) -> bytes:
    """Text in UTF-8; half of a surrogate pair, which is no character, is replaced by U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def _told(path: Path) -> str:
    """A file's name; only a person can tell whether another program is writing there just now."""
    left = " (left by a program that was killed, unless one is at work here: remove it)"
    return path.name + (left if path.name.startswith(_STAGING) else "")


def _require_parent(path: Path) -> None:
    parent = path.absolute().parent
    if not parent.is_dir():
        raise InputError(f"there is no folder {parent}; make it, or name another place")


def _require_replaceable(path: Path, *, force: bool) -> None:
    if path.is_symlink():
        raise InputError(f"{path} is a symbolic link, which is not written through; name another place")
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file")
    if path.exists() and not path.is_file():
        raise InputError(f"{path} is no plain file; name another place")
    if path.exists() and not force:
        raise InputError(f"{path} exists already; name another place, or overwrite it with --force")


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KzclaimsError(f"{path} cannot be written: {error.strerror}; nothing was written") from error
