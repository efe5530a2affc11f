"""Fold names and read words of other scripts in a common alphabet.

A *reading* is a word in a small Cyrillic alphabet that all spellings of a name share: without signs, with и for й, иа
and иу for я and ю, and е for ие, э and ё, because the schemes of transliteration differ in these. A Cyrillic word has
one reading (or a few, if Ukrainian и may be ы), a Latin word as many as its letters are ambiguous.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, islice, product

MOST_READINGS = 48
"""The least likely readings beyond this number are dropped."""

HOMOGLYPHS = dict(zip("acehikmoptuxybjsə", "асенікмортихувјѕә", strict=True)) | {"u": "и", "b": "в", "y": "у"}
"""Latin letters that look like Cyrillic ones, in lower or upper case, lower-cased."""

# Kazakh, Kyrgyz and Ukrainian letters in Russian print, and the signs that Russian readers omit.
_TO_RUSSIAN = str.maketrans(
    {"ё": "е", "э": "е", "є": "е", "ґ": "г", "ї": "и", "і": "и", "ә": "а", "ғ": "г", "қ": "к", "ң": "н"}
    | {"ө": "о", "ұ": "у", "ү": "у", "һ": "х", "ў": "у", "ј": "и", "ѕ": "с", "'": "", "-": ""}
)
_TO_READING = str.maketrans({"ь": "", "ъ": "", "я": "иа", "ю": "иу", "й": "и"})

# Each Latin spelling with its Cyrillic letters, the likelier first. Letters after "?" prove nothing.
# Schemes: BGN/PCGN 1947, GOST R 52535.1, ICAO 9303, ISO 9:1995 and scholarly (š, č, c, j), Kazakh Latin of
# 2018 to 2021, Turkish, Polish, and the press of English, French (ou, tch, dj, gu), German (sch, tsch, w)
# and Dutch (oe, sj).
_LATIN = {
    "shch": "щ", "šč": "щ", "schtsch": "щ", "chtch": "щ", "chtchi": "щи", "szcz": "щ", "ŝ": "щ",
    "sjtsj": "щ", "tsch": "ч ?тж", "tch": "ч", "cz": "ч ц", "tc": "ц", "shh": "щ", "č": "ч", "ć": "ч",
    "tsj": "ч", "ch": "ч ш х ?к", "sch": "ш ж ?щ ?сх", "sh": "ш ?сх", "š": "ш", "ş": "ш", "sz": "ш",
    "ś": "ш", "sj": "ш си ?зи", "zh": "ж", "ž": "ж", "ż": "ж", "zj": "ж зи", "ź": "з", "dzh": "ж", "dž": "ж",
    "dj": "ж ди", "dsch": "ж", "ǆ": "ж", "kh": "х", "gh": "г", "ğ": "г", "ǧ": "г", "ġ": "г", "gu": "гу г",
    "q": "к", "ck": "к цк", "qu": "к ку", "ts": "ц", "tz": "ц", "c": "к ц ж", "ce": "се це же ке",
    "ci": "си ци жи ки", "cy": "си ци жи жы ки", "ç": "ч с", "x": "кс х", "w": "в", "ph": "ф", "ß": "сс",
    "ss": "с сс", "j": "ж и", "h": "х ?г", "ł": "л", "ń": "н", "ñ": "н", "ŋ": "н", "b": "б", "d": "д",
    "f": "ф", "g": "г", "k": "к", "l": "л", "m": "м", "n": "н", "p": "п", "r": "р", "s": "с ?з", "t": "т",
    "v": "в", "z": "з ?ц", "a": "а", "ä": "а е", "â": "иа а", "ə": "а", "e": "е", "ë": "е ио", "i": "и",
    "ı": "ы и", "o": "о", "ö": "о ?у", "u": "у", "ü": "у иу", "û": "иу у", "ū": "у", "ȣ": "у оу",
    "oe": "у ое", "io": "ио е", "yo": "ио е", "jo": "жо ио е", "oo": "оо ?у", "ee": "ее ?и", "y": "ы и",
    "ay": "аи", "ey": "еи", "oy": "ои", "uy": "уи",
}  # fmt: skip
# y is a glide before a vowel.
_LATIN |= {"y" + vowel: _LATIN[vowel].replace("ио", "о") for vowel in "aeu"}
_LATIN |= {"ya": "иа", "ye": "е ие", "yu": "иу", "yȣ": "иу", "ie": "е ие", "ije": "ие", "iȣ": "иу"}
# German spellings, recognised by w, sch or j.
_GERMAN = {"s": "с з", "sj": "си зи ш", "z": "з ц", "ch": "х ч ш"}
# Ukrainian spellings.
_UKRAINIAN = {"h": "г х", "y": "и ы"}

_MARKS_OF_GERMAN = re.compile(r"w|sch|^je|j$")
_MARKS_OF_UKRAINIAN = re.compile(r"enko$|(?:[cs]h|i)uk$|yi$|[^aeou]iy$|^ser|^ole|^h[rnl]|^mykha|^volod|yn$")
_LONGEST = max(map(len, _LATIN))

# Endings of Latin words that differ from the sounds: the French silent e, -off for -ов, endings of adjectives.
_ENDS = [(re.compile(pattern), end) for pattern, end in [
    (r"(?<=[iy]n)e$", ""), (r"(?<=[oe])ff$", "v"), (r"(?<=[oe])w$", "v"),
    (r"(?<=[sc]k)(?:y[ijy]?|i[yij]?|iï)$", "i"),
]]  # fmt: skip
# Further Russian spellings of Kazakh vowels: Қонаев is Кунаев, Көлгінов Кульгинов, Нұртілеу Нуртлеу.
_KAZAKH = {"ө": "оу", "о": "оу", "ы": "ыуи", "і": "иы", "ұ": "уо", "ү": "уи", "ә": "ае", "е": "еи"}
_KAZAKH_LATIN = str.maketrans("aäbvgğdejziklmnñoöprstuūühşyıeq", "аәбвгғдежзиклмнңоөпрстуұүхшыіеқ")
_KAZAKH_LATIN_LETTERS = re.compile("[äğñöūüı]")
_YO = re.compile("(?<=[жчшщ])о")
"""Gorbachov is Горбачёв."""
_UKRAINIAN_LETTERS = re.compile("[іїєґ']")
_KAZAKH_LETTERS = re.compile("[әғқңөұүһ]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN_LETTER = re.compile("[a-zə]")

_HYPHENS = "-‐‑‒–—―−﹘－"
_APOSTROPHES = "'`´‘’‛ʹʺʻʼʽˈ′＇"
_UNIFIED = {ord(sign): "-" for sign in _HYPHENS} | {ord(sign): "'" for sign in _APOSTROPHES} | {0xAD: None}
_STRESS = re.compile("(?<=[аеиоуыэюяієїё])[\u0300\u0301]")
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\s-]+")


def fold(text: str) -> str:
    """Return a text in lower case, with е for ё, one kind of hyphen and apostrophe, and no homoglyphs.

    й and Kazakh, Ukrainian and marked Latin letters are kept. Stress marks and ties are removed. Folding is idempotent.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).translate(_UNIFIED).casefold())
    text = _MARKS.sub("", unicodedata.normalize("NFC", _STRESS.sub("", text))).replace("ё", "е")
    if _CYRILLIC.search(text) and _LATIN_LETTER.search(text):
        text = _WORD.sub(lambda found: unify_script(found[0]), text)
    return " ".join(text.split())


