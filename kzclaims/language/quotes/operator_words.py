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
    COMPLEMENT = "what follows it directly, or depends on it through «что» or a colon"
    INFINITIVE = "an infinitive after it"
    NEXT = "the next word"
    NUMBER = "the next word, if it is a number"
    NOTHING = "nothing: two negations, or none, that assert («не только»)"


def entries(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words of a list, and the beginnings of words that end with `*`."""
    entries = text.split()
    return frozenset(one for one in entries if one[-1] != "*"), tuple(one[:-1] for one in entries if one[-1] == "*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS = {
    Reach.SENTENCE: """
        ложным ложной ложными ложны ложна ложен неправда неправдой ложь ложью ложно неверно недостоверно вымыс* выдум*
        фейк* миф мифом чушь бред ошибочн* неподтвержд* непроверенн* беспочвенн* необоснованн* голословн* абсурд*
        сомнительн* гипотетич* неперевірен* непідтвердж* якобы неправдив* клевет* вранье вранья вздор ерунд* враки
        розыгрыш* небылиц* домыс* наклеп* дурниц* нісенітниц* вигадк* брехн* нібито буцімто өтірік жалған жала күмән*
        false falsely untrue unconfirmed unverified inaccurate unfounded baseless groundless absurd incorrect
        misleading myth myths hoax fake nonsense rubbish bunk slander libel bogus fabricated untruth allegedly
        supposedly purportedly falsch unwahr unsinn quatsch lüge fälschlich* wrongly mistakenly erroneously
        unbestätigt* unbegründet haltlos erfunden gelogen angeblich vermeintlich* faux fausse fausses infondé* absurde*
        mensong* prétendu* soi-disant
    """,
    Reach.CONDITION: """
        если кабы ежели кроме якщо якби крім окрім егер vorausgesetzt ausgenommen abgesehen hormis excepté* lest if
        unless except until provided assuming wenn falls sofern außer solange si s'il s'ils sauf
    """,
    Reach.CLAUSE: """
        не ни нет нельзя невозможно немыслимо недопустимо маловероятн* отнюдь exclude excludes excluding exclut
        excluent exclure зря verzicht* отсовет* зарубил* преувелич* перебільш* врать лгать брехати exaggerat* exagéré*
        übertr* irrt irren irrte незачем некому некогда неоткуда никогда никто ничто ничего никого никому никем нигде
        никак никакой никакая никакие никаких никакого никаким* навряд вряд едва еле мало ли неясно неизвестно
        неизвестен неизвестны
        непонятно неочевидно будто словно отказал* отказыв* откажу* отказ отрица* опроверг* запрет запрета запретил*
        запретит запретят запрещ* перестал* перестан* прекрат* сомнева* усомн* сомнен* отверг* воздерж* отменил*
        отменят отмены отмена избега* исключа* исключил* возможно вероятно вероятнее наверное видимо похоже кажется
        представим представьте предположим допустим слух слухи слухов слухам слухами наивно глупо нелепо преждевременно
        ошибкой вопреки всупереч наївно помилкою передчасно развенча* дезавуир* оправдан* бросьте ледь ледве заледве
        насилу неуместно нету отговор* отговар* открест* уклон* провалил* сверну* показалось казалось здалося здавалося
        зарек* отложил* отложен* отклад* приостанов* заморо* недоказан* солга* совра* наврал* лжет врет лгал* збрех*
        збреш* бреш* мол дескать вроде авось либонь пусть пускай хай нехай відмовля* відклад* відклал* аннулир*
        відклика* спорно спорна спорны спорен спірно відрек* сыңайлы кейінге болдырма* по-видимому по-видимости пожалуй
        мабуть-таки ошибаюсь ошибаетесь ошибается ошибаются ошибался заблужда* помиляє* заблок* блокир* блоку*
        забракова* отклон* остановил* остановлен* остановк* зупин* сорва* сорвали упразд* ликвидир* лиши* лишен* лишає*
        избеж* предотвр* воспрепятств* препятств* пресек* пресеч* недооцен* придума* відхил* зірва* провали* скасов*
        ухил* запобіг* перешкод* напрасн* безуспешн* тщетн* марно пыта* попыта* попытк* опаса* боюсь теоретически шутк*
        шутя пошутил* шутил* мечта* ні ані немає нема неможливо малоймовірн* неприпустимо ніколи ніхто ніщо нічого
        нікого нікому ніде ніяк* жоден жодн* чи невідомо незрозуміло ніби наче відмов* запереч* спросту* заборон*
        припинил* сумнів* уника* скасува* можливо мабуть ймовірно здається чутк* схоже теоретично безпідставн*
        помилков* уявімо уявіть припустімо припустимо намага* спроб* жарт* емес жоқ ешқашан ешкім ешбір екіталай мүмкін
        бәлкім сияқты тәрізді қиын теріс негізсіз қауесет* өсек* делік тыйым not cannot never no nor neither none
        nobody nothing nowhere hardly barely scarcely seldom rarely few unable unlikely impossible refus* deny denies
        denied denying denial doubt* oppose* opposing forbid* forbad* prohibit* reject* dismiss* abandon* cancel*
        prevent* banned barred lack lacks lacked avoid* stopped ceased unclear whether rumour* rumor* perhaps maybe
        possibly probably reportedly apparently presumably seemingly seem seems seemed suppose supposing imagine joked
        joke jokes jokingly wish tried tries try trying attempt* failed fails naive foolish mistaken premature contrary
        naiv töricht verfrüht naïf disput* refut* rebut* debunk* disprov* retract* disbeliev* discredit* ridicul*
        scoff* quit halted shelved repeal* revok* rescind* annul* overturn* avert* spared debatable questionable
        arguable* munkel* gemunkelt block* hinder* imped* obstruct* thwart* foil* foiled preclud* resist* nix* quash*
        scupper* derail* froze frozen curtail* abolish* bans outlaw* boycott* spurn* snub* eschew* abstain* forgo*
        renounc* disavow* repudiat* mock* derid* barring erred vainly dissuad* rebuff* разубед* разубежд* lied lying
        postpon* suspended distanc* dodg* evad* shun* axed vetoed likelihood anscheinend paraît-il scrapped exonerat*
        pretend* pretence feign* incapable inability reluctan* unwilling theoretically fear fears feared cleared
        acquitted nicht kaum nie niemals niemand* nichts nirgends weder kein* keineswegs keinesfalls unmöglich ob
        bestreit* bestritt* dementier* weiger* verweiger* verbiet* verbot* verhinder* bezweif* zweif* lehnt lehnen
        lehnte lehnten vielleicht vermutlich wahrscheinlich möglicherweise verwarf verwirft verworfen abgelehnt
        gestoppt blockiert* untersag* abgesagt widerruf* vermied* vermeid* scheint scheinbar fraglich unklar leugn*
        theoretisch gerücht* angenommen versucht* befürcht* scherz* ne n' pas jamais aucun* rien ni nient nié démen*
        dout* interdi* peut-être probablement supposons supposez imaginons imaginez rumeur* semble essaie essaient
        essayé essayait tente tentent tenté tentait plaisant* paraît faill* crain* arrêté cessé renonc* rejet* bloqu*
        empêch* évit* abandonn* interromp* oublié
    """,
    Reach.FORWARD: """
        без безо вместо замість
        without instead ohne statt anstatt sans lieu
    """,
    Reach.BACKWARD: """
        теріске болмайды ғана дерлік жартысы ұмыт* доғар* тоқтат* қойды* қойған* көрінеді секілді қарсы ықтимал болар
        шығар ab auf zurück
    """,
    Reach.VERB: """
        бы б может могут мог могла могло могли би може можуть міг
        may might could would should must ought könnte* würde* hätte* wäre* dürfte* soll sollen sollte* pourrai*
        devrai* serai* aurai*
    """,
    Reach.COMPLEMENT: """
        гроз* пригроз* погрож* погроз* угрожа* вменя* threat* threaten* почудил* чудит* мерещ* примерещ* подейку*
        feeling worry worries worried imagines imagined надеюсь надеемся надеется надеются надеял* надеясь надежда
        надежду надежде надежды хочется приснил* снил* снится подозревает подозревают подозревал* подозреваю подозрени*
        обвиняет обвиняют обвинил* обвинен* обвинени* впечатлени* ощущени* иллюзи* разговоры толки пересуды сплетн*
        молва поговарива* menac* feint feign* feindre semblant притвор* прикинул* прикидыва* риск риска опасность
        угроза угрозы вероятность шанс шансы ожидается ожидалось планируется планировалось предполага* предположил*
        предположени* считается считалось гипотез* суевери* извинил* извинени* отозвал* вообраз* пари заблуждени*
        домыслы подумать сподіва* надія надії надію наснил* підозр* звинувач* враження відчуття удава* вдава* прикида*
        ризик ймовірність очікується планується припуска* вважається вибачил* гіпотез* чутки плітк* үміт* күдік*
        айыпта* болжам* түсінде demand demands demanded demanding propose proposes recommend recommends recommended
        urge urges hope hopes hoped hoping hopefully dream dreams dreamt dreamed suspect suspects suspected suspicion*
        accus* impression illusion chance chances risk possibility probability likelihood danger threat prospect odds
        bet bets guess guesses guessed assumed assumption* assumes presum* expect expects expectation* hypothes* notion
        belief beliefs superstition* apolog* withdrew withdrawn speculat* gossip conjectur* fiction fantasy hoffe
        hoffen hofft hofften traum träum* verdacht* verdächtig* eindruck vorwurf vorwürfe beschuldig* angeklagt gefahr
        risiko wahrscheinlichkeit vermut* erwart* annahme espère espérons espoir rêve rêvé soupçon* risque probabilité
        hypothès* dirait
    """,
    Reach.INFINITIVE: """
        хотел* собирал* намерева* планировал* хотів хотіл* збирав* wanted wollte* voulai*
        забыл* забуд* забыва* передума* раздума* расхоте* бросил* бросит* бросаю* стесня* постесня* поленил* разучил*
        разучит* мешает мешают помешал* забув* передумав* передумал* роздумав* роздумал* кинув кинула
        forgot forget forgets forgotten forgetting neglect* omit* hesitat* afraid loath refrain* struggl* wait waits
        waited waiting vergess* vergaß* zöger* oublie* hésit*
    """,
    Reach.NEXT: """
        считаные считанные единицы раньше прежде бұрын раніше колись
        практически just
        только лишь исключительно почти чуть больше меньше хуже некоторые некоторых некоторым часть части большинство
        меньшинство несколько нескольк* немногие многие редкие отдельн* единичн* каждый каждая каждое бывш* экс
        заместител* потенциальн* иногда часто обычно редко наполовину частично тільки лише майже деяк* частина частини
        більшість меншість кілька декілька окрем* кожен кожна багато колишн* заступник* інколи іноді зазвичай рідко
        більше менше тек ғана дерлік кейбір бірқатар көптеген астам бұрынғы кейде жиі
        горстк* жменьк* чверть третина poignée handvoll
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
        r"(?:вряд ли|навряд ли|едва ли|навряд чи|ледве чи|hardly|kaum)(?=\W*\Z)|(?:sort|kind) of(?=\W*\Z)"
        r"|(?:оказал\w+|назвал\w+) (?:газетн\w+ )?уткой|\A(?:sans (?:la moindre )?preuve"
        r"|without (?:any )?(?:evidence|proof)|ohne (?:jeden )?beweis|без (?:всяких )?доказательств"
        r"|без (?:жодних )?доказів)(?!\w)|there are (?:those|people|some) who"
        r"|есть те, кто|or so (?:\w+ ){1,3}?(?:thought|think"
        r"|believ\w+"
        r"|sa(?:y|ys|id)|claim\w*|hop\w+)|как (?:ему|ей|им|мне|нам) (?:казалось|кажется|показалось)|как (?:он|она"
        r"|они) (?:думал"
        r"|считал|полагал)\w*|in (?:his|her|their|your|our|my) dreams|in (?:his|her|their|your) (?:own )?imagination"
        r"|в (?:его|её|ее|их|ваших|своих|свои|своем|своём) (?:мечтах|снах|фантазиях"
        r"|воображении)|у (?:його|її|їхніх)"
        r" мріях|[–—-] (?:\w+ ){0,2}(?:märchen|сказк[аи]|байк[аи]|казк[аи]|выдумк[аи]|fairy tales?|fables?"
        r"|ертегі)(?!\w)"
        r"|не так(?= ?[.!…»\"]|\Z)|не соответству\w+|не подтверди\w+|не имеет отношения|не відповіда\w+"
        r"|не підтверди\w+|(?:not|n['’]t) (?:true|so|the case)(?!\w)(?! (?:in|for|with|of|about|only)\b)"
        r"|not? (?:basis|truth) |a lie(?!\w)"
        r"|(?:nicht|kein\w*) (?:wahr|der fall)|stimmt (?:so |aber |gar |überhaupt )?nicht|n['’]en est rien"
        r"|n['’]est pas vrai|рас емес|шындыққа жанаспайды|за слухами|по слухам"
        r"|(?:но|а|але|but|aber|mais) (?:только|лишь|лише|тільки|only|nur|erst|seulement) (?:если|когда|после|якщо|коли"
        r"|після|if|when|after|once|with|wenn|nach|si|après|quand)(?!\w)"
        r"|(?:одна|один) из (?:верси|гипотез|предположен)\w+|одна з версій|(?:one|another) (?:theory|version"
        r"|explanation|suggestion)(?: \w+)? is"
        r"|есть основания (?:полагать|считать|думать|подозревать)|є підстави (?:вважати|думати)"
        r"|по всей (?:видимости|вероятности)|на первый взгляд|на перший погляд|at first (?:glance|sight)"
        r"|on paper(?!\w)|auf den ersten blick"
        r"|à première vue|in all (?:likelihood|probability)|судя по вс\w+"
        r"|есть мнение|(?:бытует|существует|є|існує|побутує) (?:мнени|думк)\w*|ходя?т[ьъ]? (?:слух|мнени|разговор"
        r"|толк|молв|легенд|чутк)\w*|(?<!\w )(?:говорят|кажуть|рассказывают)(?=,| что| будто| що)"
        r"|(?:they|people) say(?=,| that)|(?:it is|it was) (?:believed|thought|said|assumed|expected|feared|hoped)"
        r"|(?:word|legend|rumou?r) has it|on dirait|man könnte (?:meinen|glauben)|можно (?:было )?(?:по)?думать"
        r"|можна (?:було )?(?:по)?думати|(?:you|one|anyone|people)(?: would|['’]d| might| could) (?:think|believe"
        r"|say|imagine|assume)"
        r"|(?:верси[яию]|легенд\w+|сказк\w+|байк\w+|сон|версі\w+|казк\w+|stor(?:y|ies)|tales?|legends?|theor(?:y"
        r"|ies)) ?,?"
        r" (?:(?:о|про) то(?:м|му|й),? )?(?:что|будто|як|що|that)"
        r"|(?:as|so) far as (?:we|i|anyone|anybody|you|one|is)(?!\w)|soweit (?:bekannt|man|wir|ich)(?!\w)"
        r"|(?:насколько|наскільки) (?:можн|можемо|можем|известн|відом|я|мы|ми|мне|мені|нам)\w*"
        r"|(?:autant|à ce|pour autant) qu['’](?:on|il|elle)|болжам бойынша|шамасы|(?:the )?(?:chances|odds) are"
        r"|sieht (?:\w+ )?(?:so|danach) aus|to hear \w+(?: \w+)? (?:tell|talk)|non vérifiée?s?"
        r"|\Ayeah,? right|бірақ (?:\w+ ){1,5}жағдайда"
        r"|take a miracle|дел\w+ вид|сделал\w* вид|роби\w+ вигляд|зроби\w+ вигляд"
    ),
    Reach.CONDITION: (
        r"à l['’]exception|mis à part|apart from|other than|не считая|за вычетом|не рахуючи|при условии"
        r"|в случае если|за (?:\w+ )?исключением|до тех пор|за умови|за (?:\w+ )?винятком|(?:as|so) long as|so far as"
        r"|à supposer|в теории"
        r"|with (?:the|few|some|one|two|rare) exceptions?|\w+ permitting|god willing|\A(?:but for|failing|short of"
        r"|absent)(?!\w)|, (?:bar|save) (?:the|one|two"
        r"|three|a)|save for|, but for(?= )|with (?:more|enough|better) (?=\w+,)"
        r"|unter der bedingung|à condition|à moins|жағдайда|в случае|при (?:согласии|наличии|желании"
        r"|необходимости|отсутствии|поддержке|удаче|везении)|при (?:\w+ )?погоде|за (?:\w+ )?погоди|за (?:згоди"
        r"|наявності|відсутності|потреби|підтримки)|у разі|в разі"
        r"|in case|in the event|given (?:enough|sufficient|the chance)|subject to|conditional on|pending"
        r"|im falle?(?! des)|en cas d|стоит (?:\w+ ){1,4}\w+(?:,| [–—-]) (?:и|как)"
        r"|варто (?:\w+ ){1,4}\w+(?:,| [–—-]) (?:і|як)|vorbehaltlich|unter vorbehalt"
        r"|(?:не )?будь(?= \w)"
        r"|if it were|were it|(?<!\w )(?:окажись|случись|появись|найдись|окажися|приди|знай|имей)"
        r"|келіс\w*с[ае] ғана|болса ғана|\w+с[ае](?:м|ң|қ|к)? ғана|sous réserve"
        # “on condition of anonymity” concerns the speaker, not what is said
        r"|on (?:the )?condition(?! of (?:\w+ )?(?:anonymity|confidentiality)| (?:that )?(?:he|she|they|\w+ names?)"
        r" (?:would |will |should )?not be (?:named|identified|used|published|disclosed))|с условием"
        r"|, (?:minus|минус) (?!\d)|басқасы|басқалары|қоспағанда|есептемегенде"
    ),
    Reach.CLAUSE: (
        r"(?:но|а|хотя|та|але|однак|однако) (?:только|лишь|лише|тільки) (?:на|в|во|для|по|при|с|у|за|до|от|з|із"
        r"|від)(?!\w)"
        r"|but only (?:in|on|for|at|to|by|with)|aber nur (?:in|im|auf|für|bei|mit)|mais seulement (?:en|dans|sur"
        r"|pour|à|avec)"
        r"|(?:but|though) not(?! (?:only|just|merely|before|because|yet|without))(?!\w)"
        r"|aber (?:nicht|kein\w*)(?! (?:nur|bevor))|mais pas(?! (?:seulement|avant))"
        r"|(?:но|хотя|та|але|хоча|проте|однак|однако) не (?:для|в|во|на|с|со|у|при|до|к|під"
        r"|вс\w+|ус\w+|сразу"
        r"|полностью|целиком|сейчас|сегодня|здесь|там|ранее|раньше|рань|скоро|завтра|везде|всюду|всегда|кажд\w+"
        r"|повсеместно"
        r"|повністю|зараз|сьогодні|тут|скрізь|завжди|кож\w+|одразу|відразу|раніше)(?!\w)"
        r"|(?:forged|fake|doctored|поддельн\w+|фальшив\w+|фейков\w+|подложн\w+|підробл\w+|фальшив\w+|gefälschte\w*"
        r"|fausse|faux)"
        r" (?:letter|note|report|statement|message|video|post|quote|письм|сообщени|запис|лист|ролик|документ|видео"
        r"|цитат|brief"
        r"|schreiben|lettre|affiche|tweet|заяв)\w*|(?:в|у) (?:\w+ )?(?:сказк|легенд|анекдот|роман|пьес|фильм|сериал"
        r"|казц|казк)\w*"
        r" (?:говор|рассказ|утвержд|сказано|розпов|мов)\w*|in the (?:novel|film|play|sketch|joke|fairy tale|series),?"
        r"|take an? (?:fool|brave|very)|(?:allerdings|jedoch|freilich|правда|впрочем|щоправда|toutefois|however"
        r"|albeit),? (?:nur|только|лишь|лише|тільки|only"
        r"|seulement)|at the earliest|frühestens|au plus tôt|innocent of|under pressure to|l(?:ie"
        r"|ä)(?:ß|ss)t?(?: \w+){1,4} fallen"
        r"|(?:хватит|довольно|досить|годі) \w+т[ьи](?=,)|se tromp\w+|täusch\w+ sich|(?:рано|зарано|преждевременно"
        r"|смешно|опрометчиво|too early"
        r"|zu früh|trop tôt)(?: \w+){0,2}? (?:говор|утвержд|счита"
        r"|дума|радова|заключ|казат|ствердж|вважат|to |zu |pour |de )\w*|spr[aeiä]ch\w*(?: \w+){1,6} frei|loin d(?:e"
        r"|['’])"
        r"|(?<!un )(?<!depuis )(?<!à )peu d(?:e|['’])"
        r"|c[ao]mes? close to|contrary to (?:the )?(?:claim|rumou?r)s?|s['’](?:est|était|étaient) (?:bien )?gardée?s?"
        r"|(?:приписа|приписыва)\w+|приписали|misquot\w+|in abrede|(?:трудно|сложно|тяжело|нелегко|важко|складно"
        r"|hard|difficult|schwer|difficile)(?: \w+){0,2}? (?:сказ"
        r"|назвать|call"
        r"|сказать|повери|верить|верится|представ|утвержд|соглас|повір|увяв|ствердж|sa[yi]|believe|imagine"
        r"|see how|zu (?:sag|glaub)|vorzustell|croire|dire|imaginer|d['’]imaginer)\w*"
        r"|дал[её]к\w* (?:от|від)(?!\w)|(?:скорее"
        r"|вероятнее|верней) всего"
        r"|может быть|в шутку|как будто|швидше за все|far from|short of|rul(?:e|es|ed) out|anything but|in theory"
        r"|(?:believed|thought|said|expected|alleged|supposed|rumou?red|likely|feared) to|yet to|too \w+ to"
        r"|(?:narrowly|nearly|almost) (?:miss|avoid|escap)\w*|(?:gave|giv(?:e|en|es|ing)) up|(?:end|dropp?)(?:s"
        r"|ed)? (?:its|his|her|their|the|all) (?:practice"
        r"|policy|habit|plans?)|(?:called|put|call) off|снял\w* (?:с \w+ )?обвинени\w*"
        r"|знял\w* (?:з \w+ )?звинувачен\w*|взял\w* (?:свои )?слова"
        r"|(?:чуть|едва|ледь|мало) (?:было )?(?:не|ли|чи)|kurz davor|чуть было"
        r"|vot\w+ down|str(?:ike|uck|ikes|iking) down|(?:talk|argu)\w* (?:\w+ ){1,4}out of|(?:back|walk)(?:ed|s"
        r"|ing)? (?:away|out|off|back)|t(?:ake|akes|ook|aken) back"
        r"|dropp?(?:ed|s|ing)? (?:the |its |his |her |their |all )?(?:charge|case|plan|idea|bid|lawsuit)s?"
        r"|снял\w* с (?:повестки|рассмотрения|продажи)|(?:was|were) to|for all (?:we|i) know"
        r"|не ровен час|чего доброго|по версии|за версією|болса керек|(?:all|any\w*|every\w*|no one|nobody) but"
        r"|устал\w* (?:слышать|слушать|читать)"
        r"|забыть (?:про )?(?:выдумк|сказк|разговор)\w+|little did|withdr(?:ew|aws?|awn) (?:its|his|her|their"
        r"|the) (?:offer|bid|support|consent|claim|plan)|object(?:s|ed|ing)? to|turn(?:s|ed|ing)? down"
        r"|thr(?:ow|ew|own|ows) out|put(?:s|ting)? a stop|pull(?:s|ed|ing)? out|opt(?:s|ed|ing)? out"
        r"|f[ae]ll(?:s|en|ing)? through|walk(?:s|ed|ing)? away|k(?:eep|ept|eeps) (?:\w+ )?from|in vain"
        r"|(?:не )?дай бог|даст бог|god (?:forbid|willing)"
        r"|(?:должн?(?:а|о|ы|ен)?|обязан[аоы]?) был[аио]?(?!\w)"
        r"|повин(?:ен|на|но|ні) бу\w+|\Alet(?! us| me)(?!\w)|mitnichten"
        r"|used to|rather than|as if|as though|little (?:evidence|proof|reason|sign)|wrong to|declin(?:e|es|ed) to"
        r"|fail to|a mistake to|out of the question"
        r"|als ob|w(?:ies|iesen|eist|eisen) [^,.;]{0,60}?zurück|il se peut|en théorie"
        r"|comme si|деу (?:қиын|қате)|бас тарт\w+|айта алма\w+|алмай\w+|көрген емес"
        r"|(?:am|are|is|was|were|be|been|я|мы|ты|вы|он|она|они|все|был\w*|ми|він|вона|вони) (?:strongly "
        r"|firmly |категорически |решительно |рішуче )?(?:against|opposed to|против|проти)(?!\w)"
        r"|(?:выступ|голос|протест|бор|виступ|vot|spoke|speak|campaign|decid|warn|argu)\w* (?:against|против"
        r"|проти)(?!\w)"
    ),
    Reach.COMPLEMENT: (r"call(?:s|ed|ing)? (?:for|on)"),
    Reach.BACKWARD: (
        r"[–—-] (?:\w+ ){1,3}only(?=\W*\Z)|or,? at least|или,? (?:по крайней мере|хотя бы)|oder zumindest"
        r"|ou du moins|or (?:nearly|almost|did|does|was|were|had|used to)(?!\w)|\w+[дтн][ае]н басқа(?!\w)"
        r"|or,? (?:rather|at any rate|more (?:precisely|exactly|accurately))"
        r"|(?:\A, |(?:а|или|або|чи|и|та) )(?:точнее|вернее|скорее|точніше|вірніше|дәлірек)(?= \w+|,)"
        r"|деген (?:сөз|лақап"
        r"|әңгіме|алып-?қашпа)\w*"
    ),
    Reach.NEXT: (
        r"(?:thirds?|quarters?|fifths?|tenths?|percent|per cent) of|от силы|в лучшем случае|самое большее"
        r"|щонайбільше|у кращому разі|at (?:best|most)|just (?:under|over|about)|höchstens|au plus"
        r"|так называем\w+|так зван\w+|один из|одна из|одно из|одного из|один із|one of|up to|as many as|used to"
        r"|la plupart des"
    ),
    Reach.NUMBER: (r"(?:mehr|weniger) als|(?:plus|moins|près) d(?:e(?!\w)|['’])"),
}
"""Patterns of several words."""
ASSERTING = (
    r"(?:(?:никто|ніхто|nobody|no one|niemand|personne) (?:(?:уже|давно|бы|ne) )?)?(?:не|ne|n['’]|not|never"
    r"|\w+n['’]t)(?: (?:\w+ ){0,1}?| ?)(?:сомнева\w*|сомневать\w*|скрыва\w*|скрою|отрица\w*|забы\w*|забуд\w*"
    r"|секрет\w*|спор\w*|оспарива\w*|удив\w*|случайн\w*|жале\w*|сумніва\w*|прихов\w*|забува\w*|секрет|дивно|doubt\w*|disput\w*|den(?:y|ies"
    r"|ied)|forget\w*|hid(?:e|es|den|ing)|regret\w*|surpris\w*|doute\w*|oubli\w*|cach\w*)"
    r"|nicht (?:vergessen|überrasch\w*|bezweifel\w*)"
    r"|(?:nobody|no one|niemand) (?:doubts|denies|disputes|bezweifelt|bestreitet)"
    r"|(?:не|not|nicht|non|no|ne) (?:только|просто|лишь|лише|тільки|only|merely|just|nur|bloß|seulement|раз)"
    r"(?!\w)"
    r"|(?:нет|без|немає|no|without(?: a| any)?|not? a?|kein\w*|ohne|sans(?: aucun)?|aucun) (?:сомнени\w*"
    r"|секрет\w*|сумнів\w*|doubt\w*|secret|wonder|surprise|coincidence|zweifel|wunder|geheimnis|doute)"
    r"|(?:a|quite a|not a) few|если (?:честно|можно|хотите|говорить|угодно|не ошибаюсь|коротко)"
    r"|if (?:you like|i may)|кроме (?:того|этого)|крім (?:того|цього)|ни (?:был|была|было|были|стал\w*)(?!\w)"
    r"|по крайней мере|as well as if|(?:ne|n['’]) ?\w+ (?:aucun|pas de|nul) doute|никто иной|not least"
    r"|не (?:зря|напрасно|даром)|недаром|не дарма|more or less|no matter|if (?:i am|i['’]m|we are) not mistaken"
    r"|not so long ago|не так давно|if (?:i|we) can (?:say|put it)"
    r"|более или менее|(?:would|should) like|i (?:would|must|should) (?:say|add|note)|хоте\w+ бы"
    r"|хоті\w+ би?"
    r"|не перв\w+ (?:год|раз|месяц|день)|не перш\w+ (?:р[іа][кз]|місяць|день)|не впервые"
    r"|не вперше|not (?:for )?the first|nicht zum ersten|pas la première fois"
    r"|тем не менее|тим не менш\w*|не (?:спеша|торопясь|задумываясь|мешкая|поспішаючи|вагаючись)|не без \w+"
    r"|(?:кто|что|как|где|куда|когда|сколько|как\w+) бы (?:\w+ )?ни|во что бы то ни стало|не в (?:последнюю|останню)"
    r"|ни (?:с того ни с сего|много ни мало|свет ни заря|больше,? ни меньше)|ні сіло ні впало|хоч би (?:що|як|хто)"
    r"|не успе[лв]\w*(?=[^.;]{1,80}, (?:как|як)(?!\w))"
    r"|(?:нельзя|невозможно|неможливо|не можна|не мо(?:гу|жем|жет|гут|жете|гла?|гли|же|жуть)) не \w+"
    r"|(?:нельзя|невозможно|неможливо|не можна) (?:отриц|оспор|запереч)\w+"
    r"|not long (?:ago|after|before)|without (?:hesitation|delay|warning|fail|further)"
    r"|no sooner(?=[^.;]{1,80} than(?!\w))|if (?:anything|nothing else)(?=,)"
    r"|(?:can(?:not|['’]t| not)|could(?: not|n['’]t)) be (?:denied|disputed|doubted"
    r"|overlooked)|no denying|not without|nicht (?:zuletzt|umsonst|ohne|minder)|nicht (?:zu )?(?:leugnen|bestreiten"
    r"|übersehen)|ohne (?:zu zögern|zögern|umschweife)|n['’]est pas (?:un hasard|pour rien|étonnant) si"
    r"|ne (?:peut|saurait) (?:pas )?(?:nier|contester|ignorer)|non sans|sans (?:hésit|tard)\w+"
)
"""Phrases that look like negations but assert («не только», "no doubt")."""

