"""Detection of a table's encoding: certain, or refused with the possible readings."""

import re
from collections.abc import Iterator

from kzclaims.errors import InputError
from kzclaims.wording import shorten

CYRILLIC = ("cp1251", "koi8-r")
LATIN = ("cp1252", "cp1250", "cp1254")

_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WORD = re.compile(r"[^\W\d_]+")
_TYPOGRAPHY = re.compile(r"[\s«»“”„‘’‚‹›–—…·•№§©®°±€£¥™\xad]")


def detect_encoding(lines: bytes) -> str:
    """Return the encoding of some lines with letters outside ASCII.

    The answer is UTF-8 if most of these letters are UTF-8. Otherwise each encoding that reads the bytes as words of one
    script is a candidate. If all candidates read the lines alike, the first one is the answer. Raise `InputError` with
    the readings if they differ, or if there is none.
    """
    rest = _UTF8_LETTER.sub(b"", lines)
    if sum(byte >= 0x80 for byte in rest) <= len(_UTF8_LETTER.findall(lines)):
        return "utf-8"
    readings = dict(_readings(lines))
    if len(set(readings.values())) == 1:
        return next(iter(readings))
    shown = readings or {name: lines.decode(name, errors="replace") for name in (*CYRILLIC, *LATIN)}
    raise InputError(
        "the table is not in UTF-8, and its encoding is uncertain; choose the line that reads right with {encoding}, "
        "or save the table in UTF-8",
        parameters=("encoding",),
        hints=[f"{name}: {shorten(''.join(text.strip().splitlines()[:1]), 100)}" for name, text in shown.items()],
    )


def _readings(lines: bytes) -> Iterator[tuple[str, str]]:
    for names, plausible in ((CYRILLIC, _is_cyrillic), (LATIN, _is_latin)):
        for name in names:
            try:
                text = lines.decode(name)
            except UnicodeDecodeError:
                continue
            if plausible(text):
                yield name, text


def _words(text: str) -> list[str]:
    """Return the words with letters outside ASCII, or none if there are signs that no text has."""
    if any(ord(sign) >= 0x80 and not sign.isalpha() for sign in _TYPOGRAPHY.sub("", text)):
        return []
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _is_evenly_cased(word: str) -> bool:
    """Return True unless the case changes inside a word, as in words that were decoded by the wrong table."""
    return word.isupper() or len(word) == 1 or word[1:].islower()


def _is_cyrillic(text: str) -> bool:
    """Return True if no word mixes scripts or cases, and some begin with a capital.

    KOI8-R reads the small letters of cp1251 as capitals and the reverse, so that only words with both are certain.
    """
    words = _words(text)
    return any(word.istitle() and len(word) > 1 for word in words) and all(
        _is_evenly_cased(word) and all("Ѐ" <= letter <= "ӿ" for letter in word) for word in words
    )


def _is_latin(text: str) -> bool:
    """Return True if the words are Latin. Letters outside ASCII are never most of the letters of Latin words."""
    words = _words(text)
    foreign = sum(not letter.isascii() for word in words for letter in word)
    return 0 < foreign * 2 <= sum(map(len, words)) and all(map(_is_evenly_cased, words))
