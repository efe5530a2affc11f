"""A mapping to start from: the columns of a table recognised by their names and their contents."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kzclaims.dossier.cells import EMPTY, as_text, has_html
from kzclaims.dossier.column_mapping import EPOCH
from kzclaims.dossier.column_names import AUTHOR, LATER, NAMES, spelled
from kzclaims.dossier.table_fields import is_list
from kzclaims.dossier.usual_ratings import is_verdict, usual_verdict
from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.language.names.common_given import is_common_given
from kzclaims.language.names.nobody import is_nobody
from kzclaims.language.names.slug import may_be_name
from kzclaims.language.printed_dates import read_printed
from kzclaims.vocabulary import VERDICTS

_FORMS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M%p",
    "%m/%d/%Y %I:%M %p",
    "%Y%m%d",
    EPOCH,
)
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATES = ("said", "review.date", "source.published")
_ADDRESSES = ("source.url", "review.url")
_ENOUGH = 0.6
"""The share of cells that must look like the values of a field."""
_SOME = 0.4
"""The same for ratings and for speakers, of which a table has many that are unusual."""
_MOST_RATINGS = 40
_LONG, _TOO_LONG = 20, 300
"""The mean lengths of cells between which a column may contain claims and not their explanation."""
_FAMILY_FIRST = re.compile(r"([^,]+), ([^,]+)")


@dataclass
class Guess:
    """The settings that were recognised, and remarks on them."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    lists: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, list[str]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def toml(self) -> str:
        """Return the mapping in TOML."""
        lines = ['as = "statements"']
        lines += [f"{name} = {_toml(value)}" for name, value in self.settings.items()]
        if self.dates:
            lines.append(f"dates = {_toml(self.dates)}")
        if self.lists:
            lines.append(f"lists = {_toml(self.lists)}")
        for name, table in (("columns", self.columns), ("constants", self.constants), ("verdicts", self.verdicts)):
            if table:
                lines += ["", f"[{name}]", *(f"{_key(one)} = {_toml(value)}" for one, value in table.items())]
        return "\n".join([*(f"# {one}" for one in self.remarks), *lines, ""])


def guess(table: dict[str, list[str]]) -> Guess:
    """Return a mapping for a table, given by its columns with some of their cells."""
    found = Guess()
    filled = {name: [one for one in cells if not _is_empty(one)] for name, cells in table.items()}
    left = {name: cells for name, cells in filled.items() if cells}
    for name, pattern in NAMES.items():
        for column, cells in left.items():
            if re.fullmatch(pattern, spelled(column)) and (name not in _FITS or _FITS[name](cells)):
                found.columns[name] = column
                del left[column]
                break
    _reviewer(found, table)
    _speaker(found, left)
    _by_content(found, left)
    for name in list(found.columns):
        if name in _DATES:
            _date_form(found, name, filled[found.columns[name]])
    if topics := found.columns.get("topics"):
        cells = filled[topics]
        for separator in (";", "|", ","):
            if sum(separator in one and not one.startswith("[") for one in cells) * 5 > len(cells):
                found.lists["topics"] = separator
                break
    if any(
        has_html(cell) for name in ("text", "review.rating") for cell in filled.get(found.columns.get(name, ""), [])
    ):
        found.settings["html"] = True
        found.remarks.append("html: some cells contain entities or tags of HTML")
    _ratings(found, filled)
    _constants(found, filled)
    for name, column in found.columns.items():
        if "[]" in column and not is_list(name):
            found.columns[name] = column.replace("[]", "[0]")
            remark = f"{column.partition('[]')[0]}: only the first element is read; rows = … makes a row of each"
            if remark not in found.remarks:
                found.remarks.append(remark)
    return found


def _is_empty(cell: str) -> bool:
    return cell.strip().casefold() in EMPTY


def _reviewer(found: Guess, table: dict[str, list[str]]) -> None:
    """Drop a column of reviewers that is empty where there is a rating: such rows would be rejected."""
    reviewer, rating = (found.columns.get(f"review.{name}") for name in ("reviewer", "rating"))
    if reviewer and rating:
        rows = zip(table[rating], table[reviewer], strict=True)
        if any(not _is_empty(one) and _is_empty(other) for one, other in rows):
            del found.columns["review.reviewer"]


def _speaker(found: Guess, left: dict[str, list[str]]) -> None:
    """Recognise the speakers if no name of a column shows them: by both parts of a name, an author, or the cells."""
    for first in left:
        last = first.replace("first", "last").replace("First", "Last")
        if "speaker" not in found.columns and last != first and last in left and spelled(first).endswith("first name"):
            found.columns["speaker"] = f"{{{first}}} {{{last}}}"
            del left[first], left[last]
            break
    if "speaker" not in found.columns:
        likely = [column for column, cells in left.items() if _are_speakers(cells)]
        likely.sort(key=lambda column: (not any(map(is_nobody, left[column])), not AUTHOR.fullmatch(spelled(column))))
        likely += [column for column in left if AUTHOR.fullmatch(spelled(column))]
        if likely:
            _take(found, "speaker", likely[0], left)
            if len(set(likely)) > 1:
                others = " and ".join(f"“{one}”" for one in dict.fromkeys(likely) if one != found.columns["speaker"])
                found.remarks.append(f"speaker: {others} may contain names of people, too")


