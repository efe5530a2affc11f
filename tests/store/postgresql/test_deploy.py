"""The files of deploy/: the roles of a new server, and the parts that must agree."""

import os
import re
import shlex
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import migrate
from kzclaims.store.upkeep.roles import apply, grants
from tests.cluster import PROGRAMS, Cluster
from tests.running import parse

DEPLOY = Path(__file__).parents[3] / "deploy"
GUIDE = DEPLOY.parent / "docs/guides/postgresql.md"

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]


def test_the_roles_of_a_new_server(server: Cluster) -> None:
    server.execute("CREATE DATABASE kzclaims")
    given = {"POSTGRES_USER": "postgres", "POSTGRES_DB": "kzclaims", "OWNER_PASSWORD": "it's", "PAGES_PASSWORD": "b"}
    path = f"{PROGRAMS[-1]}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | given | {"PGHOST": str(server.folder), "PATH": path}
    subprocess.run([DEPLOY / "roles.sh"], env=environment, check=True, capture_output=True)
    owner = Database(server.address("kzclaims", "kz_owner"))
    migrate.upgrade(owner)
    apply(owner, grants(owner, reader="kz_reader", editor="kz_editor", owner="kz_owner"))
    pages = Database(server.address("kzclaims", "kz_pages"))
    with pages.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM people").scalar_one() == 0
    with pytest.raises(DatabaseError, match="may not"), pages.writing() as connection:
        connection.exec_driver_sql("DELETE FROM people")


def test_the_commands_and_their_options_exist() -> None:
    yaml = pytest.importorskip("yaml")
    composed = (DEPLOY / "compose.yaml").read_text("utf-8")
    described = composed + GUIDE.read_text("utf-8")
    commands = [shlex.split(line) for line in re.findall(r"docker compose run --rm owner ([^`\n]+)", described)]
    assert len(commands) >= 4
    for rest in [yaml.safe_load(composed)["services"]["pages"]["command"], *commands]:
        parse(rest)


def test_the_parts_agree() -> None:
    yaml = pytest.importorskip("yaml")
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    composed = yaml.safe_load(text)
    declared = {line.partition("=")[0] for line in (DEPLOY / "example.env").read_text("utf-8").splitlines()}
    assert set(re.findall(r"\$\{(\w+)", text)) <= declared
    services = composed["services"]
    command = services["pages"]["command"]
    options = {
        name: command[at + 1] for at, name in enumerate(command) if name.startswith("--") and at + 1 < len(command)
    }
    proxy = services["proxy"]["networks"]["default"]["ipv4_address"]
    (network,) = composed["networks"]["default"]["ipam"]["config"]
    assert options["--proxy-address"] == proxy
    assert ip_address(proxy) in ip_network(network["subnet"])
    assert ip_address(proxy) not in ip_network(network["ip_range"]), "another container could get its address"
    assert "ports" not in services["pages"]
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert f"header_up {options['--proxy-header']} " in caddy
    assert "reverse_proxy pages:8001" in caddy
    for service in services.values():
        for volume in service.get("volumes", ()):
            origin = volume.partition(":")[0]
            assert origin in composed["volumes"] or origin in ("./files", "./users") or (DEPLOY / origin).is_file()
    assert re.search("^USER [1-9]", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"\{\$(\w+)\}", (DEPLOY / "Caddyfile").read_text("utf-8"))) <= set(
        services["proxy"]["environment"]
    )
