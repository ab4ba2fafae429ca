"""The choice whether the program may learn from what somebody wrote (facts P11)."""

from __future__ import annotations

from typing import Any

from first_step.content.library import Library
from first_step.store.conversations import Conversation

LEARNING = "channel/learning"


def learning_json(found: Conversation, library: Library) -> dict[str, Any]:
    """Return the state as the API tells it. offered: nobody in danger is asked anything more."""
    on = found.review_consent_at is not None
    return {
        "on": on,
        "offered": on or found.in_danger_at is None,
        "title": library.reply(LEARNING).title,
        "text": library.render(LEARNING),
    }
