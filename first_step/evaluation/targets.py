"""The figures that matter most, each beside what it has to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from first_step.evaluation.intervals import Share
from first_step.evaluation.measures import Read, label_figures
from first_step.evaluation.peers import own_figures
from first_step.evaluation.safety import alarm_figures, danger_figures, elsewhere, lookalikes


@dataclass(frozen=True)
class KeyFigure:
    """A share and its target, 0 to 1: to be reached, or with `at_most` not to be passed."""

    name: str
    share: Share
    target: float
    at_most: bool = False

    @property
    def is_met(self) -> bool | None:
        """Return whether the measured share meets the target; None without messages."""
        if self.share.value is None:
            return None
        return self.share.value <= self.target if self.at_most else self.share.value >= self.target

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as plain JSON."""
        return {
            "name": self.name,
            "target": self.target,
            "at_most": self.at_most,
            "met": self.is_met,
            **self.share.as_dict(),
        }


def key_figures(rows: Sequence[Read]) -> list[KeyFigure]:
    """Return the figures over all sets together.

    The targets are those of the product. That for false alarms is held against acting and against
    any band alike.
    """
    labels, danger = label_figures(rows), danger_figures(rows)
    alike, rest = alarm_figures(lookalikes(rows)), alarm_figures(elsewhere(rows))
    foreign = own_figures(rows).out_of_scope_answered
    return [
        KeyFigure("label right", labels.accuracy, 0.88),
        KeyFigure("label among the first three", labels.top_three, 0.97),
        KeyFigure("danger caught (acted or checked in)", danger.caught, 0.99),
        KeyFigure("explicit danger acted on", danger.explicit_acted, 1.0),
        KeyFigure("explicit danger: right card, of those", danger.explicit_right_card, 1.0),
        KeyFigure("look-alikes acted on", alike.acted, 0.03, at_most=True),
        KeyFigure("look-alikes acted on or checked in", alike.any_band, 0.03, at_most=True),
        KeyFigure("elsewhere acted on", rest.acted, 0.005, at_most=True),
        KeyFigure("elsewhere acted on or checked in", rest.any_band, 0.005, at_most=True),
        KeyFigure("out of scope answered as in scope", foreign, 0.05, at_most=True),
    ]
