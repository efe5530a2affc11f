"""JSON projections: the database composes each record with all its parts, as JSON of the fields of its type.

A query is built once for each engine, of constants alone, and reads many records at once. A list is a subquery that
selects the columns that it is ordered by and has no outer join. Only so does SQLite flatten it into a view and look up
the rows asked for (https://sqlite.org/optoverview.html#flattening, 17 and 18), instead of collecting all rows of the
view: the tables of a past day are views.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from kzclaims.errors import DatabaseError
from kzclaims.store import results
from kzclaims.store.engine import Engine, engine_of
from kzclaims.vocabulary import STORED_CHECK_RESULTS
from kzclaims.wording import describe_check

CHUNK = 500
"""The number of records that one query reads."""

R = TypeVar("R", bound=Struct)


class SearchedStatement(Struct):
    """The texts of a statement that are searched, and what a listing of hits shows of it."""

    key: str
    lang: str
    text: str
    translations: list[results.Translation]
    speaker: results.Named | None
    day: str | None
    status: str | None


class SearchedEvent(Struct):
    """The texts of an event that are searched, and its date."""

    key: str
    lang: str
    title: str
    description: str | None
    date: str | None


def read(connection: Connection, record_type: type[R], ids: Iterable[int]) -> Iterator[R]:
    """Yield the records with these ids, in their order. Raise `DatabaseError` for a damaged record."""
    engine = engine_of(connection)
    query, decode = _query(engine, record_type), _decoder(record_type)
    stream = iter(ids)
    while some := list(islice(stream, CHUNK)):
        rows = engine.execute(connection, query, {"ids": engine.list_value(some)})
        found: dict[int, Any] = dict(map(tuple, rows))
        try:
            yield from (decode(found[number]) for number in some)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DatabaseError(
                f"a record of the database is damaged ({error}); “kzclaims db check” says where, a backup helps"
            ) from error


@cache
def _decoder(record_type: type[R]) -> Callable[[bytes], R]:
    if not _is_of_dossier(record_type):
        return msgspec.json.Decoder(record_type).decode
    from kzclaims.dossier.records import Appearance, Citation, Name, Participant, Role, Translation

    # Recorded values are shown even if they are not valid in a dossier. A typed decoder would refuse them.
    parts: dict[str, type[Struct]] = {
        "appearances": Appearance,
        "citations": Citation,
        "names": Name,
        "participants": Participant,
        "roles": Role,
        "translations": Translation,
    }

    def record(kind: type[Struct], fields: dict[str, Any]) -> Any:
        for name in parts.keys() & fields.keys():
            fields[name] = [record(parts[name], part) for part in fields[name]]
        return kind(**fields)

    decoder = msgspec.json.Decoder(dict[str, Any])
    return lambda json: record(record_type, decoder.decode(json))


_QUERIES: dict[tuple[str, type[Struct]], str] = {}
"""The queries by the name of the engine and the type of record."""


def _query(engine: Engine, record_type: type[Struct]) -> str:
    """Return the query of the JSON of records by their ids."""
    if query := _QUERIES.get((engine.name, record_type)):
        return query
    projections = _Projections(engine)
    table, parts = (projections.of_dossier if _is_of_dossier(record_type) else projections.of_result)(record_type)
    json = engine.json_output(projections.object(record_type, "row", **parts))
    query = f"SELECT row.id, {json} FROM {table} AS row WHERE {engine.in_list('row.id', 'ids', 'integer')}"
    _QUERIES[engine.name, record_type] = query
    return query


def _is_of_dossier(record_type: type[Struct]) -> bool:
    # Compared by name, because most queries do not import the module.
    return record_type.__module__ == "kzclaims.dossier.records"


Parts = dict[str, str]
"""The SQL of those fields of a record that are not a column of its row with the same name."""


class _Projections:
    """The SQL of the JSON of records and their parts. A record is `row`, a part of it `item`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of_result(self, record_type: type[Struct]) -> tuple[str, Parts]:
        """Return the table of a result type and the parts of its records."""
        match record_type:
            case results.Statement:
                return "statements", self._statement(results.Translation, results.Appearance)
            case results.ReviewedStatement:
                statement = self._statement(results.Translation, results.Appearance)
                return "statements", {**statement, "reviews": self._reviews()}
            case results.StatementPage:
                return "statements", self._statement_page()
            case results.Claim:
                return "statements", {**self._speaking(), "reviews": self._reviews()}
            case results.Event:
                return "events", self._event()
            case results.EventPage:
                return "events", {**self._event(), "statements": self._statements_about()}
            case results.Role:
                return "roles", self._role("row")
            case _ if record_type is SearchedStatement:
                return "statements", {
                    "speaker": self._speaking()["speaker"],
                    "translations": self._translations(results.Translation),
                }
            case _ if record_type is SearchedEvent:
                return "events", {}
            case results.Person | results.Organization | results.Topic:
                return self._counted(record_type)
            case results.ListedStatement:
                return "statements", self._speaking()
            case results.PersonPage:
                return "people", self._person_page()
            case results.Source:
                return "sources", self._source()
            case results.SourcePage:
                return "sources", self._source_page()
        raise TypeError(record_type)

    def _counted(self, record_type: type[Struct]) -> tuple[str, Parts]:
        """Return the table and the parts of records that are listed with numbers."""
        if record_type is results.Topic:
            return "topics", {
                "statements": _count("*", "statement_topics WHERE topic_id"),
                "events": _count("*", "event_topics WHERE topic_id"),
            }
        if record_type is results.Organization:
            return "organizations", {
                "statements": _count("*", "statements WHERE organization_id"),
                "mentions": _count("*", "mentions WHERE organization_id"),
                "sources": _count("*", "sources WHERE publisher_id"),
            }
        return "people", {
            "statements": _count("*", "statements WHERE speaker_id"),
            "mentions": _count("*", "mentions WHERE person_id"),
            "events": _count("DISTINCT event_id", "participants WHERE person_id"),
        }

    def of_dossier(self, record_type: type[Struct]) -> tuple[str, Parts]:
        """Return the table of a record type of dossiers and the parts of its records."""
        from kzclaims.dossier import records

        match record_type:
            case records.Topic:
                return "topics", self._identity("topic")
            case records.Organization:
                return "organizations", self._dossier_names("organization_id") | self._identity("organization")
            case records.Person:
                names, roles = self._dossier_names("person_id"), self._dossier_roles()
                return "people", {**names, "roles": roles, **self._identity("person")}
            case records.Source:
                return "sources", {
                    "publisher": _key("organizations", "row.publisher_id"),
                    **self._identity("source"),
                }
            case records.Event:
                return "events", {
                    **self._identity("event"),
                    "topics": self._topics("event_topics", "event_id"),
                    "participants": self._participants(
                        records.Participant,
                        person=_key("people", "item.person_id"),
                        organization=_key("organizations", "item.organization_id"),
                    ),
                    "citations": self._citations(records.Citation, "citations.event_id = row.id"),
                }
            case records.Statement:
                # A direct statement's own words are left out, so that correcting the text corrects the passage, too.
                exact = "CASE WHEN row.kind <> 'direct' OR item.exact <> row.text THEN item.exact END"
                return "statements", {
                    **self._statement(records.Translation, records.Appearance, exact=exact),
                    "speaker": _key("people", "row.speaker_id"),
                    "organization": _key("organizations", "row.organization_id"),
                }
            case records.Review:
                return "reviews", {
                    "statement": _key("statements", "row.statement_id"),
                    "reviewer": _key("organizations", "row.reviewer_id"),
                }
        raise TypeError(record_type)

    def object(self, record_type: type[Struct], row: str, **parts: str) -> str:
        """Return the SQL of a record: each field is the part given for it, or else the column of its name."""
        fields = record_type.__struct_fields__
        parts.setdefault("confidential", self.engine.json_boolean(f"{row}.confidential"))
        return self.engine.json_object({name: parts.get(name, f'{row}."{name}"') for name in fields})

    def _list(self, item: str, rows: str, alias: str = "item") -> str:
        return self.engine.json_array(item, rows, alias)

    def _empty(self) -> str:
        """Return an empty list, which the caller fills with records of other queries."""
        return self._list("item.id", "SELECT id FROM roles WHERE FALSE")

    def _named(self, table: str, number: str) -> str:
        return f"(SELECT {self.object(results.Named, table)} FROM {table} WHERE {table}.id = {number})"

    def _speaking(self) -> Parts:
        return {
            "speaker": self._named("people", "row.speaker_id"),
            "organization": self._named("organizations", "row.organization_id"),
        }

    def _statement(self, translation: type[Struct], appearance: type[Struct], **of_appearance: str) -> Parts:
        return {
            **self._speaking(),
            "topics": self._topics("statement_topics", "statement_id"),
            "mentions": self._list(_party("key"), _MENTIONED),
            "events": self._list(
                "item.key",
                "SELECT events.key FROM statement_events JOIN events ON events.id = event_id"
                " WHERE statement_id = row.id ORDER BY events.key",
            ),
            "translations": self._translations(translation),
            "appearances": self._appearances(appearance, **of_appearance),
        }

    def _statement_page(self) -> Parts:
        return self._statement(
            results.CreditedTranslation, results.AppearancePage, **dict.fromkeys(_OF_APPEARANCE, "NULL")
        ) | {
            "mentions": self._list(
                self.object(results.Named, "item", key=_party("key"), name=_party("name")), _MENTIONED
            ),
            "events": self._headings("statement_events WHERE statement_id"),
            "recorded": self.engine.utc_text("row.recorded"),
            "roles": self._empty(),
            "reviews": self._reviews(),
            "status_basis": "NULL",
        }

    def _translations(self, record_type: type[Struct]) -> str:
        return self._list(
            self.object(record_type, "item"),
            "SELECT id, lang, text, translator FROM translations WHERE statement_id = row.id ORDER BY id",
        )

    def _appearances(self, record_type: type[Struct], **parts: str) -> str:
        """Return the places where a statement is printed: in a result, the first publication comes first."""
        order = "printed.id"
        if not _is_of_dossier(record_type):
            day = "sources.published_earliest NULLS LAST, sources.published_latest NULLS LAST"
            order = f"{day}, printed.position NULLS LAST, printed.id"
        return self._list(
            self.object(record_type, "item", publisher=_PUBLISHER, check=_check("item.verified"), **parts),
            "SELECT sources.key AS source, sources.title, sources.publisher_id, sources.published, sources.url,"
            " sources.text IS NOT NULL AS has_text,"
            " printed.attribution, printed.attribution_kind, printed.exact, printed.prefix, printed.suffix,"
            f" {_place(record_type, 'printed')}, printed.verified, printed.position, printed.id,"
            " sources.published_earliest, sources.published_latest"
            " FROM appearances AS printed JOIN sources ON sources.id = printed.source_id"
            f" WHERE printed.statement_id = row.id ORDER BY {order}",
        )

    def _reviews(self) -> str:
        return self._list(
            self.object(results.Review, "item", reviewer=self._named("organizations", "item.reviewer_id")),
            "SELECT id, key, reviewer_id, url, title, date, rating, lang, verdict, date_earliest, date_latest"
            " FROM reviews WHERE statement_id = row.id"
            " ORDER BY date_earliest NULLS LAST, date_latest NULLS LAST, id",
        )

    def _topics(self, links: str, owner: str) -> str:
        return self._list(
            "item.key",
            f"SELECT topics.key FROM {links} JOIN topics ON topics.id = topic_id WHERE {owner} = row.id"
            " ORDER BY topics.key",
        )

    def _citations(self, record_type: type[Struct], owner: str) -> str:
        return self._list(
            self.object(record_type, "item", publisher=_PUBLISHER, check=_check("item.verified")),
            "SELECT citations.id, sources.key AS source, sources.publisher_id, citations.exact, citations.prefix,"
            f" citations.suffix, {_place(record_type, 'citations')}, citations.verified,"
            " sources.text IS NOT NULL AS has_text"
            f" FROM citations JOIN sources ON sources.id = source_id WHERE {owner} ORDER BY citations.id",
        )

    def _headings(self, links: str) -> str:
        """Return the events among some, by day."""
        return self._list(
            self.object(results.EventHeading, "item"),
            "SELECT id, key, title, date, date_earliest, date_latest FROM events"
            f" WHERE id IN (SELECT event_id FROM {links} = row.id)"
            " ORDER BY date_earliest NULLS LAST, date_latest NULLS LAST, id",
        )

    def _event(self) -> Parts:
        return {
            # An open end is stored as the first or last day of the calendar.
            "earliest": "nullif(row.date_earliest, '0001-01-01')",
            "latest": "nullif(row.date_latest, '9999-12-31')",
            "participants": self._participants(results.Participant, key=_party("key"), name=_party("name")),
            "topics": self._topics("event_topics", "event_id"),
            "citations": self._citations(results.Citation, "citations.event_id = row.id"),
        }

    def _participants(self, record_type: type[Struct], **parts: str) -> str:
        return self._list(
            self.object(record_type, "item", **parts),
            "SELECT id, person_id, organization_id, part FROM participants WHERE event_id = row.id ORDER BY id",
        )

    def _statements_about(self) -> str:
        return self._list(
            "item.key",
            "SELECT statements.id, statements.key, day_earliest, day_latest"
            " FROM statement_events JOIN statements ON statements.id = statement_id WHERE event_id = row.id"
            " ORDER BY day_earliest NULLS LAST, day_latest NULLS LAST, statements.id",
        )

    def _role(self, row: str) -> Parts:
        return {
            "organization": self._named("organizations", f"{row}.organization_id"),
            "citations": self._citations(results.Citation, f"citations.role_id = {row}.id"),
        }

    def _person_page(self) -> Parts:
        first, last = self.engine.year("day_earliest"), self.engine.year("day_latest")
        years = f"{first} || CASE WHEN {first} < {last} THEN '/' || {last} ELSE '' END"
        return {
            "wikidata": "row.wikidata_id",
            "names": self._list(
                self.object(results.Name, "item"),
                "SELECT id, text, lang, kind FROM names WHERE person_id = row.id ORDER BY kind <> 'preferred', id",
            ),
            "roles": self._list(
                self.object(results.Role, "role", **self._role("role")),
                "SELECT id, title, lang, organization_id, held, held_earliest FROM roles WHERE person_id = row.id"
                " ORDER BY held_earliest NULLS FIRST, id",
                "role",
            ),
            "statements": self.engine.json_map(
                "years",
                "number",
                f"SELECT coalesce({years}, 'undated') AS years, count(*) AS number"
                " FROM statements WHERE speaker_id = row.id GROUP BY years"
                " ORDER BY min(day_earliest) NULLS LAST, min(day_latest) NULLS LAST, years",
                "item",
            ),
            "mentions": _count("*", "mentions WHERE person_id"),
            "events": self._headings("participants WHERE person_id"),
            "listed": self._empty(),
        }

    def _source(self) -> Parts:
        return {
            "publisher": "(SELECT name FROM organizations WHERE organizations.id = row.publisher_id)",
            "statements": _count("DISTINCT statement_id", "appearances WHERE source_id"),
            "events": _count("DISTINCT event_id", "citations WHERE source_id"),
        }

    def _source_page(self) -> Parts:
        return {
            **self._source(),
            "statement_keys": self._list(
                "item.key",
                "SELECT statements.id, statements.key, position, start"
                " FROM appearances JOIN statements ON statements.id = statement_id WHERE source_id = row.id"
                " ORDER BY position NULLS FIRST, start NULLS FIRST, statements.id",
            ),
            "event_keys": self._list(
                "item.key",
                "SELECT key FROM events WHERE id IN (SELECT event_id FROM citations WHERE source_id = row.id)"
                " ORDER BY key",
            ),
            "versions": self._empty(),
            "listed": self._empty(),
            "reported": self._headings("citations WHERE source_id"),
        }

    def _identity(self, record_type: str) -> Parts:
        """Return the keys of merged and of different records; a pair of these is listed by the second one."""
        merged = f"SELECT id, key FROM merged_keys WHERE record_type = '{record_type}' AND kept_id = row.id"
        different = (
            f"SELECT id, first_key FROM different_records WHERE record_type = '{record_type}' AND"
            f" second_key IN (SELECT row.key UNION ALL SELECT key FROM ({merged}) AS further)"
        )
        return {
            "merged": self._list("item.key", f"{merged} ORDER BY key"),
            "different": self._list("item.first_key", f"{different} ORDER BY first_key"),
        }

    def _dossier_names(self, owner: str) -> Parts:
        from kzclaims.dossier.records import Name

        mine = f"FROM names WHERE {owner} = row.id AND kind"
        return {
            "wikidata": "row.wikidata_id",
            # Only in a damaged database the preferred name is missing; its language is then undetermined (ISO 639-2).
            "lang": f"coalesce((SELECT lang {mine} = 'preferred' ORDER BY id LIMIT 1), 'und')",
            "names": self._list(
                self.object(Name, "item"), f"SELECT id, text, lang, kind {mine} <> 'preferred' ORDER BY id"
            ),
        }

    def _dossier_roles(self) -> str:
        from kzclaims.dossier.records import Citation, Role

        parts = {
            "organization": _key("organizations", "role.organization_id"),
            "citations": self._citations(Citation, "citations.role_id = role.id"),
        }
        rows = "SELECT id, title, lang, organization_id, held FROM roles WHERE person_id = row.id ORDER BY id"
        return self._list(self.object(Role, "role", **parts), rows, "role")


