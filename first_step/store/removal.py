"""Takes records out of every table that holds a part of them; the audit log alone stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, not_, or_, select, update
from sqlalchemy.orm import Session

from first_step.store.tables import (
    AlertRow,
    ChannelIdentityRow,
    ConversationRow,
    DeliveryRow,
    MessageRow,
    OfferRow,
    OutboxRow,
    ReferralEventRow,
    ReferralRow,
    ReviewItemRow,
    SafeguardingNoteRow,
    TrackerRow,
    TurnRow,
)

_referral = ReferralRow.__table__.c
_identity = ChannelIdentityRow.__table__.c


@dataclass(frozen=True)
class Part:
    """Rows of one table that are to go, and what an operator calls them.

    emptied: columns to empty where the row itself has to stay.
    """

    kind: str
    table: Any
    condition: Any
    emptied: tuple[str, ...] = ()


def parts_of(references: Any, conversation_ids: Any) -> tuple[Part, ...]:
    """Return everything that hangs on these requests and conversations, in an order to delete in.

    Each is a list of values or a query for them. A conversation may have no row of its own: those
    of Rasa's own channels have a tracker only.
    """
    lines = select(_referral.id).where(_referral.reference.in_(references))
    return (
        Part("notices", OutboxRow, notices_about(references, conversation_ids)),
        *_channel_parts(conversation_ids),
        *(
            Part(kind, table, table.__table__.c.conversation_id.in_(conversation_ids))
            for kind, table in (
                ("alerts", AlertRow),
                ("trackers", TrackerRow),
                ("turns", TurnRow),
                ("offers", OfferRow),
                ("messages", MessageRow),
                ("review_items", ReviewItemRow),
            )
        ),
        Part(
            "conversations", ConversationRow, ConversationRow.__table__.c.id.in_(conversation_ids)
        ),
        Part(
            "history_lines", ReferralEventRow, ReferralEventRow.__table__.c.referral_id.in_(lines)
        ),
        Part(
            "safeguarding_notes",
            SafeguardingNoteRow,
            SafeguardingNoteRow.__table__.c.referral_id.in_(lines),
        ),
        Part("requests", ReferralRow, _referral.reference.in_(references)),
    )


def _channel_parts(conversation_ids: Any) -> tuple[Part, ...]:
    """Who is reached there goes, but for the wish of some not to be written to again."""
    theirs = _identity.conversation_id.in_(conversation_ids)
    wrote_stop = _identity.opted_out_at.is_not(None)
    return (
        Part("addresses", ChannelIdentityRow, and_(theirs, not_(wrote_stop))),
        Part("addresses", ChannelIdentityRow, theirs, ("address", "conversation_id")),
        Part(
            "deliveries",
            DeliveryRow,
            DeliveryRow.__table__.c.conversation_id.in_(conversation_ids),
        ),
    )


def notices_about(references: Any, conversation_ids: Any) -> Any:
    """Return the condition for notices that name one of these requests or conversations."""
    return or_(
        OutboxRow.body["reference"].as_string().in_(references),
        OutboxRow.body["conversation"].as_string().in_(conversation_ids),
    )


def count(session: Session, parts: Iterable[Part]) -> Counter[str]:
    """Return how many rows of each kind there are, those of no rows left out."""
    found: Counter[str] = Counter()
    for part in parts:
        statement = select(func.count()).select_from(part.table).where(part.condition)
        found[part.kind] += session.execute(statement).scalar_one()
    return +found


def remove(session: Session, parts: Iterable[Part]) -> Counter[str]:
    """Delete the rows; return how many of each kind went, those of no rows left out."""
    gone: Counter[str] = Counter()
    for part in parts:
        emptied = update(part.table).values(dict.fromkeys(part.emptied))
        statement = (emptied if part.emptied else delete(part.table)).where(part.condition)
        result = session.execute(statement.execution_options(synchronize_session=False))
        gone[part.kind] += result.rowcount
    return +gone
