"""A name to a key that people can read: lower-case ASCII letters, digits and hyphens.

Cyrillic is transliterated as in BGN/PCGN's romanization of Russian, without its marks; the letters of Kazakh and
Ukrainian go to the nearest Latin letter. A key only names a record: nothing is read back from it.
"""

import re
import unicodedata

_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіїєґғқңөұүһә", "abvgdeziyklmnoprstufyeiyeggknouuha", strict=True))
    | {"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | dict.fromkeys("ьъ'’ʼ`", "")
    | {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_OTHER = re.compile("[^a-z0-9]+")


def slug(text: str, longest: int = 60) -> str:
    """The key that a text suggests, cut between words; empty if it has no letter that we can write."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_LATIN)
    plain = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    key = _OTHER.sub("-", plain).strip("-")
    if len(key) > longest:
        key = key[: longest + 1].rpartition("-")[0] or key[:longest]
    return key
