"""Every parameter of Datasette, with values that it does not expect, gives a page and no traceback."""

from urllib.parse import quote

import pytest

from tests.browse.conftest import Get

PARAMETERS = (
    "_blob_column", "_blob_hash", "_col", "_dl", "_extra", "_extras", "_facet", "_facet_array", "_facet_date",
    "_facet_size", "_filter_column", "_filter_column_1", "_filter_op", "_filter_value", "_format", "_fts_pk",
    "_fts_table", "_header", "_hide_sql", "_json", "_json_infinity", "_label", "_labels", "_next", "_nl", "_nocol",
    "_nocount", "_nofacet", "_nosuggest", "_pk", "_search", "_search_text", "_searchmode", "_shape", "_show_hidden",
    "_show_sql", "_size", "_sort", "_sort_by_desc", "_sort_desc", "_stream", "_success", "_through", "_timelimit",
    "_trace", "_ttl", "_where", "sql", "text__contains", "text__exact", "text__in", "text__arraycontains",
    "text__date", "text__gt", "text__glob", "text__like", "text__isnull", "text__nothing", "nothing__exact",
    "_person", "_about", "_from", "_to", "_on", "_topic", "_source", "_event", "_organization", "_place", "on", "q",
)  # fmt: skip
VALUES = ("x", "", "-1", "9" * 30, "[", '{"table":"people"}', "\x00", "é")
PATHS = ("/record/statements", "/record/statements.json", "/record/statements.csv", "/record/people/1.json", "/record")


# Datasette leaves its own coroutines behind when it refuses a parameter.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_every_parameter_gets_a_page(get: Get, capfd: pytest.CaptureFixture[str], path: str) -> None:
    for number, name in enumerate(PARAMETERS, PATHS.index(path)):
        # Each parameter gets two values here, and every value at one of the addresses.
        for value in (VALUES[2 * number % 8], VALUES[2 * number % 8 + 1]):
            address = f"{path}?{name}={quote(value)}"
            answer = get(address)
            assert answer.status < 500, address
            assert "Traceback" not in answer.text
            assert capfd.readouterr() == ("", ""), address


def test_a_wrong_parameter_is_named(get: Get) -> None:
    answer = get("/record/statements?_through=x")
    assert answer.status == 400
    assert "_through" in answer.text
    assert get("/record/statements?_col=text").status == 200
    assert get("/record/statements.json?_timelimit=x").status == 400
