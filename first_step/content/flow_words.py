"""What a text of the contact flow may speak of: the object that templates know as `flow`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FlowWords:
    """Everything in words, ready to be read; None is what is not known yet.

    for_whom: "self", "someone_else" or "professional". level: "emergency", "urgent", "soon" or
    "routine". red_flag_codes: "R13" … beside their words in `red_flags`.
    """

    for_whom: str | None = None
    age: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    contact_window: str | None = None
    safe_contact: str | None = None
    red_flags: Sequence[str] = ()
    red_flag_codes: Sequence[str] = ()
    reference: str | None = None
    due: str | None = None
    level: str | None = None
