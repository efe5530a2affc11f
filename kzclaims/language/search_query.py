"""Search queries: from the text that a user types to the words and beginnings of words to look for.

Both database engines share this module; each compiles a `SearchQuery` to its own full-text language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Literal, NamedTuple

from kzclaims.errors import InputError
from kzclaims.language.inflection import words
from kzclaims.language.inflection.words import Language

MAX_WORDS = 64
"""The largest number of words in a query, including those of its phrases."""

MAX_SPELLINGS = 32
"""The largest number of spellings of a phrase."""

MIN_PREFIX = 2
"""The smallest number of letters in a prefix. One letter begins a large part of all words."""


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """One part of a query: a word in all its forms, an exact phrase, the beginning of a word, or letters in a row.

    Letters in a row are sought inside a line: Chinese, Japanese and Thai are written without spaces.
    """

    text: str
    kind: Literal["word", "phrase", "prefix", "letters"]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The terms that a text must contain, and those that it must not contain."""

    required: tuple[SearchTerm, ...]
    excluded: tuple[SearchTerm, ...] = ()


class Alternatives(NamedTuple):
    """The phrases that match a term, and the beginnings of phrases that do."""

    phrases: Sequence[str]
    prefixes: Sequence[str] = ()


# Thai, Lao, Tibetan, Burmese, Khmer; kana, Han, Hangul (which glues particles to its words).
_UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_LETTERS = re.compile(f"[{_UNSPACED}]")
_RUN = rf"(?:[^\W_]|[{_UNSPACED}])+"
_WORD = rf"{_RUN}(?:[-‐‑'’ʼ‘`´′./@_]{_RUN})*"
_TERM = re.compile(rf'(?P<minus>(?<![^\s(])-)?(?:"(?P<phrase>[^"]*)"|(?P<word>{_WORD})(?P<star>\*)?)')
_TOKEN = re.compile(_RUN)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_HYPHENS = str.maketrans("‐‑", "--")


def parse(text: str) -> SearchQuery:
    """Parse words in all forms, "exact phrases", beginnings of wor*, and -excluded words.

    Quotation marks may be “ ” „ « » too; an unpaired one is ignored, as is all other punctuation. Raise `InputError` if
    there is nothing to look for, or too much.
    """
    required: dict[SearchTerm, None] = {}
    excluded: dict[SearchTerm, None] = {}
    count = 0
    for match in _TERM.finditer(words.normalise(text).translate(_QUOTES).translate(_HYPHENS)):
        phrase, word = match["phrase"], match["word"]
        tokens = _TOKEN.findall(word or phrase)
        if not tokens:
            continue
        count += len(tokens)
        term = _term(tokens, word, is_prefix=bool(match["star"]))
        (excluded if match["minus"] else required)[term] = None
    if count > MAX_WORDS:
        raise InputError(f"the search has {count:,} words; it may have {MAX_WORDS} at most")
    if not required and excluded:
        raise InputError("the search contains only words to leave out; add a word to look for: Казахстан -санкции")
    if not required:
        raise InputError('there is no word in the search; give words, "exact phrases" or the beginning of a wor*')
    return SearchQuery(tuple(required), tuple(excluded))


def _term(tokens: list[str], word: str | None, *, is_prefix: bool) -> SearchTerm:
    if _LETTERS.search("".join(tokens)):
        return SearchTerm(" ".join(tokens) if word is None else word, "letters")
    # A hyphen or an apostrophe can be part of a word that declines; «inform.kz» is a phrase.
    if word is None or (not is_prefix and re.search("[./@_]", word)):
        return SearchTerm(" ".join(tokens), "phrase")
    if not is_prefix:
        return SearchTerm(word, "word")
    if len(tokens[-1]) < MIN_PREFIX:
        raise InputError(f"“{word}*” is too short: the beginning of a word needs {MIN_PREFIX} letters or more")
    return SearchTerm(word, "prefix")


def expand(term: SearchTerm, language: Language | None) -> Alternatives:
    """Return everything that matches a term in texts of a language: a word in all its forms, any other term as typed.

    In a text of another language, for which there are no rules (`None`), a word matches as `spell` has it.
    """
    if term.kind != "word" or language is None:
        return spell(term)
    return Alternatives(words.expand(term.text, language))


def spell(term: SearchTerm) -> Alternatives:
    """Return a term as typed and in the other spellings of the same form; `expand` contains all of them."""
    if term.kind == "word":
        return Alternatives(words.spellings(term.text))
    spelled = [words.spellings(word) for word in term.text.split(" ")]
    if prod(map(len, spelled)) > MAX_SPELLINGS:
        spelled = [(spellings[0], spellings[-1]) for spellings in spelled[:1]] + [some[:1] for some in spelled[1:]]
    alternatives = tuple(dict.fromkeys(map(" ".join, product(*spelled))))
    return Alternatives((), alternatives) if term.kind == "prefix" else Alternatives(alternatives)


def language_of(tag: str) -> Language | None:
    """Return the language of a BCP 47 tag, if there are rules for its words."""
    primary = tag.partition("-")[0].lower()
    return next((language for language in words.LANGUAGES if language == primary), None)
