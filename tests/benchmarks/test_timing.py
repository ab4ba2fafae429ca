from __future__ import annotations

import os
import sys

import pytest

from benchmarks.timing import milliseconds, one_core, side_by_side


def test_every_text_is_timed_and_the_warm_up_is_not() -> None:
    seen: list[str] = []
    taken = milliseconds(seen.append, ["a", "b", "c"], warm_up=2)
    assert len(taken) == 3
    assert seen == ["a", "b", "a", "b", "c"]


def test_the_ratio_is_ours_by_the_peers() -> None:
    rows = side_by_side("a turn", ours=[2.0] * 99 + [50.0], peer=[10.0] * 100)
    assert rows == [
        ("a turn, p50, ms", "2.0", "10.0", "0.20"),
        ("a turn, p95, ms", "2.0", "10.0", "0.20"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="cores cannot be chosen here")
def test_on_one_core_only_meanwhile_even_after_an_error() -> None:
    before = os.sched_getaffinity(0)
    with pytest.raises(ValueError):
        _fail_on_one_core()
    assert os.sched_getaffinity(0) == before


def _fail_on_one_core() -> None:
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
        raise ValueError
