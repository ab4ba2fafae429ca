"""`first-step tune`: fit the sentence encoder to the training data. Takes long."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from first_step.evaluation.examples import read_examples
from first_step.evaluation.held_out import is_held_out
from first_step.understanding.deltas import DELTAS_FILE, write_deltas

console = Console(highlight=False)


def tune(
    data: Path = typer.Option(Path("data"), help="Training data."),
    output: Path = typer.Option(DELTAS_FILE, help="Where the deltas go."),
) -> None:
    """Fit the encoder, without the authors kept for measuring. Three quarters of an hour."""
    from first_step.tuning.fit import fit_deltas

    examples = [one for one in read_examples(data) if not is_held_out(one.author)]
    console.print(f"==> Fitting to {len(examples)} examples")
    deltas = fit_deltas(
        [one.text for one in examples], [one.label for one in examples], report=console.print
    )
    write_deltas(output, deltas)
    console.print(f"==> Wrote {output.name}; `first-step train` builds the encoder with it")
