"""A typed number or title, where choices were numbered, as the button it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from first_step.store.messages import Message

_NUMBER = re.compile(r"(?:option|number|no\.?|#)?\s*(\d{1,2})\s*[.)]?", re.IGNORECASE)


def chosen(text: str, recent: Sequence[Message]) -> str | None:
    """Return the payload that a typed text chooses, None when it chooses nothing.

    recent: the last messages, oldest first. Only the last choices offered count, and only while
    nothing but their own turn came after them.
    """
    offered = _last_offer(recent)
    typed = text.strip()
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        place = int(number.group(1))
        return offered[place - 1][1] if 1 <= place <= len(offered) else None
    folded = typed.casefold().rstrip(".!")
    return next((payload for title, payload in offered if title.casefold() == folded), None)


def _last_offer(recent: Sequence[Message]) -> Sequence[tuple[str, str]]:
    for message in reversed(recent):
        if message.sender in ("visitor", "staff"):
            return ()
        if message.buttons:
            return message.buttons
    return ()
