"""Reviews of statements, and the roles that a speaker held when a statement was made."""

import re
from pathlib import Path
from typing import Any

import pytest

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store import results as a
from kzclaims.store.database.database import Database
from kzclaims.store.history.history import history
from kzclaims.store.load.reviews import record_review
from kzclaims.store.read import claims, queries
from tests.store.loading import BASE, Loads

REVIEWS = """
dossier = "reviews"

[[organizations]]
key = "checkers"
name = "Проверка"
lang = "ru"

[[reviews]]
key = "checkers-rain"
statement = "it-rains"
reviewer = "checkers"
url = "https://checkers.example/rain"
title = "Шёл ли дождь?"
date = 2023-11-05
rating = "Полуправда"
lang = "ru"
verdict = "mixed"
"""

BY_HAND: dict[str, Any] = {
    "reviewer": "Газета",
    "url": "https://gazette.example/1",
    "title": "T",
    "rating": "Ложь",
    "lang": "ru",
}


@pytest.fixture
def loads(empty: Database, tmp_path: Path) -> Loads:
    found = Loads(empty, tmp_path)
    found(BASE)
    return found


def reviewed(database: Database) -> list[a.Review]:
    with database.reading() as connection:
        return queries.statement(connection, "it-rains").reviews


def test_a_dossier_says_reviews(loads: Loads) -> None:
    outcome = loads(REVIEWS, "reviews")
    assert outcome.counts["reviews"].added == 1
    assert reviewed(loads.database) == [
        a.Review(
            key="checkers-rain",
            reviewer=a.Named("checkers", "Проверка"),
            url="https://checkers.example/rain",
            title="Шёл ли дождь?",
            date="2023-11-05",
            rating="Полуправда",
            lang="ru",
            verdict="mixed",
        )
    ]
    assert loads(REVIEWS, "reviews").changed == 0
    loads(REVIEWS.replace('verdict = "mixed"', ""), "reviews")
    assert [one.verdict for one in reviewed(loads.database)] == [None]
    with loads.database.reading() as connection:
        added, change = history(connection, "checkers-rain").changes
    assert (added.what, added.dossier) == ("added", "reviews")
    assert (change.before, change.after) == ({"verdict": "mixed"}, {"verdict": None})


def test_a_statement_that_was_reviewed_is_not_pruned(loads: Loads) -> None:
    loads(REVIEWS, "reviews")
    outcome = loads(BASE[: BASE.index("[[statements]]")], prune=True)
    assert outcome.kept == ["statement “it-rains”: other records refer to it"]
    assert loads('dossier = "reviews"', "reviews", prune=True).removed == [
        "review “checkers-rain”",
        "organization “checkers”",
    ]


def test_claims_are_found_by_verdict_speaker_and_want_of_a_review(loads: Loads) -> None:
    loads(REVIEWS, "reviews")

    def keys(**question: Any) -> list[str]:
        with loads.database.reading() as connection:
            return [one.key for one in claims.claims(connection, **question)]

    assert keys() == keys(verdict="mixed") == keys(person="Петрова") == ["it-rains"]
    assert keys(unreviewed=True) == keys(verdict="false") == []
    with pytest.raises(InputError, match="leave one of them out"):
        keys(unreviewed=True, verdict="mixed")
    with pytest.raises(NotFoundError):
        keys(person="Никто")
    loads('dossier = "reviews"', "reviews", prune=True)
    assert keys(unreviewed=True) == ["it-rains"]


def test_a_review_by_hand_is_added_corrected_and_kept_by_loads(loads: Loads) -> None:
    with loads.database.writing() as connection:
        assert record_review(connection, "it-rains", **BY_HAND) == ("it-rains-review-1", "added")
        assert record_review(connection, "it-rains", **BY_HAND) == ("it-rains-review-1", "recorded already")
        corrected = {**BY_HAND, "verdict": "false", "reason": "was forgotten"}
        assert record_review(connection, "it-rains", **corrected) == ("it-rains-review-1", "corrected")
        other = {**BY_HAND, "url": "https://gazette.example/2"}
        assert record_review(connection, "it-rains", **other) == ("it-rains-review-2", "added")
    assert (loads(BASE, prune=True).removed, len(reviewed(loads.database))) == ([], 2)
    with loads.database.reading() as connection:
        _, change = history(connection, "it-rains-review-1").changes
    assert (change.after, change.because, change.dossier) == ({"verdict": "false"}, "was forgotten", None)


