"""Messages that name parameters as the users of each edge know them."""

import pytest

import kzclaims
from kzclaims.cli.flags import flag
from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from tests.running import Run


def test_one_wrong_range_is_worded_for_each_edge(run: Run, seeded: Database) -> None:
    told = run("--database", seeded.path, "statements", "--from", "2024", "--to", "2023")
    assert (told.code, told.err) == (2, "Error: --from 2024 is after --to 2023; give the earlier date first\n")
    with kzclaims.connect(seeded.path) as connection, pytest.raises(InputError) as caught:
        kzclaims.statements(connection, since="2024", until="2023")
    assert caught.value.parameters == ("since", "until")
    assert str(caught.value) == "since 2024 is after until 2023; give the earlier date first"


def test_values_and_hints_are_never_taken_for_parameters() -> None:
    error = InputError("{since}: “{value}”", hints=["{on}"], parameters=("since",), value="{since}")
    assert error.lines(flag) == ["--from: “{since}”", "{on}"]
    assert error.message == "since: “{since}”"
    assert str(InputError("“{since}”")) == "“{since}”"