FRONTED = _words(
    """
    после когда хотя несмотря поскольку пока після коли хоча попри оскільки поки when while after although though
    despite since because nachdem obwohl trotz als weil während quand après malgré comme lorsque
    """
)
"""Words that begin a clause before the main one, which doesn't deny it («После того как суд снял запрет, …»)."""
EVENTS = _words(
    """
    после перед до накануне вследствие из-за ввиду після перед через попри напередодні after before following despite
    nach vor trotz wegen après avant malgré
    """
)
"""Prepositions with the noun of an event, which doesn't deny what is stated after it («После отмены рейса …»)."""
LIMITS = _words(
    """
    только лишь исключительно тільки лише виключно ғана only solely exclusively nur ausschließlich seulement uniquement
    """
)
"""Words that limit what is directly before them («погибли только на одной пасеке»)."""
COMPARATIVES = _words(
    """
    меньше больше меньшей большей ниже выше дешевле дороже реже чаще хуже лучше вдвое втрое менше більше нижче вище
    дешевше дорожче кем артық less more fewer lower higher cheaper rarer worse better weniger mehr seltener moins plus
    """
)
"""Words that change the number before them ("2 euros less")."""
OFFICES = entries(
    """
    бывш* экс* заместител* колишн* заступник* бұрынғы* former* ex* deputy* acting* interim* ehemalig* früher*
    stellvertret* ancien*
    """
)[1]
"""Beginnings of words that limit a title; left out with it («X, бывший министр, …»), they change nothing else."""
COMPARED = (
    LIMITS
    | COMPARATIVES
    | _words(
        """
    легче сложнее проще длиннее короче важнее сильнее слабее старше моложе раньше позже нежели ніж қарағанда than stop
    stops stopping cease ceases halt halts easier harder longer shorter bigger smaller older younger against против
    проти gegen contre қарсы
    """
    )
)
"""Words that compare or oppose; without them, one thing gets what is stated about the other."""
MULTIPLIERS = _words(
    """
    в гораздо значительно намного вдвое втрое чуть немного раза раз два три удвічі утричі набагато трохи екі үш есе
    a bit deutlich etwas far half little much slightly times twice un peu viel
    """
)
"""Words before a comparative."""
PARTIAL = _words(
    """
    некоторые некоторых некоторым некоторыми отдельных отдельным отдельными только лишь немногих немногим деяких
    деяким окремих лише тільки тек кейбір only some several few nur einigen manchen wenigen certains certaines
    quelques
    """
)
"""Words that limit a sentence from its beginning («В некоторых школах …»)."""
IRREAL = _words("б бы би могла могли могло мог міг")
"""Verbs and particles that make an infinitive unreal, too («мог бы помочь»)."""

