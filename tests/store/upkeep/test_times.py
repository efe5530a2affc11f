"""A clock that was wrong: noticed when it happens, reported later, and corrected without losing anything."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kzclaims.errors import KzclaimsError
from kzclaims.store.database.database import Database
from kzclaims.store.history import journal
from kzclaims.store.history.as_of import reading
from kzclaims.store.history.history import history
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read import complete_dump, queries
from kzclaims.store.schema.tables import history as changes
from kzclaims.store.upkeep import check
from tests.running import Run

KEY = "olevsky-only-astana-can-help-moscow"
TOPIC = '[[topics]]\nkey = "later"\nname = "Later"\n'


def recorded(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(complete_dump.lines(connection))


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Set the clock ten years ahead; return the present time."""
    present = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - only differences matter
    monkeypatch.setattr(journal, "utc_clock", lambda: present + timedelta(days=3650))
    return present


def test_a_jump_ahead_is_refused_unless_trusted(seeded: Database, run: Run, ahead: datetime) -> None:
    before = recorded(seeded)
    with pytest.raises(KzclaimsError) as caught, seeded.writing() as connection:
        set_status(connection, KEY, "disputed", reason="x")
    assert caught.value.parameters == ("trust_clock",)
    refused = run("status", KEY, "disputed", "--because", "x")
    assert refused.code == 1
    assert "--trust-clock" in refused.err
    assert str((ahead + timedelta(days=3650)).year) in refused.err
    assert recorded(seeded) == before
    assert run("--trust-clock", "status", KEY, "disputed", "--because", "x").code == 0


def test_times_in_the_future_are_reported_and_corrected(
    seeded: Database, run: Run, ahead: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("later.toml").write_text(TOPIC, encoding="utf-8")
    assert run("--trust-clock", "status", KEY, "disputed", "--because", "x").code == 0
    assert run("--trust-clock", "load", "later.toml").code == 0
    monkeypatch.setattr(journal, "utc_clock", lambda: ahead)
    refused = run("status", KEY, "confirmed", "--because", "y")
    assert (refused.code, "db check --repair-times" in refused.err) == (1, True)
    found = run("db", "check")
    assert found.code == 1
    assert "topics: 1 row from the future" in found.out
    assert "history: 1 row from the future" in found.out
    repaired = run("db", "check", "--repair-times")
    assert (repaired.code, "2 times corrected" in repaired.err) == (0, True)
    monkeypatch.setattr(journal, "utc_clock", lambda: ahead + timedelta(hours=1))
    assert run("status", KEY, "confirmed", "--because", "y").code == 0
    assert list(check.problems(seeded)) == []
    with reading(seeded, str(ahead.date() + timedelta(days=1))) as connection:
        assert queries.statement(connection, KEY).status == "confirmed"
    with seeded.reading() as connection:
        (change,) = history(connection, "later").changes
        assert change.because == "its time of recording was in the future"
        times = connection.scalars(select(changes.c.at).order_by(changes.c.id)).all()
        assert times[0] == ahead + timedelta(days=3650), "the history itself never changes"
        former = connection.scalars(select(changes.c.before).where(changes.c.record_key == "later")).one()
        assert str((ahead + timedelta(days=3650)).date()) in former
