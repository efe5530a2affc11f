"""Texts that stand where a table should name a speaker, and that name no person: "Facebook posts", "Viral image"."""

import re

from kzclaims.language.names.folding import fold

# Words that no person's name contains. Cyrillic ones are stems of folded words.
_WORDS = re.compile(
    r"\b(?:posts|posting|postings|images?|photos?|photographs?|pictures?|videos?|memes?|e-?mails?|messages?|tweets?"
    r"|retweets?|users?|websites?|sites|blogs?|bloggers?|blogging|viral|social|multiple|various|several|sources?"
    r"|rumou?rs?|internet|online|facebook|instagram|whatsapp|twitter|tiktok|tik tok|youtube|telegram|reddit|pinterest"
    r"|snapchat|4chan|anonymous|unknown|unnamed|unidentified|unattributed|adverts?|advertisements?|commercials?"
    r"|campaigns?|pac|super pac|action|democrats|republicans|conservatives|liberals|americans|citizens|voters|residents"
    r"|protesters|taxpayers|everyone|everybody|nobody|somebody|people|public|narrator|moderator|reporters?|audience"
    r"|crowd|chain|letters?|flyers?|mailers?|petitions?|articles?|headlines?|accounts?|comments?|usa|crossroads"
    r"|parenthood|officials?|spokes(?:person|people|man|woman)|troops|soldiers|militants|rebels|fighters|students"
    r"|scientists|experts|lawmakers|senators|activists|supporters|critics|opponents|workers|journalists|politicians"
    r"|leaders|leadership|authorities|(?:eye)?witness(?:es)?|doctors|analysts|coalition|alliance|project|network|posters?|billboards?|hoax(?:es)?|claims?|statements?|questions?)\b"
    r"|\b(?:пост(?:ы|ов)?\b|публикаци|публікаці|пользовател|користувач|сми\b|змі\b|соцсет|соцмереж|фейсбук|телеграм"
    r"|видео|відео|фото\b|источник|джерел|неизвестн|невідом|аноним|анонім|сайт|блогер|блоггер|дописувач|читател|очевид(?:ец|цы|цев)\b|эксперт(?:ы|ов)?\b|чиновник(?:и|ов)?\b|ученые\b|военные\b"
    r"|депутаты\b|активист(?:ы|ов)\b|сторонник(?:и|ов)\b|журналист(?:ы|ов)\b|власти\b|граждане\b|студенты\b"
    r"|врачи\b|аналитики\b|жител(?:и|ей)\b|тұрғындар|депутаттар|ғалымдар|сарапшылар|куәгерлер|шенеуніктер)"
)


# Words for many, with which a name of an organization is not certain either.
_CROWD = re.compile(
    r"\b(?:social[ -](?:media|networks?)|posts|users|various|multiple|several|many|viral|unknown|anonymous|unnamed"
    r"|сми|змі|соцсет\w*|соцмереж\w*|социальны[ех] сет\w*|разные|многие|пользовател\w*|неизвестн\w*)\b"
)


def is_crowd(text: str) -> bool:
    """Return True if a text means many or anybody, and not one organization: "Social media", "Various newspapers"."""
    return _CROWD.search(fold(text)) is not None


def is_nobody(text: str) -> bool:
    """Return True if a text contains a word that no person's name contains."""
    return _WORDS.search(fold(text)) is not None
