"""The folder of a site: new files replace those of an earlier run, and files of others are never touched.

Everything is written into a temporary folder first. A manifest lists our files, so that the next run knows them. Pages
that an earlier run wrote and this one doesn't are replaced by what `gone` returns, and keep their addresses.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kzclaims.errors import InputError, KzclaimsError
from kzclaims.export.files import encoded
from kzclaims.staging import PREFIX, staging_folder, sync, sync_all

MANIFEST = ".kzclaims-site.json"
_FORMAT = 1
_SHOWN = 5

Gone = Callable[[str], str | None]
"""Return what replaces a file that is no longer part of the site, or None to delete it."""


class Output:
    """The files of a run, until `finish` puts them in place."""

    def __init__(self, folder: Path, staging: Path, former: frozenset[str], *, force: bool) -> None:
        self.folder = folder
        self.names: set[str] = set()
        """The names of the files so far, with `/` between folders."""
        self.changed: list[str] = []
        """Those that are new or differ from the earlier run."""
        self.gone: list[str] = []
        """The files of earlier runs that are no longer part of the site."""
        self._staging, self._former, self._force = staging, former, force
        self._folders: set[Path] = set()
        self._existed: dict[Path, bool] = {}
        """True for the folders that existed before this run."""
        self._foreign: list[str] = []

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, unless an earlier run wrote the same."""
        if name in self.names:
            raise ValueError(f"{name} is written twice")
        self.names.add(name)
        data = content if isinstance(content, bytes) else encoded(content)
        target = self.folder / name
        path = self._staging / name
        if target.parent not in self._existed:
            self._existed[target.parent] = target.parent.exists()
        if self._existed[target.parent]:
            if target.is_symlink() or (name not in self._former and not self._force and target.exists()):
                self._foreign.append(name)
            elif name in self._former and target.is_file() and target.read_bytes() == data:
                return
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._require_own(target.parent)
            self._folders.add(path.parent)
        path.write_bytes(data)
        self.changed.append(name)

    def finish(self, gone: Gone) -> None:
        """Put the files in place."""
        deleted = []
        for name in sorted(self._former - self.names):
            self.gone.append(name)
            if (stub := gone(name)) is None:
                deleted.append(name)
            else:
                self.write(name, stub)
        if self._foreign:
            shown = ", ".join(sorted(self._foreign)[:_SHOWN])
            raise InputError(
                f"{self.folder} contains files with the names of pages that are not of an earlier site: {shown}; "
                "name another folder"
            )
        if not self.changed and not deleted:
            return
        sync_all()
        # If this is interrupted, the next run knows the files of both.
        self._write_manifest(self._former | self.names)
        for parent in sorted({name.rpartition("/")[0] for name in self.changed}):
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
        for name in self.changed:
            (self._staging / name).replace(self.folder / name)
        for name in deleted:
            (self.folder / name).unlink(missing_ok=True)
        self._write_manifest(self.names)
        sync_all()

    def _write_manifest(self, names: frozenset[str] | set[str]) -> None:
        path = self._staging / MANIFEST
        with path.open("wb") as file:
            file.write(json.dumps({"format": _FORMAT, "files": sorted(names)}, indent=0).encode() + b"\n")
            sync(file)
        path.replace(self.folder / MANIFEST)

    def _require_own(self, folder: Path) -> None:
        """Raise `InputError` for a folder that a symbolic link leads to: it is somewhere else."""
        inside = folder
        while inside != self.folder:
            if inside.is_symlink() or (inside.exists() and not inside.is_dir()):
                raise InputError(f"{inside} is not a folder of the site; remove it, or name another folder")
            inside = inside.parent


@contextmanager
def output(folder: Path, *, force: bool = False) -> Iterator[Output]:
    """Open a folder for a site: a new or empty one, that of an earlier run or, with `force`, any other.

    Raise `InputError` for anything else, and `KzclaimsError` if nothing can be written. The caller calls `finish`.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder")
    if not folder.absolute().parent.is_dir():
        raise InputError(f"there is no folder {folder.absolute().parent}; create it, or choose another name")
    former = _former_files(folder)
    if former is None:
        others = sorted(one.name for one in folder.iterdir() if not one.name.startswith(".")) if folder.exists() else []
        if others and not force:
            raise InputError(
                f"{folder} contains other files, such as {others[0]}; name a new or empty folder, or use {{force}} to "
                "add the site to them",
                parameters=("force",),
            )
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        with _locked(folder), staging_folder(folder) as staging:
            # An earlier run may have ended just before the lock.
            yield Output(folder, staging, _former_files(folder) or frozenset(), force=force)
    except OSError as error:
        raise KzclaimsError(f"{folder} cannot be written: {error.strerror}; run the command again") from error
    finally:
        if is_new and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock a folder. Raise `KzclaimsError` if another run has locked it."""
    if os.name != "posix":
        yield
        return
    import fcntl

    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KzclaimsError(f"another command is writing into {folder}; wait for it to end") from None
        except OSError:
            pass  # A file system without locks.
        yield
    finally:
        os.close(opened)


def _former_files(folder: Path) -> frozenset[str] | None:
    """Return the files that earlier runs wrote, or None if there was none. Names that lead elsewhere are ignored."""
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["files"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / MANIFEST} is damaged; write the site into a new folder") from error
    return frozenset(name for name in listed if isinstance(name, str) and _is_inside(name))


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return all(part and not part.startswith((".", PREFIX)) and "\\" not in part and ":" not in part for part in parts)
