"""Find negations beside a passage and in what an ellipsis leaves out (English, Kazakh, Russian, Ukrainian).

A negation is looked for before a passage, past words that it may govern the passage through («не собираемся
закрывать», "refuse to close"), and in Kazakh and after infinitives also behind it («жабуға болмайды», «закрывать
нельзя»). Punctuation ends its reach.
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
    # uk
    "ні ані немає нема неможливо малоймовірно неприпустимо замість "
    # en
    "not cannot without impossible unable unlikely untrue false instead rather"
)
# Words that deny a whole clause, so that another word may be between («no country supports»).
_NOT_IN_CLAUSE = _words(
    # ru
    "вряд навряд едва никогда никто ничто ничего никого никому нигде никак "
    # uk
    "ледве ніколи ніхто ніщо нічого нікого нікому ніде ніяк жоден жодна жодне жодного жодної "
    # en
    "no neither nor none nobody nothing nowhere never hardly barely scarcely seldom rarely"
)
_STEMS = (
    # ru
    "никак", "отказ", "отриц", "опроверг", "запрет", "запрещ", "перестал", "перестан", "сомнева",
    # uk
    "відмов", "запереч", "спросту", "заборон", "припин", "сумніва", "жодн", "ніяк",
    # en
    "refus", "deny", "denie", "declin", "fail", "forbid", "forbad", "prohibit", "doubt",
)  # fmt: skip
# Words that a negation reaches across.
_BETWEEN = _words(
    # ru
    "ли же бы уже ещё еще больше более даже очень совсем вовсе всё все от в на к с со о об за по про для у из до "
    "я мы он она оно они вы ты это что чтобы том права надо нужно следует стоит коем случае факт ясно "
    # uk
    "чи ж би вже ще більше навіть дуже від з із зі у ми він вона вони ви ти це що щоб тому треба слід варто "
    # en
    "to be been being have has had having do does did a an the any of in on for with from by ever yet even really "
    "very still again longer going able would will can could shall should may might must that than it there this "
    "i we he she they you them us one true certain clear sure"
)
_BETWEEN_STEMS = (
    # ru
    "буд", "мог", "може", "можем", "смо", "хот", "хоч", "собира", "намер", "планир", "стане", "стану", "стал", "долж",
    "готов",
    "позвол", "удал", "удаст", "дад", "име", "счита", "дума", "вер", "полага", "утвержда", "говор", "сказ", "доказ",
    "основан", "увер",
    # uk
    "змо", "мож", "збира", "планує", "має", "маю", "повин", "дозвол", "вдал", "вваж", "вір", "каж", "підстав",
    # en
    "plan", "want", "intend", "need", "allow", "wish", "mean", "expect", "claim", "think", "believ", "say", "said",
    "suggest",
)  # fmt: skip
_IDIOMS = {"far": "from", "short": "of"}
_UNDOUBTED = _words("no without little")
_REACHES_COMMA = _words("что чтобы що щоб том тому")
_NO_NEGATION = _words("matter wonder")  # after «no»

_INFINITIVE = re.compile(r"\w(?:ть|ти|чь)(?:ся|сь)?\Z")
_NOT_AFTER = _words("нельзя невозможно недопустимо запрещено нет неможливо заборонено немає нема")
_KAZAKH_NOT = re.compile(r"(?:емес|жоқ)\w*|(?:(?:бол|ал|жат)[мп]а(?:й|д|с|ған)|берме(?:й|д|с|ген))\w*")
_KAZAKH_BETWEEN = _words("мүмкін керек қажет дұрыс әлі еш бас")
_KAZAKH_VERB = re.compile(r"\w{2,}[мбп](?:а(?:йды|йм|ды|ған)|е(?:йді|йм|ді|ген))\w*")


def denied_before(before: str) -> int | None:
    """Return the start of a negation that governs what follows the text `before`, counted from its end, or None."""
    near = before[-_AROUND:]
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
        if word.startswith("doubt") and index and tokens[index - 1].group().lower() in _UNDOUBTED:
            return None
        if word in _IDIOMS and tokens[index + 1 : index + 2] and tokens[index + 1].group().lower() == _IDIOMS[word]:
            return len(near) - token.start()
        if is_negation(word) and not (others and word not in _NOT_IN_CLAUSE):
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


def denied_after(words: str, after: str) -> int | None:
    """Return the end of a negation in the text `after` that governs the `words` before it, or None."""
    last = words.rstrip().rsplit(None, 1)[-1:] or [""]
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
    """Return True if there is a negation among the words."""
    found = (token.group().lower() for token in _TOKEN.finditer(words))
    return any(is_negation(word) or _KAZAKH_NOT.fullmatch(word) or _KAZAKH_VERB.fullmatch(word) for word in found)


def is_negation(word: str) -> bool:
    """Return True for a word in lower case that denies what follows it."""
    return (
        word in _NOT or word in _NOT_IN_CLAUSE or word.startswith(_STEMS) or word.endswith(("n't", "n’t", "nʼt", "n'"))
    )
