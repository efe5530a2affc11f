"""Separate names from titles before them: "President of Russia Vladimir Putin".

One string doesn't show where a title ends and a name begins: "Prime Minister Dmitry Medvedev" and "Mohammed Sanusi
Barkindo" look alike. The other strings of a table decide: the name must occur alone somewhere, and the words before it
must be recognisable as a title. Anything else is not taken for a name, so that nobody's words are given to another.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

_CAPITALISED = re.compile(r"(?:[^\W\d_]['’])?[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[-‐‑]?)+")
_PARTICLES = frozenset(
    ("al", "bin", "ibn", "da", "de", "del", "della", "der", "den", "di", "dos", "du", "el", "la", "le", "ter", "ten",
     "van", "von", "zu", "аль", "бен", "бин", "ван", "да", "де", "дель", "ди", "дю", "ибн", "ла", "ле", "фон", "эль")
)  # fmt: skip
_LONGEST = 200
"""A longer string is not a name with a title."""

_BIND = frozenset(
    ("of", "to", "for", "by", "with", "from", "at", "in", "on", "and", "the", "a", "an", "de", "la", "des", "du")
)  # fmt: skip
"""Words after which a name is part of the title: "Aide to Vladimir Putin" is not Putin."""


def is_name(text: str) -> bool:
    """Tell whether a text looks like a person's name: two to four capitalised words, initials and particles."""
    words = text.split()
    if not 2 <= len(words) <= 4 or words[0].casefold() == words[0]:
        return False
    return _is_word(words[-1]) and all(
        _is_word(word) or _INITIALS.fullmatch(word) or word in _PARTICLES for word in words[:-1]
    )


def _is_word(word: str) -> bool:
    if not _CAPITALISED.fullmatch(word) or len(word) < 2:
        return False
    bare = word.removeprefix("al-").removeprefix("el-").removeprefix("аль-").removeprefix("эль-")
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
    answer: dict[str, str | None] = {}
    for text in strings:
        title, name = found.get(text, ("", text))
        if text in recorded:
            answer[text] = text
        elif title and (title not in titles_of[name] or _binds(title, titles_of[name], title_words)):
            answer[text] = None
        else:
            # "President Putin" may be a name and not a title with a family name.
            answer[text] = name if name in alone and title_words.isdisjoint(name.split()[:-1]) else None
    return answer


def _is_short(text: str) -> bool:
    """Tell whether a text looks like a name and is too short to contain a title."""
    if not is_name(text):
        return False
    *first, _ = text.split()
    return len(first) == 1 or all(_INITIALS.fullmatch(word) for word in first[1:])


def _shows(title: str) -> bool:
    """Tell whether a text contains something that titles have and names don't."""
    return any(
        not (_is_word(word) or _INITIALS.fullmatch(word) or word in _PARTICLES)
        for word in title.replace("’s", "").split()
    )


def _binds(title: str, titles: Collection[str], title_words: Collection[str]) -> bool:
    """Tell whether the name after a title is another's: "Aide to", "Spokesman for President"."""
    words = title.split()
    if words[-1].casefold() in _BIND or words[-1].endswith((",", "’s", "'s")):
        return True
    for number, word in enumerate(words[:-1]):
        rest = " ".join(words[number + 1 :]).removeprefix("the ")
        named = rest.split()[0] in title_words and any(f"{one} ".startswith(f"{rest} ") for one in titles)
        if word in _BIND and word != "and" and named:
            return True
    return False
