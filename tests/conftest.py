"""What tests of several packages share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from first_step.cli.model_fingerprint import model_is_current
from first_step.cli.train import train_into_service
from first_step.store.migrating import migrate
from first_step.understanding.encoder_graph import ensure_encoder

from .installation import database_file, settings_in
from .postgres import postgres_server
from .redis_server import RedisServer
from .silent_server import SilentServer

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
BROWSER = TESTS / "browser"
_LONGEST_FIRST = {"model": 0, "browser": 1}
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side, those that share what takes long to start stay together.

    The longest come first, so that at the end no worker waits for another.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    items.sort(key=lambda item: _LONGEST_FIRST.get(_group_of(item), len(_LONGEST_FIRST)))


def _group_of(item: pytest.Item) -> str:
    if "trained_model" in getattr(item, "fixturenames", ()):
        return "model"
    return "browser" if BROWSER in item.path.parents else str(item.path.relative_to(TESTS))


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of this checkout, trained first when there is none or data changed."""
    model = ROOT / "models" / "current.tar.gz"
    if model_is_current(ROOT, model) is not None:
        train_into_service(ROOT, model)
    return model


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sentence encoder as this code builds it, shared by all tests."""
    folder = tmp_path_factory.mktemp("encoder")
    ensure_encoder(folder)
    return folder


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated, empty database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(settings_in(folder))
    return database_file(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server on which databases may be made."""
    named = os.environ.get("FIRST_STEP_TEST_POSTGRES")
    if named:
        yield named
        return
    with postgres_server() as address:
        yield address


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server of this test alone."""
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def silent_server() -> Iterator[SilentServer]:
    """A server that never answers."""
    with SilentServer() as server:
        yield server
