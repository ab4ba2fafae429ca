"""The admissions desk: calls, safeguarding, shifts, waiting, sign-in, review and counts.

The rule: a migration must not break the previous version of the code; see script.py.mako.

Revision: 0004, after 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_referrals_mine", "referrals", "assigned_to closed_at due_at level_order id"),
    ("ix_referrals_held_until", "referrals", "held_until"),
    ("ix_referrals_next_try_at", "referrals", "next_try_at"),
    ("ix_referrals_safeguarding_at", "referrals", "safeguarding_at"),
    ("ix_conversations_channel_last", "conversations", "channel last_message_at id"),
    ("ix_conversations_waiting_since", "conversations", "waiting_since"),
)
TABLES = (
    "answer_reviews",
    "counts",
    "review_items",
    "handover_notes",
    "duties",
    "safeguarding_notes",
)


def upgrade() -> None:
    """Add columns that the previous version may leave out, and tables it does not know."""
    for table, columns in new_columns().items():
        for column in columns:
            op.add_column(table, column)
    for name, table, over in INDEXES:
        op.create_index(name, table, over.split())
    op.create_index(op.f("ix_staff_oidc_subject"), "staff", ["oidc_subject"], unique=True)
    create_notes_and_duties()
    create_learning()


def downgrade() -> None:
    """Drop what was added."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index(op.f("ix_staff_oidc_subject"), "staff")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for table, columns in new_columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def new_columns() -> dict[str, list[Any]]:
    """Return what existing tables gain."""
    return {
        "referrals": [
            sa.Column("held_by", sa.String(64)),
            _moment("held_until", nullable=True),
            _moment("next_try_at", nullable=True),
            sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
            _moment("last_attempt_at", nullable=True),
            sa.Column("last_outcome", sa.String(64)),
            _moment("safeguarding_at", nullable=True),
        ],
        "staff": [
            sa.Column("totp_secret", sa.Text()),
            sa.Column("totp_last_step", sa.Integer()),
            sa.Column(
                "must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()
            ),
            sa.Column("oidc_subject", sa.String(255)),
            sa.Column("availability", sa.String(16), nullable=False, server_default="away"),
            _moment("availability_at", nullable=True),
        ],
        "staff_sessions": [
            _moment("locked_at", nullable=True),
            sa.Column("device", sa.String(120)),
        ],
        "conversations": [
            _moment("waiting_since", nullable=True),
            _moment("waiting_told_at", nullable=True),
            _moment("held_since", nullable=True),
            _moment("review_consent_at", nullable=True),
            sa.Column("state", sa.String(64)),
            sa.Column("topic", sa.String(64)),
        ],
    }


def create_notes_and_duties() -> None:
    """Notes with a visibility of their own, who is on duty, what a shift leaves."""
    op.create_table(
        "safeguarding_notes",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("referral_id", _big_id(), nullable=False),
        _moment("at"),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_safeguarding_notes_referral_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_notes")),
    )
    op.create_index(
        op.f("ix_safeguarding_notes_referral_id"), "safeguarding_notes", ["referral_id"]
    )
    op.create_table(
        "duties",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("duty", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(64), nullable=False),
        _moment("from_at"),
        _moment("until_at"),
        sa.Column("by", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_duties_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
    )
    op.create_index("ix_duties_duty_until_at", "duties", ["duty", "until_at"])
    op.create_index(op.f("ix_duties_staff_id"), "duties", ["staff_id"])
    op.create_table(
        "handover_notes",
        sa.Column("id", _big_id(), nullable=False),
        _moment("at"),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _moment("done_at", nullable=True),
        sa.Column("done_by", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_notes")),
    )
    op.create_index(op.f("ix_handover_notes_done_at"), "handover_notes", ["done_at"])


def create_learning() -> None:
    """Messages to review, anonymous counts, answers looked through."""
    op.create_table(
        "review_items",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("label", sa.String(64)),
        sa.Column("confidence", sa.Float()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("right_label", sa.String(64)),
        sa.Column("example", sa.Text()),
        sa.Column("first_by", sa.String(64)),
        _moment("first_at", nullable=True),
        sa.Column("second_by", sa.String(64)),
        _moment("second_at", nullable=True),
        _moment("at"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_review_items_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.UniqueConstraint(
            "conversation_id", "seq", name=op.f("uq_review_items_conversation_id_seq")
        ),
    )
    op.create_index("ix_review_items_state_id", "review_items", ["state", "id"])
    op.create_table(
        "counts",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("channel", "kind", "key")),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "kind", "key", name=op.f("pk_counts")),
    )
    op.create_index("ix_counts_kind_day", "counts", ["kind", "day"])
    op.create_table(
        "answer_reviews",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("answer", sa.String(64), nullable=False),
        _moment("reviewed_at"),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _moment("due_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_reviews")),
    )
    op.create_index("ix_answer_reviews_answer_id", "answer_reviews", ["answer", "id"])


def _moment(name: str, nullable: bool = False) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _big_id() -> Any:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
