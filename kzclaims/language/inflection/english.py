"""The inflected forms of English words, by rules and a list of irregular words."""

import re
from functools import cache

_IRREGULAR_VERBS = """
abide abode|arise arose arisen|awake awoke awoken|be am are is was were been|bear bore borne born|beat beaten|
become became|befall befell befallen|beget begot begotten|begin began begun|behold beheld|bend bent|
beset|bet|bid bade bidden|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|
bring brought|broadcast broadcasted|build built|burn burnt|burst|buy bought|cast|catch caught|choose chose chosen|
cling clung|come came|cost|creep crept|cut|deal dealt|dig dug|dive dove|do does did done|draw drew drawn|
dream dreamt|drink drank drunk|drive drove driven|dwell dwelt|eat ate eaten|fall fell fallen|feed fed|feel felt|
fight fought|find found|flee fled|fling flung|fly flew flown|forbid forbade forbidden|forecast forecasted|
forego forewent foregone|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven|
forsake forsook forsaken|freeze froze frozen|get got gotten|give gave given|go goes went gone|grind ground|
grow grew grown|hang hung hanged|have has had|hear heard|hide hid hidden|hit|hold held|hurt|keep kept|
kneel knelt|know knew known|lay laid|lead led|lean leant|leap leapt|learn learnt|leave left|lend lent|let|
lie lay lain lied|light lit|lose lost|make made|mean meant|meet met|mislead misled|mistake mistook mistaken|
misunderstand misunderstood|offset|outdo outdid outdone|outgrow outgrew outgrown|outrun outran|overcome overcame|
overhear overheard|override overrode overridden|overrun overran|oversee oversaw overseen|overtake overtook overtaken|
overthrow overthrew overthrown|pay paid|plead pled|prove proven|put|quit|read|rebuild rebuilt|redo redid redone|
repay repaid|rethink rethought|rewrite rewrote rewritten|rid|ride rode ridden|ring rang rung|rise rose risen|
run ran|saw sawn|say said|see saw seen|seek sought|sell sold|send sent|set|sew sewn|shake shook shaken|shed|
shine shone|shoot shot|show shown|shrink shrank shrunk|shut|sing sang sung|sink sank sunk|sit sat|slay slew slain|
sleep slept|slide slid|smell smelt|sow sown|speak spoke spoken|speed sped|spell spelt|spend spent|spill spilt|
spin spun|spit spat|split|spoil spoilt|spread|spring sprang sprung|stand stood|steal stole stolen|stick stuck|
sting stung|stink stank stunk|stride strode|strike struck stricken|strive strove striven|swear swore sworn|
sweep swept|swell swollen|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|
think thought|throw threw thrown|thrust|tread trod trodden|undergo underwent undergone|
understand understood|undertake undertook undertaken|undo undid undone|uphold upheld|upset|wake woke woken|
wear wore worn|weave wove woven|weep wept|win won|wind wound|withdraw withdrew withdrawn|withhold withheld|
withstand withstood|wring wrung|write wrote written
"""
_IRREGULAR_NOUNS = """
man men|woman women|child children|person people|foot feet|tooth teeth|goose geese|mouse mice|louse lice|ox oxen|
wife wives|life lives|knife knives|wolf wolves|half halves|leaf leaves|shelf shelves|thief thieves|self selves|
loaf loaves|calf calves|elf elves|sheaf sheaves|hoof hooves hoofs|scarf scarves scarfs|wharf wharves wharfs|
analysis analyses|basis bases|crisis crises|thesis theses|hypothesis hypotheses|oasis oases|axis axes|
diagnosis diagnoses|emphasis emphases|phenomenon phenomena|criterion criteria|datum data|medium media|
bacterium bacteria|memorandum memoranda memorandums|referendum referenda referendums|stratum strata|
curriculum curricula|alumnus alumni|nucleus nuclei|stimulus stimuli|fungus fungi|radius radii|index indices|
appendix appendices|matrix matrices|vertex vertices|formula formulae|penny pence|gas gases|lens lenses|
spokesman spokesmen|spokeswoman spokeswomen|chairman chairmen|chairwoman chairwomen|congressman congressmen|
congresswoman congresswomen|policeman policemen|policewoman policewomen|businessman businessmen|
businesswoman businesswomen|fireman firemen|fisherman fishermen|gunman gunmen|statesman statesmen|layman laymen|
serviceman servicemen|salesman salesmen|craftsman craftsmen|gentleman gentlemen|nobleman noblemen|
countryman countrymen|clergyman clergymen|workman workmen|horseman horsemen|kinsman kinsmen|grandchild grandchildren|
stepchild stepchildren|housewife housewives|midwife midwives|englishman englishmen|frenchman frenchmen|
dutchman dutchmen|irishman irishmen
"""
_IRREGULAR_ADJECTIVES = """
good well better best|bad badly worse worst|far farther farthest further furthest|little less least|many much more most
"""
_GRADABLE = """
able big bitter black bleak blind blunt bold brave brief bright broad busy calm cheap clean clear clever close
cloudy cold cool costly crazy cruel dark dead deadly dear deep dense dirty dry dull early easy fair fast fat
fierce fine firm flat fresh friendly free full funny gentle grand grave great green grey happy hard harsh healthy
heavy high holy hot huge humble hungry kind large late lazy lean light likely lively lonely long loose loud
lovely low lucky mad mild narrow near neat new nice noble old pale plain poor proud pure quick quiet rare raw
rich ripe risky rough rude sad safe scarce severe shallow sharp short shy sick silly simple slight slim slow
small smart smooth soft sour steady steep sticky stiff strange strict strong sure sweet swift tall tame tasty
tense thick thin tight tiny tough true ugly vague vast warm weak wealthy wet white wide wild wise worthy young
"""
# Words that inflect in no way, or that aren't forms of the shorter word that they seem to contain.
_UNINFLECTED = """
a about above across after again against ago all almost alone along already also although always am an and
another any anybody anyone anything around as at away because before behind below beneath beside besides between
beyond both but by ceiling could despite down during each either else enough even evening ever every everybody
everyone everything except few for from had hence her here hers herself him himself his how however hundred i if
in indeed inside instead into it its itself just king many may maybe me might mine morning must my myself naked
neither never nevertheless news no nobody none nor nothing now of off often on once one only onto or other
others otherwise ought our ours ourselves out outing outside over own per perhaps physics politics mathematics
economics ethics athletics quite rather sacred same series several shall she should since so some somebody
someone something sometimes somewhere soon species string such than that the their theirs them themselves then
there therefore these they thing this those though through throughout thus to today together tomorrow tonight
too toward towards under unless until up upon us very via was we were whatever when whenever where whereas
wherever whether which whichever while who whoever whom whose why wing with within without would yes yesterday
yet you your yours yourself
"""


