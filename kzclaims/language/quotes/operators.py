"""Find words that deny, doubt, limit or put conditions on a passage, in the rest of its sentence.

The words form closed classes by the distance over which they work (`Reach`). They are English, French, German, Kazakh,
Russian and Ukrainian; a word that ends with `*` stands for all words that begin so. Phrases that look like negations
but assert («не только», "no doubt") are skipped.
"""

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from kzclaims.language.quotes.normalise import INVISIBLE, SOFT_HYPHEN
from kzclaims.language.quotes.numerals import NUMBER


class Reach(Enum):
    """The part of a sentence in which a word changes what is stated."""

    SENTENCE = "anywhere in the sentence"
    CONDITION = "after it, or in the clause before it"
    CLAUSE = "in its clause, and through «что» in the clauses that depend on it"
    FORWARD = "the same, but only after it"
    BACKWARD = "the same, but only before it, at the end of a clause"
    VERB = "in its clause, but not in those that depend on it"
    NEXT = "the next word"
    NUMBER = "the next word, if it is a number"
    NOTHING = "nothing: two negations, or none, that assert («не только»)"


_WORDS = {
    Reach.SENTENCE: """
        неправда неправдой ложь ложью ложно неверно недостоверно вымыс* выдум* фейк* миф мифом чушь бред
        сомнительн* гипотетич* якобы
        неправдив* вигадк* брехн* нібито буцімто
        false falsely untrue myth hoax fake nonsense untruth allegedly supposedly purportedly
        falsch unwahr erfunden gelogen angeblich vermeintlich*
        faux fausse fausses mensong* prétendu* soi-disant
        өтірік жалған күмән*
    """,
    Reach.CONDITION: """
        если ежели кроме
        якщо крім окрім
        if unless except until provided assuming
        wenn falls sofern außer solange
        si s'il s'ils sauf
        егер
    """,
    Reach.CLAUSE: """
        не ни нет нельзя невозможно немыслимо недопустимо маловероятно отнюдь незачем некому некогда неоткуда никогда
        никто ничто ничего никого никому никем нигде никак никакой никакая никакие никаких никакого никакой никаким*
        навряд вряд едва еле мало ли неясно неизвестно непонятно неочевидно будто словно
        отказал* отказыв* откажу* отказ отрица* опроверга* запрет запрета запретил* запретит запретят запрещ* перестал*
        перестан* прекрат* сомнева* усомн* сомнен* отверг* воздерж* отменил* отменят отмены отмена избега* исключа*
        исключил* возможно вероятно наверное видимо похоже кажется представим представьте предположим допустим
        слух слухи слухов слухам слухами пыта* попыта* попытк* шутк* шутя пошутил* шутил* мечта*
        ні ані немає нема неможливо малоймовірно неприпустимо ніколи ніхто ніщо нічого нікого нікому ніде ніяк* жоден жодн*
        навряд ледве чи невідомо незрозуміло ніби наче відмов* запереч* спросту* заборон* припинил* сумнів* уника* скасува*
        можливо мабуть ймовірно здається чутк* уявімо уявіть припустімо припустимо намага* спроб* жарт*
        not cannot never no nor neither none nobody nothing nowhere hardly barely scarcely seldom rarely few unable
        unlikely impossible refus* deny denies denied denying denial doubt* oppose* opposing forbid* forbad* prohibit*
        reject* dismiss* abandon* cancel* prevent* banned barred lack lacks lacked avoid* stopped ceased unclear whether
        rumour* rumor* perhaps maybe possibly probably reportedly apparently presumably seemingly seem seems seemed
        suppose supposing imagine joked joke jokes jokingly wish tried tries try trying attempt* failed fails
        nicht kaum nie niemals niemand* nichts nirgends weder kein* keineswegs keinesfalls unmöglich ob bestreit*
        bestritt* dementier* weiger* verweiger* verbiet* verbot* verhinder* bezweif* zweif* lehnt lehnen lehnte lehnten
        vielleicht vermutlich wahrscheinlich möglicherweise scheint scheinbar fraglich unklar gerücht* angenommen
        versucht* scherz*
        ne n' pas jamais aucun* rien ni refus* nie nient nié démen* dout* interdi* impossible peut-être
        probablement supposons supposez imaginons imaginez rumeur* semble essaie essaient essayé essayait tente tentent tenté tentait plaisant*
        емес жоқ ешқашан ешкім ешбір екіталай мүмкін бәлкім сияқты тәрізді қауесет* өсек* делік тыйым
    """,
    Reach.FORWARD: """
        без безо вместо замість
        without instead
        ohne statt anstatt
        sans lieu
    """,
    Reach.BACKWARD: "ab auf zurück болмайды",
    Reach.VERB: """
        бы б может могут мог могла могло могли
        би може можуть міг могла могло могли
        might could would should must ought
        könnte* würde* hätte* wäre* dürfte* sollte*
        pourrai* devrai* serai* aurai*
    """,
    Reach.NEXT: """
        только лишь исключительно почти чуть больше меньше хуже
        некоторые некоторых некоторым часть части большинство меньшинство несколько нескольк* немногие многие редкие
        бывш* экс заместител* потенциальн* иногда часто обычно редко наполовину частично
        тільки лише майже деяк* частина частини більшість меншість кілька декілька багато колишн* заступник* інколи
        іноді часто зазвичай рідко більше менше
        only merely almost nearly virtually some several many most half mostly partly partially fewer less more
        former ex deputy potential would-be alleged purported so-called sometimes often usually occasionally
        nur fast beinahe einige manche mehrere viele meisten ehemalig* früher* stellvertretend* manchmal oft
        sogenannt* mehr weniger
        seulement presque certains certaines quelques plusieurs ancien ancienne plupart parfois souvent moins
        тек ғана дерлік кейбір бірқатар көптеген бұрынғы кейде жиі
    """,
    Reach.NUMBER: """
        более менее свыше около примерно приблизительно порядка до максимум минимум чем
        понад близько приблизно ніж
        over under about around approximately roughly than least
        rund etwa circa über unter bis
        environ
        шамамен жуық
    """,
}
_PHRASES = {
    Reach.SENTENCE: (
        r"не так(?= ?[.!…»\"]|\Z)|не соответству\w+|не подтверди\w+|не имеет отношения|не відповіда\w+|не підтверди\w+"
        r"|(?:not|n['’]t) (?:true|so|the case)(?!\w)|not? (?:basis|truth) |a lie(?!\w)|(?:nicht|kein\w*) (?:wahr|der fall)"
        r"|рас емес|шындыққа жанаспайды|за слухами|по слухам"
    ),
    Reach.CONDITION: (
        r"при условии|в случае если|за исключением|до тех пор|за умови|за винятком|as long as|with the exception"
        r"|unter der bedingung|à condition|à moins|жағдайда"
    ),
    Reach.CLAUSE: (
        r"(?:трудно|сложно|тяжело|нелегко|важко|складно|hard|difficult|schwer|difficile)(?: \w+){0,2}?"
        r" (?:сказ|сказать|повери|верить|верится|представ|утвержд|соглас|повір|увяв|ствердж|sa[yi]|believe|imagine|see how"
        r"|zu (?:sag|glaub)|vorzustell|croire|dire|imaginer|d['’]imaginer)\w*"
        r"|дал[её]к\w* от|скорее всего|может быть|в шутку|как будто|швидше за все|far from|short of|rul(?:e|es|ed) out"
        r"|yet to|too \w+ to|used to|rather than|as if|as though|little (?:evidence|proof|reason|sign)|wrong to"
        r"|declin(?:e|es|ed) to|fail to|out of the question|als ob|comme si|деу (?:қиын|қате)|бас тарт\w+|айта алма\w+"
        r"|алмай\w+|көрген емес|(?:am|are|is|was|were|be|been|я|мы|ты|вы|он|она|они|все|был\w*|ми|він|вона|вони)"
        r" (?:strongly |firmly |категорически |решительно |рішуче )?(?:against|opposed to|против|проти)(?!\w)"
        r"|(?:выступ|голос|протест|бор|виступ|vot|spoke|speak|campaign|decid|warn|argu)\w* (?:against|против|проти)(?!\w)"
    ),
    Reach.NEXT: r"так называем\w+|так зван\w+|один из|одна из|одно из|одного из|один із|one of|up to|used to|la plupart des",
    Reach.NUMBER: r"(?:mehr|weniger) als|(?:plus|moins|près) de",
}
_NEUTRAL = (
    r"(?:(?:никто|ніхто|nobody|no one|niemand|personne) (?:(?:уже|давно|бы|ne) )?)?(?:не|ne|n['’]|not|never|\w+n['’]t)"
    r"(?: (?:\w+ ){0,1}?| ?)(?:сомнева\w*|сомневать\w*|скрыва\w*|скрою|отрица\w*|забы(?:л|в|т)\w*|забудем|секрет\w*|удив\w*"
    r"|случайн\w*|жале\w*|сумніва\w*|прихов\w*|забува\w*|секрет|дивно|doubt\w*|den(?:y|ies|ied)|forget\w*|hid(?:e|es|den|ing)"
    r"|regret\w*|surpris\w*|doute\w*|oubli\w*|cach\w*)"
    r"|nicht (?:vergessen|überrasch\w*|bezweifel\w*)|(?:nobody|no one|niemand) (?:doubts|denies|bezweifelt|bestreitet)"
    r"|(?:не|not|nicht|non|no|ne) (?:только|просто|лишь|лише|тільки|only|merely|just|nur|bloß|seulement|раз|раз\w*)(?!\w)"
    r"|(?:нет|без|немає|no|without(?: a| any)?|not? a?|kein\w*|ohne|sans(?: aucun)?|aucun)"
    r" (?:сомнени\w*|секрет\w*|сумнів\w*|doubt\w*|secret|wonder|surprise|coincidence|zweifel|wunder|geheimnis|doute)"
    r"|(?:a|quite a|not a) few|если (?:честно|можно|хотите|говорить|угодно|не ошибаюсь|коротко)|if (?:you like|i may)"
    r"|кроме (?:того|этого)|крім (?:того|цього)|ни (?:был|была|было|были|стал\w*)(?!\w)|по крайней мере|as well as if"
    r"|никто иной|not least|more or less|более или менее|(?:would|should) like|i (?:would|must|should) (?:say|add|note)"
    r"|хоте\w+ бы|хоті\w+ би?"
)
_CONJUNCTIONS = frozenset(
    "и а но да однако зато а та і й але проте однак and but or yet so und aber oder sondern doch et mais ou donc"
    " және бірақ ал алайда потому поскольку так ибо because since weil denn car parce тому бо өйткені".split()
)
_SUBORDINATORS = frozenset(
    "что чтобы будто как кто где куда который которая которое которые которых что ли що щоб ніби хто де який яка яке які"
    " that who which whom whose where how dass daß wer wie die der das den que qu qui dont où lequel laquelle"
    " selon laquelle деп".split()
)
_CONTRASTS = frozenset("но однако зато але проте однак but yet aber sondern doch mais бірақ алайда".split())
_COMPLEMENTIZERS = frozenset("что чтобы будто що щоб ніби that dass daß que деп".split())
_CAUSES = frozenset("потому поскольку ибо because since weil denn car parce тому бо өйткені".split())
_COORDINATORS = frozenset("и или й та або and or und oder et ou және немесе".split())
_ENDS_CLAUSE = _CONJUNCTIONS | _COORDINATORS | frozenset("that who which where because que qui dont".split())
_SMALL = frozenset("of the a an из в на des de d' les la le von der den dem with з із that those these тех".split())
_ADJECTIVES = frozenset("false fake falsch faux fausse fausses".split())
_PREPOSITIONS = frozenset("в во на с со к до по за от у о in at on by for from to of with um am im mit à en dans у з із".split())
_NOR = frozenset("ни ні ані nor noch ni".split())
_ANSWERS = frozenset("нет ні no nein non жоқ".split())
_YEAR = 4
"""The digits of a year; other numbers count what follows."""

