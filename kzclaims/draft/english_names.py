"""Find the people that an English text names."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from kzclaims.draft.people import Mention, Person, titled
from kzclaims.draft.sentences import Span, Spans, Word
from kzclaims.language.names.common_given import is_common_given
from kzclaims.language.names.folding import word_set
from kzclaims.language.names.given_names import is_given
from kzclaims.language.names.slug import slug
from kzclaims.language.names.titles import is_name
from kzclaims.language.names.transliterate import readings

TITLES = word_set(
    """mr mrs ms dr sen senator rep president vice former gov governor mayor secretary judge gen general
    republican democratic democrat nominee candidate chairman chairwoman spokesman spokeswoman director
    manager adviser professor lawyer attorney leader minister king prince pope speaker representative
    congressman congresswoman sheriff"""
)
BESIDE = word_set(
    """the a former acting interim deputy chief senior junior executive officer minority majority activist author
    actor actress economist analyst strategist host journalist reporter historian businessman billionaire
    entrepreneur coach police state county city party campaign committee house senate court lawmaker prosecutor
    doctor scientist researcher teacher singer writer columnist pollster aide counsel commissioner ambassador
    sheriff captain detective lieutenant sergeant council member deputy then now retired u.s us"""
)
"""Words that, like titles, may precede a name that they describe."""
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_OPENING = _DAYS | word_set(
    """but and yet so then still however meanwhile when while as if after before although though because since that
    on in for to with later even only once both instead today yesterday now perhaps one two many several some"""
)
"""Words that may begin a sentence before a family name."""
_WOMEN = word_set(
    """abigail alexandra alice alison allison amanda amelia amy andrea angela ann anna annabel anne audrey barbara
    beatrice beth betty brenda bridget carol caroline carolyn catherine cecilia chelsea christina christine
    cindy claire clara cynthia deborah debra diana diane donna dorothy edith eleanor elizabeth ellen emily emma
    erica eva fiona frances freya gillian gloria grace hannah harriet heather helen hillary imogen isabel
    isabella ivanka jacqueline jane janet jennifer jessica jill joan joanna josephine joyce judith judy julia
    julie karen kate katherine kathleen kathryn kathy laura linda lisa lucy lydia margaret maria marie martha
    mary megan melania melissa michelle miriam nancy naomi natalie nicole nina nora olivia pamela patricia paula
    peggy penelope philippa phoebe rachel rebecca rose rosemary ruth samantha sandra sara sarah sharon shirley
    sophia sophie stephanie susan sylvia teresa tessa theresa valerie vanessa victoria virginia wendy zoe"""
)
_EITHER = word_set(
    """alex ashley chris dana jamie jordan kelly kim lauren lee leslie lindsey lynn madison robin sam shannon
    terry tony tracy jean marion pat ed gene"""
)
_COURTESY = {"mr": "m", "sir": "m", "mrs": "f", "ms": "f", "miss": "f", "lady": "f"}
_GIVEN = word_set(
    """aaron abigail adam adrian alan albert alex alexander alexandra alice alison alistair allison amanda amelia
    amy andrea andrew angela ann anna annabel anne anthony arthur ashley audrey barack barbara barry beatrice
    benedict benjamin bernie beth betty bill billy bob brad brandon brenda brendan brian bridget bruce callum
    carl carol caroline carolyn catherine cecilia charles charlie chelsea chris christina christine christopher
    chuck cindy claire clara clive colin connor craig cynthia damian dan daniel darren david dean deborah debra
    dennis derek diana diane dick dominic don donald donna dorothy doug douglas duncan ed edith edward eleanor
    elizabeth ellen elliot emily emma eric erica ethan eugene eva evelyn felix fiona frances frank fred freya
    gareth gary gavin gene geoff geoffrey george gerald gillian glenn gloria gordon grace graham greg gregory
    hannah harold harriet harry heather helen henry hillary howard hugh ian imogen isabel isabella ivan ivanka
    jack jacob jacqueline jake james jamie jane janet jason jay jean jeff jeffrey jennifer jeremy jerry jesse
    jessica jill jim jimmy joan joanna joe joel john johnny jon jonathan jordan joseph josephine josh joshua
    joyce juan judith judy julia julian julie justin karen kate katherine kathleen kathryn kathy keir keith
    kelly ken kenneth kevin kieran kim kyle larry laura lauren lawrence lee leo leon leonard leslie lewis liam
    linda lindsey lisa louis lucas lucy lydia lynn madison malcolm marcus margaret maria marie mark martha
    martin mary matt matthew maurice max megan melania melissa michael michelle mike miriam mitch mitt nancy
    naomi natalie nathan neil newt nicholas nick nicole nigel nina nora norman oliver olivia oscar owen pamela
    patricia patrick paul paula peggy penelope peter phil philip philippa phoebe rachel ralph randy ray raymond
    rebecca reince richard rick rob robert robin roger ron ronald rose rosemary ross roy rudy rupert russell
    ruth ryan sally sam samantha samuel sandra sara sarah scott sean sebastian sharon shirley simon sophia
    sophie stephanie stephen steve steven stuart susan sylvia ted teresa terry tessa theresa thomas tim timothy
    todd tom tony tracy trevor tyler valerie vanessa vernon victor victoria vince vincent virginia walter warren
    wayne wendy wesley william zach zoe"""
)
_NO_GIVEN = word_set(
    """alma angel april asia august austin baby beverly brent chelsea chester china christian clay crystal dakota
    dale dawn earl florence francisco franklin georgia guadalupe holly houston iowa jefferson jordan june kent
    lincoln mari marina marine marshall morgan nelson norm olympia penny regina rich roman said sandy sonny sydney
    troy victor will wilson"""
)
"""Given names that are more often a word, a place or a family name, and need a title or a record."""
_SHORTEST = 4
"""Letters of a given name outside the list: shorter ones are often words."""
_HOLDERS = word_set(
    """mr mrs ms dr president minister senator governor mayor secretary chancellor premier ambassador professor
    congressman congresswoman chairman chairwoman spokesman spokeswoman lawmaker economist analyst activist judge
    prosecutor lawyer attorney lieutenant captain colonel detective sheriff bishop imam rabbi nominee candidate"""
)
"""Titles that only a person has: the name after one, or before one and a comma, is a person's."""
_TIME = _DAYS | word_set("january february march april june july august september october november december")
_MIDDLE = re.compile(r"[A-Z]\.?$")


