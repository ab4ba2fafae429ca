"""A visitor whose messages reach the actions as Rasa would hand them over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.contact_form import ValidateContactForm
from actions.record_referral import ActionRecordReferral
from first_step.store.referrals import Referral, list_all

KEV = "kev-conversation"
ANSWERS = {
    "crisis_check": "flow:crisis_check=no",
    "for_whom": "flow:for_whom=self",
    "age": "flow:age=adult",
    "consent": "flow:consent=yes",
    "safe_contact": "flow:safe_contact=private",
    "name": "Kev",
    "phone": "07700 900123",
    "email": "kev@example.org",
    "contact_window": "flow:contact_window=any_time",
    "red_flags": "flow:red_flags=none",
    "review": "flow:review=send",
}

Events = list[dict[str, Any]]


class Conversation:
    """Keeps slots and events between actions, as Rasa's tracker does."""

    def __init__(self, channel: str = "front_door", asked_on: str = "website") -> None:
        self.slots: dict[str, Any] = {}
        self.events: Events = []
        self.said: list[dict[str, Any]] = []
        self.loop: str | None = None
        self._latest: dict[str, Any] = {}
        self._channel = channel
        self._asked_on = asked_on

    @property
    def asked(self) -> str | None:
        field: str | None = self.slots.get("requested_slot")
        return field

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.said]

    def types(self, text: str, label: str = "inform", **more: Any) -> Events:
        self.hears(text, label, **more)
        return self.runs(ValidateContactForm())

    def taps(self, payload: str) -> Events:
        self.hears("tapped", "inform", payload=payload)
        return self.runs(ValidateContactForm())

    def opens(self, text: str = "can someone call me", **more: Any) -> Events:
        """Ask for a call: the form opens."""
        return self.types(text, "request_contact", **more)

    def answers(self, until: str | None = None, **instead: str) -> None:
        """Answer what is asked, up to the question `until`, or to the end of the form."""
        while self.asked is not None and self.asked != until:
            given = instead.get(self.asked) or ANSWERS[self.asked]
            taken = self.taps(given) if given.startswith("flow:") else self.types(given)
            assert taken, f"{given} was no answer"

    def runs_form(self) -> Events:
        """Let Rasa come back to the open form, with no new message."""
        return self.runs(ValidateContactForm())

    def records(self) -> Events:
        """Let Rasa run what comes after the form."""
        return self.runs(ActionRecordReferral())

    def runs(self, action: Action) -> Events:
        dispatcher = CollectingDispatcher()
        events = asyncio.run(action.run(dispatcher, self.tracker(), {}))  # type: ignore[arg-type]
        self.said += dispatcher.messages
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.events += [*events, {"event": "action", "name": action.name()}]
        return events

    def was_told(self, response: str) -> None:
        """Let Rasa say something outside the form, after the latest message."""
        self.events.append({"event": "action", "name": response})

    def tracker(self) -> Tracker:
        loop = {"name": self.loop} if self.loop else {}
        return Tracker(
            KEV, dict(self.slots), self._latest, list(self.events), False, None, loop, None
        )

    def hears(
        self,
        text: str,
        label: str,
        confidence: float = 0.9,
        payload: str | None = None,
        entities: Sequence[dict[str, Any]] = (),
    ) -> None:
        self._latest = {
            "text": text,
            "intent": {"name": label.split("/")[0]},
            "intent_ranking": [{"label": label, "confidence": confidence}],
            "entities": list(entities),
            "metadata": {"payload": payload, "channel": self._asked_on},
        }
        self.events.append({"event": "user", "text": text, "input_channel": self._channel})


def stored(parts: wiring.Parts) -> list[Referral]:
    with parts.database.read() as session:
        return list_all(session)


def complete(kev: Conversation, **instead: str) -> None:
    """Fill in the form up to the moment when Rasa calls the record."""
    kev.opens()
    kev.answers(**instead)
    assert kev.asked is None
