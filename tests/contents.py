"""Random contents of a database: records that refer to each other, with text that tries what a format can hold."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hypothesis import strategies as st

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
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Located, Place
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.vocabulary import STATEMENT_KINDS

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- & ]]> &amp; <b>",
    '"""',
    "'''\\",
    'ends with "',
    "back\\slash \\u0041",
    "line\nline\r\nline\rline",
    "\ttab",
    "\x01\x08\x0b\x0c\x1b[31mred\x1f\x7f\x85\x9f",
    "\u2028\u2029\u202eright\ufeff\ufffe\uffff",
    "=1+1",
    "@SUM(A1)",
    "“«„’ё қ й 👩‍👩‍👧 \U0010ffff",
    "#no comment",
    "[[people]]",
    "key = 'x'",
]

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20),
    st.text("\"\\\n\r\t'#[]{}=, aё", min_size=1, max_size=12),
).filter(lambda text: bool(text.strip()))
edtf = st.sampled_from(["2023", "2023-09", "2023-11-01", "2023-10~", "../2023-11", "2023-11-01/..", "202X", "2023-21"])
langs = st.sampled_from(["ru", "kk-Latn", "en"])
urls = st.sampled_from(["https://example.org/a?b=c&d=«е»", 'http://example.org/{x}"<y>', "https://example.org/#z"])


def keys(name: str, most: int = 4) -> st.SearchStrategy[list[str]]:
    """Keys that no record of another type has, unless a name says otherwise."""
    return st.integers(0, most).map(lambda count: [f"{name}-{number}" for number in range(count)])


@dataclass
class _Contents:
    draw: st.DrawFn
    sources: list[str]

    def passage(self) -> dict[str, object]:
        text = self.draw(texts)
        start = self.draw(st.none() | st.integers(0, 1000))
        return {
            "source": self.draw(st.sampled_from(self.sources)),
            "exact": text,
            "prefix": self.draw(st.just("") | texts),
            "suffix": self.draw(st.just("") | texts),
            "start": start,
            "end": None if start is None else start + len(text),
        }

    def citations(self) -> list[Citation]:
        if not self.sources:
            return []
        return [Citation(**self.passage()) for _ in range(self.draw(st.integers(0, 2)))]  # type: ignore[arg-type]

    def some(self, among: list[str]) -> list[str]:
        return self.draw(st.lists(st.sampled_from(among), unique=True, max_size=3)) if among else []

    def one(self, among: list[str]) -> str | None:
        return self.draw(st.none() | st.sampled_from(among)) if among else None

    def names(self, preferred: tuple[str, str]) -> list[Name]:
        forms = self.draw(st.lists(st.tuples(texts, langs), unique=True, max_size=2))
        return [
            Name(text=text, lang=lang, kind=self.draw(st.sampled_from(["alias", "as printed"])))
            for text, lang in forms
            if (text, lang) != preferred
        ]


@st.composite
def contents(draw: st.DrawFn) -> list[Record]:
    """Generate records of all types, with topics and events in the order of their keys, as dumps have them."""
    topics, bodies, people, events = (draw(keys(name)) for name in ("topic", "body", "person", "event"))
    # Among them names that a dump would give to files of its own.
    sources = draw(st.lists(st.sampled_from(["people", "events", "paper", "a-b", "10"]), unique=True, max_size=4))
    made = _Contents(draw, sources)
    maybe_text, maybe_date = st.none() | texts, st.none() | edtf
    records: list[Record] = [Topic(key=key, name=draw(texts)) for key in topics]
    for key in bodies:
        name, lang = draw(texts), draw(langs)
        records.append(
            Organization(key=key, name=name, lang=lang, description=draw(maybe_text), names=made.names((name, lang)))
        )
    records += [
        Source(
            key=key,
            title=draw(texts),
            lang=draw(langs),
            publisher=made.one(bodies),
            author=draw(maybe_text),
            url=draw(st.none() | urls),
            published=draw(maybe_date),
            retrieved=draw(maybe_date),
            archive_url=draw(st.none() | urls),
            # Long enough for all places that passages are said to have.
            text=(text := draw(st.none() | texts.map(lambda words: words + "…" * 20_000))),
            text_sha256=None if text is None else sha256(text.encode()).hexdigest(),
        )
        for key in sources
    ]
    for key in people:
        name, lang = draw(texts), draw(langs)
        roles = [
            Role(
                title=draw(texts),
                lang=draw(langs),
                organization=made.one(bodies),
                held=draw(maybe_date),
                citations=made.citations(),
            )
            for _ in range(draw(st.integers(0, 2)))
        ]
        records.append(
            Person(
                key=key,
                name=name,
                lang=lang,
                wikidata=draw(st.sampled_from([None, "Q1"])),
                names=made.names((name, lang)),
                roles=roles,
            )
        )
    for key in events:
        participants = [Participant(person=one, part=draw(maybe_text)) for one in made.some(people)]
        participants += [Participant(organization=one) for one in made.some(bodies)]
        records.append(
            Event(
                key=key,
                title=draw(texts),
                lang=draw(langs),
                description=draw(maybe_text),
                place=draw(maybe_text),
                date=draw(maybe_date),
                date_text=draw(maybe_text),
                date_note=draw(maybe_text),
                topics=sorted(made.some(topics)),
                participants=participants,
                citations=made.citations(),
            )
        )
    reviewed: list[str] = []
    if sources:
        reviewed = draw(keys("statement"))
        records += [draw(_statement(made, key, topics, bodies, people, events)) for key in reviewed]
    if reviewed and bodies:
        records += [
            Review(
                key=key,
                statement=draw(st.sampled_from(reviewed)),
                reviewer=draw(st.sampled_from(bodies)),
                url=f"https://example.org/{key}",
                title=draw(texts),
                date=draw(maybe_date),
                rating=draw(texts),
                lang=draw(langs),
                verdict=draw(st.sampled_from([None, "false"])),
            )
            for key in draw(keys("review"))
        ]
    return records


@st.composite
def _statement(
    draw: st.DrawFn,
    made: _Contents,
    key: str,
    topics: list[str],
    bodies: list[str],
    people: list[str],
    events: list[str],
) -> Statement:
    kind = draw(st.sampled_from(STATEMENT_KINDS))
    text = draw(texts)
    printed = [Appearance(**made.passage(), attribution="said", position=draw(st.sampled_from([None, 0, 7])))]  # type: ignore[arg-type]
    if draw(st.booleans()):
        printed.append(Appearance(**made.passage()))  # type: ignore[arg-type]
    if kind == "direct":
        for one in printed:
            if one.exact == text or (one.start is None and draw(st.booleans())):
                one.exact = None
    return Statement(
        key=key,
        kind=kind,
        text=text,
        lang=draw(langs),
        speaker=None if kind == "editorial" else made.one(people),
        organization=made.one(bodies),
        said=draw(st.none() | edtf),
        topics=sorted(made.some(topics)),
        mentions=made.some(people + bodies),
        events=sorted(made.some(events)),
        translations=[Translation(lang=lang, text=draw(texts), translator="x") for lang in made.some(["kk", "en"])],
        appearances=printed,
    )


def loaded(database: Database, records: list[Record]) -> None:
    """Load records as one dossier."""
    place = Place("random.toml", 1)
    dossier = Dossier("random.toml", "random", names_itself=True, records=[Located(one, place) for one in records])
    dossier.declared = {(type(one), one.key): place for one in records}
    with database.writing() as connection:
        load_dossiers(connection, [dossier], allow_unverified=True)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
