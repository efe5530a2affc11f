"""A mapping to start from: columns recognised by name and content."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run


def guess(run: Run, name: str, content: str | bytes) -> tuple[dict[str, Any], str]:
    """Return the mapping that the program writes for a file, and the whole output."""
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("load", name, "--guess")
    assert result.code == 0, result.err
    return tomllib.loads(result.out), result.out


ENGLISH = (
    "id,Claim,Claimant,Job,Claim Date,Tags,URL,Rating,Fact-checker,Review URL\n"
    '1,The bridge is free.,Ada Brook,mayor,"May 5, 2020",bridges;taxes,https://a.example/1,False,Desk,https://d.example/1\n'
    '2,The ferry is free.,Sam Field,pilot,"May 6, 2020",ferries,https://a.example/2,Mostly true,Desk,https://d.example/2\n'
)
RUSSIAN = (
    "Утверждение;Спикер;Дата;Тема;Ссылка\n"
    "Мост построят весной.;Анна Ручьёва;14.05.2024;мосты;https://a.example/1\n"
    "Паром ходит зимой.;Пётр Полев;15.05.2024;паромы;https://a.example/2\n"
)


def test_english_columns_are_recognised(run: Run, empty: Database) -> None:
    mapping, shown = guess(run, "a.csv", ENGLISH)
    assert mapping["columns"] == {
        "text": "Claim",
        "speaker": "Claimant",
        "speaker.role": "Job",
        "said": "Claim Date",
        "topics": "Tags",
        "source.url": "URL",
        "review.rating": "Rating",
        "review.reviewer": "Fact-checker",
        "review.url": "Review URL",
    }
    assert mapping["lists"] == {"topics": ";"}
    assert mapping["constants"]["lang"] == "en"
    first = json.loads(shown[shown.index("# line 2: ") :].splitlines()[0].removeprefix("# line 2: "))
    assert (first["text"], first["speaker"], first["said"]) == ("The bridge is free.", "ada-brook", "2020-05-05")
    with empty.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM people").scalar() == 0


@pytest.mark.usefixtures("empty")
def test_russian_columns_and_forms_of_dates_are_recognised(run: Run) -> None:
    mapping, _ = guess(run, "a.csv", RUSSIAN.encode("cp1251"))
    assert mapping["columns"] == {
        "text": "Утверждение",
        "speaker": "Спикер",
        "said": "Дата",
        "topics": "Тема",
        "source.url": "Ссылка",
    }
    assert (mapping["dates"], mapping["encoding"], mapping["constants"]["lang"]) == (["%d.%m.%Y"], "cp1251", "ru")


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("content", [ENGLISH, RUSSIAN])
def test_the_output_is_a_mapping_that_loads(content: str, run: Run) -> None:
    _, shown = guess(run, "a.csv", content)
    Path("m.toml").write_text(shown, encoding="utf-8")
    assert run("load", "a.csv", "--mapping", "m.toml", "--create-people").code == 0
    assert len(run("statements").out.splitlines()) == 3
    assert len(run("people").out.splitlines()) == 3


@pytest.mark.usefixtures("empty")
def test_nested_fields_are_recognised(run: Run) -> None:
    rows = {"claims": [{"claim": {"text": "It rains."}, "person": {"name": "Ada Brook"}, "tags": [{"name": "a"}]}]}
    mapping, _ = guess(run, "a.json", json.dumps(rows))
    assert mapping["rows"] == "claims[]"
    assert mapping["columns"]["text"] == "claim.text"


@pytest.mark.usefixtures("empty")
def test_a_table_without_a_header_has_numbers(run: Run) -> None:
    mapping, _ = guess(
        run,
        "a.tsv",
        'https://a.example/1\tThe "bridge" was never closed\nhttps://a.example/2\tIt was closed for years\n',
    )
    assert (mapping["header"], mapping["columns"]) == (False, {"text": "2", "source.url": "1"})


@pytest.mark.usefixtures("empty")
def test_days_and_months_that_may_be_either_are_left_open(run: Run) -> None:
    mapping, shown = guess(run, "a.csv", "Claim,Date\nIt rains here today.,03/04/2024\n")
    assert "dates" not in mapping
    assert "“03/04/2024” can be read by %d/%m/%Y and by %m/%d/%Y" in shown


@pytest.mark.usefixtures("empty")
def test_days_and_months_are_left_open_beside_a_date_that_cannot_be_read(run: Run) -> None:
    rows = "It rains today.,03/04/2024\nIt snows today.,2024-03-05\nIt freezes.,2024-03-06\nIt thaws.,2024-13-05\n"
    mapping, shown = guess(run, "a.csv", f"Claim,Date said\n{rows}")
    assert "dates" not in mapping
    assert "“03/04/2024” can be read by %d/%m/%Y and by %m/%d/%Y" in shown
    assert "“2024-13-05” is not a date that can be read" in shown


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("reviewer", "is_used"), [("The Fact Desk", True), ("", False)])
def test_a_column_of_reviewers_may_be_empty_where_there_is_no_rating(run: Run, reviewer: str, is_used: bool) -> None:
    mapping, shown = guess(
        run,
        "a.csv",
        "claim,rating,reviewer,review url\n"
        f"It rains here today.,False,{reviewer},https://desk.example/1\nIt snows here today.,,,\n",
    )
    assert (mapping["columns"].get("review.reviewer") == "reviewer") is is_used
    assert ("reviews need review.reviewer" in shown) is not is_used


def test_a_guess_needs_no_database(run: Run) -> None:
    Path("a.csv").write_text(ENGLISH, encoding="utf-8")
    result = run("--database", "none.db", "load", "a.csv", "--guess")
    assert (result.code, "ada-brook" in result.out) == (0, True)
    assert not Path("none.db").exists()


@pytest.mark.usefixtures("empty")
def test_a_guess_is_for_one_file_without_a_mapping(run: Run) -> None:
    Path("a.csv").write_text(ENGLISH, encoding="utf-8")
    assert run("load", "a.csv", "a.csv", "--guess", "--map", "text=Claim").code == 2
    assert run("load", "-", "--guess").code == 2


NAMES = ("sarah-brook", "thomas-field", "linda-reed", "viral-image")
LABELS = ("half-true", "false", "pants-fire", "mostly-true")


@pytest.mark.usefixtures("empty")
def test_columns_without_names_are_recognised_by_their_cells(run: Run) -> None:
    rows = [
        f"{number}.json\t{LABELS[number % 4]}\tThe county built {number} bridges in spring\ttaxes,roads"
        f"\t{NAMES[number % 4]}\t{'We asked the county and counted the bridges. ' * 9}{number}\n"
        for number in range(20)
    ]
    mapping, shown = guess(run, "a.tsv", "".join(rows))
    assert mapping["columns"] == {"text": "3", "speaker": "5", "topics": "4"}
    assert (mapping["speakers"]["slugs"], mapping["lists"]) == (True, {"topics": ","})
    assert "“5”; check it" in shown
    assert '"review.rating" = "2"' in shown
    assert {one: ratings for one, ratings in mapping["verdicts"].items() if ratings} == {
        "mixed": ["half-true"],
        "false": ["pants-fire"],
    }


@pytest.mark.usefixtures("empty")
def test_usual_ratings_have_proposed_verdicts(run: Run) -> None:
    rows = "".join(
        f"Мост номер {number} построят весной.,{one}\n" for number, one in enumerate(("Ложь", "Полуправда", "Странно"))
    )
    mapping, shown = guess(run, "a.csv", f"Цитата,Вердикт\n{rows}")
    assert (mapping["verdicts"]["false"], mapping["verdicts"]["mixed"]) == (["Ложь"], ["Полуправда"])
    assert "verdicts: put these ratings where they belong: Странно" in shown


@pytest.mark.usefixtures("empty")
def test_a_name_that_a_cell_repeats_may_be_a_header(run: Run) -> None:
    mapping, _ = guess(run, "a.csv", "claim,date,medium\nThe ferry is free today.,2020-05-05,medium\n")
    assert mapping["columns"] == {"text": "claim", "said": "date"}


@pytest.mark.usefixtures("empty")
def test_reviews_inside_claims_are_recognised(run: Run) -> None:
    review = {
        "publisher": {"name": "Desk"},
        "url": "https://d.example/1",
        "textualRating": "False",
        "reviewDate": "2021-03-02",
    }
    claim = {
        "text": "The ferry is <b>free</b>.",
        "claimant": "Ada Brook",
        "created_at": 1614556800000,
        "claimReview": [review],
    }
    mapping, shown = guess(run, "a.json", json.dumps({"claims": [claim], "nextPageToken": "x"}))
    assert mapping["columns"] == {
        "review.url": "claimReview[0].url",
        "review.date": "claimReview[0].reviewDate",
        "review.reviewer": "claimReview[0].publisher.name",
        "review.rating": "claimReview[0].textualRating",
        "text": "text",
        "speaker": "claimant",
        "said": "created_at",
    }
    assert (mapping["rows"], mapping["dates"], mapping["html"]) == ("claims[]", ["%s"], True)
    assert '"said":"2021-03-01"' in shown


@pytest.mark.usefixtures("empty")
def test_elements_of_a_list_become_rows(run: Run) -> None:
    quotes = [{"quote": "The ferry is free."}, {"quote": "The bridge is closed."}]
    lines = [json.dumps({"url": f"https://a.example/{number}", "quotes": quotes}) for number in range(2)]
    mapping, _ = guess(run, "a.jsonl", "\n".join(lines))
    assert (mapping["rows"], mapping["columns"]) == ("quotes[]", {"text": "quote", "source.url": "url"})


@pytest.mark.usefixtures("empty")
def test_kazakh_columns_and_family_names_first_are_recognised(run: Run) -> None:
    mapping, _ = guess(run, "a.csv", "Күні,Сөйлеуші,Мәтін (қаз)\n14.05.2024,Нұрланова А.,Көпір салынды қазір.\n")
    assert mapping["columns"] == {"text": "Мәтін (қаз)", "speaker": "Сөйлеуші", "said": "Күні"}
    _, shown = guess(run, "b.csv", 'Text,Speaker_name\nThe ferry is free.,"Brook, Sarah"\n')
    assert '"speaker":"sarah-brook"' in shown


@pytest.mark.usefixtures("empty")
def test_later_days_and_several_addresses_are_not_taken_for_others(run: Run) -> None:
    mapping, shown = guess(
        run,
        "a.csv",
        "claim,label,date_published,sources\nIt rains all day.,False,2020-05-05,"
        '"https://a.example/1,https://b.example/2"\nIt snows.,True,2020-05-06,https://a.example/3\n',
    )
    assert mapping["columns"] == {"text": "claim", "source.url": "sources"}
    assert mapping["lists"] == {"source.url": ","}
    assert '"review.date" = "date_published"' in shown
