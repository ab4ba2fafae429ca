from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from first_step.evaluation.examples import Example
from first_step.evaluation.learning_curve import learning_curve, part_of_each_label
from first_step.evaluation.messages import LabelledMessage

WORDS = {"greet": "hello friend", "thank": "many thanks", "deny": "never ever"}


class Counting:
    """Gives every text the same vector, and counts the texts."""

    def __init__(self) -> None:
        self.encoded: Counter[str] = Counter()

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded.update(texts)
        return np.ones((len(texts), 4), np.float32)


def test_a_part_is_of_every_label_and_within_every_larger_part() -> None:
    labels = ["a"] * 40 + ["b"] * 10
    small, large = part_of_each_label(labels, 0.1, 0), part_of_each_label(labels, 0.5, 0)
    assert Counter(labels[row] for row in small) == {"a": 4, "b": 1}
    assert Counter(labels[row] for row in large) == {"a": 20, "b": 5}
    assert set(small) < set(large)
    assert part_of_each_label(labels, 0.1, 0) == small
    assert part_of_each_label(labels, 0.1, 1) != small
    assert part_of_each_label(labels, 1.0, 0) == list(range(50))


def test_heads_are_measured_on_each_set_and_texts_encoded_once() -> None:
    examples = [
        Example("a1", label, f"{words} {number}")
        for label, words in WORDS.items()
        for number in range(10)
    ]
    tests = {
        "right": [LabelledMessage("x", "greet", "hello friend")],
        "wrong": [LabelledMessage("x", "thank", "hello friend")],
    }
    encode = Counting()
    points = learning_curve(examples, tests, encode, parts=(0.5, 1.0))
    assert [(one.part, one.examples, one.set_name) for one in points] == [
        (0.5, 15, "right"),
        (0.5, 15, "wrong"),
        (1.0, 30, "right"),
        (1.0, 30, "wrong"),
    ]
    assert [one.accuracy.hits for one in points] == [1, 0, 1, 0]
    assert all(one.top_three.hits == 1 for one in points)
    assert max(encode.encoded[f"hello friend {number}"] for number in range(10)) == 1
