"""Given names in the spellings of several languages."""

from collections.abc import Iterable
from functools import cache, lru_cache

from kzclaims.language.names.folding import is_cyrillic, plain_latin, word_set
from kzclaims.language.names.surnames import lemmas
from kzclaims.language.names.transliterate import coarse, readings

# Spellings of one name in related languages, with Latin ones that no scheme of transliteration gives. Those after "/"
# are other languages' forms, which may be another name: they only suggest.
_SPELLINGS = """
владимир володимир уладзімір vladimir volodymyr uladzimir; сергей сергій сяргей сергі / serge serhii; дмитрий дмитро
дмитрій дзмітрый зміцер димитрий димитър dimitri dmitri dmitry; михаил михайло міхаіл / michael mikheil mihails michel
майкл; николай микола мікалай / nicholas nicolas nikolai николя николас; александр олександр аляксандр alexander
alexandre alexandr / алесь олександер aleksandrs alexandru aleksander; алексей олексій олексий аляксей alexey alexei /
алексий aleksejs; андрей андрій / andrew andrei андре andrejs; юрий юрій юрі юры yuri yury; евгений євген яўген /
eugene эжен; павел павло павал / paul поль pavels; петр петро пётр пятро / peter питер pierre; григорий григорій рыгор
/ gregory; василий василь васіль / basil; анна ганна anna / anne anne; елена олена / helen helena эллен; екатерина
катерина кацярына / catherine katherine катрин; наталья наталия наталія наталля natalia / natalie; мария марія марыя
maria / mary; татьяна тетяна таццяна; ирина ірина ірына / irene; людмила людміла; виктор віктор viktor victor; игорь
ігор ігар; иван іван / ivan ioann ян john джон; иосиф йосип / joseph; федор федір фёдар / theodore; эммануэль
эмманюэль эммануил емманюель еммануель emmanuel; эдуард едуард; эльвира ельвіра; георгий георгій георги / george
джордж giorgi; даниил данило / данила daniel; кирилл кирило кірыл; валерий валерій валерый; анатолий анатолій анатоль;
геннадий геннадій генадзь; аркадий аркадій; виталий віталій віталь; филипп пилип філіп philip philippe; константин
костянтин канстанцін / constantine; никита микита мікіта; ольга вольга olga olha; юлия юлія julia; софья софия софія
сафія sofia; ксения ксенія xenia; лев / leo; тимофей тимофій цімафей; вячеслав в'ячеслав вячаслаў; матвей матвій
мацвей; зинаида зінаїда; надежда надія надзея; дарья дария дарія; виктория вікторія victoria; светлана світлана
святлана; степан сцяпан / stephen стефан; яков яків якаў / jacob james; лука / лукас luke;
"""  # fmt: skip
_EASTERN_SPELLINGS = """
касым қасым касим; ильхам ilham; нурсултан нұрсұлтан; мухаммед мұхаммед / мухаммад мохаммед мохамед магомед mohamed
muhammad; хусейн / гусейн хусейин; ахмед / ахмад ахмет; хасан / гасан hassan; гейдар / хейдар гайдар; ованес / оганес
"""

_EASTERN = _EASTERN_SPELLINGS.count(";") + 1

# Further given names, to distinguish «Ким Вячеслав» from «Вячеслав Ким».
_SLAVIC_GIVEN = """
алла анастасия ангелина антон антонина артем артур богдан борис вадим валентин валентина валерия вера вероника
владислав всеволод галина денис диана дина ева жанна захар инна илья карина кристина лариса леонид лидия любовь максим
маргарита марина мстислав нина олег полина раиса роман руслан святослав семен станислав тамара тарас ульяна феликс
эдуард юлиан ярослав алена алина яна ян
"""
_OTHER_GIVEN = """
абай адиль азамат айгуль айдар айдос аида айнур айжан акылбек алан алихан алмаз алмазбек алтынбек амангельды арман
аскар аслан асхат ахмет бауыржан бахыт бакытжан берик болат булат галымжан ганна гульнара гульшара дамир данияр дарига
дархан даурен динара досым ержан ерлан ермек ерболат жанар женис жомарт зарина ильдар ильхам ильяс кайрат камила канат
канатбек карим касым кенес кубат куандык курманбек людмила магзум марат марк маулен медет мирлан мурат мухтар нурлан
нурсултан олжас омурбек рамзан ринат рафаэль роза рустам садыр салтанат самат санжар сапар саят светлана серик
сооронбай степан султан темир тимур толеген турсун умирзак фарида шавкат шамиль чингиз эльвира эльдар эльмира эмиль
эрик эркин яков эдуар жерар мишель жак франсуа николя жан жорж шарль люк стефан себастьян катрин кристин элизабет
бернар лионель доминик лоран ален симона альбер анн мартин жюстин мари брижит jean françois jacques emmanuel louis
laurent bruno édouard gabriel gérard élisabeth rachida ségolène brigitte marine éric xavier alain dominique valérie
christine thomas john david robert james william
"""


_OF_TWO_GENDERS = """
александра олександра евгения євгенія валентина валерия валерія виталия віталія юлия юлія владислава станислава
станіслава ярослава святослава богдана юлиана руслана романа ивана петра павла дениса яна марина алена алана лева
стефана мартина симона роберта эрика карла луиса жана даниела даниэла габриела габриэла рафаэла михаэла доминика йоана
паула дина дамира рината султана эмиля георгия максима айнура айжана адиля гульнара динара жанара камила карима рашида
фарида эльмира ильхама нурлана леонида федора филиппа анатолия аркадия константина артура
"""
"""Those of these names that are also the genitive of a name of the other gender."""

