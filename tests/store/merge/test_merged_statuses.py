"""Statuses of two databases have one order after a merge."""

from datetime import datetime

import pytest

from kzclaims.store.derived.status import active_changes
from kzclaims.store.history import journal
from kzclaims.store.history.statuses import withdraw_status
from kzclaims.store.read import queries
from tests.store.loading import BASE
from tests.store.merge.colleagues import Colleague


def test_a_withdrawn_status_is_withdrawn_in_both(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    ada.status("disputed")
    boris.merge(ada)
    with boris.database.writing() as connection:
        withdraw_status(connection, "it-rains", reason="a mistake")
    ada.merge(boris)
    for one in both:
        with one.database.reading() as connection:
            assert active_changes(connection, "it-rains") == []
            assert queries.statement(connection, "it-rains").status is None
        assert one.problems() == []


@pytest.mark.parametrize("same_second", ["disputed", "confirmed"])
def test_statuses_of_one_second_have_one_order(
    both: tuple[Colleague, Colleague], same_second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, boris = both
    monkeypatch.setattr(journal, "utc_clock", lambda: datetime(2027, 1, 5))  # noqa: DTZ001
    ada.status(same_second)
    boris.status("retracted" if same_second == "disputed" else "disputed")
    ada.merge(boris)
    boris.merge(ada)
    orders = []
    for one in both:
        with one.database.reading() as connection:
            active = active_changes(connection, "it-rains")
            assert queries.statement(connection, "it-rains").status == active[-1].status
        orders.append([(change.status, change.because, change.author) for change in active])
        assert one.problems() == []
    assert len(orders[0]) == 2
    assert orders[0] == orders[1]


def test_a_status_after_a_merge_is_later_than_those_before(
    both: tuple[Colleague, Colleague], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, boris = both
    monkeypatch.setattr(journal, "utc_clock", lambda: datetime(2027, 1, 5))  # noqa: DTZ001
    boris.status("retracted")
    ada.merge(boris)
    for status in ("disputed", "confirmed"):
        ada.status(status)
        boris.merge(ada)
        for one in both:
            with one.database.reading() as connection:
                assert queries.statement(connection, "it-rains").status == status
            assert one.problems() == []


def test_a_statement_that_a_merge_restores_has_the_status_of_its_history(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    ada.status("disputed")
    ada.load(BASE[: BASE.index("[[statements]]")], prune=True)
    boris.load(BASE.replace("Идёт дождь.", "Льёт дождь."))
    ada.merge(boris, prefer="theirs")
    with ada.database.reading() as connection:
        assert queries.statement(connection, "it-rains").status == "disputed"
    assert ada.problems() == []


def test_a_removed_statement_that_is_loaded_again_has_the_merged_status(both: tuple[Colleague, Colleague]) -> None:
    ada, boris = both
    ada.load(BASE[: BASE.index("[[statements]]")], prune=True)
    boris.status("disputed")
    ada.merge(boris, prefer="ours")
    assert "it-rains" not in ada.records()
    ada.load(BASE)
    with ada.database.reading() as connection:
        assert queries.statement(connection, "it-rains").status == "disputed"
    assert ada.problems() == []
