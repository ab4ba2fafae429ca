"""A visitor who types and taps through the contact flow, for tests."""

from __future__ import annotations

from datetime import datetime, timezone

from first_step.admissions.contact_flow import (
    Change,
    ConsentText,
    FlowState,
    Message,
    next_field,
    read_message,
    start,
)
from first_step.admissions.hours import OpeningHours

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)  # a Tuesday
UNKNOWN_HOURS = OpeningHours.unknown()
CONSENT = ConsentText("2026-11-23", "Your details go to the team. Do you agree?")
TAPS = {
    "crisis_check": "flow:crisis_check=no",
    "for_whom": "flow:for_whom=self",
    "age": "flow:age=adult",
    "consent": "flow:consent=yes",
    "safe_contact": "flow:safe_contact=private",
    "contact_window": "flow:contact_window=any_time",
    "red_flags": "flow:red_flags=none",
    "review": "flow:review=send",
}
TYPED = {"name": "Kev", "phone": "07700 900123", "email": "kev@example.org"}


class Visitor:
    """Keeps the state as slots between messages, as the dialogue does."""

    def __init__(self, until: str | None = "crisis_check", **answers: str) -> None:
        self.slots = start(FlowState(), "key-1", NOW).to_slots()
        self.last = Change(self.state)
        while self.asked is not None and self.asked != until:
            self.answer(answers.get(self.asked))

    @property
    def state(self) -> FlowState:
        return FlowState.from_slots(self.slots)

    @property
    def asked(self) -> str | None:
        return next_field(self.state)

    def answer(self, given: str | None = None) -> Change:
        field = self.asked or ""
        words = given or TAPS.get(field) or TYPED[field]
        return self.taps(words) if words.startswith("flow:") else self.types(words)

    def types(self, text: str, label: str | None = "inform", confidence: float = 0.9) -> Change:
        return self.sends(Message(text, label, confidence, asked=self.asked))

    def taps(self, payload: str) -> Change:
        return self.sends(Message(payload=payload, asked=self.asked))

    def sends(self, message: Message) -> Change:
        self.last = read_message(self.state, message, NOW, UNKNOWN_HOURS, CONSENT)
        self.slots = self.last.state.to_slots()
        return self.last
