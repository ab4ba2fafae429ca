"""The figures: labels, danger, doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from first_step.evaluation.messages import LabelledMessage
from first_step.understanding.reading import Reading, Understanding


@dataclass(frozen=True)
class UnderstandingReport:
    """Shares between 0 and 1, over `messages` messages.

    label_accuracy, top_three: over all messages, whether or not the program would have asked back.
    crisis_caught: acted or checked in, of messages of danger; crisis_acted: acted alone;
    crisis_right_card: of those acted on. False alarms: of messages without danger.
    answered_out_of_scope: out of scope, yet answered as a topic without asking back.
    """

    messages: int
    label_accuracy: float
    top_three: float
    asked_back: float
    crisis_messages: int
    crisis_caught: float
    crisis_acted: float
    crisis_right_card: float
    false_alarms_act_lookalikes: float
    false_alarms_any_lookalikes: float
    false_alarms_act_elsewhere: float
    false_alarms_any_elsewhere: float
    out_of_scope_messages: int
    answered_out_of_scope: float

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return asdict(self)

    def as_table(self) -> Table:
        """Return the figures for a terminal."""
        table = Table("Measure", "Value")
        for name, value in self.as_dict().items():
            shown = f"{value:.1%}" if isinstance(value, float) else str(value)
            table.add_row(name.replace("_", " "), shown)
        return table


Read = tuple[LabelledMessage, Reading]


def evaluate_understanding(
    understanding: Understanding, messages: Sequence[LabelledMessage]
) -> UnderstandingReport:
    """Return the report over messages, each read alone."""
    read = [(message, understanding.read(message.text)) for message in messages]
    danger = [row for row in read if row[0].label.startswith("crisis_")]
    calm = [row for row in read if not row[0].label.startswith("crisis_")]
    alike = [row for row in calm if row[0].source == "lookalikes"]
    elsewhere = [row for row in calm if row[0].source != "lookalikes"]
    acted = [row for row in danger if row[1].crisis.band == "act"]
    foreign = [row for row in read if row[0].label == "out_of_scope"]
    return UnderstandingReport(
        messages=len(read),
        label_accuracy=_share(read, lambda row: row[0].label in _best(row[1], 1)),
        top_three=_share(read, lambda row: row[0].label in _best(row[1], 3)),
        asked_back=_share(read, lambda row: row[1].abstain is not None),
        crisis_messages=len(danger),
        crisis_caught=_share(danger, lambda row: row[1].crisis.band != "none"),
        crisis_acted=_share(danger, lambda row: row[1].crisis.band == "act"),
        crisis_right_card=_share(acted, lambda row: row[1].crisis.label == row[0].label),
        false_alarms_act_lookalikes=_share(alike, lambda row: row[1].crisis.band == "act"),
        false_alarms_any_lookalikes=_share(alike, lambda row: row[1].crisis.band != "none"),
        false_alarms_act_elsewhere=_share(elsewhere, lambda row: row[1].crisis.band == "act"),
        false_alarms_any_elsewhere=_share(elsewhere, lambda row: row[1].crisis.band != "none"),
        out_of_scope_messages=len(foreign),
        answered_out_of_scope=_share(foreign, _answered_as_topic),
    )


def _best(reading: Reading, count: int) -> list[str]:
    return [one.label for one in reading.labels[:count]] or ["out_of_scope"]


def _answered_as_topic(row: Read) -> bool:
    return row[1].abstain is None and _best(row[1], 1)[0] != "out_of_scope"


def _share(rows: Sequence[Read], holds: Callable[[Read], bool]) -> float:
    return sum(1 for row in rows if holds(row)) / len(rows) if rows else 0.0
