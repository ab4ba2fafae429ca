"""The sentence encoder as a Rasa dense featurizer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.vectors import ENCODER
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.normalise import readable_text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds one vector of 384 numbers to every message."""

    def __init__(self, config: Dict[str, Any], name: str, encoder: Encoder) -> None:
        """Keep a loaded encoder."""
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Return what must stand before this in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return where the encoder graph is kept and how many cores one message may use."""
        return {**DenseFeaturizer.get_default_config(), "folder": "models/encoder", "threads": 1}

    @staticmethod
    def validate_config(config: Dict[str, Any]) -> None:
        """Accept every configuration; a missing graph is built when the component is made."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Return a component with a loaded encoder, whose graph is built if need be."""
        encoder = Encoder(ensure_encoder(Path(config["folder"])), config["threads"])
        # The first run of a graph is slow; a visitor should not be the one to wait for it.
        encoder.encode(["ready"])
        return cls(config, execution_context.node_name, encoder)

    def process(self, messages: List[Message]) -> List[Message]:
        """Return the messages, each with its vector, and with the encoder for parts of it."""
        self._encode(messages, self._encoder)
        for message in messages:
            message.set(ENCODER, self._encoder)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training data, each example with its vector."""
        # Training has the machine to itself; serving leaves a core to the rest.
        graph = ensure_encoder(Path(self._config["folder"]))
        every_core = Encoder(graph, threads=os.cpu_count() or 1)
        self._encode([m for m in training_data.training_examples if m.get(TEXT)], every_core)
        return training_data

    def _encode(self, messages: List[Message], encoder: Encoder) -> None:
        if not messages:
            return
        vectors = encoder.encode([readable_text(m.get(TEXT)) for m in messages])
        for message, vector in zip(messages, vectors, strict=True):
            self.add_features_to_message(
                # Rasa types the sequence part as required; a sentence encoder has none.
                None,
                np.reshape(vector, (1, -1)),
                TEXT,
                message,
            )
