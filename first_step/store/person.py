"""Everything about one person: found by a reference or a contact detail, given out or erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound, StoreError
from first_step.store import (
    alerts,
    audit,
    channel_identities,
    conversations,
    messages,
    referrals,
    review_items,
    safeguarding,
)
from first_step.store.joining import hand_on
from first_step.store.locks import lock_conversation
from first_step.store.referral_rows import locked_rows
from first_step.store.removal import count, notices_about, parts_of, remove
from first_step.store.tables import (
    AuditRow,
    ConversationRow,
    DeliveryRow,
    OfferRow,
    OutboxRow,
    ReferralRow,
    TurnRow,
)
from first_step.store.trackers import load_tracker, slots_of

_referral = ReferralRow.__table__.c
_turn = TurnRow.__table__.c


@dataclass(frozen=True)
class Person:
    """The requests and conversations taken for one person's.

    linked: references left out although phone, e-mail or conversation are the same. Phones are
    shared, and whoever asks may not be whom they say (facts P13), so a human decides on those.
    """

    references: tuple[str, ...]
    conversation_ids: tuple[str, ...]
    linked: tuple[str, ...]


def find(
    session: Session,
    *,
    reference: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    with_linked: bool = False,
) -> Person:
    """Return who is meant; phone: E.164. with_linked: take linked requests for the same person's.

    Raises NotFound when there is no such request.
    """
    if reference:
        wanted = ReferralRow.reference == referrals.get(session, reference).reference
    else:
        contact = referrals.find_by_contact(session, phone=phone, email=email, limit=1_000_000)
        wanted = _referral.reference.in_([each.reference for each in contact])
    rows: Sequence[ReferralRow] = session.execute(select(ReferralRow).where(wanted)).scalars().all()
    if not rows:
        raise NotFound("there is no request with this phone number or e-mail address")
    linked = _linked(session, rows)
    if with_linked:
        rows = (*rows, *linked)
        linked = _linked(session, rows)
    return Person(
        tuple(sorted(row.reference for row in rows)),
        tuple(sorted({row.conversation_id for row in rows if row.conversation_id})),
        tuple(sorted(row.reference for row in linked)),
    )


def export(session: Session, person: Person) -> dict[str, Any]:
    """Return all that is stored about the person as JSON values; raises SealError."""
    return {
        "requests": [_plain(referrals.get(session, each)) for each in person.references],
        "safeguarding_notes": [
            _plain(note) for each in person.references for note in safeguarding.notes(session, each)
        ],
        "linked_but_left_out": list(person.linked),
        "conversations": [_conversation(session, each) for each in person.conversation_ids],
        "notices": [_columns(row) for row in _notices(session, person)],
        "audit": [_columns(row) for row in _audit_entries(session, person)],
    }


def parts_count(session: Session, person: Person) -> Counter[str]:
    """Return how many rows of each kind `erase` would delete; nothing is changed."""
    return count(session, parts_of(person.references, person.conversation_ids))


def erase(
    session: Session,
    person: Person,
    actor: str,
    now: datetime,
    beside: Mapping[str, int] = MappingProxyType({}),
) -> Counter[str]:
    """Delete all of it but the audit log, where one entry says so; return what went, by kind.

    beside: what the caller deletes outside the database, by kind, for that entry.

    Raises NotFound when a request is gone by now, StoreError while the bot is answering.
    """
    for each in person.conversation_ids:
        if conversations.get(session, each) is not None:
            lock_conversation(session, each)
    if len(locked_rows(session, person.references)) < len(person.references):
        raise NotFound("a request of this person is gone by now")
    for reference in person.references:
        hand_on(session, reference, now)
    if _is_being_answered(session, person, now):
        raise StoreError("the bot is answering this person now; erase again in a minute")
    gone = remove(session, parts_of(person.references, person.conversation_ids))
    gone = +(gone + Counter(beside))
    details = {"references": person.references, **gone}
    audit.write(session, actor, "person.erased", person.references[0], now, details)
    return gone


def _linked(session: Session, rows: Sequence[ReferralRow]) -> Sequence[ReferralRow]:
    columns = (_referral.phone_index, _referral.email_index, _referral.conversation_id)
    same = [
        column.in_(sorted({value for row in rows if (value := getattr(row, column.name))}))
        for column in columns
    ]
    known = _referral.id.in_([row.id for row in rows])
    statement = select(ReferralRow).where(or_(*same), ~known)
    found: Sequence[ReferralRow] = session.execute(statement).scalars().all()
    return found


def _is_being_answered(session: Session, person: Person, now: datetime) -> bool:
    """Return whether a reply, and with it Rasa's memory, may still be written."""
    statement = select(_turn.seq).where(
        _turn.conversation_id.in_(person.conversation_ids),
        _turn.state == "asked",
        _turn.claimable_at > now,
    )
    return session.execute(statement).first() is not None


def _conversation(session: Session, conversation_id: str) -> dict[str, Any]:
    row = session.get(ConversationRow, conversation_id)
    last = row.last_seq if row else 0
    return {
        "id": conversation_id,
        "conversation": _columns(row) if row else None,
        "messages": [_plain(each) for each in messages.after(session, conversation_id, 0, last)],
        "turns": [_columns(each) for each in _of(session, TurnRow, conversation_id)],
        "offers": len(_of(session, OfferRow, conversation_id)),
        "tracker_slots": slots_of(load_tracker(session, conversation_id)),
        "alerts": [_plain(each) for each in alerts.of_conversation(session, conversation_id)],
        "review_items": _plain(review_items.of_conversation(session, conversation_id)),
        "reached_at": _plain(channel_identities.of_conversation(session, conversation_id)),
        "deliveries": [_columns(each) for each in _of(session, DeliveryRow, conversation_id)],
    }


def _of(session: Session, table: Any, conversation_id: str) -> Sequence[Any]:
    statement = select(table).where(table.conversation_id == conversation_id)
    rows: Sequence[Any] = session.execute(statement).scalars().all()
    return rows


def _notices(session: Session, person: Person) -> Sequence[OutboxRow]:
    about = notices_about(person.references, person.conversation_ids)
    rows: Sequence[OutboxRow] = (
        session.execute(select(OutboxRow).where(about).order_by(OutboxRow.id)).scalars().all()
    )
    return rows


def _audit_entries(session: Session, person: Person) -> Sequence[AuditRow]:
    about = AuditRow.__table__.c.about.in_((*person.references, *person.conversation_ids))
    rows: Sequence[AuditRow] = (
        session.execute(select(AuditRow).where(about).order_by(AuditRow.seq)).scalars().all()
    )
    return rows


def _columns(row: Any) -> dict[str, Any]:
    return {column.name: _plain(getattr(row, column.name)) for column in row.__table__.columns}


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it: moments as ISO 8601 text, records as objects."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else _text(value)


def _text(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
