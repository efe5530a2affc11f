"""Mutations of passages, as made by careless or dishonest people, and by typesetters.

They are determined by a seed. The sentences were written for this file in the style of news.
"""

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from unicodedata import normalize

SENTENCES = (
    "Казахстан не спешит помогать соседям, хотя товарооборот вырос на 1,5 процента и достиг 12 000 тонн.",
    "«Мы никогда не признаем этих границ», – заявил министр Кайрат Сарсенов в Бишкеке 14 марта 2023 года.",
    "Ещё в 2019 году компаний было не больше 340, а теперь их 1 250, сообщила Алия Ержанова.",
    "Ни один из пяти районов не получил воды вовремя, и жители всё лето возили её из соседнего посёлка.",
    "Вице-премьер: «Санкции не действуют так, как о них говорят, но и обойти их дёшево не выйдет».",
    "Ночью опускалось до -25 градусов, поэтому на 3 дня участок Астана – Павлодар закрыли.",
    "Он не считает, что страна готова к выборам; партии слишком слабы, а избиратель слишком устал.",
    "Кто-то предложил отложить закон № 48 до осени, однако Тимур Жаксыбеков этого не поддержал.",
    "Южная дорога длиной 318,7 километра обойдётся в 96 миллиардов тенге — вдвое дороже, чем обещали.",
    "Россия зависит от транзита больше, чем транзит от России, нового тут нет, считает Олег Майоров.",
    "«Это неправда, что мы закрыли границу, – сказал Ерлан Досаев. – Её не закрывали ни в мае, ни в июне».",
    "Завод в Темиртау остановили не из-за аварии, а из-за долгов, которые выросли до 7,4 миллиарда тенге.",
    "Қазақстан бұл келісімге қосылған емес, бақылау 2024 жылға дейін өзгеріссіз қалады.",
    "Министр Айгүл Серікова: «Біз ешкімге қарсы емеспіз, бірақ өз мүддемізді 30 жыл бойы қорғап келеміз».",
    "Былтыр елімізде 1 450 мектеп жөнделді, ал жаңа оқу жылында тағы 98 мектеп ашылады деп жоспарланған.",
    "Бағаның өсуі бензинге байланысты емес, оған тасымалдың 12,5 пайызға қымбаттауы әсер етті.",
    "Україна не погодиться на такі умови, бо п’ять із семи пунктів суперечать закону, каже Ірина Левчук.",
    "«Ми не втратили жодного об’єкта, – наголосив речник, – і до 2026 року збудуємо ще 14 підстанцій».",
    "За словами Олексія Гончара, торік порт обробив 3,2 мільйона тонн зерна, тобто на 8 відсотків менше.",
    "Kazakhstan will not recognise the referendum, Roman Vassilenko told reporters on 26 September 2022.",
    "“We don’t see any threat from our neighbour,” the president said, “but we never forget 1986.”",
    "Exports of 106 goods were banned in 2023; the list doesn’t include food, medicine or 2.5-tonne trucks.",
    "The ministry had not been told of the visit, and Dana Karimova learned of it from the news.",
    "Inflation slowed to 9.8 percent – the lowest since 2021 – but wages have not kept up with rents.",
    "Мой район небольшой, но военный завод стоит здесь, и каждый третий рабочий приезжает из области.",
    "Совет не смог договориться: трое голосовали против, двое воздержались... и только один был за.",
)

SEPARATOR = "\n\n"
TEXT = SEPARATOR.join(SENTENCES)

HIDDEN = "change among typographic ones"
FALSE = (
    "one word changed",
    "negation dropped",
    "negation added",
    "number changed",
    "words reordered",
    "silent cut",
    "name one letter off",
    "й for и",
    HIDDEN,
)
TRUE = ("typographic only", "marked cut")

