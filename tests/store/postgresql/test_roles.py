"""Rights on a server: readers read, editors record, the owner alters the schema, and nobody changes the history."""

from pathlib import Path

import psycopg
import pytest

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.upkeep import check
from kzclaims.store.upkeep.copy import copy
from kzclaims.store.upkeep.roles import apply, grants
from tests.cluster import PROGRAMS, Cluster
from tests.running import Run

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

STATEMENT = "olevsky-only-astana-can-help-moscow"
SOURCE = "24-kanal-olevsky-2023-11"
READER, EDITOR, OWNER = ROLES = "a reader", 'ed"itor', "owner:100%s"


@pytest.fixture(scope="session")
def roles(server: Cluster) -> None:
    # A role belongs to the whole cluster, not to one database.
    for name in ROLES:
        server.execute('CREATE USER "{}"'.format(name.replace('"', '""')))


@pytest.fixture
def address(server: Cluster, roles: None) -> str:  # noqa: ARG001
    """Return a database whose roles have their rights."""
    found = server.create("template_seeded")
    database = Database(found)
    with database.writing() as connection:
        set_status(connection, STATEMENT, "disputed", reason="x")
    apply(database, grants(database, reader=READER, editor=EDITOR, owner=OWNER))
    return found


def as_role(address: str, role: str) -> str:
    quoted = role.replace("%", "%25").replace(" ", "%20").replace('"', "%22").replace(":", "%3A")
    return address.replace("postgres@", f"{quoted}@")


QUESTIONS = [
    ["people"], ["person", "Олевский"], ["statements", "--person", "Макрон"], ["statements", "--as-of", "2020"],
    ["statement", STATEMENT], ["events"], ["event", "macron-tokayev-meeting-2023-11"], ["sources"], ["source", SOURCE],
    ["search", "Астана"], ["find", "только Астана может помочь"], ["repeats"], ["verify"], ["history", STATEMENT],
    ["identity", "duplicates"], ["claims"], ["dump", "--jsonl", "--history"], ["dump", "{role}"],
    ["export", "--as", "jsonld"], ["timeline"], ["db", "check"], ["db", "status"], ["copy", "{address}", "{role}.db"],
]  # fmt: skip
CHANGES = [
    ["load", "topics.toml"], ["load", "topics.jsonl"], ["load", "fewer.toml", "--prune", "--because", "x"],
    ["archive", SOURCE, "text.txt", "--replace"], ["status", STATEMENT, "confirmed", "--because", "x"],
    ["status", STATEMENT, "--withdraw", "--because", "x"],
    ["review", STATEMENT, "--reviewer", "Checkers", "--create", "--url", "https://x.example", "--title", "x",
     "--rating", "x", "--lang", "en"],
    ["identity", "merge", "timur-olevsky", "emmanuel-macron", "--because", "x"],
    ["identity", "different", "timur-olevsky", "vladimir-putin", "--because", "x"],
]  # fmt: skip
FOLLOWING = [["identity", "split", "emmanuel-macron", "--because", "x"], ["verify", "--fix"]]
"""Commands that depend on other changes."""
REPAIRS = [["db", "reindex"], ["db", "roles", "--reader", READER, "--apply"]]
"""Each command by the rights that it needs."""


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (READER, QUESTIONS, CHANGES + REPAIRS),
        (EDITOR, QUESTIONS + CHANGES + FOLLOWING, REPAIRS),
        (OWNER, QUESTIONS + CHANGES + FOLLOWING + REPAIRS, []),
    ],
)
def test_every_command_as_each_role(
    role: str,
    allowed: list[list[str]],
    refused: list[list[str]],
    address: str,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    topics = "dossier = 'topics'\n[[topics]]\nkey = 'one'\nname = 'one'\n[[topics]]\nkey = 'two'\nname = 'two'\n"
    Path("topics.toml").write_text(topics, "utf-8")
    Path("fewer.toml").write_text("dossier = 'topics'\n[[topics]]\nkey = 'one'\nname = 'One'\n", "utf-8")
    Path("topics.jsonl").write_text('{"type": "topic", "key": "three", "name": "three"}\n', "utf-8")
    Path("text.txt").write_text("Другой текст.", "utf-8")
    own = as_role(address, role)
    monkeypatch.setenv("KZCLAIMS_DATABASE", own)
    for arguments, codes in [(one, (3,)) for one in refused] + [(one, (0, 1)) for one in allowed]:
        result = run(*(one.format(role="folder", address=own) for one in arguments))
        assert result.code in codes, (arguments, result)
        if codes == (3,):
            assert "may not" in result.err, (arguments, result.err)
            assert len(result.err.splitlines()) == 1
        else:
            assert "Error" not in result.err, (arguments, result.err)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history SET because = 'y'",
        "DELETE FROM history",
        "TRUNCATE history",
        "TRUNCATE sources CASCADE",
        "UPDATE chain SET at = at",
        "DELETE FROM chain",
        "TRUNCATE chain",
    ],
)
def test_nobody_changes_the_history(address: str, role: str, sql: str) -> None:
    with psycopg.connect(as_role(address, role)) as connection, pytest.raises(psycopg.Error, match=r"only grow|denied"):
        connection.execute(sql.encode())


