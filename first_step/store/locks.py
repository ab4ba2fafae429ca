"""One writer at a time per conversation, so that messages are numbered without gaps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.tables import ConversationRow


def lock_conversation(session: Session, conversation_id: str) -> ConversationRow:
    """Return the row, locked until the transaction ends; raises NotFound."""
    statement = (
        select(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row: ConversationRow | None = session.execute(statement).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such conversation")
    return row
