"""Find negations beside a passage and in what an ellipsis leaves out.

The words are English, German, Kazakh, Russian and Ukrainian. A negation is looked for before a passage, past words that
it may govern the passage through («не собираемся закрывать», "refuse to close"), and directly behind it («мост
построен не будет»), in Kazakh and after infinitives also further on («жабуға болмайды»). Punctuation ends its reach.
"""

import re

from kzclaims.language.quotes.normalise import INVISIBLE, QUOTES, SOFT_HYPHEN

_TOKEN = re.compile(r"\w+(?:['’ʼ-]\w+)*|\n\s*\n|[^\w\s]")
_UNSEEN = frozenset(INVISIBLE + SOFT_HYPHEN)
_MAX_BETWEEN = 4
_AROUND = 96


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that deny what follows them directly or through the words of _BETWEEN.
_NOT = _words(
    # ru
    "не ни нет нельзя невозможно немыслимо недопустимо неправда неверно ложь маловероятно без безо вместо отнюдь "
    "незачем некому некогда неоткуда якобы "
    # uk
    "ні ані немає нема неможливо малоймовірно неприпустимо замість нібито буцімто "
    # en
    "not cannot without impossible unable unlikely untrue false instead rather oppose myth allegedly supposedly "
    "purportedly "
    # de
    "nicht ohne statt anstatt keineswegs keinesfalls unmöglich falsch angeblich"
)
# Words that deny a whole clause, so that another word may be between («no country supports»).
_NOT_IN_CLAUSE = _words(
    # ru
    "вряд навряд едва никогда никто ничто ничего никого никому нигде никак "
    "мало еле еле-еле "
    # uk
    "мало ледве ніколи ніхто ніщо нічого нікого нікому ніде ніяк жоден жодна жодне жодного жодної "
    # en
    "no neither nor none nobody nothing nowhere never hardly barely scarcely seldom rarely few "
    # de
    "kaum nie niemals niemand nichts nirgends weder kein keine keinen keinem keiner keines"
)
_STEMS = (
    # ru
    "никак", "отказ", "отриц", "опроверг", "запрет", "запрещ", "перестал", "перестан", "сомнева",
    "отверг", "отверга", "воздерж", "усомн", "отмен", "избега", "исключае", "исключаю", "исключил",
    # uk
    "відмов", "запереч", "спросту", "заборон", "припин", "сумніва", "жодн", "ніяк", "уника", "скасув",
    # en
    "refus", "deny", "denie", "declin", "fail", "forbid", "forbad", "prohibit", "doubt",
    "reject", "dismiss", "opposed", "opposes", "opposing", "abandon", "cancel", "prevent", "banned", "barred", "lack",
    "avoid", "stopped", "ceased",
    # de
    "vernein", "bestreit", "bestritt", "dementier", "weiger", "verbiet", "verbot", "bezweif", "zweif", "lehnt",
)  # fmt: skip
# Words that a negation reaches across.
_BETWEEN = _words(
    # ru
    "ли же бы уже ещё еще больше более даже очень совсем вовсе всё все от в на к с со о об за по про для у из до "
    "я мы он она оно они вы ты это что чтобы том права надо нужно следует стоит коем случае факт ясно силах того себе "
    "будто случай причин "
    # uk
    "чи ж би вже ще більше навіть дуже від з із зі у ми він вона вони ви ти це що щоб тому треба слід варто собі ніби "
    # en
    "to be been being have has had having do does did a an the any of in on for with from by ever yet even really "
    "very still again longer going able would will can could shall should may might must that than it there this "
    "i we he she they you them us one true certain clear sure case to say report reports "
    "claims "
    # de
    "der die das den dem des ein eine einen einem einer zu dass es er sie wir ich ihr man mehr auch noch sehr stimmt "
    "wahr richtig werden wird hat haben ist sind war kann können will wollen soll muss darf sich"
)
_BETWEEN_STEMS = (
    # ru
    "буд", "мог", "може", "можем", "смо", "хот", "хоч", "собира", "намер", "планир", "стане", "стану", "стал", "долж",
    "готов",
    "позвол", "удал", "удаст", "дад", "име", "счита", "дума", "вер", "полага", "утвержда", "говор", "сказ", "доказ",
    "основан", "увер", "наш", "найд", "наход", "мысл", "обвинени", "сообщени", "слух",
    # uk
    "змо", "мож", "збира", "планує", "має", "маю", "повин", "дозвол", "вдал", "вваж", "вір", "каж", "підстав",
    # en
    "plan", "want", "intend", "need", "allow", "wish", "mean", "expect", "claim", "think", "believ", "say", "said",
    "suggest", "find", "found", "evidence", "proof", "prove", "reason", "sign", "accus", "alleg", "rumour", "rumor",
    "call",
    # de
    "glaub", "denk", "mein", "sag", "beweis", "grund", "behaupt",
)  # fmt: skip
_IDIOMS = {
    "far": "from", "ruled": "out", "rules": "out", "rule": "out", "short": "of", "yet": "to",
    "wrong": "to", "lie": "to", "далек": "от", "далёк": "от", "далеки": "от",
}  # fmt: skip
_DOUBTS = ("doubt", "сомнев", "сомнен", "сумнів", "исключ", "zweif", "bezweif")
_UNDOUBTED = _words("no not without little не нет без немає kein nicht ohne")
_REACHES_COMMA = _words("что чтобы що щоб том тому будто dass")
_AGAINST = _words("против проти against")  # «мы против», but not «санкции против»
_ENDS_AGAINST = re.compile(r"(?<!\w)(?:против|проти|against|gegen|yet to)\s*\Z", re.IGNORECASE)
_TOO = re.compile(r"(?<!\w)too \w+ to\s+\Z", re.IGNORECASE)
_IS_AGAINST = (
    "выступ", "голос", "протест", "боре", "борол", "категорич", "решительн", "резко", "виступ", "рішуч", "vot", "spoke",
    "speak", "campaign", "decid", "warn", "argu",
)  # fmt: skip
_ARE_AGAINST = _words("я мы ты вы он она они все был была были ми ви він вона вони am are is was were be been")
_NO_NEGATION = _words("matter wonder secret surprise coincidence geheimnis wunder")  # after «no»

