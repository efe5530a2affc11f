"""Words around a name: generations, which belong to a person's identity, and titles, which don't."""

import re
from collections.abc import Sequence
from functools import lru_cache

from kzclaims.language.names.folding import is_cyrillic, word_set

# Generations. Words of a folded name without full stops.

_JUNIOR = word_set(
    """jr jnr junior fils filho figlio hijo der-jüngere den-yngre de-jonge mladší mladši mladji mlajši mlađi młodszy ifj
    ifjabb nuorempi noorem jaunākais jaunesnysis the-younger le-jeune el-joven el-mozo il-giovane o-jovem yngre d-y мл
    младший молодший малодшы младши млађи помлади кіші"""
)
_SENIOR = word_set(
    """sr snr senior père der-ältere den-äldre den-ældre den-eldre de-oude starší stariji starejši starszy idősb idősebb
    vanhempi vanem vecākais vyresnysis the-elder l'ancien el-viejo il-vecchio o-velho äldre d-ä d-æ ст старший старшы
    старши старији үлкен"""
)
_JUNIOR_AT_END = word_set("jun. ml. сын син fiul")
_SENIOR_AT_END = word_set("sen. st. отец батько tatăl padre")
_NUMBERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21, "xxii": 22,
    "xxiii": 23, "іі": 2, "ііі": 3, "іv": 4, "хі": 11, "хіі": 12, "хvі": 16, "ⅱ": 2, "ⅲ": 3,
}  # fmt: skip
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th|й|го|му|м|ый|ой|ий|\.|er|e|ème|º|°)?"
_CASE_ENDING = "^(млад|стар|молод)ш(?:его|ему|им|ем|ого|ому|ая|ей|ую|а|ої|ій|у|ою|ият|ия)$"
_LONGEST_GENERATION = 2


