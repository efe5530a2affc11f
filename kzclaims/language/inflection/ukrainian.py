"""The forms of Ukrainian nouns, adjectives and verbs, by rules.

Without a dictionary, a word is tried with every ending of every declension that it may belong to. Most forms of a wrong
declension don't exist and do no harm. Rules: Pugh and Press, *Ukrainian: A Comprehensive Grammar* (1999).
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

_VOWELS = "аеиіоуюяєї"
_SIBILANTS = "жчшщ"
_SOFTENED = {"к": "ц", "г": "з", "х": "с"}
_HARDENED = {soft: hard for hard, soft in _SOFTENED.items()}
_VOCATIVE = {"к": "ч", "г": "ж", "х": "ш", "ц": "ч"}
_MUTATED = (
    ("ст", "щ"),
    ("ск", "щ"),
    ("д", "дж"),
    ("т", "ч"),
    ("з", "ж"),
    ("с", "ш"),
    ("к", "ч"),
    ("г", "ж"),
    ("х", "ш"),
)
_LABIALS = "бпвмф"


class _Pattern(NamedTuple):
    """The endings of a declension or conjugation; a stem must match the expression in full."""

    endings: tuple[str, ...]
    stem: str = ".*"


def _pattern(endings: str, stem: str = ".*") -> _Pattern:
    return _Pattern(tuple("" if ending == "0" else ending for ending in endings.split()), stem)


_HARD = r".*[бвгґдзклмнпрстфхц]"
# 0 is a form without an ending, which closes the last syllable and may change its vowel.
_NOUNS = (
    _pattern("0 а у ові ом і и ів ам ами ах е", _HARD),
    _pattern("0 у а і ем еві я ю ів ям ями ях", r".*р"),
    _pattern("ь я ю еві ем і ей ьми ям ями ях", r".*[дзлнрстц]"),
    _pattern("ь я ю еві ем і ів ям ями ях", r".*[дзлнрстц]"),
    _pattern("0 а у еві ем і ів ам ами ах", r".*[жчшщ]"),
    _pattern("й я ю єві єм ї їв ям ями ях", r".*[аеиіоуюя]"),
    _pattern("ин ина инові ину ином ині и 0 ам ами ах", r".*[ая]н"),
    _pattern("а и і у ою о 0 ам ами ах", _HARD),
    _pattern("я і ю ею е ь ей ям ями ях", r".*[бвдзлнрстцмп]"),
    _pattern("я ї ю єю є й їв ям ями ях", r".*[аеиіоуюя]"),
    _pattern("а і у ею е 0 ей ам ами ах", r".*[жчшщ]"),
    _pattern("ь і ю ей ям ями ях", r".*[дзлнстцр]"),
    _pattern("0 і ю ей ам ями ами ах", r".*[жчшщврбпм]"),
    _pattern("о а у ові ом і и 0 ів ам ами ах", _HARD),
    _pattern("е я ю ем і 0 ь ів їв ям ями ях", r".*[лнрцт]"),
    _pattern("е а у ем і 0 ам ами ах", r".*[жчшщц]"),
    _pattern("я яти яті ям ята ят ятам ятами ятах", r".*[лнт]"),
    _pattern("а ати аті ам ата ат атам атами атах", r".*[жчш]"),
    _pattern("я ю ям і ями ях ь", r".*(?:нн|тт|лл|дд|зз|сс|цц|жж|чч|шш|'|в'|р').*"),
)
_ADJECTIVES = (
    _pattern("ий ого ому им ім а ої ій у ою е і их ими", r".*[^аеиіоуюяєїьй']"),
    _pattern("ій ього ьому ім я ьої ю ьою є і іх іми", r".*[нт]"),
)
_VERBS = (
    # The stem of the past, with the present of «читати», «розуміти», «працювати».
    _pattern("ти в ла ло ли вши ю єш є ємо єте ють й ймо йте ний но", r".*[аяі]"),
    _pattern(
        "увати ував увала увало ували ую уєш ує уємо уєте ують уй уймо уйте уваний ований овано", r".*[^аеиіоуюяєї]"
    ),
    _pattern("ювати ював ювала ювало ювали юю юєш ює юємо юєте юють юй юйте"),
    _pattern("ити ив ила ило или ивши иш ить имо ите ять и іть", r".*[^аеиіоуюяєїжчшщй]"),
    _pattern("ити ив ила ило или ивши у иш ить имо ите ать и іть", r".*[жчшщ]"),
    _pattern("іти ів іла іло іли івши иш ить имо ите ять", r".*[^аеиіоуюяєї]"),
    _pattern("нути нув нула нуло нули ну неш не немо нете нуть ни ніть", r".*[^нь]"),
    _pattern("яти яв яла яло яли ю їш їть їмо їте ять й", r".*[оа]"),
    _pattern("ити ив ила ило или ию иєш иє иємо иєте иють", r".*[мр]"),
    _pattern("ати ав ала ало али авши у еш е емо ете уть иш ить имо ите ать и іть", r".*[жчшщ]"),
)

_IRREGULAR = """
людина людини людині людину людиною люди людей людям людьми людях
дитина дитини дитині дитину дитиною діти дітей дітям дітьми дітях
друг друга другу другові другом друже друзі друзів друзям друзями друзях
мати матері матір матір'ю матерів матерям матерями
ім'я імені іменем імена імен іменам іменами іменах
око ока оку оком очі очей очам очима очах
п'ять п'яти п'ятьом п'ятьма п'ятьох
шість шести шістьом шістьма шістьох
сім семи сімом сьома сімома сімох
вісім восьми вісьмом вісьма вісьмома вісьмох
дев'ять дев'яти дев'ятьом дев'ятьма дев'ятьох
десять десяти десятьом десятьма десятьох
гроші грошей грошам грошима грошах
двері дверей дверям дверима дверях
війна війни війні війну війною війни воєн війнам війнами війнах
серце серця серцю серцем серці сердець серцям серцями серцях
"""
_IRREGULAR_VERBS = """
бути є був була було були буду будеш буде будемо будете будуть будь будьте
йти іти йду іду йдеш йде іде йдемо йдете йдуть ідуть йшов ішов йшла йшло йшли ішли
піти піду підеш піде підемо підете підуть пішов пішла пішло пішли
їхати їду їдеш їде їдемо їдете їдуть їхав їхала їхало їхали
могти можу можеш може можемо можете можуть міг могла могло могли
хотіти хочу хочеш хоче хочемо хочете хочуть хотів хотіла хотіло хотіли
дати дам даси дасть дамо дасте дадуть дав дала дало дали
взяти візьму візьмеш візьме візьмемо візьмуть взяв взяла взяло взяли
вести веду ведеш веде ведемо ведуть вів вела вело вели
нести несу несеш несе несемо несуть ніс несла несло несли
жити живу живеш живе живемо живуть жив жила жило жили
брати беру береш бере беремо беруть брав брала брало брали
слати шлю шлеш шле шлемо шлють слав слала слало слали
стати стану станеш стане станемо станете стануть став стала стало стали
давати даю даєш дає даємо даєте дають давав давала давало давали
ставати стаю стаєш стає стаємо стаєте стають ставав ставала ставало ставали
чати чну чнеш чне чнемо чнете чнуть чав чала чало чали
йняти йму ймеш йме ймемо ймете ймуть йняв йняла йняло йняли
няти німу німеш німе німемо німете німуть няв няла няло няли
мерти мру мреш мре мремо мрете мруть мер мерла мерло мерли
гнати жену женеш жене женемо женете женуть гнав гнала гнало гнали
бігти біжу біжиш біжить біжимо біжите біжать біг бігла бігло бігли
лягти ляжу ляжеш ляже ляжемо ляжете ляжуть ліг лягла лягло лягли
їсти їм їси їсть їмо їсте їдять їв їла їло їли
бити б'ю б'єш б'є б'ємо б'єте б'ють бив била било били
пити п'ю п'єш п'є п'ємо п'єте п'ють пив пила пило пили
"""
"""Verbs that also occur with a prefix: «стати», «встати»."""
_LONGEST_PREFIX = 5
_PREFIX = re.compile(
    "(?:(?:роз|без|до|за|на|по|при|про|пере|під|від|об|ви|у|в|з|с|зі|о|ді|віді|піді|наді|обі|розі|зна|уві)(?:по)?)"
)


@cache
def _rows(lines: str) -> dict[str, list[str]]:
    """Return the forms of each irregular word by any of them."""
    found: dict[str, list[str]] = {}
    for row in map(str.split, lines.strip().split("\n")):
        for form in row:
            found.setdefault(form, []).extend(row)
    return found


def _irregular_verb(word: str) -> Iterator[str]:
    """Yield the forms of an irregular verb, with its prefix: «допоможе» of «допомогти»."""
    rows = _rows(_IRREGULAR_VERBS)
    for length in range(min(_LONGEST_PREFIX, len(word) - 1) + 1):
        prefix, plain = word[:length], word[length:]
        if plain in rows and (not prefix or _PREFIX.fullmatch(prefix)):
            yield from (prefix + form for form in rows[plain])


@lru_cache(maxsize=1024)
def forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word, whichever of them it is; some aren't words."""
    reflexive = next((end for end in ("ся", "сь") if word.endswith(end) and len(word) > 5), "")
    reflexives = ("ся", "сь") if reflexive else ("",)
    base = word.removesuffix(reflexive) if reflexive else word
    # Only before -ся the third person keeps its -ть: «зустрічає», «зустрічається».
    base = re.sub("(?<=[єе])ть$", "", base) if reflexive else base
    found = dict.fromkeys((word, *_rows(_IRREGULAR).get(word, ())))
    found |= dict.fromkeys(form + end for form in _irregular_verb(base) for end in reflexives)
    if not reflexive:
        for pattern in (*_NOUNS, *_ADJECTIVES):
            for stem, closed in _stems(word, pattern):
                found |= dict.fromkeys(_decline(stem, pattern, closed))
    for pattern in _VERBS:
        for ending in pattern.endings:
            stem = base.removesuffix(ending) if ending else base
            if base.endswith(ending) and len(stem) > 1 and re.fullmatch(pattern.stem, stem):
                found |= dict.fromkeys(form + end for form in _conjugate(stem, pattern) for end in reflexives)
    for velar in _velar_stems(base):
        found |= dict.fromkeys(form + end for form in _conjugate_velar(velar) for end in reflexives)
    for infinitive, pattern in _mutated_infinitives(base):
        found |= dict.fromkeys(form + end for form in _conjugate(infinitive, pattern) for end in reflexives)
    return tuple(re.sub("(?<=[єе])ся$", "ться", form) for form in found)


