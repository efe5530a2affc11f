"""Check the boundaries of a passage: they must not split a word or number."""

import re

from kzclaims.language.quotes.normalise import (
    DASHES,
    INVISIBLE,
    LETTERS,
    MARKS,
    NOTE,
    QUOTES,
    SOFT_HYPHEN,
    SPACES,
    Span,
)

LETTER = re.compile(rf"{LETTERS}|[{MARKS}]")
WORD_START = re.compile(rf"(?<!{LETTERS}){LETTERS}")

_AROUND = 96
_BLANK = frozenset(SPACES + SOFT_HYPHEN + INVISIBLE)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}]+")
_JOIN = "'’ʼ\u2010\u2011-"
_WORD_BEFORE = re.compile(rf"(?:{LETTERS}|[{MARKS}])[{_JOIN}]?\Z")
_WORD_AFTER = re.compile(rf"[{_JOIN}]?(?:{LETTERS}|[{MARKS}])")
_NUMBER_BEFORE = re.compile(rf"(?:[{DASHES}]|\d[.,:/]|(?<!\w)(?:минус|мінус|minus)\s+)\Z", re.IGNORECASE)
_NUMBER_AFTER = re.compile(
    rf"[{DASHES}.,:/]\d|\s?[%‰°]|\s?[$€£¥₽₸₴]|\s+(?:тыс|тис|млн|млрд|трлн|милли|мільй|мільярд|трилл|трильй|hundred|thousand"
    r"|million|billion|trillion|tausend|milliard|mille(?!\w)|bn(?!\w)|mn(?!\w)|мың"
    # currencies and shares
    r"|процент|відсот|пайыз|percent|per cent|prozent|pour cent|евро(?!\w)|євро(?!\w)|тенге|теңге|рубл|гривен|гривн|доллар|долар"
    r"|dollar|euro|pound|cent(?!r)|пункт"
    # measures
    r"|(?:[кмсд]?м|[км]?г|т|га|л|квт|мвт|ч|мин|км/ч|[kcmd]?m|[km]?g|t|ha|l|[kmg]w|h|min|kmh|mph|ft|lb|°c)[²³]?(?![\w-])"
    r"|(?:кило|санти|милли|мілі|деци)?(?:метр|грамм?|литр|літр|ват)|тонн|гектар|градус|миль(?!\w)|баррел|барел"
    r"|(?:k|c|z|m)?(?:ilo|enti|illi)?(?:met[er]{2}|mètre|gram)|tonn?e|hectare|hektar|mile(?!\w)|miles|degree|grad(?!\w)|degré|barrel|acre"
    # times
    r"|секунд|минут|хвилин|час(?:а|ов)?(?!\w)|годин|сағат|дн(?:я|ей|и|ів)(?!\w)|день(?!\w)|күн|недел|тижн|апта|месяц|місяц|год(?:а|ов|у|ы)?(?!\w)"
    r"|лет(?!\w)|рок(?:и|ів|у|ах)(?!\w)|жыл|раз(?:а|у)?(?!\w)|рази|есе(?!\w)|second|minut|hour|day(?!\w)|days|week|month|year|times(?!\w)"
    r"|sekund|stunde|uhr(?!\w)|tag(?:e|en)?(?!\w)|woche|monat|jahr|heure|jours?(?!\w)|semaine|mois(?!\w)|ans?(?!\w)|années?(?!\w)|fois(?!\w)"
    r"|[ap]\.?m\.?(?!\w)"
    # days of months
    r"|(?:янв|фев|апр|июн|июл|авг|сен|окт|ноя|дек)|марта(?!\w)|мая(?!\w)|січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)(?!\w)"
    r"|(?:januar|februar|märz|mai|juni|juli|oktober|dezember)(?!\w)|janvier|février|mars(?!\w)|avril|juin|juillet|août|septembre|octobre"
    r"|novembre|décembre|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан(?!\w)|қараша|желтоқсан"
    # people
    r"|человек|людей|осіб|адам|people|persons|menschen|personnes)",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\([^\W\d_]{1,5}\)\Z")  # «(не)законные»
# Groups of three digits: «12 000».
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}\s\Z")
_GROUP_AFTER = re.compile(r"\s\d{3}(?!\d)")
_GROUP_FIRST = re.compile(r"\d{3}(?!\d)")
_GROUP_LAST = re.compile(r"(?<!\d)\d{1,3}\Z")

_CHUNK_BEFORE = re.compile(r"\S+\s*\Z")
_CHUNK_AFTER = re.compile(r"\s*\S+")


def whole_words(text: str, span: Span) -> Span:
    """Return a span extended by the rest of the words and numbers that its boundaries split, or the span itself."""
    start, end = span
    while start < end - 1 and text[start] in _BLANK:
        start += 1
    while start < end - 1 and text[end - 1] in _BLANK:
        end -= 1
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if _splits_start(_UNSEEN.sub("", before), text, start):
        found = _CHUNK_BEFORE.search(before)
        start -= len(found.group()) if found else 0
    if _splits_end(_UNSEEN.sub("", after), text, end):
        found = _CHUNK_AFTER.match(after)
        end += found.end() if found else 0
    return Span(min(start, span.start), max(end, span.end))


def _splits_start(before: str, text: str, start: int) -> bool:
    first = text[start]
    if not before or first in QUOTES or not LETTER.match(first):
        return False
    if first.isdecimal() and (
        _NUMBER_BEFORE.search(before) or (_GROUP_FIRST.match(text, start) and _GROUP_BEFORE.search(before))
    ):
        return True
    return (_WORD_BEFORE.search(before) or _PREFIX.search(before)) is not None


def _splits_end(after: str, text: str, end: int) -> bool:
    last = text[end - 1]
    if not after or last in QUOTES or not LETTER.match(last) or NOTE.match(text, end):
        return False
    if last.isdecimal() and (
        _NUMBER_AFTER.match(after) or (_GROUP_AFTER.match(after) and _GROUP_LAST.search(text[max(0, end - 4) : end]))
    ):
        return True
    return _WORD_AFTER.match(after) is not None
