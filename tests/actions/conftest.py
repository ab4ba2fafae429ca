from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import wiring

from ..installation import database_file, environment
from .conversation import Conversation


@pytest.fixture
def folder(migrated_file: Path, tmp_path: Path) -> Path:
    """Return the data folder of an installation that nobody has used yet."""
    shutil.copy(migrated_file, database_file(tmp_path))
    return tmp_path


@pytest.fixture
def parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[wiring.Parts]:
    """Return the parts as the action server makes them from the settings of its process."""
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    wiring.connect.cache_clear()
    made = wiring.connect()
    yield made
    made.database.dispose()
    wiring.connect.cache_clear()


@pytest.fixture
def kev(parts: wiring.Parts) -> Conversation:
    return Conversation()