HEARSAY = (
    "представь",
    "вообраз",
    "допусти",
    "предположи",
    "уяви",
    "припусти",
    "imagine",
    "suppose",
    "слух",
    "rumo",
    "чутк",
    "gerücht",
    "rumeur",
    "қауесет",
    "сплетн",
    "плітк",
    "gossip",
    "передразн",
    "пароди",
    "mimick",
    "parod",
)
"""Beginnings of words for what is supposed or reported without a source; they apply through a colon, too."""

DOUBTS = ("сомнева", "усомни", "сумнів", "doubt", "zweif", "bezweif", "dout", "күмән")
"""Beginnings of words that apply through a colon («Он сомневается: завод откроют»)."""
REBUTTALS = entries(
    """
    опроверг* отверг* отриц* спросту* запереч* відки* відхил* den* rebut* refut* reject* dismiss* dementier* bestr*
    widerspr* démen* rejet*
    """
)[1]
"""Beginnings of verbs whose subject answers rumours; what it answers is a quotation of its own."""

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
ALTERNATIVES = _words("oder or ou або или немесе")
"""Coordinators after or before which something else is stated instead («откроют или закроют»)."""
SUBORDINATORS = _words(
    """
    das dass daß den der die dont how wonach laquelle lequel où qu que qui selon that wer where which who whom whose
    wie будто где де деп как которая которое которые который которых кто куда ли ніби хто что чтобы що щоб яка яке який
    які
    """
)
"""Words that begin a dependent clause after a comma."""
COMPLEMENTIZERS = _words("dass daß que that wonach будто деп ніби что чтобы що щоб")
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
NEGATIONS = _words(
    """
    ани ані емес ешкім ешқашан жоқ нельзя не нема немає нет ни никогда никого никому никто ничего ничто нікому ніколи
    ніхто нічого ніщо ні aucun cannot few jamais kein keine keinen n' ne neither never nicht nichts nie niemand no
    nobody none nor not nothing pas rien unable
    """
)
"""Words that deny another word, unlike those that deny by themselves («отменил»)."""
NOR = _words("ni noch nor ані ни ні")
ANSWERS = _words("nein no non жоқ нет ні")
BEGINS_PHRASE = _words(
    """
    а але был была было были в во до для есть з за зі и из или к как на не но о об от по с со та у что чтобы це это і
    із й або є що және бірақ мен пен бен a à am and are as at au aus auf bei but by dans en est et für for from had has
    hat have im in is ist mais mit of on or ou oder aber par pour sind sont sur than that to um und von war waren was
    were which who will wird with avec
    """
)
"""Words that a number before them doesn't count."""
