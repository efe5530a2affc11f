"""schema.org in JSON-LD: reviews from anywhere, and what this program exports."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from kzclaims.dossier.byte_streams import json_texts
from tests.running import Run, counted


def review(**changes: Any) -> dict[str, Any]:
    node = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "The bridge was never paid for.",
        "url": "https://check.example/bridge",
        "name": "Was the bridge paid for?",
        "inLanguage": "en-GB",
        "datePublished": "2024-05-14T10:00:00Z",
        "author": {"@type": "Organization", "name": "Check Desk"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Ada Brook", "jobTitle": "mayor"},
            "datePublished": "May 2, 2024",
            "appearance": [{"@type": "CreativeWork", "url": "https://herald.example/1"}],
            "firstAppearance": {"@type": "CreativeWork", "url": "https://post.example/2"},
        },
        "reviewRating": {"@type": "Rating", "alternateName": "Mostly false", "ratingValue": 2, "bestRating": 5},
    }
    return node | changes


def load(run: Run, name: str, content: str, *options: str) -> str:
    Path(name).write_text(content, encoding="utf-8")
    result = run("load", name, "--create-people", *options)
    assert result.code == 0, result.err
    return result.err


def recorded(run: Run, kind: str, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(kind, "--format", "jsonl", *options).out.splitlines()]


FEED = {
    "@context": "https://schema.org",
    "@type": "DataFeed",
    "dataFeedElement": [{"@type": "DataFeedItem", "item": [review()]}, {"@type": "DataFeedItem", "item": None}],
}
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Bridge</title>
<link rel="canonical" href="https://check.example/bridge">
<script type="application/ld+json">{{"@type": "WebSite", "name": "Check Desk"}}</script>
<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "Article"}, review(inLanguage=None, url=None)]})}
</script></head><body></body></html>"""
FORMS = {
    "one.json": json.dumps(review()),
    "pretty.json": json.dumps(review(), indent=2),
    "many.json": json.dumps([review()]),
    "lines.jsonl": json.dumps(review()) + "\n",
    "graph.jsonld": json.dumps({"@context": "https://schema.org", "@graph": [review()]}),
    "feed.json": json.dumps(FEED),
    "pretty-feed.json": json.dumps(FEED, indent=1),
    "page.html": PAGE,
}


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("name", FORMS)
def test_a_review_is_read_with_everything_from_every_form(name: str, run: Run) -> None:
    load(run, name, FORMS[name])
    (claim,) = recorded(run, "claims", "--verdict", "mostly-false")
    assert claim["text"] == "The bridge was never paid for."
    assert claim["speaker"]["name"] == "Ada Brook"
    (checked,) = claim["reviews"]
    assert (checked["rating"], checked["url"]) == ("Mostly false", "https://check.example/bridge")
    (statement,) = recorded(run, "statements")
    assert (statement["said"], statement["lang"], statement["kind"]) == ("2024-05-02", "en-GB", "indirect")
    assert len(statement["appearances"]) == 2
    assert "mayor" in run("person", "ada-brook").out


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("repeated", ["<!--", "<!-- -->", "<![CDATA[", "<script ", "<script>", '<a "', '<html lang="'])
def test_a_hostile_page_is_read_in_linear_time(repeated: str, run: Run) -> None:
    Path("page.html").write_text(repeated * (2**18 // len(repeated)), encoding="utf-8")
    began = time.process_time()
    result = run("load", "page.html")
    assert result.code == 2
    assert "contains no ClaimReview" in result.err
    assert time.process_time() - began < 5


@pytest.mark.usefixtures("empty")
def test_a_script_in_a_comment_or_of_another_type_is_no_review(run: Run) -> None:
    script = f"<SCRIPT id=x TYPE=application/ld+json>{json.dumps(review())}</SCRIPT>"
    Path("page.html").write_text(f"<!-- {script} --><script>x = '{script[:-9]}'</script>", encoding="utf-8")
    assert run("load", "page.html").code == 2
    load(run, "page.html", f"<!-- {script} -->{script}")
    assert len(recorded(run, "claims")) == 1


@pytest.mark.parametrize("key", ["elements", "none"])
def test_a_list_inside_an_object_is_read_item_by_item(key: str) -> None:
    content = {"a": [1, {"elements": 2}], "b": "x", "elements": [{"number": one} for one in range(3)], "c": 1}
    stream = io.BytesIO(json.dumps(content, indent=1).encode())
    found = [json.loads(raw or b"") for _, raw in json_texts(stream, key)]
    assert found == (content["elements"] if key == "elements" else [content])


@pytest.mark.parametrize("end", ["", "\n", "\n{\n}"])
def test_a_long_object_of_several_lines_is_read_whole(end: str) -> None:
    content = json.dumps({"a": ["x" * 1000] * 200}, indent=1)
    (first, *_) = json_texts(io.BytesIO(f"{content}{end}".encode()))
    assert first == (1, content.encode())


@pytest.mark.usefixtures("empty")
def test_a_review_in_several_feeds_is_recorded_once(run: Run) -> None:
    load(run, "feed.json", FORMS["feed.json"])
    bare = review(itemReviewed={"@type": "CreativeWork", "author": {"@type": "Person", "name": "Ada Brook"}})
    load(run, "page.json", json.dumps([bare, bare | {"url": "http://check.example/bridge/"}]))
    assert len(recorded(run, "statements")) == 1
    (claim,) = recorded(run, "claims")
    assert len(claim["reviews"]) == 1


@pytest.mark.usefixtures("empty")
def test_no_claimant_is_guessed(run: Run) -> None:
    claimants = [
        ("Facebook posts", "Organization"),
        ("Viral Image", "Person"),
        ("Ada Brook", "Organization"),
        ("Harbour Office", "Organization"),
        ("President Moroz", "Person"),
        ("Ada Brook, Sam Field", "Person"),
    ]
    reviews = [
        review(
            claimReviewed=f"Claim {number}",
            itemReviewed={"@type": "Claim", "author": {"@type": kind, "name": name}},
            reviewRating={"@type": "Rating", "ratingValue": number, "bestRating": 7},
        )
        for number, (name, kind) in enumerate(claimants)
    ]
    load(run, "a.json", json.dumps(reviews))
    found = {one["appearances"][0]["attribution"]: one for one in recorded(run, "statements")}
    assert set(found) == {name for name, _ in claimants}
    assert [one for one in found.values() if one["speaker"]] == []
    assert {name for name, one in found.items() if one["organization"]} == {"Harbour Office"}
    assert {one["reviews"][0]["rating"] for one in recorded(run, "claims")} >= {"3 / 7", "0 / 7"}


@pytest.mark.usefixtures("empty")
def test_a_file_without_reviews_and_a_review_without_a_rating_are_errors(run: Run) -> None:
    Path("a.json").write_text('{"@context": "https://schema.org", "@type": "Article"}', encoding="utf-8")
    assert "contains no ClaimReview" in run("load", "a.json").err
    Path("b.json").write_text(json.dumps([review(), review(reviewRating=None)]), encoding="utf-8")
    result = run("load", "b.json")
    assert (result.code, "b.json:1: reviewRating: is missing" in result.err) == (2, True)


def test_nothing_is_given_to_somebody_else_who_has_the_key(run: Run, seeded: Any) -> None:
    del seeded
    nodes = [
        {
            "@id": "_:person-vladimir-putin",
            "identifier": "vladimir-putin",
            "name": {"@value": "Vlad", "@language": "en"},
        },
        {"@id": "_:source-s", "identifier": "s", "name": {"@value": "S", "@language": "en"}, "inLanguage": "en"},
        {
            "@id": "_:statement-new",
            "identifier": "new",
            "text": {"@value": "It rains", "@language": "en"},
            "author": {"@id": "_:person-vladimir-putin"},
            "appearance": [{"text": "It rains", "isPartOf": {"@id": "_:source-s"}}],
        },
    ]
    before = run("statements", "--person", "vladimir-putin", "--limit", "0").out
    Path("a.jsonld").write_text(json.dumps({"@graph": nodes}), encoding="utf-8")
    result = run("load", "a.jsonld", "--skip-rejects")
    assert "is that of another record, Владимир Путин" in result.err
    assert "statement “new”: refers to vladimir-putin, which is the key of another record" in result.err
    assert run("statements", "--person", "vladimir-putin", "--limit", "0").out == before


LOST = {
    "date_text", "date_note", "text_sha256", "start", "end", "attribution_kind", "speaker_note", "held", "prefix",
    "suffix", "retrieved",
}  # fmt: skip
"""The fields that JSON-LD cannot hold."""


def comparable(value: Any) -> Any:
    """Return a record without what JSON-LD cannot hold."""
    if isinstance(value, list):
        return sorted((comparable(one) for one in value), key=json.dumps)
    if not isinstance(value, dict):
        return value
    kept = {name: one for name, one in value.items() if name not in LOST}
    kept.pop("kind" if kept.get("kind") in ("alias", "as printed") else "", None)
    if "title" in kept and "key" not in kept:
        kept.pop("citations", None)
    return {name: comparable(one) for name, one in kept.items()}


def dumped(run: Run, kinds: tuple[str, ...]) -> list[Any]:
    lines = map(json.loads, run("dump", "--jsonl").out.splitlines())
    found = [comparable(one) for one in lines if one["type"] in kinds]
    for one in found:
        for appearance in one.get("appearances", []):
            appearance.setdefault("exact", one["text"])
    return found


def test_an_export_loads_back_to_the_same_records(run: Run, seeded: Any) -> None:
    del seeded
    key = "kazakhstan-bans-export-of-106-goods"
    options = ("--reviewer", "Check Desk", "--create", "--url", "https://check.example/1", "--title", "Banned?")
    run("review", key, *options, "--rating", "Half true", "--verdict", "mixed", "--lang", "en", "--date", "2023-12~")
    everything = ("topic", "organization", "source", "person", "event", "statement", "review")
    for form, kinds in (("jsonld", everything), ("claimreview", ("review", "statement", "source"))):
        before = dumped(run, kinds)
        # Other programs may have read it and written it again.
        exported = json.loads(run("export", "--as", form).out)
        Path("export.jsonld").write_text(json.dumps(exported, ensure_ascii=False, indent=2), encoding="utf-8")
        new = ("--database", f"{form}.db")
        assert run("db", "upgrade", *new).code == 0
        assert run("load", "export.jsonld", *new).code == 0
        result = run("load", "export.jsonld", *new)
        assert counted(result.err).endswith("0 added, 0 changed\n")
        lines = map(json.loads, run("dump", "--jsonl", *new).out.splitlines())
        after = [comparable(one) for one in lines if one["type"] in kinds]
        for one in after:
            for appearance in one.get("appearances", []):
                appearance.setdefault("exact", one["text"])
        if form == "jsonld":
            assert sorted(after, key=json.dumps) == sorted(before, key=json.dumps)
            continue
        by_key = {(one["type"], one["key"]): one for one in before}
        assert {one["type"] for one in after} == {"review", "statement", "source"}
        for one in after:
            recorded_before = by_key[one["type"], one["key"]]
            assert one == {name: value for name, value in recorded_before.items() if name in one}


@pytest.mark.usefixtures("empty")
def test_several_claimants_leave_the_speaker_open(run: Run) -> None:
    people = [{"@type": "Person", "name": name, "jobTitle": "mayor"} for name in ("Ada Brook", "Paul Field")]
    load(run, "two.json", json.dumps(review(itemReviewed={"@type": "Claim", "author": people})))
    (claim,) = recorded(run, "claims")
    assert (claim["speaker"], recorded(run, "people")) == (None, [])
