"""What the contract of test_contract.py needs to know of each channel: one row in KITS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from first_step.reception.channels.messenger.channel import Messenger
from first_step.reception.channels.parts import Provider
from first_step.reception.channels.telegram.channel import Telegram
from first_step.reception.channels.twilio.channel import Twilio

from .messenger import calls
from .provider_stand_in import Received
from .telegram import updates
from .twilio import calls as twilio_calls

Answer = tuple[int, dict[str, Any]]
# Where a development installation says it is; Twilio signs the address that it calls.
PUBLIC = "http://localhost:8000"
_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
TELEGRAM_TOKEN, TELEGRAM_SECRET = "123456:fictional-token", "s" * 40


@dataclass(frozen=True)
class Kit:
    """One channel as its provider speaks it.

    folder: below first_step/reception/channels. environment: what turns it on; api: the setting
    that says where the provider is. signed: the headers of a call with a body, and where we are.
    text, picture, tap: bodies of calls; the id makes two calls the same.
    sent_by: whether a call to the provider sends a message by this channel. said: its text, None
    for a call that sends none. taken, blocked, refused: answers.
    """

    name: str
    folder: str
    address: str
    environment: Mapping[str, str]
    api: str
    build: Callable[[str], Provider]
    signed: Callable[..., Mapping[str, str]]
    forged: Mapping[str, str]
    text: Callable[[str, int], bytes]
    picture: Callable[[], bytes]
    tap: Callable[[str], bytes]
    sent_by: Callable[[Received], bool]
    said: Callable[[Received], str | None]
    taken: Answer
    blocked: Answer
    refused: Answer
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
    api="FIRST_STEP_TELEGRAM_API",
    build=lambda url: Telegram(TELEGRAM_TOKEN, TELEGRAM_SECRET, url),
    signed=lambda body, public=PUBLIC: {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET},
    forged={"X-Telegram-Bot-Api-Secret-Token": "x" * 40},
    text=lambda text, number: _raw(updates.message(text, update_id=90_000 + number)),
    picture=lambda: _raw(updates.message(None, **updates.PHOTO)),
    tap=lambda payload: _raw(updates.tap(payload)),
    sent_by=lambda call: call.path == f"/bot{TELEGRAM_TOKEN}/sendMessage",
    said=lambda call: call.json.get("text"),
    taken=(200, {"ok": True, "result": {"message_id": 7}}),
    blocked=(403, {"ok": False, "error_code": 403, "description": "bot was blocked"}),
    refused=(400, {"ok": False, "error_code": 400, "description": "message is too long"}),
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
    api="FIRST_STEP_MESSENGER_API",
    build=lambda url: Messenger(calls.TOKEN, calls.APP_SECRET, calls.VERIFY, url),
    signed=lambda body, public=PUBLIC: calls.signature(body),
    forged={"X-Hub-Signature-256": "sha256=" + "0" * 64},
    text=lambda text, number: _raw(calls.call(calls.message(text, mid=f"m_c{number}"))),
    picture=lambda: _raw(calls.call(calls.attached("image"))),
    tap=lambda payload: _raw(calls.call(calls.tap(payload))),
    sent_by=lambda call: call.path.partition("?")[0].endswith("/me/messages"),
    said=lambda call: call.json.get("message", {}).get("text"),
    taken=(200, {"recipient_id": calls.PSID, "message_id": "mid.1"}),
    blocked=(400, {"error": {"code": 551, "message": "This person is not available"}}),
    refused=(400, {"error": {"code": 100, "message": "Invalid parameter"}}),
    secrets=(calls.TOKEN, calls.APP_SECRET, calls.VERIFY),
)


def _form(fields: Mapping[str, str]) -> bytes:
    return twilio_calls.signed(fields)[0]


def _to(call: Received) -> str:
    to = dict(parse_qsl(call.body.decode()))["To"]
    return "whatsapp" if to.startswith("whatsapp:") else "sms"


def _signed_form(body: bytes, public: str = PUBLIC) -> Mapping[str, str]:
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    _, headers = twilio_calls.signed(pairs, public + "/channels/twilio")
    return {**_FORM, "X-Twilio-Signature": headers["x-twilio-signature"]}


def _twilio(name: str, write: Callable[..., dict[str, str]]) -> Kit:
    """Return the kit of one of the two; texts have no buttons, so a choice is typed."""

    def tap(payload: str) -> bytes:
        if name == "sms":
            return _form(write("Therapy"))
        return _form(write("Therapy", ButtonPayload=payload, ButtonText="Therapy"))

    return Kit(
        name=name,
        folder="twilio",
        address=twilio_calls.KEV,
        environment={
            "FIRST_STEP_TWILIO_ACCOUNT_SID": twilio_calls.SID,
            "FIRST_STEP_TWILIO_AUTH_TOKEN": twilio_calls.TOKEN,
            f"FIRST_STEP_{name.upper()}_FROM": twilio_calls.US,
        },
        api="FIRST_STEP_TWILIO_API",
        build=lambda url: Twilio(twilio_calls.ACCOUNT, url),
        signed=_signed_form,
        forged={**_FORM, "X-Twilio-Signature": "AAAA"},
        text=lambda text, number: _form(write(text, MessageSid=f"SM{number:032x}")),
        picture=lambda: _form(write("", NumMedia="1", MediaContentType0="image/jpeg")),
        tap=tap,
        sent_by=lambda call: call.path.endswith("/Messages.json") and name == _to(call),
        said=lambda call: dict(parse_qsl(call.body.decode())).get("Body"),
        taken=(201, {"sid": "SM" + "0" * 32}),
        blocked=(400, {"code": 21610, "message": "unsubscribed"}),
        refused=(400, {"code": 21614, "message": "not a mobile number"}),
        secrets=(twilio_calls.TOKEN,),
    )


SMS = _twilio("sms", twilio_calls.sms)
WHATSAPP = _twilio("whatsapp", twilio_calls.whatsapp)
KITS = (TELEGRAM, MESSENGER, SMS, WHATSAPP)
