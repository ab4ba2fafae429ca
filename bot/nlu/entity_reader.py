"""Entities found by spaCy's matcher and patterns, as Rasa entities."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from first_step.understanding.entities import Entity, find_entities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityReader(GraphComponent, EntityExtractorMixin):
    """Adds substances, relations, numbers, addresses and names to a message."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityReader:
        """Return a component with its word lists compiled; nothing is trained."""
        find_entities("")
        return cls()

    @property
    def name(self) -> str:
        """Return the name that Rasa writes beside each entity."""
        return "EntityReader"

    def process(self, messages: List[Message]) -> List[Message]:
        """Return the messages with their entities."""
        for message in messages:
            found = [_as_rasa(entity) for entity in find_entities(message.get(TEXT) or "")]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def _as_rasa(entity: Entity) -> Dict[str, Any]:
    return {
        "entity": entity.kind,
        "value": entity.value,
        "start": entity.start,
        "end": entity.end,
        "extractor": "EntityReader",
    }
