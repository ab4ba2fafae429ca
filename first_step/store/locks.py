"""One writer at a time per conversation, so that messages are numbered without gaps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.tables import ConversationRow

# Where a session keeps what it has locked: its transaction, and rows by their id.
_LOCKED = "locked conversations"


def lock_conversation(session: Session, conversation_id: str) -> ConversationRow:
    """Return the row, locked until the transaction ends; raises NotFound.

    Asked again in the same transaction, it asks the database nothing: nobody else can have changed
    the row.
    """
    session.connection()  # begins the transaction, where nothing was asked yet
    here = session.info.get(_LOCKED)
    if here is None or here[0] is not session.get_transaction():
        here = session.info[_LOCKED] = (session.get_transaction(), {})
    locked: dict[str, ConversationRow] = here[1]
    if conversation_id not in locked:
        locked[conversation_id] = _lock(session, conversation_id)
    return locked[conversation_id]


def _lock(session: Session, conversation_id: str) -> ConversationRow:
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
