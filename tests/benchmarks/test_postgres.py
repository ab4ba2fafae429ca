"""The PostgreSQL server that tests and benchmarks start."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg2
import pytest

from tests.postgres import is_installed, postgres_server, start_again

pytestmark = pytest.mark.skipif(not is_installed(), reason="PostgreSQL is not installed")


def test_a_server_that_died_is_started_as_it_was_and_one_that_runs_is_left() -> None:
    with postgres_server() as address:
        data = Path(_asked(address, "SHOW data_directory"))
        assert not start_again(data)
        known = data / "postmaster.pid"
        os.kill(int(known.read_text(encoding="utf-8").split()[0]), signal.SIGQUIT)
        deadline = time.monotonic() + 30
        while known.exists():
            assert time.monotonic() < deadline
        assert start_again(data)
        assert _asked(address, "SHOW port") in address


def _asked(address: str, question: str) -> str:
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            (row,) = cursor.fetchall()
    finally:
        connection.close()
    return str(row[0])
