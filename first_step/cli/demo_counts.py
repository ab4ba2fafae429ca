"""Made-up counts for thirty days, so that the console's page of insight can be tried."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from first_step.admissions.opening_hours import LONDON
from first_step.store import counts
from first_step.store.database import Session

DAYS = 30
# How many messages a channel has on a usual day.
_CHANNELS = {"website": 60, "whatsapp": 22, "sms": 6, "telegram": 2}
# Shares of those messages, in per cent; what is left of a kind is not counted.
_SHARES: dict[str, dict[str, float]] = {
    "reading": {
        "understood": 52,
        "clarified": 6,
        "not_understood": 4,
        "other_language": 1,
        "tapped": 20,
        "in_form": 17,
    },
    "topic": {
        "treatment/detox": 7,
        "treatment/duration": 5,
        "family/how_to_help": 6,
        "cause/genetic": 5,
        "treatment/cost": 4,
        "myth/choice": 4,
        "cause/trauma": 3,
        "sign/withdrawal": 3,
        "harm/naloxone": 2,
        "about/confidentiality": 2,
        "request_contact": 5,
        "request_human": 3,
        "complain": 1,
    },
    "flow_step": {
        "for_whom": 12,
        "age": 11,
        "consent": 10,
        "safe_contact": 9,
        "name": 8,
        "phone": 7,
        "email": 1,
        "contact_window": 6,
        "red_flags": 5.5,
        "review": 5,
        "recorded": 4.5,
    },
    "followed_by_not_meant": {"cause/genetic": 1, "treatment/duration": 1},
    "danger": {"act": 1, "check": 2},
}
_SHARES["shown"] = {name: part for name, part in _SHARES["topic"].items() if "/" in name}


def add_counts(session: Session, now: datetime) -> None:
    """Store thirty days up to yesterday; the same ones for the same day."""
    today = now.astimezone(LONDON).date()
    chance = random.Random(5)  # noqa: S311 - made-up numbers, no secret
    for back in range(1, DAYS + 1):
        _add_day(session, today - timedelta(days=back), chance)


def _add_day(session: Session, day: date, chance: random.Random) -> None:
    quieter = 0.7 if day.weekday() >= 5 else 1.0
    for channel, usual in _CHANNELS.items():
        messages = usual * quieter * chance.uniform(0.7, 1.3)
        for kind, shares in _SHARES.items():
            for key, share in shares.items():
                # Fractions become a chance, so that rare things happen on some days.
                number = int(messages * share / 100 + chance.random())
                if number:
                    counts.add(session, day, channel, kind, key, number)
