from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from rasa.shared.core.domain import Domain

from bot.wording import ContentWording
from first_step.content.labels import FAMILIES
from first_step.content.library import Library, load_library
from first_step.store.database import Database, open_database

from ..installation import ROOT, database_file, settings_in
from .talk import Talk


@pytest.fixture(scope="session")
def domain() -> Domain:
    """Return domain.yml with the retrieval intents that Rasa takes from the training data."""
    written = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    plain = [intent for intent in written["intents"] if intent not in FAMILIES]
    families = [{family: {"is_retrieval_intent": True}} for family in FAMILIES]
    actions = [*written["actions"], *(f"utter_{family}" for family in FAMILIES)]
    return Domain.from_dict({**written, "intents": plain + families, "actions": actions})


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(ROOT / "content")


@pytest.fixture
def folder(migrated_file: Path, tmp_path: Path) -> Path:
    """Return the data folder of an installation that nobody has used yet."""
    shutil.copy(migrated_file, database_file(tmp_path))
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    opened = open_database(settings_in(folder))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def wording(tmp_path_factory: pytest.TempPathFactory) -> ContentWording:
    return ContentWording(settings=settings_in(tmp_path_factory.mktemp("wording")))


@pytest.fixture
def talk(domain: Domain, wording: ContentWording) -> Talk:
    return Talk(domain, wording)
