"""Proof that a request is somebody's: its reference with the phone or address given with it.

Guessers learn nothing: a wrong pair, an unknown reference and the wrong contact detail take the
same steps, and five wrong tries in an hour end it, for a conversation as for a reference. Tries
are kept as blind indexes beside the failed sign-ins, so they outlive a restart, hold no detail
and go with the purge.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.store.locks import lock_contacts
from first_step.store.referral_records import contact_index
from first_step.store.sealed import sealer_of
from first_step.store.tables import FailedSignInRow, ReferralRow

MOST_WRONG = 5
WRONG_COUNT_FOR = timedelta(hours=1)
# Compared where there is no such request or no such detail, so that the work is the same.
_NOTHING = "0" * 64


@dataclass(frozen=True)
class Proof:
    """What a try led to. reference: of the request that was proved, None when it was not."""

    reference: str | None
    too_many: bool


def prove(
    session: Session,
    reference: str,
    conversation_id: str,
    now: datetime,
    *,
    phone: str | None = None,
    email: str | None = None,
) -> Proof:
    """Return whether reference and detail belong together; a try that failed is counted.

    Args:
        session: one that writes.
        reference: as `find_reference` gives it; there may be no such request.
        conversation_id: where it was tried.
        now: the moment, UTC.
        phone: E.164.
        email: an address.
    """
    tries = _tries(session, conversation_id, reference)
    lock_contacts(session, tries)
    if _worst(session, tries, now - WRONG_COUNT_FOR) >= MOST_WRONG:
        return Proof(None, too_many=True)
    if _fits(session, reference, phone, email):
        return Proof(reference, too_many=False)
    session.add_all(FailedSignInRow(login_index=each, at=now) for each in tries)
    session.flush()
    return Proof(None, too_many=False)


def _fits(session: Session, reference: str, phone: str | None, email: str | None) -> bool:
    statement = select(ReferralRow.phone_index, ReferralRow.email_index).where(
        ReferralRow.reference == reference
    )
    stored = session.execute(statement).one_or_none() or (None, None)
    given = (contact_index(session, phone=phone), contact_index(session, email=email))
    same = [
        hmac.compare_digest(known or _NOTHING, told or "")
        for known, told in zip(stored, given, strict=True)
    ]
    return any(same)


def _worst(session: Session, tries: tuple[str, ...], since: datetime) -> int:
    statement = (
        select(func.count())
        .where(FailedSignInRow.__table__.c.login_index.in_(tries), FailedSignInRow.at >= since)
        .group_by(FailedSignInRow.login_index)
    )
    return max(session.execute(statement).scalars().all(), default=0)


def _tries(session: Session, conversation_id: str, reference: str) -> tuple[str, ...]:
    index = sealer_of(session).blind_index
    return index(conversation_id, "proof_conversation"), index(reference, "proof_reference")
