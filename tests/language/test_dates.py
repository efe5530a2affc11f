"""EDTF strings and the days that they can mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.errors import InputError
from kzclaims.language import dates


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
        ("2023-33", "2023-01-01", "2023-03-31"),
        ("2023-09-01/2023-09-15", "2023-09-01", "2023-09-15"),
        ("2023-09~/2023-11?", "2023-09-01", "2023-11-30"),
        ("../2023-11", "0001-01-01", "2023-11-30"),
        ("/2023-11", "0001-01-01", "2023-11-30"),
        ("2023-11/..", "2023-11-01", "9999-12-31"),
        ("2023-11/", "2023-11-01", "9999-12-31"),
        ("[2023-09,2023-11]", "2023-09-01", "2023-11-30"),
        ("[..2023-09]", "0001-01-01", "2023-09-30"),
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
        ("1 ноября", "no date in EDTF"),
        ("вчера", "no date in EDTF"),
        ("", "no date in EDTF"),
        ("2023-12/2023-01", "ends before it begins"),
        ("-0044", "outside the years 0001 to 9999"),
        ("0000", "outside the years 0001 to 9999"),
        ("Y170000", "outside the years 0001 to 9999"),
        ("9" * 65_000, "at most 100 characters, this one has 65,000"),
        ("2023-1", "write 2023, 2023-09"),
        ("٢٠٢٣", "no date in EDTF"),
        ("2023-11-01\x00", "no date in EDTF"),
        ("2023-1X~~", "no date in EDTF"),
    ],
)
def test_a_wrong_date_gets_a_sentence(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match=said):
        dates.parse(text)
    assert capsys.readouterr() == ("", "")


def test_ranges_overlap_at_one_common_day() -> None:
    november = dates.parse("2023-11")
    assert november.overlaps(dates.parse("2023-11-30/2024"))
    assert november.overlaps(dates.parse("../2023-11-01"))
    assert not november.overlaps(dates.parse("2023-12"))


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