_WORD = re.compile(r"[^\W\d_]+(?:[-’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NAME = re.compile(r"(?<=[^.!?«“] )[^\W\d_][^\W\d_]{3,}")
_NEGATION = re.compile(
    r"(?<!\w)(?:не|ни|нет|ні|not|never)\s|(?<=\w)\s(?:емес)(?!\w)|(?<=do)n’t|(?<=does)n’t", re.IGNORECASE
)
_CLAUSE = re.compile(r", (?:а|ал|але|бірақ|но|и|й|та|but|and|while)\b")
_RISKY = re.compile(
    r"\d|[«»“”]|(?<!\w)(?:не|ни|нет|ні|not|never|no|емес\w*|\w+n’t|никогда|жодного|ешкімге|заявил|сообщила|говорят|считает"
    r"|словам|каже|наголосив|told|said|деп|только|больше|против|каждый|воздержались\S*|banned|one|один|трое|двое|пяти|семи|третий|вдвое|сказал|п’ять|мільйона|миллиард\w*)(?!\w)",
    re.IGNORECASE,
)
"""Words that a cut must not leave out."""
_GROUPS = re.compile(r"\d \d{3}")
_WORDS = {
    "ru": ["война", "мир", "завтра", "министр", "город", "большой", "согласен", "запретил", "теперь"],
    "kk": ["бейбіт", "үкімет", "қала", "ертең", "үлкен", "сатып", "алды", "келісті"],
    "uk": ["війна", "завтра", "уряд", "місто", "великий", "погодився", "купили", "тепер"],
    "en": ["war", "tomorrow", "city", "large", "agreed", "bought", "now", "minister"],
}
_NEARBY = {"а": "о", "о": "а", "е": "и", "и": "й", "у": "ю", "і": "и", "a": "e", "e": "a", "o": "u", "i": "e"}


class Mutation(NamedTuple):
    kind: str
    source: str
    """The sentence of the text."""
    passage: str
    """The words as somebody recorded them."""

    @property
    def true(self) -> bool:
        return self.kind in TRUE


def language(sentence: str) -> str:
    if re.search("[қғәөұүһ]", sentence):
        return "kk"
    if re.search("[іїєґ]", sentence):
        return "uk"
    return "ru" if re.search("[а-я]", sentence) else "en"


def mutations(
    count: int, *, seed: int = 1, sentences: tuple[str, ...] = SENTENCES, text: str = TEXT
) -> Iterator[Mutation]:
    """Yield mutations of each kind in turn, each of a random sentence of the text."""
    draw = random.Random(seed)
    source_words = _words(text)
    made = turn = 0
    while made < count:
        kind = (*FALSE, *TRUE)[turn % (len(FALSE) + len(TRUE))]
        turn += 1
        sentence = draw.choice(sentences)
        change = draw.choice(FALSE[:-1]) if kind == HIDDEN else kind
        passage = _MUTATIONS[change](sentence, draw)
        if passage is None:
            continue
        # Words left out at an end leave the text's own words; only a lost negation matters there.
        if kind in FALSE and change != "negation dropped" and _words(passage) in source_words:
            continue
        made += 1
        yield Mutation(kind, sentence, typographic(passage, draw) if kind == HIDDEN else passage)


def _words(text: str) -> str:
    return f" {' '.join(re.findall(r'[-–]?[0-9][0-9.,]*|[^ .,;:!?]+', text.lower()))} "


def _replaced(sentence: str, found: re.Match[str], new: str) -> str:
    return sentence[: found.start()] + new + sentence[found.end() :]


def _pick(pattern: re.Pattern[str], sentence: str, draw: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(sentence))
    return draw.choice(found) if found else None


def _one_word(sentence: str, draw: random.Random) -> str | None:
    found = _pick(_WORD, sentence, draw)
    new = draw.choice(_WORDS[language(sentence)])
    return _replaced(sentence, found, new) if found and found.group().lower() != new else None


def _negation_dropped(sentence: str, draw: random.Random) -> str | None:
    found = _pick(_NEGATION, sentence, draw)
    if not found:
        return None
    new = _replaced(sentence, found, "")
    if draw.random() < 0.3:  # the passage begins directly after the negation
        return sentence[found.end() :] if found.group()[-1].isspace() else sentence[: found.start()]
    return new


def _negation_added(sentence: str, draw: random.Random) -> str | None:
    found = _pick(_WORD, sentence, draw)
    if not found or _NEGATION.fullmatch(found.group() + " "):
        return None
    word = {"kk": "емес", "ru": "не", "uk": "не", "en": "not"}[language(sentence)]
    if language(sentence) in {"ru", "uk"} and draw.random() < 0.3:
        return _replaced(sentence, found, "не" + found.group().lower())
    if word == "емес":
        return _replaced(sentence, found, f"{found.group()} {word}")
    return _replaced(sentence, found, f"{word} {found.group()}")


def _number(sentence: str, draw: random.Random) -> str | None:
    found = _pick(_NUMBER, sentence, draw)
    if not found:
        return None
    number = found.group()
    choices = [
        number + draw.choice("0123456789"),
        number[:-1] + str((int(number[-1]) + draw.randint(1, 9)) % 10),
    ]
    if "," in number or "." in number:
        choices += [number.replace(",", "").replace(".", ""), re.sub(r"[.,]\d+", "", number)]
    if len(number) > 1:
        choices.append(number[:-1].rstrip(",."))
    if sentence[: found.start()].endswith(" -"):
        return sentence[: found.start() - 1] + sentence[found.start() :]
    return _replaced(sentence, found, draw.choice(choices))


def _reordered(sentence: str, draw: random.Random) -> str | None:
    words = list(_WORD.finditer(sentence))
    one, other = sorted(draw.sample(range(len(words)), 2))
    first, second = words[one], words[other]
    if first.group().lower() == second.group().lower():
        return None
    return (
        sentence[: first.start()]
        + second.group()
        + sentence[first.end() : second.start()]
        + first.group()
        + sentence[second.end() :]
    )


def _silent_cut(sentence: str, draw: random.Random) -> str | None:
    words = sentence.split(" ")
    start = draw.randrange(1, len(words) - 2)
    end = draw.randint(start + 1, min(len(words) - 1, start + 6))
    return " ".join(words[:start] + words[end:])


def _letter_off(sentence: str, draw: random.Random) -> str | None:
    names = [found for found in _NAME.finditer(sentence) if found.group()[0].isupper()]
    if not names:
        return None
    found = draw.choice(names)
    name = found.group()
    place = draw.randrange(1, len(name))
    letter = _NEARBY.get(name[place], "")
    new = draw.choice([name[:place] + letter + name[place + 1 :], name[:place] + name[place] * 2 + name[place + 1 :]])
    return _replaced(sentence, found, new) if new != name else None


def _short_i(sentence: str, draw: random.Random) -> str | None:
    found = _pick(re.compile("[йи]"), sentence, draw)
    return _replaced(sentence, found, "и" if found.group() == "й" else "й") if found else None


def _hyphened(words: str, draw: random.Random) -> str:
    found = _pick(re.compile(r"(?<=\w\w)\w(?=\w\w)"), words, draw)
    return words[: found.start()] + draw.choice("\u00ad\u200b\u200d") + words[found.start() :] if found else words


def _quotes(words: str, draw: random.Random) -> str:
    opening, closing = draw.choice(('""', "„“", "“”", "‹›", "«»"))
    return re.sub('[«“"]', opening, re.sub('[»”"]', closing, words)).replace("’", draw.choice("'’ʼ"))


def _end(words: str, draw: random.Random) -> str:
    return words.rstrip(".»”,") + draw.choice(("", ".", ",", "!", "…", "...", ".»", "»,"))


def _first(words: str, _: random.Random) -> str:
    return words[0].swapcase() + words[1:]


_TYPOGRAPHIC: tuple[Callable[[str, random.Random], str], ...] = (
    lambda words, draw: words.replace(" ", draw.choice("\u00a0\u2009\u202f\t")),
    lambda words, draw: words.replace(" ", draw.choice(("  ", " \n", "\r\n", "\u00a0 ")), draw.randint(1, 4)),
    _hyphened,
    lambda words, draw: words.replace("–", draw.choice("-—−―")).replace("-", draw.choice("-\u2011\u2010")),
    lambda words, draw: words.replace("-", draw.choice("\u2011\u2010–")),
    _quotes,
    lambda words, _: words.replace("ё", "е"),
    lambda words, _: normalize("NFD", words),
    _first,
    _end,
    lambda words, draw: draw.choice(("«", '"', "– ", "…")) + words,
    lambda words, draw: f"«{words}»" + draw.choice(("", ".", ",")),
    lambda words, _: words.replace("...", "…"),
)


def typographic(sentence: str, draw: random.Random) -> str:
    """Return the same words in another typography."""
    while True:
        words = sentence
        for change in draw.sample(_TYPOGRAPHIC, draw.randint(1, 4)):
            words = change(words, draw)
        if words != sentence:
            return words


def marked_cut(sentence: str, draw: random.Random) -> str | None:
    """Return the words with an ellipsis instead of some in the middle."""
    words = sentence.split(" ")
    if len(words) < 8:
        return None
    start = draw.randrange(3, len(words) - 4)
    end = draw.randint(start + 1, len(words) - 3)
    if _RISKY.search(" ".join(words[start:end])):
        return None
    if _CLAUSE.search(" ".join(words[start - 1 : end])):
        return None  # it joins parts of two clauses
    if _GROUPS.search(" ".join(words[start - 1 : start + 1])) or _GROUPS.search(" ".join(words[end - 1 : end + 1])):
        return None  # it splits a number
    if words[start - 1][-1].isdigit():
        return None  # it may separate the number from its unit
    mark = draw.choice(("…", "...", "[…]", "(…)", "[...]", "(...)", "<…>"))
    return " ".join([*words[:start], mark, *words[end:]])


_MUTATIONS: dict[str, Callable[[str, random.Random], str | None]] = {
    "one word changed": _one_word,
    "negation dropped": _negation_dropped,
    "negation added": _negation_added,
    "number changed": _number,
    "words reordered": _reordered,
    "silent cut": _silent_cut,
    "name one letter off": _letter_off,
    "й for и": _short_i,
    "typographic only": typographic,
    "marked cut": marked_cut,
}
