"""One classifier over all labels: softmax regression over sentence vector and n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from first_step.understanding.linear_head import Floats, LinearHead, fit_head

EPOCHS = 20
# Divides the scores; chosen so that the probabilities of unseen messages mean what they say.
TEMPERATURE = 1.0


class LabelProbability(NamedTuple):
    """A label of the taxonomy and how probable it is, 0 to 1."""

    label: str
    probability: float


class LabelClassifier:
    """Probabilities over labels for a message's vector and text.

    Args:
        head: a row of weights for each label.
        temperature: divides the scores, so that probabilities mean what they say.
    """

    def __init__(self, head: LinearHead, temperature: float = 1.0) -> None:
        self._head = head
        self.labels = head.names
        self.temperature = temperature

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Return shape (len(texts), labels); each row sums to 1."""
        scores = self._head.scores(vectors, texts) / self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        result: Floats = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
        return result

    def ranking(self, vector: Floats, text: str) -> list[LabelProbability]:
        """Return every label, the most probable first."""
        row = self.probabilities(vector.reshape(1, -1), [text])[0]
        shares, order = row.tolist(), np.argsort(-row).tolist()
        return [LabelProbability(self.labels[index], shares[index]) for index in order]

    def to_bytes(self) -> bytes:
        """Return the classifier as one npz file without pickled objects."""
        return self._head.to_bytes(temperature=self.temperature)

    @classmethod
    def from_bytes(cls, data: bytes) -> LabelClassifier:
        """Return the classifier written by `to_bytes`; raises ModelDamaged."""
        head, about = LinearHead.from_bytes(data)
        return cls(head, about["temperature"])


def train_classifier(
    vectors: Floats, texts: Sequence[str], labels: Sequence[str], temperature: float = 1.0
) -> LabelClassifier:
    """Return a classifier fitted to texts, their vectors and their labels."""
    return LabelClassifier(fit_head(vectors, texts, labels, EPOCHS), temperature)
