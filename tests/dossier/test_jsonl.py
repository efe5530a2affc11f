"""Rejected records of files in JSON Lines."""

import msgspec

from kzclaims.dossier import jsonl


def test_names_that_are_not_utf_8_can_be_written_to_the_rejects() -> None:
    line = jsonl.rejected(3, "there is no field “\udc80”", b'{"a": 1}', file="b\udcff.jsonl")
    assert msgspec.json.decode(line) == {
        "reject_line": 3,
        "reject_reason": "there is no field “\\udc80”",
        "reject_file": "b\\udcff.jsonl",
        "a": 1,
    }
