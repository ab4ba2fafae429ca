"""What a stored request looks like, and how its sealed part is read and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.referral import Consent, ContactRequest, Level, Status
from first_step.store.sealed import open_json, seal_json, sealer_of
from first_step.store.tables import ReferralEventRow, ReferralRow


@dataclass(frozen=True)
class ReferralEvent:
    """One line of history. by: a staff id, "visitor" or "system". status: as it was afterwards.

    event: a code such as "recorded", "moved", "assigned", "added", "note". reason: a code, where
    it ended or was lowered.
    """

    at: datetime
    by: str
    event: str
    status: Status
    note: str | None
    reason: str | None = None


@dataclass(frozen=True)
class Referral:
    """One request to be contacted. phone: E.164. Moments are UTC, the contact window London.

    reasons and red_flags: codes of facts 4c. history: the oldest line first. joins: reference of
    the request whose call answers this one too.
    """

    reference: str
    status: Status
    priority: Level
    reasons: tuple[str, ...]
    for_whom: str
    writer_age: str
    person_age: str
    name: str
    phone: str | None
    email: str | None
    contact_window: ContactWindow
    safe_contact: Mapping[str, Any]
    channel: str
    conversation: str | None
    created_at: datetime
    due_at: datetime
    touched_at: datetime
    closed_at: datetime | None
    consent_version: str
    consent: Consent
    red_flags: tuple[str, ...]
    red_flags_state: str
    crisis_check: str | None
    signs: tuple[str, ...]
    extras: Mapping[str, Any]
    assigned_to: str | None
    history: tuple[ReferralEvent, ...]
    joins: str | None = None


def seal_body(session: Session, row: ReferralRow, body: Mapping[str, Any]) -> None:
    """Put everything personal into the row: sealed, and findable by phone and e-mail."""
    row.body = seal_json(session, dict(body), body_purpose(row.reference))
    row.phone_index = contact_index(session, phone=body.get("phone"))
    row.email_index = contact_index(session, email=body.get("email"))


def open_body(session: Session, row: ReferralRow) -> dict[str, Any]:
    """Return what `seal_body` sealed; raises SealError."""
    body: dict[str, Any] = open_json(session, row.body, body_purpose(row.reference))
    return body


def body_of(request: ContactRequest, reasons: Sequence[str]) -> dict[str, Any]:
    """Return the personal part of a new request as JSON values."""
    return {**request.as_dict(), "reasons": list(reasons)}


def contact_index(
    session: Session, *, phone: str | None = None, email: str | None = None
) -> str | None:
    """Return the blind index of a phone (E.164) or e-mail address, None without either."""
    if phone:
        return sealer_of(session).blind_index(phone, "phone")
    return sealer_of(session).blind_index(email.casefold(), "email") if email else None


def referral_of(session: Session, row: ReferralRow, events: Sequence[ReferralEventRow]) -> Referral:
    """Return a row with its history, opened. What an older version stored is read as it stands."""
    body = open_body(session, row)
    return Referral(
        reference=row.reference,
        status=Status(row.status),
        priority=Level(row.level),
        reasons=tuple(body["reasons"]),
        for_whom=body["for_whom"],
        writer_age=body["writer_age"],
        person_age=body["person_age"],
        name=body["name"],
        phone=body["phone"],
        email=body["email"],
        contact_window=ContactWindow.from_dict(body["contact_window"]),
        safe_contact=body["safe_contact"],
        channel=row.channel,
        conversation=row.conversation_id,
        created_at=row.created_at,
        due_at=row.due_at,
        touched_at=row.touched_at,
        closed_at=row.closed_at,
        consent_version=row.consent_version,
        consent=Consent.from_dict(body["consent"]),
        red_flags=tuple(body.get("red_flags", ())),
        red_flags_state=body.get("red_flags_state", "not_reached"),
        crisis_check=body.get("crisis_check"),
        signs=tuple(body.get("signs", ())),
        extras=body.get("extras", {}),
        assigned_to=row.assigned_to,
        history=tuple(_event(session, row, event) for event in events),
        joins=row.joins,
    )


def seal_note(session: Session, row: ReferralRow, note: str | None) -> str | None:
    """Return words of staff, sealed."""
    return sealer_of(session).seal(note, note_purpose(row.reference)) if note else None


def _event(session: Session, row: ReferralRow, event: ReferralEventRow) -> ReferralEvent:
    note = sealer_of(session).open(event.note, note_purpose(row.reference)) if event.note else None
    status = Status(event.status)
    return ReferralEvent(event.at, event.by, event.event, status, note, event.reason)


def body_purpose(reference: str) -> str:
    """Return the place that the body of a request is sealed for."""
    return f"referral:{reference}"


def note_purpose(reference: str) -> str:
    """Return the place that a note of staff is sealed for."""
    return f"note:{reference}"
