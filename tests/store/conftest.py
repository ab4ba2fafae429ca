"""Databases for these tests: SQLite and PostgreSQL, each test on both."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from first_step.store import referrals
from first_step.store.database import Database, open_database
from first_step.store.migrating import migrate

from .samples import KEV, NOW, URGENT, add_conversation, contact_request, settings_for


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a migrated, empty database that tests copy."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('migrated')}/first-step.db"
        migrate(settings_for(url))
        yield url
        return
    server = request.getfixturevalue("postgres")
    url = make_postgres(server, "migrated_" + uuid.uuid4().hex)
    migrate(settings_for(url))
    yield url
    drop_postgres(server, url)


@pytest.fixture
def database_url(migrated: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a migrated, empty database of this test alone."""
    if migrated.startswith("sqlite"):
        shutil.copy(migrated.removeprefix("sqlite:///"), tmp_path / "first-step.db")
        yield f"sqlite:///{tmp_path}/first-step.db"
        return
    server = request.getfixturevalue("postgres")
    url = make_postgres(server, "test_" + uuid.uuid4().hex, str(make_url(migrated).database))
    yield url
    drop_postgres(server, url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(settings_for(database_url))
    yield opened
    opened.dispose()


@pytest.fixture
def with_kev(database: Database) -> Database:
    """Return the database with Kev's conversation in it."""
    with database.write() as session:
        add_conversation(session)
    return database


@pytest.fixture
def reference(database: Database) -> str:
    """Return the reference of Kev's request, urgent and due at once."""
    with database.write() as session:
        return referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=URGENT,
            due_at=NOW,
            now=NOW,
        )[0].reference


@pytest.fixture
def other_process(database_url: str) -> Iterator[Database]:
    """Return the same database as another process has it open."""
    opened = open_database(settings_for(database_url))
    yield opened
    opened.dispose()


def make_postgres(server: str, name: str, template: str = "template0") -> str:
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return str(make_url(server).set(database=name).render_as_string(hide_password=False))


def drop_postgres(server: str, url: str) -> None:
    on_server(server, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


def on_server(server: str, statement: str) -> None:
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
