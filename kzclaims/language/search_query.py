"""Search queries: the words, quoted phrases and prefixes that a user asks for, and marks around what was found."""

import re
from dataclasses import dataclass
from typing import Literal

from kzclaims.errors import InputError
from kzclaims.language import inflection as forms

WORDS = 64
"""A question may have no more words than these, those of its quotations included."""

SHORTEST_PREFIX = 2
"""A prefix has at least as many letters: a single letter begins a large part of all words."""

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""What stands around the words found in a marked text: noncharacters, which no printed text has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to look for: a word in all its forms, words as they stand, or the beginning of a word."""

    text: str
    how: Literal["forms", "exact", "prefix"]


@dataclass(frozen=True, slots=True)
class Question:
    """What must occur, all of it, and what must not, none of it."""

    wanted: tuple[Asked, ...]
    unwanted: tuple[Asked, ...] = ()


_WORD = r"[^\W_]+(?:[-‐‑'’ʼ./@_][^\W_]+)*"
_ASKED = re.compile(rf'(?P<minus>(?<![^\s(])-)?(?:"(?P<quoted>[^"]*)"|(?P<word>{_WORD})(?P<star>\*)?)')
_TOKEN = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_HYPHENS = str.maketrans("‐‑", "--")


def parse(text: str) -> Question:
    """What a user asks for: words in all forms, "words" as they stand, what begins with wor*, and no -word.

    Quotation marks may be “ ” „ « » too; one without its partner is passed over, as is all other punctuation.
    Raises InputError if there is nothing to look for, or too much.
    """
    wanted: dict[Asked, None] = {}
    unwanted: dict[Asked, None] = {}
    tokens = 0
    for match in _ASKED.finditer(forms.fold(text).translate(_QUOTES).translate(_HYPHENS)):
        quoted, word = match["quoted"], match["word"]
        found = _TOKEN.findall(quoted or word or "")
        if not found:
            continue
        tokens += len(found)
        asked = _asked(found, quoted=quoted is not None, word=word, star=bool(match["star"]))
        (unwanted if match["minus"] else wanted)[asked] = None
    if tokens > WORDS:
        raise InputError(f"the search has {tokens:,} words; it may have {WORDS} at most")
    if not wanted and unwanted:
        raise InputError("the search says only what to leave out; add a word to look for: Казахстан -санкции")
    if not wanted:
        raise InputError('there is no word in the search; ask for words, "quoted words" or the beginning of a wor*')
    return Question(tuple(wanted), tuple(unwanted))


def _asked(tokens: list[str], *, quoted: bool, word: str | None, star: bool) -> Asked:
    # A hyphen or an apostrophe can stand inside a word that declines; «inform.kz» is words as they stand.
    if quoted or word is None or (not star and re.search("[./@_]", word)):
        return Asked(" ".join(tokens), "exact")
    if star:
        if len(tokens[-1]) < SHORTEST_PREFIX:
            raise InputError(f"“{word}*” is too short: a beginning of a word has {SHORTEST_PREFIX} letters or more.")
        return Asked(word, "prefix")
    return Asked(word, "forms")


def pieces(text: str) -> list[tuple[str, bool]]:
    """A marked text in pieces, each with whether it was found; joined, they are the text without marks."""
    found = []
    for part in re.split(f"({OPEN}[^{OPEN}{CLOSE}]*{CLOSE})", text):
        plain = part.replace(OPEN, "").replace(CLOSE, "")
        if plain:
            found.append((plain, part.startswith(OPEN) and part.endswith(CLOSE)))
    return found
