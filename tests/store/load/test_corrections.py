"""A load neither undoes a correction nor takes over from another dossier silently."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims.errors import InputError
from kzclaims.store.bulk.files import LoadOptions, load_files
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from tests.store.loading import BASE, Loads


def dossier(name: str = "Ada Brook", *, key: str = "a", lang: str = "en", **fields: str | None) -> tuple[str, str]:
    """Return a dossier with one person, and its key."""
    lines = [f'dossier = "{key}"', "[[people]]", 'key = "p"', f'name = "{name}"', f'lang = "{lang}"']
    return "\n".join([*lines, *(f'{field} = "{value}"' for field, value in fields.items() if value)]), key


def lines(loads: Loads, *records: dict[str, Any], **options: Any) -> Outcome:
    path = loads.folder / "records.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return load_files(loads.database, [path], LoadOptions(**options))


def person(description: str | None = None, name: str = "Ada Brook") -> dict[str, Any]:
    record = {"type": "person", "key": "p", "name": name, "lang": "en"}
    return record if description is None else {**record, "description": description}


def described(loads: Loads) -> str | None:
    with loads.database.reading() as connection:
        return connection.scalar(select(t.people.c.description))


def rows(loads: Loads) -> dict[str, list[Any]]:
    with loads.database.reading() as connection:
        return {table.name: list(connection.execute(select(table))) for table in t.metadata.sorted_tables}


def test_a_load_that_would_undo_a_correction_is_refused(loads: Loads) -> None:
    old = dossier(description="mayor", wikidata="Q1")
    loads(*old)
    corrected = {**person("deputy mayor"), "wikidata": "Q2"}
    lines(loads, corrected, reason="she was promoted")
    before = rows(loads)
    with pytest.raises(InputError) as raised:
        loads(*old)
    assert raised.value.parameters == ("overwrite",)
    description, wikidata = raised.value.hints
    assert description.startswith(
        f"{loads.folder}/a.toml:6: person “p”: description: “mayor” was corrected to “deputy mayor” on "
    )
    assert "(she was promoted)" in description
    assert "“Q2”" in wikidata
    assert rows(loads) == before
    assert loads(*old, policy="overwrite").counts["people"].changed == 1
    assert described(loads) == "mayor"
    with pytest.raises(InputError):
        lines(loads, corrected)


def test_values_that_are_new_are_no_undoing(loads: Loads) -> None:
    loads(*dossier(description="mayor"))
    lines(loads, person("deputy mayor"))
    assert loads(*dossier(description="former mayor")).changed == 1
    assert loads(*dossier(description="mayor")).changed == 1
    assert described(loads) == "mayor"


def test_a_dossier_may_take_its_own_changes_back(loads: Loads) -> None:
    for value in ("one", "two", "one", None, "two"):
        outcome = loads(*dossier(description=value))
        assert (outcome.disagreements, described(loads)) == ([], value)
        assert loads(*dossier(description=value)).changed == 0


def test_records_in_lines_never_take_a_correction_back(loads: Loads) -> None:
    lines(loads, person("one"))
    lines(loads, person("two"))
    with pytest.raises(InputError) as raised:
        lines(loads, person("one"))
    assert raised.value.parameters == ("skip_rejects", "overwrite")
    assert "records.jsonl:1: person “p”: description" in raised.value.hints[0]
    skipped = lines(loads, {"type": "topic", "key": "rain", "name": "Rain"}, person("one"), skip_rejects=True)
    assert (skipped.added, skipped.changed, skipped.rejected, described(loads)) == (1, 0, 1, "two")
    assert lines(loads, person("one"), overwrite=True).changed == 1


def test_a_rejected_line_leaves_its_neighbours_alone(loads: Loads) -> None:
    others = [{"type": "topic", "key": f"t-{number}", "name": "A"} for number in range(5)]
    lines(loads, *others)
    lines(loads, *({**one, "name": "B"} for one in others[:2]))
    outcome = lines(loads, *({**one, "name": "A" if one["key"] == "t-0" else "C"} for one in others), skip_rejects=True)
    assert (outcome.changed, outcome.rejected) == (4, 1)
    with loads.database.reading() as connection:
        assert connection.scalars(select(t.topics.c.name)).all() == ["B", "C", "C", "C", "C"]


def test_a_second_dossier_does_not_take_over(loads: Loads) -> None:
    loads(*dossier(description="mayor"))
    other = dossier(description="poet", key="b")
    for _ in range(2):
        (line,) = loads(*other).disagreements
        assert "dossier “b” has “poet”" in line
        assert "“mayor” is kept, because the record is in dossier “a”" in line
        before = rows(loads)
        (line,) = loads(*dossier(description="mayor")).disagreements
        assert "dossier “b” has “poet”; “mayor” is kept, as in dossier “a”" in line
        assert rows(loads) == before
    assert described(loads) == "mayor"
    assert loads(*dossier(description="mayor", key="b")).disagreements == []
    assert loads(*dossier(description="mayor")).disagreements == []


def test_overwriting_settles_a_disagreement_until_somebody_edits(loads: Loads) -> None:
    first, second = dossier(description="mayor"), dossier(description="poet", key="b")
    loads(*first)
    assert loads(*second, policy="overwrite").changed == 1
    for one in (first, second, first):
        outcome = loads(*one)
        assert outcome.changed == 0
        (line,) = outcome.disagreements
        assert "dossier “a” has “mayor”; “poet” is kept" in line
        assert "dossier “b”" in line
    assert loads(*dossier(description="poet and mayor", key="b")).changed == 1
    assert len(loads(*first).disagreements) == 1
    assert described(loads) == "poet and mayor"


def test_what_all_dossiers_have_is_taken(loads: Loads) -> None:
    loads(*dossier(description="mayor"))
    loads(*dossier(description="mayor", key="b"))
    assert len(loads(*dossier(description="poet")).disagreements) == 1
    assert described(loads) == "mayor"
    outcome = loads(*dossier(description="poet", key="b"))
    assert (outcome.changed, outcome.disagreements, described(loads)) == (1, [], "poet")
    assert loads(*dossier(description="poet")).disagreements == []


def test_a_field_that_a_dossier_leaves_out_is_no_disagreement(loads: Loads) -> None:
    loads(*dossier(description="mayor"))
    assert loads(*dossier(key="b")).disagreements == []
    assert described(loads) == "mayor"
    assert loads(*dossier(wikidata="Q1", key="b")).changed == 1
    assert loads(*dossier(description="mayor")).disagreements == []
    assert rows(loads)["people"][0].wikidata_id == "Q1"
    assert loads(*dossier()).changed == 0


def test_a_copy_of_a_former_state_undoes_nothing(loads: Loads) -> None:
    loads(*dossier(description="mayor"))
    loads(*dossier(description="deputy mayor"))
    with pytest.raises(InputError, match="would be undone"):
        loads(*dossier(description="mayor", key="copy"))


@pytest.mark.parametrize("field", [{"name": "Ada B. Brook"}, {"lang": "en-GB"}])
def test_a_preferred_name_is_kept_as_a_whole(loads: Loads, field: dict[str, str]) -> None:
    loads(*dossier())
    before = rows(loads)["names"]
    other = dossier(**field, key="b")
    assert len(loads(*other).disagreements) == 1
    assert rows(loads)["names"] == before
    assert loads(*other, policy="overwrite").changed == 1
    (preferred,) = (one for one in rows(loads)["names"] if one.kind == "preferred")
    assert preferred.text == rows(loads)["people"][0].name
    assert (preferred.text, preferred.lang) == (field.get("name", "Ada Brook"), field.get("lang", "en"))
    loads(*dossier())
    assert [one.text for one in rows(loads)["names"] if one.kind == "preferred"] == [preferred.text]


def test_pruning_leaves_a_preferred_name_that_is_kept(loads: Loads) -> None:
    loads(*dossier())
    loads(*dossier("Ada B. Brook", key="b"), policy="overwrite")
    loads('dossier = "b"\n[[topics]]\nkey = "rain"\nname = "Rain"', "b")
    outcome = loads(*dossier(), policy="keep", prune=True)
    assert (len(outcome.disagreements), outcome.removed) == (1, [])
    assert [one.text for one in rows(loads)["names"] if one.kind == "preferred"] == ["Ada B. Brook"]
    assert loads(*dossier(), policy="overwrite", prune=True).removed == ["person “p”: names: Ada B. Brook, en"]
    assert [(one.text, one.kind) for one in rows(loads)["names"]] == [("Ada Brook", "preferred")]


def test_parts_are_corrected_field_by_field(loads: Loads) -> None:
    loads(BASE)
    second = BASE.replace('dossier = "base"', 'dossier = "second"')
    assert loads(second, "second").disagreements == []
    edited = second.replace('text = "It rains."', 'text = "It is raining."').replace(
        "start = 10, end = 21", "start = 11, end = 22"
    )
    lines_told = loads(edited, "second").disagreements
    assert [line.partition(": dossier")[0] for line in lines_told] == [
        "statement “it-rains”: translations[en, us].text",
        "statement “it-rains”: appearances[paper].start",
    ]
    with loads.database.reading() as connection:
        page = queries.statement(connection, "it-rains")
    assert (page.translations[0].text, page.appearances[0].start, page.appearances[0].end) == ("It rains.", 10, 21)


def test_parts_that_only_one_dossier_has_are_its_own(loads: Loads) -> None:
    loads(BASE)
    loads('dossier = "short"\n[[people]]\nkey = "anna"\nname = "Анна Петрова"\nlang = "ru"', "short")
    outcome = loads(BASE.replace('organization = "gazette"\ncit', 'organization = "gazette"\nheld = "2023"\ncit'))
    assert (outcome.changed, outcome.disagreements) == (1, [])


def test_a_part_that_was_removed_stays_removed(loads: Loads) -> None:
    named = BASE.replace('{ text = "Anna Petrova", lang = "en" }', '{ text = "Anna P.", lang = "en" }')
    loads(named)
    loads(BASE, prune=True)
    copy = named.replace('dossier = "base"', 'dossier = "copy"')
    with pytest.raises(InputError) as raised:
        loads(copy, "copy")
    (hint,) = raised.value.hints
    assert "names: “Anna P., en” was removed on" in hint
    assert loads(copy, "copy", policy="overwrite").changed == 1
    assert loads(named).changed == 0


def test_a_record_that_was_removed_stays_removed(loads: Loads) -> None:
    loads(BASE)
    loads(BASE[: BASE.index("[[statements]]")], prune=True, reason="she never said so")
    copy = BASE.replace('dossier = "base"', 'dossier = "copy"')
    with pytest.raises(InputError, match="she never said so"):
        loads(copy, "copy")
    record = {"type": "statement", "key": "it-rains", "kind": "indirect", "text": "x", "lang": "ru"}
    again = {**record, "appearances": [{"source": "paper", "exact": "x"}]}
    with pytest.raises(InputError, match="she never said so"):
        lines(loads, again)
    assert lines(loads, again, skip_rejects=True).rejected == 1
    assert loads(BASE).added == 1


def test_a_kept_statement_keeps_the_result_of_its_check(loads: Loads) -> None:
    text = 'title = "Погода"\ntext = "Он вошёл. Идёт дождь. Идёт снег."'
    first = BASE.replace('title = "Погода"', text).replace(
        ', attribution = "сказала Петрова", start = 10, end = 21', ""
    )
    loads(first, allow_unverified=True)
    second = first.replace('dossier = "base"', 'dossier = "second"').replace('Идёт дождь."\nlang', 'Идёт град."\nlang')
    loads(second, "second", allow_unverified=True)
    row = rows(loads)["appearances"][0]
    assert (row.exact, row.verified) == ("Идёт дождь.", "exact")


def test_reviews_keep_their_addresses(loads: Loads) -> None:
    review = """
        [[reviews]]
        key = "r"
        statement = "it-rains"
        reviewer = "gazette"
        url = "https://a.example"
        title = "T"
        rating = "R"
        lang = "ru"
        """
    loads(BASE + review)
    other = review.replace("https://a.example", "https://b.example")
    assert len(loads(f'dossier = "b"\n{other}', "b").disagreements) == 1
    assert [one.url for one in rows(loads)["reviews"]] == ["https://a.example"]


def test_half_of_a_statement_is_not_taken(loads: Loads) -> None:
    loads(BASE)
    second = BASE.replace('dossier = "base"', 'dossier = "second"').replace(
        'attribution = "сказала Петрова"', 'exact = "Идёт дождь."'
    )
    loads(second.replace('kind = "direct"', 'kind = "mixed"'), "second", policy="overwrite")
    loads(second.replace('kind = "direct"\nspeaker = "anna"', 'kind = "editorial"'), "second")
    statement = rows(loads)["statements"][0]
    assert (statement.kind, statement.speaker_id is not None) == ("mixed", True)


def test_the_seed_keeps_corrections(loads: Loads) -> None:
    old = dossier(description="mayor")
    loads(*old)
    lines(loads, person("deputy mayor"))
    for _ in range(2):
        assert len(loads(*old, policy="keep").disagreements) == 1
        assert described(loads) == "deputy mayor"


def test_differences_are_collected_field_by_field(loads: Loads) -> None:
    loads(BASE)
    edited = BASE.replace('place = "Алматы"', 'place = "Астана"').replace(
        'mentions = ["gazette"]', 'mentions = ["gazette", "anna"]'
    )
    found: list[Any] = []
    loads(edited, differences=found)
    assert [(one.record, one.key, one.field, one.recorded, one.file, one.outcome) for one in found] == [
        ("event", "storm", "place", "Алматы", "Астана", "changed"),
        ("statement", "it-rains", "mentions", None, "anna", "added"),
    ]
    found.clear()
    loads(BASE.replace('speaker = "anna"\n', ""), differences=found, prune=True)
    assert ("speaker", "anna", None) in [(one.field, one.recorded, one.file) for one in found]


def test_a_file_of_its_own_records_stays_loadable(loads: Loads, tmp_path: Path) -> None:
    loads(BASE)
    lines(loads, {"type": "topic", "key": "rain", "name": "Ливень"})
    with pytest.raises(InputError):
        loads(BASE)
    assert loads(BASE.replace('"Дождь"', '"Ливень"')).disagreements == []
    assert tmp_path.exists()
