"""Times a call many times, and puts two of them side by side."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

Row = tuple[str, str, str, str]


def milliseconds(
    call: Callable[[str], object], texts: Sequence[str], warm_up: int = 1
) -> list[float]:
    """Return how long the call took for each text, in milliseconds.

    The first `warm_up` texts are read once before, without being timed.
    """
    for text in texts[:warm_up]:
        call(text)
    taken = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this thread, and those it starts, on one core meanwhile, where the system can."""
    if sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def side_by_side(measure: str, ours: Sequence[float], peer: Sequence[float]) -> list[Row]:
    """Return a row for p50 and one for p95, with the ratio of ours to the peer's."""
    rows = []
    for name, share in (("p50", 50), ("p95", 95)):
        mine, theirs = float(np.percentile(ours, share)), float(np.percentile(peer, share))
        rows.append(
            (f"{measure}, {name}, ms", f"{mine:.1f}", f"{theirs:.1f}", f"{mine / theirs:.2f}")
        )
    return rows