def _table(rows: str) -> dict[str, tuple[str, ...]]:
    return {row.split()[0]: tuple(row.split()) for row in rows.replace("\n", " ").split("|")}


_VERBS, _NOUNS, _ADJECTIVES = map(_table, (_IRREGULAR_VERBS, _IRREGULAR_NOUNS, _IRREGULAR_ADJECTIVES))
_GRADABLE_WORDS = frozenset(_GRADABLE.split())
_INVARIABLE = frozenset(_UNINFLECTED.split())


@cache
def _irregular_lemmas() -> dict[str, set[str]]:
    lemmas: dict[str, set[str]] = {}
    for table in (_VERBS, _NOUNS, _ADJECTIVES):
        for lemma, forms in table.items():
            for form in forms:
                lemmas.setdefault(form, set()).add(lemma)
    return lemmas


def expand(word: str) -> set[str]:
    """Return the forms of a word in lower case, whichever of them it is; the word itself is one."""
    if not re.fullmatch("[a-z]{2,}", word):
        return {word}
    forms = {word}
    lemmas = _irregular_lemmas().get(word, set())
    for lemma in lemmas:
        forms |= _forms(lemma)
    if word in _INVARIABLE:
        return forms
    for lemma in _regular_lemmas(word):
        if word in (inflected := _forms(lemma)):
            forms |= inflected
    if lemmas - {word} or word.endswith("ing"):
        # «thought» and «building» are nouns, too; «thoughted» is nothing.
        forms.add(_with_s(word))
    elif forms == {word} or word in lemmas or not word.endswith(("ed", "s", "er", "est")) or word.endswith("eed"):
        forms |= _forms(word)
    return forms


def _forms(lemma: str) -> set[str]:
    if lemma in _INVARIABLE:
        return {lemma}
    forms = {lemma, *_VERBS.get(lemma, ()), *_NOUNS.get(lemma, ()), *_ADJECTIVES.get(lemma, ())}
    if lemma in _ADJECTIVES:
        return forms
    regular: set[str] = set()
    if lemma not in _NOUNS or lemma == "person":
        regular.add(_with_s(lemma))
    if lemma in _VERBS or lemma not in _NOUNS:
        regular |= _with_ending(lemma, "ing")
        if lemma not in _VERBS or lemma in ("burn", "dive", "dream", "lean", "leap", "learn", "light", "prove"):
            regular |= _with_ending(lemma, "ed")
    if lemma in _GRADABLE_WORDS:
        regular |= _with_ending(lemma, "er") | _with_ending(lemma, "est")
    # «fee» doesn't become «feed», nor «new» «news».
    return forms | {form for form in regular if form not in _INVARIABLE and form not in _VERBS}


def _regular_lemmas(word: str) -> set[str]:
    """Return what a word may be a regular form of; some aren't words."""
    found = set()
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found |= {word[:-1], word.removesuffix("es"), re.sub("ies$", "y", word)}
    for ending in ("ed", "ing", "er", "est"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found |= {stem, stem + "e", re.sub("i$", "y", stem), re.sub(r"([a-z])\1$", r"\1", stem)}
            found |= {re.sub("y$", "ie", stem), re.sub("ck$", "c", stem)}
            if ending in ("er", "est"):
                found &= _GRADABLE_WORDS
    return {lemma for lemma in found - {word} - _INVARIABLE if len(lemma) > 1 and re.search("[aeiouy]", lemma)}


def _with_s(word: str) -> str:
    if re.search("(?:s|x|z|ch|sh|[^aeiou]o)$", word):
        return word + "es"
    return re.sub("([^aeiou])y$", r"\1ie", word) + "s"


def _with_ending(word: str, ending: str) -> set[str]:
    """Return a word with -ed, -ing, -er or -est, in the spellings that are in use."""
    begins_with_i = ending.startswith("i")
    if word.endswith("ie") and begins_with_i:
        return {word.removesuffix("ie") + "y" + ending}
    if word.endswith("e"):
        return {word + ending} if begins_with_i and word.endswith(("ee", "oe", "ye")) else {word[:-1] + ending}
    if re.search("[^aeiou]y$", word) and not begins_with_i:
        return {word[:-1] + "i" + ending}
    if word.endswith("c"):
        return {word + "k" + ending}
    if re.search("(?:^|[^aeiou])[aeiou][^aeiouwxy]$|qu[aeiou][^aeiouwxy]$", word):
        doubled = word + word[-1] + ending
        # In a longer word, doubling depends on the stress, and on British spelling: «travelled».
        return {doubled} if len(re.findall("[aeiouy]+", word.replace("qu", "q"))) == 1 else {doubled, word + ending}
    return {word + ending}
