"""Runs every benchmark and prints one table."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.running import running_product
from benchmarks.turns import measure_turns
from benchmarks.understanding import measure_understanding
from first_step.cli.model_fingerprint import model_is_current
from first_step.cli.train import train_into_service
from first_step.store.process_environment import process_settings


def main() -> None:
    """Print the table; the product runs in a folder of its own and is stopped again."""
    model = process_settings().model
    if model_is_current(Path.cwd(), model) is not None:
        train_into_service(Path.cwd(), model)
    table = Table("Measure", "First Step", "Peer", "Ratio")
    for row in measure_understanding(model):
        table.add_row(*row)
    with tempfile.TemporaryDirectory() as folder, running_product(Path(folder), model) as product:
        table.add_row("start of all processes, s", f"{product.start_s:.1f}", "", "")
        for row in measure_turns(product):
            table.add_row(*row)
        for name, megabytes in product.memory_mb().items():
            table.add_row(f"memory of {name}, idle, MB", f"{megabytes:.0f}", "", "")
    Console().print(table)


if __name__ == "__main__":
    main()
