"""Random strings of the Extended Date/Time Format, most of them valid."""

from hypothesis import strategies as st

_MARKS = st.sampled_from(["", "", "", "?", "~", "%"])


@st.composite
def _dates(draw: st.DrawFn) -> str:
    year = draw(st.sampled_from(["2001", "2002", "2003", "201X", "20XX", "XXXX", "0001", "9999", "1950S2", "-0044"]))
    parts = [year]
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(["01", "02", "12", "13", "21", "24", "30", "34", "41", "XX", "1X"])))
        if draw(st.booleans()):
            parts.append(draw(st.sampled_from(["01", "28", "29", "30", "31", "XX", "3X"])))
    text = "-".join(draw(_MARKS) + part + draw(_MARKS) for part in parts)
    return text + draw(st.sampled_from(["", "", "", "T10:00", "T23:20:30.5Z", "T23:59+06:30"]))


@st.composite
def edtf_strings(draw: st.DrawFn) -> str:
    """Return a date, an interval or a set."""
    dates = _dates() | st.sampled_from(["", ".."])
    match draw(st.sampled_from(["date", "interval", "set"])):
        case "date":
            return draw(_dates())
        case "interval":
            return f"{draw(dates)}/{draw(dates)}"
        case _:
            members = draw(st.lists(_dates() | st.builds("{}..{}".format, dates, dates), min_size=1, max_size=3))
            brackets = draw(st.sampled_from(["[]", "{}"]))
            return brackets[0] + ",".join(members) + brackets[1]
