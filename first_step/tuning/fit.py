"""The fitting itself: cross-entropy over labels and danger, Adam, a rate that rises and falls."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from first_step.tuning.trainable_encoder import TrainableEncoder
from first_step.tuning.typos import with_slips
from first_step.understanding import crisis
from first_step.understanding.deltas import Deltas
from first_step.understanding.normalise import readable_text
from first_step.understanding.weights import tokenizer_file

# Chosen by leaving authors out: docs/understanding.md, "Model: what was tried".
EPOCHS = 6
BATCH = 32
ENCODER_RATE = 2e-4
HEAD_RATE = 1e-2
# How much "danger or none" weighs beside the right one of all labels.
DANGER_WEIGHT = 3.0
# The rate rises over this share of all steps, then falls to nothing in a straight line.
WARM_UP = 0.06
SMOOTHING = 0.05
LONGEST_GRADIENT = 1.0
# A logarithm of a probability that adds nothing to a sum.
NEVER = -1e9
# Tokens; a longer message says what it wants before this, or the head reads its sentences.
MAX_TOKENS = 96
# Messages of like length are put together within this many batches: padding is work thrown away.
BATCHES_SORTED_TOGETHER = 20

Rows = Any


def fit_deltas(
    texts: Sequence[str],
    labels: Sequence[str],
    epochs: int = EPOCHS,
    seed: int = 0,
    report: Callable[[str], None] = lambda line: None,
) -> Deltas:
    """Return what fitting to messages and their labels changes; the head it takes is thrown away.

    Raises WeightsDamaged when the published weights are not there.
    """
    tf.keras.utils.set_random_seed(seed)
    draw = np.random.default_rng(seed)
    names = sorted(set(labels))
    targets = np.array([names.index(label) for label in labels], np.int32)
    readable = [readable_text(text) for text in texts]
    model = TrainableEncoder(len(names), seed)
    step = _Step(model, names)
    steps = math.ceil(len(texts) / BATCH) * epochs
    done, started = 0, time.monotonic()
    for epoch in range(1, epochs + 1):
        losses = []
        for ids, mask, rows in _batches([with_slips(text, draw) for text in readable], draw):
            done += 1
            losses.append(step.run(ids, mask, targets[rows], _rate(done, steps)))
        seconds = time.monotonic() - started
        report(f"epoch {epoch} of {epochs}: loss {np.mean(losses):.3f}, {seconds:.0f} s")
    return model.deltas()


class _Step:
    """One step of gradient descent; traced once for every shape of batch."""

    def __init__(self, model: TrainableEncoder, labels: Sequence[str]) -> None:
        self._model = model
        self._labels = len(labels)
        self._danger = tf.constant([label in crisis.LABELS for label in labels])
        self._slow = tf.keras.optimizers.legacy.Adam(ENCODER_RATE)
        self._fast = tf.keras.optimizers.legacy.Adam(HEAD_RATE)
        self._layers = list(model.learning.values())
        shapes = [tf.TensorSpec([None, None], tf.int32)] * 2
        shapes += [tf.TensorSpec([None], tf.int32), tf.TensorSpec([], tf.float32)]
        self._traced = tf.function(self._descend, input_signature=shapes, autograph=False)

    def run(self, ids: Rows, mask: Rows, targets: Rows, rate: float) -> float:
        """Return the loss before the step; rate is the share, 0 to 1, of the full rates."""
        return float(self._traced(ids, mask, targets, np.float32(rate)))

    def _descend(self, ids: Any, mask: Any, targets: Any, rate: Any) -> Any:
        head = [self._model.head, self._model.bias]
        with tf.GradientTape() as tape:
            scores = self._model.scores(ids, mask, training=True)
            loss = self._label_loss(scores, targets)
            loss += DANGER_WEIGHT * self._danger_loss(scores, targets)
        gradients = tape.gradient(loss, [*self._layers, *head])
        gradients, _ = tf.clip_by_global_norm(gradients, LONGEST_GRADIENT)
        self._slow.learning_rate = ENCODER_RATE * rate
        self._fast.learning_rate = HEAD_RATE * rate
        count = len(self._layers)
        self._slow.apply_gradients(zip(gradients[:count], self._layers, strict=True))
        self._fast.apply_gradients(zip(gradients[count:], head, strict=True))
        return loss

    def _label_loss(self, scores: Any, targets: Any) -> Any:
        return tf.reduce_mean(
            tf.keras.losses.categorical_crossentropy(
                tf.one_hot(targets, self._labels),
                scores,
                from_logits=True,
                label_smoothing=SMOOTHING,
            )
        )

    def _danger_loss(self, scores: Any, targets: Any) -> Any:
        mine = tf.equal(self._danger, tf.gather(self._danger, targets)[:, None])
        right_side = tf.where(mine, tf.nn.log_softmax(scores), NEVER)
        return -tf.reduce_mean(tf.reduce_logsumexp(right_side, axis=-1))


def _rate(step: int, steps: int) -> float:
    warm = max(1, int(steps * WARM_UP))
    return min(step / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def _batches(texts: Sequence[str], draw: np.random.Generator) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Yield token ids, mask and row numbers of every batch of an epoch, in random order."""
    tokens = _tokens(texts)
    order = draw.permutation(len(texts))
    batches = []
    for start in range(0, len(order), BATCH * BATCHES_SORTED_TOGETHER):
        chunk = order[start : start + BATCH * BATCHES_SORTED_TOGETHER]
        chunk = chunk[np.argsort([len(tokens[row]) for row in chunk], kind="stable")]
        batches += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    for index in draw.permutation(len(batches)):
        rows = batches[index]
        longest = max(len(tokens[row]) for row in rows)
        ids = np.zeros((len(rows), longest), np.int32)
        mask = np.zeros((len(rows), longest), np.int32)
        for place, row in enumerate(rows):
            ids[place, : len(tokens[row])] = tokens[row]
            mask[place, : len(tokens[row])] = 1
        yield ids, mask, rows


def _tokens(texts: Sequence[str]) -> list[list[int]]:
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.enable_truncation(max_length=MAX_TOKENS)
    tokenizer.no_padding()
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
