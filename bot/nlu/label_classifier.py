"""One classifier for every label of the taxonomy: intent, ranking and response selector at once."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.conversation_so_far import before_message
from bot.held_back import held_back_label
from bot.nlu.vectors import ENCODER, sentence_vector
from bot.tapped import tapped_payload
from bot.turn import note_label
from first_step.content.library import VARIANT_TOPICS
from first_step.understanding import classifier as labels
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.in_conversation import Meaning, meaning
from first_step.understanding.normalise import has_words, readable_text
from first_step.understanding.reading import CLASSIFIER_FILE, AbstainThresholds, doubt

SELECTOR = "response_selector"
ABSTAIN = "abstain"
# A message read together with the one before; a second topic to answer; what was told beside a
# question. The policies and the wording act on them.
FOLLOW_UP, SECOND, DISCLOSED = "follow_up", "second_label", "disclosed"
# The whole ranking of the message by itself, for the crisis guard; not part of what Rasa stores.
RANKING = "label_ranking"
# What Rasa keeps of the ranking: the rest of 94 labels is noise in every stored turn.
RANKING_LENGTH = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking`, `response_selector` and `abstain` of a message.

    `intent` is always the likeliest label; whether to doubt it stands beside it in `abstain`
    ("clarify", "menu" or None), for the policy to act on.
    """

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: labels.LabelClassifier | None = None,
    ) -> None:
        """Keep a trained classifier, or none before training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier
        self._abstain = AbstainThresholds(config["clarify_below"], config["menu_below"])

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Return what must stand before this in the pipeline."""
        return [DenseFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the thresholds of doubt and the temperature (see docs/understanding.md)."""
        defaults = AbstainThresholds()
        return {
            "clarify_below": defaults.clarify,
            "menu_below": defaults.menu,
            "temperature": labels.TEMPERATURE,
        }

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelClassifier:
        """Return an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LabelClassifier:
        """Return the trained component; raises ModelDamaged."""
        with model_storage.read_from(resource) as folder:
            data = (folder / CLASSIFIER_FILE).read_bytes()
        return cls(config, model_storage, resource, labels.LabelClassifier.from_bytes(data))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit all labels at once and return where the result is kept."""
        examples = [m for m in training_data.intent_examples if has_words(m.get(TEXT) or "")]
        texts = [readable_text(message.get(TEXT)) for message in examples]
        vectors = np.vstack([sentence_vector(message) for message in examples])
        names = [m.get(INTENT_RESPONSE_KEY) or m.get(INTENT) for m in examples]
        self._classifier = labels.train_classifier(
            vectors, texts, names, self._config["temperature"]
        )
        with self._model_storage.write_to(self._resource) as folder:
            (folder / CLASSIFIER_FILE).write_bytes(self._classifier.to_bytes())
        return self._resource

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Return the messages with intent, ranking, response selector and doubt."""
        for message in messages:
            self._read(message, tracker)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training data as it is; nothing after this learns from predictions."""
        return training_data

    def _read(self, message: Message, tracker: Optional[DialogueStateTracker]) -> None:
        assert self._classifier is not None
        tapped = tapped_label(message, tracker)
        text = message.get(TEXT) or ""
        if tapped:
            certain = (LabelProbability(tapped, 1.0),)
            _write(message, certain, Meaning(certain), None)
        elif not has_words(text):
            _write(message, (), Meaning(()), "menu")
        else:
            readable = readable_text(text)
            alone = tuple(self._classifier.ranking(sentence_vector(message), readable))
            found = self._meaning(message, readable, alone, tracker)
            _write(message, alone, found, self.doubt_about(found))

    def _meaning(
        self,
        message: Message,
        readable: str,
        alone: Sequence[LabelProbability],
        tracker: Optional[DialogueStateTracker],
    ) -> Meaning:
        def read(texts: Sequence[str]) -> List[List[LabelProbability]]:
            assert self._classifier is not None
            vectors = message.get(ENCODER).encode(texts)
            return [
                self._classifier.ranking(vector, text)
                for vector, text in zip(vectors, texts, strict=True)
            ]

        return meaning(readable, alone, read, before_message(tracker), VARIANT_TOPICS)

    def doubt_about(self, found: Meaning) -> Optional[str]:
        """Return "menu" or "clarify" when the labels leave doubt, None when they do not."""
        # Two topics that are both asked about share the probability between them.
        if found.second:
            return None
        return doubt(found.labels[0].probability, self._abstain)


def tapped_label(message: Message, tracker: Optional[DialogueStateTracker]) -> str | None:
    """Return the label that a tapped button stands for, None when nothing was tapped.

    An answer inside the contact flow is `inform`; wanting to add something after the record opens
    the flow again; "nobody is in danger" stands for what had been asked before the check.
    """
    payload = tapped_payload(message.get("metadata"))
    if payload is None:
        return None
    if payload.kind == "label":
        return payload.value
    if payload.kind == "check":
        return held_back_label(tracker) or "inform"
    return "request_contact" if payload.field == "add" else "inform"


def _write(
    message: Message, alone: Sequence[LabelProbability], found: Meaning, abstain: str | None
) -> None:
    ranking = found.labels
    message.set(RANKING, tuple(alone))
    if ranking:
        note_label(ranking[0].label, ranking[0].probability)
    rows = [_row(one) for one in ranking[:RANKING_LENGTH]]
    top = rows[0] if rows else {INTENT_NAME_KEY: "out_of_scope", PREDICTED_CONFIDENCE_KEY: 0.0}
    message.set(INTENT, {k: top[k] for k in (INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY)}, True)
    message.set(INTENT_RANKING_KEY, rows, True)
    message.set(ABSTAIN, abstain, True)
    message.set(FOLLOW_UP, found.follow_up, True)
    message.set(SECOND, found.second, True)
    message.set(DISCLOSED, found.disclosed, True)
    if found.substance:
        _add_substance(message, found.substance)
    if ranking and "/" in ranking[0].label:
        message.set(SELECTOR, _selector(ranking), True)


def _add_substance(message: Message, substance: str) -> None:
    """Name a substance that only a follow-up means by its word: "drink" is water elsewhere."""
    text = message.get(TEXT)
    entity = {"entity": "substance", "value": substance, "start": 0, "end": len(text)}
    found = [*message.get(ENTITIES, []), {**entity, "extractor": "LabelClassifier"}]
    message.set(ENTITIES, found, add_to_output=True)


def _row(one: LabelProbability) -> Dict[str, Any]:
    family = one.label.split("/")[0]
    return {
        INTENT_NAME_KEY: family,
        PREDICTED_CONFIDENCE_KEY: one.probability,
        "label": one.label,
    }


def _selector(ranking: Sequence[LabelProbability]) -> Dict[str, Any]:
    """Return the structure that Rasa's retrieval action reads its answer from."""
    topics = [one for one in ranking if "/" in one.label]
    best = topics[0]
    return {
        "all_retrieval_intents": sorted({one.label.split("/")[0] for one in topics}),
        "default": {
            "response": {
                "responses": [],
                "confidence": best.probability,
                "intent_response_key": best.label,
                "utter_action": f"utter_{best.label}",
            },
            "ranking": [
                {"intent_response_key": one.label, "confidence": one.probability}
                for one in topics[:RANKING_LENGTH]
            ],
        },
    }
