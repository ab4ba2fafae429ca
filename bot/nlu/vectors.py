"""What the encoder left on a message: its sentence vector, and itself."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

# Where a component finds the encoder, to read a part of a message. Not part of what Rasa stores.
ENCODER = "encoder"


def sentence_vector(message: Message) -> Any:
    """Return the vector of a message, shape (384,)."""
    _, sentence = message.get_dense_features(TEXT, [])
    assert sentence is not None
    return sentence.features[0]