_NO_FAMILY = word_set(
    """park square garden gardens stores brothers bros hospital street avenue bridge river lake island islands beach
    college valley county city trust award project partners pharma station stadium arena museum library church airport
    words motors airlines records pictures studios holdings house region territory republic district province oblast
    foods logistics stroy development tours invest mosque temple cathedral biology chemistry physics
    speech polls colleges caucuses"""
)
"""Words that end the name of a place or a company: “Victoria Park”."""


def full_names(
    sentence: Sequence[Word], text: str, is_recorded: Callable[[str], bool] = lambda _: False
) -> Iterator[Mention]:
    """Yield the full names in a sentence. A known given name, a title or a record shows that words are a name."""
    place = 0
    while place < len(sentence):
        length = _name_length(sentence, place, text, is_recorded)
        if length:
            span = Span(sentence[place].start, sentence[place + length - 1].end)
            before = [one.text.casefold() for one in sentence[max(place - 2, 0) : place]]
            is_joined = before[1:] == ["and"] and _is_given(before[0])
            yield Mention(span, text[span.start : span.end], is_full=True, is_joined=is_joined)
        place += max(length, 1)


@lru_cache(maxsize=10_000)
def _is_given(word: str) -> bool:
    """Return True if a word in lower case is a given name and hardly anything else."""
    if word in _GIVEN:
        return True
    plain = slug(word)
    if len(plain) < _SHORTEST or plain in _NO_GIVEN:
        return False
    return is_common_given(plain) or is_given(readings(plain).proofs)


