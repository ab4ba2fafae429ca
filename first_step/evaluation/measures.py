"""How often the label is right: accuracy, F1, top three, asking back. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.evaluation.intervals import Share, rounded, share_of
from first_step.evaluation.messages import LabelledMessage
from first_step.understanding.reading import Reading

OUT_OF_SCOPE = "out_of_scope"
# F1 is no share of messages, so its interval comes from drawing the messages again and again.
RESAMPLES = 1000

Read = tuple[LabelledMessage, Reading]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LabelFigures:
    """How a set of messages was labelled.

    accuracy, top_three: over all messages, whether or not the program would have asked back.
    macro_f1: mean over the labels that occur, with its 95 % interval by resampling.
    asked_back: the program would not have answered; answered_right: right of those answered.
    """

    messages: int
    accuracy: Share
    top_three: Share
    macro_f1: float
    macro_f1_interval: tuple[float, float]
    asked_back: Share
    answered_right: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        low, high = self.macro_f1_interval
        f1 = {"value": rounded(self.macro_f1), "low": rounded(low), "high": rounded(high)}
        return {
            "messages": self.messages,
            "accuracy": self.accuracy.as_dict(),
            "top_three": self.top_three.as_dict(),
            "macro_f1": f1,
            "asked_back": self.asked_back.as_dict(),
            "answered_right": self.answered_right.as_dict(),
        }


@dataclass(frozen=True)
class LabelScore:
    """One label: precision, recall and F1, 0 to 1, over `messages` messages that have it."""

    label: str
    messages: int
    precision: float
    recall: float
    f1: float


def best_labels(reading: Reading, count: int) -> list[str]:
    """Return the likeliest labels; a message without words is out of scope."""
    return [one.label for one in reading.labels[:count]] or [OUT_OF_SCOPE]


def guess(reading: Reading) -> str:
    """Return the likeliest label."""
    return best_labels(reading, 1)[0]


def is_right(row: Read) -> bool:
    """Return whether the likeliest label is the right one."""
    return guess(row[1]) == row[0].label


def in_top_three(row: Read) -> bool:
    """Return whether the right label is among the three likeliest."""
    return row[0].label in best_labels(row[1], 3)


def answered_as_topic(row: Read) -> bool:
    """Return whether the message was taken for something in scope without asking back."""
    return row[1].abstain is None and guess(row[1]) != OUT_OF_SCOPE


def label_figures(rows: Sequence[Read]) -> LabelFigures:
    """Return the figures of messages and their readings."""
    truth, guesses = [row[0].label for row in rows], [guess(row[1]) for row in rows]
    return LabelFigures(
        messages=len(rows),
        accuracy=share_of(rows, is_right),
        top_three=share_of(rows, in_top_three),
        macro_f1=macro_f1(truth, guesses),
        macro_f1_interval=macro_f1_interval(truth, guesses),
        asked_back=share_of(rows, lambda row: row[1].abstain is not None),
        answered_right=share_of([row for row in rows if row[1].abstain is None], is_right),
    )


def macro_f1(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """Return the mean F1 over the labels that occur in `truth`, 0 without messages."""
    _, right, guessed = _numbered(truth, guesses)
    return _macro_f1(right, guessed)


def macro_f1_interval(truth: Sequence[str], guesses: Sequence[str]) -> tuple[float, float]:
    """Return the middle 95 % of macro F1 over `RESAMPLES` seeded draws of the messages."""
    if not truth:
        return 0.0, 0.0
    _, right, guessed = _numbered(truth, guesses)
    draw = np.random.default_rng(0)
    drawn = []
    for _ in range(RESAMPLES):
        rows = draw.integers(len(truth), size=len(truth))
        drawn.append(_macro_f1(right[rows], guessed[rows]))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)


def label_scores(truth: Sequence[str], guesses: Sequence[str]) -> list[LabelScore]:
    """Return the scores of the labels that occur in `truth`, the worst F1 first."""
    names, right, guessed = _numbered(truth, guesses)
    hits, have, given = _counts(right, guessed, len(names))
    scores = [
        LabelScore(
            label,
            int(have[at]),
            float(hits[at] / given[at]) if given[at] else 0.0,
            float(hits[at] / have[at]),
            float(2 * hits[at] / (have[at] + given[at])),
        )
        for at, label in enumerate(names)
        if have[at]
    ]
    return sorted(scores, key=lambda score: (score.f1, score.label))


def _macro_f1(right: Integers, guessed: Integers) -> float:
    if not len(right):
        return 0.0
    hits, have, given = _counts(right, guessed, int(max(right.max(), guessed.max())) + 1)
    occurs = have > 0
    return float(np.mean(2 * hits[occurs] / (have[occurs] + given[occurs])))


def _counts(right: Integers, guessed: Integers, size: int) -> tuple[Integers, Integers, Integers]:
    hits = np.bincount(right[right == guessed], minlength=size)
    return hits, np.bincount(right, minlength=size), np.bincount(guessed, minlength=size)


def _numbered(truth: Sequence[str], guesses: Sequence[str]) -> tuple[list[str], Integers, Integers]:
    names = sorted({*truth, *guesses})
    numbers = {name: at for at, name in enumerate(names)}
    right = np.array([numbers[name] for name in truth], np.int64)
    return names, right, np.array([numbers[name] for name in guesses], np.int64)
