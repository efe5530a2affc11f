"""A command reports what it has recorded only after the transaction has ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from kzclaims.errors import DatabaseError
from tests.reliability.trials.commands import NAMES, command
from tests.reliability.trials.common import room, run


@pytest.fixture
def _failing_commits() -> Iterator[None]:
    def fail(_: object) -> None:
        raise DatabaseError("made to fail")

    event.listen(Engine, "commit", fail)
    yield
    event.remove(Engine, "commit", fail)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "db check --repair"])
def test_nothing_is_reported_that_is_not_recorded(prepared: Path, name: str, request: pytest.FixtureRequest) -> None:
    writes = command(name, prepared)
    request.getfixturevalue("_failing_commits")
    with room(writes.before) as folder:
        ended = run(folder, *writes.arguments)
    assert ended.code == 3
    assert "made to fail" in ended.err
    assert writes.reported not in ended.out + ended.err
