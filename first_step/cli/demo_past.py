"""Made-up requests of the last four weeks that are over, so that insight has calls to show."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from first_step.admissions.contact_window import ANY_TIME
from first_step.admissions.referral import Consent, ContactRequest, Level, Status
from first_step.admissions.safe_contact import preset
from first_step.admissions.triage import Triage, due_at
from first_step.content.library import Library
from first_step.store import call_attempts, outbox, referrals
from first_step.store.database import Session

# How many of each level; five or more, or insight would rightly hide them.
_LEVELS = {Level.EMERGENCY: 6, Level.URGENT: 9, Level.SOON: 16, Level.ROUTINE: 11}
_LATE = 0.15  # the share that was called after the promised time
WHO = "demo"


def add_past(session: Session, library: Library, now: datetime) -> int:
    """Store requests of four weeks, called and closed, and return how many; the same each time."""
    version, words = library.consent_text()
    agreed = hashlib.sha256(words.encode()).hexdigest()
    chance, hours = random.Random(11), library.opening_hours()  # noqa: S311 - no secret
    for number, level in enumerate(_levels()):
        asked_at = now - timedelta(days=2 + number * 26 % 27, minutes=chance.randrange(600))
        request = _request(number, Consent(version, asked_at, agreed))
        promised = due_at(level, asked_at, hours, ANY_TIME)
        called_at = asked_at + (promised - asked_at) * _share(chance)
        _add(session, request, level, (asked_at, promised, min(called_at, now)))
    while notice := outbox.claim(session, WHO, now, lease_s=1):
        outbox.done(session, notice, WHO, now)  # whoever is told of requests was told then
    return sum(_LEVELS.values())


def _levels() -> Iterator[Level]:
    for level, count in _LEVELS.items():
        yield from (level,) * count


def _share(chance: random.Random) -> float:
    """Return how much of the promised time went by until the call."""
    return chance.uniform(1.1, 1.6) if chance.random() < _LATE else chance.uniform(0.2, 0.9)


def _add(
    session: Session,
    request: ContactRequest,
    level: Level,
    moments: tuple[datetime, datetime, datetime],
) -> None:
    """Store a request that is over. moments: when it was made, due and called."""
    asked_at, promised, called_at = moments
    referral, _ = referrals.record(
        session,
        request,
        conversation_id=None,
        channel="website",
        triage=Triage(level, ()),
        due_at=promised,
        now=asked_at,
    )
    call_attempts.record_attempt(session, referral.reference, "reached", WHO, called_at)
    referrals.move(
        session, referral.reference, Status.CLOSED, WHO, None, called_at, "referred_elsewhere"
    )


def _request(number: int, consent: Consent) -> ContactRequest:
    return ContactRequest(
        key=f"demo-past-{number}",
        for_whom="self",
        writer_age="adult",
        person_age="adult",
        name=f"Example {number + 1}",
        phone=f"+447700900{200 + number}",
        email=None,
        contact_window=ANY_TIME,
        safe_contact=preset("open") or {},
        consent=consent,
        red_flags=(),
        red_flags_state="asked",
    )
