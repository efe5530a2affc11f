"""Numbers, written in digits or words."""

import re

NUMBER = re.compile(
    r"\d|(?<!\w)(?:"
    # ru
    r"один|одн(?:а|о|у|ого|ому|ой|им|ом)|перв(?!ичн|обыт|онач)\w+|втор(?:ой|ая|ое|ую|ого|ому|ым|ом|ые|ых)|трет(?:ий"
    r"|ье|ью|ья|ьего)"
    r"|(?:пят|шест|седьм|восьм|девят|десят|сот)(?:ый|ой|ая|ое|ые|ого|ому|ую|ым|ых|ом)"
    r"|дв(?:а|е|ух|ум|умя|ое|оих)|тр(?:и|[её]х|[её]м|емя|ое|оих)|четыр\w+|пят(?:ь|и|ью)|пятеро|шест(?:ь|и|ью)"
    r"|сем(?:ь|и|ью)"
    r"|восем\w+|восьми|девят(?:ь|и|ью)|десят(?:ь|и|ью|ки|ков|ок)|\w+надцат\w+|(?:два|три)дцат\w+|сорок\w*|\w+десят\w*"
    r"|девяност\w+|сто|ста|сот|сотн\w+|двест\w+|\w{3,}сот|тысяч\w*|миллион\w*|миллиард\w*|триллион\w*|вдвое|втрое"
    r"|половин\w+|полтор\w+|треть|трети|четверть|четверти"
    # uk
    r"|одн(?:а|е|ого|ій)|перш\w+|друг(?:ий|а|е|ого|ому|ій|у)|трет(?:ій|я|є)"
    r"|дв(?:і|ох|ом|ома)|трьо[хм]|чотир\w+|п['’ʼ]ят\w+|шіст\w+|сім|семи|вісім|восьми|дев['’ʼ]ят\w+|тисяч\w*|мільйон\w*"
    r"|мільярд\w*|вдвічі|втричі|двіст\w+"
    # en
    r"|one|first|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+tieth|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|twice|doubled?|tripled?|third|quarter"
    # de
    r"|(?:erst|zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)e[rnsm]?|zwei|drei|vier|fünf|sechs|sieben|acht"
    r"|neun|zehn|elf|zwölf|\w+zehn|\w+zig|dreißig|\w*hundert|\w*tausend|millionen"
    r"|milliarden?|hälfte|drittel|viertel|doppelt"
    # fr
    r"|premi(?:er|ère)s?|second\w*|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|\w+ième|vingt|trente|quarante"
    r"|cinquante|soixante|cents?|mille|moitié|tiers|quarts?"
    # kk
    r"|бір|\w+інші|\w+ыншы|екі|үш|төрт|алты|жеті|сегіз|тоғыз|жиырма|отыз|қырық|елу|алпыс|жетпіс|сексен|тоқсан|жүз"
    r"|мың\w*|жарты\w*"
    r")(?!\w)",
    re.IGNORECASE,
)
"""A digit, numeral or ordinal in English, French, German, Kazakh, Russian or Ukrainian."""
