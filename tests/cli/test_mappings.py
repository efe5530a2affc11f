"""Mappings reach everything that a record has."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.running import Run, counted

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("empty")


def load(run: Run, name: str, content: str | bytes, mapping: str, *options: str, code: int = 0) -> str:
    """Load a table with a mapping and return what was reported."""
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    Path("mapping.toml").write_text(mapping, encoding="utf-8")
    result = run("load", name, "--mapping", "mapping.toml", "--create-people", *options)
    assert result.code == code, result.err
    return result.err


def recorded(run: Run, kind: str = "statements", *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(kind, "--format", "jsonl", *options).out.splitlines()]


def page(run: Run, kind: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(kind, key, "--format", "json").out)
    return found


CLAIMS = """
as = "statements"
[constants]
lang = "en"
kind = "indirect"
"""

EVERYTHING = """
as = "statements"
optional = ["said"]
[columns]
text = "claim.text"
speaker = "claim.by.name"
"speaker.type" = "claim.by.type"
"speaker.role" = "claim.by.job"
said = "day"
topics = "tags[].name"
mentions = "about"
"source.url" = "links"
"source2.title" = "paper"
"translation.text" = "ru"
"review.rating" = "check.verdict"
"review.url" = "check.urls[0]"
"review.date" = "check.date"
status = "known"
"status.reason" = "why"
[constants]
lang = "en"
kind = "indirect"
"translation.lang" = "ru"
"translation.translator" = "the table"
"review.reviewer" = "Check Desk"
[verdicts]
false = ["Pants on fire!"]
"""


def test_a_mapping_reaches_everything_of_a_statement(run: Run) -> None:
    rows = [
        {
            "claim": {"text": "The bridge is closed.", "by": {"name": "Ada Brook", "type": "Person", "job": "mayor"}},
            "day": "October 3, 2019",
            "tags": [{"name": "Traffic"}, {"name": "Bridges"}],
            "about": ["Sam Field", "Harbour Office"],
            "links": ["https://a.example/1", "https://b.example/2"],
            "paper": "The Herald, page 3",
            "ru": "Мост закрыт.",
            "check": {"verdict": "Pants on fire!", "urls": ["https://check.example/9"], "date": "2019-10-05"},
            "known": "disputed",
            "why": "no record of it",
        },
        {
            "claim": {"text": "The ferry stops.", "by": {"name": "Harbour Office", "type": "Organization"}},
            "day": "some day",
            "links": [],
        },
    ]
    said = load(run, "claims.json", json.dumps(rows, indent=2), EVERYTHING)
    assert "claims.json: said: line 40: the cell cannot be recorded and is left out" in said
    (ferry, bridge) = sorted(recorded(run), key=lambda one: bool(one["topics"]))
    assert bridge["speaker"]["key"] == "ada-brook"
    assert bridge["said"] == "2019-10-03"
    assert bridge["topics"] == ["bridges", "traffic"]
    assert set(bridge["mentions"]) == {"sam-field", "harbour-office"}
    assert len(bridge["appearances"]) == 3
    assert bridge["translations"][0]["text"] == "Мост закрыт."
    assert bridge["status"] == "disputed"
    assert (ferry["speaker"], ferry["organization"]["key"], ferry["said"]) == (None, "harbour-office", None)
    (claim,) = recorded(run, "claims", "--verdict", "false")
    assert claim["reviews"][0]["rating"] == "Pants on fire!"
    assert "mayor" in run("person", "ada-brook").out
    assert counted(load(run, "claims.json", json.dumps(rows, indent=2), EVERYTHING)).endswith("0 added, 0 changed\n")
    assert run("db", "check").code == 0


def test_the_parts_of_events_and_people_are_mapped(run: Run) -> None:
    events = "what,when,who,topic\nBridge opens,2024-05-14,Ada Brook; Harbour Office,traffic\n"
    mapping = """
as = "events"
columns = { title = "what", date = "when", participants = "who", topics = "topic" }
lists = { participants = ";" }
[constants]
lang = "en"
"participants.part" = "guest"
"""
    load(run, "events.csv", events, mapping)
    people = "name,also,job,where\nSam Field,S. J. Field; Sammy Field,pilot,Harbour Office\n"
    mapping = """
