"""Names of columns that show the field of a statement, in English, Russian, Ukrainian and Kazakh."""

import re

_REVIEW = r"(?:claim review |review |fact ?check(?:ing|er)? )"

NAMES = {
    "review.url": rf"{_REVIEW}(url|link|article|analysis link)|claim url|ссылка на (проверку|разбор)|адрес проверки",
    "review.date": rf"{_REVIEW}(review )?(date|published)|(ruling|curated) date|date of review"
    "|дата проверки|дата разбора",
    "review.reviewer": f"({_REVIEW})?(reviewer|fact ?checkers?|checker|checked by|publisher name)( name| site)?"
    "|review author( name)?|проверил[аи]?|проверяющий|кто проверил|фактчекер|тексерген",
    "review.rating": "((article|truth|claim|textual|review|our|fact ?check|politifact) )*(rating|verdict|label|ruling)"
    "|rating name|ruling slug|truth( value)?|truth ?fulness|evaluation|veracity|conclusion|fact|pinocchios?"
    "|вердикт|оценка|рейтинг|вывод|результат|баға|үкім",
    "review.title": "(claim )?review title|title of review|заголовок проверки",
    "text": "(article )?claim( text)?|claim reviewed|statement( text)?|quot(e|ation)s?( quote| text)?|text|words"
    "|utterance|transcript|speech( text)?|sources quote|tweet( text)?"
    "|утверждение|цитата|высказывание|заявление|текст|слова|твердження|вислів|мәтін|дәйексөз|пікір|мәлімдеме",
    "speaker": "((claim|source|quote) )?(speaker|claimant)( ?(full ?)?name)?|statement originator|originator|said by"
    "|who( said( it| this)?)?|(claim )?person( name)?|politician|president|display as|sources"
    "|спикер|говорящий|кто( сказал)?|персона|политик|имя|спікер|хто|сөйлеуші|сөйлеген|кім( айтты)?",
    "speaker.role": "(speaker('?s)? )?((current )?job( title)?|role|position|occupation)|speaker('?s)? title"
    "|должность( спикера)?|посада|кем работает|лауазымы?|қызметі",
    "said": "date|claim date|statement date|said( on)?|when|day|date said|(date )?created( at)?|timestamp"
    "|дата|когда|день|дата высказывания|коли|күні?|айтылған күні",
    "source.url": "url|link|source (url|link)|original claim url|address|web ?page|ссылка|адрес|посилання|url источника"
    "|сілтеме|дереккөз",
    "source.title": "source( title| name)?|title|headline|article( title)?|источник|заголовок|статья|название|джерело"
    "|дереккөз|тақырыбы",
    "source.publisher": "publisher|outlet|newspaper|media|издание|сми|издатель|видання|басылым",
    "source.published": "published( on| at)?|publication date|publish(ed)? date|дата публикации|опубликовано",
    "topics": "topics?( names?)?|(article |claim )?categor(y|ies)|tags?( names?)?|subjects?( subject| name)?|keywords?"
    "|issues?|тем[аы]|теги|тэги|категори[яи]|рубрика|тематика|тақырып|санат",
    "lang": "((claim )?review )?lang(uage)?( code)?|язык|мова|тілі?",
}
"""For each field, the names of its columns, as `spelled` writes them, in the order in which fields are recognised."""

AUTHOR = re.compile("(claim )?author( name)?|автор")
"""The name of a column that contains speakers, unless another one does."""

LATER = re.compile(
    r"\b(review|check|publish|post|updat|modif|curat|article|retriev|access|опублик|провер|разбор|обновл)"
)
"""The beginnings of words in the names of columns with dates on which nothing was said."""

_LANGUAGE = re.compile(r" (қаз|каз|kaz|kz|kk|рус|rus|ru|англ|eng|en|укр|ukr|uk|uz|de|fr|es|tr)$")


def spelled(column: str) -> str:
    """Return the name of a column as words in lower case: "claimReviewed" is "claim reviewed"."""
    words = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", column)
    text = " ".join(
        one for one in re.split(r"[\W_]+", words.casefold()) if one not in ("our", "the", "наш", "наша", "")
    )
    return _LANGUAGE.sub("", text)
