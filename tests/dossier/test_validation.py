"""The quick check accepts exactly the records in which the explaining one finds no problem."""

from typing import Any

import pytest

from kzclaims.dossier import validation
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.dossier.validation import Place, check

NAMED = {"key": "k", "name": "N", "lang": "ru"}
CITATION = {"source": "s", "exact": "words", "start": 3, "end": 8}
VALID: dict[str, dict[str, Any]] = {
    "topics": {"key": "k", "name": "N", "merged": ["j"]},
    "organizations": {**NAMED, "names": [{"text": "M", "lang": "ru"}], "wikidata": "Q1"},
    "sources": {"key": "k", "title": "T", "lang": "ru", "published": "2023-11", "url": "https://a.example/"},
    "people": {**NAMED, "roles": [{"title": "T", "lang": "ru", "held": "2020/2021", "citations": [CITATION]}]},
    "events": {"key": "k", "title": "T", "lang": "ru", "date": "2023~", "participants": [{"person": "p"}]},
    "statements": {
        "key": "k",
        "kind": "direct",
        "text": "words",
        "lang": "ru",
        "speaker": "p",
        "said": "2023-11-01",
        "translations": [{"lang": "en", "text": "T", "translator": "me"}],
        "appearances": [{"source": "s", "start": 0, "end": 5}],
    },
    "reviews": {
        "key": "k",
        "statement": "s",
        "reviewer": "r",
        "url": "https://a.example/",
        "title": "T",
        "rating": "false",
        "lang": "en",
    },
}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("topics", {"name": " "}),
    ("topics", {"merged": ["k"]}),
    ("organizations", {"names": [{"text": "\t", "lang": "ru"}]}),
    ("organizations", {"names": [{"text": "N", "lang": "ru"}]}),
    ("sources", {"published": "yesterday"}),
    ("sources", {"author": "a\0b"}),
    ("sources", {"title": "half \ud800"}),
    ("sources", {"text": "words", "text_sha256": "0" * 64}),
    ("people", {"roles": [{"title": "T", "lang": "ru", "held": "2021/2020"}]}),
    ("people", {"roles": [{"title": "T", "lang": "ru", "citations": [{**CITATION, "exact": " "}]}]}),
    ("events", {"participants": [{"part": "host"}]}),
    ("events", {"citations": [{**CITATION, "end": 9}]}),
    ("statements", {"speaker": None}),
    ("statements", {"speaker_note": "  "}),
    ("statements", {"said": "1.11.2023"}),
    ("statements", {"appearances": [{"source": "s", "prefix": " "}]}),
    ("statements", {"appearances": [{"source": "s", "start": 0}]}),
    ("statements", {"translations": [{"lang": "en", "text": " ", "translator": "me"}]}),
    ("statements", {"topics": ["t", "t"]}),
    ("reviews", {"date": "?"}),
    ("reviews", {"rating": 5}),
    ("reviews", {"stars": "5"}),
]


@pytest.mark.parametrize("name", VALID)
def test_nothing_is_explained_for_a_valid_record(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(validation, "_wrong_fields")
    located, problems = check(VALID[name], RECORD_TYPES[name], Place("f", 1))
    assert not problems
    assert located.record.key == "k"


@pytest.mark.parametrize("name", VALID)
def test_the_explaining_check_agrees(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "is_valid", lambda _: False)
    located, problems = check(VALID[name], RECORD_TYPES[name], Place("f", 1))
    assert not problems
    assert located.record.key == "k"


@pytest.mark.parametrize(("name", "changes"), WRONG)
def test_each_problem_is_explained(name: str, changes: dict[str, Any]) -> None:
    raw = {field: value for field, value in (VALID[name] | changes).items() if value is not None}
    assert check(raw, RECORD_TYPES[name], Place("f", 1))[1]
