"""Reads what Twilio posts: a message, or what became of one of ours.

twilio.com/docs/messaging/guides: webhook-request and
outbound-message-status-in-status-callbacks
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict

from first_step.admissions.errors import BadMessage
from first_step.reception.channels.updates import (
    ContentKind,
    ContentUpdate,
    DeliveryReport,
    Keyword,
    KeywordUpdate,
    ReportState,
    TapUpdate,
    TextUpdate,
    Update,
)

SMS, WHATSAPP = "sms", "whatsapp"
WHATSAPP_PREFIX = "whatsapp:"
Form = ImmutableMultiDict[str, str]

_MOST_FIELDS = 400
_SID = re.compile(r"[A-Za-z0-9]{10,64}")
# E.164. A text from a short code or a name comes from a company, and nobody there reads answers.
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
# A number, or the id that WhatsApp gives for people who hide theirs.
_WHATSAPP_ADDRESS = re.compile(r"[+\w.-]{3,100}", re.ASCII)
_MEDIA: tuple[tuple[str, ContentKind], ...] = (
    ("image/webp", "sticker"),
    ("image/", "picture"),
    ("audio/", "voice"),
    ("video/", "video"),
    ("text/vcard", "contact"),
    ("text/x-vcard", "contact"),
)
# Set where a messaging service has advanced opt-out, whose words its owner chooses.
_WORDS: Mapping[str, Keyword] = {"STOP": "stop", "START": "start", "HELP": "help"}
# queued, accepted, scheduled and sending say no more than that Twilio took it.
_STATES: Mapping[str, ReportState] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
}


def form_of(body: bytes) -> Form:
    """Return the fields of a form, repeated ones kept; raises BadMessage."""
    try:
        text = body.decode()
        fields = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise BadMessage("the form cannot be read") from None
    return ImmutableMultiDict(fields)


def read_form(form: Form) -> tuple[str, Update] | None:
    """Return the channel's name and what is told, None for what is none of our business.

    Raises BadMessage.
    """
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not _SID.fullmatch(sid):
        raise BadMessage("there is no message id")
    channel = WHATSAPP if form.get("From", "").startswith(WHATSAPP_PREFIX) else SMS
    status = form.get("MessageStatus")
    update = _report(sid, status, form) if status else _message(channel, sid, form)
    return (channel, update) if update is not None else None


def _report(sid: str, status: str, form: Form) -> Update | None:
    state = _STATES.get(status.casefold())
    if state is None:
        return None
    code = form.get("ErrorCode", "")
    problem = code if re.fullmatch(r"\d{1,6}", code) else "unknown"
    return DeliveryReport(sid, state, problem if state == "failed" else None)


def _message(channel: str, sid: str, form: Form) -> Update | None:
    sender = _sender(channel, form.get("From", ""))
    if sender is None:
        return None
    text = form.get("Body", "")
    word = _WORDS.get(form.get("OptOutType", "").upper())
    if word is not None:
        return KeywordUpdate(sid, sender, text, word)
    payload = form.get("ButtonPayload", "")
    if payload.startswith(("label:", "flow:")):
        return TapUpdate(sid, sender, payload)
    kind = _kind(form)
    if kind is not None:
        return ContentUpdate(sid, sender, kind, text)
    text = text if text.strip() else form.get("ButtonText", "")
    return TextUpdate(sid, sender, text) if text.strip() else ContentUpdate(sid, sender, "other")


def _sender(channel: str, address: str) -> str | None:
    if channel == SMS:
        return address if _NUMBER.fullmatch(address) else None
    address = address[len(WHATSAPP_PREFIX) :]
    return address if _WHATSAPP_ADDRESS.fullmatch(address) else None


def _kind(form: Form) -> ContentKind | None:
    """Return what a message holds beside words, None for words alone."""
    if form.get("Latitude") and form.get("Longitude"):
        return "location"
    if form.get("NumMedia", "0") in ("", "0"):
        return None
    media = form.get("MediaContentType0", "").casefold()
    return next((kind for start, kind in _MEDIA if media.startswith(start)), "file")
