"""The first tables.

The rule: a migration must not break the previous version of the code; see script.py.mako.

Revision: 0001, the first
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    create_conversations()
    create_turns()
    create_referrals()
    create_notices()
    create_staff()
    create_audit()
    create_trackers()
    forbid_changes_of_audit()


def downgrade() -> None:
    """Drop every table, and with them all data."""
    allow_changes_of_audit()
    for table in TABLES:
        op.drop_table(table)


TABLES = (
    "trackers",
    "audit_head",
    "audit",
    "failed_sign_ins",
    "staff_sessions",
    "staff",
    "alerts",
    "outbox",
    "referral_events",
    "referrals",
    "turns",
    "offers",
    "messages",
    "conversations",
)


def moment(name: str, nullable: bool = False) -> Any:
    """Return a column for a moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def big_id() -> Any:
    """Return the type of ids that the database counts up."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def create_conversations() -> None:
    """Conversations, messages, offers."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(8), nullable=False),
        sa.Column("holder_id", sa.String(64)),
        moment("created_at"),
        moment("last_message_at", nullable=True),
        moment("asked_for_person_at", nullable=True),
        moment("in_danger_at", nullable=True),
        moment("consented_at", nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_last_message_at"), "conversations", ["last_message_at"])
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(8), nullable=False),
        sa.Column("answer", sa.String(64)),
        sa.Column("body", sa.Text(), nullable=False),
        moment("at"),
        sa.Column("reply_to", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "conversation_id", "id", "sender", name=op.f("uq_messages_conversation_id_id_sender")
        ),
    )
    op.create_index(
        "ix_messages_conversation_id_reply_to", "messages", ["conversation_id", "reply_to"]
    )
    op.create_table(
        "offers",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("payload_index", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_offers_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "payload_index", name=op.f("pk_offers")),
    )


def create_turns() -> None:
    """What the bot still has to answer."""
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("joinable", sa.Boolean(), nullable=False),
        sa.Column("crisis", sa.JSON()),
        moment("queued_at"),
        moment("claimable_at"),
        sa.Column("lead_seq", sa.Integer()),
        sa.Column("worker", sa.String(64)),
        sa.Column("attempt", sa.Integer(), nullable=False),
        moment("ended_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id", "seq"],
            ["messages.conversation_id", "messages.seq"],
            name=op.f("fk_turns_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_turns")),
    )
    op.create_index("ix_turns_state_claimable_at", "turns", ["state", "claimable_at"])


def create_referrals() -> None:
    """Requests and their history."""
    op.create_table(
        "referrals",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("level_order", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64)),
        moment("created_at"),
        moment("due_at"),
        moment("touched_at"),
        moment("closed_at", nullable=True),
        sa.Column("consent_version", sa.String(64), nullable=False),
        sa.Column("assigned_to", sa.String(64)),
        sa.Column("phone_index", sa.String(64)),
        sa.Column("email_index", sa.String(64)),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("reference", name=op.f("uq_referrals_reference")),
        sa.UniqueConstraint("request_key", name=op.f("uq_referrals_request_key")),
    )
    op.create_index(op.f("ix_referrals_assigned_to"), "referrals", ["assigned_to"])
    op.create_index(op.f("ix_referrals_conversation_id"), "referrals", ["conversation_id"])
    op.create_index(op.f("ix_referrals_email_index"), "referrals", ["email_index"])
    op.create_index(op.f("ix_referrals_phone_index"), "referrals", ["phone_index"])
    op.create_index("ix_referrals_queue", "referrals", ["closed_at", "due_at", "level_order", "id"])
    op.create_index(
        "ix_referrals_status", "referrals", ["closed_at", "status", "due_at", "level_order", "id"]
    )
    op.create_index(op.f("ix_referrals_touched_at"), "referrals", ["touched_at"])
    op.create_table(
        "referral_events",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("referral_id", big_id(), nullable=False),
        moment("at"),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_referral_events_referral_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_events")),
    )
    op.create_index(op.f("ix_referral_events_referral_id"), "referral_events", ["referral_id"])


def create_notices() -> None:
    """The outbox and the crisis alerts."""
    op.create_table(
        "outbox",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        moment("put_at"),
        moment("claimable_at"),
        sa.Column("worker", sa.String(64)),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(64)),
        moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_state_claimable_at", "outbox", ["state", "claimable_at"])
    op.create_table(
        "alerts",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("label", sa.String(64)),
        sa.Column("band", sa.String(8), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        moment("raised_at"),
        moment("acknowledged_at", nullable=True),
        sa.Column("acknowledged_by", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_acknowledged_at"), "alerts", ["acknowledged_at"])
    op.create_index(op.f("ix_alerts_conversation_id"), "alerts", ["conversation_id"])


def create_staff() -> None:
    """People at the desk."""
    op.create_table(
        "staff",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("login", sa.String(120), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(64), nullable=False),
        moment("started_at"),
        moment("seen_at"),
        moment("ends_at"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_ends_at"), "staff_sessions", ["ends_at"])
    op.create_index(op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"])
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("login_index", sa.String(64), nullable=False),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index(op.f("ix_failed_sign_ins_at"), "failed_sign_ins", ["at"])
    op.create_index(op.f("ix_failed_sign_ins_login_index"), "failed_sign_ins", ["login_index"])


def create_audit() -> None:
    """The audit log, with its first end."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        moment("at"),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_about"), "audit", ["about"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash")),
        [{"id": 1, "seq": 0, "hash": ""}],
    )


def create_trackers() -> None:
    """Rasa's memory."""
    op.create_table(
        "trackers",
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        moment("saved_at"),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_trackers")),
    )
    op.create_index(op.f("ix_trackers_saved_at"), "trackers", ["saved_at"])


def forbid_changes_of_audit() -> None:
    """Let the database itself refuse to change or remove entries."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )


def allow_changes_of_audit() -> None:
    """Take the refusal away again."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_no_{change}")
        return
    op.execute("DROP TRIGGER audit_no_change ON audit")
    op.execute("DROP FUNCTION audit_refuse()")
