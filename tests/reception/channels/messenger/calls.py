"""Webhook calls as developers.facebook.com/docs/messenger-platform/webhooks describes them."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from typing import Any

PSID, PAGE = "7000000000000123", "100000000000001"
TOKEN, APP_SECRET, VERIFY = "EAAG-fictional-token", "0f" * 16, "v" * 40
_numbers = itertools.count(1)


def event(**parts: Any) -> dict[str, Any]:
    return {
        "sender": {"id": PSID},
        "recipient": {"id": PAGE},
        "timestamp": 1_795_000_000_000,
        **parts,
    }


def message(text: str | None = "hello", **more: Any) -> dict[str, Any]:
    content = {"text": text} if text is not None else {}
    mid = more.pop("mid", f"m_{next(_numbers)}")
    return event(message={"mid": mid, **content, **more})


def attached(kind: str, **payload: Any) -> dict[str, Any]:
    found = {"type": kind, "payload": payload or {"url": "https://cdn.example/x"}}
    return message(None, attachments=[found])


def tap(payload: str, title: str = "Yes") -> dict[str, Any]:
    return message(title, quick_reply={"payload": payload})


def postback(payload: str, **more: Any) -> dict[str, Any]:
    return event(postback={"mid": f"m_{next(_numbers)}", "title": "x", "payload": payload, **more})


def call(*events: dict[str, Any]) -> dict[str, Any]:
    entry = {"id": PAGE, "time": 1_795_000_000_100, "messaging": list(events)}
    return {"object": "page", "entry": [entry]}


def raw(body: Any) -> bytes:
    return json.dumps(body).encode()


def signature(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={made}"}


def answer_sent(_: object) -> tuple[int, dict[str, Any]]:
    return 200, {"recipient_id": PSID, "message_id": f"mid.{next(_numbers)}"}
