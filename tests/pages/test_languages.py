"""The languages of the pages: catalogues, dates, numbers, and the choice of a language."""

import io
import re
from datetime import date
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel import dates
from babel.numbers import format_decimal

from docs import catalogues
from kzclaims.pages.environment import TEMPLATES
from kzclaims.pages.languages import NAMES, choose, language
from kzclaims.store.read.checks import Checks
from kzclaims.wording import describe_check

CATALOGUES = [(package, code) for package in catalogues.PACKAGES for code in catalogues.CODES]
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.mark.parametrize(("package", "code"), CATALOGUES)
def test_catalogues_are_current_and_complete(package: str, code: str) -> None:
    catalogue = catalogues.updated(package, code)
    if not len(catalogue):
        pytest.skip(f"{package} has no messages")
    update = "run “nox -s catalogues”, and translate new messages"
    recorded = catalogues.read(package, code)
    assert {(one.context, one.id) for one in catalogue} == {(one.context, one.id) for one in recorded}, update
    compiled = catalogues.path_of(package, code, "mo").read_bytes()
    assert translations(compiled) == translations(catalogues.mo(catalogue)), update
    for message in catalogue:
        if not message.id:
            continue
        forms, originals = texts(message.string), texts(message.id)
        assert len(forms) == (catalogue.num_plurals if message.pluralizable else 1), message.id
        assert all(forms), f"{message.id!r} has no translation"
        allowed = {one for text in originals for one in _PLACEHOLDER.findall(text)}
        assert all(set(_PLACEHOLDER.findall(form)) <= allowed for form in forms), message.id


@pytest.mark.parametrize("code", catalogues.CODES)
def test_packages_translate_the_same_message_in_the_same_way(code: str) -> None:
    found: dict[object, set[object]] = {}
    for package in catalogues.PACKAGES:
        for message in catalogues.read(package, code):
            if message.id:
                found.setdefault((message.context, message.id), set()).add(message.string)
    assert {message: texts for message, texts in found.items() if len(texts) > 1} == {}, "give one of them a context"


def translations(compiled: bytes) -> dict[object, str]:
    """Return the translations of a compiled catalogue, without its header."""
    found: dict[object, str] = GNUTranslations(io.BytesIO(compiled))._catalog  # type: ignore[attr-defined]
    return {message: text for message, text in found.items() if message}


def texts(found: object) -> tuple[str, ...]:
    """Return the forms of a message or of a translation."""
    return tuple(map(str, found)) if isinstance(found, tuple | list) else (str(found or ""),)


def plain(text: str) -> str:
    """Return a text with simple spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_templates_translate_only_their_own_text_as_html() -> None:
    folders = {path.parent for path in Path(TEMPLATES).parents[1].glob("*/templates/*.html")}
    assert len(folders) >= 2
    for path in (path for folder in folders for path in folder.glob("*.html")):
        for call in re.findall(r"(?:\b_|gettext)\(\s*(.)", path.read_text("utf-8")):
            assert call in "\"'", path


@pytest.mark.parametrize("code", NAMES)
def test_dates_and_numbers_are_those_of_cldr(code: str) -> None:
    assert language(code).number(1_234_567) == format_decimal(1_234_567, locale=code)
    for month in range(1, 13):
        day = date(2023, month, 9)
        form = "d MMMM y" if code == "en" else "long"
        words = dates.format_date(day, form, locale=code)
        assert plain(language(code).date(day.isoformat())) == words.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_dates_of_other_forms() -> None:
    expected = {
        "2023-11": ("November 2023", "ноябрь 2023 г.", "2023 ж. қараша"),
        "2023~": ("about 2023", "примерно 2023 г.", "шамамен 2023 ж."),
        "202X": ("2020s", "2020-е гг.", "2020-жылдар"),
        "2023-11-01/..": ("1 November 2023 – …", "1 ноября 2023 г. – …", "2023 ж. 1 қараша – …"),
        "2023-23": ("autumn 2023", "осень 2023 г.", "2023 ж. күз"),
        "[2022,2023]": ("2022 or 2023", "2022 г. или 2023 г.", "2022 ж. немесе 2023 ж."),
        "2023-11-2X": ("2023-11-2X",) * 3,
        "<b>": ("<b>",) * 3,
    }
    for edtf, words in expected.items():
        assert tuple(plain(language(code).date(edtf)) for code in ("en", "ru", "kk")) == words
    assert "<b>" not in language("ru").time("<b>")


@pytest.mark.parametrize(
    ("tags", "accepted", "expected"),
    [
        ((), "", "en"),
        ((), "kk-KZ,kk;q=0.9,ru;q=0.8", "kk"),
        ((), "en;q=0.1, RU-ru;q=0.5", "ru"),
        ((), "de,ru;q=0,kk;q=x", "en"),
        ((), "ru;q=0.3,kk;q=0.3", "ru"),
        (("kk",), "ru", "kk"),
        (("../x", None, "ru"), "kk", "ru"),
        ((), "," * 100_000 + "ru", "en"),
    ],
)
def test_a_language_is_chosen(tags: tuple[str | None, ...], accepted: str, expected: str) -> None:
    assert choose(*tags, accepted=accepted).code == expected


def test_results_of_checks_are_translated() -> None:
    ru = language("ru")
    assert ru.check(describe_check("exact", "x")) == "проверено (дословно)"
    assert ru.check(describe_check("no text", "a-source")) == "не проверено (нет текста a-source)"
    assert ru.check(describe_check(None, "x")) == "не проверено (результат не сохранён)"
    assert ru.checks(Checks({"exact": 2, "altered": 1, "no text": 1}, ["x"], 1)) == (
        "Фрагменты — проверено: 2 (дословно: 2); не сошлось: 1 (слова изменены: 1); не проверено: 2 (нет текста)"
    )