def _name_length(found: Sequence[Word], place: int, text: str, is_recorded: Callable[[str], bool]) -> int:
    if not (found[place].is_capitalised and found[place].is_word):
        return 0
    if place and found[place - 1].text.casefold() in {"the", "st", "saint"}:
        return 0  # “the Rose Garden”
    end = place + 1
    while end < len(found) and end - place < 4:
        between = text[found[end - 1].end : found[end].start]
        is_initial = _MIDDLE.match(found[end].text) and len(found[end].text) == 1
        if found[end].text == "." and end > place + 1 and len(found[end - 1].text) == 1:
            end += 1
            continue
        if between not in {" ", "\xa0"} or not found[end].is_capitalised or not (found[end].is_word or is_initial):
            break
        end += 1
    while end > place + 1 and (
        len(found[end - 1].text) < 2
        or (found[end - 1].text.casefold() in _GIVEN and end > place + 2)
        or found[end - 1].text.casefold() in _TIME
    ):
        end -= 1
    words = [one.text for one in found[place:end] if one.text != "."]
    if len(words) < 2 or words[-1].casefold() in _NO_FAMILY or not is_name(" ".join(words)):
        return 0
    is_known = words[0].casefold() in _GIVEN or _is_person(found, place, end, text) or is_recorded(" ".join(words))
    return end - place if is_known else 0


def _is_person(found: Sequence[Word], place: int, end: int, text: str) -> bool:
    """Return True if a given name, a title before a name, or one after it and a comma shows that it is a person's."""
    if any(one.text.casefold() in _NO_PART for one in found[place:end]):
        return False
    if place and found[place - 1].text.casefold() in _HOLDERS:
        return True
    is_beside = place > 0 and found[place - 1].is_capitalised and text[found[place - 1].end : found[place].start] == " "
    if is_beside and found[place - 1].text.casefold() not in _MAY_PRECEDE:
        return False
    after = [one.text for one in found[end : end + 5]]
    if after[:1] == [","] and not _HOLDERS.isdisjoint(takewhile(lambda one: one != ",", after[1:])):
        return True
    return _is_given(found[place].text.casefold())


def group(mentions: Sequence[Mention]) -> list[Person]:
    """Give each full name its person, and return the people in order."""
    people: dict[str, Person] = {}
    for mention in sorted(mentions, key=lambda one: one.span):
        name = mention.text.removesuffix("'s").removesuffix("’s")
        words = [slug(word) for word in name.split()]
        is_sure = words[0] in _GIVEN and words[0] not in _EITHER
        gender = ("f" if words[0] in _WOMEN else "m") if is_sure else ""
        person = people.setdefault(f"{words[0]} {words[-1]}", Person(titled(name), gender, first=mention.span.start))
        person.forms.setdefault(mention.text)
        mention.person = person
    return list(people.values())


def short_names(sentence: Sequence[Word], people: Sequence[Person], taken: Spans) -> Iterator[Mention]:
    """Yield the family names that stand alone and fit exactly one of the people."""
    for place, word in enumerate(sentence):
        span = Span(word.start, word.end)
        if not (word.is_word and word.is_capitalised) or taken.cover(span):
            continue
        fitting = [one for one in people if one.name.split()[-1] == word.text.removesuffix("'s").removesuffix("’s")]
        fitting = [one for one in fitting if one.first < word.start] or fitting
        before = sentence[place - 1 if place < 2 or sentence[place - 1].text != "." else place - 2]
        gender = _COURTESY.get(before.text.casefold(), "") if place else ""
        if fitting:
            is_certain = len(fitting) == 1 and (not gender or fitting[0].gender == gender)
            is_other = place > 0 and (_is_other_name(before, word) or {gender, fitting[0].gender} == {"m", "f"})
            person = fitting[0] if is_certain and not is_other else None
            namesake = fitting[0] if is_other and before.text.casefold() not in _NO_NAME else None
            yield Mention(span, word.text, person, namesake=namesake)


_BODIES = word_set("city county state house senate court council police party")
_NO_NAME = _BODIES | word_set("the a an team camp pro anti vote")
_MAY_PRECEDE = TITLES | BESIDE | _COURTESY.keys() | _OPENING
"""Words that don't belong to the name after them."""
_NO_PART = TITLES | BESIDE | _BODIES | _OPENING | _TIME
"""Words that no full name has, if only its surroundings show that it is one."""


def _is_other_name(before: Word, name: Word) -> bool:
    """Return True if a word before a family name makes it another name: “Saoirse Field”, “The Hill”, “City Hall”."""
    folded = before.text.casefold()
    if folded in {"the", "a", "an"} or (folded in _BODIES and before.is_capitalised):
        return True
    return before.is_capitalised and before.end + 2 >= name.start and folded not in _MAY_PRECEDE
