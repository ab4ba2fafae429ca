"""What the parts of Rasa found about the turn in progress, for the channel to answer truthfully.

Rasa swallows every error of a tracker store and goes on from an empty memory. So the store notes
here that a turn must not count, and the channel refuses it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Turn:
    """One message on its way through Rasa.

    failed: why the turn must not count, None while all is well.
    label, confidence: what the classifier made of the message.
    """

    failed: str | None = None
    label: str | None = None
    confidence: float = 0.0


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def begin_turn() -> Turn:
    """Return a fresh turn that everything called from this task reports to."""
    turn = Turn()
    _current.set(turn)
    return turn


def fail_turn(reason: str) -> bool:
    """Note why the turn in progress failed; return whether there is one to note it on."""
    turn = _current.get()
    if turn is None:
        return False
    turn.failed = turn.failed or reason
    return True


def note_label(label: str | None, confidence: float) -> None:
    """Note what the classifier made of the message of the turn in progress."""
    turn = _current.get()
    if turn is not None:
        turn.label, turn.confidence = label, confidence