def _take(found: Guess, name: str, column: str, left: dict[str, list[str]]) -> None:
    """Use a column for a field that its cells show."""
    del left[column]
    found.columns[name] = column
    if not AUTHOR.fullmatch(spelled(column)):
        found.remarks.append(f"{name}: recognised by the cells of column “{column}”; check it")


def _by_content(found: Guess, left: dict[str, list[str]]) -> None:
    """Recognise the columns that no name shows: ratings, words, topics, addresses and dates."""
    if "review.rating" not in found.columns:
        column = next((one for one, cells in left.items() if _are_ratings(cells)), None)
        if column is not None:
            _take(found, "review.rating", column, left)
    if "text" not in found.columns:
        lengths = {name: sum(map(len, cells)) / len(cells) for name, cells in left.items() if not _are_addresses(cells)}
        long = [name for name, length in lengths.items() if length > _LONG and _differ(left[name])]
        long = [name for name in long if lengths[name] <= _TOO_LONG] or long
        if long:
            longest = max(long, key=lambda name: lengths[name])
            found.columns["text"] = longest
            found.remarks.append(f"text: column “{longest}” has the longest cells; check it")
            del left[longest]
    if "topics" not in found.columns:
        column = next((one for one, cells in left.items() if _are_topics(cells)), None)
        if column is not None:
            _take(found, "topics", column, left)
    address = "review.url" if "review.rating" in found.columns and "source.url" in found.columns else "source.url"
    for name, fits in ((address, _are_addresses), ("said", _are_dates)):
        if name in found.columns:
            continue
        columns = [one for one, cells in left.items() if fits(cells)]
        if name == "said":
            later = [one for one in columns if LATER.search(spelled(one))]
            columns = [one for one in columns if one not in later]
            field = "review.date" if "review.rating" in found.columns else "source.published"
            if later and field not in found.columns:
                _take(found, field, later[0], left)
        if columns:
            _take(found, name, columns[0], left)


def _date_form(found: Guess, name: str, cells: Sequence[str]) -> None:
    unread = [one for one in cells if not _is_date(one)]
    while unread:
        best = max(_FORMS, key=lambda form: sum(_reads(form, one) for one in unread))
        read = [one for one in unread if _reads(best, one)]
        if not read:
            found.remarks.append(
                f"{name}: “{unread[0]:.60}” is not a date that can be read: correct it, "
                f"or add optional = [{_toml(name)}]"
            )
            break
        forms = [form for form in _FORMS if all(_reads(form, one) for one in read)]
        if len(forms) > 1:
            found.remarks.append(
                f'{name}: “{read[0]}” can be read by {" and by ".join(forms)}; choose one: dates = ["{best}"]'
            )
        elif best not in found.dates:
            found.dates.append(best)
        unread = [one for one in unread if one not in read]


def _ratings(found: Guess, filled: dict[str, list[str]]) -> None:
    column = found.columns.get("review.rating")
    if column is None:
        return
    url = found.columns.get("source.url")
    if url is not None and (signs := [sign for sign in ",; " if any(map(_several_addresses(sign), filled[url]))]):
        found.lists["source.url"] = signs[0]
    elif "review.url" not in found.columns and url is not None:
        found.columns["review.url"] = url
        found.remarks.append(f"review.url: taken for column “{url}”; check whether that is the page of the review")
    ratings = dict.fromkeys(" ".join(one.split()) for one in filled[column])
    other = [one for one in ratings if not is_verdict(one)]
    if other and len(other) <= _MOST_RATINGS:
        found.verdicts = {verdict: [one for one in other if usual_verdict(one) == verdict] for verdict in VERDICTS}
        if any(found.verdicts.values()):
            found.remarks.append("verdicts: check the ratings that are listed")
        if open_ones := [one for one in other if usual_verdict(one) is None]:
            found.remarks.append(f"verdicts: put these ratings where they belong: {', '.join(open_ones)}")
    missing = [name for name in ("review.url", "review.reviewer") if name not in found.columns]
    if missing:
        of_review = {name: one for name, one in found.columns.items() if name.startswith("review.")}
        found.columns = {name: one for name, one in found.columns.items() if name not in of_review}
        listed = ", ".join(f"{_key(name)} = {_toml(one)}" for name, one in of_review.items())
        found.remarks.append(
            f"reviews need {' and '.join(missing)}: add them under [constants], and under [columns] {listed}"
        )


