"""Files of text are read as they are; what is no text gets a sentence."""

import os
from pathlib import Path

import pytest

from kzclaims.errors import InputError
from kzclaims.store.verify.source_texts import read_text


@pytest.mark.parametrize("text", ["а\r\nб\rв\n", "\ufeffпервая", "\u2028 \x85 э\u0301 👩‍👧", "a\x0bb"])
def test_code_points_are_counted_as_they_are(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    assert read_text(path) == text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Привет\nмир".encode("cp1251"), "byte 0xcf in line 1 is not UTF-8"),
        ("первая\n".encode() + b"\xff", "byte 0xff in line 2 is not UTF-8"),
        ("Привет".encode("utf-16"), "is not UTF-8"),
        ("Hi".encode("utf-16-le"), "NUL character"),
        (b"\xed\xa0\x80", "is not UTF-8"),
        (b"", "is empty"),
        (b" \n\t", "is empty"),
    ],
)
def test_what_is_no_text_gets_a_sentence(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=said):
        read_text(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path / "pipe", "is a pipe or a device"),
        (Path("/dev/null"), "is a pipe or a device"),
        (tmp_path, "is a folder"),
        (tmp_path / "nothing", "No such file"),
        (Path("a\0b"), "cannot contain NUL"),
        (tmp_path / ("я" * 300), "cannot be read"),
    ):
        with pytest.raises(InputError, match=said):
            read_text(path)
