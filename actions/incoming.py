"""The latest message of a Rasa tracker as the contact flow reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from first_step.admissions.contact_flow import Message
from first_step.admissions.errors import BadMessage
from first_step.admissions.payload import Payload, parse_payload

# Names of actions that answer a message outside the form.
_REPLIES = ("utter_", "action_check_status", "action_withdraw_request")


def read_incoming(tracker: Tracker) -> Message:
    """Return what the visitor sent last, with the field whose question was shown before it."""
    latest: Mapping[str, Any] = tracker.latest_message or {}
    ranking = latest.get("intent_ranking") or [{}]
    return Message(
        text=latest.get("text") or "",
        label=ranking[0].get("label"),
        confidence=float(ranking[0].get("confidence") or 0.0),
        payload=_payload(latest),
        entities=[
            {"kind": entity.get("entity"), "value": entity.get("value")}
            for entity in latest.get("entities") or []
        ],
        asked=tracker.get_slot("requested_slot"),
    )


def something_else_was_said(tracker: Tracker) -> bool:
    """Return whether a reply outside the form was given since the visitor's latest message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and str(event.get("name")).startswith(_REPLIES):
            return True
    return False


def asked_on(tracker: Tracker) -> str | None:
    """Return the channel of the latest message, as the front door said with it."""
    channel = ((tracker.latest_message or {}).get("metadata") or {}).get("channel")
    return channel if isinstance(channel, str) else None


def _payload(latest: Mapping[str, Any]) -> Payload | None:
    text = (latest.get("metadata") or {}).get("payload")
    if not isinstance(text, str) or not text:
        return None
    try:
        return parse_payload(text)
    except BadMessage:
        return None
