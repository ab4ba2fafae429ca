"""The button that a message is a tap on, if it is one."""

from __future__ import annotations

from typing import Any, Mapping

from first_step.admissions.errors import FirstStepError
from first_step.admissions.payload import Payload, parse_payload


def tapped_payload(metadata: Mapping[str, Any] | None) -> Payload | None:
    """Return the payload that the front door vouched for, None for typed text."""
    text = (metadata or {}).get("payload")
    if not isinstance(text, str) or not text:
        return None
    try:
        return parse_payload(text)
    except FirstStepError:
        return None
