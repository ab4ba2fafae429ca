from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from first_step.admissions.settings import Settings
from first_step.content.live import LiveLibrary
from first_step.desk.app import create_desk
from first_step.desk.passwords import Passwords
from first_step.store import staff
from first_step.store.database import Database, open_database
from first_step.store.migrating import migrate

from .cast import CONTENT, PASSWORD_HASH, PASSWORDS, Browser, Clock, add_cast, settings_for
from .identity_provider import ALEX, CLIENT, CLIENT_SECRET, Provider, serve


@pytest.fixture(scope="session")
def with_cast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database file with alice, bob and charlie, to be copied."""
    folder = tmp_path_factory.mktemp("desk")
    settings = settings_for(folder)
    migrate(settings)
    database = open_database(settings)
    with database.write() as session:
        add_cast(session)
    database.dispose()
    return folder / "first-step.db"


@pytest.fixture(scope="session")
def library() -> LiveLibrary:
    return LiveLibrary(CONTENT)


@pytest.fixture
def settings(with_cast: Path, tmp_path: Path) -> Settings:
    shutil.copy(with_cast, tmp_path / "first-step.db")
    return settings_for(tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_desk(
    database: Database, library: LiveLibrary, settings: Settings, clock: Clock
) -> Callable[..., Browser]:
    """Return what opens a browser at the desk, from an address and with other settings."""

    def open_at(
        address: str = "203.0.113.7",
        settings: Settings = settings,
        browser_at: str = "http",
        passwords: Passwords = PASSWORDS,
    ) -> Browser:
        routes = create_desk(database, library, settings, passwords=passwords, clock=clock)
        app = Starlette(routes=[Mount("/desk", routes=routes)])
        client = TestClient(app, f"{browser_at}://testserver", client=(address, 50_000))
        return Browser(client)

    return open_at


@pytest.fixture
def provider(clock: Clock) -> Iterator[Provider]:
    made = Provider(lambda: int(clock().timestamp()), dict(ALEX))
    stop = serve(made)
    yield made
    stop()


@pytest.fixture
def open_with(
    open_desk: Callable[..., Browser], provider: Provider, tmp_path: Path
) -> Callable[..., Browser]:
    """Return what opens a browser at a desk that knows the provider."""

    def opened(**given: str) -> Browser:
        known = {
            "FIRST_STEP_PUBLIC_URL": "http://testserver",
            "FIRST_STEP_OIDC_ISSUER": provider.issuer,
            "FIRST_STEP_OIDC_CLIENT_ID": CLIENT,
            "FIRST_STEP_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            **{f"FIRST_STEP_{name}": value for name, value in given.items()},
        }
        return open_desk(settings=settings_for(tmp_path, **known))

    return opened


@pytest.fixture
def browser(open_desk: Callable[..., Browser]) -> Browser:
    return open_desk()


@pytest.fixture
def alice(open_desk: Callable[..., Browser]) -> Browser:
    opened = open_desk()
    opened.sign_in("alice")
    return opened


@pytest.fixture
def bob(open_desk: Callable[..., Browser]) -> Browser:
    opened = open_desk()
    opened.sign_in("bob")
    return opened


@pytest.fixture
def charlie(open_desk: Callable[..., Browser]) -> Browser:
    opened = open_desk()
    opened.sign_in("charlie")
    return opened


@pytest.fixture
def dana(open_desk: Callable[..., Browser], database: Database) -> Browser:
    """Return the browser of an administrator, who is not in the cast of every test."""
    with database.write() as session:
        staff.add(session, "Dana", "dana", PASSWORD_HASH, ["administrator"])
    opened = open_desk()
    opened.sign_in("dana")
    return opened


@pytest.fixture
def other_desk(
    settings: Settings, library: LiveLibrary, clock: Clock
) -> Iterator[Callable[[], Browser]]:
    """Return what opens a browser at the desk of another process: a database open of its own."""
    opened = open_database(settings)

    def open_there() -> Browser:
        routes = create_desk(opened, library, settings, passwords=PASSWORDS, clock=clock)
        app = Starlette(routes=[Mount("/desk", routes=routes)])
        return Browser(TestClient(app, "http://testserver", client=("198.51.100.9", 50_000)))

    yield open_there
    opened.dispose()
