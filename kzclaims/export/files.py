"""Files that are written completely or not at all: under temporary names first, renamed when all are complete.

Files get the permissions of the user's umask. Only regular files are ever replaced, and only on request: symbolic
links are not followed and devices not written to.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from kzclaims.errors import InputError, KzclaimsError
from kzclaims.staging import PREFIX, staging_folder, sync, sync_folder

# The name of a file or a folder in the folder: no separators, no drive, not hidden.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Folder:
    """A folder that receives files. None of them is in place before `finish`."""

    def __init__(self, path: Path, staging: Path, *, force: bool) -> None:
        self.path = path
        self.names: list[str] = []
        """The names of the files so far."""
        self._staging = staging
        self._force = force

    def write(self, name: str, pieces: Iterable[str]) -> None:
        """Write one file in UTF-8, unless there is nothing to write."""
        self.write_lines((name, piece) for piece in pieces)

    def write_lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Write several files from lines, each with the name of its file."""
        with ExitStack() as stack:
            files: dict[str, BinaryIO] = {}
            for name, line in lines:
                if name not in files:
                    files[name] = stack.enter_context(self._open(name))
                files[name].write(encoded(line))
            for file in files.values():
                sync(file)

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Open a new file to write; its name may contain folders."""
        *folders, last = name.split("/")
        if not all(map(_NAME.fullmatch, folders)):
            raise ValueError(f"{name!r} is not a valid file name")
        with self._open(last, "/".join(folders)) as file:
            yield file
            sync(file)

    def _open(self, name: str, inside: str = "") -> BinaryIO:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a valid file name")
        if inside:
            (self._staging / inside).mkdir(parents=True, exist_ok=True)
            name = f"{inside}/{name}"
        file = (self._staging / name).open("xb")
        self.names.append(name)
        return file

    def finish(self) -> None:
        """Put the files in place."""
        for name in self.names:
            _require_replaceable(self.path / name, force=self._force)
        for name in self.names:
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (self._staging / name).replace(target)
        for inner in {parent for name in self.names for parent in (self.path / name).parents}:
            if self.path in inner.parents:
                sync_folder(inner)


@contextmanager
def folder(path: Path, *, force: bool = False) -> Iterator[Folder]:
    """Create a folder if necessary and put its files in place at the end of the block, none if the block fails.

    Raises `InputError`, before the block, for a folder that is not empty unless `force` is given, for a path that is
    not a folder and for a missing parent folder; `KzclaimsError` if nothing can be written.
    """
    if path.is_symlink() and not path.exists():
        raise InputError(f"{path} is a broken symbolic link; name a folder")
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file; name a folder")
    _require_parent(path)
    with _sentences(path):
        made = not path.exists()
        if made:
            path.mkdir()
        try:
            if not made and not force and (there := sorted(path.iterdir())):
                raise InputError(
                    f"{path} is not empty: it contains {_described(there[0])}; name another folder, or use --force"
                )
            with staging_folder(path) as staging:
                files = Folder(path, staging, force=force)
                yield files
                files.finish()
        except BaseException:
            if made and not any(path.iterdir()):
                path.rmdir()
            raise
    _sync(path, path)
    if made:
        _sync(path, path.absolute().parent)


def write(path: Path, pieces: Iterable[str], *, force: bool = False) -> None:
    """Write one file in UTF-8.

    Raises `InputError` for a file that exists, unless `force` is given, and the errors of `folder`.
    """
    _require_parent(path)
    _require_replaceable(path, force=force)
    with _sentences(path), staging_folder(path.parent) as staging:
        with (staging / "part").open("xb") as file:
            file.writelines(encoded(piece) for piece in pieces)
            sync(file)
        _require_replaceable(path, force=force)
        (staging / "part").replace(path)
    _sync(path, path.absolute().parent)


def encoded(text: str) -> bytes:
    """Return text in UTF-8. Halves of surrogate pairs, which are not characters, become U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def _described(path: Path) -> str:
    """Return a file's name. It can't be detected whether an export is still writing a temporary folder."""
    left = " (left over from an interrupted export, unless one is still running: remove it)"
    return path.name + (left if path.name.startswith(PREFIX) else "")


def _require_parent(path: Path) -> None:
    parent = path.absolute().parent
    if not parent.is_dir():
        raise InputError(f"there is no folder {parent}; create it, or choose another name")


def _require_replaceable(path: Path, *, force: bool) -> None:
    if path.is_symlink():
        raise InputError(f"{path} is a symbolic link, which is not followed; choose another name")
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file")
    if path.exists() and not path.is_file():
        raise InputError(f"{path} is not a regular file; choose another name")
    if path.exists() and not force:
        raise InputError(f"{path} already exists; choose another name, or overwrite it with --force")


def _sync(written: Path, folder: Path) -> None:
    try:
        sync_folder(folder)
    except OSError as error:
        raise KzclaimsError(f"{written} was written, but may be lost in a power cut: {error.strerror}") from error


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KzclaimsError(f"{path} cannot be written: {error.strerror}; nothing was written") from error
