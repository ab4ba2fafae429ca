"""Updates as core.telegram.org/bots/api describes them."""

from __future__ import annotations

import itertools
from typing import Any

CHAT = 5_550_123
_numbers = itertools.count(10_000)


def message(text: str | None = "hello", **more: Any) -> dict[str, Any]:
    content = {"text": text} if text is not None else {}
    number = more.pop("update_id", next(_numbers))
    return {
        "update_id": number,
        "message": {
            "message_id": number - 9_000,
            "from": {"id": CHAT, "is_bot": False, "first_name": "Kev", "language_code": "en"},
            "chat": {"id": CHAT, "first_name": "Kev", "type": "private"},
            "date": 1_795_000_000,
            **content,
            **more,
        },
    }


def edited(update: dict[str, Any], text: str) -> dict[str, Any]:
    changed = {**update["message"], "text": text, "edit_date": 1_795_000_060}
    return {"update_id": next(_numbers), "edited_message": changed}


def tap(data: str) -> dict[str, Any]:
    return {
        "update_id": next(_numbers),
        "callback_query": {
            "id": "4382bfdwdsb323b2d9",
            "from": {"id": CHAT, "is_bot": False, "first_name": "Kev"},
            "message": message("Which?")["message"],
            "chat_instance": "-1",
            "data": data,
        },
    }


def membership(status: str) -> dict[str, Any]:
    return {
        "update_id": next(_numbers),
        "my_chat_member": {
            "chat": {"id": CHAT, "first_name": "Kev", "type": "private"},
            "from": {"id": CHAT, "is_bot": False, "first_name": "Kev"},
            "date": 1_795_000_000,
            "old_chat_member": {"user": {"id": 1, "is_bot": True}, "status": "member"},
            "new_chat_member": {"user": {"id": 1, "is_bot": True}, "status": status},
        },
    }


PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}]}
STICKER = {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular"}}
VOICE = {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}}
LOCATION = {"location": {"latitude": 53.8, "longitude": -1.5}}
CONTACT = {"contact": {"phone_number": "+447700900999", "first_name": "Sam"}}
GROUP = {"chat": {"id": -100_1, "title": "Friends", "type": "group"}}
