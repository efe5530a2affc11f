"""Find where normalised words occur in a normalised text, whole or in the pieces between ellipses."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from kzclaims.language.quotes.boundaries import LETTER, WORD_START
from kzclaims.language.quotes.normalise import Span, other_case
from kzclaims.language.quotes.operator_words import PREPOSITIONS

MAX_CUT = 1000
"""The longest cut that an ellipsis may mark, in code points.

Two words or more are required before, after and between cuts, but one beside a cut from comma to comma, in brackets, or
of one or two words after a preposition; at most 15 cuts are allowed. `cuts.py` lists what a cut must not leave out. A
cut that begins or ends with an ellipsis of the text's own is accepted only if the mark is in brackets, because a bare
mark may be that ellipsis.
"""
MAX_PLACES = 1000
_MAX_WORK = 20_000_000  # letters compared for words that recur inside longer ones
_MIN_WORDS = 2
_ASIDE = re.compile(rf"(?s:,.*,|,) ?| ?\((?s:.*)\) ?| (?:{'|'.join(sorted(PREPOSITIONS))}) [\w-]+(?: [\w-]+)? ")
"""Words from comma to comma, in brackets, or such as «в этом году»."""


def occurrences(string: str, words: str) -> Iterator[int]:
    """Yield where normalised words occur in a normalised text, not inside longer words. The work is bounded."""
    begins, ends = (LETTER.match(sign) is not None for sign in (words[0], words[-1]))
    following = {case: string.find(case) for case in {words, other_case(words)}}
    work = 0
    while found := [(at, case) for case, at in following.items() if at >= 0]:
        at, case = min(found)
        after = at + len(words)
        next_at = at + 1
        if begins and at and LETTER.match(string, at - 1):
            word = WORD_START.search(string, next_at)
            next_at = word.start() if word else len(string)
        elif not (ends and LETTER.match(string, after)):
            yield at
        work += len(words)
        if work > _MAX_WORK:
            return
        following[case] = string.find(case, next_at)


def chains(string: str, pieces: list[str]) -> Iterator[list[Span]]:
    """Yield where pieces follow one another with short enough cuts, the tightest such places."""
    last: list[Span] = []
    for start in islice(occurrences(string, pieces[0]), MAX_PLACES):
        chain = [Span(start, start + len(pieces[0]))]
        for piece in pieces[1:]:
            done = chain[-1].end
            window = string[done - 1 : done + MAX_CUT + len(piece) + 1]
            # Only the case of the passage's first letter is free.
            at = next((at for at in occurrences(window, piece) if at and window[at : at + 1] == piece[:1]), None)
            if at is None:
                break
            chain.append(Span(done - 1 + at, done - 1 + at + len(piece)))
        else:
            if not _has_enough_words(string, chain):
                continue
            if last and last[1:] != chain[1:]:
                yield last
            last = chain
    if last:
        yield last


def gaps_between(string: str, chain: list[Span]) -> list[str]:
    return [string[left.end : right.start] for left, right in pairwise(chain)]


def _has_enough_words(string: str, chain: list[Span]) -> bool:
    """Return True if there are at least two words before, after and between cuts of more than an aside."""
    groups = [string[slice(*chain[0])]]
    for piece, gap in zip(chain[1:], gaps_between(string, chain), strict=True):
        if gap == "…" or _ASIDE.fullmatch(gap):
            groups[-1] += " " + string[slice(*piece)]
        else:
            groups.append(string[slice(*piece)])
    return all(len(WORD_START.findall(group)) >= _MIN_WORDS for group in groups)


def ends_with_ellipsis(gap: str) -> bool:
    """Return True if a normalised cut begins or ends with the text's own ellipsis."""
    return len(gap) > 1 and (gap[0] == "…" or gap[-1] == "…")
