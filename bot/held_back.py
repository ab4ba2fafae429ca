"""What a visitor had said when a gentle check came first, so that it can be answered after it."""

from __future__ import annotations

from typing import Optional

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def held_back_label(tracker: Optional[DialogueStateTracker]) -> str | None:
    """Return the label of the latest message that was answered with a check, None without one."""
    if tracker is None:
        return None
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            crisis = event.parse_data.get("crisis") or {}
            if crisis.get("band") == "check":
                return _label(event)
    return None


def _label(message: UserUttered) -> str | None:
    ranking = message.parse_data.get("intent_ranking") or []
    for row in ranking:
        label = row.get("label")
        # What looked like danger and was not: the next likeliest meaning is what they asked.
        if label and not label.startswith("crisis_"):
            return str(label)
    return None
