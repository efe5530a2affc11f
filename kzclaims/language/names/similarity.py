"""Compare names by edit distance, for suggestions only."""

import re
import unicodedata
from collections.abc import Iterable

from kzclaims.language.names.parse import LONGEST
from kzclaims.language.names.transliterate import fold

_TO_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіїєғқңөұүһә", "abvgdeziiklmnoprstufhieiiegknouuha", strict=True))
    | {"ж": "j", "ц": "c", "ч": "c", "ш": "s", "щ": "s", "ь": "", "ъ": "", "ю": "iu", "я": "ia", "y": "i", "w": "v"}
    | {"q": "k", "'": "", "-": " ", "š": "s", "ş": "s", "ž": "j", "č": "c", "ç": "c", ".": " "}
)
_DIGRAPHS = re.compile("shch|tsch|dzh|sch|zh|kh|ts|ch|sh|dj|ou|ck|(?<=[aeiou])i(?=e)|(.)(?=\\1)")
_DIGRAPH_SOUNDS = {
    "shch": "s", "tsch": "c", "dzh": "j", "sch": "s", "zh": "j", "kh": "h", "ts": "c", "ch": "c", "sh": "s",
    "dj": "j", "ou": "u", "ck": "k",
}  # fmt: skip
_LEAST_SIMILARITY = 0.6


def rough_sound(name: str) -> str:
    """Return a name in plain Latin letters, roughly as it sounds: quick, and exact enough to measure a distance."""
    text = unicodedata.normalize("NFD", fold(name[:LONGEST]).translate(_TO_LATIN))
    text = "".join(letter for letter in text if letter == " " or letter.isalnum())
    return _DIGRAPHS.sub(lambda found: _DIGRAPH_SOUNDS.get(found[0], ""), text)


def nearest(name: str, recorded: Iterable[str], limit: int = 5) -> list[str]:
    """Return the recorded names nearest to a name by edit distance, at most `limit`, the nearest first.

    Each word of the name is compared with the nearest word of a recorded one, in any order and script. Two letters that
    changed places count as one edit. The cost grows with the number of names.
    """
    from rapidfuzz.distance import OSA

    words = rough_sound(name).split()
    if not words:
        return []
    found: list[tuple[float, str]] = []
    for text in dict.fromkeys(recorded):
        parts = rough_sound(text).split()
        if parts:
            similarity = sum(max(OSA.normalized_similarity(word, part) for part in parts) for word in words)
            if similarity >= _LEAST_SIMILARITY * len(words):
                found.append((-similarity, text))
    return [text for _, text in sorted(found)[: max(limit, 0)]]
