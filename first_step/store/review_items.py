"""Masked messages that a content owner looks at, kept by a consent of their own (facts P11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.locks import lock_conversation
from first_step.store.sealed import open_json, seal_json
from first_step.store.tables import ReviewItemRow

Kind = Literal["not_understood", "clarified", "marked"]
# "same_person": whoever decided first cannot be the second. "gone": it was decided on before.
Outcome = Literal["approved", "approved_once", "same_person", "gone"]
DANGER = "crisis_"

_OPEN = ("open", "approved_once")
_item = ReviewItemRow.__table__.c


@dataclass(frozen=True)
class ReviewItem:
    """One message to look at.

    words: masked before they were stored. label, confidence: the guess, 0 to 1.
    right_label, example, first_by: what one person decided while another has to agree.
    """

    id: int
    conversation: str
    seq: int
    kind: str
    label: str | None
    confidence: float | None
    words: str
    state: str
    right_label: str | None
    example: str | None
    first_by: str | None
    at: datetime


def put(
    session: Session,
    conversation_id: str,
    seq: int,
    kind: Kind,
    label: str | None,
    confidence: float | None,
    masked: str,
    now: datetime,
) -> bool:
    """Keep a message whose details are masked; return whether it was kept.

    It is not without the visitor's consent to review, nor a second time. Raises NotFound.
    """
    if lock_conversation(session, conversation_id).review_consent_at is None:
        return False
    known = select(ReviewItemRow.id).where(
        ReviewItemRow.conversation_id == conversation_id, ReviewItemRow.seq == seq
    )
    if session.execute(known).first() is not None:
        return False
    row = ReviewItemRow(conversation_id=conversation_id, seq=seq, kind=kind, state="open", at=now)
    row.label, row.confidence = label, confidence
    row.body = seal_json(session, masked, words_purpose(conversation_id, seq))
    session.add(row)
    session.flush()
    return True


def undecided(session: Session, limit: int) -> list[ReviewItem]:
    """Return up to `limit` items that somebody has to decide on, the oldest first."""
    statement = select(ReviewItemRow).where(_item.state.in_(_OPEN)).order_by(ReviewItemRow.id)
    rows = session.execute(statement.limit(limit)).scalars().all()
    return [_opened(session, row) for row in rows]


def undecided_count(session: Session) -> int:
    """Return how many items somebody has to decide on."""
    statement = select(func.count()).select_from(ReviewItemRow).where(_item.state.in_(_OPEN))
    return int(session.execute(statement).scalar_one())


def of_conversation(session: Session, conversation_id: str) -> list[ReviewItem]:
    """Return every item of a conversation, decided on or not, in order."""
    statement = select(ReviewItemRow).where(ReviewItemRow.conversation_id == conversation_id)
    rows: Sequence[Any] = session.execute(statement.order_by(ReviewItemRow.seq)).scalars().all()
    return [_opened(session, row) for row in rows]


def needs_two(label: str, guess: str | None) -> bool:
    """Return whether two people must agree: danger is said, or taken away from what was guessed."""
    return label.startswith(DANGER) or (guess or "").startswith(DANGER)


def approve(
    session: Session, item_id: int, label: str, example: str, by: str, now: datetime
) -> Outcome:
    """Decide which label a sentence has; return what became of the item.

    About danger a second, different person has to say the same; whoever says something else
    starts afresh and waits for another. Raises NotFound.
    """
    row = _locked(session, item_id)
    if row.state not in _OPEN:
        return "gone"
    if needs_two(label, row.label):
        agreed = row.state == "approved_once" and _decision(session, row) == (label, example)
        if row.state == "approved_once" and row.first_by == by:
            return "same_person"
        if not agreed:
            _decide(session, row, label, example)
            row.state, row.first_by, row.first_at = "approved_once", by, now
            session.flush()
            return "approved_once"
        row.second_by, row.second_at = by, now
    else:
        _decide(session, row, label, example)
        row.first_by, row.first_at = by, now
    row.state = "approved"
    session.flush()
    return "approved"


def dismiss(session: Session, item_id: int, by: str, now: datetime) -> bool:
    """Decide that nothing is to be learnt; return False when it was decided on before.

    Raises NotFound.
    """
    row = _locked(session, item_id)
    if row.state not in _OPEN:
        return False
    row.state, row.second_by, row.second_at = "dismissed", by, now
    session.flush()
    return True


def words_purpose(conversation_id: str, seq: int) -> str:
    """Return the place that the masked words are sealed for."""
    return f"review:{conversation_id}:{seq}"


def example_purpose(conversation_id: str, seq: int) -> str:
    """Return the place that the example is sealed for."""
    return f"review_example:{conversation_id}:{seq}"


def _locked(session: Session, item_id: int) -> ReviewItemRow:
    statement = select(ReviewItemRow).where(ReviewItemRow.id == item_id).with_for_update()
    row: ReviewItemRow | None = session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such message to review")
    return row


def _decide(session: Session, row: ReviewItemRow, label: str, example: str) -> None:
    row.right_label = label
    row.example = seal_json(session, example, example_purpose(row.conversation_id, row.seq))


def _decision(session: Session, row: ReviewItemRow) -> tuple[str | None, str | None]:
    return row.right_label, _example(session, row)


def _example(session: Session, row: ReviewItemRow) -> str | None:
    if row.example is None:
        return None
    return str(open_json(session, row.example, example_purpose(row.conversation_id, row.seq)))


def _opened(session: Session, row: ReviewItemRow) -> ReviewItem:
    return ReviewItem(
        row.id,
        row.conversation_id,
        row.seq,
        row.kind,
        row.label,
        row.confidence,
        open_json(session, row.body, words_purpose(row.conversation_id, row.seq)),
        row.state,
        row.right_label,
        _example(session, row),
        row.first_by,
        row.at,
    )
