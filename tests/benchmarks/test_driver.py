from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.driver import drive, front_door
from first_step.content.live import LiveLibrary
from tests.reception.fake_rasa import FakeRasa
from tests.reception.house import CONTENT, House, settings_for


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    yield fake
    fake.stop()


@pytest.fixture
def house(migrated_file: Path, tmp_path: Path, rasa: FakeRasa) -> Iterator[House]:
    shutil.copy(migrated_file, tmp_path / "first-step.db")
    house = House(settings_for(tmp_path, rasa.url), LiveLibrary(CONTENT))
    yield house
    house.stop()


def test_every_turn_of_every_visitor_is_timed_up_to_its_answer(
    house: House, rasa: FakeRasa
) -> None:
    found = drive(front_door(house.url), ["hello", "and trauma"], visitors=3, turns=6)
    assert len(found.milliseconds) == 6
    assert found.answered_share == 1
    # One turn of each visitor before time counts.
    assert len(rasa.asked) == 9
    assert found.percentile(95) >= found.percentile(50) > 0
    assert found.per_second == pytest.approx(6 / found.seconds)


def test_a_server_that_refuses_ends_the_run(house: House) -> None:
    with pytest.raises(Exception, match="404"):
        drive(front_door(house.url + "/nowhere"), ["hello"], visitors=2, turns=2)
