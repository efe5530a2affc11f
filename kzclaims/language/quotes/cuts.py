"""Check what an ellipsis leaves out: the rest must not get another meaning or another speaker."""

import re
from enum import StrEnum

from kzclaims.language.quotes.normalise import NOTE, Span
from kzclaims.language.quotes.numerals import NUMBER
from kzclaims.language.quotes.operators import has_operator, is_denied_before


class Objection(StrEnum):
    """The reason why words of the text are not accepted as those of a passage."""

    PARTIAL_WORD = "the passage begins or ends inside a word or number"
    OUT_OF_CONTEXT = "the sentence has a negation, doubt, condition or limit outside the passage"
    GOES_ON = "the passage ends with a full stop, and the text goes on within the clause"
    QUESTION = "the text asks, and the passage states, or the reverse"
    STRESS = "the stress marks differ"
    CUT_OPERATOR = "the ellipsis leaves out a negation, doubt, condition or limit"
    CUT_NUMBER = "the ellipsis leaves out a number"
    CUT_QUOTATION = "the ellipsis crosses a quotation mark"
    CUT_PARAGRAPH = "the ellipsis crosses a paragraph"
    CUT_ATTRIBUTION = "the ellipsis leaves out an attribution"
    CUT_SENTENCE = "the ellipsis joins parts of two sentences or clauses"
    CUT_PAUSE = "the ellipsis may be the text's own"
    CONTEXT = "the text around it differs from the recorded prefix or suffix"
    ATTRIBUTION = "the attribution is not near the passage"
    SECOND_HAND = (
        "somebody else reports that the speaker said this, and neither the passage nor its attribution names them"
    )


