"""Reads one Update of the Bot API (core.telegram.org/bots/api#update)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from first_step.admissions.errors import BadMessage
from first_step.reception.channels.updates import (
    BlockUpdate,
    ContentKind,
    ContentUpdate,
    EditUpdate,
    TapUpdate,
    TextUpdate,
    Update,
)
from first_step.reception.incoming import clean_text

# The first that is there names the content; whatever else a message holds is "other".
_CONTENT: tuple[tuple[str, ContentKind], ...] = (
    ("photo", "picture"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("document", "file"),
    ("sticker", "sticker"),
    ("location", "location"),
    ("venue", "location"),
    ("contact", "contact"),
)
# Sent by "Start" in a new chat, with what stood behind the link there; somebody is there, no more.
_START = "/start"
_GONE = ("kicked", "left")


def read_update(body: bytes) -> Update | None:
    """Return what an update tells, None for what is none of our business; raises BadMessage.

    Groups and channels are none of our business: what is said there is not said to us alone.
    """
    update = _object(body)
    key = str(_number(update, "update_id"))
    if "callback_query" in update:
        return _tap(key, _part(update, "callback_query"))
    if "message" in update:
        return _message(_part(update, "message"))
    if "edited_message" in update:
        return _edited(key, _part(update, "edited_message"))
    if "my_chat_member" in update:
        return _membership(key, _part(update, "my_chat_member"))
    return None


def callback_id(body: bytes) -> str | None:
    """Return the id of the tap that waits for an answer, None when nothing was tapped."""
    query = _object(body).get("callback_query")
    found = query.get("id") if isinstance(query, dict) else None
    return found if isinstance(found, str) else None


def _message(message: Mapping[str, Any]) -> Update | None:
    sender = _sender(message)
    if sender is None:
        return None
    key, at = _key(sender, message), _moment(message)
    text = message.get("text")
    if isinstance(text, str) and clean_text(text):
        started = text.split()[:1] == [_START]
        return TextUpdate(key, sender, "hello" if started else clean_text(text), at)
    caption = message.get("caption")
    words = clean_text(caption) if isinstance(caption, str) else ""
    return ContentUpdate(key, sender, _kind(message), words, at)


def _edited(key: str, message: Mapping[str, Any]) -> Update | None:
    sender = _sender(message)
    text = message.get("text", message.get("caption"))
    if sender is None or not isinstance(text, str):
        return None
    return EditUpdate(key, sender, _key(sender, message), clean_text(text))


def _tap(key: str, query: Mapping[str, Any]) -> Update | None:
    data, shown = query.get("data"), query.get("message")
    sender = _sender(shown) if isinstance(shown, dict) else None
    if sender is None or not isinstance(data, str) or not data:
        return None
    return TapUpdate(key, sender, clean_text(data))


def _membership(key: str, change: Mapping[str, Any]) -> Update | None:
    sender = _sender(change)
    if sender is None:
        return None
    status = _part(change, "new_chat_member").get("status")
    return BlockUpdate(key, sender, status in _GONE)


def _key(sender: str, message: Mapping[str, Any]) -> str:
    """Return what names a message: the same when it is repeated, and when it is edited."""
    return f"{sender}:{_number(message, 'message_id')}"


def _sender(message: Mapping[str, Any]) -> str | None:
    """Return the id of the private chat, None for any other."""
    chat = _part(message, "chat")
    return str(_number(chat, "id")) if chat.get("type") == "private" else None


def _kind(message: Mapping[str, Any]) -> ContentKind:
    return next((kind for name, kind in _CONTENT if name in message), "other")


def _moment(message: Mapping[str, Any]) -> datetime | None:
    date = message.get("date")
    if not isinstance(date, int) or isinstance(date, bool) or not 0 < date < 2**33:
        return None
    return datetime.fromtimestamp(date, timezone.utc)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessage("the update is not JSON") from None
    if not isinstance(update, dict):
        raise BadMessage("the update is not an object")
    return update


def _part(update: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = update.get(name)
    if not isinstance(part, dict):
        raise BadMessage(f"{name} is not an object")
    return part


def _number(part: Mapping[str, Any], name: str) -> int:
    number = part.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 2**63:
        raise BadMessage(f"{name} is not a number")
    return number
