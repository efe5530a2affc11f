"""Atom feeds (RFC 4287) and the sitemap of a site.

The newest records come first, by the time of recording. Ids are UUIDs of the database and the key, so they stay when
the site moves. There is no time but that of the records: the same database gives the same feeds.
"""

from collections.abc import Iterable, Sequence
from html import escape
from uuid import UUID, uuid5

from kzclaims.export.common import characters
from kzclaims.export.labels import quoted
from kzclaims.site.links import path_of
from kzclaims.store.results import StatementPage
from kzclaims.wording import shorten

NEWEST = 50
"""The number of entries of a feed."""

LONGEST_SITEMAP = 50_000
"""The number of addresses that one sitemap may have."""

NEVER = "1970-01-01T00:00:00Z"
_NAMESPACE = UUID("b6a2f9e6-0f1d-4b7e-8a5c-6f3f1d2c9b70")


def feed(title: str, path: str, page: str, statements: Sequence[StatementPage], *, database: str, base: str) -> str:
    """Return the feed at a path about a page, with the newest of some statements. `base` is the site's address or "".

    Without it, addresses are relative to the feed's.
    """
    newest = sorted(statements, key=lambda one: (one.recorded, one.key), reverse=True)[:NEWEST]
    root = base or "../" * path.count("/")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{_id(database, path)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{newest[0].recorded if newest else NEVER}</updated>",
        f"<author><name>{_text(title)}</name></author>",
        f'<link rel="alternate" type="text/html" href="{_text(root + page)}"/>',
        *([f'<link rel="self" href="{_text(base + path)}"/>'] if base else []),
    ]
    for one in newest:
        speaker = one.speaker or one.organization
        words = quoted(one.kind, one.text)
        printed = [f"{each.publisher + ', ' if each.publisher else ''}{each.title}" for each in one.appearances]
        lines += [
            "<entry>",
            f"<id>{_id(database, f'statement/{one.key}')}</id>",
            f"<title>{_text(f'{speaker.name}: ' if speaker else '')}{_text(shorten(words, 120))}</title>",
            f"<updated>{one.recorded}</updated>",
            f'<link rel="alternate" type="text/html" href="{_text(root + path_of("statement", one.key))}"/>',
            f'<content type="text" xml:lang="{_text(one.lang)}">{_text(chr(10).join([words, *printed]))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def empty_feed(path: str, database: str) -> str:
    """Return what replaces a feed whose page is no longer part of the site."""
    return feed("–", path, "index.html", [], database=database, base="")


def sitemaps(base: str, pages: Iterable[str]) -> dict[str, str]:
    """Return the sitemap of pages or, of too many for one, the list of several; by name."""
    listed = [f"<url><loc>{_text(base + page)}</loc></url>" for page in pages]
    parts = [listed[start : start + LONGEST_SITEMAP] for start in range(0, len(listed), LONGEST_SITEMAP)]
    files = {f"sitemap-{number}.xml": _urls("urlset", part) for number, part in enumerate(parts, 1)}
    if len(parts) == 1:
        return {"sitemap.xml": files["sitemap-1.xml"]}
    several = [f"<sitemap><loc>{_text(base + name)}</loc></sitemap>" for name in files]
    return {**files, "sitemap.xml": _urls("sitemapindex", several)}


def _urls(element: str, lines: Sequence[str]) -> str:
    opening = f'<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', opening, *lines, f"</{element}>", ""])


def _id(database: str, what: str) -> str:
    return uuid5(_NAMESPACE, f"{database}/{what}").urn


def _text(text: str) -> str:
    return escape(characters(text))
