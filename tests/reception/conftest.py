from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.channels.parts import Provider
from first_step.reception.limits import Limits
from first_step.store.migrating import migrate

from .fake_rasa import FakeRasa
from .house import CONTENT, House, settings_for

MakeHouse = Callable[..., House]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a migrated, empty database that tests copy."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(settings_for(folder, "http://127.0.0.1:9"))
    return folder / "first-step.db"


@pytest.fixture(scope="session")
def library() -> LiveLibrary:
    """Return the words as they stand; reading them anew for every test takes half of its time."""
    return LiveLibrary(CONTENT)


@pytest.fixture
def data_dir(migrated: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated, tmp_path / "first-step.db")
    return tmp_path


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    yield fake
    fake.release()
    fake.stop()


@pytest.fixture
def make_house(data_dir: Path, rasa: FakeRasa, library: LiveLibrary) -> Iterator[MakeHouse]:
    built: list[House] = []

    def make(
        limits: Limits | None = None, providers: Sequence[Provider] | None = None, **more: str
    ) -> House:
        house = House(settings_for(data_dir, rasa.url, **more), library, limits, providers)
        built.append(house)
        return house

    yield make
    for house in built:
        house.stop()


@pytest.fixture(scope="module")
def shared_house(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory, library: LiveLibrary
) -> Iterator[House]:
    """Return one house for all tests of a file that leave nothing behind."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copy(migrated, folder / "first-step.db")
    fake = FakeRasa()
    house = House(settings_for(folder, fake.url), library)
    yield house
    house.stop()
    fake.stop()


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    return make_house()
