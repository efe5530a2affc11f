"""A small crowd of records that refer to each other densely, so that merging any two of them unites rows."""

from collections.abc import Collection, Iterator
from hashlib import sha256
from random import Random

from sqlalchemy import select

from kzclaims.dossier.records import (
    Appearance,
    Citation,
    Event,
    Name,
    Organization,
    Participant,
    Person,
    Record,
    Review,
    Role,
    Source,
    Statement,
    Topic,
)
from kzclaims.store.database.database import Database
from kzclaims.store.schema.tables import metadata

KEYS = {
    "topic": [f"topic-{n}" for n in range(5)],
    "organization": [f"body-{n}" for n in range(5)],
    "source": [f"paper-{n}" for n in range(5)],
    "person": [f"person-{n}" for n in range(7)],
    "event": [f"event-{n}" for n in range(6)],
}
_TEXTS = ["Rain.", "Rain and wind.", "No rain."]


def crowd(seed: int) -> list[Record]:
    """Return random records; many of them have equal parts."""
    random = Random(seed)

    def some(kind: str, most: int = 3) -> list[str]:
        return sorted(random.sample(KEYS[kind], random.randint(0, most)))

    def maybe(*values: str) -> str | None:
        return random.choice([None, *values])

    def citations() -> list[Citation]:
        found = {(random.choice(KEYS["source"]), random.choice(_TEXTS)) for _ in range(random.randint(0, 3))}
        return [Citation(source=source, exact=text) for source, text in sorted(found)]

    def names(own: str) -> list[Name]:
        found = {random.choice(["Ann Lee", "A. Lee", "Lee", "The Post"]) for _ in range(2)} - {own}
        return [Name(text=one, lang="en", kind=random.choice(["alias", "as printed"])) for one in sorted(found)]

    records: list[Record] = [Topic(key=key, name=random.choice(["Rain", "Sun"])) for key in KEYS["topic"]]
    for key in KEYS["organization"]:
        name = random.choice(["The Post", "Gazette"])
        description = maybe("daily", "weekly")
        records.append(Organization(key=key, name=name, lang="en", description=description, names=names(name)))
    for key in KEYS["source"]:
        text = random.choice([None, None, f"{' '.join(_TEXTS)} {random.choice('ab')}"])
        records.append(
            Source(
                key=key,
                title="News",
                lang="en",
                publisher=maybe(*KEYS["organization"]),
                published=maybe("2023-01-01", "2024", "2023-05"),
                url=maybe("https://example.org/a"),
                text=text,
                text_sha256=None if text is None else sha256(text.encode()).hexdigest(),
            )
        )
    for key in KEYS["person"]:
        name = random.choice(["Ann Lee", "Bo Kim"])
        roles = [
            Role(
                title=random.choice(["editor", "minister"]),
                lang="en",
                organization=maybe(*KEYS["organization"][:3]),
                held=maybe("2023"),
                citations=citations(),
            )
            for _ in range(random.randint(0, 3))
        ]
        records.append(
            Person(
                key=key,
                name=name,
                lang="en",
                description=maybe("x"),
                wikidata=maybe("Q1"),
                names=names(name),
                roles=roles,
            )
        )
    for key in KEYS["event"]:
        parties = [Participant(person=one, part=maybe("host")) for one in some("person")]
        parties += [Participant(organization=one) for one in some("organization")]
        records.append(
            Event(
                key=key,
                title=random.choice(["Storm", "Summit"]),
                lang="en",
                date=maybe("2023-01", "2023"),
                topics=some("topic"),
                participants=parties,
                citations=citations(),
            )
        )
    statements = [f"statement-{n}" for n in range(12)]
    for key in statements:
        text = random.choice(_TEXTS)
        printed = sorted(
            {(random.choice(KEYS["source"]), maybe("said Lee")) for _ in range(random.randint(1, 4))}, key=str
        )
        records.append(
            Statement(
                key=key,
                kind="direct",
                text=f"{text} {key}",
                lang="en",
                speaker=maybe(*KEYS["person"]),
                organization=random.choice(KEYS["organization"]),
                said=maybe("2022"),
                topics=some("topic"),
                mentions=[*some("person"), *some("organization")],
                events=some("event"),
                appearances=[Appearance(source=one, exact=text, attribution=words) for one, words in printed],
            )
        )
    records += [
        Review(
            key=f"review-{n}",
            statement=random.choice(statements),
            reviewer=random.choice(KEYS["organization"]),
            url=f"https://example.org/{n}",
            title="Check",
            rating="wrong",
            lang="en",
        )
        for n in range(4)
    ]
    return records


OF_LOADS = ("verified", "verified_at", "differs", "start", "end", "place_found")


def rows(database: Database, without: Collection[str] = ()) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Yield the rows of each table but the history and the merged keys, without some columns."""
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name not in ("history", "merged_keys", "chain"):
                columns = [one for one in table.c if one.name not in without]
                found = connection.execute(select(*columns).order_by(*table.primary_key)).all()
                yield table.name, [tuple(row) for row in found]
