"""The sentence encoder in TensorFlow: the weights of its linear layers learn, nothing else does.

Word vectors, biases and normalisation stay as published: learning those as well was worth little
(docs/understanding.md), and word vectors would be half of what there is to keep.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

from first_step.understanding.deltas import Deltas
from first_step.understanding.encoder_graph import (
    HEAD_SIZE,
    HEADS,
    HIDDEN,
    LAYER_NORM_EPSILON,
    LAYERS,
)
from first_step.understanding.weights import weights_file

DROPOUT = 0.1
# Sentence vectors have length 1; this lets their scores tell 94 labels apart.
SCORE_SCALE = 15.0
LEARNING = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class TrainableEncoder(tf.Module):
    """Sentence vectors and label scores from token ids.

    Args:
        labels: how many labels there are.
        seed: of the head's first values.

    Raises WeightsDamaged when the published weights are not there.
    """

    def __init__(self, labels: int, seed: int) -> None:
        super().__init__()
        draw = np.random.default_rng(seed)
        stored = load_file(str(weights_file()))
        self._weights = {
            name: tf.constant(value) for name, value in stored.items() if value.dtype == np.float32
        }
        self.learning = {
            name: tf.Variable(self._weights.pop(f"{name}.weight")) for name in _layer_names()
        }
        self._published = {name: value.numpy() for name, value in self.learning.items()}
        head = draw.normal(size=(HIDDEN, labels)) * 0.05
        self.head = tf.Variable(head.astype(np.float32))
        self.bias = tf.Variable(np.zeros(labels, np.float32))

    def deltas(self) -> Deltas:
        """Return how far each layer has moved from the published weights."""
        return {
            name: value.numpy() - self._published[name] for name, value in self.learning.items()
        }

    def scores(self, ids: Any, mask: Any, training: bool) -> Any:
        """Return unnormalised label scores, shape (n, labels)."""
        return SCORE_SCALE * tf.matmul(self.vectors(ids, mask, training), self.head) + self.bias

    def vectors(self, ids: Any, mask: Any, training: bool) -> Any:
        """Return unit-length vectors, shape (n, 384), of token ids and their mask, (n, length)."""
        shown = tf.cast(mask, tf.float32)
        hidden = (1.0 - shown)[:, None, None, :] * -1e9
        x = self._embeddings(ids)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            attended = self._drop(self._attention(x, hidden, name), training)
            x = self._normalise(attended + x, f"{name}.attention.output.LayerNorm")
            inner = tf.nn.gelu(self._linear(x, f"{name}.intermediate.dense"))
            outer = self._drop(self._linear(inner, f"{name}.output.dense"), training)
            x = self._normalise(outer + x, f"{name}.output.LayerNorm")
        mean = tf.reduce_sum(x * shown[:, :, None], 1) / tf.reduce_sum(shown, 1, keepdims=True)
        return mean / tf.norm(mean, axis=-1, keepdims=True)

    def _embeddings(self, ids: Any) -> Any:
        length = tf.shape(ids)[1]
        words = tf.gather(self._weights["embeddings.word_embeddings.weight"], ids)
        places = self._weights["embeddings.position_embeddings.weight"][:length]
        first_type = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalise(words + places + first_type, "embeddings.LayerNorm")

    def _attention(self, x: Any, hidden: Any, name: str) -> Any:
        count, length = tf.shape(x)[0], tf.shape(x)[1]

        def heads(part: str) -> Any:
            flat = self._linear(x, f"{name}.attention.self.{part}")
            return tf.transpose(tf.reshape(flat, (count, length, HEADS, HEAD_SIZE)), (0, 2, 1, 3))

        scores = tf.matmul(heads("query"), heads("key"), transpose_b=True) / math.sqrt(HEAD_SIZE)
        mixed = tf.matmul(tf.nn.softmax(scores + hidden), heads("value"))
        flat = tf.reshape(tf.transpose(mixed, (0, 2, 1, 3)), (count, length, HIDDEN))
        return self._linear(flat, f"{name}.attention.output.dense")

    def _linear(self, x: Any, name: str) -> Any:
        # Flat, since a product of three dimensions has a gradient for each message, summed after.
        shape = tf.shape(x)
        flat = tf.reshape(x, (-1, x.shape[-1]))
        product = tf.matmul(flat, self.learning[name], transpose_b=True)
        product += self._weights[f"{name}.bias"]
        return tf.reshape(product, (shape[0], shape[1], product.shape[-1]))

    def _normalise(self, x: Any, name: str) -> Any:
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        scaled = (x - mean) * tf.math.rsqrt(variance + LAYER_NORM_EPSILON)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _drop(self, x: Any, training: bool) -> Any:
        return tf.nn.dropout(x, DROPOUT) if training else x


def _layer_names() -> list[str]:
    return [f"encoder.layer.{layer}.{part}" for layer in range(LAYERS) for part in LEARNING]
