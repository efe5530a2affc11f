"""Judge the words that introduce a passage before a colon or quotation mark: «Он не говорил: «…»», «Утка: …»."""

import re

from kzclaims.language.quotes.cuts import is_attributed
from kzclaims.language.quotes.normalise import QUOTES
from kzclaims.language.quotes.operator_words import COORDINATORS, REBUTTALS, SUBORDINATORS, Reach
from kzclaims.language.quotes.operators import denies_by_itself, is_judgement, plain, read_tokens

_SAYING = (
    r"(?:говор|сказа|заяв|обеща|произн|утвержд|писа|написа|сообща|сообщи|каза|каж|обіця|стверд|повідомл"
    r"|призна|соглаша|подтвержда|confess|admit|confirm|мойында|отвеча|ответ|відпов|услыш|почу|repl|answer|hear|say|said|claim|promis|state|writ|wrote|tell|told|announc|declar|utter)\w*"
)
_OBJECT = (
    r"(?:кт?о|что|кого|где|когда|куда|почему|зачем|как\w*|сколько|об?о?|про|больше|много|ничего|хто|що|де|коли|чому"
    r"|як\w*|нічого|who|what|why|when|whether|where|how|if|which|about|much|more|anything|any|a|nothing)"
)
_NEVER_SAID = re.compile(
    r"(?<!\w)(?:не|not|never|\w+n['’]t|(?:nobody|no one|none of \w+|neither of \w+|no \w+(?= ever))(?: \w+){0,3}?)"
    rf" (?:\w+ )?{_SAYING}"
    rf"(?:,? (?!{_OBJECT} )\w+){{0,4}}\W*\Z"
)
_UNSAID = re.compile(rf"\A\W*+[^,;.]*?(?<!\w)(?:не|not|never|\w+n['’]t) (?:\w+ )?{_SAYING}")
_CLAUSES = re.compile(r"[;–—]|, (?=\w)")
_SAID = re.compile(rf"(?<!\w){_SAYING}")
_INTRODUCES = re.compile(rf",\s?[–—-]?\s?[{re.escape(QUOTES)}]\s?\Z|:[\s–—-]*[{re.escape(QUOTES)}]?\s?\Z")
_FICTION = (
    r"(?:миф(?!олог)\w*|(?:фейк|вброс|вкид|небылиц|сплетн|плітк|чутк|манипуляц|маніпуляц|неправд|полуправд|напівправд"
    r"|сатир|пароди|пароді|розыгрыш|розіграш|шутк|жарт|анекдот|заблужден|вымыс|вымышл|вигадан|выдум|вигадк"
    r"|дезинформ|дезінформ|дипфейк|сказк|казк|поддельн|підробл|фальшив"
    r"|hoax|myth|fake|forge|satir|parod|joke|prank|rumou?r|spoof|fiction|fairy|manipulat|misinform|disinform"
    r"|imagin|өтірік|жалған|аңыз|қауесет|әзіл|ертегі)\w*"
    r"|(?:слух|легенд)(?:[аеиоуы]|ам|ах|ов|ой)?|молв[аеойу]*|ложь|ложью|лжи|лжет|обман\w{0,2}"
    r"|снил(?:ось|ся|ась|ись)|снится|false|dream(?:s|t|ed)?|legends?)(?!\w)"
)
_NO_TOPIC = r"(?<!\bо )(?<!\bоб )(?<!\bпро )(?<!\bof )(?<!\bof the )(?<!\babout )(?<!\babout the )"
_FICTIONAL = re.compile(rf"(?<!\w){_NO_TOPIC}{_FICTION}")
_IN_FICTION = re.compile(
    r"(?<!\w)(?:в|во|у) (?:\w+ ){0,2}?(?:комеди|роман|фильм|пьес|сериал|спектакл|повест|мультфильм|скетч|фільм|п['’]єс"
    r"|серіал|вистав|комеді)(?:е|и|і|ах|ях)(?!\w)"
    r"|(?<!\w)in (?:an?|the|his|her|their|this) (?:\w+ ){0,2}?"
    r"(?:comedy|novel|film|movie|play|sketch|series|cartoon|opera)(?!\w)"
)
_VERDICT = re.compile(rf"{_FICTION}|утка|байка|качка|misleading|untrue")
_RATING = re.compile(
    r"(?:вердикт|вирок|висновок|вывод|оценка|оцінка|рейтинг|verdict|rating|conclusion|үкім|қорытынды|баға)(?!\w)"
)
_NO_LABEL = re.compile(
    r"(?<!\w)(?:это|эти|такой|такая|такие|це|ці|такий|така|бұл|бұлар|this|that|these|those|it|they|the|is|was|are|were)(?!\w)"
)
_FEW_WORDS = 4
_ADJECTIVE = re.compile(r"\w{3,}(?:ая|яя|ий|ый|ой|ое|ее|ые|ие)")
_SO_THAT = ("чтобы ", "щоб ")
_OF_LABEL = 2
_COORDINATED = re.compile(rf" (?:{'|'.join(sorted(COORDINATORS))}) ")


