"""What was said in the turns that the tracker still holds."""

from __future__ import annotations

from typing import Iterator, List

from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from first_step.content.labels import FAMILIES


def answers_given(tracker: DialogueStateTracker) -> List[str]:
    """Return the ids of the replies of the last turns, newest first, repeats included."""
    return [str(event.metadata["answer"]) for event in _replies(tracker)]


def last_topic(tracker: DialogueStateTracker) -> str | None:
    """Return the topic answered last (`cause/trauma`), None when there was none."""
    return next(
        (answer for answer in answers_given(tracker) if answer.split("/")[0] in FAMILIES), None
    )


def more_given(tracker: DialogueStateTracker, topic: str) -> bool:
    """Return whether the section "more" of a topic was shown."""
    return any(
        event.metadata["answer"] == topic and event.metadata.get("section") == "more"
        for event in _replies(tracker)
    )


def substance_group(tracker: DialogueStateTracker) -> str | None:
    """Return the group of the substance spoken of last (opioids, alcohol, sedatives, stimulants).

    None when no substance was named, or one without a group of its own (facts N11).
    """
    group = str(tracker.get_slot("substance") or "").split("/")[0]
    return group if group in ("opioids", "alcohol", "sedatives", "stimulants") else None


def _replies(tracker: DialogueStateTracker) -> Iterator[BotUttered]:
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and (event.metadata or {}).get("answer"):
            yield event