as = "people"
columns = { name = "name", names = "also", role = "job", "role.organization" = "where" }
lists = { names = ";" }
constants = { lang = "en" }
"""
    load(run, "people.csv", people, mapping)
    (event,) = recorded(run, "events")
    shown = page(run, "event", event["key"])
    assert {one["key"] for one in shown["participants"]} == {
        "ada-brook",
        "harbour-office",
    }
    assert event["topics"] == ["traffic"]
    field = page(run, "person", "sam-field")
    assert field["roles"][0]["title"] == "pilot"
    assert {one["text"] for one in field["names"]} == {"Sam Field", "S. J. Field", "Sammy Field"}


def test_exact_columns_come_before_paths_and_templates(run: Run) -> None:
    table = "a.b,{x},tags,First,Last\nIt rains.,Monday,\"['sun', 'rain']\",Ada,Brook\n"
    mapping = CLAIMS + '[columns]\ntext = "a.b"\n"source.title" = "{x}"\ntopics = "tags"\nspeaker = "{First} {Last}"\n'
    load(run, "claims.csv", table, mapping)
    (claim,) = recorded(run)
    assert claim["text"] == "It rains."
    assert claim["topics"] == ["rain", "sun"]
    assert claim["speaker"]["name"] == "Ada Brook"
    assert [one["title"] for one in recorded(run, "sources")] == ["Monday"]


def test_a_template_without_one_of_its_values_is_empty_unless_it_is_a_name(run: Run) -> None:
    table = "text,id,First,Middle,Last\nIt rains.,,Ada,,Brook\n"
    mapping = CLAIMS + (
        '[columns]\ntext = "text"\n"source.url" = "https://a.example/{id}"\nspeaker = "{First} {Middle} {Last}"\n'
    )
    load(run, "claims.csv", table, mapping)
    assert [one["url"] for one in recorded(run, "sources")] == [None]
    assert recorded(run)[0]["speaker"]["name"] == "Ada Brook"


def test_rows_inside_an_object_are_read(run: Run) -> None:
    feed = {
        "name": "a feed",
        "elements": [
            {
                "show": "Evening",
                "turns": [{"who": "Ada Brook", "says": "It rains."}, {"who": "Sam Field", "says": "No."}],
            }
        ],
    }
    columns = '[columns]\ntext = "says"\nspeaker = "who"\n"source.title" = "show"\n'
    mapping = f'rows = "elements[].turns[]"\n{CLAIMS}{columns}'
    for name, indent in (("one.json", None), ("two.json", 2)):
        load(run, name, json.dumps(feed, indent=indent), mapping)
    assert {one["speaker"]["name"] for one in recorded(run)} == {"Ada Brook", "Sam Field"}
    assert [one["title"] for one in recorded(run, "sources")] == ["Evening"]


def test_a_column_that_no_row_has_is_reported_once(run: Run) -> None:
    rows = "\n".join(json.dumps({"claim": "It rains.", "who": "Ada Brook"}) for _ in range(9))
    said = load(run, "a.jsonl", rows, CLAIMS + '[columns]\ntext = "clam"\n', code=2)
    assert "a.jsonl:1: text: there is no field “clam” in any row; did you mean claim?" in said
    assert said.count("clam") == 1


def test_cells_that_mean_nothing_and_html_are_cleaned(run: Run) -> None:
    table = "text,speaker,day\nFish &amp; <b>chips</b>,N/A,None\n"
    columns = '[columns]\ntext = "text"\nspeaker = "speaker"\nsaid = "day"\n'
    said = load(run, "a.csv", table, CLAIMS + columns, "--dry-run")
    assert "text: line 2: the cell contains HTML such as &amp;" in said
    load(run, "a.csv", table, "html = true\n" + CLAIMS + columns)
    (claim,) = recorded(run)
    assert (claim["text"], claim["speaker"], claim["said"]) == ("Fish & chips", None, None)


def test_a_pattern_takes_a_part_of_a_cell(run: Run) -> None:
    table = "text;when\nIt rains.;stated on October 3, 2019 in a speech:\nIt snows.;somewhere\n"
    mapping = CLAIMS + "[columns]\ntext = 'text'\nsaid = 'when'\n[patterns]\nsaid = 'on (\\w+ \\d+, \\d{4})'\n"
    said = load(run, "a.csv", table, mapping)
    assert "said: line 3: the pattern does not match the cell" in said
    assert {one["said"] for one in recorded(run)} == {"2019-10-03", None}


def test_the_same_review_in_two_feeds_is_recorded_once(run: Run) -> None:
    mapping = CLAIMS + (
        '[columns]\ntext = "claim"\n"review.rating" = "rating"\n"review.reviewer" = "site"\n"review.url" = "url"\n'
        '"source.url" = "seen"\n'
    )
    first = "claim,rating,site,url,seen\nIt rains.,False,Check Desk,https://check.example/1,\n"
    second = "claim,rating,site,url,seen\nIt  rains.,False,Check Desk,http://check.example/1/,https://a.example/1\n"
    load(run, "one.csv", first, mapping)
    load(run, "two.csv", second, mapping)
    (claim,) = recorded(run, "claims", "--verdict", "false")
    assert len(claim["reviews"]) == 1
    assert len(recorded(run)) == 1
    assert run("db", "check").code == 0


def test_ratings_without_a_verdict_are_listed(run: Run) -> None:
    table = "claim,rating\nIt rains.,Mostly True\nIt snows.,Two Pinocchios\n"
    mapping = CLAIMS + (
        '"review.reviewer" = "Check Desk"\n"review.url" = "https://check.example"\n'
        '[columns]\ntext = "claim"\n"review.rating" = "rating"\n'
    )
    assert "ratings without a verdict: “Two Pinocchios” (1)" in load(run, "a.csv", table, mapping)
    assert len(recorded(run, "claims", "--verdict", "mostly-true")) == 1


WRONG = [
    ('patterns = { text = "(" }', "patterns: text: “(” is not a regular expression"),
    ('patterns = { text = "a" }', "patterns: text: “a” has 0 groups"),
    ('lists = { text = ";" }', "lists: text: has only one value"),
    ('verdicts = { wrong = ["x"] }', "Invalid enum value 'wrong'"),
    ('optional = ["txt"]', "txt: there is no such field of statements; did you mean text?"),
    ('columns = { text = "text", "review.rating" = "text" }', "review.rating: needs review.reviewer, too"),
    ('columns = { text = "text", status = "text" }', "status: needs status.reason, too"),
]


@pytest.mark.parametrize(("setting", "expected"), WRONG, ids=[setting for setting, _ in WRONG])
def test_mistakes_in_a_mapping_are_named(setting: str, expected: str, run: Run) -> None:
    mapping = f"{setting}\n{'' if 'columns' in setting else 'columns.text = 1'}\n{CLAIMS}"
    assert expected in load(run, "a.csv", "text\nIt rains.\n", mapping, code=2)


@pytest.mark.parametrize("name", ["status", "review.verdict", "start"])
def test_a_wrong_value_names_the_cell(name: str, run: Run) -> None:
    table = "text,value,other\nIt rains.,soon,https://a.example\n"
    mapping = CLAIMS + '"status.reason" = "x"\n"review.reviewer" = "Check Desk"\n"review.rating" = "False"\n'
    mapping = mapping if name != "start" else CLAIMS
    others = '"review.url" = "other"\nstatus = "value"\n' if name == "status" else '"review.url" = "other"\n'
    if name == "review.verdict":
        mapping = mapping.replace('"status.reason" = "x"\n', "")
        others += '"review.verdict" = "value"\n'
    if name == "start":
        others = 'start = "value"\n'
    said = load(run, "a.csv", table, f'{mapping}[columns]\ntext = "text"\n{others}', code=2)
    assert f"a.csv:2: {name}: “soon” is not" in said


def test_the_mapping_of_liar_loads_such_a_file(run: Run) -> None:
    lines = [
        '11.json\tfalse\tSays the "Bridge List" is long.\ttraffic,budget\tdwayne-moroz\tMayor\tTexas\trepublican',
        "12.json\tpants-fire\tIt always rains\tweather\tfacebook-posts\t\t\tnone",
        "13.json\tbarely-true\tIt never rains\tweather\tbarry-field\tNone\t\tnone",
    ]
    content = "".join(line + "\t0" * 5 + "\ta mailer\n" for line in lines)
    mapping = (ROOT / "docs/mappings/liar.toml").read_text("utf-8")
    load(run, "test.tsv", content, mapping)
    assert {(one["speaker"] or {}).get("name") for one in recorded(run)} == {"Dwayne Moroz", "Barry Field", None}
    assert len(recorded(run, "claims", "--verdict", "false")) == 2
    assert "Mayor" in run("person", "dwayne-moroz").out
    assert "https://www.politifact.com/api/v/2/statement/11/?format=json" in run("sources", "--format", "json").out


AVERITEC = [
    {"claim": "It rained.", "label": "Refuted", "claim_date": "31-8-2020", "speaker": "Ada Brook",
     "original_claim_url": None, "fact_checking_article": "https://check.example/1", "claim_types": ["Event Claim"]},
    {"claim": "It snowed.", "label": "Supported", "claim_date": None, "speaker": None,
     "original_claim_url": "https://post.example/1", "fact_checking_article": "https://check.example/2",
     "claim_types": ["Event Claim", "Quote Verification"]},
]  # fmt: skip
POLITIFACT = [
    {"verdict": "pants-fire", "statement_originator": "Ada Brook", "statement": "It rained.", "statement_date":
     "6/11/2008", "statement_source": "speech", "factchecker": "Sam Field", "factcheck_date": "6/16/2008",
     "factcheck_analysis_link": "https://check.example/1/"},
    {"verdict": "true", "statement_originator": "Viral image", "statement": "It snowed.", "statement_date":
     "not known", "statement_source": "social_media", "factchecker": "Sam Field", "factcheck_date": "6/17/2008",
     "factcheck_analysis_link": "https://check.example/2/"},
]  # fmt: skip


@pytest.mark.parametrize("name", ["averitec", "politifact"])
def test_ready_mappings_load_such_files(name: str, run: Run) -> None:
    rows = {"averitec": json.dumps(AVERITEC), "politifact": "\n".join(map(json.dumps, POLITIFACT))}[name]
    file = {"averitec": "dev.json", "politifact": "rulings.jsonl"}[name]
    load(run, file, rows, (ROOT / f"docs/mappings/{name}.toml").read_text("utf-8"))
    assert [one["speaker"] and one["speaker"]["name"] for one in recorded(run)] == ["Ada Brook", None]
    assert len(recorded(run, "claims", "--verdict", "false")) == 1
    assert len(recorded(run, "claims", "--verdict", "true")) == 1
    assert all(one["topics"] for one in recorded(run))
    assert any(one["said"] for one in recorded(run))


@pytest.mark.parametrize("path", sorted((ROOT / "docs/mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_ready_mappings_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 25


def test_an_uncertain_speaker_is_left_open_if_the_mapping_allows_it(run: Run) -> None:
    table = "text,who\nA,Vladimir Moroz\nB,Barry Moroz\nC,Moroz\nD,President Moroz\n"
    columns = '[columns]\ntext = "text"\nspeaker = "who"\n'
    said = load(run, "a.csv", table, CLAIMS + columns, code=2)
    assert "a.csv:4: speaker: “Moroz”: several people may be meant" in said
    load(run, "a.csv", table, f'{CLAIMS}{columns}[speakers]\nunsure = "speakerless"\n')
    assert [one["speaker"] and one["speaker"]["name"] for one in recorded(run)][2:] == [None, None]
    load(run, "b.csv", "text,who\nE,Vladmir Moroz\n", f'{CLAIMS}{columns}[speakers]\nunsure = "speakerless"\n')
    assert len(run("people").out.splitlines()) == 3


def test_a_quotation_without_a_speaker_keeps_its_cell(run: Run) -> None:
    rows = json.dumps(
        {"quotation": "It rains", "speaker": "None", "urls": ["https://a.example/1", "https://b.example/2"]}
    )
    mapping = 'as = "statements"\nconstants = { lang = "en", kind = "direct" }\n[speakers]\nunsure = "speakerless"\n'
    load(run, "a.jsonl", rows, f'{mapping}[columns]\ntext = "quotation"\nspeaker = "speaker"\n"source.url" = "urls"\n')
    (claim,) = recorded(run)
    assert (claim["speaker"], [one["attribution"] for one in claim["appearances"]]) == (None, ["None", "None"])


def test_the_first_of_several_columns_counts(run: Run) -> None:
    mapping = 'optional = ["topics"]\n' + CLAIMS + '[columns]\ntext = ["claim", "statement"]\ntopics = "tags"\n'
    load(run, "a.csv", "statement,claim\nB,A\n", mapping)
    load(run, "b.jsonl", '{"statement": "C"}', mapping)
    assert {one["text"] for one in recorded(run)} == {"A", "C"}


def test_a_replacement_does_not_change_other_cells(run: Run) -> None:
    mapping = CLAIMS + "[columns]\ntext = 'text'\n\"source.url\" = 'url'\n[patterns]\n"
    mapping += "\"source.url\" = ['^/', 'https://a.example/']\n"
    load(run, "a.csv", "text,url\nA,/1\nB,https://b.example/2\n", mapping)
    assert {one["url"] for one in recorded(run, "sources")} == {"https://a.example/1", "https://b.example/2"}


ARTICLES = [
    {
        "link": "https://a.example/1",
        "quotes": [{"says": "It rains."}, {"says": "It snows.", "link": "https://a.example/9"}],
    },
    {"link": "https://a.example/2", "quotes": [{"says": "It thaws.", "kind": {}}, {}], "lang": "en"},
]


@pytest.mark.parametrize("indent", [None, 2])
def test_rows_inside_each_object_have_the_fields_around_them(indent: int | None, run: Run) -> None:
    mapping = f'rows = "quotes[]"\n{CLAIMS}[columns]\ntext = "says"\n"source.url" = "link"\n'
    content = "\n".join(json.dumps(one, indent=indent) for one in ARTICLES)
    said = load(run, "a.jsonl", content, mapping, "--skip-rejects", "--rejects", "rejects.jsonl")
    found = {one["text"]: one["appearances"][0]["source"] for one in recorded(run)}
    addresses = {one["key"]: one["url"] for one in recorded(run, "sources")}
    assert {text: addresses[source] for text, source in found.items()} == {
        "It rains.": "https://a.example/1",
        "It snows.": "https://a.example/9",
        "It thaws.": "https://a.example/2",
    }
    line = "2" if indent is None else str(content.splitlines().index("    {}") + 1)
    assert f"a.jsonl:{line}: text: is missing" in said
    rejected = json.loads(Path("rejects.jsonl").read_text("utf-8"))
    assert (rejected["link"], "quotes" in rejected) == ("https://a.example/2", False)


def test_objects_without_rows_are_skipped_and_damaged_ones_reported(run: Run) -> None:
    mapping = f'rows = "quotes[]"\n{CLAIMS}[columns]\ntext = "says"\n"source.url" = "link"\n'
    content = "\n".join(['{"link": "https://a.example/3"}', json.dumps(ARTICLES[0]), '{"quotes": [{"says": '])
    said = load(run, "a.jsonl", content, mapping, "--skip-rejects")
    assert "a.jsonl:3: this is not JSON" in said
    assert len(recorded(run)) == 2


def test_signs_around_a_rating_do_not_change_its_verdict(run: Run) -> None:
    ratings = ["✅ True", "⚠️ Half-True!", "«False».", "True?", "-1", "1"]
    table = "text,rating\n" + "".join(f"Claim {number},{one}\n" for number, one in enumerate(ratings))
    mapping = CLAIMS + (
        '"review.reviewer" = "Desk"\n"review.url" = "https://d.example/"\n'
        '[columns]\ntext = "text"\n"review.rating" = "rating"\n[verdicts]\nmixed = ["half true"]\nfalse = ["1"]\n'
    )
    said = load(run, "a.csv", table, mapping)
    found = {one["rating"]: one["verdict"] for claim in recorded(run, "claims") for one in claim["reviews"]}
    assert found == {
        "✅ True": "true", "⚠️ Half-True!": "mixed", "«False».": "false", "True?": None, "-1": None, "1": "false"
    }  # fmt: skip
    assert "ratings without a verdict: “-1” (1), “True?” (1)" in said