_TOKEN = re.compile(
    r"(?P<NOTHING>(?<!\w)(?:"
    + _NEUTRAL
    + r"))"
    + "".join(rf"|(?P<{reach.name}>(?<!\w)(?:{phrases}))" for reach, phrases in _PHRASES.items())
    + r"|(?P<word>\w+(?:['’ʼ-]\w+)*['’]?)|(?P<sign>[,;:()–—]|(?<=\s)-(?=\s))"
)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}\u0301]")
_CONTRACTED = ("n't", "n’t", "nʼt")
_ELIDED = ("n'", "n’")
_INFINITIVE = re.compile(r"\W*(?:(?i:to|zu) |\w*\w(?:ть|ти|чь)(?:ся|сь)?(?!\w))")
_NUMBER_FIRST = re.compile(rf"\W*(?:{NUMBER.pattern})", re.IGNORECASE)
_RESTRICTIVE = re.compile(r"\s+(?:who|that|whose|whom|which|qui|dont)(?!\w)", re.IGNORECASE)
# After a comma, a clause restricts only what a pronoun points at («все, кто», «те чиновники, которые»).
_RELATIVE = re.compile(r"\s*,\s+(?:кто|что|котор|котр|хто|що|як(?:ий|а|е|і|их|им|ого|ої|у)\s)", re.IGNORECASE)
_POINTING = re.compile(
    r"(?<!\w)(?:те|тех|теми?|тот|того|тому|ту|таки[ехм]|всех|всем|все|кажд\w+|люб(?:ой|ого|ые|ых)|ті|тих|тим|всі|всіх|кож\w+)"
    r"(?: \w+){0,2}\Z",
    re.IGNORECASE,
)
_KAZAKH = re.compile("[әғқңөұүһ]", re.IGNORECASE)
_KAZAKH_NOT = re.compile(
    r"(?:емес|жоқ)\w*|\w{2,}[мбп](?:а(?:й|ды|ған)|е(?:й|ді|ген))(?!ын)\w*|\w{2,}[мбп][ае](?:й|с)(?:мын|мін|сың|сің|мыз|міз)?"
)
_KAZAKH_IF = re.compile(r"\w{2,}с[ае](?:м|ң|қ|к|ңыз|ңіз)?")


