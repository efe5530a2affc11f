"""The Jinja environment of the pages."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from kzclaims.export import labels
from kzclaims.export.common import web
from kzclaims.language.control_chars import safe
from kzclaims.pages.languages import DEFAULT, NAMES, language
from kzclaims.pages.links import Links
from kzclaims.wording import address_at

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def prepare(env: Environment) -> None:
    """Add the helpers of the templates, and replace unsafe characters in everything that a template prints."""
    env.finalize = _visible
    env.globals |= {"labels": labels, "web": web, "address_at": address_at, "language_names": NAMES}
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    # What these return is HTML: templates call them with their own text only, and filter other values.
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals |= {name: _message(name) for name in ("gettext", "ngettext", "pgettext", "npgettext")}
    env.globals["_"] = env.globals["gettext"]
    env.filters |= {name: _filter(name) for name in ("number", "date", "time", "check", "word", "reference")}


def render(template: str, context: Mapping[str, Any], links: Links, lang: str = DEFAULT) -> str:
    """Return a page as HTML in a language."""
    return _environment().get_template(template).render(context, links=links, language=language(lang))


@cache
def _environment() -> Environment:
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    prepare(env)
    return env


def _message(name: str) -> Callable[..., Any]:
    """Return a function for templates that returns a message in the language of the page."""

    @pass_context
    def message(context: Context, *arguments: Any, **values: Any) -> Any:
        return context["language"].message(name, *arguments, **values)

    return message


def _filter(name: str) -> Callable[..., Any]:
    """Return a filter for templates that calls a method of the language of the page."""

    @pass_context
    def call(context: Context, *arguments: Any) -> Any:
        return getattr(context["language"], name)(*arguments)

    return call


def _visible(value: object) -> object:
    if isinstance(value, Markup):
        return Markup(safe(value))  # noqa: S704 - it was escaped before
    return safe(value) if isinstance(value, str) else value
