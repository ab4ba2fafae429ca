"""Indexes for filters that fit few rows among many; the words that a consent was given to.

Without the indexes a page walks everything that is open, or two weeks of conversations, to find a
few.

The rule: a migration must not break the previous version of the code; see script.py.mako.

Revision: 0005, after 0004
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN_CALL = "closed_at IS NULL AND joins IS NULL"
# Name, table, columns, and the rows it is over, all where that is None. Those over open calls are
# partial, because PostgreSQL takes no order from an index whose first column must be NULL.
ADDED = (
    ("ix_calls_due", "referrals", "due_at level_order id", OPEN_CALL),
    (
        "ix_calls_unassigned",
        "referrals",
        "due_at level_order id",
        OPEN_CALL + " AND assigned_to IS NULL",
    ),
    ("ix_calls_status", "referrals", "status due_at level_order id", OPEN_CALL),
    ("ix_calls_level", "referrals", "level_order due_at id", OPEN_CALL),
    ("ix_calls_channel", "referrals", "channel due_at level_order id", OPEN_CALL),
    ("ix_calls_channel_level", "referrals", "channel level_order due_at id", OPEN_CALL),
    ("ix_conversations_holder_last", "conversations", "holder last_message_at id", None),
    (
        "ix_conversations_danger_last",
        "conversations",
        "last_message_at id",
        "in_danger_at IS NOT NULL",
    ),
)
# Its work is done by ix_calls_status.
REPLACED = (("ix_referrals_status", "referrals", "closed_at status due_at level_order id", None),)


def upgrade() -> None:
    """Change the indexes, and add a column that the previous version may leave out."""
    op.add_column("conversations", sa.Column("review_consent_words", sa.String(64)))
    _create(ADDED)
    _drop(REPLACED)


def downgrade() -> None:
    """Take it back."""
    _create(REPLACED)
    _drop(ADDED)
    op.drop_column("conversations", "review_consent_words")


def _create(indexes: Sequence[tuple[str, str, str, str | None]]) -> None:
    for name, table, columns, rows in indexes:
        where = sa.text(rows) if rows else None
        op.create_index(name, table, columns.split(), sqlite_where=where, postgresql_where=where)


def _drop(indexes: Sequence[tuple[str, str, str, str | None]]) -> None:
    for name, table, _, _ in indexes:
        op.drop_index(name, table)
