"""Real processes killed in the middle of real contact flows; `make kills` does many more."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kills import wrong
from benchmarks.kills_real import run_real

SEED = 20261126


def test_four_flows_with_a_part_killed_in_each_lose_and_double_nothing(
    trained_model: Path,
) -> None:
    total = run_real(4, SEED, trained_model)
    assert wrong(total) == 0, total
    assert (total["sent"], total["recorded"], total["notices"]) == (4, 4, 4)
