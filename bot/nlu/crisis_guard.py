"""The crisis decision inside Rasa: the front door's when it made one, else its own."""

from __future__ import annotations

from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.label_classifier import RANKING, LabelClassifier
from bot.tapped import tapped_payload
from first_step.understanding.crisis import (
    CrisisDecision,
    decide_crisis,
    tapped_decision,
)
from first_step.understanding.danger_patterns import find_danger_signs
from first_step.understanding.normalise import readable_text

CRISIS = "crisis"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisGuard(IntentClassifier, GraphComponent):
    """Sets `crisis` of a message; the policy of the same matter acts on it."""

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Return what must stand before this in the pipeline."""
        return [LabelClassifier]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CrisisGuard:
        """Return a component with its patterns compiled: nobody in danger waits for that."""
        find_danger_signs("")
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Return the messages with their crisis decisions."""
        for message in messages:
            message.set(CRISIS, self._decision(message).as_dict(), add_to_output=True)
        return messages

    def _decision(self, message: Message) -> CrisisDecision:
        handed_over = (message.get("metadata") or {}).get(CRISIS)
        if handed_over:
            return CrisisDecision.from_dict(handed_over)
        tapped = tapped_payload(message.get("metadata"))
        if tapped:
            return tapped_decision(tapped)
        ranking = message.get(RANKING) or ()
        readable = readable_text(message.get(TEXT) or "")
        return decide_crisis(find_danger_signs(readable), ranking, readable=readable)
