"""Red flags that a message mentions in passing: trained on examples of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.vectors import sentence_vector
from bot.tapped import tapped_payload
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.normalise import has_words, readable_text
from first_step.understanding.reading import RED_FLAGS_FILE
from first_step.understanding.red_flags import (
    RedFlagReader,
    read_flagged_messages,
    train_red_flags,
)

MENTIONED = "red_flags"
# Labels whose messages mention no red flag, and answers to a form, which are short.
_PLAIN = (
    *("affirm", "deny", "greet", "goodbye", "thank", "menu", "ask_more", "praise", "chitchat"),
    *("correct_details", "about", "myth"),
)
_ANSWER_WORDS = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MentionedRedFlags(IntentClassifier, GraphComponent):
    """Sets `red_flags` of a typed message: codes such as "R8"."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: RedFlagReader | None = None,
    ) -> None:
        """Keep a trained reader, or none before training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Return what must stand before this in the pipeline."""
        return [DenseFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return where the examples and the encoder graph are."""
        return {"examples": "data/red_flags.yml", "folder": "models/encoder"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MentionedRedFlags:
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
    ) -> MentionedRedFlags:
        """Return the trained component; raises ModelDamaged."""
        with model_storage.read_from(resource) as folder:
            data = (folder / RED_FLAGS_FILE).read_bytes()
        return cls(config, model_storage, resource, RedFlagReader.from_bytes(data))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the reader to its own examples and return where the result is kept.

        What people say to get through a conversation and a form stands beside them, with no code.
        """
        flagged = read_flagged_messages(Path(self._config["examples"]))
        plain = [one for one in training_data.intent_examples if _holds_no_flag(one)]
        texts = [readable_text(one.text) for one in flagged]
        encoder = Encoder(ensure_encoder(Path(self._config["folder"])), threads=0)
        vectors = [encoder.encode(texts), *(sentence_vector(one).reshape(1, -1) for one in plain)]
        texts += [readable_text(one.get(TEXT)) for one in plain]
        codes = [*(one.codes for one in flagged), *(() for _ in plain)]
        self._reader = train_red_flags(np.vstack(vectors), texts, codes)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / RED_FLAGS_FILE).write_bytes(self._reader.to_bytes())
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Return the messages with the codes they mention."""
        for message in messages:
            message.set(MENTIONED, list(self._codes(message)), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training data as it is; nothing after this learns from predictions."""
        return training_data

    def _codes(self, message: Message) -> tuple[str, ...]:
        text = message.get(TEXT) or ""
        if tapped_payload(message.get("metadata")) or not has_words(text):
            return ()
        assert self._reader is not None
        return self._reader.codes(sentence_vector(message), readable_text(text))


def _holds_no_flag(message: Message) -> bool:
    intent, text = message.get(INTENT), message.get(TEXT) or ""
    short_answer = intent == "inform" and len(text.split()) <= _ANSWER_WORDS
    return has_words(text) and (intent in _PLAIN or short_answer)
