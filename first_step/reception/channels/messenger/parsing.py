"""Reads one webhook call of the Messenger Platform: several entries, several events each."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from first_step.admissions.errors import BadMessage
from first_step.reception.channels.updates import (
    ContentKind,
    ContentUpdate,
    DeleteUpdate,
    DeliveryReport,
    EditUpdate,
    TapUpdate,
    TextUpdate,
    Update,
    WatermarkReport,
)
from first_step.reception.incoming import clean_text

_log = logging.getLogger(__name__)

# The payload behind "Get started", as docs/channels.md asks to set it: somebody is there, no more.
GET_STARTED = "GET_STARTED"
_KINDS: Mapping[str, ContentKind] = {
    "image": "picture",
    "audio": "voice",
    "video": "video",
    "reel": "video",
    "ig_reel": "video",
    "file": "file",
    "location": "location",
}
_LONGEST_ID = 40


def read_updates(body: bytes) -> list[Update]:
    """Return what a call tells, in its order; raises BadMessage for what is no call of a page.

    An event that cannot be read is left out, and the rest is taken. Echoes of what the page wrote,
    reactions, referrals, opt-ins and what another app handles (standby) are none of our business.
    """
    call = _object(body)
    if call.get("object") != "page":
        raise BadMessage("the call is not about a page")
    found: list[Update] = []
    for entry in _list(call, "entry"):
        for event in _list(entry, "messaging") if isinstance(entry, dict) else []:
            try:
                found.extend(_event(event))
            except BadMessage as error:
                _log.error("messenger sent an event that cannot be read: %s", error)
    return found


def _event(event: Any) -> Iterator[Update]:
    if not isinstance(event, dict):
        raise BadMessage("the event is not an object")
    for name, read in _READERS.items():
        if name in event:
            yield from read(event, _part(event, name))


def _message(event: Mapping[str, Any], message: Mapping[str, Any]) -> Iterator[Update]:
    if message.get("is_echo"):
        return
    key, sender, at = _words(message, "mid"), _sender(event), _moment(event.get("timestamp"))
    if message.get("is_deleted"):
        yield DeleteUpdate(f"{key}:deleted", sender, key)
        return
    tapped = message.get("quick_reply")
    payload = tapped.get("payload") if isinstance(tapped, dict) else None
    if isinstance(payload, str) and payload:
        yield TapUpdate(key, sender, clean_text(payload), at)
        return
    text = message.get("text")
    said = clean_text(text) if isinstance(text, str) else ""
    kind = _kind(message)
    # A link comes as words with a preview ("fallback"): the words are the message.
    if said.strip() and kind in (None, "other"):
        yield TextUpdate(key, sender, said, at)
    else:
        yield ContentUpdate(key, sender, kind or "other", said, at)


def _edited(event: Mapping[str, Any], edit: Mapping[str, Any]) -> Iterator[Update]:
    key, text = _words(edit, "mid"), _words(edit, "text")
    yield EditUpdate(f"{key}:{edit.get('num_edit')}", _sender(event), key, text)


def _postback(event: Mapping[str, Any], tapped: Mapping[str, Any]) -> Iterator[Update]:
    payload, sender, sent = _words(tapped, "payload"), _sender(event), event.get("timestamp")
    mid = tapped.get("mid")
    key = clean_text(mid) if isinstance(mid, str) and mid else f"{sender}:{sent}:{payload}"
    at = _moment(sent)
    if payload == GET_STARTED:
        yield TextUpdate(key, sender, "hello", at)
    else:
        yield TapUpdate(key, sender, payload, at)


def _delivered(event: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Update]:
    for mid in _list(report, "mids"):
        if isinstance(mid, str) and mid:
            yield DeliveryReport(clean_text(mid), "delivered")
    until = _moment(report.get("watermark"))
    if until is not None:
        yield WatermarkReport(_sender(event), "delivered", until)


def _read(event: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Update]:
    until = _moment(report.get("watermark"))
    if until is not None:
        yield WatermarkReport(_sender(event), "read", until)


_Reader = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Update]]
_READERS: Mapping[str, _Reader] = {
    "message": _message,
    "message_edit": _edited,
    "postback": _postback,
    "delivery": _delivered,
    "read": _read,
}


def _kind(message: Mapping[str, Any]) -> ContentKind | None:
    """Return what is attached, None when nothing is."""
    if message.get("sticker_id"):
        return "sticker"
    attached = [each for each in _list(message, "attachments") if isinstance(each, dict)]
    if not attached:
        return None
    payload = attached[0].get("payload")
    if isinstance(payload, dict) and payload.get("sticker_id"):
        return "sticker"
    return _KINDS.get(str(attached[0].get("type")), "other")


def _sender(event: Mapping[str, Any]) -> str:
    """Return the page-scoped id of the visitor: digits."""
    sender = event.get("sender")
    found = sender.get("id") if isinstance(sender, dict) else None
    if not isinstance(found, str) or not (found.isascii() and found.isdigit()):
        raise BadMessage("the sender is not a number")
    if len(found) > _LONGEST_ID:
        raise BadMessage("the sender is too long")
    return found


def _moment(milliseconds: Any) -> datetime | None:
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    if not 0 < milliseconds < 2**43:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("the call is not JSON") from None
    if not isinstance(call, dict):
        raise BadMessage("the call is not an object")
    return call


def _part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = event.get(name)
    if not isinstance(part, dict):
        raise BadMessage(f"{name} is not an object")
    return part


def _list(part: Mapping[str, Any], name: str) -> list[Any]:
    found = part.get(name)
    return found if isinstance(found, list) else []


def _words(part: Mapping[str, Any], name: str) -> str:
    words = part.get(name)
    if not isinstance(words, str) or not words:
        raise BadMessage(f"{name} is not text")
    return clean_text(words)
