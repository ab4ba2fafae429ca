"""When the classifier is unsure: ask which of two was meant, then offer the menu, then a person."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.scripted import (
    ScriptedPolicy,
    actions_before_message,
    actions_by_turn,
    form_declined,
)

CLARIFY, MENU = "utter_fallback_clarify", "utter_fallback_menu"
UNREADABLE, PERSON = "utter_fallback_unreadable", "utter_fallback_person"
NOT_UNDERSTOOD = (CLARIFY, MENU, UNREADABLE, PERSON)
# What "none of these" leads to, tapped or typed.
TOPICS = "utter_say_menu"
# The menu is shown until this many messages in a row were not understood; then a person is offered.
BEFORE_A_PERSON = 2


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class DoubtPolicy(ScriptedPolicy):
    """Asks back instead of guessing; an open form may read the message first."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return a priority below danger's and above the rules'."""
        return {"priority": 8}

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return a question back, then the open form or listening; None when there is no doubt."""
        loop = tracker.active_loop_name
        if done:
            if done == [TOPICS] and _none_of_these(tracker):
                # No rule knows of this answer to a "no", and their fallback never listens.
                return str(ACTION_LISTEN_NAME)
            if done[0] not in NOT_UNDERSTOOD:
                return None
            return str(loop) if loop and loop not in done else ACTION_LISTEN_NAME
        if loop and not form_declined(tracker):
            return None
        if not loop and _none_of_these(tracker):
            return TOPICS
        message = tracker.latest_message
        doubt = message.parse_data.get("abstain") if message else None
        if message is None or not doubt:
            return None
        readable = bool(message.parse_data.get("intent_ranking"))
        return _asking_back(str(doubt), readable, misunderstood_in_a_row(tracker))


def misunderstood_in_a_row(tracker: DialogueStateTracker) -> int:
    """Return how many messages just before the latest were not understood.

    Choosing none of what was offered counts as well; any other reply begins the count anew.
    """
    turns = actions_by_turn(tracker)[1:]
    times = 0
    for place, turn in enumerate(turns):
        earlier = turns[place + 1] if place + 1 < len(turns) else []
        none_chosen = TOPICS in turn and CLARIFY in earlier
        if not none_chosen and not any(action in NOT_UNDERSTOOD for action in turn):
            break
        times += 1
    return times


def _asking_back(doubt: str, readable: bool, times: int) -> str:
    if times >= BEFORE_A_PERSON:
        return PERSON
    if times:
        # Asked back once already: offering the same again would only annoy.
        return MENU
    if not readable:
        return UNREADABLE
    return MENU if doubt == "menu" else CLARIFY


def _none_of_these(tracker: DialogueStateTracker) -> bool:
    message = tracker.latest_message
    if message is None or message.intent.get("name") != "deny":
        return False
    return CLARIFY in actions_before_message(tracker)
