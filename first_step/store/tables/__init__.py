"""The tables, one module per group of nouns. Rows stay inside first_step.store."""

from __future__ import annotations

from first_step.store.tables.audit import AuditHeadRow, AuditRow
from first_step.store.tables.base import metadata
from first_step.store.tables.channels import ChannelIdentityRow, DeliveryRow
from first_step.store.tables.conversations import ConversationRow, MessageRow, OfferRow
from first_step.store.tables.learning import AnswerReviewRow, CountRow, ReviewItemRow
from first_step.store.tables.notices import AlertRow, OutboxRow
from first_step.store.tables.referrals import ReferralEventRow, ReferralRow, SafeguardingNoteRow
from first_step.store.tables.staff import (
    DutyRow,
    FailedSignInRow,
    HandoverNoteRow,
    StaffRow,
    StaffSessionRow,
)
from first_step.store.tables.trackers import TrackerRow
from first_step.store.tables.turns import TurnRow

__all__ = [
    "AlertRow",
    "AnswerReviewRow",
    "AuditHeadRow",
    "AuditRow",
    "ChannelIdentityRow",
    "ConversationRow",
    "CountRow",
    "DeliveryRow",
    "DutyRow",
    "FailedSignInRow",
    "HandoverNoteRow",
    "MessageRow",
    "OfferRow",
    "OutboxRow",
    "ReferralEventRow",
    "ReferralRow",
    "ReviewItemRow",
    "SafeguardingNoteRow",
    "StaffRow",
    "StaffSessionRow",
    "TrackerRow",
    "TurnRow",
    "metadata",
]
