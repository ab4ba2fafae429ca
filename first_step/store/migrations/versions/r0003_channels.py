"""Visitors on other channels, and what became of messages sent there.

The rule: a migration must not break the previous version of the code; see script.py.mako.

Revision: 0003, after 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    create_channel_identities()
    create_deliveries()


def downgrade() -> None:
    """Drop them, and with them who is reached where."""
    op.drop_table("deliveries")
    op.drop_table("channel_identities")


def create_channel_identities() -> None:
    """Who writes on which channel."""
    op.create_table(
        "channel_identities",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("address_index", sa.String(64), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("conversation_id", sa.String(64)),
        _moment("since_at"),
        _moment("last_inbound_at"),
        _moment("opted_out_at", nullable=True),
        _moment("blocked_at", nullable=True),
        _moment("reminded_at", nullable=True),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.Column("sent_seq", sa.Integer(), nullable=False),
        _moment("claimable_at"),
        sa.Column("worker", sa.String(64)),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(64)),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_channel_identities_conversation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_identities")),
        sa.UniqueConstraint(
            "channel", "address_index", name=op.f("uq_channel_identities_channel_address_index")
        ),
    )
    op.create_index(
        op.f("ix_channel_identities_conversation_id"), "channel_identities", ["conversation_id"]
    )
    op.create_index(
        "ix_channel_identities_due_claimable_at", "channel_identities", ["due", "claimable_at"]
    )


def create_deliveries() -> None:
    """What became of each message."""
    op.create_table(
        "deliveries",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("provider_index", sa.String(64)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("problem", sa.String(64)),
        _moment("at"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_deliveries_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", "part", name=op.f("pk_deliveries")),
    )
    op.create_index(
        "ix_deliveries_channel_provider_index", "deliveries", ["channel", "provider_index"]
    )
    op.create_index("ix_deliveries_state_at", "deliveries", ["state", "at"])


def _moment(name: str, nullable: bool = False) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _big_id() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
