"""Scores from a sentence vector beside character n-grams: what every reader of messages shares.

Trained with scikit-learn; read with numpy alone, so that the web process stays small.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.admissions.errors import ModelDamaged
from first_step.understanding.ngrams import NGRAM_FEATURES, ngram_rows

Floats = npt.NDArray[np.float32]

# How much the character n-grams weigh beside the sentence vector, and how the regression is
# fitted. Chosen on training data by leaving authors out (docs/understanding.md).
NGRAM_WEIGHT = 1.0
LEARNING_RATE = 0.05
BATCH = 256
REGULARISATION = 1e-5
FORMAT = 2


class LinearHead:
    """One row of weights for each name.

    Args:
        names: in the order of the rows of `weights`.
        weights: shape (names, vector size + n-gram features).
        bias: shape (names,).
    """

    def __init__(self, names: Sequence[str], weights: Floats, bias: Floats) -> None:
        self.names = tuple(names)
        split = weights.shape[1] - NGRAM_FEATURES
        self._vector_weights = np.ascontiguousarray(weights[:, :split])
        # One row per n-gram: a message touches a few hundred of them.
        self._ngram_weights = np.ascontiguousarray(weights[:, split:].T)
        self._bias = bias

    def scores(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Return shape (len(texts), names), unbounded."""
        scores: Floats = vectors @ self._vector_weights.T + self._bias
        for row, (columns, values) in enumerate(ngram_rows(texts)):
            scores[row] += (values * NGRAM_WEIGHT) @ self._ngram_weights[columns]
        return scores

    def to_bytes(self, **about: Any) -> bytes:
        """Return the head, and what is to be known about it, as npz without pickled objects."""
        stream = io.BytesIO()
        known = {"format": FORMAT, "names": self.names, **about}
        np.savez_compressed(
            stream,
            vector_weights=self._vector_weights.astype(np.float16),
            ngram_weights=self._ngram_weights.astype(np.float16),
            bias=self._bias.astype(np.float32),
            about=np.frombuffer(json.dumps(known).encode(), dtype=np.uint8),
        )
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> tuple[LinearHead, dict[str, Any]]:
        """Return the head written by `to_bytes` and what is known of it; raises ModelDamaged."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                about = json.loads(file["about"].tobytes())
                weights = np.hstack([file["vector_weights"], file["ngram_weights"].T])
                bias = file["bias"]
        except Exception as error:
            raise ModelDamaged(f"a head of the model: {type(error).__name__}") from None
        if about.get("format") != FORMAT:
            raise ModelDamaged("the model was made by another version; train again")
        return cls(about["names"], weights.astype(np.float32), bias), about


def fit_head(vectors: Floats, texts: Sequence[str], targets: Any, epochs: int) -> LinearHead:
    """Return a head fitted to texts and their vectors.

    Args:
        vectors: shape (len(texts), vector size).
        texts: as read (`readable_text`).
        targets: a label for each text: softmax regression, or a mapping of names to 0/1 lists:
            each name is decided by itself.
        epochs: how often the examples are gone through.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    features: Any = hstack([csr_matrix(vectors), ngram_matrix(texts)], dtype=np.float32).tocsr()
    # No hidden layer: this is (multinomial) logistic regression, ten times faster than by L-BFGS.
    model = MLPClassifier(
        hidden_layer_sizes=(),
        learning_rate_init=LEARNING_RATE,
        max_iter=epochs,
        batch_size=min(BATCH, features.shape[0]),
        alpha=REGULARISATION,
        n_iter_no_change=epochs,
        random_state=0,
    )
    independent = isinstance(targets, dict)
    wanted = np.array(list(targets.values())).T if independent else list(targets)
    with warnings.catch_warnings():
        # The number of epochs is chosen, not a failure to converge.
        warnings.simplefilter("ignore", category=ConvergenceWarning)
        model.fit(features, wanted)
    names = list(targets) if independent else list(model.classes_)
    weights = model.coefs_[0].T.astype(np.float32)
    bias = model.intercepts_[0].astype(np.float32)
    if len(names) == 2 and len(weights) == 1:
        # For two labels one score is fitted, the second label's; half against half is the same.
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return LinearHead(names, weights, bias)


def ngram_matrix(texts: Sequence[str]) -> Any:
    """Return the weighted character n-grams of texts as a sparse matrix."""
    from scipy.sparse import csr_matrix

    rows = list(ngram_rows(texts))
    pointers = np.cumsum([0] + [len(columns) for columns, _ in rows])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows]) * NGRAM_WEIGHT
    return csr_matrix((values, columns, pointers), shape=(len(rows), NGRAM_FEATURES))
