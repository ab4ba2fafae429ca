"""Whether the front door asks the gentle check itself."""

from __future__ import annotations

from first_step.reception.words import CRISIS_CHECK
from first_step.store import messages, turns
from first_step.store.database import Session
from first_step.understanding.crisis import CrisisDecision

# How far back a gentle check counts as standing there still.
_LOOK_BACK = 8


def check_would_wait(
    session: Session, conversation: str, seq: int, decision: CrisisDecision
) -> bool:
    """Return whether the dialogue could ask the gentle check only after an earlier answer.

    That may never come while Rasa or the action server hangs. What Rasa says later about the
    same danger is left out then. A check that stands there already is not asked again.
    """
    if decision.band != "check" or not turns.waits_behind(session, conversation, seq):
        return False
    recent = messages.latest(session, conversation, _LOOK_BACK)
    return not any(message.answer == CRISIS_CHECK for message in recent)
