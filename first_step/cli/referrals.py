"""`first-step referrals`: requests that visitors sent, for an operator or a script."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from first_step.store.database import open_database
from first_step.store.process_environment import process_settings
from first_step.store.referrals import Referral, list_all

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `list` a command of its own."""


@app.command("list")
def list_referrals(
    as_json: bool = typer.Option(False, "--json", help="Print a JSON array."),
) -> None:
    """List every request, the soonest due first."""
    database = open_database(process_settings())
    with database.read() as session:
        rows = list_all(session)
    if as_json:
        typer.echo(json.dumps([as_plain(row) for row in rows], indent=2, ensure_ascii=False))
        return
    Console().print(_table(rows) if rows else "No requests yet.")


def as_plain(row: Referral) -> dict[str, Any]:
    """Return a referral as plain JSON values."""
    return {
        "reference": row.reference,
        "status": str(row.status),
        "priority": str(row.priority),
        "reasons": list(row.reasons),
        "for_whom": row.for_whom,
        "name": row.name,
        "phone": row.phone,
        "email": row.email,
        "contact_window": row.contact_window.words if row.contact_window else None,
        "safe_contact": row.safe_contact,
        "channel": row.channel,
        "conversation": row.conversation,
        "created_at": row.created_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "consent_version": row.consent_version,
        "red_flags": list(row.red_flags),
        "assigned_to": row.assigned_to,
    }


def _table(rows: list[Referral]) -> Table:
    table = Table("Reference", "Level", "Why", "Status", "For", "Due", "Channel")
    for row in rows:
        table.add_row(
            row.reference,
            str(row.priority),
            " ".join(row.reasons),
            str(row.status),
            row.for_whom,
            row.due_at.strftime("%a %d %b %H:%M UTC"),
            row.channel,
        )
    return table
