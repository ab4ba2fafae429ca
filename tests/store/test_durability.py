"""What was acknowledged stays, however the server of the database is set up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from first_step.admissions.settings import Settings
from first_step.cli.examinations.stores import durability
from first_step.store.database import open_database
from first_step.store.migrating import migrate

from ..postgres import postgres_server
from .conftest import on_server
from .samples import settings_for


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server with PostgreSQL's defaults, whose settings a test may change."""
    with postgres_server(durable=True) as address:
        yield address


@pytest.fixture
def settings(server: str) -> Iterator[Settings]:
    found = settings_for(server)
    migrate(found)
    yield found
    on_server(server, "ALTER SYSTEM RESET ALL")
    on_server(server, "SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    ("theirs", "ours"), [("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")]
)
def test_a_commit_waits_for_the_disk_whatever_the_server_says(
    server: str, settings: Settings, theirs: str, ours: str
) -> None:
    on_server(server, f"ALTER DATABASE postgres SET synchronous_commit = '{theirs}'")
    database = open_database(settings)
    for session_of in (database.read, database.write):
        with session_of() as session:
            assert session.execute(text("SHOW synchronous_commit")).scalar() == ours
    database.dispose()


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_the_doctor_names_what_is_turned_off_for_the_whole_server(
    server: str, settings: Settings, name: str
) -> None:
    assert [each.well for each in durability(settings)] == [True]
    on_server(server, f"ALTER SYSTEM SET {name} = off")
    on_server(server, "SELECT pg_reload_conf()")
    (finding,) = durability(settings)
    assert (finding.well, name in finding.words) == (False, True)
