"""Parts of the report that combine several measures, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from first_step.content.labels import LABELS
from first_step.evaluation.calibration import Reliability, ScopeCurve
from first_step.evaluation.confusion import GROUPS, family_matrix, label_matrix, worst_labels
from first_step.evaluation.measures import Read, label_figures
from first_step.evaluation.messages import LabelledMessage
from first_step.evaluation.safety import alarm_figures, danger_figures, elsewhere, lookalikes
from first_step.evaluation.slips import with_slips
from first_step.understanding.reading import AbstainThresholds, Understanding

ReadSets = Mapping[str, Sequence[Read]]


def read_all(
    understanding: Understanding, sets: Mapping[str, Sequence[LabelledMessage]]
) -> dict[str, list[Read]]:
    """Return each set's messages with their readings, every message read alone."""
    return {
        name: [(message, understanding.read(message.text)) for message in messages]
        for name, messages in sets.items()
    }


def together(sets: ReadSets) -> list[Read]:
    """Return the rows of all sets, in their order."""
    return [row for rows in sets.values() for row in rows]


def label_section(sets: ReadSets) -> dict[str, Any]:
    """Return the label figures of each set, and of all together under "all"."""
    by_set = {name: label_figures(rows).as_dict() for name, rows in sets.items()}
    return {"by_set": by_set, "all": label_figures(together(sets)).as_dict()}


def calibration_section(curve: Reliability, scope: ScopeCurve) -> dict[str, Any]:
    """Return both curves and the threshold in use."""
    return {
        "reliability": curve.as_dict(),
        "scope": scope.as_dict(),
        "clarify_threshold": AbstainThresholds().clarify,
    }


def confusion_section(rows: Sequence[Read]) -> dict[str, Any]:
    """Return both matrices with the names of their rows, and the worst labels."""
    return {
        "groups": list(GROUPS),
        "by_group": family_matrix(rows).tolist(),
        "labels": list(LABELS),
        "by_label": label_matrix(rows).tolist(),
        "worst": worst_labels(rows),
    }


def slip_section(understanding: Understanding, clean: ReadSets) -> dict[str, Any]:
    """Return the figures of the same messages with and without a slip in every longer word."""
    messages = {name: with_slips([row[0] for row in rows]) for name, rows in clean.items()}
    slipped = read_all(understanding, messages)
    sets = {name: _pair(clean[name], slipped[name]) for name in clean}
    examples = [row[0].text for rows in slipped.values() for row in rows[:1]]
    return {"by_set": sets, "all": _pair(together(clean), together(slipped)), "examples": examples}


def left_out_section(rows: Sequence[Read]) -> dict[str, Any]:
    """Return the figures of each held-out author of the training data, and of all together."""
    authors: dict[str, list[Read]] = {}
    for row in rows:
        authors.setdefault(row[0].group, []).append(row)
    return {
        "authors": {author: _short(own) for author, own in authors.items()},
        "all": _short(rows),
    }


def _pair(clean: Sequence[Read], slipped: Sequence[Read]) -> dict[str, Any]:
    return {"clean": _short(clean), "slips": _short(slipped)}


def _short(rows: Sequence[Read]) -> dict[str, Any]:
    labels, danger = label_figures(rows), danger_figures(rows)
    return {
        "messages": labels.messages,
        "accuracy": labels.accuracy.as_dict(),
        "top_three": labels.top_three.as_dict(),
        "danger_caught": danger.caught.as_dict(),
        "danger_acted": danger.acted.as_dict(),
        "right_card": danger.right_card.as_dict(),
        "lookalikes": alarm_figures(lookalikes(rows)).as_dict(),
        "elsewhere": alarm_figures(elsewhere(rows)).as_dict(),
    }
