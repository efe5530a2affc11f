import json

from kzclaims.store.database.database import Database
from kzclaims.store.engine import NO_LIMIT, engine_of
from kzclaims.store.schema.tables import people, topics


def test_sql_fragments(seeded: Database) -> None:
    with seeded.reading() as connection:
        engine = engine_of(connection)
        keys = ["timur-olevsky", "nobody"]
        person = engine.json_object({"key": "key", "at": engine.utc_text("recorded")})
        rows = f"SELECT key, recorded FROM people WHERE {engine.in_list('key', 'keys')} ORDER BY key"
        listed = engine.json_output(engine.json_array(person, rows, "item"))
        values = {"keys": engine.list_value(keys), "limit": NO_LIMIT}
        (found,) = engine.execute(connection, f"SELECT {listed} LIMIT :limit", values).one()
        (record,) = json.loads(found)
        assert record["key"] == "timur-olevsky"
        assert record["at"].endswith("Z")
        mapped = engine.json_map("key", "id", "SELECT key, id FROM people ORDER BY key LIMIT 2", "item")
        assert len(json.loads(engine.execute(connection, f"SELECT {mapped}").scalar_one())) == 2


def test_ids_are_reserved_once(empty: Database) -> None:
    with empty.writing() as connection:
        engine = engine_of(connection)
        assert engine.reserve_ids(connection, people, 3) == 1
        assert engine.reserve_ids(connection, people) == 4
        assert engine.reserve_ids(connection, topics) == 1
        engine.insert(connection, topics, ("id", "key", "name", "recorded"), [(9, "grain", "Grain", "2026-01-01")])
        assert engine.reserve_ids(connection, topics) == 10
