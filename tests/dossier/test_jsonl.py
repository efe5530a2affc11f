"""Rejected records of files in JSON Lines."""

import io

import msgspec
import pytest

from kzclaims.dossier import jsonl


def test_names_that_are_not_utf_8_can_be_written_to_the_rejects() -> None:
    line = jsonl.rejected(3, "there is no field “\udc80”", b'{"a": 1}', file="b\udcff.jsonl")
    assert msgspec.json.decode(line) == {
        "reject_line": 3,
        "reject_reason": "there is no field “\\udc80”",
        "reject_file": "b\\udcff.jsonl",
        "a": 1,
    }


def test_rejects_of_rejects_keep_the_line_with_the_file() -> None:
    raw = b'{"reject_line": 9, "reject_file": "a.jsonl", "a": 1}'
    line = msgspec.json.decode(jsonl.rejected(3, "wrong", raw, file="b.jsonl"))
    assert (line["reject_line"], line["reject_file"]) == (9, "a.jsonl")


VALID = (
    '{"type": "statement", "key": "k", "kind": "direct", "text": "«a»", "lang": "en",'
    ' "appearances": [{"source": "s", "attribution": "said \\"so\\": he"}]}'
)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"text": "«a»"', '"text": "He denied it", "text": "He admitted it"', "text"),
        ('"text": "«a»"', '"text": "a", "te\\u0078t" : "a"', "text"),
        ('"key": "k"', '"key" :"k","key"\t:"k"', "key"),
        ('"source": "s"', '"source": "s", "source": null', "appearances[0].source"),
        ('"source": "s"', '"source": "s", "x": {"y": [1, {"": 1, "": 2}]}', "appearances[0].x.y[1]."),
    ],
)
@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_key_that_is_given_twice_is_refused_at_any_depth(form: str, old: str, new: str, path: str) -> None:
    assert old in VALID
    lines = [VALID, VALID.replace(old, new)]
    text = "\n".join(lines) if form == "jsonl" else f"[{lines[0]},\n{lines[1]}]"
    (first, second), *_ = jsonl.entries(io.BytesIO(text.encode()), "f")
    assert first.record is not None
    assert second.record is None
    (problem,) = second.problems
    assert problem.line == 2
    assert problem.message.startswith(f"{path}: is given twice")
    assert "He admitted" not in new or b"He denied it" in jsonl.rejected(2, "twice", second.raw, file="f")


def test_deep_objects_without_doubled_keys_are_not_searched_for_ever() -> None:
    deep = b'{"a": ' + b"[" * 900 + b"]" * 900 + b', "b": "\\"x\\""}'
    assert isinstance(jsonl.parsed(deep), str | dict)
