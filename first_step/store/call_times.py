"""How soon people who asked were called, from the history of their requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from first_step.admissions.opening_hours import LONDON
from first_step.admissions.referral import Level, Status
from first_step.store.call_attempts import EVENT
from first_step.store.tables import ReferralEventRow, ReferralRow

_request = ReferralRow.__table__.c
_event = ReferralEventRow.__table__.c
# A request in one of these has had a call, whether or not somebody picked up.
_CALLED = (Status.ATTEMPTED.value, Status.REACHED.value, Status.BOOKED.value)


@dataclass(frozen=True)
class CallTime:
    """One request and its first call. called_at: None while nobody has called."""

    channel: str
    level: Level
    asked_at: datetime
    due_at: datetime
    called_at: datetime | None
    over: bool

    def in_time(self, now: datetime) -> bool | None:
        """Return whether the promise was kept; None while it still can be, or ended uncalled."""
        if self.called_at is not None:
            return self.called_at <= self.due_at
        return None if self.over or self.due_at > now else False

    @property
    def waited(self) -> timedelta | None:
        """How long it took until the first call."""
        return None if self.called_at is None else max(self.called_at - self.asked_at, timedelta())


def call_times(session: Session, first: date, last: date) -> list[CallTime]:
    """Return the requests of these days in London, both included, without those that join one."""
    called = (
        select(_event.referral_id, func.min(_event.at).label("at"))
        .where(or_(_event.status.in_(_CALLED), _event.event == EVENT))
        .group_by(_event.referral_id)
        .subquery()
    )
    columns = (
        *(_request.channel, _request.level, _request.created_at, _request.due_at),
        *(called.c.at, _request.closed_at),
    )
    statement = (
        select(*columns)
        .outerjoin(called, called.c.referral_id == _request.id)
        .where(
            and_(
                _request.joins.is_(None),
                _request.created_at >= _start_of(first),
                _request.created_at < _start_of(last + timedelta(days=1)),
            )
        )
    )
    return [
        CallTime(channel, Level(level), asked, due, at, closed is not None)
        for channel, level, asked, due, at, closed in session.execute(statement).all()
    ]


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(timezone.utc)
