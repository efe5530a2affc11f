"""Check the sentences next to a passage: the next one may deny it, the one before may make it a supposition.

Only sentences that cannot stand alone are recognised: a judgement about what was just stated («Это ложь.»), an answer
without a verb of its own ("She did not."), a condition without a main clause («Но только если …»), a correction
(«Вернее, …»), and a short invitation to suppose something ("Imagine this.").
"""

import re

from kzclaims.language.quotes.cuts import is_attributed
from kzclaims.language.quotes.introductions import names_fiction
from kzclaims.language.quotes.operator_words import Reach
from kzclaims.language.quotes.operators import is_judgement, read_tokens

MAX_WORDS = 12
"""The longest sentence that is taken for a denial of the one before it."""

_FEW_WORDS = 9
_VERY_FEW_WORDS = 4
_STEM = 4
_LAST = 3
_AND = (
    r"(?:(?:но|а|и|да|однако|впрочем|хотя|увы|конечно|правда|but|and|though|although|yet|still|however|alas"
    r"|of course|in fact|actually"
    r"|на самом деле|в действительности|насправді|aber|doch|und|mais|et|але|та|проте|бірақ|алайда|шын мәнінде),? )*"
)
_ONLY = (
    r"(?:только|лишь|исключительно|тільки|лише|only|nur|erst|seulement|uniquement|не раньше|не ранее|not before"
    r"|not until|nicht vor)"
)
_AFTER_ONLY = (
    r"(?:если|когда|после|при|за|с|со|на|в|во|до|по|для|якщо|коли|після|у|з|if|when|after|once|with|in|on|under|by"
    r"|for|at|wenn|nach|mit|bei"
    r"|unter|si|après|quand|avec|en|sous|à)"
)
_AUXILIARY = (
    r"(?:(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|must|might) (?:not|never)"
    r"|(?:did|does|do|is|are|was|were|has|have|had|would|could|should|might)n['’]t|won['’]t|can['’]t|cannot)"
)
_END = r"(?: (?:of course|at all|either|though|yet|however|anymore|any more|it|so|that|a word of it))?"
_JUDGED = re.compile(
    _AND + r"(?:пока |пока что |поки |so far |until now |bisher )?(?:все |всё |усе )?(?:это"
    r"|эт[аиу]|этого|эт(?:их|ой)|такие|такая|подобные|таков\w*|информация|данные"
    r"|сведения|слух\w*|(?:сообщени|заявлени|обвинени|утверждени)[еяй]|новост[ьи]|слова"
    r"|повідомлення|заява|новина|чутк\w*|ақпарат|хабар"
    r"|that|this|it|these|those|such|the (?:claim|report|rumou?r|stor|allegation|accusation)(?:s|y|ies)?|none of"
    r"|das|dies|diese|es|alles|c['’]|ce|cela|ça|rien|це|цього|ц[яіею]|усе це|бұл|ондай|олай|мұндай|оның)(?!\w)"
)
_ANSWER = re.compile(
    _AND + r"(?:"
    # ru, uk, kk
    r"ничего подобного|как бы не так|как же|на самом деле (?:нет|наоборот|иначе)|(?:все )?(?:ровно "
    r"|совсем )?наоборот|вовсе нет|нічого подібного|навпаки"
    r"|(?:(?:я|мы|ми|он|она) )?(?:пошутил|пожартував)\w*"
    r"|(?:шучу|шутка|шутим|жартую|жарт|әзіл)(?:,? (?:конечно|звісно|әрине))?|(?:я )?(?:оговорил\w*|ошиб\w*"
    r"|помилив\w*|преувеличи\w*)"
    r"|(?:по крайней мере|во всяком случае|так|якобы|будто бы|принаймні|так принаймні|jedenfalls|zumindest"
    r"|du moins),? .{0,40}(?:говор|обеща|обіця|надею|сподіва|sag|behaupt|hoff|dit|affirm"
    r"|promet|утвержда"
    r"|счита|пиш|каж|стверджу|уверя|думал)\w*.{0,30}"
    r"|(?:если|якщо|if|wenn|si) (?:верить|вірити|you (?:believe|trust|ask)|one believes|man |l['’]on en croit"
    r"|on en croit).{0,60}"
    r"|олай емес|(?:[\w’'-]+ ){1,3}(?:is|are|was|were) (?:all )?(?:wrong|mistaken|lying|joking|kidding)"
    r"|(?:\w+ ){1,3}(?:ошиба\w+|лгут|лжет|врут|врет|лукав\w+|неправ\w*|помиля\w+|брешуть|бреше)|(?:не раньше"
    r"|не ранее|not before|not until|nicht vor) .{0,30}"
    r"|ондай (?:болған|нәрсе|ештеңе).{0,20}"
    r"|(?:ну|что ж|well|now|na ja|enfin)?,? ?(?:почти|майже|дерлік|almost|nearly|fast|presque|partly|отчасти"
    r"|частично|наполовину|sort of|kind of|probably)"
    r"|(?:очень )?(?:хотелось бы|хочется|хотим|надеюсь|надеемся|сподіваюся|сподіваємося)(?: в это| на это"
    r"| так)?(?: верить| надеяться| думать)?"
    r"|(?:at least )?(?:so )?(?:i|we|let us|let['’]s|they) (?:all )?hope(?: so)?|hopefully|hoffentlich"
    r"|espérons(?:-le)?|даст бог|дай бог|\w+ permitting"
    r"|(?:\w+ ){0,3}(?:отриц|опроверг|отверг|спросту|запереч|жоққа шығар|bestreit|dementier)\w*(?: (?:это|все|эти"
    r"|обвинени\w*|вину|це|ці|звинувачення)){0,2}"
    r"|[\w’'-]+(?: \w+){0,2} (?:den(?:y|ies|ied)|disput(?:e|es|ed)|reject(?:s|ed)?|refut(?:e|es|ed))(?: (?:it|this"
    r"|that|them|the \w+"
    r"|all of it)){1,2}"
    # en
    r"|not|not (?:so|quite|exactly|really|at all|any ?more|even close|true)|no such thing|quite the (?:opposite"
    r"|contrary|reverse)|far from it"
    r"|(?:just|only) (?:kidding|joking)|(?:i am|i['’]m|we were|we are) (?:just |only )?(?:kidding|joking)|hardly"
    r"|wrong|or not|as if|if only|so (?:they|people) (?:say|claim|said)"
    r"|(?:or|at least)(?:,)? (?:so|that|such|this|it|according)\b.{0,60}|on the contrary|nothing of the (?:sort|kind)"
    rf"|(?:[\w’'-]+ ){{1,3}}{_AUXILIARY}{_END}|(?:{_AUXILIARY}|never did){_END}"
    r"|(?:[\w’'-]+ ){1,3}never (?:did|has|have|had|was|were|will|would)"
    r"|(?:nobody|no one|none|neither|few)(?: of \w+| \w+)? (?:did|does|do|is|are|was|were|has|have|had|will|would"
    r"|can|could)"
    # de, fr
    r"|von wegen|im gegenteil|schön wär['’]s|(?:\w+ )?(?:hat|haben|ist|sind|war|waren|wird) es nicht"
    r"|(?:bien )?au contraire|il n['’]en est rien"
    r"|(?:нет|ні|жоқ|no|nein|non|неправда|ложь|ерунда|чушь|бред|вранье|враки|вздор|брехня|дурниці|өтірік|lies"
    r"|nonsense|rubbish|false|faux|unsinn|falsch)"
    r"(?:,? (?:нет|ні|no|конечно|вряд ли|не|ничего подобного|все это|це|это|not (?:so|at all|really)|not))?"
    r"|(?:вряд|навряд|едва|ледве) (?:ли|чи)|сомневаюсь|не (?:верю|верьте|факт|думаю|уверен\w*)|сумніваюся|не вірю"
    r"|не факт|сенбеймін|күмәнданамын"
    r"|(?:может быть|возможно|наверное|вероятно|можливо|мабуть|мүмкін|maybe|perhaps|possibly|presumably|vielleicht"
    r"|peut-être|supposedly|allegedly)(?: (?:нет|not|и нет))?"
    r"|(?:i )?doubt (?:it|that)|(?:very |highly |most )?(?:unlikely|doubtful)|i don['’]t (?:think|believe)(?: so"
    r"| it)?|don['’]t believe (?:it|them|that|a word)|кто знает|who knows"
    r"|pas du tout|april fool\w*|in your dreams|(?:one|some) ?day,?(?: perhaps| maybe)?|когда-нибудь|колись"
    r"|eines tages|un jour|на словах|на бумаге|on paper"
    r"|(?:on|with|under) (?:one|a|certain|several|strict) (?:condition|caveat|proviso)s?.{0,40}|(?:при|с"
    r"|за) (?:одн\w+|некотор\w+) (?:услови|оговорк|умов)\w+.{0,40}"
    r"|верится с трудом|віриться важко|hard to believe|(?:it is |it['’]s )?(?:hard|difficult) to believe"
    r"|(?:пока |пока что |поки )?(?:(?:этому|тому|это|цьому) )?(?:никаких )?(?:доказательств|подтверждений|доказів"
    r"|подтверждения|доказательства|підтверджень)(?: этому| этого| цьому| тому)?"
    r"(?: пока| поки)? (?:нет|немає|не \w+|отсутствуют)|дәлел\w* жоқ|(?:there (?:is|was) )?no (?:proof|evidence"
    r"|confirmation)(?: (?:of|for) (?:that|this|it))?(?: yet)?"
    r"|beweise (?:fehlen|gibt es nicht)|rien ne (?:le|l['’]) ?(?:prouve|confirme)|aucune preuve"
    r"|(?:\w+ )?(?:соврал|солгал|обманул|наврал|слукавил|лукавил|збреха|обману|lied|was lying|were lying"
    r"|a menti)\w*|с первым апреля|aprilscherz|poisson d['’]avril|первоапрельск\w+ шутк\w+|(?:je )?plaisante"
    r")"
)
_FALSE = re.compile(
    r"(?<!\w)(?:(?:fairy|tall) tale|сказк\w+|казк\w+|ертегі|фантази\w+|märchen|версия|версії|версія|предположени\w+"
    r"|припущення|догадк\w+|здогад\w*|теори[яю]|гипотез\w+|гіпотез\w+"
    r"|болжам|theory|hypothesis|guess|speculation"
    r"|suspicion|opinion|vermutung|hypothèse|wrong|mistake\w*|in error|joke|prank|шут(?:к|ил)\w*|розыгрыш\w*"
    r"|ошиб\w*|помилк\w*|жарт\w*|scherz"
    r"|irrtum|erreur|blague"
    r"|не (?:так|факт|доказ\w+|подтвержд\w+|подтверд\w+|соответств\w+|відповід\w+|підтверд\w+)|no (?:basis|truth"
    r"|foundation|proof|evidence|merit)"
    r"|(?:not|n['’]t) (?:so|true|correct|proven|confirmed|right)(?! (?:in|for|with|of|only))|unproven|denied"
    r"|refuted|retracted|disproved"
    r"|опровер[жг]\w*|отриц\w*|спростов\w*"
    r"|доказательств|gelogen|расталма\w*)(?!\w)"
)
_DISBELIEF = re.compile(
    r"(?:(?:это|этому|тому|ним|ей|ему|цьому|це|it|that|this|them|him|her|бұған|оған)(?: (?:все|уже|никто|мало кто"
    r"|не))* не (?:вер|пове|повір|вір)\w+"
    r"|(?:не верьте|не вірте|(?:do not|don['’]t|never) believe)|(?:никто|ніхто|nobody|no one|ешкім|niemand|personne"
    r"|none)(?: \S+){0,3} (?:подтверд|підтверд|доказ|довів|довел|confirm|prove|verif)\w*"
    r"|(?:верить \S+ не стоит|не стоит (?:\S+ )?верить)|(?:do|does|did)(?:n['’]t| not) believe (?:it|that"
    r"|this|them|him|her)|сенбе\w+"
    r"|взял\w* (?:свои |эти )?слова|отказал\w* от (?:своих |этих )?слов|took (?:it|that|this|the \w+) back"
    r"|retracted|withdrew (?:it|this|that|his|her|their|the claim)|backtracked|recanted"
    r"|walked (?:it|that|this) back|corrected (?:him|her|it|them)sel\w+|apologi[sz]ed for (?:it|that|this|the)"
    r"|извинил\w* за (?:это|ошибку|слова)"
    r"|опроверг\w* (?:это|сам\w*)|это опроверг\w*|це спростув\w*)"
)
_BUT_NOT = re.compile(
    r"(?:(?:но|а|але|та|but|though|aber|mais) (?:точно |уж |только )?(?:не|not|never|nicht|pas)(?! (?:вс[еяхё]м?"
    r"|каждый|усі|everyone|all|only|только|без|just))\b(?: \S+){0,4}"
    r"|бірақ .*емес|(?:может быть|может|возможно|наверное|вероятно|можливо|мабуть|мүмкін|maybe|perhaps|possibly"
    r"|probably|vielleicht|peut-être),? (?:не|нет|через|в|на|к|с|после|уже|ещё|никогда|когда-нибудь|позже|not|in|on"
    r"|after|by|next|one|some|later|never|nicht"
    r"|in|im|nach|pas|dans|en)\b(?: \S+){0,2})"
)
_CONDITION = re.compile(
    rf"{_AND}(?:(?:то есть|тобто|яғни|that is|i mean|das heißt|c['’]est-à-dire|в том|в случае|у разі|в разі),? )*"
    rf"(?:{_ONLY} {_AFTER_ONLY}\b|(?:если|при (?:\w+ )?условии|якщо|за (?:\w+ )?умови|егер|if|unless|provided"
    r"|on (?:the )?condition|as long as|wenn|falls|sofern|es sei denn|si|s['’]il|à moins|à condition|до тех пор"
    r"|пока не|разве что|хіба що|assuming|supposing|subject to|в зависимости от|залежно від)\b)"
    r"(?:,? (?:конечно|разумеется|понятно|впрочем|звісно|of course|natürlich|bien sûr|that is),?)?"
    r"(?:,? (?:что|що|если|якщо|that|dass|que)(?!\w))?[^,;:]*"
)
"""A condition or limit without a main clause."""
_NOT_ALL = re.compile(
    r"(?:not|не|nicht|pas) (?:all|quite|fully|entirely|completely|everywhere|now|today|yet|вс[её]|весь|вся|всю|целиком"
    r"|полностью|совсем|везде|сразу|сегодня|сейчас|увесь|вся|зовсім|alles?|ganz|tout|tous)(?:,? \S+){0,4}"
    r"|(?:or |at least )?so (?:\w+ ){1,3}(?:say|says|claim|claims|said|claimed|think|believe|hope|hopes|goes)"
    r"|(?:in fact|actually),? (?:it|he|she|they|this|that) \w+ (?:only|just|merely|never|still|not)\b.*"
    r"|бірақ тек .*|(?:бірақ|егер) .{3,60}с[ае]"
)
_CORRECTION = re.compile(
    r"(?:вернее|точнее|то есть нет|поправка|точніше|вірніше|дәлірек|correction|or rather|rather,|genauer"
    r"|besser gesagt|ou plutôt)\b"
)
_VERBLESS_NOT = re.compile(
    r"(?:(?:и|но|а|да|але|та|і|and|but|und|aber|et|mais) (?:так (?:и|ничего) )?(?:не|never|nie|ніколи не|никогда не)"
    r"(?! (?:зря|напрасно|даром|только|просто|лишь|случайно|раз|менее|так)) \w+(?: \w+)?|не \w+)"
)
_CONTRARY = re.compile(
    r"(?:(?:но|а|але|but|aber|mais) )?(?:на самом деле|в действительности|в реальности|на деле|насправді|in reality"
    r"|in truth|the truth is|шын мәнінде"
    r"|in wirklichkeit|en réalité)(?!\w)"
)
_NOT_AGAIN = re.compile(
    r"(?<!\w)(?:не|ни|nicht|kein\w*|pas|not|never|no|\w+n['’]t)(?: (?:a|an|the|un|une|eine?\w?))? (\w+)"
)
_SUPPOSED = re.compile(
    r"(?:(?:а|и|ну|но|теперь|давайте|now|just|so|and|but|then|let us|let['’]s|nun|also|alors|тепер|ал)[ ,]+)*"
    r"(?:представь(?:те)?|представим|предположим|допустим|вообрази(?:те|м)?|уяви(?:мо|ть)?|припустимо|imagine"
    r"|suppose|picture"
    r"|pretend|stell(?:t|en sie|en wir)? |angenommen|nehmen wir|imagin(?:ez|ons)|supposons|supposez|елестет\w*"
    r"|айталық)(?!\w).{0,48}"
    r"|(?:\d+[.)] )?(?:\w+[ -])?(?:миф|слух|фейк|небылица|заблуждение|вымысел|myth|rumou?r|fake|misconception"
    r"|fiction|mythos|gerücht"
    r"|mythe|чутка|помилка|қауесет|аңыз)(?: (?:№ ?|# ?|number |no\. |nr\. ?)?\w+){0,2}"
)
_EXCEPT = re.compile(
    rf"{_AND}(?:для|for|für|pour|except|excluding|save for|кроме|за исключением|крім|окрім|außer|sauf)(?!\w)"
)
_CONCEDES = re.compile(
    r"(?:правда|щоправда|впрочем|втім|рас),|allerdings"
    r"|(?:исключени[ея]|виняток|винятк\w+|the exceptions?|ausnahme)(?!\w)"
)
_OTHERWISE = re.compile(
    r"(?<=\w )(?:(?:the|an) exception|исключение|обратное|противоположное|наоборот|иначе|протилежне|зворотне|навпаки"
    r"|інакше|керісінше|otherwise|the (?:opposite|contrary|reverse)|das gegenteil|le contraire"
    r"|disagrees?|не соглас(?:ен|на|ны)|не згод(?:ен|на|ні)|келіспейді)(?!\w)"
)
_PROOF = re.compile(
    r"(?<!\w)(?:подтвер|підтвер|доказ|довед|раста|дәлел|confirm|verif|proof|prove|evidence|bestätig|beweis"
    r"|belegt|preuve)"
)
_OF_NEWS = re.compile(
    r"(?<!\w)(?:эт(?:о|ого|ому|у|их|им)|пока|официальн\w*|информаци\w+|сообщени\w+|ц(?:е|ього|ьому|ю)|поки|офіційн\w+"
    r"|інформаці\w+|this|that|it|yet|still|official\w*|reports?|claims?|бұл\w*|мұны|ақпарат\w*|әлі|ресми)(?!\w)"
)
"""Words for what was stated, without which a proof may be that of something else («Доказательств вины нет.»)."""
_OF_THESE_WORDS = re.compile(
    r"(?<!\w)(?:эти(?:х|м|ми)?|эт(?:у|о|ого|ой)|ц(?:і|их|им|ю|е|ього)|this|that|these|those|бұл) (?:слов|данн|сведени"
    r"|информаци|сообщени|заявлени|повідомленн|дан|відомост|інформаці|заяв|claim|report|statement|story|stories"
    r"|information|figures?|number|хабар|ақпарат)\w*"
)
_INVENTED = re.compile(r"(?<!\w)(?:(?:pure|sheer|mere) (?:invention|fantasy|speculation)|fabricat\w+|made up)(?!\w)")
_REPORTED = re.compile(
    rf"{_AND}(?:так|об этом|про це|по крайней мере|принаймні|бұл туралы|олай|so|such|(?:this|that)(?! (?:is|was)|['’]s)"
    r"|at least|das|dies|cela)(?!\w)"
)
"""The beginning of a sentence that names the source of the one before it («Об этом сообщает …»)."""
_ENDS = ".!?…\n:"
_EDGES = _ENDS + ' \t\r\xa0«»“”„"–—-'