def _velar_stems(word: str) -> Iterator[str]:
    """Yield the stems in к or г of the verbs that a word may be a form of: «берег» of «береже», «беріг», «берегти»."""
    if match := re.fullmatch("(..+[кг])(?:ти|ла|ло|ли)", word):
        yield match[1]
    elif match := re.fullmatch("(..+)([жч])(?:у|еш|е|емо|ете|уть|иш|ить|имо|ите|ать)", word):
        yield match[1] + ("г" if match[2] == "ж" else "к")
    elif len(word) > 3 and (match := re.fullmatch("(.*[^аеиіоуюяєї])і([кг])", word)):
        yield from (f"{match[1]}{vowel}{match[2]}" for vowel in "еоі")


def _conjugate_velar(stem: str) -> Iterator[str]:
    yield from (stem + ending for ending in ("ти", "ла", "ло", "ли", "ши", "ну", "не", "нуть"))
    yield from (re.sub("[ео](?=.$)", "і", stem), stem)
    present = stem[:-1] + ("ж" if stem.endswith("г") else "ч")
    yield from (present + ending for ending in ("у", "еш", "е", "емо", "ете", "уть", "ить", "ать", "имо"))


def _mutated_infinitives(word: str) -> Iterator[tuple[str, _Pattern]]:
    """Yield the stems of the verbs that a form with a changed consonant may be of: «пишу», «роблять»."""
    if match := re.fullmatch(f"(.*[{_LABIALS}])л(?:ю|ять|ен..?|ено)", word):
        yield match[1], _VERBS[3]
    if match := re.fullmatch(f"(.+[{_SIBILANTS}])(?:у|еш|е|емо|ете|уть|ен..?|ено)", word):
        for plain, mutated in _MUTATED:
            if match[1].endswith(mutated):
                stem = match[1].removesuffix(mutated) + plain
                yield stem, _VERBS[3]
                yield stem, _VERBS[5]
                yield stem + "а", _VERBS[0]


