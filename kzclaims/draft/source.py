"""Describe a document as a source: its key, title and language."""

import re
from datetime import date

from kzclaims.documents.document import Document
from kzclaims.dossier.records import Source
from kzclaims.errors import InputError
from kzclaims.language.names.slug import slug

LANGUAGES = ("ru", "uk", "kk", "en")
"""The languages that can be drafted."""

_LONGEST_TITLE = 150


def from_document(document: Document, name: str) -> Source:
    """Return a source for a document, with a key from this name. The text is part of it.

    It has the values that the document states about itself, to be checked with the drafts.
    """
    stated = document.proposal
    lang = (stated.lang or "").partition("-")[0]
    return Source(
        key=slug(name) or "source",
        title=stated.title or _title(document.text),
        lang=lang if lang in LANGUAGES else language(document.text) or "und",
        author=stated.author,
        url=document.url,
        published=stated.published,
        text=document.text,
    )


def _title(text: str) -> str:
    """Return the first line if it looks like a heading, otherwise its beginning in square brackets (ISBD)."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if rest.strip() and len(first) <= _LONGEST_TITLE and not first.endswith("."):
        return first
    beginning = first[:80].rpartition(" ")[0] or first[:80]
    return f"[{beginning} …]"


_LETTERS = {"kk": "әғқңөұүһ", "uk": "їєґ"}


_ENGLISH = frozenset(["the", "and", "of", "to", "said", "that", "for", "it", "with", "this", "have", "you", "who"])


def language(text: str) -> str | None:
    """Return the language of a text by its letters and words, or None if it is not recognised."""
    sample = text[:20_000].casefold()
    cyrillic, latin = len(re.findall("[а-яёіїєґәғқңөұүһ]", sample)), len(re.findall("[a-z]", sample))
    if cyrillic > latin:
        for lang, letters in _LETTERS.items():
            if sum(map(sample.count, letters)) > cyrillic * 0.02:
                return lang
        return "ru"
    words = set(re.findall("[a-z]+", sample))
    return "en" if latin and len(words & _ENGLISH) >= 3 else None


def require_language(lang: str) -> None:
    """Raise `InputError` for a language that can't be drafted."""
    if lang.partition("-")[0] not in LANGUAGES:
        raise InputError(
            f"texts in {'an unknown language' if lang == 'und' else lang} cannot be drafted, only in "
            f"{', '.join(LANGUAGES)}; give {{lang}} if it is one of them",
            parameters=("lang",),
        )


def day_of(published: str | None) -> date | None:
    """Return the day of publication if the date is a single day."""
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:
        return None
