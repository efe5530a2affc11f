"""The forms of Kazakh nouns and verbs, by rules.

Suffixes follow a stem in a fixed order, with vowels in harmony with its last vowel and consonants assimilated to the
last sound: Kazakh grammar in English, e.g. Muhamedowa, *Kazakh: A Comprehensive Grammar* (2016), chapters 2 to 4.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_BACK, _FRONT = "аоұыяюё", "әөүіеэ"
_VOWELS = _BACK + _FRONT + "и"
_NASALS, _LIQUIDS, _VOICED = "мнң", "рлйу", "зж"
_TO_FRONT = str.maketrans("аығқ", "еігк")
_VOICING = {"п": "б", "к": "г", "қ": "ғ"}
_UNVOICING = {voiced: voiceless for voiceless, voiced in _VOICING.items()}

# The possessive suffixes after a vowel and after a consonant, of back words.
_POSSESSIVES = (("м", "ым"), ("ң", "ың"), ("ңыз", "ыңыз"), ("сы", "ы"), ("мыз", "ымыз"))

MAX_STEMS = 3
"""The largest number of stems that a form is traced back to; the shortest are likeliest."""


@lru_cache(maxsize=1024)
def forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word, whichever of them it is, the likeliest first; some aren't words."""
    stems = list(_noun_stems(word))[:MAX_STEMS]
    found = dict.fromkeys(form for stem in stems[:1] for form in _noun_forms(stem))
    # The infinitive declines like a noun.
    infinitives = [stem for stem in stems if stem.endswith("у") and len(stem) > 2]
    for verb in dict.fromkeys(verb for one in (word, *infinitives) for verb in _verb_stems(one)):
        found |= dict.fromkeys(_verb_forms(verb))
    found |= dict.fromkeys(form for stem in stems[1:] for form in _noun_forms(stem))
    return tuple(dict.fromkeys((*found, *_noun_forms(word))))


def _noun_stems(word: str) -> Iterator[str]:
    """Yield the shorter stems that a word may be a form of, the shortest first."""
    for length in range(2, len(word)):
        beginning = word[:length]
        for stem in _restored(beginning):
            if _is_possible(stem) and word in _noun_forms(stem) and not _is_doubtful(stem, word):
                yield stem


def _restored(beginning: str) -> Iterator[str]:
    """Yield a stem as it is without suffixes: «мектеп» for «мектеб», «халық» for «халқ»."""
    last = beginning[-1]
    # A stem rarely ends with a voiced consonant.
    yield beginning[:-1] + _UNVOICING.get(last, last)
    if len(beginning) > 2 and last not in _VOWELS and beginning[-2] not in _VOWELS:
        for vowel in "ыі":
            yield beginning[:-1] + vowel + _UNVOICING.get(last, last)


def _is_possible(stem: str) -> bool:
    return len(stem) > 2 or (stem[:1] in _VOWELS) != (stem[1:] in _VOWELS + "у") or stem in ("су", "ту")


def _is_doubtful(stem: str, word: str) -> bool:
    """Return True if a word is likelier a stem itself: «қалам» is a pen, and rarely "my town"."""
    return word.removeprefix(stem) in ("м", "ң", "ым", "ім", "ың", "ің")


@lru_cache(maxsize=4096)
def _noun_forms(stem: str) -> tuple[str, ...]:
    found: dict[str, None] = {stem: None}
    for is_front in _harmonies(stem):
        for number in (stem, stem + _plural(stem, is_front=is_front)):
            found |= dict.fromkeys((number, *_cases(number, is_front=is_front)))
            for possessed, is_third in _possessed(number, is_front=is_front):
                found[possessed] = None
                cases = (
                    _cases_of_third(possessed, is_front=is_front) if is_third else _cases(possessed, is_front=is_front)
                )
                found |= dict.fromkeys(cases)
    return tuple(found)


def _harmonies(stem: str) -> tuple[bool, ...]:
    """Return whether suffixes are front; both ways where a loan word leaves it open."""
    vowels = [letter for letter in stem if letter in _BACK + _FRONT]
    if not vowels or stem[-1] in "ви" or re.search("и[^аоұыяюёәөүіеэ]*$|[^аоұыяюёәөүіеэ][кг]$", stem):
        return (True, False)
    return (True,) if vowels[-1] in _FRONT or stem.endswith("ь") else (False,)


