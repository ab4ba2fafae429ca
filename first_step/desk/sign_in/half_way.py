"""What carries somebody from the right password to the one-time code: signed, short, bound."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

from itsdangerous import BadSignature, URLSafeSerializer

from first_step.desk.visit import Visit
from first_step.store import staff
from first_step.store.database import Session
from first_step.store.staff import StaffMember

LASTS = timedelta(minutes=5)
_UTC = timezone.utc


def ticket_for(visit: Visit, member: StaffMember) -> str:
    """Return a ticket that this browser alone can use, until the password changes or 5 minutes."""
    until = int((visit.now + LASTS).timestamp())
    return str(_signer(visit).dumps([member.id, until, _bound_to(visit, member)]))


def holder_of(session: Session, visit: Visit, ticket: str) -> StaffMember | None:
    """Return whose ticket it is; None when it is forged, over, or of another browser."""
    try:
        staff_id, until, bound = _signer(visit).loads(ticket)
    except (BadSignature, TypeError, ValueError):
        return None
    member = staff.get(session, staff_id)
    if member is None or not member.active or visit.now >= datetime.fromtimestamp(until, _UTC):
        return None
    return member if bound == _bound_to(visit, member) else None


def _bound_to(visit: Visit, member: StaffMember) -> str:
    return hashlib.sha256(f"{visit.cookie}\0{member.password_hash}".encode()).hexdigest()


def _signer(visit: Visit) -> URLSafeSerializer:
    return URLSafeSerializer(visit.desk.settings.token_key, salt="desk-half-way")
