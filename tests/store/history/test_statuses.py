"""Statuses are withdrawn one by one, and each change has its author."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.database.database import Database
from kzclaims.store.derived.status import check
from kzclaims.store.history.as_of import connect
from kzclaims.store.history.history import history
from kzclaims.store.history.journal import now
from kzclaims.store.history.statuses import set_status, withdraw_status
from kzclaims.store.read import queries
from kzclaims.store.results import StatusBasis
from kzclaims.store.schema.tables import statement_aliases
from kzclaims.vocabulary import STATUSES

KEY = "olevsky-only-astana-can-help-moscow"


def as_author(database: Database, author: str | None) -> Database:
    return Database(database.path, author=author)


def basis(database: Database) -> StatusBasis | None:
    with database.reading() as connection:
        return queries.statement(connection, KEY).status_basis


@pytest.mark.sqlite
def test_a_withdrawal_restores_the_status_before(seeded: Database) -> None:
    with as_author(seeded, "Ada").writing() as connection:
        set_status(connection, KEY, "disputed", reason="other words", source="https://x.example")
    with as_author(seeded, None).writing() as connection:
        set_status(connection, KEY, "confirmed", reason="heard again")
    found = basis(seeded)
    assert found is not None
    assert (found.status, found.because, found.source, found.author) == ("confirmed", "heard again", None, None)
    with as_author(seeded, "Boris").writing() as connection:
        assert withdraw_status(connection, KEY, reason="misheard") == ("confirmed", "disputed")
    found = basis(seeded)
    assert found is not None
    assert (found.status, found.because, found.source, found.author) == (
        "disputed", "other words", "https://x.example", "Ada",
    )  # fmt: skip
    with as_author(seeded, "Boris").writing() as connection:
        assert withdraw_status(connection, KEY, reason="the words are the same") == ("disputed", None)
    assert basis(seeded) is None
    with seeded.writing() as connection, pytest.raises(InputError):
        withdraw_status(connection, KEY, reason="again")
    with seeded.reading() as connection:
        found_history = history(connection, KEY)
        assert [(one.author, one.withdrawn, one.after) for one in found_history.changes] == [
            ("Ada", False, {"status": "disputed"}),
            (None, False, {"status": "confirmed"}),
            ("Boris", True, {"status": "disputed"}),
            ("Boris", True, {"status": None}),
        ]
        assert list(check(connection)) == []


@pytest.mark.sqlite
def test_errors(seeded: Database) -> None:
    with seeded.writing() as connection:
        with pytest.raises(NotFoundError):
            withdraw_status(connection, "nothing", reason="x")
        set_status(connection, KEY, "disputed", reason="x")
        with pytest.raises(InputError) as caught:
            withdraw_status(connection, KEY, reason=" ")
        assert caught.value.parameters == ("reason",)
    with pytest.raises(InputError) as caught:
        Database(seeded.path, author=" ")
    assert caught.value.parameters == ("author",)


@pytest.mark.sqlite
def test_a_status_is_set_and_withdrawn_by_an_alias(seeded: Database) -> None:
    with seeded.writing() as connection:
        first = next(iter(queries.statements(connection)))
        number = connection.exec_driver_sql("SELECT id FROM statements WHERE key = ?", (first.key,)).scalar_one()
        connection.execute(insert(statement_aliases).values(key="alias", statement_id=number, recorded=now(connection)))
        set_status(connection, "alias", "disputed", reason="x")
        assert history(connection, first.key).status == "disputed"
        assert withdraw_status(connection, "alias", reason="y") == ("disputed", None)


@pytest.mark.sqlite
def test_a_status_of_a_past_day_has_the_basis_of_that_day(seeded: Database) -> None:
    with seeded.writing() as connection:
        set_status(connection, KEY, "disputed", reason="x")
    with connect(seeded.path, as_of="2026-01-01") as connection, pytest.raises(NotFoundError):
        history(connection, KEY)


def test_db_check_compares_the_status_with_its_history(seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("UPDATE statements SET status = 'confirmed' WHERE id = 1")
        (problem,) = check(connection)
        assert "its status is confirmed, and none in its history" in problem


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.none() | st.sampled_from(STATUSES), max_size=12))
def test_withdrawals_undo_statuses_like_a_stack(seeded: Database, steps: list[str | None]) -> None:
    stack: list[Any] = []
    with seeded.writing(dry_run=True) as connection:
        for step in steps:
            if step is not None:
                set_status(connection, KEY, step, reason="x")
                stack.append(step)
            elif stack:
                former = stack.pop()
                assert withdraw_status(connection, KEY, reason="y") == (former, stack[-1] if stack else None)
            else:
                with pytest.raises(InputError):
                    withdraw_status(connection, KEY, reason="y")
        page = queries.statement(connection, KEY)
        assert page.status == (stack[-1] if stack else None)
        assert (page.status_basis is None) == (page.status is None)
        assert list(check(connection)) == []
