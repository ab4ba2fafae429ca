"""Runs the benchmarks, prints one table and writes it to `results/bench.json`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks.desk_queue import measure_desk
from benchmarks.results import RESULTS, as_table, keep_rows
from benchmarks.running import running_product
from benchmarks.timing import Row
from benchmarks.tracker_stores import measure_tracker_stores
from benchmarks.turns import measure_turns
from benchmarks.understanding import measure_understanding
from first_step.cli.model_fingerprint import model_is_current
from first_step.cli.train import train_into_service
from first_step.store.process_environment import process_settings


def measure_product(model: Path) -> list[Row]:
    """Return start, turns and memory of the product, run in a folder of its own and stopped."""
    with tempfile.TemporaryDirectory() as folder, running_product(Path(folder), model) as product:
        return [
            ("start of all processes, s", f"{product.start_s:.1f}", "", ""),
            *measure_turns(product),
            *(
                (f"memory of {name}, idle, MB", f"{megabytes:.0f}", "", "")
                for name, megabytes in product.memory_mb().items()
            ),
        ]


GROUPS: dict[str, Callable[[Path], list[Row]]] = {
    "understanding": measure_understanding,
    "product": measure_product,
    "desk_queue": lambda model: measure_desk(),
    "tracker_stores": lambda model: measure_tracker_stores(),
}


def main(arguments: list[str] | None = None) -> None:
    """Measure every group, or the one that is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--only", choices=tuple(GROUPS))
    chosen = parser.parse_args(arguments).only
    model = process_settings().model
    if model_is_current(Path.cwd(), model) is not None:
        train_into_service(Path.cwd(), model)
    rows: list[Row] = []
    for group in [chosen] if chosen else GROUPS:
        measured = GROUPS[group](model)
        keep_rows(group, measured)
        rows += measured
    Console().print(as_table(rows))
    Console().print(f"Written to {RESULTS}.")


if __name__ == "__main__":
    main()
