"""How well short messages are read after the one before them, and others left as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from first_step.admissions.errors import UnderstandingError
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.in_conversation import Before, meaning
from first_step.understanding.normalise import readable_text

FOLLOW_UPS, NOT_FOLLOW_UPS = "follow_ups.tsv", "not_follow_ups.tsv"
_HEADER = ("previous", "message", "label")
ReadAll = Callable[[Sequence[str]], Sequence[Sequence[LabelProbability]]]


@dataclass(frozen=True)
class Exchange:
    """A question, the message after it, and the label that message should get."""

    previous: str
    message: str
    label: str


@dataclass(frozen=True)
class FollowUpFigures:
    """Counts over two sets.

    right: follow-ups that got their label. right_alone: that get it without the question before.
    changed: other short messages whose label the question before changed, though it should not.
    """

    follow_ups: int
    right: int
    right_alone: int
    others: int
    changed: int


def read_exchanges(path: Path) -> list[Exchange]:
    """Return the exchanges of a file; raises UnderstandingError naming a line it cannot read."""
    found: list[Exchange] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = tuple(line.split("\t"))
        if len(parts) != len(_HEADER):
            raise UnderstandingError(f"{path.name}, line {number}: not three columns")
        if number > 1 or parts != _HEADER:
            found.append(Exchange(*parts))
    return found


def measure_follow_ups(
    read: ReadAll, follow_ups: Sequence[Exchange], others: Sequence[Exchange]
) -> FollowUpFigures:
    """Return the figures of a reader that gives the labels of texts, likeliest first."""
    after = [_labels(read, each) for each in follow_ups]
    unlike = [_labels(read, each) for each in others]
    return FollowUpFigures(
        follow_ups=len(follow_ups),
        right=sum(x.label == found for x, (_, found) in zip(follow_ups, after, strict=True)),
        right_alone=sum(x.label == alone for x, (alone, _) in zip(follow_ups, after, strict=True)),
        others=len(others),
        changed=sum(alone != found for alone, found in unlike),
    )


def _labels(read: ReadAll, exchange: Exchange) -> tuple[str, str]:
    """Return the label alone, and the label after the question."""
    readable = readable_text(exchange.message)
    (alone,) = read([readable])
    before = Before(readable_text(exchange.previous))
    return alone[0].label, meaning(readable, alone, read, before).labels[0].label
