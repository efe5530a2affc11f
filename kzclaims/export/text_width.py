"""The width of text in the reader's fonts: at most that in DejaVu Sans, the widest of the usual ones."""

from math import fsum
from unicodedata import category, east_asian_width, normalize

# In units of the font size: the wider of DejaVu Sans 2.37 and Liberation Sans 2.1, as measured in Chromium.
_WIDTHS = {
    0.3: "IijlІЇіїј",
    0.35: " ,./:;\\|·‘’",
    0.4: "()-[]ft",
    0.45: "!r",
    0.5: "\"'*J`°Ј",
    0.55: "cszгзсэѓєѕ“”„",
    0.6: "?L_kvxyвтухчьўғүұ–",
    0.65: "$0123456789FTabdeghnopqu{}«»ЃЎГЗТУабеийклоряѐёђќѝқҮҰһәө€",
    0.7: "ABEKPSVXYZЀЁЅАБВЕРХЧЬднпцћџҒңҺєґҐЄЭ",
    0.75: "CNRUЌЍИЙКСЯъҚ",
    0.8: "&DGHOQЏДЛНОПЦмыҢӘӨ",
    0.85: "#+<=>^w~Ъю",
    0.9: "MЂЋМФЫфњ",
    0.95: "жшщљ",
    1: "%Wm—…",
    1.1: "@ЊЉЖШЩЮ№",
}
_KNOWN = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_STRANGE = 1.4


def text_width(text: str, size: float) -> float:
    """Return the greatest width of a line in a font of this size; unknown letters are estimated."""
    # The same with every version of Python, which `sum` is not.
    return size * fsum(_STRANGE if (width := _width(letter)) is None else width for letter in text)


def has_unknown_width(text: str) -> bool:
    """Return True if a text contains letters whose width can only be estimated."""
    return any(_width(letter) is None for letter in text)


def shorten(text: str, room: float, size: float) -> str:
    """Return a line cut to a width, with … at the end."""
    if _fitting(text, room, size) == len(text):
        return text
    return text[: _fitting(text, room - text_width("…", size), size)].rstrip() + "…"


def wrap(text: str, room: float, size: float) -> list[str]:
    """Return a text in lines of at most this width, wrapped between words if possible."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, size) <= room:
            lines[-1] = longer
            continue
        rest = word
        while (end := max(1, _fitting(rest, room, size))) < len(rest):
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return [line for line in lines if line]


def _fitting(text: str, room: float, size: float) -> int:
    """Return the number of letters from the beginning of a line that fit."""
    for number, letter in enumerate(text):
        room -= text_width(letter, size)
        if room < 0:
            return number
    return len(text)


def _width(letter: str) -> float | None:
    """Return the width of a letter in units of the font size, or None if it is unknown."""
    base = letter if letter in _KNOWN else normalize("NFD", letter)[0]
    if base in _KNOWN:
        return _KNOWN[base]
    return 1.05 if category(letter) == "Lo" and east_asian_width(letter) in "FW" else None
