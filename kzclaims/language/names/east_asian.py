"""Read Chinese and Japanese names in Latin letters as Russian spells them: Xi is Си, Ishiba is Исиба.

The Russian systems are those of Palladius for Pinyin and of Polivanov for Hepburn. The readings only suggest names:
they are without signs, so that "Wang" (Ван) and "Wan" (Вань) have the same one.
"""

import re
from functools import cache

_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х",
    "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "е", "ai": "аи", "ei": "еи", "ao": "ао", "ou": "оу", "an": "ан", "en": "ен", "ang": "ан",
    "eng": "ен", "ong": "ун", "i": "и", "ia": "иа", "ie": "е", "iao": "иао", "iu": "иу", "ian": "иан", "in": "ин",
    "iang": "иан", "ing": "ин", "iong": "иун", "u": "у", "ua": "уа", "uo": "о", "uai": "уаи", "ui": "уи", "uan": "уан",
    "un": "ун", "uang": "уан", "ue": "иуе", "er": "ер",
}  # fmt: skip
_BEFORE_NARROW_U = {"u": "иуи", "uan": "иуан", "un": "иун"}
_WHOLE = {
    "ya": "иа", "ye": "е", "yao": "иао", "you": "иу", "yan": "иан", "yin": "ин", "yang": "иан", "ying": "ин",
    "yong": "иун", "yi": "и", "yu": "иуи", "yue": "иуе", "yuan": "иуан", "yun": "иун", "wa": "ва", "wo": "во",
    "wai": "ваи", "wei": "веи", "wan": "ван", "wen": "вен", "wang": "ван", "weng": "вен", "wu": "у", "zi": "цзы",
    "ci": "цы", "si": "сы", "hui": "хуеи",
}  # fmt: skip
_KANA = {
    "sh": "с", "ch": "т", "ts": "ц", "j": "дз", "z": "дз", "f": "ф", "h": "х", "r": "р", "w": "в", "k": "к", "g": "г",
    "s": "с", "t": "т", "d": "д", "n": "н", "b": "б", "p": "п", "m": "м", "y": "и", "": "",
}  # fmt: skip
_VOWELS = {"a": "а", "i": "и", "u": "у", "e": "е", "o": "о"}
_SYLLABLE = (
    "(?:[bpmfdtnlgkhjqxrzcs]|[zcs]h|)"
    "(?:iang|iong|uang|iao|ian|ang|eng|ong|ing|uai|uan|ai|ei|ao|ou|an|en|ia|ie|iu|in|ua|uo|ue|ui|un|er|[aoeiu])"
    "|y(?:uan|ang|ing|ong|ao|ou|an|in|ue|un|[aeiu])|w(?:ang|eng|ai|ei|an|en|[aou])"
)
_MORA = "(?:sh|ch|ts|[jzfhrwkgstdnbpmy]|)y?[aiueo]|n(?![aiueoy])"


@cache
def _syllables() -> dict[str, str]:
    found = dict(_WHOLE)
    for initial, start in _INITIALS.items():
        for final, end in _FINALS.items():
            narrow = _BEFORE_NARROW_U.get(final) if initial in {"j", "q", "x"} else None
            found.setdefault(initial + final, start + (narrow or end))
    return found


def russian_readings(word: str) -> set[str]:
    """Return the readings that Russian spellings of a Chinese or Japanese word have, none if it isn't one by form."""
    text = word.replace("'", "").replace("-", "")
    found = set[str]()
    if not text.isascii():
        return found
    if re.fullmatch(f"(?:{_SYLLABLE}){{1,3}}", text):
        parts = re.findall(f"{_SYLLABLE}(?=(?:{_SYLLABLE})*$)", text)
        if "".join(parts) == text:
            found.add("".join(_syllables().get(part, part) for part in parts))
    if re.fullmatch(f"(?:{_MORA}){{2,6}}", text):
        found.add("".join(map(_mora, re.findall(_MORA, text))))
    return found


def _mora(text: str) -> str:
    start, vowel = text.rstrip("aiueo"), text[-1]
    if start == text:
        return "н"
    soft = start.endswith("y") or (start in {"sh", "ch", "j"} and vowel in "auo")
    letters = _KANA[start.rstrip("y") if len(start) > 1 else start]
    return letters + ("и" if soft and start != "y" else "") + _VOWELS[vowel]
