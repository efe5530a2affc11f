"""Separate names from titles before them: "President of Russia Vladimir Putin".

One string doesn't show where a title ends and a name begins: "Prime Minister Dmitry Medvedev" and "Mohammed Sanusi
Barkindo" look alike. The other strings of a table decide: the name must occur alone somewhere, and the words before it
must be recognisable as a title. Anything else is not taken for a name, so that no statement gets a wrong speaker.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from kzclaims.language.names.affixes import OF_FATHER, generation_at, title_length
from kzclaims.language.names.folding import fold
from kzclaims.language.names.nobody import is_nobody
from kzclaims.language.names.organizations import has_public_word, is_organization

_CAPITALISED = re.compile(r"(?:[^\W\d_]['’])?[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[-‐‑]?)+|[B-DF-HJ-NP-TV-Z]{2}")
"""J. D., J.D. and JD."""
_SHORT = re.compile(r"[^\W\d_]{2,3}\.")
"""An abbreviated second name: Th."""

_PARTICLES = frozenset(
    ("al", "bin", "bint", "ibn", "da", "das", "de", "del", "della", "der", "den", "di", "do", "dos", "du", "el", "la",
     "le", "ter", "ten", "van", "von", "wa", "y", "zu", "zum", "zur", "af", "av", "аль", "бен", "бин", "ван", "да",
     "де", "дель", "ден", "дер", "ди", "ду", "дю", "ибн", "ла", "ле", "фон", "эль", *OF_FATHER)
)  # fmt: skip
_MOST_WORDS = 4
_MOST_PARTICLES = 3
_GEORGIAN = re.compile("[ა-ჰ]{2,} [ა-ჰ]{2,}(?:შვილი|ძე|ავა|აია|უა)")
_UNSPACED = re.compile("[々一-鿿ぁ-ヺ가-힣]{2,6}")
"""A name in Han, kana or Hangul is one word."""

_LONGEST = 200
"""A longer string is not a name with a title."""

_BIND = frozenset(
    ("of", "to", "for", "by", "with", "from", "at", "in", "on", "and", "the", "a", "an", "de", "la", "des", "du")
)  # fmt: skip
"""Words after which a name is part of the title: "Aide to Vladimir Putin" is not Putin."""


def is_name(text: str) -> bool:
    """Return True if a text looks like a person's name: two to four capitalised words and initials, and particles.

    A generation may follow. Names of organizations are refused, and texts such as "Viral Image".
    """
    words = _without_generation(text)
    whole = [word for word in words if word not in _PARTICLES]
    if (
        not 2 <= len(whole) <= _MOST_WORDS
        or len(words) > len(whole) + _MOST_PARTICLES
        or words[0] in _PARTICLES
        or words[0][:1] != words[0][:1].title()
        or _is_no_person(text)
    ):
        return False
    if all(title_length([fold(word).rstrip(".,") for word in words])):
        return False
    if _GEORGIAN.fullmatch(text):
        return True
    has_end = words[-1] is whole[-1] or (len(whole) > 2 and words[-1] in OF_FATHER)
    return (
        has_end
        and _is_word(whole[-1])
        and all(
            _is_word(word) or _INITIALS.fullmatch(word) or (place and _SHORT.fullmatch(word))
            for place, word in enumerate(whole[:-1])
        )
    )


def _is_no_person(text: str) -> bool:
    return is_organization(text) or has_public_word(text) or is_nobody(text)


def is_mononym(text: str) -> bool:
    """Return True if a text may be the whole name of a person who is known by one word."""
    if " " in text or is_organization(text) or title_length([fold(text), ""])[0]:
        return False
    return _is_word(text) or bool(_UNSPACED.fullmatch(text))


def _without_generation(text: str) -> list[str]:
    words = text.replace(",", " ").split() if text.count(",") == 1 else text.split()
    folded = [fold(word) for word in words]
    places = [
        place
        for place in range(2, len(words))
        if (found := generation_at(folded, place)) and place + found[1] == len(words)
    ]
    return words[: places[0]] if places else text.split()


def title_and_word(text: str) -> tuple[str, str] | None:
    """Return the title and the name of a text like "President Obama", whose name is one word."""
    words = text.split()
    length, _ = title_length([fold(word).rstrip(".,") for word in words])
    title = " ".join(words[:length])
    # "M." is Monsieur as often as an initial.
    return (title, words[-1]) if len(title.rstrip(".")) > 1 and length == len(words) - 1 else None


def without_title(text: str) -> str | None:
    """Return the full name after a known title, or None if there is no title, or no full name after it."""
    words = text.split()
    length, _ = title_length([fold(word).rstrip(".,") for word in words])
    name = " ".join(words[length:])
    return name if length and is_name(name) and not _IS_ALSO_GIVEN.match(text) else None


_IS_ALSO_GIVEN = re.compile(
    "(?:prince|king|queen|judge|justice|major|duke|count|baron|sultan|emir|imam|sheikh|pope|don|dom|dame|pan|bay|rey|roi"
    "|regina|reina|papa|sen|amb|maire|nazir|аким|хан|султан|эмир|имам|пан|папа) ",
    re.IGNORECASE,
)


_ARTICLE = re.compile("(?:[ae]l|a[rstdnz]|ash|[аэ]ль|а[рстднз]|аш)-(?=[^-])|[dlдл]['’](?=[^'’])")
"""Before a family name, in lower case: al-Amin, d'Arc."""