_CUE = re.compile(
    r"(?<!\w)(?:"
    # ru
    r"сказал|скажет|заяв(?:ил|ля)|сообщ(?:ил|а[ею])|отме(?:тил|чает|чал)|подч[её]рк(?:нул|ива)|добав(?:ил|ля)"
    r"|поясн(?:ил|я)"
    r"|объясн(?:ил|я)|утвержда|счита(?:ет|ют|л)|полага|увер(?:ил|я)|написал|пишет|пишут|расс?каз(?:ал|ыва)|ответил"
    r"|отвеча|возраз"
    r"|призна(?:л|ла|ли|ёт|ет|ют)(?!\w)|напом[ни]|уточн|говор(?:ит|ят|ил)|цитиру|переда[её]т|заключил"
    r"|по (?:\w+ )?словам|по (?:\w+ )?мнению|по (?:данным|информации|сведениям|оценк)"
    # uk
    r"|сказа(?:в|ла|ли)|каж(?:е|уть)|заяви(?:в|ла|ли)|заявля|повідом(?:и|ля)|зазнач(?:и|а)|наголо(?:си|шу)|підкресл"
    r"|дода(?:в|ла|є)"
    r"|поясни(?:в|ла)|вважа|стверджу|написа(?:в|ла|ли)|розпові|відпові|нагада(?:в|ла)|за словами|на думку|за даними"
    # en
    r"|sa(?:id|ys?)\b|told|tells|stated|states\b|warn(?=,)"
    r"|claim(?:ed|s)\b|announced|according to|noted|notes\b|argue[ds]"
    r"|repl(?:ied|ies)|ask(?:ed|s)\b|wrote|writes|insist(?:ed|s)|warn(?:ed|s)\b|explain(?:ed|s)|believes?(?!\w)"
    r"|thinks?(?!\w)|fears?(?!\w)|hopes?(?!\w)|added|adds\b"
    r"|reported|denie[ds]|in the words of|to quote|suggest(?:ed|s)\b"
    # de
    r"|sagte|sagt\b|erklärte?\b|behauptet|betont|meinte?\b|berichtet|laut\b"
    r"|so (?:der|die|das)\b|zufolge|schrieb|schreibt"
    # fr
    r"|dit(?!\w)|déclar|affirm|selon(?!\w)|d['’]après|estime|précis|annonc|ajout|écri[tv]|répond|assur"
    # kk
    r"|де(?:ді|йді|ген|п)\b|айтт|айту|мәлімде|хабарла|пікірінше|жазды|қосты|түсіндір|атап өтті"
    r")",
    re.IGNORECASE,
)
# What a speaker's words are interrupted with: «, обещал Петров, », «. – Петров улыбнулся. – ».
_ASIDE = re.compile(
    r"\A\s*[,–—-]\s*(?:(?!котор|котр|який|яка|which |who |that |an? |the )[\w.]+\s+){0,4}?"
    r"(?:(?:уверен|убежд|обеща|предпол|прогноз|продолж|предупре|подозрева|призва|призыв|обіця|перекон|попере"
    r"|припуска)\w*"
    r"|(?:promis|predict|hop|fear|vow|continu|recall|conclud|declar|admitt?|stress|remark|observ|comment|urg)e?[sd]"
    r"|hofft|versprach|warnte?|verspricht)(?:\s+[\w.]+){0,4}[,\s–—-]+\Z",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:\A|[.!?…»”\"\n])\s?[^\W\d_a-zа-яёәіңғүұқөһїєґ][^.!?,;:\n]{0,40}:(?=\s|\Z)")
_AUXILIARY_LAST = re.compile(r"(?<!\w)(?i:to|will|would|can|could|(?-i:may)|might|must|shall|should)\s*\Z")
_STAGE = re.compile(r"\A[,.!?…]\s*[–—-]\s+[^,;\n]*\.\s*[–—-]\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…]|\n[^\S\n]*\n|[«“„(:]")
_QUOTE = re.compile("[\"«»‹›„“”‟‚‘’‛'＂]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n|\u2029")
_LINE_END = re.compile(r"\r?\n")
_AFTER = 40
# «Музей [надеется] купить», "The council [considers] closing": the rest depends on the verb that is left out.
_GOVERNS = re.compile(
    r"(?<!\w)(?:\w{2,}(?:[еиуюая]т|[еиуюая]тся|ли?|л[ао]|л[аио]?с[ья]|ємо|уть|ють|ить|ать|є|в|вся)(?: \w+){0,2}\Z"
    r"|\w{2,}(?:s|ed)\Z)"
)
_GOVERNED = re.compile(
    r"\w{2,}(?:ть|(?<!с)ти|чь|ться|тись|(?<!regard)(?<!includ)(?<!concern)(?<!follow)(?<!dur)ing)(?!\w)"
)
_NEW_SENTENCE = re.compile(r"[.!?…][\s»”\")\]]+(?=[^\W\d_a-zа-яёєіїґәғқңөұүһ])")
# «рекомендовала [отложить] запуск»: the rest is the object of the verb that is left out.
_INFINITIVE_LAST = re.compile(r"(?<!\w)\w{2,}(?:ть|ти|чь)(?:ся|сь)?\s*\Z")
_OBJECT = re.compile(
    r"\s?(?!(?:и|или|та|або|в|во|на|с|со|к|о|об|из|за|от|до|для|по|при|у|через|не|что|чтобы|як|що|з|із|під"
    r"|від)\s)[а-яёіїєґ]{3}"
)
_FRENCH_GOVERNS = re.compile(r"\w{2}é(?:e?s?) (?:d(?:e\s|['’])|à\s)\s?\Z")
_FRENCH_INFINITIVE = re.compile(r"\s?\w{2,}(?:er|ir|re)(?!\w)")
_BEGINS = re.compile(r"[.!?…][\s»”\")\]«“„(–—-]*\Z")
# «, а директор», "and blamed": a verb with another subject, or the end of the list of objects of the first verb
# «Учителя [хвалят экзамен, родители его] ругают»
_NEW_SUBJECT = re.compile(r",\s[^,]*\w\s*\Z")
_FINITE = re.compile(
    r"[а-яёіїєґ]{2,}(?:[еиую]т|[ая]т|[еиую]тся|[ая]тся|л|л[аои]|л[аои]?с[ья]|[ёо]г|ють|уть|ать|ять|ить|ив|ав|ила)(?!\w)"
    r"|(?:is|are|was|were|has|have|had|will|would|can|could|did|does|must|may|might|\w+ed)(?!\w)"
)
_AND_SUBJECT = re.compile(
    r"(?<!\w)(?:and|but|while|whereas|yet|und|et)\s(?:the|an?|his|her|its|their|our|der|die|das|le|la"
    r"|les)\s\w+(?:\s\w+)?\s*\Z"
)
_ALSO_SUBJECT = re.compile(r"\A\s?(?:и|та|й|або|или|and|or|und|oder|et|ou|және|мен|пен|бен)\s[^,;:.!?…]+\Z")
"""Others of whom the same verb states something («Мэр [и его брат] продали»)."""
_GOES_ON = re.compile(
    r"[,;:)–—-]|(?:и|или|та|або|й|және|мен|пен|бен|and|or|und|oder|et|ou|in|on|at|of|for|from|to|by|with|into|over"
    r"|under|after|before|during"
    r"|в|во|на|с|со|к|о|об|из|за|от|до|для|по|при|у|через|під|від|до|з|із|für|von|mit|zu|nach|de|du|des|à|au|pour"
    r"|dans)\s",
    re.IGNORECASE,
)
_RELATIVE_LAST = re.compile(
    r"(?<!\w)(?:котор(?:ый|ая|ое|ые|ую|ого|ому|ой|ым|ыми|ых|ом)|кто|як(?:ий|а|е|і|у|их|им|ою|ого|ому|ій)|хто|who"
    r"|which|that|whom|whose|qui)\s*\Z",
    re.IGNORECASE,
)
# "the firm [that lost] sued", «деньги [из бюджета, потраченные] на ремонт»
_RELATIVE_FIRST = re.compile(r"\A\s(?:that|who|whom|whose|which|qui|que|dont)\s", re.IGNORECASE)
_PARTICIPLE_LAST = re.compile(
    r",\s(?:не )?\w{3,}(?:(?:щ|вш)(?:ий|ая|ее|ие|ую|его|ей|ем|им|их|ими)(?:ся)?|нн(?:ый|ая|ое|ые|ую|ого|ой|ом|ым|ых"
    r"|ыми))"
    r"(?:\s[^,]*)?\Z"
)
_CONTRAST = re.compile(
    r",\s(?:а(?! также)|но|зато|однако|але|проте|зате|but|while|whereas|aber|während|mais|tandis|ал|бірақ)\s[^,;]+\Z"
)
_NEXT_VERB = re.compile(
    r"(?<!\w)(?:и|да|й|та|і|and|und|et)\s(?:(?!\w*(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ых|их|ую|юю|ым|им|ыми"
    r"|ими)\b)[\w-]{2,}(?:[еиую]т|[ая]т|[еиую]тся|[ая]тся|л|ли"
    r"|лся|лись|лась|лось|ив|ав|вся|ють|уть|ить)(?!\w)|\w+ed(?=\s(?:\w+\s){0,3}\Z)|(?:was|were|is|are|has|had|will"
    r"|did|does)\b)[^,;]*\Z"
)
_WHETHER = re.compile(r"\s+ли(?!\w)|\s+[мбп][ае]\s*(?:\?|екен)")
_TAG = re.compile(r"\s{0,9},\s{0,9}[^.,;!?…\n]{1,24}\?")  # «, правда?»
_MAX_LINE = 140
_LOOK_BACK = 2000
MAX_SENTENCE = 400
"""The longest rest of a sentence, in code points, that is searched for a question mark."""


def is_attributed(words: str) -> bool:
    """Return True if words have a verb or phrase that names their source («сказал», "according to")."""
    return _CUE.search(words) is not None


def cut_problem(text: str, cut: Span, quotes: tuple[int, int] = (0, 0)) -> Objection | None:
    """Return the reason why an ellipsis must not leave out this part of a text, or None.

    `quotes` are the numbers of quotation marks before and after the ellipsis that the passage has itself.
    """
    left_out = text[slice(*cut)]
    if _crosses_quotation(text, cut, quotes):
        return Objection.CUT_QUOTATION
    if _crosses_paragraph(text, cut):
        return Objection.CUT_PARAGRAPH
    if _CUE.search(left_out) or _ASIDE.match(left_out) or _STAGE.match(left_out) or _LABEL.search(left_out):
        return Objection.CUT_ATTRIBUTION
    if has_operator(left_out) or _AUXILIARY_LAST.search(left_out):
        return Objection.CUT_OPERATOR
    if NUMBER.search(NOTE.sub("", left_out)):
        return Objection.CUT_NUMBER
    following = text[cut.end : cut.end + _AFTER]
    if _FRENCH_GOVERNS.search(left_out) and _FRENCH_INFINITIVE.match(following):
        return Objection.CUT_OPERATOR
    if _INFINITIVE_LAST.search(left_out) and _OBJECT.match(following):
        return Objection.CUT_OPERATOR
    if is_denied_before(left_out, following) or (_GOVERNED.match(following) and _GOVERNS.search(left_out.rstrip())):
        return Objection.CUT_OPERATOR
    if _joins_clauses(left_out, following):
        return Objection.CUT_SENTENCE
    if asks_after(text, cut.start, whole_sentence=True):
        return Objection.QUESTION
    return None


def _joins_clauses(left_out: str, following: str) -> bool:
    """Return True if words of two sentences or clauses become one by leaving out these words between them."""
    if _NEW_SENTENCE.search(left_out + following[:1]) and not _BEGINS.search(left_out):
        return True
    if _ALSO_SUBJECT.match(left_out) and _FINITE.match(following.lstrip()):
        return True
    if _RELATIVE_FIRST.match(left_out) or _PARTICIPLE_LAST.search(left_out):
        return True
    if _RELATIVE_LAST.search(left_out):  # another noun is left out than the one that the rest would be about
        return True
    if (_NEW_SUBJECT.search(left_out) and _FINITE.match(following)) or (
        _AND_SUBJECT.search(left_out) and not _GOES_ON.match(following)
    ):
        return True
    return _CONTRAST.search(left_out) is not None or _NEXT_VERB.search(left_out) is not None


def asks_after(text: str, end: int, *, whole_sentence: bool) -> bool:
    """Return True if a question mark ends the sentence at `end`: at once, or also further on in the sentence."""
    if _WHETHER.match(text, end) or _TAG.match(text, end):
        return True
    position = end
    while position < len(text) and not (text[position].isalnum() or text[position] == "\n"):
        if text[position] == "?":
            return True
        if text[position] in ".!…" or (text[position].isspace() and text[end:position].strip()):
            break
        position += 1
    if not whole_sentence:
        return False
    found = _SENTENCE_END.search(text, end, end + MAX_SENTENCE)
    return found is not None and found.group() == "?" and not _crosses_paragraph(text, Span(end, found.start()))


def _crosses_quotation(text: str, cut: Span, quotes: tuple[int, int]) -> bool:
    depth = 0
    marks = list(_QUOTE.finditer(text, *cut))
    for found in marks[quotes[0] : len(marks) - quotes[1]]:
        kind = _kind_of_quote(text, found.start())
        if kind == "opening":
            depth += 1
        elif kind == "closing":
            depth -= 1
            if depth < 0:
                return True
    return depth != 0


def _kind_of_quote(text: str, index: int) -> str:
    """Return whether a quotation mark opens or closes, by the characters next to it, or an empty string."""
    mark = text[index]
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    letter_before, letter_after = before.isalnum(), after.isalnum()
    if letter_before and letter_after:
        return ""
    if mark in "'’‘‛‚":
        opened = letter_after and not letter_before
        if opened:
            return "opening"
        start = max(text.rfind("\n", 0, index), index - _LOOK_BACK, 0)
        is_open = any(
            text[at] in "'’‘‛‚" and text[at + 1 : at + 2].isalnum() and not text[at - 1 : at].isalnum()
            for at in range(start, index)
        )
        return "closing" if is_open else ""
    if letter_after and not letter_before:
        return "opening"
    if letter_before and not letter_after:
        return "closing"
    if mark in "«„‹" or (mark == "“" and not before.strip()):
        return "opening"
    return "closing" if before.strip() else "opening"


def _crosses_paragraph(text: str, cut: Span) -> bool:
    left_out = text[slice(*cut)]
    if _PARAGRAPH.search(left_out):
        return True
    return any(not is_wrapped(text, cut.start + found.start()) for found in _LINE_END.finditer(left_out))


def is_wrapped(text: str, line_end: int) -> bool:
    """Return True if a line was broken because the next word didn't fit, or within a sentence."""
    start = text.rfind("\n", 0, line_end) + 1
    line = text[start:line_end].rstrip()
    following = text[line_end:].lstrip("\r\n")[:_MAX_LINE]
    next_line = following.split("\n", 1)[0]
    if next_line.lstrip()[:1].islower():
        return True
    first_word = (next_line.split() or [""])[0]
    block_start = max(text.rfind("\n\n", 0, start) + 2, start - _LOOK_BACK, 0)
    block = text[block_start : line_end + _LOOK_BACK].split("\n\n", 1)[0].splitlines()
    widest = max(map(len, block), default=0)
    return len(block) > 2 and widest <= _MAX_LINE and len(line) + 1 + len(first_word) > widest
