from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from first_step.store.database import Database, open_database

from ..installation import database_file, environment, settings_in


@pytest.fixture
def folder(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a new installation, which the process's environment names."""
    shutil.copy(migrated_file, database_file(tmp_path))
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    opened = open_database(settings_in(folder))
    yield opened
    opened.dispose()