def disowns(words: str) -> bool:
    """Return True if words before a passage state that nobody said it, or call it false."""
    if not _INTRODUCES.search(words):
        return False
    introduction = plain(words)
    if introduction.rstrip(f" {QUOTES}")[-1:] == ":" and is_verdict(introduction):
        return True
    clause = _CLAUSES.split(introduction)[-1]
    if not _NEVER_SAID.search(clause) or clause.split().count("не") > 1:
        return False
    return all(token.reach is not Reach.NOTHING for token in read_tokens(clause, ""))


def is_doubtful(words: str) -> bool:
    """Return True if words that end with a colon don't just name who states what follows («В анекдоте говорится:»)."""
    introduction = plain(words.rstrip(f" {QUOTES}")).removesuffix(":")
    clause = _CLAUSES.split(introduction)[-1]
    if clause.startswith(_SO_THAT) or _IN_FICTION.search(introduction):
        return True
    if clause.partition(" ")[0] in SUBORDINATORS:
        clause = introduction
    predicate = _COORDINATED.split(clause)[-1]
    tokens = read_tokens(predicate if is_attributed(predicate) else clause, "")
    rebutted = [token.text for token in tokens if token.text.startswith(REBUTTALS)]
    if rebutted:  # «Посол опроверг слухи: «Я остаюсь»» is an answer, but «Посол отрицает: «Я остаюсь»» may be a denial
        return tokens[-1].text == rebutted[-1]
    reaches = (Reach.SENTENCE, Reach.CONDITION, *([Reach.COMPLEMENT] if words[-1] == ":" else []))
    return names_fiction(clause) or any(
        token.reach in reaches
        or denies_by_itself(token)
        or (token.reach is Reach.VERB and _SAID.search(" ".join(one.text for one in tokens[index + 1 :])))
        for index, token in enumerate(tokens)
    )


def names_fiction(words: str) -> bool:
    """Return True if words name a source that isn't one of facts: a joke, a novel, a forged letter."""
    lowered = plain(words)
    return _FICTIONAL.search(lowered) is not None or _IN_FICTION.search(lowered) is not None


def is_unsaid(words: str) -> bool:
    """Return True if the clause after a quotation states that somebody did not say it («…» – мэр не говорил)."""
    return _UNSAID.search(plain(words)) is not None


def is_verdict(words: str) -> bool:
    """Return True if a few words only call something else false or a joke: «Вердикт – фейк.», «Утка: …»."""
    found = re.findall(r"\w+", words)
    if _RATING.match(words):
        return len(found) <= _FEW_WORDS and (_FICTIONAL.search(words) is not None or is_judgement(words))
    is_label = 0 < len(found) <= _OF_LABEL and not _NO_LABEL.search(words) and not found[0].startswith(REBUTTALS)
    return is_label and (
        is_judgement(words)
        or _VERDICT.fullmatch(found[-1]) is not None
        or (_VERDICT.fullmatch(found[0]) is not None and _ADJECTIVE.fullmatch(found[-1]) is not None)
    )
