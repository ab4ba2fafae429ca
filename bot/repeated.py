"""Answers a message that was answered before, where only the reply was lost on its way.

The front door asks again when Rasa's answer never came. The dialogue may have gone on by then:
run a second time, "Kev" would answer the question after the name.
"""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def replies_given(
    tracker: Optional[DialogueStateTracker], message_id: str
) -> Optional[Tuple[UserUttered, List[BotUttered]]]:
    """Return the message with this id and what was said to it; None when it was not kept.

    Only the latest message counts: a conversation has one turn at a time.
    """
    events: List[Event] = list(tracker.events) if tracker and message_id else []
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if isinstance(event, UserUttered):
            said = [each for each in events[index:] if isinstance(each, BotUttered)]
            return (event, said) if event.message_id == message_id and said else None
    return None


def label_of(message: UserUttered) -> Tuple[Optional[str], float]:
    """Return the label the classifier gave a kept message and how sure it was."""
    ranking: Any = message.parse_data.get("intent_ranking") or [{}]
    first = ranking[0]
    return first.get("label"), float(first.get("confidence") or 0.0)
