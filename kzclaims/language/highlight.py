"""Find the words of a search query in a text, without a database.

Words are split and folded as SQLite's FTS5 does with ``unicode61 remove_diacritics 2``
(https://www.sqlite.org/fts5.html#unicode61_tokenizer), so that a text found in an index has something to highlight.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kzclaims.language.inflection.words import Language
from kzclaims.language.search_query import SearchQuery, expand, language_of

Span = tuple[int, int]
"""Offsets of the first character and of the one after the last."""

_Tokens = tuple[str, ...]

_COMBINING = "\u0300-\u036f"
_TOKEN = re.compile(rf"(?:[^\W_]|\w[{_COMBINING}])(?:[^\W_]|[{_COMBINING}])*")
_MARKS = re.compile(f"[{_COMBINING}]")


def excerpt(text: str, found: Sequence[Span], before: int, after: int) -> Span:
    """Return the place of the text around the first words found, cut between words."""
    if not found:
        return 0, min(len(text), before + after)
    first, last = max(0, found[0][0] - before), min(len(text), found[0][1] + after)
    if first:
        first = text.find(" ", first, found[0][0]) + 1 or first
    if last < len(text):
        last = max(text.rfind(" ", found[0][1], last), found[0][1])
    return first, last


class _Patterns:
    """The alternatives of a query as rows of tokens, by their first token or its beginning."""

    def __init__(self, query: SearchQuery, language: Language | None) -> None:
        self.phrases: dict[str, list[_Tokens]] = defaultdict(list)
        self.prefixes: list[_Tokens] = []
        self.letters = [term.text for term in query.required if term.kind == "letters"]
        for term in query.required:
            if term.kind != "letters":
                alternatives = expand(term, language)
                for phrase in filter(None, map(tokens_of, alternatives.phrases)):
                    self.phrases[phrase[0]].append(phrase)
                self.prefixes += filter(None, map(tokens_of, alternatives.prefixes))

    def longest_match(self, tokens: list[str], at: int) -> int:
        """Return how many tokens match from `at` on; 0 for none."""
        lengths = [len(phrase) for phrase in self.phrases.get(tokens[at], ()) if _matches(phrase, tokens, at)]
        lengths += [len(prefix) for prefix in self.prefixes if _begins(prefix, tokens, at)]
        return max(lengths, default=0)


def highlight(query: SearchQuery, text: str, lang: str) -> list[Span]:
    """Return the places of the required terms of a query in a text, in order and without overlaps.

    `lang` is the BCP 47 tag of the text, by which words have forms.
    """
    patterns = _patterns(query, language_of(lang))
    spans = [match.span() for letters in patterns.letters for match in re.finditer(re.escape(letters), text)]
    found = list(_split(text))
    tokens = [fold for fold, _, _ in found]
    at = 0
    while at < len(tokens):
        if length := patterns.longest_match(tokens, at):
            spans.append((found[at][1], found[at + length - 1][2]))
        at += length or 1
    return _without_overlaps(sorted(spans))


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


@lru_cache(maxsize=64)
def _patterns(query: SearchQuery, language: Language | None) -> _Patterns:
    return _Patterns(query, language)


def tokens_of(text: str) -> _Tokens:
    """Return the words of a text, folded."""
    return tuple(fold for fold, _, _ in _split(text))


def _split(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text):
        yield _fold(match[0]), match.start(), match.end()


@lru_cache(maxsize=65536)
def _fold(token: str) -> str:
    """Return a token in lower case, without combining marks, and Latin letters without diacritics."""
    return "".join(map(fold_letter, _MARKS.sub("", token)))


def fold_letter(letter: str) -> str:
    """Return a letter in lower case and, if it is Latin, without its diacritics."""
    base = unicodedata.normalize("NFD", letter)[0]
    return (base if base.isascii() else letter).lower()


def _matches(phrase: _Tokens, tokens: list[str], at: int) -> bool:
    return tuple(tokens[at : at + len(phrase)]) == phrase


def _begins(prefix: _Tokens, tokens: list[str], at: int) -> bool:
    found = tokens[at : at + len(prefix)]
    return len(found) == len(prefix) and found[-1].startswith(prefix[-1]) and tuple(found[:-1]) == prefix[:-1]
