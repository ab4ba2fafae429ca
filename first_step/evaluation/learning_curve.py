"""Does more training data still pay? Heads fitted to growing parts of it, on the same encoder."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.evaluation.examples import Example
from first_step.evaluation.intervals import Share
from first_step.evaluation.messages import LabelledMessage
from first_step.understanding.classifier import LabelClassifier, train_classifier
from first_step.understanding.normalise import readable_text

PARTS = (0.1, 0.25, 0.5, 0.75, 1.0)

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class CurvePoint:
    """A part of the training examples, 0 to 1, and how a set is read by a head fitted to it."""

    part: float
    examples: int
    set_name: str
    accuracy: Share
    top_three: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the point as plain JSON."""
        return {
            "part": self.part,
            "examples": self.examples,
            "set": self.set_name,
            "accuracy": self.accuracy.as_dict(),
            "top_three": self.top_three.as_dict(),
        }


def learning_curve(
    examples: Sequence[Example],
    tests: Mapping[str, Sequence[LabelledMessage]],
    encode: Encode,
    parts: Sequence[float] = PARTS,
    seed: int = 0,
) -> list[CurvePoint]:
    """Return a point for each part and each set of messages; every text is encoded once.

    Args:
        examples: what may be trained on.
        tests: name of a set -> its messages.
        encode: texts -> unit-length vectors, shape (texts, size).
        parts: shares of each label's examples; a smaller part lies within a larger one.
        seed: of which examples come first.
    """
    texts = [readable_text(example.text) for example in examples]
    vectors = encode(texts)
    sets = {name: [readable_text(one.text) for one in test] for name, test in tests.items()}
    encoded = {name: encode(words) for name, words in sets.items()}
    points = []
    for part in parts:
        rows = part_of_each_label([example.label for example in examples], part, seed)
        head = train_classifier(
            vectors[rows], [texts[row] for row in rows], [examples[row].label for row in rows]
        )
        for name, test in tests.items():
            shares = head.probabilities(encoded[name], sets[name])
            points.append(_point(part, len(rows), name, test, head, shares))
    return points


def part_of_each_label(labels: Sequence[str], part: float, seed: int) -> list[int]:
    """Return row numbers: this part of every label's rows, at least one, drawn with the seed."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for row in np.random.default_rng(seed).permutation(len(labels)):
        by_label[labels[row]].append(int(row))
    return sorted(
        row for rows in by_label.values() for row in rows[: max(1, math.ceil(part * len(rows)))]
    )


def _point(
    part: float,
    count: int,
    name: str,
    test: Sequence[LabelledMessage],
    head: LabelClassifier,
    shares: Vectors,
) -> CurvePoint:
    best = [[head.labels[at] for at in np.argsort(-row)[:3]] for row in shares]
    right = sum(one.label == labels[0] for one, labels in zip(test, best, strict=True))
    among = sum(one.label in labels for one, labels in zip(test, best, strict=True))
    return CurvePoint(part, count, name, Share(right, len(test)), Share(among, len(test)))
