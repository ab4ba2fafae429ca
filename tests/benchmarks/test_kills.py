from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.kill_counts import notices
from benchmarks.kill_faults import KINDS, Faults, Killed
from benchmarks.kills import wrong
from benchmarks.kills_in_process import Room, run_many
from first_step.admissions.errors import FirstStepError

from ..installation import ROOT

SEED = 7


@pytest.fixture
def make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Room]:
    from actions import wiring

    monkeypatch.setattr(wiring, "connect", wiring.connect)
    for name in ("DATA_DIR", "DATABASE_URL", "CONTENT_DIR"):
        monkeypatch.setenv(f"FIRST_STEP_{name}", "")
    return Room


def test_150_flows_with_a_fault_each_lose_and_double_nothing(
    tmp_path: Path, make_room: type[Room]
) -> None:
    room = make_room(tmp_path, ROOT / "content")
    total = run_many(room, 150, SEED)
    room.close()
    assert wrong(total) == 0, total
    assert (total["sent"], total["recorded"], total["notices"]) == (150, 150, 150)
    # Each kind of fault struck, else nothing was shown.
    assert all(total[f"fault {kind}"] >= 15 for kind in KINDS), total


def test_without_replay_and_repeated_answers_the_same_faults_are_found_out(
    tmp_path: Path, make_room: type[Room]
) -> None:
    room = make_room(tmp_path, ROOT / "content", protect=False)
    total = run_many(room, 40, SEED)
    room.close()
    assert total["messages lost"] > 0


def test_a_seed_repeats_its_faults() -> None:
    assert [_strikes(Faults(random.Random(seed))) for seed in range(20)] == [
        _strikes(Faults(random.Random(seed))) for seed in range(20)
    ]


def test_notices_that_do_not_match_the_records_are_counted(
    tmp_path: Path, make_room: type[Room]
) -> None:
    room = make_room(tmp_path, ROOT / "content")
    assert notices(room.url)["notices lost or doubled"] == 0
    room.close()


def _strikes(faults: Faults) -> int | None:
    for number in range(200):
        try:
            faults.at("database: read")
            faults.at("rasa: never asked")
        except (Killed, FirstStepError):
            return number
    return None