@pytest.mark.parametrize("role", [READER, EDITOR])
@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE people ADD COLUMN x INT",
        "DROP TABLE chain",
        "ALTER TABLE history DISABLE TRIGGER ALL",
        "CREATE TABLE x (id INT)",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE OR REPLACE FUNCTION history_no_delete() RETURNS trigger LANGUAGE sql AS ''",
    ],
)
def test_only_the_owner_alters_the_schema(address: str, role: str, sql: str) -> None:
    with psycopg.connect(as_role(address, role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(sql.encode())


def test_a_check_notices_what_an_owner_has_changed(address: str) -> None:
    with psycopg.connect(as_role(address, OWNER)) as connection:
        connection.execute("ALTER TABLE history DISABLE TRIGGER history_no_update")
        connection.execute("UPDATE history SET because = 'y'")
    found = "\n".join(check.problems(Database(as_role(address, OWNER))))
    assert "history_no_update" in found
    assert "history: row 1 was changed by another program" in found


def test_rights_can_be_changed(address: str) -> None:
    database = Database(as_role(address, OWNER))
    apply(database, grants(database, reader=EDITOR, editor=READER, owner=None))
    with psycopg.connect(as_role(address, READER)) as connection:
        connection.execute("INSERT INTO topics (key, name, recorded) VALUES ('x', 'x', now())")
    with psycopg.connect(as_role(address, EDITOR)) as connection, pytest.raises(psycopg.Error, match="denied"):
        connection.execute("DELETE FROM topics")


def test_tables_of_a_later_upgrade_have_the_same_rights(address: str) -> None:
    with psycopg.connect(as_role(address, OWNER)) as connection:
        connection.execute("CREATE TABLE later (id SERIAL, key TEXT)")
    with psycopg.connect(as_role(address, EDITOR)) as connection:
        connection.execute("INSERT INTO later (key) VALUES ('x')")
    with psycopg.connect(as_role(address, READER)) as connection:
        assert connection.execute("SELECT key FROM later").fetchall() == [("x",)]


@pytest.mark.usefixtures("roles")
def test_an_owner_creates_a_database(server: Cluster) -> None:
    name = server.create()
    server.execute(f'ALTER DATABASE {name.partition("@/")[2].partition("?")[0]} OWNER TO "{OWNER}"')
    target = Database(as_role(name, OWNER))
    copy(Database(server.create("template_seeded")), target)
    apply(target, grants(target, reader=READER, editor=EDITOR, owner=OWNER))
    with Database(as_role(name, EDITOR)).writing() as connection:
        set_status(connection, STATEMENT, "disputed", reason="x")
    assert list(check.problems(target)) == []


def test_wrong_roles_are_refused(database: Database, run: Run) -> None:
    with pytest.raises(DatabaseError, match="nobody"):
        apply(database, grants(database, reader="nobody", editor=None, owner=None))
    for names in ((None, None, None), ("x", "x", None)):
        with pytest.raises(InputError, match="role"):
            grants(database, reader=names[0], editor=names[1], owner=names[2])
    assert run("db", "upgrade").code == 0
    assert "chmod" in run("db", "roles", "--reader", "x").err


def test_the_command_prints_what_it_would_execute(address: str, run: Run) -> None:
    result = run("--database", address, "db", "roles", "--reader", READER, "--editor", EDITOR, "--owner", OWNER)
    assert result.code == 0
    assert result.out == "".join(
        f"{line};\n" for line in grants(Database(address), reader=READER, editor=EDITOR, owner=OWNER)
    )
    with psycopg.connect(address) as connection:
        connection.execute(result.out.encode())