_WOMEN = """
любовь рахиль юдифь эсфирь мишель николь адель гузель ассоль изабель аннабель элизабет маргарет кэтрин катрин кристин
хелен элис джейн энн сьюзен карен рут хиллари кэрол хизер брижит ингрид астрид сольвейг мадлен жаклин марин софи натали
мари валери мэри салтанат ляззат меруерт шолпан раушан жанар динар гульнар сауле айжан назгуль нургуль бибигуль
hillary margaret elizabeth elisabeth élisabeth liz kate jane anne ann alice helen susan ruth carol karen ingrid astrid
mette marine brigitte simone nicole michelle christine catherine katherine françoise judith kirsten marie mary nancy
kersti rachel ségolène agnès meredith heather jacqueline
"""
"""Women's names that don't end in -а or -я."""
_MEN = """
никита микита илья ілля фома хома лука данила савва кузьма гаврила вавила кирила мустафа абдулла муса иса яхья зия
джошуа андреа лула нурулла насрулла хамза рза мирза ага паша баба ата йошка миша леша гриша вася петя ваня коля костя
дима юра витя nikita mikita ilya ilia illia foma luca luka danila savva kuzma mustafa abdulla musa isa yahya joshua
andrea nicola ezra noah hamza mirza elia tobia mattia juha jukka pekka mika joschka
"""
"""Men's names that do."""


# Tables are built at first use, because many commands need none.


@cache
def _lines() -> list[tuple[list[str], list[str]]]:
    """Return the spellings of each name, and those of other languages."""
    halves = (line.partition("/") for line in f"{_SPELLINGS};{_EASTERN_SPELLINGS}".split(";"))
    return [(close.split(), foreign.split()) for close, _, foreign in halves]


@cache
def _numbers() -> dict[str, frozenset[int]]:
    """Return the numbers of the lines in which each word is."""
    return _collect((word, number) for number, (close, _) in enumerate(_lines()) for word in close)


@cache
def _numbers_of_readings() -> dict[str, frozenset[int]]:
    """Return the numbers of the lines with a Cyrillic word of each reading."""
    cyrillic = ((number, word) for number, (close, _) in enumerate(_lines()) for word in filter(is_cyrillic, close))
    return _collect((reading, number) for number, word in cyrillic for reading in readings(word).proofs)


def _collect(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for key, number in pairs:
        found[key] = found.get(key, frozenset()) | {number}
    return found


@cache
def _related(*, foreign: bool) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for close, others in _lines():
        group = _coarse_readings([*close, *others] if foreign else close)
        found |= {reading: group | found.get(reading, frozenset()) for reading in group}
    return found


@cache
def _slavic() -> frozenset[str]:
    words = [*(word for close, _ in _lines()[:-_EASTERN] for word in close), *_SLAVIC_GIVEN.split()]
    return _coarse_readings(filter(is_cyrillic, words))


@cache
def _common() -> frozenset[str]:
    words = (word for close, others in _lines() for word in (*close, *others))
    return _slavic() | _coarse_readings(words) | _coarse_readings(_OTHER_GIVEN.split())


@cache
def _women() -> frozenset[str]:
    return word_set(_WOMEN)


@cache
def _men() -> frozenset[str]:
    return word_set(_MEN)


@cache
def _listed() -> frozenset[str]:
    words = [word for close, others in _lines() for word in (*close, *others)]
    return frozenset([*words, *_SLAVIC_GIVEN.split(), *_OTHER_GIVEN.split()])


def is_listed(word: str) -> bool:
    """Return True if a folded word is one of the given names listed here, in this very spelling."""
    return word in _listed()


@cache
def _of_two_genders() -> frozenset[str]:
    women = _OF_TWO_GENDERS.split()
    men = (lemma.text for word in women for lemma in lemmas(word) if lemma.gender == "m")
    return _coarse_readings([*women, *men])


def _coarse_readings(words: Iterable[str]) -> frozenset[str]:
    return frozenset(coarse(reading) for word in words for reading in readings(word).proofs)


def spellings(reading: str, *, foreign: bool = False) -> frozenset[str]:
    """Return the coarse readings of a given name in related languages, and in others if `foreign`, with its own."""
    own = coarse(reading)
    return _related(foreign=foreign).get(own, frozenset({own}))


@lru_cache(maxsize=4096)
def known_names(word: str) -> frozenset[int]:
    """Return numbers that the known spellings of one given name share, none if a folded word isn't one of them."""
    if found := _numbers().get(word if is_cyrillic(word) else plain_latin(word)):
        return found
    if is_cyrillic(word):
        return frozenset()
    return frozenset().union(*(_numbers_of_readings().get(one, ()) for one in readings(word).proofs))


def is_of_one_gender(found: frozenset[str]) -> bool:
    """Return True if one of these readings is a common given name that the other gender doesn't have in another form.

    Александр is none, because «Александра» and «Александру» are forms of a woman's name as well.
    """
    own = set(map(coarse, found))
    return not _common().isdisjoint(own) and _of_two_genders().isdisjoint(own)


def is_womans(word: str) -> bool:
    """Return True if a folded given name is a woman's, by its ending or because it is a common one."""
    if word.endswith(("а", "я", "a")):
        return word not in _men()
    return word in _women() or word.endswith(("гуль", "гүл", "гул", "gul", "gül"))


def is_given(found: frozenset[str]) -> bool:
    """Return True if one of these readings is a common given name."""
    return not _common().isdisjoint(map(coarse, found))


def is_slavic_given(found: frozenset[str]) -> bool:
    """Return True if one of these readings is a Slavic given name, which is never a family name of the same form."""
    return not _slavic().isdisjoint(map(coarse, found))
