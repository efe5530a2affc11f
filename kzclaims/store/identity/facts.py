"""Facts about people and organizations that may be the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from kzclaims.language.names.folding import fold
from kzclaims.store.engine import engine_of
from kzclaims.store.names.suggest import OWNERS, Kind
from kzclaims.store.schema.batches import batches


@dataclass
class Facts:
    """The facts about a person or an organization. Lists are names or keys by what identifies them."""

    key: str
    name: str
    description: str | None
    wikidata: str | None
    statements: int = 0
    first_year: int | None = None
    last_year: int | None = None
    roles: dict[object, str] = field(default_factory=dict)
    """The titles of a person's roles or, of an organization, the people who have one."""
    organizations: dict[object, str] = field(default_factory=dict)
    sources: dict[object, str] = field(default_factory=dict)
    events: dict[object, str] = field(default_factory=dict)
    together: dict[object, str] = field(default_factory=dict)
    """The statements by and about it."""


def read_facts(connection: Connection, kind: Kind, ids: Iterable[int]) -> dict[int, Facts]:
    """Return the facts about the records of a table with these ids."""
    engine = engine_of(connection)
    found: dict[int, Facts] = {}
    for some in batches(sorted(ids)):
        values = {"ids": engine.list_value(some)}
        own = (
            f"SELECT id, key, name, description, wikidata_id FROM {kind} WHERE {engine.in_list('id', 'ids', 'integer')}"
        )
        found |= {row[0]: Facts(*row[1:]) for row in engine.execute(connection, own, values)}
        for name, column, sql in (*_lists(kind), _years(connection, kind)):
            where = engine.in_list(column, "ids", "integer")
            for row in engine.execute(connection, sql.format(where=where), values):
                one = found[row[0]]
                if name == "years":
                    one.statements, one.first_year, one.last_year = row[1:]
                else:
                    key = fold(row[2]) if name == "roles" and kind == "people" else row[1]
                    getattr(one, name)[key] = row[2]
    return found


def _years(connection: Connection, kind: Kind) -> tuple[str, str, str]:
    """Return the query of the number of statements, and of the years of the first and the last one."""
    engine, speaker = engine_of(connection), _speaker(kind)
    first = f"min(CASE WHEN day_earliest > '0001-01-01' THEN {engine.year('day_earliest')} END)"
    last = f"max(CASE WHEN day_latest < '9999-12-31' THEN {engine.year('day_latest')} END)"
    sql = f"SELECT {speaker}, count(*), {first}, {last} FROM statements WHERE {{where}} GROUP BY {speaker}"
    return "years", speaker, sql


def _lists(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Yield the field, the column with the owner, and the query of its owner, identity and name."""
    owner, speaker = OWNERS[kind], _speaker(kind)
    if kind == "people":
        yield "roles", owner, f"SELECT {owner}, id, title FROM roles WHERE {{where}} ORDER BY id DESC"
        for table, column in (("roles", "person_id"), ("statements", "speaker_id")):
            yield (
                "organizations",
                column,
                f"SELECT DISTINCT {column}, organizations.id, organizations.key FROM {table}"
                f" JOIN organizations ON organizations.id = {table}.organization_id WHERE {{where}} ORDER BY 2",
            )
    else:
        yield (
            "roles",
            f"roles.{owner}",
            f"SELECT roles.{owner}, people.id, people.key FROM roles JOIN people ON people.id = person_id"
            " WHERE {where} ORDER BY 2",
        )
    for table, column, statement in (
        ("statements", speaker, "statements.id"),
        ("mentions", owner, "mentions.statement_id"),
    ):
        yield (
            "sources",
            f"{table}.{column}",
            f"SELECT DISTINCT {table}.{column}, sources.id, sources.key FROM {table}"
            f" JOIN appearances ON appearances.statement_id = {statement}"
            " JOIN sources ON sources.id = appearances.source_id WHERE {where} ORDER BY 2",
        )
    yield (
        "events",
        owner,
        f"SELECT {owner}, events.id, events.key FROM participants JOIN events ON events.id = event_id"
        " WHERE {where} ORDER BY 2",
    )
    yield "together", speaker, f"SELECT {speaker}, id, key FROM statements WHERE {{where}} ORDER BY 2"
    yield (
        "together",
        f"mentions.{owner}",
        f"SELECT mentions.{owner}, statements.id, statements.key FROM mentions"
        " JOIN statements ON statements.id = statement_id WHERE {where} ORDER BY 2",
    )


def _speaker(kind: Kind) -> str:
    """Return the column by which statements refer to their speakers."""
    return "speaker_id" if kind == "people" else "organization_id"
