"""Turn a name into a readable key of lower-case ASCII letters, digits and hyphens.

Cyrillic is transliterated by BGN/PCGN's romanization of Russian, without its marks. The letters of Kazakh and
Ukrainian become the nearest Latin letters. A key only identifies a record; it is never read back.
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
_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")


def slug(text: str, longest: int = 60) -> str:
    """Return the key that a text suggests, cut between words, empty without a letter that has a Latin spelling."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_LATIN)
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    key = _OTHER.sub("-", plain).strip("-")
    if len(key) > longest:
        key = key[: longest + 1].rpartition("-")[0] or key[:longest]
    return key


def may_be_name(key: str) -> bool:
    """Return True if a key may be made from a name: two or more words of lower-case letters, such as "ada-brook"."""
    return _NAME.fullmatch(key) is not None
