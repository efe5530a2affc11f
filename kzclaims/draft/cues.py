"""The words that introduce what somebody said."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kzclaims.draft.morphology import Reading, is_listed, readings
from kzclaims.language.names.folding import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzclaims.draft.sentences import Word

SPEECH = word_set(
    """сообщить сообщать сказать говорить заявить заявлять рассказать рассказывать отметить отмечать подчеркнуть
    подчёркивать подчеркивать добавить добавлять пояснить пояснять объяснить объяснять уточнить уточнять
    напомнить напоминать считать полагать уверять уверить утверждать признать признаться признавать признаваться
    ответить отвечать написать писать констатировать указать указывать прокомментировать комментировать
    предупредить предупреждать поделиться вспоминать вспомнить доложить докладывать проинформировать
    информировать заверить заверять заметить замечать резюмировать заключить подытожить возмутиться возмущаться
    недоумевать пожаловаться жаловаться сетовать посетовать обещать пообещать настаивать парировать продолжить
    продолжать рассуждать озвучить подтвердить подтверждать опровергнуть опровергать отрицать предположить
    предполагать гласить прозвучать процитировать передать передавать акцентировать поведать возразить удивиться
    пошутить посоветовать рекомендовать порекомендовать призвать призывать обратиться выразить выступить
    надеяться сослаться ссылаться спрогнозировать прогнозировать ожидать думать согласиться соглашаться оценить
    упомянуть похвастаться отчитаться обозначить восклицать воскликнуть спросить спрашивать сомневаться
    опасаться утвердить декларировать делиться похвалить обнадёжить обнадежить успокоить похвастать мечтать
    крикнуть прошептать отрапортовать привести приводить разъяснить разъяснять сказано говориться отмечаться
    сообщаться подчёркиватьсяуточняться
    объявить объявлять
    грозиться пригрозить обратить обращать исключить исключать"""
)
"""Verbs of speech and opinion, in the infinitive."""


_CERTAIN = frozenset(["уверенный", "убеждённый", "убежденный", "уверить", "убедить"])
"""Words whose short forms report like verbs: «уверен, что …», «убеждена, что …»."""


@lru_cache(maxsize=65536)
def speech(word: str) -> Reading | None:
    """Return the reading of a word as a verb of speech, or None."""
    for one in readings(word):
        if one.lemma in _CERTAIN and not one.grammemes.isdisjoint({"ADJS", "PRTS"}):
            return one
        if one.lemma in SPEECH and not one.grammemes.isdisjoint({"VERB", "GRND", "PRTS"}):
            own_voice = "1per" in one.grammemes or "impr" in one.grammemes
            passive = "PRTS" in one.grammemes and "neut" not in one.grammemes
            return None if own_voice or passive else one
    return None


def is_speech(word: str) -> bool:
    """Return True for a past form of a verb of speech."""
    if not is_listed(word):
        return False
    found = speech(word)
    return found is not None and "VERB" in found.grammemes and "past" in found.grammemes


_NOUNS = word_set(
    """словам мнению данным информации сведениям оценке оценкам версии утверждению сообщению сообщениям заявлению
    подсчётам подсчетам признанию убеждению прогнозам прогнозу предположению наблюдениям слов замечанию
    подозрению"""
)
PREPOSITIONAL = {
    "по": _NOUNS,
    "согласно": word_set(
        """данным информации сведениям сообщению сообщениям заявлению оценке оценкам прогнозу прогнозам документу
    отчету отчёту ответу докладу исследованию опросу словам
    статье закону кодексу статистике постановлению решению приказу договору"""
    ),
    "со": frozenset({"слов"}),
    "с": frozenset({"слов"}),
}
"""Nouns after prepositions that attribute a sentence: «по словам …»."""

_TOLD = word_set(
    """объявить объявлять сообщить сообщать рассказать рассказывать заявить заявлять говорить сказать предупредить
    доложить информировать проинформировать"""
)
TOPIC_PREPOSITIONS = {
    "о": _TOLD,
    "об": _TOLD,
    "про": _TOLD,
    "на": frozenset(
        ["указать", "указывать", "пожаловаться", "жаловаться", "сетовать", "посетовать", "обратить", "обращать"]
    ),
}

_CONTENT_NOUNS = word_set(
    """необходимость важность отсутствие наличие готовность намерение невозможность недостаток нехватка рост снижение
    работа запуск запрет отмена подготовка арест взрыв гибель смерть пожар начало завершение старт спад
    отставка победа угроза шантаж поставка закупка выплата передача продажа визит вывод ввод ввоз вывоз
    перенос обыск кража утечка авария обстрел атака удар мнение уверенность убеждение сообщение заявление
    решение информация данные надежда опасение"""
)


def is_content_noun(word: str) -> bool:
    """Return True for a noun that introduces or contains what is said."""
    return any(one.lemma in _CONTENT_NOUNS for one in readings(word))


def is_agency(tail: "Sequence[Word]") -> bool:
    """Return True for the outlet's own credit: «передаёт корреспондент Tengrinews.kz»."""
    words = [one.text.casefold() for one in tail]
    if "ссылкой" in words:
        return False
    return any(
        one.removesuffix("ы") == "корреспондент" or re.search(r"\.(kz|ru|com|net|org|info)$", one) for one in words[:6]
    )


def is_own(source: "Sequence[Word]") -> bool:
    """Return True if a cue names the outlet's own reporter, or the person who is speaking."""
    words = [one.text.casefold() for one in source]
    if not {"я", "мы"}.isdisjoint(words):
        return True
    verbs = [place for place, one in enumerate(source) if speech(one.text)]
    # «Ерлан Сатпаев сообщил Abcnews.kz»: the outlet is spoken to.
    is_listener = bool(verbs) and any(_names_somebody(one) for one in source[: verbs[0]])
    return is_agency(source) and not is_listener


def _names_somebody(word: "Word") -> bool:
    return any(one.has("nomn", "anim") or one.has("nomn", "Surn") for one in readings(word.text)[:1]) and (
        "корреспондент" not in word.text.casefold()
    )
