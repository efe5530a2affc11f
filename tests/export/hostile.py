"""One of everything, with the same text wherever a text may stand."""

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
    Translation,
)


def records(text: str) -> list[Record]:
    """Return a person and an organization who speak of each other and of an event, in two sources."""
    cited = [Citation(source="with-url", exact=text, prefix=text, suffix=text, start=0, end=len(text))]
    printed = [
        Appearance(source="with-url", exact=text, attribution=text, prefix=text, start=3, end=3 + len(text)),
        Appearance(source="without", exact=text, attribution=text),
    ]
    made = [Translation(lang="en", text=text, translator=text)]
    role = Role(title=text, lang="ru", organization="body", held="2023", citations=cited)
    return [
        Topic(key="topic", name=text),
        Organization(key="body", name=text, lang="ru", description=text, names=[Name(text="Body", lang="en")]),
        Source(
            key="with-url",
            title=text,
            lang="ru",
            publisher="body",
            author=text,
            url="https://example.org/a?b&c=<d>\"{e}'",
            archive_url="https://archive.example.org/1",
            published="2023-11-02",
            text=f"Nobody exports the whole text: {text}",
        ),
        Source(key="without", title=text, lang="kk-Latn", published="2023-11"),
        Person(key="person", name=text, lang="ru", wikidata="Q1", roles=[role, Role(title=text, lang="ru")]),
        Event(
            key="event",
            title=text,
            lang="ru",
            description=text,
            place=text,
            date="2023-11-01~",
            date_text=text,
            date_note=text,
            topics=["topic"],
            participants=[Participant(person="person", part=text), Participant(organization="body")],
            citations=cited,
        ),
        Statement(
            key="of-a-person",
            kind="direct",
            text=text,
            lang="ru",
            speaker="person",
            organization="body",
            said="2023-10-31",
            topics=["topic"],
            mentions=["body"],
            events=["event"],
            translations=made,
            appearances=printed,
        ),
        Statement(
            key="of-a-body",
            kind="indirect",
            text=text,
            lang="ru",
            organization="body",
            mentions=["person", "body"],
            appearances=printed,
        ),
        Review(
            key="review",
            statement="of-a-person",
            reviewer="body",
            url='https://example.org/review?<a>&"b"',
            title=text,
            date="2023-11",
            rating=text,
            lang="ru",
            verdict="false",
        ),
    ]
