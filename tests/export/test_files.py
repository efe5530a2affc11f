"""Files are written whole or not at all, and only where they should be."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims import staging
from kzclaims.errors import InputError, KzclaimsError
from kzclaims.export import files


def everything(folder: Path) -> list[str]:
    """All that is in a folder, hidden too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def failing() -> Iterator[str]:
    yield "half of it"
    raise OSError(28, "No space left on device")


def stopped() -> Iterator[str]:
    yield "half of it"
    raise KeyboardInterrupt


def test_a_file_is_written_with_the_users_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write(tmp_path / "a.json", ["«", "»"])
        with files.folder(tmp_path / "new") as target:
            target.write("b.csv", ["x"])
    finally:
        os.umask(before)
    assert (tmp_path / "a.json").read_text("utf-8") == "«»"
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "new" / "b.csv").stat().st_mode & 0o777 == 0o640
    assert everything(tmp_path) == ["a.json", "new", "new/b.csv"]


def test_a_file_is_overwritten_only_with_force(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before")
    with pytest.raises(InputError):
        files.write(path, ["after"])
    assert path.read_text() == "before"
    files.write(path, ["after"], force=True)
    assert path.read_text() == "after"


def write_folder(path: Path, *, force: bool = False, **content: Iterable[str]) -> None:
    with files.folder(path, force=force) as target:
        for name, pieces in content.items():
            target.write(name, pieces)


@pytest.mark.parametrize(("pieces", "error"), [(failing, KzclaimsError), (stopped, KeyboardInterrupt)])
def test_a_failure_changes_nothing(
    tmp_path: Path, pieces: Callable[[], Iterator[str]], error: type[BaseException]
) -> None:
    (tmp_path / "a").write_text("before")
    with pytest.raises(error):
        files.write(tmp_path / "a", pieces(), force=True)
    with pytest.raises(error):
        write_folder(tmp_path / "new", one=["complete"], two=pieces())
    with pytest.raises(error):
        write_folder(tmp_path, force=True, a=["after"], two=pieces())
    assert everything(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "before"


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KzclaimsError, match="No space left on device") as caught:
        files.write(tmp_path / "a", failing())
    assert caught.value.exit_code == 1


def test_a_read_only_folder_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(staging, "mkdtemp", refuse)
    with pytest.raises(KzclaimsError, match="Permission denied; nothing was written"):
        files.write(tmp_path / "a", ["x"])
    with pytest.raises(KzclaimsError, match="Permission denied"), files.folder(tmp_path / "new"):
        pass
    assert everything(tmp_path) == []


def test_a_folder_must_be_new_or_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with files.folder(tmp_path / "empty") as target:
        target.write("a", ["x"])
    with pytest.raises(InputError):
        write_folder(tmp_path / "empty")
    (tmp_path / "empty" / "b").write_text("mine")
    with files.folder(tmp_path / "empty", force=True) as target:
        target.write("a", ["y"])
    assert (tmp_path / "empty" / "a").read_text() == "y"
    assert (tmp_path / "empty" / "b").read_text() == "mine"


def test_a_path_of_the_wrong_type_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    for name in ("file", "nowhere", "no/where"):
        with pytest.raises(InputError), files.folder(tmp_path / name, force=True):
            pass
    for name in ("folder", "pipe", "no/where"):
        with pytest.raises(InputError):
            files.write(tmp_path / name, ["x"], force=True)


def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b").symlink_to(tmp_path / "mine")
    with pytest.raises(InputError):
        write_folder(tmp_path / "folder", force=True, a=["x"], b=["x"])
    with pytest.raises(InputError):
        files.write(tmp_path / "folder" / "b", ["x"], force=True)
    assert (tmp_path / "mine").read_text() == "mine"
    assert everything(tmp_path / "folder") == ["b"]


@pytest.mark.parametrize("name", ["../a", "a/b", "/a", ".a", "", "..", "a\\b", "c:d"])
def test_file_names_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError), files.folder(tmp_path / "new") as target:
        target.write(name, ["x"])
    assert everything(tmp_path) == []


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    def slow() -> Iterator[str]:
        (tmp_path / "a").write_text("theirs")
        yield "ours"

    with pytest.raises(InputError):
        files.write(tmp_path / "a", slow())
    assert everything(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "theirs"


@given(st.text(st.characters()))
def test_any_text_has_bytes(text: str) -> None:
    read = files.encoded(text).decode()
    assert len(read) == len(text)
    assert all(after in (before, "\ufffd") for before, after in zip(text, read, strict=True))
