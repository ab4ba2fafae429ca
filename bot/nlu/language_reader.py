"""The language of a message, for the policy that shows a card in it."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.tapped import tapped_payload
from first_step.understanding.language import LanguageFinder

LANGUAGE = "language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageReader(IntentClassifier, GraphComponent):
    """Sets `language` of a typed message ("pl", "other"); None for English or anything unsure."""

    def __init__(self, finder: LanguageFinder) -> None:
        """Keep what finds languages."""
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageReader:
        """Return a component whose model is loaded and warm; nothing is trained."""
        finder = LanguageFinder()
        finder.find("jak przestać brać")
        return cls(finder)

    def process(self, messages: List[Message]) -> List[Message]:
        """Return the messages with their languages; a tap is not in any."""
        for message in messages:
            tapped = tapped_payload(message.get("metadata"))
            code = None if tapped else self._finder.find(message.get(TEXT) or "")
            message.set(LANGUAGE, code, add_to_output=True)
        return messages
