"""What was said in the turns that the tracker still holds."""

from __future__ import annotations

from itertools import islice
from typing import Any, Iterator, List, Optional

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from first_step.content.labels import FAMILIES
from first_step.understanding.in_conversation import NOTHING_BEFORE, Before
from first_step.understanding.normalise import readable_text

# What Rasa stores beside a reply, so that later turns know what was shown.
SECTION, VARIANT, HEARD = "section", "variant", "heard"
# "and for my kids?" may still mean the question before "thanks", hardly one from long ago.
_LOOK_BACK = 3
# After these the thread goes on. After a card of danger, a check, a handover or a question of
# the contact form the next words answer that.
_GOES_ON_AFTER = ("say/thank", "say/affirm", "say/praise", "fallback/nothing_more")


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
        event.metadata["answer"] == topic and event.metadata.get(SECTION) == "more"
        for event in _replies(tracker)
    )


def was_given(tracker: DialogueStateTracker, answer: str, variant: str | None = None) -> bool:
    """Return whether a reply was given in the last turns, for the same kind of substance."""
    return any(_is(event, answer, variant) for event in _replies(tracker))


def asked_in_a_row(tracker: DialogueStateTracker, answer: str, variant: str | None = None) -> int:
    """Return how often a reply was given just before, with nothing else but "more" between.

    The question of an open contact form comes again after every answer, so it does not count.
    """
    times = 0
    for event in _replies(tracker):
        given = str(event.metadata["answer"])
        if _is(event, answer, variant) and event.metadata.get(SECTION) != "more":
            times += 1
        elif given != answer and not given.startswith("flow/"):
            break
    return times


def last_section(tracker: DialogueStateTracker) -> str | None:
    """Return the section of the latest reply ("answer", "again", "more")."""
    return next((event.metadata.get(SECTION) for event in _replies(tracker)), None)


def heard_before(tracker: DialogueStateTracker) -> bool:
    """Return whether a kind sentence stood before an answer of the last turns."""
    return any(event.metadata.get(HEARD) for event in _replies(tracker))


def parsed(tracker: DialogueStateTracker, key: str) -> Any:
    """Return what the components of bot.nlu set on the latest message, None when nothing."""
    message = tracker.latest_message
    return message.parse_data.get(key) if message else None


def substance_group(tracker: DialogueStateTracker) -> str | None:
    """Return the group of the substance spoken of last (opioids, alcohol, sedatives, stimulants).

    None when no substance was named, or one without a group of its own (facts N11).
    """
    group = str(tracker.get_slot("substance") or "").split("/")[0]
    return group if group in ("opioids", "alcohol", "sedatives", "stimulants") else None


def before_message(tracker: Optional[DialogueStateTracker]) -> Before:
    """Return what a message that is being read can go on from.

    While the contact form is open only its question: there a few words answer it.
    """
    if tracker is None:
        return NOTHING_BEFORE
    if tracker.active_loop_name:
        return Before(asked=tracker.get_slot("requested_slot"))
    latest = next(iter(answers_given(tracker)), "")
    if latest.split("/")[0] in FAMILIES:
        return Before(_last_question(tracker), latest)
    return Before(_last_question(tracker)) if latest in _GOES_ON_AFTER else NOTHING_BEFORE


def _last_question(tracker: DialogueStateTracker) -> str | None:
    """Return the visitor's last message that asked about a topic by itself."""
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    by_itself = (event for event in said if not event.parse_data.get("follow_up"))
    for event in islice(by_itself, _LOOK_BACK):
        found: Any = (event.parse_data.get("intent_ranking") or [{}])[0].get("label") or ""
        if "/" in found and not event.parse_data.get("abstain"):
            return readable_text(event.text or "")
    return None


def _is(event: BotUttered, answer: str, variant: str | None) -> bool:
    return bool(event.metadata["answer"] == answer and event.metadata.get(VARIANT) == variant)


def _replies(tracker: DialogueStateTracker) -> Iterator[BotUttered]:
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and (event.metadata or {}).get("answer"):
            yield event
