"""Another program's predictions for the same messages, beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.intervals import Share, share_of
from first_step.evaluation.measures import (
    OUT_OF_SCOPE,
    Read,
    answered_as_topic,
    in_top_three,
    is_right,
)


class PeerPrediction(Protocol):
    """What a peer says of one message.

    label: its likeliest label, in First Step's names, whether or not it would have answered.
    confidence: of it, 0 to 1. top_three: its likeliest labels, `label` first.
    is_fallback: it would not have answered.
    """

    @property
    def label(self) -> str:  # noqa: D102 - said above
        ...

    @property
    def confidence(self) -> float:  # noqa: D102
        ...

    @property
    def top_three(self) -> Sequence[str]:  # noqa: D102
        ...

    @property
    def is_fallback(self) -> bool:  # noqa: D102
        ...


@dataclass(frozen=True)
class Peer:
    """A peer's name, how it was made, and its predictions: one a message, in the same order."""

    name: str
    note: str
    predictions: Sequence[PeerPrediction]


@dataclass(frozen=True)
class PeerFigures:
    """Accuracy and top three over all messages; out of scope, yet answered as something in it."""

    accuracy: Share
    top_three: Share
    out_of_scope_answered: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {name: share.as_dict() for name, share in vars(self).items()}


def beside_peer(rows: Sequence[Read], peer: Peer) -> dict[str, Any]:
    """Return both programs' figures as plain JSON.

    Raises UnderstandingError when the peer did not read exactly these messages.
    """
    if len(rows) != len(peer.predictions):
        raise UnderstandingError(
            f"{peer.name} read {len(peer.predictions)} messages, not {len(rows)}"
        )
    return {
        "name": peer.name,
        "note": peer.note,
        "ours": own_figures(rows).as_dict(),
        "theirs": peer_figures([row[0].label for row in rows], peer.predictions).as_dict(),
    }


def own_figures(rows: Sequence[Read]) -> PeerFigures:
    """Return our figures, as a peer's are counted."""
    foreign = [row for row in rows if row[0].label == OUT_OF_SCOPE]
    return PeerFigures(
        share_of(rows, is_right),
        share_of(rows, in_top_three),
        share_of(foreign, answered_as_topic),
    )


def peer_figures(truth: Sequence[str], predictions: Sequence[PeerPrediction]) -> PeerFigures:
    """Return a peer's figures, given the right labels in the same order."""
    rows = list(zip(truth, predictions, strict=True))
    return PeerFigures(
        share_of(rows, lambda row: row[1].label == row[0]),
        share_of(rows, lambda row: row[0] in row[1].top_three[:3]),
        share_of(
            [row for row in rows if row[0] == OUT_OF_SCOPE],
            lambda row: not row[1].is_fallback and row[1].label != OUT_OF_SCOPE,
        ),
    )