_CONTRACTED = ("n't", "n’t", "nʼt", "n'")

_INFINITIVE = re.compile(r"\w(?:ть|ти|чь)(?:ся|сь)?\Z")
_FIRST_INFINITIVE = re.compile(r"\w*\w(?:ть|ти|чь)(?:ся|сь)?(?!\w)")
_NOT_AFTER = _words("нельзя невозможно недопустимо запрещено нет тыйым неможливо заборонено немає нема")
# A clause of three words or more is cut before its negation; a shorter one may be the subject («Казахстан не спешит»).
_MIN_CLAUSE = 3
_DENIED_NEXT = re.compile(
    r"\s+(?:не|ні|нет|нельзя|not|never|nowhere|neither|nicht|kein\w*|nie(?:mals)?)(?!\w)(?!\s+(?:только|лишь|лише|тільки|only|nur)\b)",
    re.IGNORECASE,
)
# «Мост построен не будет.», «Платить мы не станем.», «Доказательств вины у суда нет.»
_CLAUSE_END_DENIED = re.compile(
    r"(?:\s+(?!(?:и|а|но|та|і|й|але|что|що)\s)\w+){0,3}?\s+"
    r"(?:(?:не|ні)\s+(?:был[аои]?|буд\w+|ста[лн]\w+|може\w*|мо[гж]\w*)|нет|немає|нема)\s*(?=[.,;:!?»”\"]|\Z)",
    re.IGNORECASE,
)
_KAZAKH_NOT = re.compile(r"(?:емес|жоқ)\w*|(?:(?:бол|ал|жат)[мп]а(?:й|д|с|ған)|берме(?:й|д|с|ген))\w*")
_KAZAKH_BETWEEN = _words("мүмкін керек қажет дұрыс әлі еш бас")
_KAZAKH_VERB = re.compile(r"\w{2,}[мбп](?:а(?:йды|йм|ды|ған)|е(?:йді|йм|ді|ген))\w*")