_OF_APPEARANCE = ("version", "time", "previous", "next")
"""The fields of an appearance that the caller fills."""
_PUBLISHER = "(SELECT name FROM organizations WHERE organizations.id = item.publisher_id)"
_MENTIONED = "SELECT id, person_id, organization_id FROM mentions WHERE statement_id = row.id ORDER BY id"


def _key(table: str, number: str) -> str:
    return f"(SELECT {table}.key FROM {table} WHERE {table}.id = {number})"


def _party(column: str) -> str:
    """Return a column of the person or the organization that an item refers to."""
    person = f"(SELECT people.{column} FROM people WHERE people.id = item.person_id)"
    return f"coalesce({person}, (SELECT {column} FROM organizations WHERE organizations.id = item.organization_id))"


def _place(record_type: type[Struct], table: str) -> str:
    """Return the columns of a passage's place. A dossier contains no place that the program found by itself."""
    if not _is_of_dossier(record_type):
        return f'{table}.start, {table}."end"'
    return ", ".join(
        f'CASE WHEN NOT {table}.place_found THEN {table}."{one}" END AS "{one}"' for one in ("start", "end")
    )


def _check(result: str) -> str:
    """Return the words for the check of an item, a passage, by the SQL of its stored result."""
    stored = " ".join(f"WHEN '{one}' THEN '{describe_check(one, '')}'" for one in STORED_CHECK_RESULTS)
    before, _, after = describe_check(None, "|", has_text=False).partition("|")
    no_text = (
        f"CASE WHEN item.has_text THEN '{describe_check(None, '')}' ELSE '{before}' || item.source || '{after}' END"
    )
    return f"CASE {result} {stored} ELSE {no_text} END"


def _count(what: str, rows: str) -> str:
    return f"(SELECT count({what}) FROM {rows} = row.id)"
