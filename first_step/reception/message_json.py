"""A message as clients get it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from first_step.admissions.opening_hours import OpeningHours
from first_step.reception.words import CurrentLibrary, Wording
from first_step.store.messages import Message

_WHEN = "flow/contact_window"
_DAYS = 6  # a working week and a day, and two rows of buttons on a phone


def message_json(message: Message, library: CurrentLibrary) -> dict[str, Any]:
    """Return a stored message as plain JSON; `at` is UTC in ISO 8601.

    `why` stands there where the message asks for something, in the words of content/ as they are
    now; `days` where it asks when to call: those on which the team works, if that is known, seen
    from when it was asked; `name` where a named member of staff wrote it.
    """
    words = library.current()
    why = words.why(message.answer) if message.answer else None
    asks_when = message.answer == _WHEN
    return {
        "seq": message.seq,
        "id": message.id,
        "sender": message.sender,
        "text": message.text,
        "buttons": _buttons(message.buttons),
        "answer": message.answer,
        "at": message.at.isoformat(),
        **({"why": why} if why else {}),
        **({"days": _days(message.at, words.opening_hours())} if asks_when else {}),
        **({"name": message.name} if message.name else {}),
    }


def unkept_json(wording: Wording, number: int, message_id: str, now: datetime) -> dict[str, Any]:
    """Return a reply that could not be stored: without `seq`, and without buttons.

    A button is honoured only if it was stored as offered, so this one could not be.
    """
    return {
        "seq": None,
        "id": f"{message_id}-unkept-{number}",
        "sender": "system",
        "text": wording.text,
        "buttons": [],
        "answer": wording.answer,
        "at": now.isoformat(),
    }


def message_event(message: Message, library: CurrentLibrary) -> str:
    """Return a stored message as the data of one server-sent event."""
    return json.dumps(message_json(message, library), ensure_ascii=False, separators=(",", ":"))


def _days(asked_at: datetime, hours: OpeningHours) -> list[str]:
    return [day.isoformat() for day in hours.days_to_offer(asked_at, _DAYS)]


def _buttons(buttons: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"title": title, "payload": payload} for title, payload in buttons]
