"""The parts of a full-text search, which each database engine compiles to its conditions.

A word matches by the rules of the row's language, so each language with other forms of the words is a separate part.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kzclaims.language.inflection.words import Language
from kzclaims.language.search_query import Alternatives, SearchQuery, SearchTerm, expand, language_of, spell
from kzclaims.store.engine import Hit

Expansion = Callable[[SearchTerm, Language | None], Alternatives]


@dataclass(frozen=True)
class SearchPart:
    """The rows of some languages, and what their texts must contain and must not contain.

    Letters in a row are looked for in all texts of the languages that may be written without spaces.
    """

    required: tuple[Alternatives, ...]
    excluded: tuple[Alternatives, ...]
    letters: tuple[str, ...]
    excluded_letters: tuple[str, ...]
    langs: tuple[str, ...] | None = None
    """The tags of the languages; `None` for any."""


def parts_of(query: SearchQuery, tags: Iterable[str], expansion: Expansion) -> list[SearchPart]:
    """Return the parts of a search among rows with these languages. They have no rows in common."""
    langs: dict[SearchPart, list[str]] = defaultdict(list)
    tags = sorted(tags)
    for tag in tags:
        langs[_part(query, expansion, language_of(tag))].append(tag)
    return [part if len(some) == len(tags) else replace(part, langs=tuple(some)) for part, some in langs.items()]


def best_hits(limit: int, best_of: Callable[[Expansion], Iterable[tuple[float, int]]]) -> list[Hit]:
    """Return hits: exactly the query's forms first, then by rank and id; 0 is no limit.

    `best_of` returns the ranks and ids of the best rows for words in these forms.
    """
    hits: dict[int, Hit] = {}
    for expansion in (_spell, expand):
        if limit and len(hits) >= limit:
            break
        for rank, row_id in sorted(best_of(expansion)):
            hits.setdefault(row_id, Hit(row_id, expansion is _spell, rank))
    return list(hits.values())[: limit or None]


def _spell(term: SearchTerm, _: Language | None) -> Alternatives:
    return spell(term)


def _part(query: SearchQuery, expansion: Expansion, language: Language | None) -> SearchPart:
    sought = ("letters",) if language is None else ()
    required = [term for term in query.required if term.kind not in sought]
    excluded = [term for term in query.excluded if term.kind not in sought]
    return SearchPart(
        tuple(expansion(term, language) for term in required),
        # All forms are excluded, also from the rows with exactly the forms of the query.
        tuple(expand(term, language) for term in excluded),
        tuple(term.text for term in query.required if term.kind in sought),
        tuple(term.text for term in query.excluded if term.kind in sought),
    )