def _stems(word: str, pattern: _Pattern) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the stems by which a word is a form of a declension, as they are before a vowel and without an ending."""
    for ending in pattern.endings:
        if not word.endswith(ending):
            continue
        stem = word.removesuffix(ending) if ending else word
        if len(stem) < 2 or not re.search(f"[{_VOWELS}]", word):
            continue
        is_closed = ending in ("", "ь", "й")
        stems = list(_opened(stem)) if is_closed else [stem]
        if ending == "ю" and "ей" in pattern.endings:
            # «незалежністю», «сіллю», «річчю»
            stems += _opened(stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem)
            stems += _opened(stem.removesuffix("'"))
        if pattern.endings[0] == "я" and ending == "ь" and "ї" not in pattern.endings:
            stems.append(stem + stem[-1])
        if ending == "і" and stem[-1] in _HARDENED:
            stems.append(stem[:-1] + _HARDENED[stem[-1]])
        for found in dict.fromkeys(stems):
            if re.fullmatch(pattern.stem, found):
                yield found, ((stem,) if is_closed else tuple(_closed(found)))


def _opened(stem: str) -> Iterator[str]:
    """Yield the stems before a vowel of a stem without an ending: «рок» for «рік», «українц» for «українець»."""
    yield stem
    if match := re.search(f"і([^{_VOWELS}]{{1,2}})$", stem):
        for vowel in ("о", "е", *(["ьо"] if stem[: match.start()].endswith("л") else [])):
            yield stem[: match.start()] + vowel + match[1]
    if match := re.search(f"([^{_VOWELS}])ь?([ое])([^{_VOWELS}йь])$", stem):
        yield stem[: match.start()] + match[1] + match[3]
        if match[1] == "л":
            yield stem[: match.start()] + match[1] + "ь" + match[3]
    if stem.endswith("їв"):
        yield stem[:-2] + "єв"


def _closed(stem: str) -> Iterator[str]:
    """Yield a stem as it may be without an ending, the reverse of `_opened`."""
    yield stem
    if match := re.search(f"(?:ь?о|е)([^{_VOWELS}]{{1,2}})$", stem):
        yield stem[: match.start()] + "і" + match[1]
    if match := re.search(f"([^{_VOWELS}ь])ь?([^{_VOWELS}ьй'])$", stem):
        for vowel in "ое":
            yield stem[: match.start()] + match[1] + vowel + match[2]
    if stem.endswith("єв"):
        yield stem[:-2] + "їв"
    if len(stem) > 3 and stem[-1] == stem[-2]:
        yield stem[:-1]


def _decline(stem: str, pattern: _Pattern, without_ending: tuple[str, ...]) -> Iterator[str]:
    for ending in pattern.endings:
        if ending in ("", "ь", "й"):
            yield from (closed + ending for closed in without_ending)
            continue
        yield stem + ending
        if ending == "і" and stem[-1] in _SOFTENED:
            yield stem[:-1] + _SOFTENED[stem[-1]] + ending
        if ending == "е" and stem[-1] in _VOCATIVE and "ові" in pattern.endings:
            yield stem[:-1] + _VOCATIVE[stem[-1]] + ending
    if "ь" in pattern.endings and "ю" in pattern.endings and stem[-1] in "дзлнстц" and stem[-2] in _VOWELS + "ь":
        # The instrumental of «сіль» is «сіллю», of «область» «областю».
        yield from (closed + stem[-1] + "ю" for closed in without_ending)
    if "ь" in pattern.endings:
        yield from (closed + "ю" for closed in without_ending)
    if stem[-1] in _LABIALS + "р" and pattern.endings[:2] == ("", "і"):
        yield from (f"{closed}'ю" for closed in without_ending)
    if stem[-1] in _SIBILANTS:
        yield from (closed + stem[-1] + "ю" for closed in without_ending)
    if pattern.endings[0] == "я" and len(stem) > 2 and stem[-1] == stem[-2]:
        # «питання», «питань»; «обличчя», «облич»
        yield stem[:-1] + ("" if stem[-1] in _SIBILANTS else "ь")
        yield stem[:-1] + "ів"


def _conjugate(stem: str, pattern: _Pattern) -> Iterator[str]:
    yield from (stem + ending for ending in pattern.endings)
    first = pattern.endings[0]
    if first in ("ити", "іти"):
        # «робити», «роблю», «роблять»; «просити», «прошу»
        if stem[-1] in _LABIALS:
            yield from (stem + ending for ending in ("лю", "лять", "лений", "лено", "лена", "лені"))
        mutated = _mutated(stem)
        yield from (mutated + ending for ending in ("у", "ений", "ено", "ена", "ені"))
        yield stem + "ю"
    if first == "ти" and stem.endswith("а") and len(stem) > 2:
        # «писати», «пишу»; «казати», «кажуть»
        mutated = _mutated(stem[:-1])
        yield from (mutated + ending for ending in ("у", "еш", "е", "емо", "ете", "уть", "и", "іть"))


def _mutated(stem: str) -> str:
    for plain, mutated in _MUTATED:
        if stem.endswith(plain):
            return stem.removesuffix(plain) + mutated
    return stem
