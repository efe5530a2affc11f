"""A PostgreSQL server with many readers and writers, and one that stops in the middle of loads."""

import pytest

pytest.importorskip("psycopg")

from tests.cluster import PROGRAMS, running
from tests.reliability.trials import server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
]


def test_readers_and_writers_of_a_server() -> None:
    with running(server.DURABLE) as cluster:
        read, written = server.crowd(cluster, seconds=4, readers=3, writers=3)
    assert read.times > 0
    assert read.broken == []
    assert written.times > 0
    assert written.broken == []


def test_a_server_stops_in_the_middle_of_a_load() -> None:
    with running(server.DURABLE) as cluster:
        assert server.stops(cluster, trials=3).broken == []
