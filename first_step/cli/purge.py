"""`first-step purge`: deletes what may be kept no longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

import typer

from first_step.content.provider import read_provider
from first_step.store import retention
from first_step.store.database import open_database
from first_step.store.process_environment import process_settings


def purge(
    yes: bool = typer.Option(False, "--yes", help="Delete. Without it nothing is changed."),
) -> None:
    """Say what may be kept no longer, by kind; delete it with --yes."""
    settings = process_settings()
    days = read_provider(settings.content_dir).retention_days
    rules = retention.Rules(datetime.now(timezone.utc), days)
    database = open_database(settings)
    if yes:
        show("Deleted", retention.purge(database, rules, "command line"))
        return
    with database.read() as session:
        show("Would go", retention.due(session, rules))
    typer.echo("Nothing was changed. Delete with: first-step purge --yes")


def show(title: str, counts: Mapping[str, int]) -> None:
    """Print how many of each kind."""
    typer.echo(f"{title}:" if counts else f"{title}: nothing.")
    for kind, count in sorted(counts.items()):
        typer.echo(f"{count:>8}  {kind.replace('_', ' ')}")