def _is_word(word: str) -> bool:
    if not _CAPITALISED.fullmatch(word) or len(word) < 2:
        return False
    bare = _ARTICLE.sub("", word)
    return bare[:1].isupper() and (len(bare) < 2 or not bare.isupper())


def endings(text: str) -> Iterator[str]:
    """Yield every ending of a text that looks like a name, the shortest first, but not the whole text."""
    words = text.split()
    if len(text) <= _LONGEST:
        for length in range(2, min(5, len(words))):
            ending = " ".join(words[-length:])
            if is_name(ending):
                yield ending


def split(printed: Iterable[str], recorded: Collection[str] = ()) -> dict[str, str | None]:
    """Return the name in each string printed as a speaker, or None if it is not certain.

    `recorded` are known names. A name is certain if it is printed alone, as two words or initials and a word, or if it
    ends a string, is printed alone elsewhere, and follows a title. A title is recognised by what names don't contain
    (words in lower case, digits, punctuation, abbreviations), by a word with which such titles begin or end, or by
    preceding several names.
    """
    strings = list(dict.fromkeys(printed))
    alone = {text for text in strings if _is_short(text)} | set(recorded)
    found: dict[str, tuple[str, str]] = {}
    names_of: dict[str, set[str]] = defaultdict(set)
    for text in strings:
        if text in recorded:
            continue
        for name in endings(text):
            if name in alone:
                title = " ".join(text.split()[: -len(name.split())])
                found[text] = title, name
                names_of[title].add(name)
                break
    first_words = Counter(words[0] for text in alone if (words := text.split()))
    shown = {title: names for title, names in names_of.items() if _shows(title)}
    ends = Counter(
        word for title, names in shown.items() for word in {title.split()[0], title.split()[-1]} for _ in names
    )
    title_words = {word for word, count in ends.items() if count > first_words[word]}
    titles_of: dict[str, set[str]] = defaultdict(set)
    for title, names in names_of.items():
        words = title.split()
        recurs = len(names) > 1 and first_words.keys().isdisjoint(words)
        if title in shown or recurs or not title_words.isdisjoint((words[0], words[-1])):
            for name in names:
                titles_of[name].add(title)
    result: dict[str, str | None] = {}
    for text in strings:
        title, name = found.get(text, ("", text))
        if text in recorded:
            result[text] = text
        elif not title and (bare := without_title(text)):
            result[text] = bare
        elif title and (title not in titles_of[name] or _binds(title, titles_of[name], title_words)):
            result[text] = None
        else:
            # "President Putin" may be a name and not a title with a family name.
            result[text] = name if name in alone and title_words.isdisjoint(name.split()[:-1]) else None
    return result


def _is_short(text: str) -> bool:
    """Return True if a text looks like a name and is too short to contain a title."""
    if not is_name(text):
        return False
    *first, _ = _without_generation(text)
    return len(first) == 1 or all(_INITIALS.fullmatch(word) for word in first[1:])


def _shows(title: str) -> bool:
    """Return True if a text contains something that titles have and names don't."""
    return any(
        not (_is_word(word) or _INITIALS.fullmatch(word) or word in _PARTICLES)
        for word in title.replace("’s", "").split()
    )


def _binds(title: str, titles: Collection[str], title_words: Collection[str]) -> bool:
    """Return True if the name after a title is another's: "Aide to", "Spokesman for President"."""
    words = title.split()
    if words[-1].casefold() in _BIND or words[-1].endswith((",", "’s", "'s")):
        return True
    for number, word in enumerate(words[:-1]):
        rest = " ".join(words[number + 1 :]).removeprefix("the ")
        named = rest.split()[0] in title_words and any(f"{one} ".startswith(f"{rest} ") for one in titles)
        if word in _BIND and word != "and" and named:
            return True
    return False
