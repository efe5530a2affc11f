"""The Jinja environment of the pages."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from kzclaims.export import labels
from kzclaims.export.common import web
from kzclaims.language.control_chars import safe
from kzclaims.pages.links import Links
from kzclaims.wording import address_at

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def prepare(env: Environment) -> None:
    """Add the helpers of the templates, and replace unsafe characters in everything that a template prints."""
    env.finalize = _visible
    env.globals |= {"labels": labels, "web": web, "address_at": address_at}


def render(template: str, context: Mapping[str, Any], links: Links) -> str:
    """Return a page as HTML."""
    return _environment().get_template(template).render(context, links=links)


@cache
def _environment() -> Environment:
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    prepare(env)
    return env


def _visible(value: object) -> object:
    if isinstance(value, Markup):
        return Markup(safe(value))  # noqa: S704 - it was escaped before
    return safe(value) if isinstance(value, str) else value
