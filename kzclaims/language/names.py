"""A name to its look-up keys."""

import re
import unicodedata

RULES = 1
"""The version of the rules. Keys that other rules made find too little, so a database is renewed when it changes."""

_SPACES = re.compile(r"\s+")


def fold(name: str) -> str:
    """A name without what does not tell names apart: the case of letters, ё or е, the width of spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", name).casefold().replace("ё", "е")).strip()


def index_keys(name: str) -> frozenset[str]:
    """The keys under which a recorded name is found: the whole name, and its last word, the family name."""
    folded = fold(name)
    return frozenset({folded, folded.rpartition(" ")[2]} - {""})


def question_keys(question: str) -> frozenset[str]:
    """The keys under which to look up a name as somebody asks for it."""
    return frozenset({fold(question)} - {""})


def suggest(question: str, names: dict[int, str], limit: int = 5) -> list[int]:
    """Which of the names come nearest by edit distance: for "did you mean", never for an answer."""
    from rapidfuzz import fuzz, process

    near = process.extract(fold(question), names, processor=fold, scorer=fuzz.WRatio, limit=limit, score_cutoff=70)
    return [number for _, _, number in near]