def _plural(stem: str, *, is_front: bool) -> str:
    last = _last_sound(stem)
    consonant = "л" if last in _VOWELS + "рйу" else "д" if last in _NASALS + "л" + _VOICED else "т"
    return _harmonised(consonant + "ар", is_front=is_front)


def _cases(stem: str, *, is_front: bool) -> Iterator[str]:
    last = _last_sound(stem)
    is_vowel, is_nasal, is_sonorous = last in _VOWELS, last in _NASALS, last in _LIQUIDS + _NASALS + _VOICED
    soft = "н" if is_vowel or is_nasal else "д" if is_sonorous else "т"
    plain = "д" if is_vowel or is_sonorous else "т"
    suffixes = [
        soft + "ың",
        ("н" if is_vowel else plain) + "ы",
        "ға" if plain == "д" else "қа",
        plain + "а",
        ("н" if is_nasal else plain) + "ан",
        plain + "ағы",
    ]
    possessive_dative = re.search("[ыіаәеө]?[мң]$", stem)
    if possessive_dative:
        suffixes.append("а")
    for suffix in suffixes:
        yield stem + _harmonised(suffix, is_front=is_front)
    yield stem + soft + "ікі"
    yield stem + ("мен" if is_vowel or is_nasal or last in _LIQUIDS else "бен" if is_sonorous else "пен")


def _possessed(stem: str, *, is_front: bool) -> Iterator[tuple[str, bool]]:
    """Yield a stem with each possessive suffix, and True for that of the third person."""
    last = _last_sound(stem)
    bases = [stem]
    if last in _VOICING and stem[-2:-1] in _VOWELS:
        bases = [stem[:-1] + _VOICING[last]]
    if match := re.search("(?<=[^аәеиоөұүыіэюяё])[ыі](?=[нлрзсшпқкм]$)", stem):
        base = bases[0]
        bases.append(base[: match.start()] + base[match.end() :])
        bases.append(stem[: match.start()] + stem[match.end() :])
    for base in bases:
        for after_vowel, after_consonant in _POSSESSIVES:
            suffix = after_vowel if last in _VOWELS and last != "и" else after_consonant
            yield base + _harmonised(suffix, is_front=is_front), after_vowel == "сы"
            if last == "и":
                yield base + _harmonised(after_vowel, is_front=is_front), after_vowel == "сы"


def _cases_of_third(stem: str, *, is_front: bool) -> Iterator[str]:
    for suffix in ("ның", "н", "на", "нда", "нан", "ндағы"):
        yield stem + _harmonised(suffix, is_front=is_front)
    yield stem + "мен"
    yield stem + "нікі"


def _last_sound(stem: str) -> str:
    return stem.rstrip("ьъ")[-1:] or stem[-1]


def _harmonised(suffix: str, *, is_front: bool) -> str:
    return suffix.translate(_TO_FRONT) if is_front else suffix


# Verb suffixes of back stems after a vowel, a voiced, a nasal and a voiceless consonant; those of persons follow the
# tenses.
_PAST = {"vowel": "ды", "voiced": "ды", "nasal": "ды", "voiceless": "ты"}
_PERFECT = {"vowel": "ған", "voiced": "ған", "nasal": "ған", "voiceless": "қан"}
_NEGATION = {"vowel": "ма", "voiced": "ма", "nasal": "ба", "voiceless": "па"}
_FINITE = re.compile(
    rf"(?:(?:(?:(?<=[{_VOWELS}рлйу])м|(?<=[мнңзж])б|(?<=[бгғкқпстфхцчшщ])п)[ае](?=[^т]))?"
    r"(?:[дт][ыі](?:м|ң|ңыз|ңіз|қ|к)?|[ғқ]ан|[гк]ен|[йи]ды|[йи]ді|[аея](?:ды|ді|м[ыі][нз]|с[ыі][ңз])|[ғқ]анда|[гк]енде|са|се|[ыі]?п))$"
)
_STEMS_IN_A_VOWEL = ("оқы", "таны", "тасы", "ері", "шірі", "жібі", "ұйы", "байы", "суы", "жылы")
"""Stems of verbs whose infinitive doesn't show the last vowel: «оқу», «оқыды»."""


