"""Recognise words that somebody reports of another: «По словам водителя, министр сказал: «…»».

The quoted words are the driver's account of the minister's. An agency or document that quotes somebody is no such
witness, and a person who quotes himself («По словам Ахметова, он сказал: …») is not another.
"""

import re

from kzclaims.language.quotes.context import rest_of_sentence
from kzclaims.language.quotes.normalise import Span

_WITNESS = (
    r"(?:по (?:\w+ )?(?:словам|рассказ(?:у|ам)|воспоминани(?:ю|ям)|утверждени(?:ю|ям)|уверени(?:ю|ям)|заверени(?:ю|ям)"
    r"|свидетельств(?:у|ам)|показаниям)|со слов|как (?:рассказ|вспомин|вспомнил|утвержда|уверя|говор)\w+"
    r"|за (?:\w+ )?(?:словами|спогадами|розповід(?:дю|ями)|твердження(?:м|ми)|свідченнями)|зі слів"
    r"|як (?:розпові|згаду|ствердж|каж)\w+"
    r"|according to|as (?:told|recalled|recounted) by|in the (?:words|account|telling) of"
    r"|(?:nach|laut) (?:den |der )?(?:angaben|worten|aussagen?|schilderung|erinnerung)|laut|selon|d['’]après"
    r"|(?:aux|au) (?:dires|souvenir) d)(?!\w)[^,:;.!?…«»“”„\"\n]{2,80}"
    r"|[^,:;.!?…«»“”„\"\n]{2,80} (?:айтуынша|сөзінше|айтқандай|zufolge)"
)
"""A phrase that names the person who reports what another said."""
_REPORTING = (
    r"(?:рассказ(?:ал|ыва)|утвержда|уверя|вспомин|вспомнил|поведал|клян[её]тся|говорит|сообщил|показал|пожаловал"
    r"|розпові|ствердж|згаду|запевн|переказ|claim|recall|recount|alleg|say|said|told|insist|testif|remember|swear|swore"
    r"|behaupte|erzähl|berichte|sagt|erinner|affirm|racont|assur|soutien|prétend|raconta|rapport|relat|témoign|jure)\w*"
)
_CLAIMING = r"(?:claim(?:s|ed)|alleg(?:es|ed)|swears?|swore|recall(?:s|ed)|testified|says|said|insist(?:s|ed))"
_THAT = r"(?:,? (?:что|будто|якобы|що|ніби|that|dass|que|qu['’])(?!\w)|,? как|,? як|,? how)"
_SAID = (
    r"(?<!\w)(?:(?:про)?говорил|кричал|приказал|велел|попросил|прошептал|распорядился|потребовал|говорив|кричав"
    r"|наказав|попросив"
    r"|сказал|заявил|воскликнул|ответил|пообещал|крикнул|бросил|пригрозил|добавил|сказав|сказала|заявив"
    r"|відповів|пообіцяв|крикнув|said|told|shouted|replied|answered|promised|threatened|added|ordered|yelled"
    r"|whispered|warned|urged|insisted|boasted|declared|announced|asked|befahl|schrie|fragte|erklärte|meinte|warnte"
    r"|a ordonné|a crié|a demandé|a affirmé|sagte|rief|antwortete"
    r"|versprach|drohte|a dit|a déclaré|a lancé|a répondu|a promis|деді|айтты|деген)\w*"
)
_BETWEEN = r"[^.!?…«»“”„\":;\n]"
_SELF = re.compile(
    r"[,\s]*(?:(?:что|будто|що|that|dass|que|как|як) )?(?:он|она|они|я|мы|він|вона|вони|he|she|they|er|sie|il|elle|ils"
    r"|ол)(?!\w)|.*(?:\s(?:и|а также|та|й|and|und|et)(?:\s\w+){0,2})\s(?:"
    + _SAID
    + r")[^,]*\Z|[,\s]*(?:qu['’]|a |сказал он|сказала она|said (?:he|she)|sagte (?:er|sie))",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"(?<!\w)(?:агентств|газет|издани|журнал|телекан|канал|сми(?!\w)|медиа|пресс|стенограмм|протокол|запис|сайт"
    r"|документ"
    r"|отч[её]т|видан|агенці|прес|агентт|басылым|служб|newspaper|agenc|transcript|minutes|record|report|statement"
    r"|document|media|channel|broadcaster|magazine|paper|zeitung|agentur|protokoll|bericht|sender|journal|média|agence"
    r"|compte|chaîne|reuters|тасс|риа|интерфакс|interfax|tass|bbc|cnn|afp|dpa|ap(?!\w)|\w*times|\w*post|guardian"
    r"|monde|spiegel|bild|tengri|kazinform|казинформ|укринформ|укрінформ|радио|радіо|radio|tv)\w*",
    re.IGNORECASE,
)
_QUOTED_AFTER = rf"{_BETWEEN}{{1,80}}?{_SAID}{_BETWEEN}{{0,60}}[:,]\s?[–—-]?\s?[«“„\"]\s?\Z"
_BEFORE = re.compile(
    rf"(?<!\w)(?P<witness>{_WITNESS}|{_BETWEEN}{{2,80}}? {_REPORTING}{_BETWEEN}{{0,20}}?(?={_THAT})"
    rf"|{_BETWEEN}{{2,80}}? {_CLAIMING}(?= (?:the|an?|his|her|their|its)\s))"
    rf"(?P<rest>,?{_QUOTED_AFTER})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[,!?…]?[»”\"],?\s?(?:[–—-]\s?)?{_SAID} {_BETWEEN}{{2,60}}?, (?P<witness>{_WITNESS})"
    rf"|[,!?…]?[»”\"],?\s?(?:[–—-]\s?)?{_BETWEEN}{{2,60}}? {_SAID}, (?P<second>{_WITNESS})",
    re.IGNORECASE,
)
_OPENING, _CLOSING = '«“„"', '»”“"'
_QUOTES = frozenset(_OPENING)
_INTRODUCED = re.compile(f"[^{_OPENING}]{{1,100}}[{_OPENING}]")
_CAPITAL = "[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺÀ-Ý]"
_NAMES = rf"{_CAPITAL}[\w-]+(?: {_CAPITAL}[\w-]+){{0,3}}"
_NAMED_BEFORE = re.compile(rf"(?P<name>{_NAMES}) {_SAID}{_BETWEEN}{{0,60}}[:,]\s?[–—-]?\s?[«“„\"]\s?\Z")
_PREPOSITION = (
    r"(?:в|во|на|из|у|с|со|о|об|после|перед|при|in|at|on|from|to|after|before|with|im|am|nach|vor|mit|en|à|au|après) "
)
_NAMED_AFTER = re.compile(
    rf"[,!?…]?[»”\"],?\s?(?:[–—-]\s?)?(?:{_SAID} (?:{_PREPOSITION}[\w-]+ |(?!{_PREPOSITION})[a-zà-ÿа-яё-ӿ][\w-]* )"
    rf"{{0,5}}?(?P<name>{_NAMES})|(?P<first>{_NAMES}) {_SAID})"
)
_QUOTES_NEXT = re.compile(rf"{_BETWEEN}{{0,60}}[:,]\s?[–—-]?\s?[«“„\"]")
_QUOTED_LAST = re.compile(rf"[»”\"],?\s?[–—-]?\s?{_BETWEEN}{{0,40}}\Z")
_NAME = re.compile(rf"(?<!\w){_CAPITAL}\w+")
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 3
"""The letters that forms of one name share."""
_LONGEST = 240


