"""One classifier over all labels: sentence vectors beside character n-grams, softmax regression.

Trained with scikit-learn; read with numpy alone, so that the web process stays small.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.admissions.errors import ModelDamaged
from first_step.understanding.ngrams import NGRAM_FEATURES, ngram_rows

Floats = npt.NDArray[np.float32]

# How much the character n-grams weigh beside the sentence vector, and how the regression is
# fitted. Chosen on training data by leaving one author out (docs/understanding.md).
NGRAM_WEIGHT = 1.0
EPOCHS = 20
LEARNING_RATE = 0.05
BATCH = 256
REGULARISATION = 1e-5
# Divides the scores; chosen so that the probabilities of unseen messages mean what they say.
TEMPERATURE = 1.0
FORMAT = 1


@dataclass(frozen=True)
class LabelProbability:
    """A label of the taxonomy and how probable it is, 0 to 1."""

    label: str
    probability: float


class LabelClassifier:
    """Probabilities over labels for a message's vector and text.

    Args:
        labels: names in the order of the rows of `weights`.
        weights: shape (labels, vector size + n-gram features).
        bias: shape (labels,).
        temperature: divides the scores, so that probabilities mean what they say.
    """

    def __init__(
        self, labels: Sequence[str], weights: Floats, bias: Floats, temperature: float = 1.0
    ) -> None:
        self.labels = tuple(labels)
        self.temperature = temperature
        split = weights.shape[1] - NGRAM_FEATURES
        self._vector_weights = np.ascontiguousarray(weights[:, :split])
        # One row per n-gram: a message touches a few hundred of them.
        self._ngram_weights = np.ascontiguousarray(weights[:, split:].T)
        self._bias = bias

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Return shape (len(texts), labels); each row sums to 1."""
        scores = vectors @ self._vector_weights.T + self._bias
        for row, (columns, values) in enumerate(ngram_rows(texts)):
            scores[row] += (values * NGRAM_WEIGHT) @ self._ngram_weights[columns]
        scores /= self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        result: Floats = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
        return result

    def ranking(self, vector: Floats, text: str) -> list[LabelProbability]:
        """Return every label, the most probable first."""
        shares = self.probabilities(vector.reshape(1, -1), [text])[0]
        order = np.argsort(-shares)
        return [LabelProbability(self.labels[index], float(shares[index])) for index in order]

    def to_bytes(self) -> bytes:
        """Return the classifier as one npz file without pickled objects."""
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            vector_weights=self._vector_weights.astype(np.float16),
            ngram_weights=self._ngram_weights.astype(np.float16),
            bias=self._bias.astype(np.float32),
            about=np.frombuffer(
                json.dumps(
                    {"format": FORMAT, "labels": self.labels, "temperature": self.temperature}
                ).encode(),
                dtype=np.uint8,
            ),
        )
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> LabelClassifier:
        """Return the classifier written by `to_bytes`; raises ModelDamaged."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                about = json.loads(file["about"].tobytes())
                weights = np.hstack([file["vector_weights"], file["ngram_weights"].T])
                bias = file["bias"]
        except Exception as error:
            raise ModelDamaged(f"label classifier: {type(error).__name__}") from None
        if about.get("format") != FORMAT:
            raise ModelDamaged("label classifier: made by another version; train again")
        return cls(about["labels"], weights.astype(np.float32), bias, about["temperature"])


def train_classifier(
    vectors: Floats, texts: Sequence[str], labels: Sequence[str], temperature: float = 1.0
) -> LabelClassifier:
    """Return a classifier fitted to texts, their vectors and their labels."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    features: Any = hstack([csr_matrix(vectors), ngram_matrix(texts)], dtype=np.float32).tocsr()
    # No hidden layer: this is softmax regression, fitted ten times faster than by L-BFGS.
    model = MLPClassifier(
        hidden_layer_sizes=(),
        learning_rate_init=LEARNING_RATE,
        max_iter=EPOCHS,
        batch_size=min(BATCH, features.shape[0]),
        alpha=REGULARISATION,
        n_iter_no_change=EPOCHS,
        random_state=0,
    )
    with warnings.catch_warnings():
        # The number of epochs is chosen, not a failure to converge.
        warnings.simplefilter("ignore", category=ConvergenceWarning)
        model.fit(features, list(labels))
    weights = model.coefs_[0].T.astype(np.float32)
    return LabelClassifier(
        list(model.classes_), weights, model.intercepts_[0].astype(np.float32), temperature
    )


def ngram_matrix(texts: Sequence[str]) -> Any:
    """Return the weighted character n-grams of texts as a sparse matrix."""
    from scipy.sparse import csr_matrix

    rows = list(ngram_rows(texts))
    pointers = np.cumsum([0] + [len(columns) for columns, _ in rows])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows]) * NGRAM_WEIGHT
    return csr_matrix((values, columns, pointers), shape=(len(rows), NGRAM_FEATURES))
