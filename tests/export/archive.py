"""Statements and events of a made-up archive, in Russian: as many as wanted, with dates of every kind."""

import random

from kzclaims.dossier.records import Appearance, Citation, Event, Organization, Person, Record, Source, Statement

_WORDS = """казахстан россия санкции президент сообщил запрет экспорт товаров визит встреча заявил щедрый министр
переговоры подписали соглашение о поставках нефти и газа страна граница жемчужина широкую объявил Қазақстан"""
_NAMES = ("Тимур Олевский", "Эмманюэль Макрон", "Касым-Жомарт Токаев", "Щюжмын Широкий")
_DATES = ("{y}-{m}-{d}",) * 12 + (
    *("{y}-{m}", "{y}-{m}~", "{y}-{m}-{d}~", "{y}", "../{y}-{m}", "{y}-{m}-{d}/..", "{y}-{m}-01/{y}-{m}-15", None),
)


def records(count: int, *, seed: int = 1) -> list[Record]:
    """Half of them statements, half events; every third source has no address, every seventh event no source."""
    chance = random.Random(seed)
    sources = [
        Source(
            key=f"source-{number}",
            title=f"Статья {number}",
            lang="ru",
            publisher="paper",
            published=f"2023-{chance.randint(1, 12):02}",
            url=f"https://example.org/{number}" if number % 3 else None,
        )
        for number in range(count // 10 + 1)
    ]
    people = [Person(key=f"person-{number}", name=name, lang="ru") for number, name in enumerate(_NAMES)]
    made: list[Record] = [Organization(key="paper", name="24 Канал", lang="ru"), *sources, *people]
    for number in range(count):
        words = " ".join(chance.choice(_WORDS.split()) for _ in range(chance.randint(3, 14)))
        form = chance.choice(_DATES)
        month, day = f"{chance.randint(1, 12):02}", f"{chance.randint(1, 28):02}"
        date = form and form.format(y=chance.choice((2022, 2023, 2023, 2024)), m=month, d=day)
        source = chance.choice(sources).key
        if number % 2:
            cited = [Citation(source=source, exact=words)] if number % 7 else []
            title = words.capitalize()
            made.append(Event(key=f"event-{number}", title=title, lang="ru", date=date, citations=cited))
        else:
            printed = [Appearance(source=source, exact=words)]
            made.append(
                Statement(
                    key=f"statement-{number}",
                    kind=chance.choice(("direct", "indirect")),
                    text=words,
                    lang="ru",
                    speaker=chance.choice(people).key,
                    said=date,
                    appearances=printed,
                )
            )
    return made
