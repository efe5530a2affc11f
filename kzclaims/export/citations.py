"""Citations of sources and statements: BibTeX, CSL-JSON, Chicago and GOST, in the language of the source.

Names are cited as the source prints them. Nothing inverts them to "Family, Given", because which word is the family
name would be a guess. Dates that are not a plain year, month or day are cited as EDTF.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import msgspec
from sqlalchemy import Connection

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.read import queries
from kzclaims.store.results import AppearancePage, SourcePage, StatementPage

Style = Literal["bibtex", "csl-json", "chicago", "gost"]

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([?~%]?)", re.ASCII)
_ARCHIVED = re.compile(r"/(\d{4})(\d\d)(\d\d)\d{6}[a-z_]*/", re.ASCII)
_ENDS = (".", "?", "!", "…")

_MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "en": "January February March April May June July August September October November December",
}
"""The months as they follow a day."""
_MONTHS_ALONE = {
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "uk": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
}


class _Words(msgspec.Struct, frozen=True):
    """The fixed words of citations in one language."""

    resource: str
    medium: str
    site: str
    accessed: str
    archived: str
    archived_on: str
    quotes: str
    inner_quotes: str
    within: str
    reported: str
    characters: str
    time: str


_WORDS = {
    "ru": _Words(
        "Электронный ресурс", "Текст : электронный", "сайт", "дата обращения", "архивная копия", "дата архивации",
        "«»", "„“", "цит. по:", "в изложении источника:", "знаки {} текста", "время {}",
    ),
    "uk": _Words(
        "Електронний ресурс", "Текст : електронний", "сайт", "дата звернення", "архівна копія", "дата архівації",
        "«»", "„“", "цит. за:", "у викладі джерела:", "знаки {} тексту", "час {}",
    ),
    "kk": _Words(
        "Электрондық ресурс", "Мәтін : электрондық", "сайт", "қаралған күні", "мұрағаттық көшірмесі",
        "мұрағатталған күні", "«»", "„“", "дереккөз:", "дереккөздің баяндауында:",
        "мәтіннің {} таңбалары", "уақыты {}",
    ),
    "en": _Words(
        "Electronic resource", "Text : electronic", "website", "accessed", "archived at", "archived",
        "“”", "‘’", "in", "as reported by the source:", "characters {} of the text", "at {}",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """A source, or a statement in the source that printed it first."""

    source: SourcePage
    statement: StatementPage | None = None
    appearance: AppearancePage | None = None

    @property
    def key(self) -> str:
        """The key of the citation."""
        return self.statement.key if self.statement else self.source.key

    @property
    def lang(self) -> str:
        """The language of the citation's words: that of the source, or English."""
        lang = self.source.lang.partition("-")[0]
        return lang if lang in _WORDS else "en"

    @property
    def words(self) -> _Words:
        """The fixed words in this language."""
        return _WORDS[self.lang]

    @property
    def is_online(self) -> bool:
        """Return True if the source has an address."""
        return bool(self.source.url or self.source.archive_url)

    @property
    def archived(self) -> str | None:
        """The date of the archived copy, if its address contains it."""
        found = _ARCHIVED.search(self.source.archive_url or "")
        return "-".join(found.groups()) if found else None

    @property
    def accessed(self) -> str | None:
        """The day on which the source was retrieved, or its archived text was fetched."""
        fetched = next((one.fetched for one in self.source.versions if one.current and one.fetched), None)
        return self.source.retrieved or (fetched[:10] if fetched else None)


def cited(connection: Connection, keys: Iterable[str]) -> list[Cited]:
    """Return what has the keys: statements, and sources, also by their address.

    Raise `NotFoundError` with all keys that nothing has.
    """
    found: list[Cited] = []
    missing: list[str] = []
    for key in keys:
        before = len(found)
        for read in (_statement, _source):
            with suppress(NotFoundError):
                found.append(read(connection, key))
        if len(found) == before:
            missing.append(key)
    if missing:
        raise NotFoundError(f"no statement or source has the key {', '.join(missing)}")
    return found


def _source(connection: Connection, key: str) -> Cited:
    return Cited(queries.source(connection, key, limit=1))


def _statement(connection: Connection, key: str) -> Cited:
    statement = queries.statement(connection, key)
    if not statement.appearances:
        raise InputError(f"no source is recorded for the statement {key}, so it cannot be cited")
    first = statement.appearances[0]
    return Cited(queries.source(connection, first.source, limit=1), statement, first)