_QUOTING = re.compile(
    r"(?<!\w)(?:(?:про)?цитир\w+|(?:пере(?:да|сказ)|повтор|прив[её]л|привод|навод|навел|навів)\w* (?:\w+ )?слов[ао]м?"
    r"|(?:про)?цит(?:ув|у[єю])\w*|quot(?:e[ds]?|ing)|zitier\w+|a cité|cit(?:e|ent|ait|ant)|дәйексөз\w*|сөзін келтір\w*"
    r"|(?:remember|recall|hear)\w* (?:\w+ ){1,4}say(?:ing)?)(?!\w)",
    re.IGNORECASE,
)
"""Verbs of those who repeat the words of another («Дед процитировал отца: «…»»)."""


def witness(text: str, span: Span) -> Span | None:
    """Return where a sentence names the person who reports that another said the quoted words of a span, or None.

    A passage may also contain the words that introduce the quotation («министр сказал: «…»»).
    """
    return _witness_before(text, span) or _witness_after(text, span)


def _witness_before(text: str, span: Span) -> Span | None:
    quoted = span.start
    if text[span.start] in _OPENING:
        quoted += 1
    elif (introduction := _INTRODUCED.match(text, span.start, span.end)) is not None:
        quoted = introduction.end()
    if text[max(0, quoted - 2) : quoted].strip()[-1:] not in _QUOTES:
        return None
    first = max(rest_of_sentence(text, span).start, quoted - _LONGEST)
    found = _BEFORE.search(text[first:quoted])
    if found is None or _SELF.match(found["rest"]) or _PUBLISHER.search(found["witness"]):
        return None
    start, end = found.span("witness")
    return Span(first + start, first + end) if first + end <= span.start else None


def _witness_after(text: str, span: Span) -> Span | None:
    quoted = span.end - 1 if text[span.end - 1] in _CLOSING else span.end
    found = _AFTER.match(text, quoted, quoted + _LONGEST)
    name = "witness" if found and found["witness"] else "second"
    if found is None or _PUBLISHER.search(found[name]):
        return None
    start, end = found.span(name)
    return Span(start, end) if start >= span.end else None


def is_anothers(text: str, span: Span, attribution: str) -> bool:
    """Return True if the words beside a quotation name a speaker, and its attribution names another."""
    start, end = rest_of_sentence(text, span)
    quoted = span.start + (text[span.start] in _OPENING)
    first = max(start, quoted - _LONGEST)
    before = text[first:quoted]
    found = _NAMED_BEFORE.search(before)
    if found and " " not in found["name"] and not before[: found.start()].strip():
        return False  # a capital that only begins the sentence
    if found is None:
        last = span.end - (text[span.end - 1] in _CLOSING)
        found = _NAMED_AFTER.match(text, last, last + _LONGEST)
        end = max(end, found.end()) if found else end
    if found is None:
        return False
    sentence = _stems(_WORD.findall(before + text[span.end : end]))
    names = _NAME.findall(attribution)
    named = _stems(names[1:] or names)  # the first may be a title that begins the sentence
    shared = _stems(_NAME.findall(found.group())) & _stems(_WORD.findall(attribution))
    return bool(named) and not named & sentence and not shared


def quotes_another(words: str) -> bool:
    """Return True if words before a quotation state that somebody repeats another's, and no publisher does."""
    return _QUOTING.search(words) is not None and _PUBLISHER.search(words) is None


def is_beside_quotation(text: str, span: Span) -> bool:
    """Return True if a quotation follows or precedes words, such as its attribution."""
    before = text[max(0, span.start - _LONGEST) : span.start]
    return _QUOTES_NEXT.match(text, span.end) is not None or _QUOTED_LAST.search(before) is not None


def _stems(words: list[str]) -> set[str]:
    return {word[:_STEM].lower() for word in words}
