"""Recognise names of organizations, which must not become people: "Foreign Ministry", "The Times", «Эхо Москвы»."""

import re

from kzclaims.language.names.common_given import is_common_given
from kzclaims.language.names.folding import fold, word_set
from kzclaims.language.names.given_names import is_given
from kzclaims.language.names.transliterate import readings

# Words that only organizations have in their names, as stems of folded words.
_ORGANIZATION = re.compile(
    r"\b(?:ministr?y|ministère|ministerium|ministerio|ministero|министерств|міністерств|министрлі|министрств|agency"
    r"|agence|agentur|agencia|агентств|агенттіг|department|департамент|committee|комитет|комітет|commission|комисси"
    r"|комісі|council|совет\b|рада\b|parliament|парламент|congress\b|сенат\b|senate|government|правительств|уряд|үкімет"
    r"|administration|администраци|адміністраці|әкімші|әкімді|акимат[аеу]?\b|office|bureau|бюро|institute?\b|институт|інститут"
    r"|universi|универси|університ|academy|академия|school|center|centre|центр|zentrum|foundation|fondation"
    r"|stiftung|fonds?\b|фонд|endowment|trust\b|association|ассоциаци|асоціаці|federation|федераци|union|союз\b|евросоюз"
    r"|партия|партія|партияс|party|partei|parti\b|partido|group\b|группа|company|компани|компанія|corporation|корпораци"
    r"|inc\b|ltd\b|llc\b|gmbh|corp\b|тоо\b|ооо\b|зао\b|пао\b|оао\b|bank\b|банк\b|[а-я]{3,}банк\b|embassy|посольств"
    r"|consulate|консульств|court\b|суд\b|police|полици|поліці|army\b|armée|navy\b|армия|forces|force\b|вооруж"
    r"|service\b|служба|служби|security|news\b|новости|times\b|post\b|herald|tribune|gazette|gazeta|газет|journal\b"
    r"|magazine|журнал|radio|радио|радіо|television|телевид|tv\b|канал|channel|press\b|пресс\b|пресс-служб|баспас|media"
    r"|медиа|reuters|interfax|интерфакс|team\b|команда|штаб|club\b|клуб|[fф][cк]\b|society|общество|organi[sz]ation"
    r"|организаци|організаці|league|лига|kremlin|кремль|white house|pentagon|пентагон|authority|управлени|управлінн"
    r"|headquarters|secretariat|секретариат|мид\b|мвд\b|фсб\b|сбу\b|нато\b|nato\b|оон\b|staff\b|movement|движение|рух\b"
    r"|nations\b|states\b|rights\b|watch\b|red cross|красн[а-я]+ крест|қызыл крест|motors?\b|airlines?\b|airways"
    r"|авиалини|авиакомпани|railways?\b|brothers\b|bros\b|industries|enterprises|holdings?\b|холдинг|technologies"
    r"|systems\b|energy\b|petroleum|oil\b|electric\b|pharma|records\b|pictures\b|studios?\b|entertainment|productions?\b"
    r"|publish|hospital|больница|аурухана|museum|музей|мұражай|library|theat(?:re|er)|театр|orchestra|оркестр|завод\b"
    r"|фабрика|газпром|роскосмос|росатом|роснефть|brigade|бригада|battalion|батальон|regiment|squadron|reserve\b"
    r"|stadium|bundes[a-z]+|grünen|[а-я]+ая дума|госдум|палата\b|(?:ak|aq|ақ|ак) ?(?:orda|орда)\b|эхо\b|темір жолы"
    r"|қоғамы?\b|одағы\b|бірлес|кабинет\b|кабінет\b|кабмин|кабмін"
    # English
    r"|street\b|valley\b|guard\b|patrol\b|clinic\b|research\b|poll\b|depot\b|scouts\b|chemicals?\b|airport|county\b"
    # German, French
    r"|[^\W\d_]*(?:amt|verband|verein|behörde|gesellschaft|gewerkschaft|zeitung|gericht|bahn|bundesrat|stadtrat|zentralrat"
    r"|wähler)\b|mairie|préfecture|assemblée|gouvernement|syndicat|société|banque\b|croix rouge"
    # Spanish, Portuguese, Italian, Romanian
    r"|tribunal|gobierno|governo\b|comisión|comissão|commissione|consejo|consiglio|ayuntamiento|sindicato|partito\b"
    r"|partidul|guvernul|cruz roja|croce rossa"
    # Polish, Czech, Turkish
    r"|ministerstw|urząd\b|związek|rada ministr|[^\W\d_]*(?:anlığı|partisi|bankası|ajansı|meclisi|belediyesi"
    r"|üniversitesi|derneği|mahkemesi)\b)"
)
_FIRST_WORD = re.compile(
    r"(?:new|north|south|east|west|northern|southern|eastern|western|saudi|hong kong|wall|coast|border|polish"
    r"|deutsche[rs]?|freie|grüne|europäische[rs]?|evangelische|katholische|technische|conseil|corte|corriere|banco|banca|curtea|türkiye"
    r"|полк|san (?:francisco|diego|antonio|marino|salvador)|costa rica|puerto rico|sri lanka)\b(?!-)"
)
"""Words with which names of organizations and places begin; some are people's family names."""
_ARTICLE = re.compile(r"(?:[Tt]he|Die|Das|Les|Los|Las|Gli) (?=[^\W\d_a-zа-я])")
_SHORT_ARTICLE = re.compile(r"(?:Der|La|El|Il) [^\W\d_]{4,}|Le [^\W\d_]*[aeiouyé]+[^\Waeiouyé]+[aeiouyé][^\W\d_]*")
"""Alone before one word: "Le Monde", but not "Le Duan" or "La Toya Jackson"."""