def denied_before(before: str, after: str = "") -> int | None:
    """Return the start of a negation that governs `after`, counted from the end of the text `before`, or None.

    An infinitive is also governed through another verb («не обещал продать»).
    """
    is_infinitive = before.rstrip().endswith(" to") or _FIRST_INFINITIVE.match(after) is not None
    near = before[-_AROUND:]
    if found := _TOO.search(near):
        return len(near) - found.start()
    tokens = list(_TOKEN.finditer(near))
    between = others = 0
    may_cross_comma = False
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        word = token.group().lower()
        if not word[0].isalnum():
            if word in _UNSEEN or (word in QUOTES and not between + others):
                continue
            if word == "," and may_cross_comma:
                may_cross_comma = False
                continue
            return None
        previous = _before(tokens, index)
        if word == "few" and previous == "a":
            return None
        if word.startswith(_DOUBTS) and previous in ("a", "any"):
            previous = _before(tokens, index - 1)
        if word.startswith(_DOUBTS) and (previous in _UNDOUBTED or previous.endswith(_CONTRACTED)):
            return None
        if word in _AGAINST and (previous in _ARE_AGAINST or previous.startswith(_IS_AGAINST)):
            return len(near) - token.start()
        if word in _IDIOMS and tokens[index + 1 : index + 2] and tokens[index + 1].group().lower() == _IDIOMS[word]:
            return len(near) - token.start()
        if is_negation(word) and not (others and word not in _NOT_IN_CLAUSE and not is_infinitive):
            return len(near) - token.start()
        may_cross_comma = word in _REACHES_COMMA
        if word in _BETWEEN or word.startswith(_BETWEEN_STEMS):
            between += 1
        elif word in _NO_NEGATION:
            return None
        else:
            others += 1
        if between + others > _MAX_BETWEEN or others > 1:
            return None
    return None


def _before(tokens: list[re.Match[str]], index: int) -> str:
    return tokens[index - 1].group().lower() if index > 0 else ""


def denied_after(words: str, after: str) -> int | None:
    """Return the end of a negation in the text `after` that governs the `words` before it, or None."""
    last = words.rstrip().rsplit(None, 1)[-1:] or [""]
    if found := _CLAUSE_END_DENIED.match(after):
        return found.end()
    if len(words.split()) >= _MIN_CLAUSE and (found := _DENIED_NEXT.match(after)):
        return found.end()
    is_infinitive = _INFINITIVE.search(last[0].lower()) is not None
    for number, token in enumerate(_TOKEN.finditer(after[:_AROUND])):
        word = token.group().lower()
        if not word[0].isalnum():
            if word in _UNSEEN or (word in QUOTES and number == 0):
                continue
            return None
        if _KAZAKH_NOT.fullmatch(word) or word.startswith("тарт") or (number == 0 and word in _NOT_AFTER):
            return token.end()
        if is_infinitive and number == 0 and is_negation(word):
            return token.end()
        if word not in _KAZAKH_BETWEEN:
            return None
    return None


def has_negation(words: str) -> bool:
    """Return True if there is a negation among the words, or if the last of them is «против»."""
    if _ENDS_AGAINST.search(words):
        return True
    found = (token.group().lower() for token in _TOKEN.finditer(words))
    return any(is_negation(word) or _KAZAKH_NOT.fullmatch(word) or _KAZAKH_VERB.fullmatch(word) for word in found)


def is_negation(word: str) -> bool:
    """Return True for a word in lower case that denies what follows it."""
    return word in _NOT or word in _NOT_IN_CLAUSE or word.startswith(_STEMS) or word.endswith(_CONTRACTED)
