from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from first_step.content.live import LiveLibrary
from first_step.store.migrating import migrate
from first_step.web.app import create_app
from first_step.web.wiring import build_parts
from tests.reception.fake_rasa import FakeRasa
from tests.reception.fakes import FakeReader
from tests.reception.house import CONTENT, settings_for

Open = Callable[..., TestClient]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    migrate(settings_for(folder, "http://127.0.0.1:9"))
    return folder / "first-step.db"


@pytest.fixture(scope="session")
def library() -> LiveLibrary:
    return LiveLibrary(CONTENT)


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    yield fake
    fake.release()
    fake.stop()


@pytest.fixture
def open_app(
    migrated: Path, tmp_path: Path, rasa: FakeRasa, library: LiveLibrary
) -> Iterator[Open]:
    """Give a running application with other settings than usual; the peer is this machine."""
    shutil.copy(migrated, tmp_path / "first-step.db")
    with ExitStack() as stack:

        def start(client: str = "127.0.0.1", **more: str) -> TestClient:
            settings = settings_for(tmp_path, rasa.url, **more)
            parts = build_parts(settings, reader=FakeReader(), library=library)
            app = create_app(parts=parts)
            return stack.enter_context(TestClient(app, client=(client, 5_000)))

        yield start


@pytest.fixture
def app(open_app: Open) -> TestClient:
    return open_app()
