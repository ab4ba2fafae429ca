"""How calls, levels and agreement are said on the page of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from first_step.desk.words import REASON_NAMES


@dataclass(frozen=True)
class Choice:
    """One thing to choose in a form: its code, what it says, and a hint that may be empty."""

    code: str
    words: str
    hint: str = ""


# The codes are those of first_step.admissions.referral.LOWERED and RAISED.
LOWERED_NAMES: Mapping[str, str] = {
    "checked_by_clinician": "A clinician looked at it",
    "danger_is_over": "The danger is over",
    "said_in_error": "It was said or tapped by mistake",
    "other": "Something else",
}
RAISED_NAMES: Mapping[str, str] = {
    "told_on_the_call": "They told us on the call",
    "seen_by_colleague": "A colleague noticed it",
    "checked_by_clinician": "A clinician looked at it",
    "other": "Something else",
}

AGREEMENTS: Mapping[str, str] = {
    "agreed": "They were asked, and agreed",
    "refused": "They were asked, and said no, but we tell the lead because …",
    "not_asked": "They were not asked, because …",
}


def reason_in_words(event: str, code: str | None) -> str:
    """Return why something was done, empty without a code; a call says how it went elsewhere."""
    if not code or event == "call":
        return ""
    names = {"lowered": LOWERED_NAMES, "raised": RAISED_NAMES}.get(event, REASON_NAMES)
    return names.get(code, code)
