"""Locks, and the one order in which every transaction takes them, so that none wait in a circle.

1. Conversations, by their id: one writer at a time, so messages are numbered without gaps.
2. The conversation's tracker.
3. Contacts: telephone numbers and addresses that requests share, all that are needed at once.
4. Requests, in the order in which they were recorded.
5. What else a transaction changes.
6. The head of the audit log, which all share, last: after an entry nothing more is locked.

SQLite has one writer, who needs no order. On PostgreSQL two that waited for each other would cost
one of them a second, and then what it did.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
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


def lock_contacts(session: Session, indexes: Iterable[str | None]) -> None:
    """Wait for others who change requests of these blind indexes, until the transaction ends."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for index in sorted({index for index in indexes if index}):
        # 60 of the 256 bits: a chance meeting of two only makes one wait.
        session.execute(select(func.pg_advisory_xact_lock(int(index[:15], 16))))
