"""`first-step data`: is the training data fit to learn from?"""

from __future__ import annotations

from pathlib import Path

import typer

from first_step.evaluation.data_check import check_data
from first_step.evaluation.examples import read_examples
from first_step.understanding.red_flags import FlaggedMessage, read_flagged_messages

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `check` a command of its own."""


@app.command()
def check(
    folder: Path = typer.Argument(Path("data"), help="Training data."),
    evaluation: Path = typer.Option(Path("evaluation"), help="Sets that must not leak into it."),
) -> None:
    """Look for repeats, one-sided labels and leaks; exit 1 when something must be mended."""
    examples = read_examples(folder)
    complaints = check_data(examples, evaluation, _flagged(folder))
    for complaint in complaints:
        typer.echo(complaint)
    labels = len({example.label for example in examples})
    authors = len({example.author for example in examples})
    typer.echo(
        f"{len(examples)} examples, {labels} labels, {authors} authors, "
        f"{len(complaints)} complaints"
    )
    raise typer.Exit(1 if complaints else 0)


def _flagged(folder: Path) -> list[FlaggedMessage]:
    path = folder / "red_flags.yml"
    return read_flagged_messages(path) if path.is_file() else []
