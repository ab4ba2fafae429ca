"""Indexes for filters that fit few rows among many; the words that a consent was given to.

Without the indexes a page walks everything that is open, or two weeks of conversations, to find a
few.

The rule: a migration must not break the previous version of the code; see script.py.mako.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_referrals_channel", "referrals", "closed_at channel due_at level_order id"),
    ("ix_referrals_level", "referrals", "closed_at level_order due_at id channel"),
    ("ix_conversations_holder_last", "conversations", "holder last_message_at id"),
)


def upgrade() -> None:
    """Add the indexes, and a column that the previous version may leave out."""
    op.add_column("conversations", sa.Column("review_consent_words", sa.String(64)))
    for name, table, over in INDEXES:
        op.create_index(name, table, over.split())
    in_danger = sa.text("in_danger_at IS NOT NULL")
    op.create_index(
        "ix_conversations_danger_last",
        "conversations",
        ["last_message_at", "id"],
        sqlite_where=in_danger,
        postgresql_where=in_danger,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_conversations_danger_last", "conversations")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_column("conversations", "review_consent_words")
