"""Requests that join another, escalation, reasons in the history, where a notice goes.

The rule: a migration must not break the previous version of the code; see script.py.mako.

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that may stay empty, as the previous version leaves them."""
    op.add_column("referrals", sa.Column("joins", sa.String(16)))
    op.add_column("referrals", sa.Column("escalated_at", sa.DateTime(timezone=True)))
    op.create_index(op.f("ix_referrals_joins"), "referrals", ["joins"])
    op.add_column("referral_events", sa.Column("reason", sa.String(64)))
    op.add_column("alerts", sa.Column("escalated_at", sa.DateTime(timezone=True)))
    op.add_column("outbox", sa.Column("destination", sa.String(64)))


def downgrade() -> None:
    """Drop what was added."""
    op.drop_column("outbox", "destination")
    op.drop_column("alerts", "escalated_at")
    op.drop_column("referral_events", "reason")
    op.drop_index(op.f("ix_referrals_joins"), "referrals")
    op.drop_column("referrals", "escalated_at")
    op.drop_column("referrals", "joins")
