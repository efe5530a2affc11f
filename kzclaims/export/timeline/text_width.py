"""How wide text is on a page whose fonts are the reader's: in the widest of the usual ones, DejaVu Sans, or wider."""

from unicodedata import category, east_asian_width, normalize

# In parts of the font's size: of DejaVu Sans 2.37 and Liberation Sans 2.1 the wider, as Chromium measures them.
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


def breadth(text: str, size: float) -> float:
    """How wide a line is at most, in a font of this size; of strange letters it is a guess."""
    return size * sum(_STRANGE if (width := _width(letter)) is None else width for letter in text)


def is_strange(text: str) -> bool:
    """Whether there are letters in a text whose width can only be guessed."""
    return any(_width(letter) is None for letter in text)


def shortened(text: str, room: float, size: float) -> str:
    """As much of a line as is so wide at most, with … for the rest."""
    if _fitting(text, room, size) == len(text):
        return text
    return text[: _fitting(text, room - breadth("…", size), size)].rstrip() + "…"


def wrapped(text: str, room: float, size: float) -> list[str]:
    """A text in lines so wide at most, between words where that can be."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if breadth(longer, size) <= room:
            lines[-1] = longer
            continue
        rest = word
        while (end := max(1, _fitting(rest, room, size))) < len(rest):
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return [line for line in lines if line]


def _fitting(text: str, room: float, size: float) -> int:
    """How many letters from the beginning of a line have room."""
    for number, letter in enumerate(text):
        room -= breadth(letter, size)
        if room < 0:
            return number
    return len(text)


def _width(letter: str) -> float | None:
    """How wide a letter is, in parts of the font's size; `None` for those whose width nobody knows."""
    base = letter if letter in _KNOWN else normalize("NFD", letter)[0]
    if base in _KNOWN:
        return _KNOWN[base]
    return 1.05 if category(letter) == "Lo" and east_asian_width(letter) in "FW" else None