def is_doubted_by_next(sentence: str, quotation: str | None) -> bool:
    """Return True if a sentence may deny what is before it, or names a doubtful source of it.

    A `quotation` before it is also doubted by what would refuse a passage.
    """
    words = sentence.split()
    if len(words) <= MAX_WORDS // 2 and (_OTHERWISE.search(sentence) or _CONCEDES.match(sentence)):
        return True
    if len(words) <= _VERY_FEW_WORDS and _EXCEPT.match(sentence):
        return True
    is_reported = _REPORTED.match(sentence) is not None
    if (is_reported or _JUDGED.match(sentence)) and (names_fiction(sentence) or _INVENTED.search(sentence)):
        return True
    needs_proof = _OF_THESE_WORDS.search(sentence) or (
        _PROOF.search(sentence) and (len(words) < _VERY_FEW_WORDS or _OF_NEWS.search(sentence))
    )
    if needs_proof or (is_reported and is_attributed(sentence)):
        return any(token.reach in (Reach.CLAUSE, Reach.SENTENCE) for token in read_tokens(sentence, ""))
    return quotation is not None and is_denied_by_next(sentence, quotation) and not is_attributed(sentence)


def is_denied_by_next(sentence: str, passage: str) -> bool:
    """Return True if a sentence denies, limits or corrects what the passage before it states."""
    words = sentence.split()
    if not 0 < len(words) <= MAX_WORDS:
        return False
    if _CORRECTION.match(sentence) or (len(words) <= _FEW_WORDS and _CONDITION.fullmatch(sentence)):
        return True
    if _ANSWER.fullmatch(sentence) or (len(words) <= _LAST and is_judgement(sentence, attributes=True)):
        return True
    if _JUDGED.match(sentence) and (_FALSE.search(sentence) or is_judgement(sentence)):
        return True
    if len(words) <= _FEW_WORDS and (
        _DISBELIEF.search(sentence) or _BUT_NOT.fullmatch(sentence) or _NOT_ALL.fullmatch(sentence)
    ):
        return True
    if _CONTRARY.match(sentence) or _VERBLESS_NOT.fullmatch(sentence):
        return True
    return len(words) <= MAX_WORDS // 2 and any(
        (len(denied[1]) >= _STEM and denied[1][:_STEM] in passage) or denied[1] in passage.split()[-_LAST:]
        for denied in _NOT_AGAIN.finditer(sentence)
    )


def supposition(preceding: str) -> int | None:
    """Return the start of the sentence before another if it asks to suppose it, or calls it a myth; or None."""
    words = preceding.rstrip(_EDGES)
    start = max(map(words.rfind, _ENDS)) + 1
    return start if _SUPPOSED.fullmatch(words[start:].lstrip(_EDGES).lower()) else None
