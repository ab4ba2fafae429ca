"""What the contract of test_contract.py needs to know of each channel: one row in KITS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from first_step.reception.channels.messenger.channel import Messenger
from first_step.reception.channels.parts import Provider
from first_step.reception.channels.telegram.channel import Telegram

from .messenger import calls
from .provider_stand_in import Received
from .telegram import updates

Answer = tuple[int, dict[str, Any]]
TELEGRAM_TOKEN, TELEGRAM_SECRET = "123456:fictional-token", "s" * 40


@dataclass(frozen=True)
class Kit:
    """One channel as its provider speaks it.

    folder: below first_step/reception/channels. environment: what turns it on. signed: the headers
    of a call with a body. text, picture, tap: bodies of calls; the id makes two calls the same.
    said: the text of a message we sent, None for a call that sends none. taken, blocked: answers.
    """

    name: str
    folder: str
    address: str
    environment: Mapping[str, str]
    build: Callable[[str], Provider]
    signed: Callable[[bytes], Mapping[str, str]]
    forged: Mapping[str, str]
    text: Callable[[str, int], bytes]
    picture: Callable[[], bytes]
    tap: Callable[[str], bytes]
    said: Callable[[Received], str | None]
    taken: Answer
    blocked: Answer
    secrets: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/channels/{self.folder}"


def _raw(body: Any) -> bytes:
    return json.dumps(body).encode()


TELEGRAM = Kit(
    name="telegram",
    folder="telegram",
    address=str(updates.CHAT),
    environment={
        "FIRST_STEP_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "FIRST_STEP_TELEGRAM_SECRET": TELEGRAM_SECRET,
    },
    build=lambda url: Telegram(TELEGRAM_TOKEN, TELEGRAM_SECRET, url),
    signed=lambda body: {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET},
    forged={"X-Telegram-Bot-Api-Secret-Token": "x" * 40},
    text=lambda text, number: _raw(updates.message(text, update_id=90_000 + number)),
    picture=lambda: _raw(updates.message(None, **updates.PHOTO)),
    tap=lambda payload: _raw(updates.tap(payload)),
    said=lambda call: call.json.get("text"),
    taken=(200, {"ok": True, "result": {"message_id": 7}}),
    blocked=(403, {"ok": False, "error_code": 403, "description": "bot was blocked"}),
    secrets=(TELEGRAM_TOKEN, TELEGRAM_SECRET),
)
MESSENGER = Kit(
    name="messenger",
    folder="messenger",
    address=calls.PSID,
    environment={
        "FIRST_STEP_MESSENGER_TOKEN": calls.TOKEN,
        "FIRST_STEP_MESSENGER_APP_SECRET": calls.APP_SECRET,
        "FIRST_STEP_MESSENGER_VERIFY_TOKEN": calls.VERIFY,
    },
    build=lambda url: Messenger(calls.TOKEN, calls.APP_SECRET, calls.VERIFY, url),
    signed=calls.signature,
    forged={"X-Hub-Signature-256": "sha256=" + "0" * 64},
    text=lambda text, number: _raw(calls.call(calls.message(text, mid=f"m_c{number}"))),
    picture=lambda: _raw(calls.call(calls.attached("image"))),
    tap=lambda payload: _raw(calls.call(calls.tap(payload))),
    said=lambda call: call.json.get("message", {}).get("text"),
    taken=(200, {"recipient_id": calls.PSID, "message_id": "mid.1"}),
    blocked=(400, {"error": {"code": 551, "message": "This person is not available"}}),
    secrets=(calls.TOKEN, calls.APP_SECRET, calls.VERIFY),
)
KITS = (TELEGRAM, MESSENGER)
