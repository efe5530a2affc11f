"""The languages of the pages: messages from gettext catalogues, dates and numbers.

Catalogues are `locale/ru.po` and `locale/kk.po` of each package that has pages; their compiled forms next to them are
used at run time. `nox -s catalogues` extracts new messages and compiles them again. Only HTML needs markupsafe, which
comes with Jinja.
"""

import re
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzclaims.export import labels
from kzclaims.pages.dates import format_date
from kzclaims.store.read.checks import Checks
from kzclaims.vocabulary import CHECKED, FAILED

if TYPE_CHECKING:
    from markupsafe import Markup

NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}
"""The languages by their tags, in the order in which pages offer them."""
DEFAULT = "en"

_PACKAGE = Path(__file__).parents[1]
_CHECK = re.compile(r"(checked|failed|not checked) \((?:no text of )?(.*)\)", re.DOTALL)


class Language:
    """One language of the pages."""

    def __init__(self, code: str, translations: NullTranslations) -> None:
        self.code = code
        self.gettext = translations.gettext
        self.ngettext = translations.ngettext
        self.pgettext = translations.pgettext
        self.npgettext = translations.npgettext

    def message(self, name: str, *arguments: Any, **values: Any) -> "Markup":
        """Return a message as HTML: the result of `gettext` or another method, with values, which are escaped."""
        from markupsafe import Markup

        if name in ("ngettext", "npgettext"):
            values.setdefault("num", arguments[-1])
        return Markup(getattr(self, name)(*arguments)) % values  # noqa: S704 - a message of a template

    def number(self, value: int) -> str:
        """Return a number with separators of thousands: a comma in English, otherwise a no-break space."""
        return f"{value:,}" if self.code == "en" else f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")

    def date(self, edtf: str | None) -> str:
        """Return an EDTF date in words. Forms without words are returned as they are."""
        return format_date(edtf, self.code, self.gettext) if edtf else ""

    def time(self, edtf: str | None) -> "Markup":
        """Return an EDTF date in words as HTML, with its exact form as a title."""
        from markupsafe import Markup

        return Markup('<span title="{}">{}</span>').format(edtf, self.date(edtf)) if edtf else Markup("")

    def check(self, words: str) -> str:
        """Return the words for the check of a passage, as `kzclaims.wording.describe_check` writes them, translated."""
        found = _CHECK.fullmatch(words)
        if not found:
            return words
        state, detail = found.groups()
        if state == "not checked":
            reason = self.gettext("no result is stored") if detail == "no result is stored" else None
            detail = reason or self.gettext("no text of %(source)s") % {"source": detail}
        else:
            detail = self.pgettext("check", detail)
        return f"{self.pgettext('check', state)} ({detail})"

    def word(self, value: str | None, context: str | None = None) -> str:
        """Return a value of a vocabulary, translated. Templates translate only their own text with `gettext`.

        `gettext` in a template marks its argument as safe HTML.
        """
        if not value:
            return ""
        return self.pgettext(context, value) if context else self.gettext(value)

    def reference(self, text: str) -> "Markup":
        """Return a text of the data dictionary or a message, translated if possible; backticks enclose code."""
        from markupsafe import Markup

        translated = self.gettext(text) if text else ""
        html = code(translated)
        is_foreign = translated == text and self.code != DEFAULT
        return Markup('<span lang="{}">{}</span>').format(DEFAULT, html) if is_foreign else html

    def possible_days(self, earliest: str | None, latest: str | None) -> str:
        """Return the range of possible days."""
        first = self.date(earliest) or self.gettext("any earlier day")
        last = self.date(latest) or self.gettext("any later day")
        return f"{first} – {last}"

    def checks(self, checks: Checks) -> str:
        """Return the words for the checks of passages, as `kzclaims.wording.describe_checks`, translated."""
        parts = []
        for state, results in (("checked", CHECKED), ("failed", FAILED)):
            if found := {result: checks.counts[result] for result in results if checks.counts.get(result)}:
                details = ", ".join(f"{self.pgettext('check', one)}: {self.number(n)}" for one, n in found.items())
                parts.append(f"{self.pgettext('check', state)}: {self.number(sum(found.values()))} ({details})")
        missing = checks.counts.get("no text", 0)
        if missing + checks.not_stored:
            unchecked = f"{self.pgettext('check', 'not checked')}: {self.number(missing + checks.not_stored)}"
            reason = self.pgettext("check", "no text") if missing else self.gettext("no result is stored")
            parts.append(f"{unchecked} ({reason})")
        return self.gettext("Passages – %(results)s") % {"results": "; ".join(parts)}

    def unnamed(self, kind: str, note: str | None = None) -> str:
        """Return the label for the speaker of a statement without a recorded person."""
        return self.gettext(labels.unnamed(kind, note))


def code(text: str) -> "Markup":
    """Return a text with the parts between backticks as code."""
    from markupsafe import Markup, escape

    pieces = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(one) if number % 2 else escape(one) for number, one in enumerate(pieces)
    )


@cache
def language(code: str) -> Language:
    """Return a language by its tag. Raises `KeyError` for one without catalogues."""
    if code not in NAMES:
        raise KeyError(code)
    translations: NullTranslations = NullTranslations()
    for path in sorted(_PACKAGE.glob(f"*/locale/{code}.mo")):
        with path.open("rb") as file:
            catalogue = GNUTranslations(file)
        catalogue.add_fallback(translations)
        translations = catalogue
    return Language(code, translations)


def choose(*tags: str | None, accepted: str = "") -> Language:
    """Return the first language with one of these tags, else the preferred one of an Accept-Language header."""
    return next((language(tag) for tag in (*tags, *_preferred(accepted)) if tag in NAMES), language(DEFAULT))


def _preferred(header: str) -> Iterable[str]:
    """Return the primary tags of an Accept-Language header, the preferred ones first."""
    weights: dict[str, float] = {}
    for part in header[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        primary = tag.partition("-")[0].strip().lower()
        try:
            weights.setdefault(primary, float(weight or 1))
        except ValueError:
            continue
    return sorted((tag for tag in weights if weights[tag] > 0), key=lambda tag: -weights[tag])
