"""All languages of a site as one, so that a page is rendered once: marks are left where its languages differ.

`AllLanguages` takes the place of a `Language` in the templates. Each of its methods returns a mark, and `fill` replaces
the marks of a page with the words of one language. Marks begin and end with halves of surrogate pairs, which no
database contains.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from kzclaims.language.control_chars import safe
from kzclaims.pages.languages import language

_MARK = re.compile("\ud800([0-9]+)\ud801")
_ONLY = re.compile("\ud802(!?)([a-z]+)\ud803([^\ud804]*)\ud804")

Words = Callable[[str], object]
"""Return the text or the HTML for a language."""


class AllLanguages:
    """Marks for the results of the methods of `Language`."""

    def __init__(self) -> None:
        self._marks: dict[Hashable, Markup] = {}
        self._words: list[Words] = []
        self._filled: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        return partial(self._call, name)

    @property
    def code(self) -> Markup:
        """Return a mark for the tag of the language."""
        return self._mark("code", lambda code: code)

    def choose(self, texts: Mapping[str, str]) -> Markup:
        """Return a mark for a text that differs between languages."""
        return self._mark(tuple(texts.items()), lambda code: texts.get(code, ""))

    @staticmethod
    def only(code: str, caller: Callable[[], str]) -> Markup:
        """Return HTML, from a `call` block, that only the page in one language has or, with "!", only the others."""
        return Markup(f"\ud802{code}\ud803{caller()}\ud804")  # noqa: S704 - a block escapes its values

    def fill(self, html: str, code: str) -> str:
        """Return a page, or a part of one, in a language."""
        filled = self._filled[code]

        def words(found: re.Match[str]) -> str:
            number = found[1]
            if number not in filled:
                filled[number] = self.fill(safe(str(escape(self._words[int(number)](code)))), code)
            return filled[number]

        html = _ONLY.sub(lambda found: found[3] if (found[2] == code) != bool(found[1]) else "", html)
        return _MARK.sub(words, html)

    def _call(self, name: str, *arguments: Any, **values: Any) -> Markup:
        # Escaped values are equal only if they are the same HTML.
        html = {one: str(escape(value)) for one, value in values.items()}

        def words(code: str) -> object:
            method = getattr(language(code), name)
            return method(*arguments, **{one: Markup(value) for one, value in html.items()})  # noqa: S704

        return self._mark((name, arguments, *html.items()), words)

    def _mark(self, key: Hashable, words: Words) -> Markup:
        if key not in self._marks:
            self._marks[key] = Markup(f"\ud800{len(self._words)}\ud801")  # noqa: S704
            self._words.append(words)
        return self._marks[key]
