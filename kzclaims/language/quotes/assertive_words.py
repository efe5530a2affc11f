"""Words with which the clause after «что», «dass» or «que» is asserted.

They are verbs of saying and knowing, views of facts, and causes. Verbs that don't assert what follows them are too many
to list. A word that ends with `*` matches all words with this beginning.
"""

import re

from kzclaims.language.quotes.operator_words import entries

_RUSSIAN = entries(
    """
    сказа* скаж* говор* заяв* сообщ* отмети* отмеч* подчерк* подчёрк* добав* поясн* объясн* рассказ* расказ*
    напис* пиш* писал* ответ* отвеч* напомн* напомин* уточн* призна* подтвер* зна* поним* поня* помн* вид* увид*
    слыш* услыш* узна* выясн* обнаруж* замет* замеч* почувств* чувств* дока* показ* оказ* известн* ясн* очевидн*
    понятн* хорош* плох* прекрасн* отличн* жал* сожал* рад* счастлив* горд* горж* довол* благодар* важн* главн*
    дел* факт* обещ* пообещ* гаранти* предупре* пожал* реш* соглас* договор* свидетельств* означа* знач* следу*
    получа* выход* удив* интересн* состо* заключ* бед* проблем* причин* плюс* преимуществ* нрав* беспоко* огорч*
    обидн* стыдн* тревож* увер* убежд* убед* счита* полага* дума* утвержд* настаив* наста* указ* констат* вывод*
    информир* доклад* долож* рапорт* переда* убежда* учитыва* учесть* несмотря благодаря потому поэтому затем так
    такой такая такое такие такого столь настолько тем новост* извест* спасибо хвал* похвал* хваст* успех*
    результат* смысл* сут* установ* определ* подсчит* оцен* поклял* клян* клял* возра* парир* воскл* вспом*
    разъясн* рассуд* высказ* озвуч* завер* посчита* счел* сочл* сочт* твит* пост* публик* опублик* прокоммент*
    коммент* сигнал* крикн* крич* подел* подытож* резюм* подмет* подмеч* засвидет* удостовер* восхи* восторг*
    обрадов* пережива* волну* заверя* доказыва* утверд* призыв* призва* бесед* запевн* вразило вражає хвилю* радіє
    радію* прикро опубл* перекону* сошл* сход* приш* довод* прозвуч* особен* сложн* труд* хватит достаточн*
    обусловл* связан* объявл* объяв* анонс* каж* повідом* зазнач* наголо* підкресл* дода* розпов* розказ* відпов*
    нагад* визна* підтверд* розум* пам* бач* побач* чу* почу* дізна* виявил* вияв* поміт* відч* довед* довел*
    відом* зрозуміл* добре поган* чудов* шкод* щаслив* пиша* задовол* вдячн* голов* справ* обіця* гарант* поперед*
    скарж* виріш* погод* домов* свідч* означ* виход* дивн* цікав* поляга* біда перева* подоба* турбу* впевн*
    перекон* вважа* ствердж* наполяг* вказ* виснов* поінформ* доповів* попри завдяки тому тим новин* дяк* встанов*
    важлив* з'яс* оголос* виплива* вбача* запевня*
    """
)
_GERMAN = entries(
    """
    sag* erklär* mitge* mitteil* teil* beton* meint* meine* glaub* denk* dacht* gedacht weiß wiss* wuss* gewusst
    zeig* gezeigt beweis* bewies* bestätig* bericht* meld* gemeldet schreib* schrieb* geschrieben ankünd*
    angekünd* kündig* verspr* versicher* warn* gewarnt hinweis* weis* wies* hinzu* füg* fest* stell* entsch*
    beschl* gab* geb* gibt räum* eingeräumt behaupt* erfahr* erfuhr* sieht sah* seh* gesehen hör* gehört merk*
    bemerk* erinner* klar sicher* gut schön schade traurig froh stolz wichtig tatsache grund folge bedeut* heiß*
    hieß* sorg* führ* freu* bedau* ärger* überzeug* rechn* schätz* geschätzt meinung ansicht auffassung argument*
    urteil* kritisi* bemängel* beklag* lob* begrüß* vereinbar* einig* steht ergab* ergeb* hervor* fand* find*
    gefunden belegt belegen nachgewiesen versteh* verstand* kenn* erkenn* erkannt* schwor* schwör* garant*
    antwort* wiederhol* unterstr* gesteh* gestand* gestanden zugab* zugegeben bekannt ersichtlich offensichtlich
    nachricht erwähn* bemerkenswert überrasch* zufrieden dankbar glück* problem vorteil nachteil bezeug* signal*
    geeinigt betrach* lern* gelernt akzept* bekräft* verkünd* erzähl* äußer* enthüll* verriet* verrat* dokument*
    voraus* prognost* deutlich mach* gemacht komm* kam* gekommen schluss ergebnis erkenntnis überzeugung wirft
    warf* vorgeworfen lesen liest las gelesen legt* nahe spricht sprach* gesprochen aufmerksam ließ* lass* lässt
    beleg anzeichen zeichen sorge kritik geh* ging* gegangen trägt trug liegt lag fakt bring* brach* gebracht
    erhielt genügt reicht komisch kurios wunder* hilft half verlass* tröst* beruhig* beeindruck* ruf* rief*
    schrei* betreff* ziel* aufgefallen auffall* fiel fällt notier* skizz* zitier* übrig richtig wahr leid peinlich
    typisch üblich bekanntlich ursache erfolg pech beispiel umstand botschaft gewiss* einigkeit zustimm* stimm*
    vertrau* unterrichte* informier* entnehmen heraus wett* prophezei* begründe* rechtfertig* verteidig* schilder*
    erläuter* mahn* rüg* droh* bestimm* vorsah vorsieht regel* gestand verfüg* ordn*
    """
)
_FRENCH = entries(
    """
    dit dire disent disait disaient disant dis déclar* affirm* annonc* expliqu* ajout* précis* soulign* rappel*
    confirm* indiqu* assur* promet* promis* promit écri* estim* pens* croi* crut cru jugé* jugent jugea* jugeant
    consid* trouv* sai* su savo* savait savent sachant appri* apprend* appren* montr* démontr* prouv* révèl*
    révél* note* noté* observ* constat* remarqu* avou* admet* admis* admit reconn* concl* décid* décis* répond*
    répét* répèt* insist* avert* prévien* prévenu* prévin* signal* rapport* témoign* jur* garant* regrett* déplor*
    heureu* content* fier* sûr* certain* clair* évident* vrai preuve si raison cause résult* conséquence vu étant
    grâce important* dommage triste bon bonne chance problème avantage nouvelle message avis souvien* souvenu*
    oubli* compr* compt* voit voi* voyant voyait entend* établ* calcul* évalu* défend* soutien* souten* soutin*
    argu* plaid* répliqu* racont* lanc* martel* rétorqu* commun* inform* publi* document* accept* convien* conven*
    accord* entendu félicit* réjoui* salu* critiqu* reproch* dénonc* étonn* surpri* déçu* reste signifi* implique*
    impliquai* conscien* convain* persuad* ravi* verra voilà voici maintien* maintenu* maintin* reten* retien*
    retin* ressort* avèr* avér* apparaî* apparu* arriv* lire lit lu glissé* glisse* confi* résum* repren* repris*
    expos* détaill* prédi* prévoi* prévu* prévoy* pronostiqu* découv* repér* mesur* chiffr* certifi* attest*
    tranch* statu* vant* rest* dédui* hurl* cri* scand* plaint* plaig* fait* fais* faire sent* laiss* suggèr*
    suggér* reven* tenu* préten* argue* normal* logique* inquiet* rassur* révolt* choqu* curieu* étrange* amus*
    fâch* honte peur* dicté* stipul* mentionn* cité* cite* relève* relev* pari* gage*
    """
)
NEAR = entries(
    """
    parce alors tandis depuis après ainsi dès tellement tel telle tels telles autant aussi bien lors pendant même ce
    davon daran darauf dadurch dazu darin darum darüber damit dafür dabei sodass
    """
)[0]
"""Words that assert a clause only if it follows them closely («parce que»)."""
ASSERTIVE = {
    **dict.fromkeys(("что", "що"), _RUSSIAN),
    **dict.fromkeys(("dass", "daß"), _GERMAN),
    **dict.fromkeys(("que", "qu'", "qu’"), _FRENCH),
}
"""The words that assert a clause, by the word that begins it."""

