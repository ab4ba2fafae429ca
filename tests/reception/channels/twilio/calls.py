"""What Twilio posts, as twilio.com/docs/messaging/guides describes it, signed by its library."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from first_step.reception.channels.twilio.channel import Account

SID, TOKEN = "AC" + "0" * 32, "fictional-auth-token"
KEV, US, US_WHATSAPP = "+447700900123", "+447700900456", "+447700900789"
PUBLIC = "https://help.example.org"
ADDRESS = PUBLIC + "/channels/twilio"
ACCOUNT = Account(SID, TOKEN, US, US_WHATSAPP, "HX" + "1" * 32, 200, True, PUBLIC)
_numbers = itertools.count(1)


def sms(text: str = "hello", **more: str) -> dict[str, str]:
    sid = more.pop("MessageSid", f"SM{next(_numbers):032x}")
    return {
        "ToCountry": "GB",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": text,
        "To": US,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": SID,
        "From": KEV,
        "ApiVersion": "2010-04-01",
        **more,
    }


def whatsapp(text: str = "hello", **more: str) -> dict[str, str]:
    ours = {"From": f"whatsapp:{KEV}", "To": f"whatsapp:{US_WHATSAPP}", "WaId": KEV[1:]}
    return sms(text, **{**ours, "ProfileName": "Kev", "MessageType": "text", **more})


def status(sid: str, state: str, code: str = "", sender: str = US) -> dict[str, str]:
    told = {"MessageSid": sid, "MessageStatus": state, "SmsSid": sid, "SmsStatus": state}
    error = {"ErrorCode": code} if code else {}
    return {**told, **error, "To": KEV, "From": sender, "AccountSid": SID, "ApiVersion": "x"}


def signed(
    fields: Mapping[str, str] | list[tuple[str, str]], address: str = ADDRESS, token: str = TOKEN
) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of a call."""
    pairs = list(fields.items()) if isinstance(fields, Mapping) else fields
    signature = RequestValidator(token).compute_signature(address, ImmutableMultiDict(pairs))
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": signature,
    }
    return urlencode(pairs).encode(), headers
