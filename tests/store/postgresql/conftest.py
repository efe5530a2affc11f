"""A server with a seeded database, for tests that need one whichever engine the others run on."""

from collections.abc import Iterator

import pytest

from kzclaims.store.database.database import Database
from tests.cluster import Cluster, running
from tests.databases import create, seed_files


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    with running() as cluster:
        cluster.execute("CREATE DATABASE template_seeded")
        create(cluster.address("template_seeded"), *seed_files())
        yield cluster


@pytest.fixture
def database(server: Cluster) -> Database:
    return Database(server.create("template_seeded"), timeout=0.2)
