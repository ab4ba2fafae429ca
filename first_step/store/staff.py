"""People at the desk: who they are, their sessions, and sign-ins that failed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from first_step.admissions.errors import StoreError
from first_step.store.ids import new_id
from first_step.store.sealed import sealer_of
from first_step.store.tables import FailedSignInRow, StaffRow, StaffSessionRow

SESSION_LASTS = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=60)


@dataclass(frozen=True)
class StaffMember:
    """One member of staff. login: in small letters. roles: codes such as "admissions".

    available: whether they say that they can talk to a visitor now.
    """

    id: str
    name: str
    login: str
    password_hash: str = field(repr=False)
    roles: tuple[str, ...]
    active: bool
    available: bool = False

    @property
    def first_name(self) -> str:
        """The name that visitors see."""
        return self.name.split()[0]


@dataclass(frozen=True)
class StaffSession:
    """A sign-in that is still good, and whose it is."""

    member: StaffMember
    started_at: datetime
    seen_at: datetime
    ends_at: datetime


def add(
    session: Session, name: str, login: str, password_hash: str, roles: Iterable[str]
) -> StaffMember:
    """Store and return a new member of staff; raises StoreError when the login is taken."""
    row = StaffRow(
        id=new_id(),
        name=name,
        login=_folded(login),
        password_hash=password_hash,
        roles=sorted(set(roles)),
        active=True,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise StoreError("this login is taken") from None
    return _member(row)


def get(session: Session, staff_id: str) -> StaffMember | None:
    """Return a member of staff, None when there is none."""
    row = session.get(StaffRow, staff_id)
    return _member(row) if row else None


def by_login(session: Session, login: str) -> StaffMember | None:
    """Return the member with this login, in large or small letters; None when there is none."""
    row = session.execute(
        select(StaffRow).where(StaffRow.login == _folded(login))
    ).scalar_one_or_none()
    return _member(row) if row else None


def everyone(session: Session) -> list[StaffMember]:
    """Return all members of staff by name, those set inactive included."""
    rows: Sequence[StaffRow] = session.execute(select(StaffRow).order_by(StaffRow.name)).scalars()
    return [_member(row) for row in rows]


def count(session: Session) -> int:
    """Return how many members of staff there are, those set inactive included."""
    number: int = session.execute(select(func.count()).select_from(StaffRow)).scalar_one()
    return number


def change(
    session: Session,
    staff_id: str,
    *,
    password_hash: str | None = None,
    roles: Iterable[str] | None = None,
    active: bool | None = None,
) -> bool:
    """Change what is given and end the member's sessions; return False for an unknown id."""
    row = session.get(StaffRow, staff_id)
    if row is None:
        return False
    row.password_hash = row.password_hash if password_hash is None else password_hash
    row.roles = row.roles if roles is None else sorted(set(roles))
    row.active = row.active if active is None else active
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id))
    return True


def start_session(
    session: Session, staff_id: str, now: datetime, lasts: timedelta = SESSION_LASTS
) -> str:
    """Store a sign-in and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = StaffSessionRow(token_hash=_hash(token), staff_id=staff_id)
    row.started_at = row.seen_at = now
    row.ends_at = now + lasts
    session.add(row)
    session.flush()
    return token


def find_session(
    session: Session, token: str, now: datetime, idle: timedelta = SESSION_IDLE
) -> StaffSession | None:
    """Return the sign-in of a token; None when it is unknown, over, idle, or its member inactive.

    Nothing is written: call `seen` now and then.
    """
    row = session.get(StaffSessionRow, _hash(token))
    if row is None or now >= min(row.ends_at, row.seen_at + idle):
        return None
    member = get(session, row.staff_id)
    if member is None or not member.active:
        return None
    return StaffSession(member, row.started_at, row.seen_at, row.ends_at)


def seen(session: Session, token: str, now: datetime) -> None:
    """Note that a sign-in is in use."""
    row = session.get(StaffSessionRow, _hash(token))
    if row is not None and now > row.seen_at:
        row.seen_at = now


def end_session(session: Session, token: str) -> None:
    """End a sign-in; ending it again changes nothing."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == _hash(token)))


def count_failed_sign_in(session: Session, login: str, now: datetime) -> None:
    """Count a sign-in that failed, whether or not there is such a login."""
    session.add(FailedSignInRow(login_index=_login_index(session, login), at=now))


def failed_sign_ins(session: Session, login: str, since: datetime) -> int:
    """Return how many sign-ins failed for this login since then."""
    count: int = session.execute(
        select(func.count())
        .select_from(FailedSignInRow)
        .where(_of_login(session, login), FailedSignInRow.at >= since)
    ).scalar_one()
    return count


def forget_failed_sign_ins(session: Session, login: str) -> None:
    """Start counting anew, after a sign-in that went well."""
    session.execute(delete(FailedSignInRow).where(_of_login(session, login)))


def _of_login(session: Session, login: str) -> Any:
    return FailedSignInRow.login_index == _login_index(session, login)


def _login_index(session: Session, login: str) -> str:
    return sealer_of(session).blind_index(_folded(login), "login")


def _folded(login: str) -> str:
    return login.strip().casefold()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _member(row: StaffRow) -> StaffMember:
    available = row.availability == "available"
    return StaffMember(
        row.id, row.name, row.login, row.password_hash, tuple(row.roles), row.active, available
    )
