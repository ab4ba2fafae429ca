"""Times a call many times, and puts two of them side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

Row = tuple[str, str, str, str]


def milliseconds(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return how long each call took, in milliseconds; the first one is left out as warm-up."""
    call(texts[0])
    taken = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def side_by_side(measure: str, ours: Sequence[float], peer: Sequence[float]) -> list[Row]:
    """Return a row for p50 and one for p95, with the ratio of ours to the peer's."""
    rows = []
    for name, share in (("p50", 50), ("p95", 95)):
        mine, theirs = float(np.percentile(ours, share)), float(np.percentile(peer, share))
        rows.append(
            (f"{measure}, {name}, ms", f"{mine:.1f}", f"{theirs:.1f}", f"{mine / theirs:.2f}")
        )
    return rows