def test_the_review_of_a_dossier_is_corrected_by_its_address(loads: Loads) -> None:
    loads(REVIEWS, "reviews")
    same = {**BY_HAND, "url": "https://checkers.example/rain"}
    with loads.database.writing() as connection:
        assert record_review(connection, "it-rains", **same) == ("checkers-rain", "corrected")


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"reviewer": "Никто"}, NotFoundError, "no organization “Никто” is recorded"),
        ({"reviewer": "anna"}, NotFoundError, "no organization “anna” is recorded"),
        (
            {"url": "gazette.example"},
            InputError,
            "url: “gazette.example” is not valid; write an http or https address",
        ),
        ({"url": "https://a b"}, InputError, "url"),
        ({"title": "  "}, InputError, "title: is blank"),
        ({"rating": ""}, InputError, "rating"),
        ({"rating": "\ud800"}, InputError, "rating: contains half of a surrogate pair"),
        ({"lang": "Russian"}, InputError, "lang: “Russian” is not valid"),
        ({"date": "2023-13"}, InputError, "date: “2023-13”: there is no month 13"),
        ({"verdict": "wrong"}, InputError, "verdict"),
        ({"reason": " "}, InputError, "reason: is blank"),
    ],
)
def test_what_is_wrong_with_a_review_is_said(
    loads: Loads, wrong: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as caught, loads.database.writing() as connection:
        record_review(connection, "it-rains", **{**BY_HAND, **wrong})
    assert said in str(caught.value)
    assert reviewed(loads.database) == []


ROLE = 'title = "метеоролог"\nlang = "ru"\norganization = "gazette"'


def roles(loads: Loads, said: str | None, held: str | None, text: str = BASE) -> list[str]:
    if held is not None:
        text = text.replace(ROLE, f'{ROLE}\nheld = "{held}"')
    if said is not None:
        text = text.replace('key = "it-rains"', f'key = "it-rains"\nsaid = "{said}"')
    loads(text)
    with loads.database.reading() as connection:
        page = queries.statement(connection, "it-rains")
    assert all(role.organization == a.Named("gazette", "Газета") and role.citations for role in page.roles)
    return [role.title for role in page.roles]


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("2023-11-01", "2023-11-01"),
        ("2023-11-01", "2023-10-31/2023-11-02"),
        ("2023-11-01", "2023-11-01/2023-11-01"),
        ("2023-06", "2022/2024"),
        ("2023", "2022/2024"),
        ("[2022-12-31,2024-01-01]", "2022/2024"),
        ("2023-11-01", "2019-03-20/.."),
        ("2023-11-02", "2019-03-20/.."),
        ("2023-11-01", "../2023-11-01"),
    ],
)
def test_a_role_is_given_where_it_was_surely_held(loads: Loads, said: str, held: str) -> None:
    assert roles(loads, said, held) == ["метеоролог"]


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (None, "2019/2030"),
        ("2023-11-01", None),
        ("2023-11-03", "2023-10-31/2023-11-02"),
        ("2023-11", "2023-10-31/2023-11-29"),
        ("2022-06", "2022/2024"),
        ("2024-06", "2022/2024"),
        ("2022/2024", "2022/2024"),
        ("2023-11-01", "2023"),
        ("2023-11-01", "2023-11"),
        ("2023-11-01~", "2022/2024"),
        ("2023?", "2022/2024"),
        ("2023", "2022~/2024"),
        ("2023", "2022/2024?"),
        ("../2023", "2022/2024"),
        ("2023/..", "2022/.."),
        ("2023-11-03", "2019-03-20/.."),
        ("2023-11-01", "2019-03-20/"),
        ("2023-10-31", "../2023-11-01"),
        ("2023-11-01", "../.."),
        ("2023-11-01", "[2022,2024]"),
        ("2023-11-01", "202X"),
    ],
)
def test_a_role_that_may_not_have_been_held_is_not_given(loads: Loads, said: str | None, held: str | None) -> None:
    assert roles(loads, said, held) == []


def test_an_open_role_is_not_sure_where_nothing_says_when_it_was_printed(loads: Loads) -> None:
    text = BASE.replace("published = 2023-11-02\n", "")
    assert roles(loads, "2023-11-01", "2019-03-20/..", text) == []
    assert roles(loads, "2019-03-20", "2019-03-20/..", text) == ["метеоролог"]


def test_a_statement_of_nobody_has_no_role(loads: Loads) -> None:
    text = BASE.replace('speaker = "anna"', 'organization = "gazette"')
    assert roles(loads, "2023-11-01", "2022/2024", text) == []


def two_reviews(first: str, second: str, keys: tuple[str, str] = ("checkers-rain", "checkers-rain-2")) -> str:
    one = REVIEWS[REVIEWS.index("[[reviews]]") :]
    url = re.search(r'url = "([^"]*)"', one)
    assert url
    both = [
        one.replace(url[1], f"{url[1]}{end}").replace('key = "checkers-rain"', f'key = "{key}"')
        for end, key in zip((first, second), keys, strict=True)
    ]
    return REVIEWS[: REVIEWS.index("[[reviews]]")] + "\n".join(both)


def test_reviews_can_exchange_their_addresses(loads: Loads) -> None:
    loads(two_reviews("1", "2"), "reviews")
    outcome = loads(two_reviews("2", "1"), "reviews")
    assert outcome.counts["reviews"].changed == 2
    assert loads(two_reviews("2", "1"), "reviews").changed == 0


@pytest.mark.parametrize(
    "changed",
    [two_reviews("1", "1"), two_reviews("1", "2", ("checkers-rain", "renamed")), two_reviews("2", "3")],
)
def test_an_address_of_another_review_is_reported_with_its_line(loads: Loads, changed: str) -> None:
    loads(two_reviews("1", "2"), "reviews")
    if changed == two_reviews("2", "3"):
        assert loads(changed, "reviews").counts["reviews"].changed == 2
        return
    with pytest.raises(InputError) as raised:
        loads(changed, "reviews")
    assert [": url: is the address of the" in hint for hint in raised.value.hints] == [True]