def _constants(found: Guess, filled: dict[str, list[str]]) -> None:
    if "lang" not in found.columns:
        text = "".join(filled.get(found.columns.get("text", ""), []))
        found.constants["lang"] = _lang(text)
        found.remarks.append(f"lang: “{found.constants['lang']}” by the letters of the text; check it")
    found.constants["kind"] = "indirect"
    found.remarks.append("kind: direct if the text is the speaker's own words, indirect if it is reported")
    if speaker := found.columns.get("speaker"):
        cells = filled.get(speaker, [])
        found.settings["speakers"] = {"unsure": "speakerless", "organizations": True}
        if _share(cells, may_be_name) and cells:
            found.settings["speakers"] |= {"slugs": True}
        if cells and _share(cells, _is_family_first):
            found.settings["patterns"] = {"speaker": [f"^{_FAMILY_FIRST.pattern}$", r"\2 \1"]}
            found.remarks.append("patterns: “Family, Given” becomes “Given Family”")
        found.remarks.append("speakers: a name that is not certain is only recorded as printed, as the attribution")


def _lang(text: str) -> str:
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in text)
    if cyrillic * 2 <= sum(map(str.isalpha, text)):
        return "en"
    folded = text.casefold()
    if any(letter in folded for letter in "қғңұүһә"):
        return "kk"
    return "uk" if any(letter in folded for letter in "їєґ") else "ru"


def _share(cells: Sequence[str], fits: Callable[[str], bool], share: float = _ENOUGH) -> bool:
    some = cells[:200]
    return sum(map(fits, some)) >= share * len(some)


def _are_addresses(cells: Sequence[str]) -> bool:
    return _share(cells, lambda one: one.startswith(("http://", "https://")))


def _are_dates(cells: Sequence[str]) -> bool:
    return _share(cells, lambda one: _is_date(one) or any(_reads(form, one) for form in _FORMS))


def _several_addresses(sign: str) -> Callable[[str], bool]:
    return lambda cell: re.search(f"{sign} *https?://", cell) is not None


def _are_ratings(cells: Sequence[str]) -> bool:
    return len(set(cells)) > 1 and _share(cells, lambda one: usual_verdict(one) is not None, _SOME)


def _are_speakers(cells: Sequence[str]) -> bool:
    return _share([one for one in cells if not is_nobody(one)] or [""], _is_person, _SOME)


def _is_person(cell: str) -> bool:
    words = re.split(r"[\s-]+", cell)
    return 2 <= len(words) <= 5 and (may_be_name(cell) or cell.istitle()) and is_common_given(words[0].lower())


def _is_family_first(cell: str) -> bool:
    match = _FAMILY_FIRST.fullmatch(cell)
    return match is not None and is_common_given(match[2].split()[0].casefold())


def _are_topics(cells: Sequence[str]) -> bool:
    """Return True if short words occur again and again, and some cells have several of them."""
    words = [word.strip() for cell in cells for word in re.split("[,;|]", cell)]
    several = sum(any(sign in cell for sign in ",;|") for cell in cells)
    return (
        several * 5 > len(cells)
        and len(set(words)) * 2 < len(words)
        and all(len(word) < 40 for word in words)
        and sum(word.replace(".", "").isdecimal() for word in words) * 10 < len(words)
    )


def _differ(cells: Sequence[str]) -> bool:
    return len(set(cells)) * 2 > len(cells) and any(" " in one for one in cells)


def _are_no_addresses(cells: Sequence[str]) -> bool:
    return not _are_addresses(cells)


_FITS: dict[str, Callable[[Sequence[str]], bool]] = {
    **dict.fromkeys(_DATES, _are_dates),
    **dict.fromkeys(_ADDRESSES, _are_addresses),
    "source.title": lambda cells: (
        not _are_addresses(cells) and not (_are_speakers(cells) and any(map(is_nobody, cells)))
    ),
    **dict.fromkeys(("text", "speaker", "topics"), _are_no_addresses),
    "lang": lambda cells: _share(cells, lambda one: _LANG.fullmatch(one) is not None),
}


def _is_date(cell: str) -> bool:
    try:
        dates.parse(cell)
    except InputError:
        pass
    else:
        # A bare number is a year only if it has four digits.
        return not cell.isdecimal() or len(cell) == 4
    try:
        datetime.fromisoformat(cell)
    except ValueError:
        return read_printed(cell) is not None
    return True


def _reads(form: str, cell: str) -> bool:
    if form == EPOCH:
        return cell.isdecimal() and len(cell) in (10, 13)
    if form == "%Y%m%d" and not re.fullmatch(r"(19|20)\d{6}", cell):
        return False
    try:
        datetime.strptime(cell, form)  # noqa: DTZ007 - only the day is wanted
    except ValueError:
        return False
    return True


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the paths in an object of JSON, as columns of a mapping spell them, with their values."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from flat(one, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for one in value:
            yield from flat(one, f"{path}[]")
    elif (text := as_text(value)) is not None:
        yield path, text