def cyrillic(word: str) -> bool:
    """Tell by the first letter whether a word is Cyrillic."""
    return "Ѐ" <= word[:1] <= "ӿ"


def unify_script(word: str) -> str:
    """Return a lower-case word in the script of most of its letters, if the others look like letters of it."""
    cyr = len(_CYRILLIC.findall(word))
    latin = len(_LATIN_LETTER.findall(word))
    if not cyr or not latin:
        return word
    to_cyrillic = "".join(HOMOGLYPHS.get(letter, letter) for letter in word)
    to_latin = "".join(_LOOKS_LATIN.get(letter, letter) for letter in word)
    whole_cyrillic = not _LATIN_LETTER.search(to_cyrillic)
    whole_latin = not _CYRILLIC.search(to_latin)
    if whole_cyrillic and (cyr >= latin or not whole_latin):
        return to_cyrillic
    return to_latin if whole_latin else word


_LOOKS_LATIN = {cyr: latin for latin, cyr in HOMOGLYPHS.items() if latin != "u"}


@lru_cache(maxsize=8192)
def plain_cyrillic(word: str) -> frozenset[str]:
    """Return a folded Cyrillic word in Russian letters, several times if Ukrainian и may be ы."""
    text = word.replace("дж", "ж").replace("ськ", "ск").replace("цьк", "цк")
    text = re.sub("[йь]о", "е", text)
    plain = re.sub("[иы]й$", "ий", re.sub("ь(?![ежиоуюяэє])", "", text).translate(_TO_RUSSIAN))
    found = {plain}
    if _UKRAINIAN_LETTERS.search(word) and not _KAZAKH_LETTERS.search(word) and "и" in word:
        # Only the printed и may be ы, not that of і.
        kept = re.sub("[иы]й$", "ій", text.replace("и", "ы"))
        found.add(re.sub("[иы]й$", "ий", re.sub("ь(?![ежиоуюяэє])", "", kept).translate(_TO_RUSSIAN)))
    if word[:1] in {"ө", "ә"}:
        found.add({"ө": "у", "ә": "е"}[word[0]] + plain[1:])
    return frozenset(found)


