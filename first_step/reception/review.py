"""Keeping a message to learn from: masked before it is stored, by consent alone (facts P11)."""

from __future__ import annotations

from datetime import datetime

from first_step.store import referrals, review_items
from first_step.store.database import Session
from first_step.understanding.masking import mask


def keep_for_review(
    session: Session,
    conversation: str,
    seq: int,
    text: str,
    kind: review_items.Kind,
    now: datetime,
    *,
    label: str | None = None,
    confidence: float | None = None,
) -> bool:
    """Keep the masked words of a message; return whether they were kept.

    They are not without the visitor's consent, nor a second time. label, confidence: the guess, if
    there is one. Raises NotFound.
    """
    names = [each.name for each in referrals.of_conversation(session, conversation)]
    masked = mask(text, names)
    return review_items.put(session, conversation, seq, kind, label, confidence, masked, now)
