"""`first-step content`: is what visitors read fit to be shown?"""

from __future__ import annotations

from pathlib import Path

import typer

from first_step.content.checks import check_library
from first_step.content.library import load_library
from first_step.store.process_environment import process_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `check` a command of its own."""


@app.command()
def check(
    folder: Path = typer.Argument(None, help="By default the folder of the settings."),
) -> None:
    """Check every answer; exit 1 when something must be mended."""
    library = load_library(folder or process_settings().content_dir)
    problems = check_library(library)
    for problem in problems:
        typer.echo(f"{problem.severity}: {problem.file}: {problem.message} [{problem.rule}]")
    errors = sum(1 for problem in problems if problem.severity == "error")
    typer.echo(f"{len(library.answers)} texts, {errors} errors, {len(problems) - errors} warnings")
    raise typer.Exit(1 if errors else 0)