def _verb_stems(word: str) -> Iterator[str]:
    """Yield the stems of an infinitive («айту»), or of the commonest finite forms («айтқан», «айтады»)."""
    if word.endswith("ю") and len(word) > 2:
        yield word[:-1] + "й"  # «қою» of «қой»
    elif word.endswith("у") and len(word) > 2:
        if not word.endswith(("ау", "еу", "әу")):
            yield from [stem for stem in _STEMS_IN_A_VOWEL if stem[:-1] + "у" == word] or [_devoiced(word[:-1])]
        elif len(word) > 4:
            yield word[:-1]
    elif (match := _FINITE.search(word)) and match.start() > 1:
        stem, ending = word[: match.start()], match[0]
        if (stem[-1] in _VOWELS and ending[0] in "тқк") or (ending == "п" and stem[-1] not in _VOWELS):
            return
        if ending[0] == "и":
            yield stem + ("ы" if ending.endswith("ы") else "і")
        elif stem + ending[0] in _STEMS_IN_A_VOWEL:
            yield stem + ending[0]
        elif ending[0] == "я":
            yield stem + "й"
        elif ending[0] == "й":
            yield from (stem, stem + "й")  # «қорғайды» of «қорға», «қойды» of «қой»
        elif ending in ("ып", "іп"):
            yield stem[:-1] + "п" if stem.endswith("у") else _devoiced(stem)
        elif ending[0] in "ае":
            yield from (_devoiced(stem), stem + ending[0])  # «табады» of «тап», «бастады» of «баста»
        else:
            yield stem


def _devoiced(stem: str) -> str:
    """Return a verb's stem as it is before a consonant: «тап» for «таб»."""
    return stem[:-1] + _UNVOICING.get(stem[-1], stem[-1])


def _verb_forms(stem: str) -> Iterator[str]:
    last = stem[-1]
    kind = (
        "vowel" if last in _VOWELS
        else "nasal" if last in _NASALS + _VOICED
        else "voiced" if last in _LIQUIDS
        else "voiceless"
    )  # fmt: skip
    before_vowel = stem[:-1] + _VOICING.get(last, last)
    infinitive = stem[:-1] + "ю" if last == "й" else (stem[:-1] if last in "ыі" else before_vowel) + "у"
    yield infinitive
    for is_front in _harmonies(stem):
        for base, is_vowel in ((stem, kind == "vowel"), (stem + _harmonised(_NEGATION[kind], is_front=is_front), True)):
            sort = "vowel" if is_vowel else kind
            past = base + _harmonised(_PAST[sort], is_front=is_front)
            perfect = base + _harmonised(_PERFECT[sort], is_front=is_front)
            if is_vowel:
                present, converb = (base[:-1] + "и" if base[-1] in "ыі" else base + "й"), base + "п"
            else:
                present = stem[:-1] + "я" if last == "й" else before_vowel + _harmonised("а", is_front=is_front)
                converb = (stem[:-1] + "у" if last == "п" else before_vowel) + _harmonised("ып", is_front=is_front)
            suffix = _harmonised("ды", is_front=is_front)
            yield from (past, *(past + end for end in ("м", "ң", "к" if is_front else "қ")))
            yield from (
                perfect,
                perfect + suffix[0] + _a(is_front),
                present + suffix,
                base + "с" + _a(is_front),
                base + _harmonised("сын", is_front=is_front),
                converb,
            )
            yield from (perfect + _harmonised(person, is_front=is_front) for person in ("мын", "дар"))
            yield from (present + _harmonised(person, is_front=is_front) for person in ("мын", "мыз", "сың", "сыз"))
        for case in ("ы", "ға", "да", "дың", "ды", "ына", "ын"):
            yield infinitive + _harmonised(case, is_front=is_front)


def _a(is_front: bool) -> str:
    return "е" if is_front else "а"
