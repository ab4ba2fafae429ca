"""`first-step tune`: fit the sentence encoder's adapters to the training data. Takes long."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from first_step.evaluation.examples import read_examples
from first_step.evaluation.held_out import is_held_out
from first_step.understanding.adapters import ADAPTERS_FILE, write_adapters

console = Console(highlight=False)


def tune(
    data: Path = typer.Option(Path("data"), help="Training data."),
    output: Path = typer.Option(ADAPTERS_FILE, help="Where the adapters go."),
) -> None:
    """Fit the adapters, without the authors that are kept for measuring. A quarter of an hour."""
    from first_step.tuning.fit import fit_adapters

    examples = [one for one in read_examples(data) if not is_held_out(one.author)]
    console.print(f"==> Fitting to {len(examples)} examples")
    adapters = fit_adapters(
        [one.text for one in examples], [one.label for one in examples], report=console.print
    )
    write_adapters(output, adapters)
    console.print(f"==> Wrote {output.name}; `first-step train` builds the encoder with it")
