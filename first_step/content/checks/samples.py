"""What templates are filled in with to be checked: every branch of a visitor's request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from first_step.content.flow_words import FlowWords

# A number that Ofcom keeps for stories; nobody can be reached on it.
SAMPLE_PHONE = "07700 900123"
# These are shown when a reference exists, so never with nothing known.
AFTER_RECORD = ("flow/recorded", "flow/recorded_urgent")
NAMING_STAFF = ("handoff/joined", "handoff/typing", "system/handed_back")
WITH_SOURCES = "system/source"

_KNOWN = FlowWords(
    for_whom="self",
    age="18 or over",
    name="Sam",
    phone=SAMPLE_PHONE,
    contact_window="Tuesday 24 November, 9am to 12 noon",
    safe_contact="private",
    red_flags=("No safe place to sleep tonight", "Pregnant, or gave birth recently"),
    red_flag_codes=("R16", "R10"),
    reference="FS-7K3M-QX",
    due="by 5pm on Tuesday 24 November",
    level="soon",
)
_FLOWS = (
    FlowWords(),
    _KNOWN,
    replace(_KNOWN, for_whom="someone_else", phone=None, email="sam@example.org", red_flags=()),
    replace(_KNOWN, for_whom="professional", name=None, contact_window=None, level="urgent"),
    replace(_KNOWN, level="emergency", due="as soon as the team is next working"),
    replace(_KNOWN, level="routine"),
)


def variables_for(answer_id: str) -> Iterator[dict[str, Any]]:
    """Yield what a text can be shown with, beside `provider` and `helpline`."""
    if answer_id == WITH_SOURCES:
        yield {"sources": "NHS; FRANK"}
    elif answer_id in NAMING_STAFF:
        yield {"name": "Sam"}
    elif answer_id.startswith("flow/"):
        flows = _FLOWS[1:] if answer_id in AFTER_RECORD else _FLOWS
        for flow, demo in product(flows, (False, True)):
            yield {"flow": flow, "demo": demo}
    else:
        yield {}
