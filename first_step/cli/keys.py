"""`first-step keys`: the keys that seal what is personal."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone

import typer

from first_step.store.database import Database, open_database
from first_step.store.process_environment import process_settings
from first_step.store.rotation import note_rotation, refuse_missing_keys, rotate, usage

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `rotate` a command of its own."""


@app.command("rotate")
def rotate_keys() -> None:
    """Seal everything anew with the first of FIRST_STEP_SEALING_KEYS, while the product runs."""
    database = open_database(process_settings())
    damaged = reseal_everything(database)
    clean = report_usage(database)
    if damaged:
        typer.echo(f"{damaged} sealed texts are damaged and were left as they are.")
    raise typer.Exit(0 if clean and not damaged else 1)


def reseal_everything(database: Database) -> int:
    """Rotate, telling how far it is; return how many texts could not be opened."""
    with database.read() as session:
        refuse_missing_keys(session, database.sealer)
        held = usage(session, database.sealer)
    older = sum(held.values()) - held[database.sealer.key_id]
    typer.echo(f"{older} of {sum(held.values())} sealed texts are held by an older key.")
    resealed: Counter[str] = Counter()
    damaged = 0
    try:
        for batch in rotate(database):
            resealed[batch.kind] += batch.resealed
            damaged += batch.damaged
            typer.echo(
                f"  {batch.kind}: {resealed[batch.kind]} ({sum(resealed.values())} of {older})"
            )
    finally:
        if resealed:
            _note(database, resealed)
    typer.echo(f"{sum(resealed.values())} sealed anew with {database.sealer.key_id}.")
    return damaged


def report_usage(database: Database) -> bool:
    """Say of each older key whether it may be removed; return whether all may."""
    with database.read() as session:
        held = usage(session, database.sealer)
    older = {key: count for key, count in held.items() if key != database.sealer.key_id}
    for key, count in older.items():
        if count:
            typer.echo(
                f"{key} still holds {count}. If a process still seals with it, restart that with"
                f" {database.sealer.key_id} first, then rotate again."
            )
        else:
            typer.echo(
                f"{key} holds nothing in this database any more. It may be removed from"
                " FIRST_STEP_SEALING_KEYS; backups made before now still need it."
            )
    return not any(older.values())


def _note(database: Database, counts: Counter[str]) -> None:
    with database.write() as session:
        now = datetime.now(timezone.utc)
        note_rotation(session, database.sealer, "command line", dict(counts), now)