_KNOWN = frozenset(
    ("goldman sachs", "morgan stanley", "merrill lynch", "wells fargo", "credit suisse", "harley davidson",
     "rolls royce", "aston martin", "mercedes benz", "hewlett packard", "dow jones", "fannie mae", "freddie mac",
     "royal dutch shell", "berkshire hathaway", "rolling stone", "rolling stones", "pink floyd", "deep purple",
     "real madrid", "vanity fair", "charlie hebdo", "johns hopkins", "burger king")
)  # fmt: skip
"""Organizations whose names have nothing that shows that they aren't people's."""

_ALSO_SURNAMES = word_set("bank post press court force street valley guard")
"""Emily Post and Margaret Court are people."""
_SURNAME = re.compile("[а-я]{3,}(?:ов|ев|ин)а?")
"""After a given name, a surname that begins like a word of organizations: «Антон Радионов»."""
_PLACES = word_set(
    """austin carolina charlotte chelsea chester christian dakota florence georgia houston jackson jordan lincoln
    madison montana paris sydney troy victoria virginia alexandria guadalupe olympia lancaster kent"""
)
"""Given names that also are places or words of names of institutions: Virginia Bank, Christian Post."""

_PUBLIC = re.compile(
    r"\b(?:росси[яиюей]{1,2}|казахстан(?:а|е|у|ом)?|қазақстан\w{0,4}|украин[аыуеой]{1,2}|беларус[ьию]{1,2}"
    r"|узбекистан[аеу]?|кыргызстан[аеу]?|киргизи[яию]|таджикистан[аеу]?|туркменистан[аеу]?|азербайджан[аеу]?|сша|китая|алмат[ыау]"
    r"|астан[аыеу]|москв[аыеу]|kazakhstan|qazaqstan|russia|ukraine|belarus|uzbekistan|kyrgyzstan|tajikistan"
    r"|turkmenistan|azerbaijan|almaty|astana|moscow|kyiv|islamic|national|international|federal|supreme|democratic"
    r"|united|global|world|american|european|russian|ukrainian|kazakh|kazakhstani|chinese|iranian|british|canadian"
    r"|japanese|korean|syrian|turkish|ұлттық|(?:национальн|международн|государственн|федеральн|центральн|верховн"
    r"|республиканск|российск|казахстанск|украинск|американск|китайск|европейск)(?:ая|ое|ие|ые))\b"
)
"""Words of names of organizations that nobody's name has, in the cases in which they have them."""


def is_organization(text: str) -> bool:
    """Return True if a text names an organization and not a person: "Foreign Ministry", "The Times"."""
    folded = fold(text)
    words = folded.replace("-", " ").split()
    if len(words) == 2 and words[1] in _ALSO_SURNAMES and words[0] not in _PLACES and is_common_given(words[0]):
        return False
    if len(words) == 2 and _SURNAME.fullmatch(words[1]) and is_given(readings(words[0]).proofs):
        return False
    return bool(
        _ARTICLE.match(text)
        or _SHORT_ARTICLE.fullmatch(text)
        or " ".join(words) in _KNOWN
        or _FIRST_WORD.match(folded)
        or _ORGANIZATION.search(folded)
    )


def has_public_word(text: str) -> bool:
    """Return True if a text has a place or an adjective that nobody's name has: «Эхо Москвы», "Islamic State"."""
    return bool(_PUBLIC.search(fold(text)))
