"""Lists of conversations for the desk, read from the end of an index a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from first_step.store.conversations import Conversation, conversation_of
from first_step.store.tables import ConversationRow

SHOWS = ("all", "waiting", "staff", "mine", "danger")
# Nobody looks for a live chat further back.
_LOOK_BACK = timedelta(days=14)
_row = ConversationRow.__table__.c

# The last message and the id of the conversation that a page ends with.
Place = tuple[datetime, str]


@dataclass(frozen=True)
class Wanted:
    """Which conversations. show: one of SHOWS. me: whose "mine" are. channel: None for every one.

    before: the place that the page before ended with, None for the first page.
    """

    show: str
    me: str
    channel: str | None = None
    before: Place | None = None


def page(session: Session, wanted: Wanted, limit: int, now: datetime) -> list[Conversation]:
    """Return up to `limit` conversations: who waits longest first, else the newest first."""
    statement = select(ConversationRow).where(*_conditions(wanted, now)).limit(limit)
    if wanted.show == "waiting":
        statement = statement.order_by(_row.waiting_since, _row.id)
    else:
        statement = statement.order_by(_row.last_message_at.desc(), _row.id.desc())
    rows: Sequence[ConversationRow] = session.execute(statement).scalars().all()
    return [conversation_of(row) for row in rows]


def _conditions(wanted: Wanted, now: datetime) -> list[Any]:
    found: list[Any] = []
    if wanted.channel is not None:
        # Few are waiting, held or in danger, and most come by one channel: the index of channels
        # serves the whole list alone.
        by = _row.channel if wanted.show == "all" else func.coalesce(_row.channel, "")
        found.append(by == wanted.channel)
    if wanted.show == "waiting":
        return [*found, _row.waiting_since.is_not(None)]
    found.append(_row.last_message_at > now - _LOOK_BACK)
    if wanted.show == "staff":
        found.append(_row.holder == "staff")
    elif wanted.show == "mine":
        found += [_row.holder == "staff", _row.holder_id == wanted.me]
    elif wanted.show == "danger":
        found.append(_row.in_danger_at.is_not(None))
    if wanted.before is not None:
        at, id = wanted.before
        earlier = and_(_row.last_message_at == at, _row.id < id)
        found.append(or_(_row.last_message_at < at, earlier))
    return found