def _entries(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    entries = text.split()
    return frozenset(one for one in entries if one[-1] != "*"), tuple(one[:-1] for one in entries if one[-1] == "*")


_ENTRIES = [(reach, *_entries(text)) for reach, text in _WORDS.items()]


class _Token(NamedTuple):
    text: str
    reach: Reach | None = None
    is_sign: bool = False


def is_denied_before(words: str, passage: str) -> bool:
    """Return True if an operator among these words of a sentence works on the `passage` that follows them."""
    tokens = _tokens(words, passage)
    exempt = _INFINITIVE.match(passage) is not None
    if tokens and _is_quantity(tokens[-1].text) and (len(tokens) < 2 or tokens[-2].text not in _PREPOSITIONS):
        return True
    in_list = len(tokens) > 1 and tokens[-1].text in _COORDINATORS and tokens[-2].text != ","
    commas, following, beside = 0, _Token(""), True
    blocked = closed = depends = False
    for token in reversed(tokens):
        text, reach, is_sign = token
        if is_sign:
            blocked |= text in ";:(" or (text == "," and following.text in _CONJUNCTIONS)
            closed |= text in ";:(" or (text == "," and following.text in _CONTRASTS)
            depends |= text == "," and following.text in _SUBORDINATORS
            commas += not (following.is_sign or in_list or following.text in _SUBORDINATORS)
            beside, following = False, token
            continue
        works = not blocked and (commas % 2 == 0 or following.is_sign)
        if reach in (Reach.SENTENCE, Reach.CONDITION) or (reach is Reach.NEXT and beside):
            return True
        if reach in (Reach.CLAUSE, Reach.FORWARD) and works and not (text in _ANSWERS and following.text == ","):
            return True
        if reach is Reach.VERB and works and not depends and not exempt:
            return True
        if reach is Reach.NUMBER and beside and _NUMBER_FIRST.match(passage):
            return True
        if text in _COMPLEMENTIZERS:
            depends, blocked = True, closed
        blocked |= text in _CAUSES
        beside &= text in _SMALL
        following = token
    return False


def is_denied_after(words: str, passage: str) -> bool:
    """Return True if an operator among these words of a sentence works on the `passage` before them."""
    if _RESTRICTIVE.match(words) or (_RELATIVE.match(words) and _POINTING.search(passage)):
        return True
    in_clause = may_be_condition = True
    started = led_by_sign = False
    tokens = _tokens(words, passage)
    for index, (text, reach, is_sign) in enumerate(tokens):
        if is_sign:
            in_clause &= not started
            led_by_sign |= not started
            continue
        is_attribute = text in _ADJECTIVES and tokens[index + 1 : index + 2] != [] and not tokens[index + 1].is_sign
        if text in _ENDS_CLAUSE:
            in_clause = False
            may_be_condition &= not (text in _CONJUNCTIONS and index and tokens[index - 1].text == ",")
        elif (
            (reach is Reach.SENTENCE and not is_attribute)
            or (reach is Reach.CONDITION and may_be_condition)
            or (reach in (Reach.CLAUSE, Reach.BACKWARD) and in_clause and not (led_by_sign and text in _NOR))
        ):
            return True
        in_clause &= not led_by_sign
        started = True
    return False


def _is_quantity(word: str) -> bool:
    if word.isdecimal():
        return len(word) != _YEAR
    return word not in ("one", "first", "second") and NUMBER.fullmatch(word) is not None


def has_operator(words: str) -> bool:
    """Return True if there is any operator among the words that an ellipsis leaves out."""
    return any(token.reach not in (None, Reach.NUMBER, Reach.BACKWARD) for token in _tokens(words, words))


def _tokens(words: str, passage: str) -> list[_Token]:
    plain = " ".join(_UNSEEN.sub("", words).replace("May", "").lower().replace("ё", "е").split())
    is_kazakh = _KAZAKH.search(plain) is not None or _KAZAKH.search(passage) is not None
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(plain):
        kind, text = found.lastgroup, found.group()
        if kind == "word":
            reach = _reach(text)
            if is_kazakh and reach is None and _KAZAKH_NOT.fullmatch(text):
                reach = Reach.CLAUSE
            elif is_kazakh and plain.startswith(",", found.end()) and _KAZAKH_IF.fullmatch(text):
                reach = Reach.CONDITION
            tokens.append(_Token(text, reach))
        elif kind == "sign":
            tokens.append(_Token(text, is_sign=True))
        else:
            tokens.append(_Token(text, Reach[str(kind)]))
    return tokens


@lru_cache(maxsize=1 << 14)
def _reach(word: str) -> Reach | None:
    if word.endswith(_CONTRACTED) or word.startswith(_ELIDED):
        return Reach.CLAUSE
    return next((reach for reach, exact, begins in _ENTRIES if word in exact or word.startswith(begins)), None)
