"""The sentence encoder in TensorFlow, with low-rank adapters as the only thing that learns.

Every linear layer W of the encoder becomes W + down·up, with `down` and `up` of rank `RANK`
(Hu et al. 2021, "LoRA"). The sum is folded into W when the ONNX graph is built, so adapters cost
nothing when a message is read.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

from first_step.understanding.encoder_graph import (
    HEAD_SIZE,
    HEADS,
    HIDDEN,
    LAYER_NORM_EPSILON,
    LAYERS,
)
from first_step.understanding.weights import weights_file

RANK = 16
DROPOUT = 0.1
# Sentence vectors have length 1; this lets their scores tell 94 labels apart.
SCORE_SCALE = 15.0
ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LoraEncoder(tf.Module):
    """Sentence vectors and label scores from token ids.

    Args:
        labels: how many labels there are.
        seed: of the adapters' first values.

    Raises WeightsDamaged when the published weights are not there.
    """

    def __init__(self, labels: int, seed: int) -> None:
        super().__init__()
        draw = np.random.default_rng(seed)
        stored = load_file(str(weights_file()))
        self._weights = {
            name: tf.constant(value) for name, value in stored.items() if value.dtype == np.float32
        }
        self.adapters: dict[str, tuple[Any, Any]] = {}
        for layer in range(LAYERS):
            for part in ADAPTED:
                name = f"encoder.layer.{layer}.{part}"
                outputs, inputs = self._weights[f"{name}.weight"].shape
                down = draw.normal(size=(inputs, RANK)) / math.sqrt(inputs)
                self.adapters[name] = (
                    tf.Variable(down.astype(np.float32)),
                    tf.Variable(np.zeros((RANK, outputs), np.float32)),
                )
        head = draw.normal(size=(HIDDEN, labels)) * 0.05
        self.head = tf.Variable(head.astype(np.float32))
        self.bias = tf.Variable(np.zeros(labels, np.float32))

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
        down, up = self.adapters[name]
        plain = tf.matmul(x, self._weights[f"{name}.weight"], transpose_b=True)
        return plain + self._weights[f"{name}.bias"] + tf.matmul(tf.matmul(x, down), up)

    def _normalise(self, x: Any, name: str) -> Any:
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        scaled = (x - mean) * tf.math.rsqrt(variance + LAYER_NORM_EPSILON)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _drop(self, x: Any, training: bool) -> Any:
        return tf.nn.dropout(x, DROPOUT) if training else x