def write(some: Iterable[Cited], style: Style, *, footnote: bool = False) -> Iterator[str]:
    """Yield citations. `footnote` gives the short form, for a statement with its exact words and their place."""
    if style == "csl-json":
        yield msgspec.json.format(msgspec.json.encode([csl(one) for one in some]), indent=2).decode() + "\n"
        return
    entry = {"bibtex": bibtex, "chicago": chicago, "gost": gost}[style]
    for one in some:
        yield (note(one, style) if footnote else entry(one)) + "\n"


# CSL-JSON


def csl(one: Cited) -> dict[str, Any]:
    """Return a citation as an item of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    source = one.source
    item: dict[str, Any] = {
        "id": one.key,
        "type": "webpage" if source.url else "document",
        "title": source.title,
        "author": [{"literal": source.author}] if source.author else None,
        "container-title": source.publisher,
        "issued": _csl_date(source.published),
        "accessed": _csl_date(one.accessed),
        "URL": source.url,
        "archive_location": source.archive_url,
        "language": source.lang,
        "note": _said(one),
    }
    return {name: value for name, value in item.items() if value is not None}


def _csl_date(edtf: str | None) -> dict[str, Any] | None:
    if edtf is None:
        return None
    found = _DATE.fullmatch(edtf)
    if not found:
        return {"literal": edtf}
    parts = [int(part) for part in found.groups()[:3] if part]  # A month above 12 is a season, also in CSL.
    return {"date-parts": [parts], **({"circa": True} if found[4] else {})}


# BibTeX

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def bibtex(one: Cited) -> str:
    """Return a citation as an entry of BibTeX, with fields of biblatex for the address and its dates."""
    source = one.source
    found = _DATE.fullmatch(source.published or "")
    archived = f"{one.words.archived}: {source.archive_url}" if source.archive_url else None
    day = f" ({one.archived})" if one.archived else ""
    fields = {
        # A second pair of braces keeps the case of titles and the order of the words of names.
        "author": f"{{{_tex(source.author)}}}" if source.author else None,
        "title": f"{{{_tex(source.title)}}}",
        "howpublished": _tex(source.publisher),
        "date": source.published,
        "year": found[1] if found else None,
        "month": str(int(found[2])) if found and "01" <= (found[2] or "") <= "12" else None,
        "url": quote(source.url, safe=":/?#[]@!$&'()*+,;=%~") if source.url else None,
        "urldate": one.accessed,
        "langid": {"ru": "russian", "uk": "ukrainian", "kk": "kazakh", "en": "english"}.get(
            source.lang.partition("-")[0]
        ),
        "note": _tex(". ".join(filter(None, (_said(one), archived and archived + day)))),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{one.key},", *lines, "}"])


def _tex(text: str | None) -> str | None:
    """Return text in which nothing is a command of TeX."""
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split())) if text else None


# Chicago and GOST


def chicago(one: Cited) -> str:
    """Return an entry of a bibliography in the Chicago style (notes and bibliography)."""
    source = one.source
    title = _quoted(_sentence(source.title), one) if one.lang == "en" else f"{_quoted(_bare(source.title), one)}."
    parts = [
        source.author,
        title,
        ", ".join(filter(None, (source.publisher, _long_date(source.published, one.lang)))),
        *(part if part == source.url else _capital(part) for part in _addresses(one)),
        _said(one),
    ]
    return " ".join(_sentence(part) for part in parts if part)


def gost(one: Cited) -> str:
    """Return a bibliographic record by GOST R 7.0.100-2018, without the heading, which would invert the name."""
    source, words = one.source, one.words
    title = f"{source.title} / {source.author}" if source.author else source.title
    year, day = _year_and_day(source.published, one.lang)
    host = f" // {source.publisher}" if source.publisher else ""
    site = f"{host} : [{words.site}]" if host else ""
    described = [title, words.medium + site] if one.is_online else [title + host]
    parts = [*described, year, day, *_gost_addresses(one), _said(one)]
    return ". – ".join(part.rstrip(".") for part in parts if part) + "."


def note(one: Cited, style: Style) -> str:
    """Return a footnote: in the Chicago style, or a reference by GOST R 7.0.5-2008."""
    said, within = _said(one), one.words.within
    if style == "gost":
        reference = _gost_reference(one)
        return f"{said}. {_capital(within)} {reference}" if said else reference
    source = one.source
    title = _bare(source.title)
    title = _quoted(f"{title},", one) if one.lang == "en" else f"{_quoted(title, one)},"
    rest = filter(None, (source.publisher, _long_date(source.published, one.lang), *_addresses(one)))
    parts = [f"{source.author}," if source.author else None, title, ", ".join(rest)]
    reference = _sentence(" ".join(filter(None, parts)).rstrip(","))
    return f"{said}, {within} {reference}" if said else reference


def _gost_reference(one: Cited) -> str:
    source, words = one.source, one.words
    year, day = _year_and_day(source.published, one.lang)
    medium = f" [{words.resource}]" if one.is_online else ""
    parts = [
        *([_sentence(source.author)] if source.author else []),
        _sentence(f"{source.title}{medium}{f' // {source.publisher}' if source.publisher else ''}"),
        *(_sentence(part) for part in (year, day, *_gost_addresses(one)) if part),
    ]
    return " ".join(parts)


def _gost_addresses(one: Cited) -> Iterator[str]:
    source, words = one.source, one.words
    if source.url:
        yield f"URL: {source.url}{_in_brackets(words.accessed, one.accessed)}"
    if source.archive_url:
        yield f"{_capital(words.archived)}: {source.archive_url}{_in_brackets(words.archived_on, one.archived)}"


def _said(one: Cited) -> str | None:
    """Return the words of a statement with its speaker, and their place."""
    statement, printed, words = one.statement, one.appearance, one.words
    if statement is None or printed is None:
        return None
    who = statement.speaker or statement.organization
    quoted = _quoted(" ".join(printed.exact.split()), one)
    if who is not None:
        quoted = f"{who.name}: {quoted}" if statement.kind == "direct" else f"{who.name}, {words.reported} {quoted}"
    if printed.time:
        return f"{quoted} ({words.time.format(printed.time)})"
    if printed.start is not None and printed.end is not None:
        return f"{quoted} ({words.characters.format(f'{printed.start}–{printed.end}')})"
    return quoted


def _quoted(text: str, one: Cited) -> str:
    """Return text in quotation marks; marks of the same shape within it become inner ones."""
    outer, inner = one.words.quotes, one.words.inner_quotes
    return outer[0] + text.translate(str.maketrans(outer, inner)) + outer[1]


def _sentence(text: str) -> str:
    """Return text with a full stop, unless it has a sign at its end."""
    return text if text.rstrip("”").endswith(_ENDS) else f"{text}."


def _bare(title: str) -> str:
    """Return a title without a full stop at its end."""
    return title if title.endswith("..") else title.removesuffix(".")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _in_brackets(label: str, edtf: str | None) -> str:
    return f" ({label}: {_short_date(edtf)})" if edtf else ""


def _addresses(one: Cited) -> Iterator[str]:
    """Yield the address and that of the archived copy, for an undated source after the day when it was retrieved.

    The Chicago Manual of Style (17th edition, 14.12) has no such day if a date of publication is known.
    """
    source, words = one.source, one.words
    if source.url:
        if one.accessed and not source.published:
            yield f"{words.accessed} {_long_date(one.accessed, one.lang)}"
        yield source.url
    if source.archive_url:
        archived = f" ({_long_date(one.archived, one.lang)})" if one.archived else ""
        yield f"{words.archived} {source.archive_url}{archived}"


def _long_date(edtf: str | None, lang: str) -> str | None:
    """Return a date in words, with a question mark if it is uncertain."""
    year, day = _year_and_day(edtf, lang)
    if not day or not year:
        return year
    doubt = "?" if day.endswith("?") else ""
    day = day.removesuffix("?")
    if lang == "en":
        return f"{day}{',' if day[-1].isdigit() else ''} {year}{doubt}"
    return f"{year} ж. {day}{doubt}" if lang == "kk" else f"{day} {year}{doubt}"


def _year_and_day(edtf: str | None, lang: str) -> tuple[str | None, str | None]:
    """Return the year, and the day and month or the month in words; the latter has the question mark."""
    found = _DATE.fullmatch(edtf or "")
    if not found or (found[2] and not "01" <= found[2] <= "12"):  # EDTF has further numbers for seasons.
        return edtf, None
    doubt = "?" if found[4] else ""
    if not found[2]:
        return found[1] + doubt, None
    with_day = _MONTHS[lang].split()[int(found[2]) - 1]
    if not found[3]:
        return found[1], _MONTHS_ALONE.get(lang, _MONTHS[lang]).split()[int(found[2]) - 1] + doubt
    day = int(found[3])
    return found[1], (f"{with_day} {day}" if lang == "en" else f"{day} {with_day}") + doubt


def _short_date(edtf: str) -> str:
    found = _DATE.fullmatch(edtf)
    return f"{found[3]}.{found[2]}.{found[1]}" if found and found[3] else edtf
