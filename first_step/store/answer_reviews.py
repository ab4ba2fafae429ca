"""Who looked through which answer, and whether that still holds for the text as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.store.ids import checked_id
from first_step.store.tables import AnswerReviewRow


@dataclass(frozen=True)
class AnswerReview:
    """One look. by: a staff id. sha256: of the text as it then was."""

    answer: str
    reviewed_at: datetime
    by: str
    sha256: str
    due_at: datetime


def mark(
    session: Session, answer: str, sha256: str, by: str, now: datetime, due_at: datetime
) -> AnswerReview:
    """Keep and return that somebody looked the text through; raises StoreError for a bad id."""
    row = AnswerReviewRow(answer=checked_id(answer), reviewed_at=now, due_at=due_at)
    row.by, row.sha256 = checked_id(by), sha256
    session.add(row)
    session.flush()
    return _review(row)


def standing(session: Session, hashes: Mapping[str, str]) -> dict[str, AnswerReview]:
    """Return the last review of each answer whose text has not changed since.

    hashes: the SHA-256 of the text of each answer as it is now.
    """
    last = select(func.max(AnswerReviewRow.id)).group_by(AnswerReviewRow.answer)
    ids = AnswerReviewRow.__table__.c.id.in_(last)
    rows = session.execute(select(AnswerReviewRow).where(ids)).scalars().all()
    return {row.answer: _review(row) for row in rows if hashes.get(row.answer) == row.sha256}


def _review(row: AnswerReviewRow) -> AnswerReview:
    return AnswerReview(row.answer, row.reviewed_at, row.by, row.sha256, row.due_at)