FRENCH_SUBJECT = re.compile(
    r"(?:[ldcj]['’]|(?:les?|la|une?|des|ces?|cette|cet|mon|ma|mes|son|sa|ses|notre|nos|votre|leurs?|ils?|elles?|on|nous"
    r"|vous|je|tu|aucune?|nul|chaque|tous|toutes|tout|plusieurs|deux|trois|quatre|cinq|six|sept|huit|dix|\d+)(?!\w))"
    r"|(?-i:[A-ZÀ-Ý])",
    re.IGNORECASE,
)
"""The first word of a clause that «que» begins as a conjunction, not as a relative pronoun."""
UNASSERTED_NOUN = re.compile(
    r"(?!(?:observ|confirm|declar|inform|indic|demonstr|explan|revel|recogni|realis|realiz|admiss|decis|conclus"
    r"|condit|assert"
    r"|evid|assur|insist|accept|certain|real|state|announ|acknow|agree|sent|insur|guid|attent|notifi|impress"
    r"|import)\w*\Z)"
    r"\w{3,}(?:tion|sion|ance|ence|ment|ity)s?|(?:idea|notion|stor(?:y|ie)|theor(?:y|ie)|fantas(?:y|ie)|view|gossip"
    r"|charge"
    r"|excuse|line|myth|legend|possibility|chatter|whisper|tale|talk|fiction|lie|insinuation|hint)s?"
)
"""An English noun for what may be untrue ("the suggestion that"), unlike «evidence»."""
