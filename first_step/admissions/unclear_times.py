"""Times that are named but cannot be settled, so that they are asked for again."""

from __future__ import annotations

import re

from first_step.admissions.clock_words import take_clock
from first_step.admissions.week_words import ANY_DAY

_NOT = (
    r"\b(?:not|except(?: for)?|never|avoid|apart from|bar|but) (?:(?:on|at|the|about|between|in) )*"
)
_PART = r"(?:morn|aft|arvo|eve|night|lunch|dinner|tea)"
_REFUSED = re.compile(
    rf"{_NOT}(?:\d{{1,2}}(?!\d)|(?:{ANY_DAY}|tomorrow|today|this|next) {_PART}|"
    r"(?:half|quarter) )"
)
_COUNTED = re.compile(r"\bbut one\b|\bweek ?end after next\b|\b(?:same|this) time\b")


def is_unclear(text: str, left: str, half: str | None) -> bool:
    """Return whether a time is refused that is not a whole day, or a second one stands beside it.

    left: the text without its days and its first time. half: as for `take_clock`.
    """
    if _COUNTED.search(text) or _REFUSED.search(text):
        return True
    return take_clock(left, half, bare=False)[0] is not None
