"""Read words of other scripts in a common alphabet.

A *reading* is a word in a small Cyrillic alphabet that all spellings of a name share: without signs, with и for й, иа
and иу for я and ю, and е for ие, ё and all э but the first letter, because the schemes of transliteration differ in
these; џ is дж. A Cyrillic word has one reading (or a few, if Ukrainian и may be ы), a Latin word as many as its letters
are ambiguous.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from kzclaims.language.names.east_asian import russian_readings
from kzclaims.language.names.folding import is_cyrillic, is_latin

MOST_READINGS = 48
"""The least likely readings beyond this number are dropped."""

# Kazakh, Kyrgyz, Ukrainian and other letters in Russian print, and the signs that Russian readers omit.
_TO_RUSSIAN = str.maketrans(
    {"ё": "е", "э": "е", "є": "е", "ґ": "г", "ї": "и", "і": "и", "ә": "а", "ғ": "г", "қ": "к", "ң": "н"}
    | {"ө": "о", "ұ": "у", "ү": "у", "һ": "х", "ў": "у", "ј": "и", "ѕ": "с", "'": "", "-": ""}
    | {"ҷ": "џ", "ҹ": "џ", "ҳ": "х", "ӣ": "и", "ӯ": "у", "ҝ": "г", "љ": "л", "њ": "н", "ћ": "ч", "ђ": "ж"}
)
_TO_READING = str.maketrans({"ь": "", "ъ": "", "я": "иа", "ю": "иу", "й": "и"})

# Each Latin spelling with its Cyrillic letters, the likelier first. Letters after "?" prove nothing.
# Schemes: BGN/PCGN 1947, GOST R 52535.1, ICAO 9303, ISO 9:1995 and scholarly (š, č, c, j), Kazakh Latin of
# 2018 to 2021, Turkish, Polish, and the press of English, French (ou, tch, dj, gu), German (sch, tsch, w)
# and Dutch (oe, sj).
_LATIN = {
    "shch": "щ", "šč": "щ", "schtsch": "щ", "chtch": "щ", "chtchi": "щи", "szcz": "щ", "ŝ": "щ",
    "sjtsj": "щ", "tsch": "ч ?тж", "tch": "ч", "cz": "ч ц", "tc": "ц", "shh": "щ", "č": "ч", "ć": "ч",
    "tsj": "ч", "ch": "ч ш х ?к", "sch": "ш ж ?щ ?сх", "sh": "ш ?сх", "š": "ш", "ş": "ш", "sz": "ш",
    "ś": "ш", "sj": "ш си ?зи", "zh": "ж", "ž": "ж", "ż": "ж", "zj": "ж зи", "ź": "з", "dzh": "џ", "dž": "џ",
    "dj": "џ ж ди", "dsch": "џ", "ǆ": "џ", "kh": "х", "gh": "г", "ğ": "г", "ǧ": "г", "ġ": "г", "gu": "гу г",
    "q": "к г", "ck": "к цк", "qu": "к ку", "ts": "ц", "tz": "ц", "c": "к ц џ ж", "ce": "се це џе же че ке",
    "ci": "си ци џи жи чи ки ?ч", "cy": "си ци жи жы ки", "ç": "ч с", "x": "кс х", "w": "в", "ph": "ф", "ß": "сс",
    "ss": "с сс", "j": "ж и џ", "h": "х ?г", "ł": "л", "ń": "н", "ñ": "н", "ŋ": "н", "b": "б", "d": "д",
    "f": "ф", "g": "г", "k": "к", "l": "л", "m": "м", "n": "н", "p": "п", "r": "р", "s": "с ?з", "t": "т",
    "v": "в", "z": "з ?ц", "a": "а", "ä": "а е", "â": "иа а ы", "ə": "а е", "e": "е", "ë": "е ио", "i": "и",
    "ı": "ы и", "o": "о", "ö": "о ?у", "u": "у", "ü": "у иу ?и", "û": "иу у", "ū": "у", "ȣ": "у оу",
    "oe": "у ое", "io": "ио е", "yo": "ио е", "jo": "жо џо ио е", "oo": "оо ?у", "ee": "ее ?и", "y": "ы и",
    "sht": "шт щ", "ț": "ц", "ţ": "ц", "ș": "ш", "ă": "а ?ы", "î": "ы и", "õ": "ы о", "ge": "ге ?же", "gi": "ги ?жи",
    "ay": "аи", "ey": "еи", "oy": "ои", "uy": "уи",
}  # fmt: skip
# y is a glide before a vowel.
_LATIN |= {"y" + vowel: _LATIN[vowel].replace("ио", "о") for vowel in "aeu"}
_LATIN |= {"ya": "иа", "ye": "е ие", "yu": "иу", "yȣ": "иу", "ie": "е ие", "ije": "ие", "iȣ": "иу"}
# German spellings, recognised by w, sch or j.
_GERMAN = {"s": "с з", "sj": "си зи ш", "z": "з ц", "ch": "х ч ш"}
_SLAVIC = {"y": "ы", "c": "ц џ ж", "ch": "ч", "ss": "сс", "h": "х г"}
# Russian surnames, in which y is ы and Ukrainian ones, in which it is и: "Lysov" is Лысов, and may be Лисов.
_RUSSIAN = {"y": "ы ?и"}
_ENDS_OF_RUSSIAN = re.compile("(?<=[^aeiouy])y[^aeiouy].{0,40}(?:[oe]va?|[iy]na?)$")
# Ukrainian spellings.
_UKRAINIAN = {"h": "г х", "y": "и ы"}

_MARKS_OF_GERMAN = re.compile(r"w|sch|^je|j$")
_MARKS_OF_UKRAINIAN = re.compile(r"enko$|(?:[cs]h|i)uk$|yi$|[^aeou]iy$|^ser|^ole|^h[rnl]|^mykha|^volod|yn$")
_LONGEST = max(map(len, _LATIN))
_LATVIAN = re.compile("(?:...[^aeiouls]|..[lr])s$")
"""Nils Ušakovs may be Нил Ушаков."""
_SHORT_IA = re.compile("i[au].{0,2}")
"""Ian is also a Scottish name, not only Ян."""

# Endings of Latin words that differ from the sounds: the French silent e, -off for -ов, endings of adjectives.
_ENDS = [(re.compile(pattern), end) for pattern, end in [
    (r"(?<=[iy]n)e$", ""), (r"(?<=[oe])ff$", "v"), (r"(?<=[oe])w$", "v"),
    (r"(?<=[sc]k)(?:y[ijy]?|i[yij]?|iï)$", "i"),
]]  # fmt: skip
# Further Russian spellings of Kazakh vowels: Қонаев is Кунаев, Көлгінов Кульгинов, Нұртілеу Нуртлеу.
_KAZAKH = {"ө": "оу", "о": "оу", "ы": "ыуи", "і": "иы", "ұ": "уо", "ү": "уи", "ә": "ае", "е": "еи"}
_KAZAKH_LATIN = str.maketrans("aäbvgğdejziklmnñoöprstuūühşyıeq", "аәбвгғдежзиклмнңоөпрстуұүхшыіеқ")
_KAZAKH_LATIN_LETTERS = frozenset("äğñöūüı")
_DOUBLED = re.compile(r"(.)\1+")
_YO = re.compile("(?<=[жчшщ])о")
"""Gorbachov is Горбачёв."""
_UKRAINIAN_LETTERS = frozenset("іїєґ'")
_KAZAKH_LETTERS = frozenset("әғқңөұүһ")
_BELARUSIAN_LETTERS = re.compile("ў|^[^и]*і[^и]*$")
_NOT_RUSSIAN = re.compile("[^а-яё -]|[сц]ьк|ць|[бвгджзклмнпрстфх]йо")
_TURKIC_SURNAME = re.compile("^(?:дж|џ)(?=.{3,}[ое]ва?$)")
_BULGARIAN_VOWEL = "(?<![аеиоуыэюя])ъ(?![еюяёи])"
# Letters of alphabets that are read one by one, after pairs of letters.
_GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "абгдевзтиклмнопжрступкгкшчцзцчхџх", strict=True))
_ARMENIAN = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", "абгдезеытжилхцкхзгчминшочпџрсвтрцупкоф", strict=True))
_GREEK = dict(zip("αβγδεζηθικλμνοπρστυφχω", "авгдезитиклмнопрстифхо", strict=True))
_BY_LETTER = str.maketrans(_GEORGIAN | _ARMENIAN | _GREEK | {"ξ": "кс", "ψ": "пс", "և": "ев"})
_PAIRS = (
    ("ու", "у"), ("ძ", "дз"), ("ձ", "дз"), ("^ո(?!վ)", "во"), ("ου", "у"), ("αι", "е"), ("[εο]ι", "и"),
    ("αυ", "ав"), ("ευ", "ев"),
    ("^μπ", "б"), ("^ντ", "д"), ("^γκ", "г"), ("τσ", "ц"),
)  # fmt: skip
_OTHER_LETTERS = (("α", "ω"), ("ա", "և"), ("ა", "ჰ"))


class Readings(NamedTuple):
    """Readings of a word: those that prove a name, and all, including those that only suggest one."""

    proofs: frozenset[str]
    hints: frozenset[str]


def is_russian(word: str) -> bool:
    """Return True if a folded Cyrillic word may be Russian by its letters."""
    return not _NOT_RUSSIAN.search(word)


def exact_cyrillic(word: str) -> str:
    """Return a Russian word to compare with Russian words: only Джапаров is Жапаров, the same Turkic name."""
    return _TURKIC_SURNAME.sub("ж", word)


@lru_cache(maxsize=8192)
def plain_cyrillic(word: str) -> frozenset[str]:
    """Return a folded Cyrillic word in Russian letters, several times if letters of other languages are ambiguous."""
    text = word.replace("дж", "џ").replace("ськ", "ск").replace("цьк", "цк")
    text = re.sub("[йь]о", "е", text)
    found = {_russian(text, "ий")}
    if "и" in word and _KAZAKH_LETTERS.isdisjoint(word) and not _UKRAINIAN_LETTERS.isdisjoint(word):
        # Only the printed и may be ы, not that of і.
        found.add(_russian(text.replace("и", "ы"), "ій"))
    if _BELARUSIAN_LETTERS.search(word):
        soft = re.sub("дз(?=[іьея])", "д", re.sub("ц(?=[іьея])", "т", text)).replace("ў", "в")
        found |= {_russian(soft, "ий"), _russian(text.replace("ў", "в"), "ий")}
    if word[:1] in {"ө", "ә"}:
        found |= {{"ө": "у", "ә": "е"}[word[0]] + plain[1:] for plain in found}
    return frozenset(found)


def _russian(text: str, ending: str) -> str:
    text = re.sub("ь(?![ежиоуюяэє])", "", re.sub("[иы]й$", ending, text)).translate(_TO_RUSSIAN)
    return re.sub("[иы]й$", "ий", text)


def _normal(text: str) -> str:
    """Unify what the schemes of transliteration spell differently: ие and е, ий and ый and и."""
    text = _TURKIC_SURNAME.sub("ж", text.replace("дж", "џ").replace("ие", "е"))
    return re.sub("[иы]и$", "и", re.sub("(?<!и)ии+(?=[аеоуы]|$)", "и", text))


def _open(found: Iterable[str], *, is_open: bool) -> Iterator[str]:
    """Yield readings with е or э at the beginning, which only Cyrillic words distinguish."""
    for reading in found:
        yield reading
        if is_open and reading.startswith("е"):
            yield f"э{reading[1:]}"


@lru_cache(maxsize=16384)
def readings(word: str) -> Readings:
    """Return the readings of a folded word. A word of a script without a table has no proofs, and hints at itself."""
    if is_cyrillic(word):
        found = frozenset(
            _normal(vowel.translate(_TO_READING)) for plain in plain_cyrillic(word) for vowel in _bulgarian(plain)
        )
        if word.startswith("э"):
            found = frozenset(f"э{reading[1:]}" for reading in found)
        return Readings(found, found | (frozenset() if _KAZAKH_LETTERS.isdisjoint(word) else _kazakh_hints(word)))
    if is_latin(word):
        return _latin_readings(word)
    if not any(low <= word[:1] <= high for low, high in _OTHER_LETTERS):
        return Readings(frozenset(), frozenset({word}))
    text = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    for pattern, letters in _PAIRS:
        text = re.sub(pattern, letters, text)
    found = frozenset(_open([_normal(text.translate(_BY_LETTER))], is_open=True))
    return Readings(found, found)


def _bulgarian(plain: str) -> set[str]:
    """Return a word with the spellings that other languages have for Bulgarian ъ and щ."""
    if "ъ" not in plain or not re.search(_BULGARIAN_VOWEL, plain):
        return {plain, plain.replace("щ", "шт")}
    vowels = {re.sub(_BULGARIAN_VOWEL, vowel, plain) for vowel in "аы"}
    return vowels | {text.replace("щ", "шт") for text in vowels}


def _latin_readings(word: str) -> Readings:
    table = _LATIN | _RUSSIAN if _ENDS_OF_RUSSIAN.search(word) else _LATIN
    if _MARKS_OF_GERMAN.search(word):
        table = _LATIN | _GERMAN
    elif _MARKS_OF_UKRAINIAN.search(word):
        table = _LATIN | _UKRAINIAN
    proofs, hints = _read_latin(word, table)
    certain = frozenset(_normal(text) for proof in proofs for text in (proof, _YO.sub("е", proof)))
    kazakh = () if _KAZAKH_LATIN_LETTERS.isdisjoint(word) else _kazakh_hints(word.translate(_KAZAKH_LATIN))
    certain = frozenset(_open(certain, is_open=_letters(word).startswith("e")))
    everything = certain.union(map(_normal, (*hints, *russian_readings(word))), kazakh)
    if _LATVIAN.search(word):
        everything |= {text.removesuffix("с") for text in certain}
    return Readings(frozenset() if _SHORT_IA.fullmatch(word) else certain, everything)


@lru_cache(maxsize=4096)
def slavic_readings(word: str) -> frozenset[str]:
    """Return the readings by which two Latin spellings of a Slavic name are compared with each other.

    They are fewer than those for another script, where "ch" may be х and "c" may be к.
    """
    return frozenset(map(_normal, _read_latin(word, _LATIN | _SLAVIC)[0]))


def _read_latin(word: str, table: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the likely Cyrillic readings of a Latin word, and those that are only hints."""
    text = "".join(letter for letter in _letters(word) if letter not in "'-ʹʺʼ")
    for pattern, end in _ENDS:
        text = pattern.sub(end, text)
    text = text.replace("ou", "ȣ")
    proofs, hints = [""], list[str]()
    place = 0
    while place < len(text):
        length = next((n for n in range(_LONGEST, 0, -1) if text[place : place + n] in table), 1)
        sure, maybe = _alternatives(table.get(text[place : place + length], text[place]))
        place += length
        hints = [
            *(start + letters for start in hints for letters in sure),
            *(start + letters for start in proofs for letters in maybe),
        ][:MOST_READINGS]
        proofs = [start + letters for start in proofs for letters in sure][:MOST_READINGS]
    return proofs, hints


