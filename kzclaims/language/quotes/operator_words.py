"""Words and phrases that deny, doubt, limit or put conditions on a statement, by the distance over which they apply.

They are English, French, German, Kazakh, Russian and Ukrainian, in lower case and with е for ё. A word that ends
with `*` matches all words with this beginning.
"""

from enum import Enum


class Reach(Enum):
    """The part of a sentence that a word affects."""

    SENTENCE = "anywhere in the sentence"
    CONDITION = "after it, or in the clause before it"
    CLAUSE = "in its clause, and through «что» in the clauses that depend on it"
    FORWARD = "the same, but only after it"
    BACKWARD = "the same, but only before it, at the end of a clause"
    VERB = "in its clause, but not in those that depend on it"
    NEXT = "the next word"
    NUMBER = "the next word, if it is a number"
    NOTHING = "nothing: two negations, or none, that assert («не только»)"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS = {
    Reach.SENTENCE: """
        неправда неправдой ложь ложью ложно неверно недостоверно вымыс* выдум* фейк* миф мифом чушь бред ошибочн*
        неподтвержд* непроверенн* беспочвенн* необоснованн* голословн* абсурд* сомнительн* гипотетич* якобы неправдив*
        вигадк* брехн* нібито буцімто өтірік жалған жала күмән*
        false falsely untrue unconfirmed unverified inaccurate unfounded baseless groundless absurd incorrect
        misleading myth hoax fake nonsense untruth allegedly supposedly purportedly falsch unwahr unbestätigt*
        unbegründet haltlos erfunden gelogen angeblich vermeintlich* faux fausse fausses infondé* absurde* mensong*
        prétendu* soi-disant
    """,
    Reach.CONDITION: """
        если ежели кроме якщо якби крім окрім егер
        if unless except until provided assuming wenn falls sofern außer solange si s'il s'ils sauf
    """,
    Reach.CLAUSE: """
        не ни нет нельзя невозможно немыслимо недопустимо маловероятно отнюдь незачем некому некогда неоткуда никогда
        никто ничто ничего никого никому никем нигде никак никакой никакая никакие никаких никакого никаким* навряд
        вряд едва еле мало ли неясно неизвестно непонятно неочевидно будто словно отказал* отказыв* откажу* отказ
        отрица* опроверг* запрет запрета запретил* запретит запретят запрещ* перестал* перестан* прекрат* сомнева*
        усомн* сомнен* отверг* воздерж* отменил* отменят отмены отмена избега* исключа* исключил* возможно вероятно
        наверное видимо похоже кажется представим представьте предположим допустим слух слухи слухов слухам слухами
        наивно глупо нелепо преждевременно ошибкой вопреки всупереч наївно помилкою передчасно
        пыта* попыта* попытк* опаса* боюсь теоретически шутк* шутя пошутил* шутил* мечта* ні ані немає нема неможливо
        малоймовірно неприпустимо ніколи ніхто ніщо нічого нікого нікому ніде ніяк* жоден жодн* ледве чи невідомо
        незрозуміло ніби наче відмов* запереч* спросту* заборон* припинил* сумнів* уника* скасува* можливо мабуть
        ймовірно здається чутк* схоже теоретично безпідставн* помилков* уявімо уявіть припустімо припустимо намага*
        спроб* жарт* емес жоқ ешқашан ешкім ешбір екіталай мүмкін бәлкім сияқты тәрізді қиын теріс негізсіз қауесет*
        өсек* делік тыйым
        not cannot never no nor neither none nobody nothing nowhere hardly barely scarcely seldom rarely few unable
        unlikely impossible refus* deny denies denied denying denial doubt* oppose* opposing forbid* forbad* prohibit*
        reject* dismiss* abandon* cancel* prevent* banned barred lack lacks lacked avoid* stopped ceased unclear
        whether rumour* rumor* perhaps maybe possibly probably reportedly apparently presumably seemingly seem seems
        seemed suppose supposing imagine joked joke jokes jokingly wish tried tries try trying attempt* failed fails
        naive foolish mistaken premature contrary naiv töricht verfrüht naïf
        theoretically fear fears feared cleared acquitted nicht kaum nie niemals niemand* nichts nirgends weder kein*
        keineswegs keinesfalls unmöglich ob bestreit* bestritt* dementier* weiger* verweiger* verbiet* verbot*
        verhinder* bezweif* zweif* lehnt lehnen lehnte lehnten vielleicht vermutlich wahrscheinlich möglicherweise
        scheint scheinbar fraglich unklar leugn* theoretisch gerücht* angenommen versucht* befürcht* scherz* ne n' pas
        jamais aucun* rien ni nient nié démen* dout* interdi* peut-être probablement supposons supposez imaginons
        imaginez rumeur* semble essaie essaient essayé essayait tente tentent tenté tentait plaisant* paraît faill*
        crain*
    """,
    Reach.FORWARD: """
        без безо вместо замість
        without instead ohne statt anstatt sans lieu
    """,
    Reach.BACKWARD: """
        болмайды ғана дерлік жартысы
        ab auf zurück
    """,
    Reach.VERB: """
        бы б может могут мог могла могло могли би може можуть міг
        may might could would should must ought könnte* würde* hätte* wäre* dürfte* soll sollen sollte* pourrai*
        devrai* serai* aurai*
    """,
    Reach.NEXT: """
        только лишь исключительно почти чуть больше меньше хуже некоторые некоторых некоторым часть части большинство
        меньшинство несколько нескольк* немногие многие редкие отдельн* единичн* каждый каждая каждое бывш* экс
        заместител* потенциальн* иногда часто обычно редко наполовину частично тільки лише майже деяк* частина частини
        більшість меншість кілька декілька окрем* кожен кожна багато колишн* заступник* інколи іноді зазвичай рідко
        більше менше тек ғана дерлік кейбір бірқатар көптеген астам бұрынғы кейде жиі
        only merely almost nearly virtually some several many most half minority majority handful every acting interim
        mostly partly partially fewer less more former ex deputy potential would-be alleged purported so-called
        sometimes often usually occasionally nur fast beinahe einige manche mehrere wenige hälfte mehrheit minderheit
        viele meisten ehemalig* früher* stellvertretend* manchmal oft sogenannt* mehr weniger seulement presque
        certains certaines quelques plusieurs majorité minorité moitié ancien ancienne plupart parfois souvent moins
    """,
    Reach.NUMBER: """
        более менее свыше около примерно приблизительно порядка до максимум минимум чем понад близько приблизно ніж
        шамамен жуық
        over under about around approximately roughly than least rund etwa circa über unter bis environ
    """,
}
PHRASES = {
    Reach.SENTENCE: (
        r"не так(?= ?[.!…»\"]|\Z)|не соответству\w+|не подтверди\w+|не имеет отношения|не відповіда\w+"
        r"|не підтверди\w+|(?:not|n['’]t) (?:true|so|the case)(?!\w)|not? (?:basis|truth) |a lie(?!\w)"
        r"|(?:nicht|kein\w*) (?:wahr|der fall)|рас емес|шындыққа жанаспайды|за слухами|по слухам"
        r"|(?:но|а|але|but|aber|mais) (?:только|лишь|лише|тільки|only|nur|erst|seulement) (?:если|когда|после|якщо|коли"
        r"|після|if|when|after|once|with|wenn|nach|si|après|quand)(?!\w)"
    ),
    Reach.CONDITION: (
        r"при условии|в случае если|за исключением|до тех пор|за умови|за винятком|as long as|à supposer|в теории"
        r"|with the exception|unter der bedingung|à condition|à moins|жағдайда"
    ),
    Reach.CLAUSE: (
        r"(?:трудно|сложно|тяжело|нелегко|важко|складно|hard|difficult|schwer|difficile)(?: \w+){0,2}? (?:сказ"
        r"|сказать|повери|верить|верится|представ|утвержд|соглас|повір|увяв|ствердж|sa[yi]|believe|imagine"
        r"|see how|zu (?:sag|glaub)|vorzustell|croire|dire|imaginer|d['’]imaginer)\w*|дал[её]к\w* от|скорее всего"
        r"|может быть|в шутку|как будто|швидше за все|far from|short of|rul(?:e|es|ed) out|anything but|in theory"
        r"|(?:believed|thought|said|expected|alleged|supposed|rumou?red|likely|feared) to|yet to|too \w+ to"
        r"|used to|rather than|as if|as though|little (?:evidence|proof|reason|sign)|wrong to|declin(?:e|es|ed) to"
        r"|fail to|a mistake to|out of the question"
        r"|als ob|w(?:ies|iesen|eist|eisen) [^,.;]{0,60}?zurück|il se peut|en théorie"
        r"|comme si|деу (?:қиын|қате)|бас тарт\w+|айта алма\w+|алмай\w+|көрген емес"
        r"|(?:am|are|is|was|were|be|been|я|мы|ты|вы|он|она|они|все|был\w*|ми|він|вона|вони) (?:strongly "
        r"|firmly |категорически |решительно |рішуче )?(?:against|opposed to|против|проти)(?!\w)"
        r"|(?:выступ|голос|протест|бор|виступ|vot|spoke|speak|campaign|decid|warn|argu)\w* (?:against|против"
        r"|проти)(?!\w)"
    ),
    Reach.NEXT: (
        r"так называем\w+|так зван\w+|один из|одна из|одно из|одного из|один із|one of|up to|as many as|used to"
        r"|la plupart des"
    ),
    Reach.NUMBER: (r"(?:mehr|weniger) als|(?:plus|moins|près) de"),
}
"""Patterns of several words."""
ASSERTING = (
    r"(?:(?:никто|ніхто|nobody|no one|niemand|personne) (?:(?:уже|давно|бы|ne) )?)?(?:не|ne|n['’]|not|never"
    r"|\w+n['’]t)(?: (?:\w+ ){0,1}?| ?)(?:сомнева\w*|сомневать\w*|скрыва\w*|скрою|отрица\w*|забы\w*|забуд\w*"
    r"|секрет\w*|удив\w*|случайн\w*|жале\w*|сумніва\w*|прихов\w*|забува\w*|секрет|дивно|doubt\w*|den(?:y|ies"
    r"|ied)|forget\w*|hid(?:e|es|den|ing)|regret\w*|surpris\w*|doute\w*|oubli\w*|cach\w*)"
    r"|nicht (?:vergessen|überrasch\w*|bezweifel\w*)"
    r"|(?:nobody|no one|niemand) (?:doubts|denies|bezweifelt|bestreitet)"
    r"|(?:не|not|nicht|non|no|ne) (?:только|просто|лишь|лише|тільки|only|merely|just|nur|bloß|seulement|раз)"
    r"(?!\w)"
    r"|(?:нет|без|немає|no|without(?: a| any)?|not? a?|kein\w*|ohne|sans(?: aucun)?|aucun) (?:сомнени\w*"
    r"|секрет\w*|сумнів\w*|doubt\w*|secret|wonder|surprise|coincidence|zweifel|wunder|geheimnis|doute)"
    r"|(?:a|quite a|not a) few|если (?:честно|можно|хотите|говорить|угодно|не ошибаюсь|коротко)"
    r"|if (?:you like|i may)|кроме (?:того|этого)|крім (?:того|цього)|ни (?:был|была|было|были|стал\w*)(?!\w)"
    r"|по крайней мере|as well as if|(?:ne|n['’]) ?\w+ (?:aucun|pas de|nul) doute|никто иной|not least"
    r"|more or less|более или менее|(?:would|should) like|i (?:would|must|should) (?:say|add|note)|хоте\w+ бы"
    r"|хоті\w+ би?"
)
"""Phrases that look like negations but assert («не только», "no doubt")."""

