"""Held-out authors read by a model that learnt from none of them: encoder nor head."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from first_step.evaluation.examples import Example
from first_step.evaluation.held_out import is_held_out
from first_step.evaluation.measures import Read
from first_step.evaluation.messages import LabelledMessage
from first_step.understanding.classifier import LabelClassifier, train_classifier
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.normalise import readable_text
from first_step.understanding.reading import ENCODER_FOLDER, Understanding

MODELS = Path("models")
# A report looks at three labels of a message; keeping all 94 would take a gigabyte.
LABELS_KEPT = 3


@dataclass(frozen=True)
class LeftOut:
    """A head fitted without the held-out authors, the encoder in service, and their examples."""

    encoder: Encoder
    classifier: LabelClassifier
    held_out: tuple[Example, ...]


def leave_out(examples: Sequence[Example], models: Path = MODELS) -> LeftOut:
    """Return the model and the examples it never saw.

    Args:
        examples: the training data.
        models: the folder with the encoder in service.
    """
    encoder = Encoder(ensure_encoder(models / ENCODER_FOLDER), threads=os.cpu_count() or 1)
    learnt = [one for one in examples if not is_held_out(one.author)]
    texts = [readable_text(one.text) for one in learnt]
    head = train_classifier(encoder.encode(texts), texts, [one.label for one in learnt])
    return LeftOut(encoder, head, tuple(one for one in examples if is_held_out(one.author)))


def left_out_readings(examples: Sequence[Example], models: Path = MODELS) -> list[Read]:
    """Return the held-out examples with whole readings at the thresholds in use.

    Readings keep the likeliest `LABELS_KEPT` labels.
    """
    left = leave_out(examples, models)
    understanding = Understanding(left.encoder, left.classifier)
    return [_read(understanding, example) for example in left.held_out]


def as_message(example: Example) -> LabelledMessage:
    """Return an example as a message to measure on; its group is its author."""
    return LabelledMessage(
        "data",
        example.label,
        example.text,
        group=example.author,
        strength=example.strength,
        looks_like=example.looks_like,
    )


def _read(understanding: Understanding, example: Example) -> Read:
    reading = understanding.read(example.text)
    return as_message(example), replace(reading, labels=reading.labels[:LABELS_KEPT])
