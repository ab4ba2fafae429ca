"""Kills parts at random moments of contact flows and counts: nothing lost, nothing doubled.

`python -m benchmarks.kills --in-process 950 --real 50`; the seed is printed, and `--seed` repeats
the faults of a run. Ends with 1 when anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import logging
import secrets
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from benchmarks.desk_queue import postgres_database
from benchmarks.kills_in_process import Room, run_many
from benchmarks.kills_real import run_real

_ROOT = Path(__file__).parents[1]
# What must be nothing.
BAD = (
    "lost",
    "doubled",
    "messages lost",
    "messages doubled",
    "replies doubled",
    "reference not said once",
    "answers astray",
    "notices lost or doubled",
)


def main() -> int:
    """Run both kinds and print their sums; return 1 when anything went wrong."""
    options = _options()
    logging.disable(logging.CRITICAL)
    print(f"seed {options.seed}")
    bad = 0
    if options.in_process:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            room = Room(Path(folder), _ROOT / "content")
            total = run_many(room, options.in_process, options.seed)
            room.close()
        bad += _report("in process", total, time.perf_counter() - began)
    if options.real:
        began = time.perf_counter()
        total = _real(options)
        bad += _report("real processes", total, time.perf_counter() - began)
    return 1 if bad else 0


def _real(options: argparse.Namespace) -> Counter[str]:
    with postgres_database() if options.postgres else nullcontext() as database_url:
        return run_real(options.real, options.seed, options.model, database_url, _tell)


def _tell(number: int, total: Counter[str]) -> None:
    print(f"{number} real runs, wrong so far: {wrong(total)}", flush=True)


def wrong(total: Counter[str]) -> int:
    """Return how much was lost or doubled in all."""
    return sum(total[name] for name in BAD)


def _report(what: str, total: Counter[str], seconds: float) -> int:
    print(f"{what}, {seconds:.0f} s: " + ", ".join(f"{name} {n}" for name, n in total.items()))
    return wrong(total)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--in-process", type=int, default=950)
    parser.add_argument("--real", type=int, default=50)
    parser.add_argument("--postgres", action="store_true", help="real ones on PostgreSQL")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--model", type=Path, default=_ROOT / "models" / "current.tar.gz")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