CONJUNCTIONS = _words(
    """
    aber and because but car denn doch donc et mais oder or ou parce since so sondern und weil yet а ал алайда але бо
    бірақ да және зато и ибо й но однак однако поскольку потому проте та так тому і өйткені
    """
)
"""Words that begin another clause after a comma."""
CONTRASTS = _words("aber but doch mais sondern yet алайда але бірақ зато но однак однако проте")
"""Conjunctions that lead back to the main clause."""
COORDINATORS = _words("and et oder or ou und або және и или й немесе та")
SUBORDINATORS = _words(
    """
    das dass daß den der die dont how laquelle lequel où qu que qui selon that wer where which who whom whose wie
    будто где де деп как которая которое которые который которых кто куда ли ніби хто что чтобы що щоб яка яке який
    які
    """
)
"""Words that begin a dependent clause after a comma."""
COMPLEMENTIZERS = _words("dass daß que that будто деп ніби что чтобы що щоб")
"""Words that extend a negation to the next clause («не думаю, что»)."""
CAUSES = _words("because car denn parce since weil бо ибо поскольку потому тому өйткені")
PURPOSES = _words("damit чтобы щоб")
INVERTED = _words("had hätte hätten should sollte sollten were wäre wären")
"""Verbs that begin a condition without "if"."""
SMALL = _words("a an d' de dem den der des la le les of that the these those von with в з из на тех із")
"""Words that may be between a limiting word and its object («часть из этих домов»)."""
ADJECTIVES = _words("fake falsch false fausse fausses faux")
"""Words that judge the sentence only at its end, not before a noun."""
PREPOSITIONS = _words("am at by dans en for from im in mit of on to um with à в во до з за к на о от по с со у із")
NOR = _words("ni noch nor ані ни ні")
ANSWERS = _words("nein no non жоқ нет ні")
BEGINS_PHRASE = _words(
    """
    а але был была было были в во до для есть з за зі и из или к как на не но о об от по с со та у что чтобы це это і із
    й або є що және бірақ мен пен бен
    a à am and are as at au aus auf bei but by dans en est et für for from had has hat have im in is ist mais mit of on
    or ou oder aber par pour sind sont sur than that to um und von war waren was were which who will wird with avec
    """
)
"""Words that a number before them doesn't count."""
