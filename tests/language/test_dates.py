"""EDTF strings and the days that they can mean."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.errors import InputError
from kzclaims.language import dates
from tests.edtf import edtf_strings


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-09", "2023-09-01", "2023-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-11-01", "2023-11-01", "2023-11-01"),
        ("2023-10~", "2023-10-01", "2023-10-31"),
        ("2023?", "2023-01-01", "2023-12-31"),
        ("2023-?10-11", "2023-10-11", "2023-10-11"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("2023-1X", "2023-10-01", "2023-12-31"),
        ("2023-XX-31", "2023-01-31", "2023-12-31"),
        ("XXXX-02-29", "0004-02-29", "9996-02-29"),
        ("2023-21", "2023-03-01", "2023-05-31"),
        ("2023-24", "2023-01-01", "2024-02-29"),
        ("9999-24", "9999-01-01", "9999-12-31"),
        ("2023-28", "2023-01-01", "2024-02-29"),
        ("2023-31", "2023-03-01", "2023-05-31"),
        ("2023-39", "2023-09-01", "2023-12-31"),
        ("2023-41", "2023-07-01", "2023-12-31"),
        ("2023-21~", "2023-03-01", "2023-05-31"),
        ("?2023-%22", "2023-06-01", "2023-08-31"),
        ("2023?-10~-11", "2023-10-11", "2023-10-11"),
        ("?2023-~10-%11?", "2023-10-11", "2023-10-11"),
        ("1950S2", "1900-01-01", "1999-12-31"),
        ("0012S1", "0001-01-01", "0999-12-31"),
        ("198X-12-25", "1980-12-25", "1989-12-25"),
        ("2023-33", "2023-01-01", "2023-03-31"),
        ("2023-09-01/2023-09-15", "2023-09-01", "2023-09-15"),
        ("2023-09~/2023-11?", "2023-09-01", "2023-11-30"),
        ("../2023-11", "0001-01-01", "2023-11-30"),
        ("/2023-11", "0001-01-01", "2023-11-30"),
        ("2023-11/..", "2023-11-01", "9999-12-31"),
        ("2023-11/", "2023-11-01", "9999-12-31"),
        ("[2023-09,2023-11]", "2023-09-01", "2023-11-30"),
        ("[..2023-09]", "0001-01-01", "2023-09-30"),
        ("{2023-09..}", "2023-09-01", "9999-12-31"),
        ("[2021,2022-03..2022-05,2023?..]", "2021-01-01", "9999-12-31"),
        ("{1960, 1961-12}", "1960-01-01", "1961-12-31"),
        ("{..1983-12-31,1984-10-10..1984-11-01}", "0001-01-01", "1984-11-01"),
        ("2023-11-01T10:00", "2023-11-01", "2023-11-01"),
        ("2023-11-01T23:20:30.125-04:30", "2023-11-01", "2023-11-01"),
        ("2023-11-01T23:20:30,5+06", "2023-11-01", "2023-11-01"),
        ("2023-11-01T10:00Z/2023-11-02", "2023-11-01", "2023-11-02"),
        ("2023-11-01T10:00:00Z", "2023-11-01", "2023-11-01"),
        (" 2023-11-01 ", "2023-11-01", "2023-11-01"),
    ],
)
def test_first_and_last_day(edtf: str, earliest: str, latest: str) -> None:
    known = dates.parse(edtf)
    assert (str(known.earliest), str(known.latest)) == (earliest, latest)
    assert str(known) == edtf.strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-13", "there is no month 13"),
        ("2023-00", "there is no month 00"),
        ("2023-02-30", "2023-02 has no day 30"),
        ("2023-02-3X", "no day of the calendar fits"),
        ("01.11.2023", "write the year first: 2023-11-01"),
        ("1 ноября", "not a date in EDTF"),
        ("вчера", "not a date in EDTF"),
        ("", "not a date in EDTF"),
        ("2023-12/2023-01", "ends before it begins"),
        ("{2022..2021}", "ends before it begins"),
        ("[2020,2023-05..2023-04]", "ends before it begins"),
        ("[2023-11-01,]", "not a date in EDTF"),
        ("{}", "not a date in EDTF"),
        ("[..]", "not a date in EDTF"),
        ("[2023/2024]", "not a date in EDTF"),
        ("2023-11-01T25:00", "not a date in EDTF"),
        ("2023-11-31T10:00Z", "2023-11 has no day 31"),
        ("-0044-13", "there is no month 13"),
        ("-0044", "outside the years 0001 to 9999"),
        ("0000", "outside the years 0001 to 9999"),
        ("Y170000", "outside the years 0001 to 9999"),
        ("9" * 65_000, "at most 100 characters, this one has 65,000"),
        ("2023-1", "write 2023, 2023-09"),
        ("٢٠٢٣", "not a date in EDTF"),
        ("2023-11-01\x00", "not a date in EDTF"),
        ("2023-1X~~", "not a date in EDTF"),
    ],
)
def test_reject_wrong_dates(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        dates.parse(text)


def test_threads_parse_at_once_and_leave_the_streams_alone() -> None:
    streams = sys.stdout, sys.stderr
    seen = set()

    def parse_many(number: int) -> None:
        for year in range(1000 + 100 * number, 1100 + 100 * number):
            for edtf in (f"{year}-24~", f"{{{year}..{year + 1},{year + 3}}}", f"[..{year}-13]"):
                with suppress(InputError):
                    dates.parse(edtf)
                seen.add((sys.stdout, sys.stderr))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(parse_many, range(10)))
    assert seen == {streams}


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("-0043", "0001-01-01", "0001-01-01"),
        ("-0043-03-15", "0001-01-01", "0001-01-01"),
        ("0000/2023", "0001-01-01", "2023-12-31"),
        ("Y170000", "9999-12-31", "9999-12-31"),
        ("2023-11", "2023-11-01", "2023-11-30"),
    ],
)
def test_a_range_may_end_outside_the_calendar(text: str, earliest: str, latest: str) -> None:
    end = dates.parse_end(text)
    assert (str(end.earliest), str(end.latest)) == (earliest, latest)


def test_a_range_cannot_end_on_a_day_that_does_not_exist() -> None:
    with pytest.raises(InputError):
        dates.parse_end("-0044-13")


@given(st.dates())
def test_a_day_means_itself(day: date) -> None:
    assert dates.parse(day.isoformat()) == dates.UncertainDate(day.isoformat(), day, day)


@given(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from(["", "?", "~", "%"]))
def test_a_coarser_or_qualified_date_contains_the_day(day: date, length: int, qualifier: str) -> None:
    known = dates.parse(day.isoformat()[:length] + qualifier)
    assert known.earliest <= day <= known.latest


@given(st.dates(), st.sets(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 9])))
def test_a_date_with_unspecified_digits_contains_the_day(day: date, unspecified: set[int]) -> None:
    masked = "".join("X" if i in unspecified else c for i, c in enumerate(day.isoformat()))
    known = dates.parse(masked)
    assert known.earliest <= day <= known.latest


@given(st.text(alphabet="0123456789X-/.[]{},?~%YESTZ: ", max_size=30))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    try:
        known = dates.parse(text)
    except InputError:
        return
    assert known.earliest <= known.latest
    assert dates.parse(known.edtf) == known


@given(edtf_strings())
def test_a_valid_string_means_days_in_order(text: str) -> None:
    try:
        known = dates.parse(text)
    except InputError:
        with suppress(InputError):
            assert dates.parse_end(text).earliest <= dates.parse_end(text).latest
        return
    assert dates.OPEN_START <= known.earliest <= known.latest <= dates.OPEN_END
    assert dates.parse_end(text) == known


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("2023-11-01", ("2023-11-01", "2023-11-01")),
        ("2019/2023", ("2019-12-31", "2023-01-01")),
        ("2019-03-20/2023-11", ("2019-03-20", "2023-11-01")),
        ("201X/2023", ("2019-12-31", "2023-01-01")),
        ("2019-03-20/..", ("2019-03-20", "2022-05-01")),
        ("2023/..", ("2023-12-31", "2023-12-31")),
        ("2019-03-20/", ("2019-03-20", "2019-03-20")),
        ("../2023-11", ("2023-11-01", "2023-11-01")),
        ("/2023-11", ("2023-11-01", "2023-11-01")),
        ("2023", None),
        ("2023/2023", None),
        ("2019-03-20~/2023", None),
        ("2019/2023?", None),
        ("2023-11-01%", None),
        ("[2023-09,2023-11]", None),
        ("../..", None),
    ],
)
def test_what_lasted_is_certain_between_the_uncertain_ends(edtf: str, days: tuple[str, str] | None) -> None:
    found = dates.certain(edtf, still=date(2022, 5, 1))
    assert (found and tuple(map(str, found))) == days


@given(st.text(alphabet="0123456789X-/.[]{},?~%", max_size=30), st.dates() | st.none())
def test_what_is_certain_is_possible(text: str, still: date | None) -> None:
    try:
        known = dates.parse(text)
    except InputError:
        return
    if days := dates.certain(text, still=still):
        assert known.earliest <= days[0] <= days[1] <= known.latest


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("05/06/2021", ["2021-06-05", "2021-05-06"]),
        ("07/25/2021", ["2021-07-25"]),
        ("31/02/2021", []),
        ("05.06.2021", ["2021-06-05"]),
    ],
)
def test_a_numeric_date_suggests_only_days_that_exist(text: str, days: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        dates.parse(text)
    assert [day for day in ("2021-06-05", "2021-05-06", "2021-07-25", "2021-25-07") if day in str(caught.value)] == days
