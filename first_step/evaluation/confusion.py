"""Which labels are taken for which, over all labels and over their families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.content.labels import CRISIS_LABELS, FAMILIES, LABELS
from first_step.evaluation.intervals import rounded
from first_step.evaluation.measures import OUT_OF_SCOPE, Read, guess, is_right, label_scores

WORST = 12
EXAMPLES = 4
DANGER, TALK = "danger", "talk"
GROUPS = (*FAMILIES, DANGER, TALK, OUT_OF_SCOPE)

Counts = npt.NDArray[np.int64]


def family_of(label: str) -> str:
    """Return the row of the small matrix in which a label stands, one of `GROUPS`."""
    if label in CRISIS_LABELS:
        return DANGER
    return label if label == OUT_OF_SCOPE else label.split("/")[0] if "/" in label else TALK


def label_matrix(rows: Sequence[Read]) -> Counts:
    """Return counts, shape (labels, labels), in the order of `LABELS`: row true, column read as."""
    return _matrix(rows, LABELS, lambda label: label)


def family_matrix(rows: Sequence[Read]) -> Counts:
    """Return counts, shape (groups, groups), in the order of `GROUPS`."""
    return _matrix(rows, GROUPS, family_of)


def worst_labels(rows: Sequence[Read], count: int = WORST) -> list[dict[str, Any]]:
    """Return the labels with the lowest F1 as plain JSON, with examples of what went wrong."""
    scores = label_scores([row[0].label for row in rows], [guess(row[1]) for row in rows])
    return [
        {
            "label": score.label,
            "messages": score.messages,
            "f1": rounded(score.f1),
            "precision": rounded(score.precision),
            "recall": rounded(score.recall),
            "taken_for": _taken_for(rows, score.label),
            "examples": _mistakes(rows, score.label),
        }
        for score in scores[:count]
    ]


def _taken_for(rows: Sequence[Read], label: str) -> list[list[Any]]:
    wrong = Counter(guess(row[1]) for row in rows if row[0].label == label and not is_right(row))
    return [[name, number] for name, number in wrong.most_common(3)]


def _mistakes(rows: Sequence[Read], label: str) -> list[dict[str, Any]]:
    """Return messages of the label that were read otherwise, then others that were given it."""
    wrong = [row for row in rows if not is_right(row)]
    own = [row for row in wrong if row[0].label == label]
    given = [row for row in wrong if guess(row[1]) == label]
    return [
        {
            "text": message.text,
            "label": message.label,
            "read_as": guess(reading),
            "probability": rounded(reading.labels[0].probability) if reading.labels else None,
        }
        for message, reading in (*own, *given)[:EXAMPLES]
    ]


def _matrix(rows: Sequence[Read], names: Sequence[str], name_of: Callable[[str], str]) -> Counts:
    places = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), np.int64)
    for message, reading in rows:
        counts[places[name_of(message.label)], places[name_of(guess(reading))]] += 1
    return counts
