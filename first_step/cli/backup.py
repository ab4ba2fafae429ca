"""`first-step backup` and `first-step restore`: everything in one file, and back."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import typer

from first_step.admissions.errors import StoreError
from first_step.admissions.settings import Settings
from first_step.cli.examinations.servers import addresses_of, answering
from first_step.store.backup import Manifest, make_backup, read_backup, restore_backup
from first_step.store.process_environment import process_settings


def backup(file: Path = typer.Argument(..., help="Where it goes; never overwritten.")) -> None:
    """Write database, journal and content to one file, while the product runs; never the keys."""
    manifest = make_backup(process_settings(), file, datetime.now(timezone.utc))
    typer.echo(f"Written: {file} ({file.stat().st_size / 1e6:.1f} MB)")
    _describe(manifest)
    typer.echo(
        "Keep the keys apart from it. It holds personal data: let it expire no later than"
        " docs/privacy.md says."
    )


def restore(
    file: Path = typer.Argument(..., help="A file that `first-step backup` wrote."),
    yes: bool = typer.Option(False, "--yes", help="Replace a database that is not empty."),
    content: bool = typer.Option(False, "--content", help="Put the folder of content back too."),
    check: bool = typer.Option(False, "--check", help="Only say whether it would fit."),
) -> None:
    """Put a backup back, compare it with what was saved, and check the audit log.

    Stop every process first.
    """
    settings = process_settings()
    if check:
        _describe(read_backup(settings, file))
        typer.echo("It fits these keys, this code and this kind of database.")
        return
    _refuse_running(settings)
    now = datetime.now(timezone.utc)
    manifest = restore_backup(settings, file, now, replace_data=yes, replace_content=content)
    _describe(manifest)
    typer.echo("Restored: as many rows as were saved, and the audit log is whole.")
    typer.echo("Who was erased after it was made is back: erase them again, then run the purge.")


def _refuse_running(settings: Settings) -> None:
    """Raise StoreError while a process answers: it would go on with what is being replaced."""
    for name, address in addresses_of(settings):
        if answering(name, address).well:
            raise StoreError(f"{name} still answers at {address}: stop every process first")


def _describe(manifest: Manifest) -> None:
    typer.echo(
        f"Made {manifest.made_at}, {manifest.engine}, revision {manifest.revision},"
        f" {len(manifest.files)} files"
    )
    for table, count in manifest.rows.items():
        if count:
            typer.echo(f"{count:>8}  {table}")
    typer.echo(
        f"It opens only with the keys {', '.join(manifest.key_ids)} of FIRST_STEP_SEALING_KEYS"
        " and with FIRST_STEP_INDEX_KEY."
    )
