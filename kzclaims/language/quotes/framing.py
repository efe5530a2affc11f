"""Show the words around a passage that may limit it, although they don't certainly deny it.

They are the rest of its sentence, and a sentence beside it that doubts it or calls it something other than a fact. Most
are harmless: they are shown to people, and nothing is refused because of them.
"""

import re

from kzclaims.language.quotes.asides import open_quotations
from kzclaims.language.quotes.context import closes_quotation, next_sentence, rest_of_sentence, states
from kzclaims.language.quotes.cuts import is_attributed
from kzclaims.language.quotes.introductions import is_doubtful, is_unsaid, is_verdict, names_fiction
from kzclaims.language.quotes.neighbours import is_doubted_by_next
from kzclaims.language.quotes.normalise import QUOTES, Span
from kzclaims.language.quotes.operator_words import ALTERNATIVES, CONJUNCTIONS, CONTRASTS, COORDINATORS
from kzclaims.language.quotes.operators import has_condition, plain, takes_back
from kzclaims.language.quotes.second_hand import quotes_another

_NEAR = 8
_BEFORE = 80
_SENTENCE_BEFORE = re.compile(r"(?:\w{5}[.!?…]\s|\n)\Z")
_WORDS = re.compile(r"\w+")
_CONTRASTS = CONTRASTS | {"а"}
_JOINTS = (CONJUNCTIONS | COORDINATORS) - ALTERNATIVES
_QUOTES = frozenset(QUOTES)
_WHEN = re.compile(r"(?<=[\w,] )(?:(?:when|while|als|когда|коли|quand|чтобы|щоб)\s[^,]{1,60}|to (?:say|claim|suggest))")
"""A clause of time or purpose ("He was wrong when he said", "paid to say")."""
_EVEN_THEN = re.compile(r"[\s,–—-]*(?:да )?(?:и|й|та й) то(?!\w)|[\s,–—-]*(?:and even then|et encore)(?!\w)")
_ELIDED = re.compile(r"\w['’]\Z")
"""The end of a French word that is written together with the next one (l'), which is no quotation mark."""


def beside(text: str, span: Span) -> tuple[str, ...]:
    """Return the words before and after a passage that may limit it.

    Words of its sentence that only name the source, or that are another clause, joined by a conjunction, don't.
    """
    if text[span.end - 1] in ".!?…" and _SENTENCE_BEFORE.search(text, max(0, span.start - _NEAR), span.start):
        sentence, found = span, []  # whole sentences, which most passages are
    else:
        sentence = rest_of_sentence(text, span)
        found = _rest(text, span, sentence)
    if outer := _outer_words(text, span):
        found = [outer, *(words for words in found if outer not in words)]
    if verdict := _verdict(text, sentence.start):
        found.insert(0, verdict)
    following = next_sentence(text, sentence.end)
    if following is not None and states(text, following):
        words = text[slice(*following)]
        # Other passages are refused if the next sentence denies them.
        is_quoted = closes_quotation(text, span.end, following.start)
        if is_doubted_by_next(plain(words), plain(text[slice(*span)]) if is_quoted else None):
            found.append(words)
    return tuple(found)


def _rest(text: str, span: Span, sentence: Span) -> list[str]:
    """Return the rest of a passage's sentence, before and after it, where it may limit the passage."""
    before, after = text[sentence.start : span.start].strip(), text[span.end : sentence.end].strip()
    words_before, words_after = _WORDS.findall(before), _WORDS.findall(after)
    found = []
    if words_before and _may_limit(before, words_before[-1].lower()):
        found.append(before)
    is_asked = text[sentence.end : sentence.end + 1] == "?" and _QUOTES.isdisjoint(after)
    if words_after and (is_asked or _may_limit_before(after, words_after[0].lower())):
        found.append(after)
    return found


def _may_limit(before: str, last_word: str) -> bool:
    """Return True if words before a passage don't just name its source, and aren't a clause of their own."""
    if before.rstrip(f" {QUOTES}")[-1:] == ":":
        return is_doubtful(before) or quotes_another(before)
    if (before[-1] in _QUOTES and not _ELIDED.search(before)) or is_attributed(before):
        return names_fiction(before) or quotes_another(before) or _says_when(before)
    return last_word not in _JOINTS


def _says_when(before: str) -> bool:
    """Return True if words name a source only in a clause of time or purpose."""
    found = _WHEN.search(before)
    return found is not None and is_attributed(found.group())


def _may_limit_before(after: str, first_word: str) -> bool:
    """Return True if words after a passage don't just name its source, and aren't a clause of their own."""
    if after[0] in _QUOTES:
        return names_fiction(after) or is_unsaid(after)
    if names_fiction(after) or (first_word in _CONTRASTS and takes_back(after)):
        return True
    if first_word in _JOINTS and (has_condition(after) or _EVEN_THEN.match(after)):
        return True
    return first_word in ALTERNATIVES or (first_word not in _JOINTS and not is_attributed(after))


def _outer_words(text: str, span: Span) -> str:
    """Return the words of the outer quotation before a quotation within it, in which a passage is, or nothing."""
    opened = open_quotations(text, span.start + (text[span.start] in _QUOTES))
    return text[opened[-2] + 1 : opened[-1]].strip() if len(opened) > 1 else ""


def _verdict(text: str, start: int) -> str:
    """Return the first sentence of a paragraph if it only calls what follows false, such as «Вердикт – фейк.»."""
    first = max(0, start - _BEFORE)
    paragraph = text[first:start].rpartition("\n")[2]
    begins = first == 0 or "\n" in text[first:start]
    words = paragraph.strip()
    return words if begins and words and is_verdict(plain(words)) else ""
