"""A mapping to start from: the columns of a table recognised by their names and their contents."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kzclaims.dossier.cells import EMPTY, as_text
from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.language.printed_dates import read_printed
from kzclaims.vocabulary import VERDICTS

_NAMES = {
    "review.url": "review (url|link)|fact ?check(ing)? (url|article|analysis link|link)|claim url"
    "|ссылка на (проверку|разбор)|адрес проверки",
    "review.date": "review date|fact ?check date|date of review|review published|дата проверки|дата разбора",
    "review.reviewer": "reviewer( name| site)?|fact ?checker|checker|checked by|review author|publisher name"
    "|проверил[аи]?|проверяющий|кто проверил|фактчекер",
    "review.rating": "rating|textual rating|verdict|label|ruling|evaluation|truth( value)?|veracity|conclusion"
    "|claim label|fact|вердикт|оценка|рейтинг|вывод|результат",
    "review.title": "review title|title of review|заголовок проверки",
    "text": "claim( text)?|claim reviewed|statement( text)?|quote|quotation|text|words|utterance|transcript"
    "|sources quote|утверждение|цитата|высказывание|заявление|текст|слова|твердження|вислів",
    "speaker": "speaker( name)?|claimant|statement originator|originator|said by|who( said( it| this)?)?|person"
    "|politician|president|author|source speaker|claim author( name)?|sources"
    "|спикер|говорящий|кто( сказал)?|автор|персона|политик|имя|спікер|хто",
    "speaker.role": "(speaker('s)? )?(role|job( title)?|position|occupation)|должность|посада|кем работает",
    "said": "date|claim date|statement date|said( on)?|when|day|date said|дата|когда|день|дата высказывания|коли",
    "source.url": "url|link|source url|original claim url|address|web ?page|ссылка|адрес|посилання|url источника",
    "source.title": "source( title| name)?|title|headline|article( title)?|источник|заголовок|статья|название|джерело",
    "source.publisher": "publisher|outlet|newspaper|media|издание|сми|издатель|видання",
    "source.published": "published( on)?|publication date|publish(ed)? date|дата публикации|опубликовано",
    "topics": "topics?|tags?|categor(y|ies)|subjects?|keywords?|тем[аы]|теги|тэги|категори[яи]|рубрика|тематика",
    "lang": "lang(uage)?( code)?|язык|мова",
}
_FORMS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
)
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DATES = ("said", "review.date", "source.published")
_ADDRESSES = ("source.url", "review.url")
_ENOUGH = 0.6
"""The share of cells that must look like the values of a field."""
_MOST_RATINGS = 40


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
    filled = {name: [one for one in cells if one.strip().casefold() not in EMPTY] for name, cells in table.items()}
    left = {name: cells for name, cells in filled.items() if cells}
    for name, pattern in _NAMES.items():
        for column, cells in left.items():
            if re.fullmatch(pattern, _spelled(column)) and (name not in _FITS or _FITS[name](cells)):
                found.columns[name] = column
                del left[column]
                break
    _by_content(found, left)
    for name in list(found.columns):
        if name in _DATES:
            _date_form(found, name, filled[found.columns[name]])
    if topics := found.columns.get("topics"):
        cells = filled[topics]
        for separator in (";", ","):
            if sum(separator in one and not one.startswith("[") for one in cells) * 5 > len(cells):
                found.lists["topics"] = separator
                break
    _ratings(found, filled)
    _constants(found, filled)
    return found


def _by_content(found: Guess, left: dict[str, list[str]]) -> None:
    """Recognise the columns that no name shows: words, addresses and dates."""
    if "text" not in found.columns:
        lengths = {name: sum(map(len, cells)) / len(cells) for name, cells in left.items() if not _are_addresses(cells)}
        longest = max(lengths, key=lambda name: lengths[name], default=None)
        if longest is not None and lengths[longest] > 20:
            found.columns["text"] = longest
            found.remarks.append(f"text: column “{longest}” has the longest cells; check it")
            del left[longest]
    for name, fits in (("source.url", _are_addresses), ("said", _are_dates)):
        if name not in found.columns:
            column = next((one for one, cells in left.items() if fits(cells)), None)
            if column is not None:
                found.columns[name] = column
                found.remarks.append(f"{name}: recognised by the cells of column “{column}”; check it")
                del left[column]


def _date_form(found: Guess, name: str, cells: Sequence[str]) -> None:
    unread = [one for one in cells if not _is_date(one)]
    if not unread:
        return
    forms = [form for form in _FORMS if all(_reads(form, one) for one in unread)]
    if len(forms) == 1:
        if forms[0] not in found.dates:
            found.dates.append(forms[0])
    elif forms:
        found.remarks.append(
            f'{name}: “{unread[0]}” can be read by {" and by ".join(forms)}; choose one: dates = ["{forms[0]}"]'
        )
    else:
        best = max(_FORMS, key=lambda form: sum(_reads(form, one) for one in unread))
        if any(_reads(best, one) for one in unread):
            found.dates.append(best)
        wrong = next(one for one in unread if not _reads(best, one))
        found.remarks.append(
            f"{name}: “{wrong:.60}” is not a date that can be read: correct it, or add optional = [{_toml(name)}]"
        )


def _ratings(found: Guess, filled: dict[str, list[str]]) -> None:
    column = found.columns.get("review.rating")
    if column is None:
        return
    if "review.url" not in found.columns and (url := found.columns.get("source.url")):
        found.columns["review.url"] = url
        found.remarks.append(f"review.url: taken for column “{url}”; check whether that is the page of the review")
    ratings = dict.fromkeys(" ".join(one.split()) for one in filled[column])
    known = {verdict.replace("-", " ") for verdict in VERDICTS}
    other = [one for one in ratings if one.casefold().replace("-", " ") not in known]
    if other and len(other) <= _MOST_RATINGS:
        found.remarks.append(f"verdicts: put these ratings where they belong: {', '.join(other)}")
        found.verdicts = {verdict: [] for verdict in VERDICTS}
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
    if "speaker" in found.columns:
        found.settings["speakers"] = {"unsure": "speakerless", "organizations": True}
        found.remarks.append("speakers: a name that is not certain is only recorded as printed, as the attribution")


def _lang(text: str) -> str:
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in text)
    if cyrillic * 2 <= sum(map(str.isalpha, text)):
        return "en"
    folded = text.casefold()
    if any(letter in folded for letter in "қғңұүһә"):
        return "kk"
    return "uk" if any(letter in folded for letter in "їєґ") else "ru"


def _spelled(column: str) -> str:
    """Return the name of a column as words in lower case: "claimReviewed" is "claim reviewed"."""
    words = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", column)
    return " ".join(one for one in re.split(r"[\W_]+", words.casefold()) if one not in ("our", "the", "наш", "наша"))


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> bool:
    some = cells[:200]
    return sum(map(fits, some)) >= _ENOUGH * len(some)


def _are_addresses(cells: Sequence[str]) -> bool:
    return _share(cells, lambda one: one.startswith(("http://", "https://")))


def _are_dates(cells: Sequence[str]) -> bool:
    return _share(cells, lambda one: _is_date(one) or any(_reads(form, one) for form in _FORMS))


def _are_no_addresses(cells: Sequence[str]) -> bool:
    return not _are_addresses(cells)


_FITS: dict[str, Callable[[Sequence[str]], bool]] = {
    **dict.fromkeys(_DATES, _are_dates),
    **dict.fromkeys(_ADDRESSES, _are_addresses),
    "source.title": _are_no_addresses,
    "text": _are_no_addresses,
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
