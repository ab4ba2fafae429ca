"""When the classifier is unsure: ask which of two was meant, or offer the menu and a person."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.scripted import ScriptedPolicy, actions_before_message

CLARIFY, MENU = "utter_fallback_clarify", "utter_fallback_menu"


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
        if done:
            if done[0] not in (CLARIFY, MENU):
                return None
            loop = tracker.active_loop_name
            return str(loop) if loop and loop not in done else ACTION_LISTEN_NAME
        doubt = tracker.latest_message and tracker.latest_message.parse_data.get("abstain")
        if not doubt or (tracker.active_loop_name and not _form_declined(tracker)):
            return None
        # Asked back once already: offering the same again would only annoy.
        asked_before = any(a in (CLARIFY, MENU) for a in actions_before_message(tracker))
        return MENU if doubt == "menu" or asked_before else CLARIFY


def _form_declined(tracker: DialogueStateTracker) -> bool:
    return any(
        isinstance(event, ActionExecutionRejected) and event.action_name == tracker.active_loop_name
        for event in reversed(tracker.applied_events()[-3:])
    )