def _kazakh_hints(word: str) -> frozenset[str]:
    choices = [
        [letter] if place == len(word) - 2 else list(_KAZAKH.get(letter, letter)) for place, letter in enumerate(word)
    ]
    for place in range(1, len(word) - 1):
        if word[place : place + 2] == "іл":
            choices[place].append("")
    found = ("".join(letters) for letters in islice(product(*choices), MOST_READINGS))
    return frozenset(_normal(hint.translate(_TO_RUSSIAN).translate(_TO_READING)) for hint in found)


@lru_cache(maxsize=256)
def _alternatives(letters: str) -> tuple[list[str], list[str]]:
    parts = letters.split() or [letters]
    return [part for part in parts if part[0] != "?"], [part[1:] for part in parts if part[0] == "?"]


def _letters(word: str) -> str:
    """Return a word without the marks of letters that the table doesn't have: ė becomes e, č stays."""
    known = (letter if letter in _LATIN else unicodedata.normalize("NFD", letter)[0] for letter in word)
    return "".join(letter for letter in known if not unicodedata.combining(letter))


_COARSE = str.maketrans({"ы": "и", "э": "е", "џ": "ж"})


@lru_cache(maxsize=32768)
def coarse(reading: str) -> str:
    """Return a reading for look-up keys, which find more names than match: no doubled letter, и for ы, е for э."""
    return _DOUBLED.sub(r"\1", reading.translate(_COARSE))


@lru_cache(maxsize=32768)
def consonants(reading: str) -> str:
    return re.sub("[аеиоуы]", "", coarse(reading))
