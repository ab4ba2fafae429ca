"""Remembers red flags that the visitor mentions, for triage later; never chooses an action."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.featurizers.precomputation import MessageContainerForCoreFeaturization
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.scripted import ScriptedPolicy, actions_since_message

MENTIONED_FLAGS = "mentioned_flags"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RedFlagPolicy(ScriptedPolicy):
    """Adds the codes of the latest message to a slot; the level they mean only ever rises."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the lowest priority: this policy has no say in what happens next."""
        return {"priority": 1}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        precomputations: Optional[MessageContainerForCoreFeaturization] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Return no opinion; Rasa applies the events of every policy, whichever wins."""
        events = [] if actions_since_message(tracker) else _noted(tracker)
        return self._prediction(self._default_predictions(domain), events=events)


def _noted(tracker: DialogueStateTracker) -> List[Event]:
    message = tracker.latest_message
    mentioned = (message.parse_data.get("red_flags") if message else None) or []
    known = tracker.get_slot(MENTIONED_FLAGS) or []
    both = list(dict.fromkeys([*known, *mentioned]))
    return [SlotSet(MENTIONED_FLAGS, both)] if len(both) > len(known) else []