def generation_at(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """Return the generation at a place among the words of a name, and how many words it has.

    "Jr.", "мл." and "der Jüngere" are "junior"; "II" is "2". Single letters are initials and not numbers. Abbreviations
    that are also names ("Sen") need a full stop and the end of the name.
    """
    for length in range(min(_LONGEST_GENERATION, len(words) - place), 0, -1):
        text = "-".join(word.rstrip(".") for word in words[place : place + length])
        text = re.sub(_CASE_ENDING, r"\1ший", text) if text.startswith(("млад", "стар", "молод")) else text
        at_end = length == 1 and place + 1 == len(words)
        if text in _JUNIOR or (at_end and words[place] in _JUNIOR_AT_END):
            return "junior", length
        if text in _SENIOR or (at_end and words[place] in _SENIOR_AT_END):
            return "senior", length
    text = words[place].rstrip(".")
    if len(text) > 1 and text in _NUMBERS:
        return str(_NUMBERS[text]), 1
    if words[place][:1].isdecimal() and (found := re.fullmatch(_ORDINAL, words[place])) and found[0] != found[1]:
        return found[1], 1
    return None


def is_prefixed_generation(word: str) -> bool:
    """Return True if a word is a generation that precedes the name, as in Hungarian: "ifj. Antall József"."""
    return word in {"ifj.", "ifj", "ifjabb", "id.", "idősb", "idősebb"}


OF_FATHER = word_set("ұлы улы уулу оглы оғлы кызы қызы гызы uly ūly ulı uulu oglu ogly oğlu qyzy kyzy qızı kızı")
"""Words after a father's name: Алирза оглы."""

# Degrees and the like after a name, as printed.

_DEGREE = r"(?:Ph\.? ?D|D\.?Phil|MSc|BSc|MBA|MEP|[OMCDK]BE|Esq|FRS|CPA|[дк]\. ?[а-я]{1,4}\. ?н)\.?"
"""None that may be the initials of given names, such as M. D. and QC."""


def without_degrees(name: str) -> str:
    """Return a name of several words without degrees and honours after it, which don't distinguish people."""
    return re.sub(rf"(?<= )([^\s,]+)(?:,? +{_DEGREE})+$", r"\1", name)


# Titles before a name. Latin words are folded; Cyrillic ones are stems, so that they are recognised in any case.

_OFFICES = word_set(
    """president prime-minister premier minister senator chancellor governor ambassador mayor congressman congresswoman
    representative speaker secretary foreign-minister defence-minister defense-minister finance-minister
    interior-minister vice-president secretary-general secretary-of-state attorney-general gov pres rep
    präsident präsidentin bundespräsident bundeskanzler bundeskanzlerin kanzler kanzlerin ministerpräsident
    ministerpräsidentin außenminister aussenminister außenministerin verteidigungsminister finanzminister innenminister
    ministerin bürgermeister senatorin président présidente premier-ministre première-ministre ministre sénateur
    sénatrice député députée chancelier chancelière ambassadeur presidente ministro ministra primer-ministro
    primeiro-ministro senador senadora diputado diputada deputado canciller embajador gobernador alcalde primo-ministro
    sindaco deputato senatore prezydent prezident prezidents prezidentas minister-president ministras ministr ministrs
    ministerpresident statsminister statsråd kanslər başbakan cumhurbaşkanı bakan bakanı başkan prezidenti
    președinte președintele prim-ministru ministrul president-elect peaminister presidentti pääministeri
    academician academic professor prof doctor dr"""
)
_COURTESY = word_set(
    """mr mrs ms miss mx sir lord lady dame madam herr frau monsieur madame mme mlle m señor señora sr sra srta don
    doña signor signora sig dott senhor senhora dom pan pani pán paní bay bayan sayın judge justice king queen prince
    princess pope general gen colonel col major maj captain capt lieutenant lt sergeant sgt admiral adm father rev
    reverend bishop archbishop cardinal rabbi imam sheikh sheik sultan emperor emir count duke baron könig königin papst
    prinz roi reine pape rey reina papa re regina sen amb maire nazir"""
)
_OFFICES |= word_set(
    """глава главы главе главу главой посол посла послу послом мэр мэра мэру мэром мер мера кмет кмета кметът прем'єр
    прем'єра премиерът президентът министърът голова"""
)
_COURTESY |= word_set(
    """г-н г-на г-ну г-ном г-жа г-жи г-же г-жу господин господина господину господином госпожа госпожи госпоже госпожу
    товарищ пан пана пані панові король короля королю королева принц принца папа папы папе патриарх генерал генерала
    полковник полковника майор майора капитан капитана адмирал имам шейх султан эмир царь царя император князь
    митрополит епископ отец отца мистер миссис мсье мадам сэр леди лорд хан граф барон герцог аким акима акиму акимом
    әкім әкімі мырза ханым"""
)
_OFFICE_STEMS = (
    "президент", "прэзідэнт", "премьер", "премиер", "премьер-министр", "прем'єр-міністр", "прэм'ер-міністр", "министр",
    "міністр", "міністар", "министър", "канцлер", "сенатор", "депутат", "дэпутат", "губернатор",
    "генсек", "вице-президент", "вице-премьер", "віце-прем'єр", "экс-президент", "екс-президент", "экс-премьер",
    "экс-министр", "бургомистр", "профессор", "професор", "академик", "академік", "доктор", "омбудсмен", "прокурор",
    "госсекретар", "председател", "вице-спикер", "ерөнхийлөгч", "генпрокурор", "вице-министр",
)  # fmt: skip
_AIDE_STEMS = (
    "секретар", "директор", "руководител", "основател", "спикер", "спікер", "пресс-секретар", "представител",
    "помощник", "советник",
)  # fmt: skip
"""«Секретарь Гуренко» may be Гуренко's."""
_MODIFIERS = word_set(
    """former ex vice deputy acting first the then late outgoing incoming u.s us prime foreign defence defense finance
    interior high high-ranking nato eu un uk russian ukrainian kazakh kazakhstani uzbek kyrgyz tajik turkmen
    armenian azerbaijani georgian moldovan belarusian american chinese british iranian israeli turkish polish
    romanian bulgarian hungarian japanese indian french german italian spanish austrian canadian lithuanian latvian
    estonian finnish российский российского российскому российским украинский украинского украинскому украинским
    казахстанский казахстанского казахстанскому казахстанским американский американского американскому американским
    китайский китайского белорусский белорусского турецкий турецкого французский французского немецкий немецкого
    узбекский узбекского киргизский киргизского кыргызский кыргызского армянский армянского азербайджанский
    азербайджанского грузинский грузинского польский польского бывший бывшего бывшему бывшим экс вице первый первого
    первому первым генеральный генерального действующий действующего колишній колишнього перший першого ehemaliger
    ehemalige alt l' le la der die ancien ancienne бивш бившият тогдашний нынешний нынешнего тогавашният"""
)
_COMPLEMENTS = word_set(
    """иностранных внутренних дел обороны финансов юстиции экономики энергетики здравоохранения культуры образования
    мид мвд минобороны госдумы думы сената сейма парламента мажилиса мәжіліс сенат рады верховной совета федерации
    правительства партии комитета рф рк сша кнр украины україни россии казахстана франции китая германии беларуси
    узбекистана киргизии кыргызстана таджикистана туркменистана армении азербайджана грузии молдавии молдовы турции
    ирана польши литвы латвии эстонии израиля великобритании закордонних справ оборони росії казахстану области г.
    города"""
)
_MOST_COMPLEMENTS = 4
_ARTICLES = ("ът", "ят")
_LONGEST_CASE = 3
"""The longest case ending after a stem of a title: министр|ами, президент|ът."""


@lru_cache(maxsize=4096)
def _title(word: str) -> str | None:
    """Return the kind of title that a folded word is, if any: "office" or "courtesy"."""
    if word in _OFFICES:
        return "office"
    if word in _COURTESY:
        return "courtesy"
    for kind, stems in (("office", _OFFICE_STEMS), ("courtesy", _AIDE_STEMS)):
        if any(word.startswith(stem) and len(word) - len(stem) <= _LONGEST_CASE for stem in stems):
            return kind
    return None


def title_length(words: Sequence[str]) -> tuple[int, bool]:
    """Return how many words before a name are a known title, and whether it is the title of an office.

    Titles of courtesy are shared by relatives ("Mrs Thatcher"), and some are given names ("Prince", "Major"), so they
    don't prove which person a family name means.
    """
    place, proves = 0, True
    while place < len(words) - 1 and words[place] in _MODIFIERS:
        place += 1
    start = place
    while place < len(words) - 1:
        for length in (3, 2, 1):
            if place + length < len(words) and (kind := _title("-".join(words[place : place + length]))):
                proves = proves and kind == "office"
                place += length
                break
        else:
            break
    if place == start:
        return 0, False
    end = place
    while end < len(words) - 1 and end - place < _MOST_COMPLEMENTS and words[end] in _COMPLEMENTS:
        end += 1
    return end, proves


_NOMINATIVES = word_set("глава посол мэр мер голова")


def title_cases(words: Sequence[str]) -> list[bool]:
    """Return for each Slavic title of an office among these words whether it is in the nominative."""
    found: list[bool] = []
    for word in words:
        stem = next((stem for stem in (word, word.removesuffix("ь")) if stem in _OFFICE_STEMS), None)
        if stem or word in _NOMINATIVES:
            found.append(True)
        elif is_cyrillic(word) and _title(word) == "office" and not word.endswith(_ARTICLES):
            found.append(False)
    return found
