"""A number or an address given while asking for help is a wish to be called."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.crisis import CONTACT_FORM
from bot.policies.scripted import ScriptedPolicy
from bot.tapped import tapped_payload

_WAYS_TO_REACH = ("phone", "email")
# `inform` and `request_contact` in one message: the classifier can only put one of them first.
_AMONG_FIRST = 3


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class VolunteeredPolicy(ScriptedPolicy):
    """Opens the contact flow for "can someone call me, I'm Kev, 07700 900123"."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return a priority below danger's and above doubt's."""
        return {"priority": 9}

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return the contact flow, or None when nothing of the kind was said."""
        message = tracker.latest_message
        if done or message is None or tracker.active_loop_name or tapped_payload(message.metadata):
            return None
        if message.intent.get("name") != "inform":
            return None
        reachable = any(entity.get("entity") in _WAYS_TO_REACH for entity in message.entities)
        first = message.parse_data.get("intent_ranking", [])[:_AMONG_FIRST]
        wanted = any(row.get("label") == "request_contact" for row in first)
        return CONTACT_FORM if reachable and wanted else None
