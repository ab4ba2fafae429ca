"""Says how a request stands: its state and what was promised, nothing of what it is about."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk.executor import CollectingDispatcher

from first_step.admissions.hours import OpeningHours, due_words
from first_step.admissions.referral import Status
from first_step.store.referrals import Referral

_SAID = {
    Status.REACHED: "reached",
    Status.BOOKED: "reached",
    Status.CLOSED: "over",
    Status.WITHDRAWN: "over",
}


def say_standing(
    dispatcher: CollectingDispatcher, referral: Referral, hours: OpeningHours, now: datetime
) -> None:
    """Say it; one whose time has passed is said to be late, and the past promise is left out."""
    waiting = "late" if referral.due_at < now else "waiting"
    dispatcher.utter_message(
        response=f"utter_flow_status_{_SAID.get(referral.status, waiting)}",
        due=due_words(referral.due_at, hours),
        contact_window=referral.contact_window.words,
    )
