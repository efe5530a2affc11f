"""Temporary files next to their target, in a private folder with a unique name.

The folder is created exclusively, so nothing is ever written through a link, and no other user can read its files. A
killed command may leave such a folder behind; it can be removed.

What a command has reported outlasts a power cut: a file is synced before it gets its name, and its folder afterwards.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import IO, Any

PREFIX = ".kzclaims-"

# Of a file system that cannot sync folders, or a folder that only admits writing.
_CANNOT_BE_SYNCED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM}


@contextmanager
def staging_folder(parent: Path) -> Iterator[Path]:
    """Create a private folder inside another one, and remove it at the end. Raise `OSError`."""
    staging = Path(mkdtemp(prefix=PREFIX, dir=parent))
    try:
        yield staging
    finally:
        rmtree(staging, ignore_errors=True)


def left_over(parent: Path) -> list[Path]:
    """Return the folders that interrupted commands left, or that are still in use by another one."""
    return sorted(path for path in parent.glob(f"{PREFIX}*") if path.is_dir() and not path.is_symlink())


def move_to_new(file: Path, target: Path) -> None:
    """Move a file to a name that does not exist yet. Raise `FileExistsError` if it does, and `OSError`."""
    try:
        # Unlike a rename, a link never replaces a file that appeared meanwhile.
        os.link(file, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links.
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        file.rename(target)
    else:
        file.unlink()


def sync(file: IO[Any]) -> None:
    """Make what was written to an open file outlast a power cut. Raise `OSError`."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names of a folder's files outlast a power cut, if folders can be synced like files. Raise `OSError`."""
    if os.name != "posix":
        return
    try:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        if error.errno not in _CANNOT_BE_SYNCED:
            raise


def sync_all() -> None:
    """Make all that was written outlast a power cut: faster than one by one for thousands of files.

    Some systems don't wait for their disk; Linux does. Windows does nothing.
    """
    if hasattr(os, "sync"):
        os.sync()


def private_bits(mode: int) -> int:
    """Return the permissions that a copy of a file with this mode must not have."""
    private = 0
    for readable, bits in ((0o040, 0o070), (0o004, 0o007)):
        if not mode & readable:
            private |= bits
    return private
