"""`first-step migrate`: brings the database to the revision this code needs (a deploy job)."""

from __future__ import annotations

from rich.console import Console

from first_step.store.migrating import migrate as migrate_database
from first_step.store.process_environment import process_settings


def migrate() -> None:
    """Bring the database to the revision that this version needs."""
    migrate_database(process_settings())
    Console().print("The database is at the newest revision.")
