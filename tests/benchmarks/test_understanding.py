from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from benchmarks.understanding import compare

TEXTS = ("Is it GENETIC", "how long does detox take")


class Reader:
    """Takes two milliseconds a message, and notes the message and the cores it may use."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.cores: set[int] = set()

    def __call__(self, text: str) -> None:
        self.seen.append(text)
        if sys.platform == "linux":
            self.cores.add(len(os.sched_getaffinity(0)))
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass


class Stock:
    """Says that stock Rasa takes two hundred milliseconds a message."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[float]:
        self.seen += texts
        return [200.0 for _ in texts]


def test_understanding_stands_beside_the_encoder_and_beside_stock_rasa() -> None:
    rows = compare(TEXTS, Reader(), Reader(), Stock())
    assert [(row[0].split("peer: ")[1], row[2] == "200.0") for row in rows] == [
        ("the encoder alone), p50, ms", False),
        ("the encoder alone), p95, ms", False),
        ("stock Rasa, DIET), p50, ms", True),
        ("stock Rasa, DIET), p95, ms", True),
    ]
    assert float(rows[2][3]) < 0.5


def test_all_three_read_the_same_messages_and_the_encoder_reads_them_made_readable() -> None:
    read, encode, stock = Reader(), Reader(), Stock()
    compare(TEXTS, read, encode, stock)
    assert read.seen[-2:] == list(TEXTS)
    assert stock.seen == list(TEXTS)
    assert encode.seen[-2:] == ["is it genetic", "how long does detox take"]


def test_understanding_and_the_encoder_get_one_core_each() -> None:
    read, encode = Reader(), Reader()
    compare(TEXTS, read, encode, Stock())
    assert read.cores | encode.cores <= {1}