def _normal(text: str) -> str:
    """Unify what the schemes of transliteration spell differently: ие and е, ий and ый and и."""
    text = text.replace("дж", "ж").replace("ие", "е")
    return re.sub("[иы]и$", "и", re.sub("и{2,}", "и", text))


@lru_cache(maxsize=16384)
def readings(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the readings of a folded word that prove a name, and all, including those that only suggest one."""
    if cyrillic(word):
        found = frozenset(_normal(plain.translate(_TO_READING)) for plain in plain_cyrillic(word))
        return found, found | (_kazakh_hints(word) if _KAZAKH_LETTERS.search(word) else frozenset())
    text = "".join(letter for letter in _letters(word) if letter not in "'-ʹʺʼ")
    for pattern, end in _ENDS:
        text = pattern.sub(end, text)
    text = text.replace("ou", "ȣ")
    proofs, hints = [""], list[str]()
    table = _LATIN
    if _MARKS_OF_GERMAN.search(word):
        table = _LATIN | _GERMAN
    elif _MARKS_OF_UKRAINIAN.search(word):
        table = _LATIN | _UKRAINIAN
    place = 0
    while place < len(text):
        length = next((n for n in range(_LONGEST, 0, -1) if text[place : place + n] in table), 1)
        sure, maybe = _alternatives(table.get(text[place : place + length], text[place]))
        place += length
        hints = [
            *(start + letters for start in hints for letters in sure),
            *(start + letters for start in proofs for letters in maybe),
        ][:MOST_READINGS]
        proofs = [start + letters for start in proofs for letters in sure][:MOST_READINGS]
    certain = frozenset(_normal(text) for proof in proofs for text in (proof, _YO.sub("е", proof)))
    kazakh = _kazakh_hints(word.translate(_KAZAKH_LATIN)) if _KAZAKH_LATIN_LETTERS.search(word) else ()
    return certain, certain.union(map(_normal, hints), kazakh)


def _kazakh_hints(word: str) -> frozenset[str]:
    choices = [
        [letter] if place == len(word) - 2 else list(_KAZAKH.get(letter, letter)) for place, letter in enumerate(word)
    ]
    for place in range(1, len(word) - 1):
        if word[place : place + 2] == "іл":
            choices[place].append("")
    found = ("".join(letters) for letters in islice(product(*choices), MOST_READINGS))
    return frozenset(_normal(hint.translate(_TO_RUSSIAN).translate(_TO_READING)) for hint in found)


@lru_cache(maxsize=256)
def _alternatives(letters: str) -> tuple[list[str], list[str]]:
    parts = letters.split() or [letters]
    return [part for part in parts if part[0] != "?"], [part[1:] for part in parts if part[0] == "?"]


def _letters(word: str) -> str:
    """Return a word without the marks of letters that the table doesn't have: ė becomes e, č stays."""
    known = (letter if letter in _LATIN else unicodedata.normalize("NFD", letter)[0] for letter in word)
    return "".join(letter for letter in known if not unicodedata.combining(letter))


def coarse(reading: str) -> str:
    """Return a reading for look-up keys, which find more than they prove: no doubled letter, и for ы."""
    return re.sub(r"(.)\1+", r"\1", reading.replace("ы", "и"))


def consonants(reading: str) -> str:
    return re.sub("[аеиоуы]", "", coarse(reading))


# Given names that other languages spell differently, separated by semicolons.
_SAME_GIVEN = """
владимир володимир uladzimir; сергей сергій serge; дмитрий дмитро дмитрій dimitri; михаил михайло michael;
николай микола nicholas; александр олександр аляксандр alexander alexandre; алексей олексій олексий; андрей
андрій andrew andrii; юрий юрій юри; евгений євген евген eugene; павел павло paul; петр петро peter;
григорий григорій gregory; василий василь; анна ганна; елена олена helen; екатерина катерина catherine
katherine; наталья наталия наталія natalie; мария марія; татьяна тетяна; ирина ірина; людмила людмила;
виктор віктор; игорь ігор; артем; иван іван; иосиф йосип; федор федір theodore; эммануэль эммануил
эмманюэль; касым касим; георгий георгій george; даниил данило; кирилл кирило; валерий валерій; анатолий
анатолій; геннадий геннадій; аркадий аркадій; виталий віталій; филипп пилип philip philippe; константин
костянтин constantine; никита микита; ольга olga; юлия юлія julia; софья софия софія sofia; ксения xenia;
лев leo; тимофей тимофій; вячеслав в'ячеслав; мстислав; богдан; ярослав; святослав; всеволод; матвей матвій;
захар; зинаида зінаїда; надежда надія; дарья дария; виктория вікторія victoria; антонина; валентина;
светлана світлана; лариса; маргарита;
"""  # fmt: skip

# Common given names, to tell «Ким Вячеслав» from «Вячеслав Ким».
_COMMON_GIVEN = """
абай адиль азамат айгуль айдар айдос аида айнур айжан акылбек алан алена алина алла алихан алмаз алмазбек
алтынбек амангельды анастасия ангелина антон арман артур аскар аслан асхат ахмет бауыржан бахыт бакытжан
берик болат борис булат вадим валентин валерия вера вероника владислав галина галымжан ганна гульнара
гульшара дамир данияр дарига дархан даурен денис диана динара досым ева ержан ерлан ермек ерболат жанна
жанар женис жомарт зарина ильдар ильхам ильяс инна илья кайрат камила канат канатбек карим карина касым
кенес кристина кубат куандык курманбек лариса леонид лидия любовь людмила магзум максим марат марина марк
маулен медет мирлан мурат мухтар нина нурлан нурсултан олег олжас омурбек полина раиса рамзан ринат рафаэль
роза роман рустам руслан садыр салтанат самат санжар сапар саят светлана семен серик сооронбай станислав
степан султан тамара тарас темир тимур толеген турсун ульяна умирзак фарида феликс шавкат шамиль чингиз
эдуард эльвира эльдар эльмира эмиль эрик эркин юлиан яков яна ян эдуар жерар мишель жак франсуа николя жан
жорж шарль люк стефан себастьян катрин кристин элизабет бернар лионель доминик лоран ален симона альбер анн
мартин жюстин мари брижит jean françois jacques emmanuel louis laurent bruno édouard gabriel gérard
élisabeth rachida ségolène brigitte marine éric xavier alain dominique valérie christine thomas john david
robert james william
"""  # fmt: skip


@lru_cache(maxsize=1)
def _given() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for line in _SAME_GIVEN.split(";"):
        group = {coarse(reading) for word in line.split() for reading in readings(word)[0]}
        for reading in group:
            groups.setdefault(reading, set()).update(group)
    words = chain(_SAME_GIVEN.replace(";", " ").split(), _COMMON_GIVEN.split())
    common = {coarse(reading) for word in words for reading in readings(word)[0]}
    return {reading: frozenset(group) for reading, group in groups.items()}, frozenset(common)


def same_given(reading: str) -> frozenset[str]:
    """Return the coarse readings of a given name in other languages, including its own."""
    own = coarse(reading)
    return _given()[0].get(own, frozenset({own}))


def is_given(found: frozenset[str]) -> bool:
    """Tell whether one of these readings is a common given name."""
    return not _given()[1].isdisjoint(map(coarse, found))
