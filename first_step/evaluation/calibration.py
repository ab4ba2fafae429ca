"""Whether probabilities mean what they say, and what the abstaining threshold trades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from first_step.evaluation.intervals import Share, rounded, share_of
from first_step.evaluation.measures import (
    OUT_OF_SCOPE,
    Read,
    answered_as_topic,
    guess,
    is_right,
)

BINS = 10
THRESHOLDS = tuple(step / 100 for step in range(101))


@dataclass(frozen=True)
class Bin:
    """Messages whose likeliest label has a probability from `low` up to `high`.

    confidence: the mean of those probabilities; right: how often that label was right.
    """

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True)
class Reliability:
    """The bins that hold messages, and the expected calibration error.

    error: mean distance between confidence and accuracy, weighed by messages, 0 to 1.
    """

    bins: tuple[Bin, ...]
    error: float

    def as_dict(self) -> dict[str, Any]:
        """Return the curve as plain JSON."""
        bins = [
            {
                "low": one.low,
                "high": one.high,
                "confidence": rounded(one.confidence),
                **one.right.as_dict(),
            }
            for one in self.bins
        ]
        return {"expected_calibration_error": rounded(self.error), "bins": bins}


@dataclass(frozen=True)
class ScopePoint:
    """At a threshold: the share answered as in scope of messages in scope, and of those out."""

    threshold: float
    in_scope: float
    out_of_scope: float


@dataclass(frozen=True)
class ScopeCurve:
    """The trade over all thresholds; the two shares are what the rule in service does.

    area: AUROC of telling scope by the probability of the likeliest label; None when the
    messages are all in scope or all out of it.
    """

    points: tuple[ScopePoint, ...]
    area: float | None
    in_scope_answered: Share
    out_of_scope_answered: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the curve as plain JSON."""
        return {
            "area_under_curve": rounded(self.area),
            "in_scope_answered": self.in_scope_answered.as_dict(),
            "out_of_scope_answered": self.out_of_scope_answered.as_dict(),
            "points": [
                {
                    "threshold": point.threshold,
                    "in_scope": rounded(point.in_scope),
                    "out_of_scope": rounded(point.out_of_scope),
                }
                for point in self.points
            ],
        }


def reliability(rows: Sequence[Read], bins: int = BINS) -> Reliability:
    """Return how often the likeliest label is right, by its probability; no words, no part."""
    rows = [row for row in rows if row[1].labels]
    placed: list[list[Read]] = [[] for _ in range(bins)]
    for row in rows:
        placed[min(bins - 1, int(row[1].labels[0].probability * bins))].append(row)
    found = tuple(
        Bin(
            at / bins,
            (at + 1) / bins,
            float(np.mean([row[1].labels[0].probability for row in held])),
            share_of(held, is_right),
        )
        for at, held in enumerate(placed)
        if held
    )
    gaps = [abs(one.confidence - (one.right.value or 0.0)) * one.right.total for one in found]
    return Reliability(found, sum(gaps) / len(rows) if rows else 0.0)


def scope_curve(rows: Sequence[Read]) -> ScopeCurve:
    """Return what answering only above a threshold does to messages in and out of scope."""
    inside = [row for row in rows if row[0].label != OUT_OF_SCOPE]
    outside = [row for row in rows if row[0].label == OUT_OF_SCOPE]
    held, foreign = _scores(inside), _scores(outside)
    return ScopeCurve(
        tuple(ScopePoint(t, _above(held, t), _above(foreign, t)) for t in THRESHOLDS),
        _area(held, foreign),
        share_of(inside, answered_as_topic),
        share_of(outside, answered_as_topic),
    )


def _scores(rows: Sequence[Read]) -> list[float]:
    # What is read as out of scope is answered as such at every threshold.
    return [0.0 if guess(row[1]) == OUT_OF_SCOPE else row[1].labels[0].probability for row in rows]


def _above(scores: Sequence[float], threshold: float) -> float:
    return sum(score > 0 and score >= threshold for score in scores) / max(1, len(scores))


def _area(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    from sklearn.metrics import roc_auc_score

    if not inside or not outside:
        return None
    return float(roc_auc_score([1] * len(inside) + [0] * len(outside), [*inside, *outside]))
