"""Run by Alembic: `migrating.migrate` hands in the connection, the command line has none."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from first_step.store.engine import make_engine
from first_step.store.process_environment import process_settings
from first_step.store.tables import metadata


def number_revision(migration: Any, revision: Any, directives: list[Any]) -> None:
    """Name a new revision by the number after the last: 0002, 0003."""
    head = migration.opts["script"].get_current_head()
    for directive in directives:
        directive.rev_id = f"{int(head or 0) + 1:04d}"


def run(connection: Connection) -> None:
    """Bring the database behind `connection` to the revision that was asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        process_revision_directives=number_revision,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with make_engine(process_settings().database_url).connect() as own:
        run(own)
