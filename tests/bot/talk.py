"""A conversation with the wording alone, and what somebody filled in."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import create_bot_utterance
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.wording import ContentWording
from first_step.admissions.safe_contact import preset

from .dialogue import new_tracker, said

KEV: dict[str, Any] = {
    "for_whom": "self",
    "age": "adult",
    "consent": "yes",
    "safe_contact": {**(preset("private") or {}), "code_word": "tulip"},
    "name": "Kev",
    "phone": "+447700900123",
    "contact_window": {"start": None, "end": None, "words": "any time"},
    "red_flags": ["R8"],
    "contact_request": {"key": "k", "flags": ["R8"]},
}


class Talk:
    """A conversation that hears replies as Rasa would store them."""

    def __init__(self, domain: Domain, wording: ContentWording) -> None:
        self.tracker: DialogueStateTracker = new_tracker(domain)
        self._wording = wording
        self._domain = domain

    def says(self, text: str, *labels: str, **found: Any) -> None:
        label, *others = labels
        self.tracker.update(said(text, label, others=others, **found), self._domain)

    def knows(self, **slots: Any) -> None:
        for name, value in slots.items():
            self.tracker.update(SlotSet(name, value), self._domain)

    async def hears(self, action: str, **extra: Any) -> dict[str, Any]:
        reply = await self._wording.generate(action, self.tracker, "front_door", **extra)
        assert reply
        assert reply["text"].strip()
        stored = {**reply, "utter_action": action}
        self.tracker.update(create_bot_utterance(stored), self._domain)
        return reply


def payloads(reply: dict[str, Any]) -> list[str]:
    return [button["payload"] for button in reply["buttons"]]
