"""Check passages against the texts of their sources."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from kzclaims.language.quotes.cuts import Objection
from kzclaims.language.quotes.match import Match, find_places, match
from kzclaims.language.quotes.normalise import Span, normalise
from kzclaims.language.quotes.second_hand import is_anothers, is_beside_quotation
from kzclaims.language.quotes.similarity import Difference, most_similar
from kzclaims.language.quotes.text import Passage, Text
from kzclaims.vocabulary import CHECKED, FAILED, CheckResult

FAILURES: frozenset[CheckResult] = frozenset(FAILED)
_IN_TEXT = (Objection.CONTEXT, Objection.ATTRIBUTION, Objection.SECOND_HAND)
_MISSING: frozenset[CheckResult] = frozenset({"altered", "not found"})

NEAR = 1500
"""Number of code points before and after a passage within which its attribution must be."""

_SHOWN = 40  # letters at both ends of a long run of equal words
_CLOSING = (",", ".", ";", ":", "!", "?", ")", "»", "”")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of checking one passage."""

    status: CheckResult
    match: Match | None = None
    """In the source's text, if there is one."""
    verbatim: bool = False
    """True for a direct statement whose text equals the source's letter for letter."""
    drift: tuple[Difference, ...] = ()
    """For `drifted`: the statement's text compared with the passage."""
    elsewhere: tuple[str, ...] = ()
    """For `elsewhere`: the keys of the sources."""
    left_out: tuple[str, ...] = ()
    """The parts of the text that ellipses leave out."""
    in_page: bool = False
    """True for words that only the whole page contains, not the article extracted from it."""

    @property
    def is_missing(self) -> bool:
        """Return True if the words may be those of another source's text."""
        return self.status in _MISSING and self.problem not in _IN_TEXT

    @property
    def place(self) -> tuple[int, int] | None:
        """Return the place of words that were found at one place only."""
        if self.in_page or self.status not in CHECKED or self.match is None:
            return None
        start, end = self.match.start, self.match.end
        return None if start is None or end is None else (start, end)

    @property
    def problem(self) -> Objection | None:
        return self.match.problem if self.match else None


def check_passage(
    text: Text | None,
    exact: str,
    *,
    page: Callable[[], Text | None] = lambda: None,
    start: int | None = None,
    end: int | None = None,
    **rest: Unpack["_Details"],
) -> Finding:
    """Check a passage as `_check` does, and words that are missing in the text also in the text of the whole page.

    An extractor may have left out sentences of the article.
    """
    found = _check(text, exact, start=start, end=end, **rest)
    is_left_out = found.is_missing or found.problem is Objection.ATTRIBUTION
    if not is_left_out or (whole := page()) is None:
        return found
    on_page = _check(whole, exact, **rest)
    return found if on_page.status in FAILURES else replace(on_page, in_page=True)


class _Details(TypedDict, total=False):
    prefix: str
    suffix: str
    attribution: str | None
    words: str | None
    others: Callable[[], Iterable[str]]


def _check(
    text: Text | None,
    exact: str,
    *,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    end: int | None = None,
    attribution: str | None = None,
    words: str | None = None,
    others: Callable[[], Iterable[str]] = tuple,
) -> Finding:
    """Check a passage against its source's text and, for a direct statement, against the statement's `words`.

    A passage may contain only a part of the words if one of the statement's `others` contains all of them. An
    `attribution` that isn't in the text near the passage makes the passage `altered`.
    """
    own = Match("exact") if words is None else _match_whole(words, exact)
    if words is not None and not own.found:
        part = match(Text(words), exact)
        if part.status not in _MISSING and any(_match_whole(words, other).found for other in others()):
            own = part
    if text is None:
        return Finding("drifted", drift=own.differences) if own.status == "altered" else Finding("no text")
    found = match(text, exact, prefix=prefix, suffix=suffix, start=start, end=end, attribution=attribution or "")
    left_out = tuple(text.text[start:end] for start, end in found.cuts)
    if found.found and own.status == "altered":
        return Finding("drifted", found, drift=own.differences, left_out=left_out)
    if found.found and attribution and found.start is not None and found.end is not None:
        near = Text(text.text[max(0, found.start - NEAR) : found.end + NEAR])
        if not _is_in(near, attribution) or (
            is_anothers(text.text, Span(found.start, found.end), attribution)
            and all(is_beside_quotation(near.text, place) for place in find_places(near, attribution, strict=False))
        ):
            return Finding("altered", _without_attribution(near, attribution, found))
    verbatim = words is not None and found.verbatim and own.verbatim
    return Finding(found.status, found, verbatim=verbatim, left_out=left_out)


def _is_in(near: Text, attribution: str) -> bool:
    """Return True if a text contains an attribution, whole or in the pieces between its ellipses."""
    pieces = Passage(attribution).pieces
    if len(pieces) == 1:
        return bool(find_places(near, attribution, limit=1, strict=False))
    return all(find_places(near, piece, limit=1, strict=False) for piece in pieces)


def _without_attribution(near: Text, attribution: str, found: Match) -> Match:
    similar = most_similar(near, Passage(attribution))
    differences = similar.differences if similar else (Difference("added", attribution, ""),)
    return replace(found, status="altered", differences=differences, problem=Objection.ATTRIBUTION, cuts=())


def format_differences(differences: Iterable[tuple[str, str, str]]) -> str:
    """Format differences word by word in the notation of wdiff: [-only in the source-] {+only in the record+}."""
    result = ""
    for kind, recorded, source in differences:
        if kind == "kept":
            part = source if len(source) <= 2 * _SHOWN else f"{source[:_SHOWN]} … {source[-_SHOWN:]}"
        else:
            part = (f"[-{source}-]" if source else "") + (f"{{+{recorded}+}}" if recorded else "")
        result += part if not result or part.startswith(_CLOSING) else f" {part}"
    return result


def find_elsewhere(
    wanted: Iterable[tuple[str, str]], texts: Iterable[tuple[str, Text]]
) -> dict[tuple[str, str], list[str]]:
    """Return the keys of the other sources that contain the words, for each source and words wanted.

    All words are looked for in one pass over the texts, because each text that may contain them has to be normalised.
    """
    found: dict[tuple[str, str], list[str]] = {}
    passages = {(source, exact): Passage(exact) for source, exact in wanted}
    rare = [(pair, max(passage.necessary, key=len), passage.letters) for pair, passage in passages.items()]
    for key, text in texts if passages else ():
        possible = [(pair, words) for pair, words, letters in rare if text.may_contain(letters)]
        for pair in [pair for pair, words in possible if words in text.lowered]:
            if key != pair[0] and find_places(text, passages[pair], limit=1):
                found.setdefault(pair, []).append(key)
    return found


def _match_whole(words: str, exact: str) -> Match:
    """Match a direct statement's text against its passage, which has to be all of it except marked cuts."""
    if words == exact:
        return Match("exact", 0, len(exact))
    found = match(Text(exact), words)
    same = normalise(words) == normalise(exact)
    if found.found and (same or (found.cuts and normalise(exact[found.start : found.end]) == normalise(exact))):
        return found
    if same:
        return Match("normalised", 0, len(exact))
    similar = most_similar(Text(exact), Passage(words))
    if similar is None:
        return Match("altered", differences=(Difference("changed", words, exact),))
    before, after = exact[: similar.start].strip(), exact[similar.end :].strip()
    first = (Difference("dropped", "", before),) if before else ()
    last = (Difference("dropped", "", after),) if after else ()
    return Match("altered", differences=(*first, *similar.differences, *last))
