"""Sends text messages and WhatsApp messages through Twilio, and takes what Twilio posts to us.

Twilio's own library checks signatures. Messages are sent with httpx: the library's client blocks
a thread for each message, takes no limit for the whole of a call, and cannot be pointed elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx
from twilio.request_validator import RequestValidator

from first_step.admissions.errors import BadMessage, ChannelError
from first_step.reception.channels.channel import Channel, Sent
from first_step.reception.channels.rendering import Abilities, Meter, Part
from first_step.reception.channels.twilio.failures import failure
from first_step.reception.channels.twilio.parsing import (
    SMS,
    WHATSAPP,
    WHATSAPP_PREFIX,
    form_of,
    read_form,
)
from first_step.reception.channels.twilio.segments import fitted, segments
from first_step.reception.channels.webhook import PREFIX, Call, Taken

API = "https://api.twilio.com"
PATH = "twilio"
TIMEOUT_SECONDS = 20.0
_SIGNED_BY = "x-twilio-signature"
# How a messaging service is told from a number (twilio.com/docs/glossary/what-is-a-sid).
_SERVICE = "MG"
# The API takes up to 1,600 characters (twilio.com/docs/messaging/api/message-resource).
_LONGEST = 1600


@dataclass(frozen=True, repr=False)
class Account:
    """How Twilio knows us.

    sms_from, whatsapp_from: a number or a messaging service's id, "" where
    it is off.

    template: content id of the words that WhatsApp approved, "" for none. segments_per_day: the
    most that one conversation may cost. answers_keywords: whether Twilio itself obeys STOP,
    START and HELP. public_url: where Twilio reaches us.
    """

    sid: str
    token: str
    sms_from: str
    whatsapp_from: str
    template: str
    segments_per_day: int
    answers_keywords: bool
    public_url: str


class Api:
    """Twilio's API for messages."""

    def __init__(self, account: Account, url: str) -> None:
        """Keep what is needed; nothing is connected yet."""
        self._account = account
        self._client = httpx.AsyncClient(
            base_url=f"{url}/2010-04-01/Accounts/{account.sid}",
            auth=(account.sid, account.token),
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )

    async def send(self, sender: str, to: str, content: Mapping[str, str]) -> Sent:
        """Send one message; raises ChannelError."""
        origin = "MessagingServiceSid" if sender.startswith(_SERVICE) else "From"
        form = {"To": to, origin: sender, **content}
        if self._account.public_url.startswith("https:"):  # others are refused by Twilio
            form["StatusCallback"] = f"{self._account.public_url}{PREFIX}/{PATH}"
        sid = (await self._call("POST", "/Messages.json", form)).get("sid")
        return Sent(sid if isinstance(sid, str) else None)

    async def account_state(self) -> str:
        """Return "active" or what else the account is; raises ChannelError."""
        return str((await self._call("GET", ".json", None)).get("status", ""))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _call(
        self, method: str, path: str, form: Mapping[str, str] | None
    ) -> Mapping[str, Any]:
        url = f"{str(self._client.base_url).rstrip('/')}{path}"
        try:
            # httpx counts from one byte to the next: a server that drips would never time out.
            answer = await asyncio.wait_for(
                self._client.request(method, url, data=form), timeout=TIMEOUT_SECONDS
            )
        except (asyncio.TimeoutError, httpx.HTTPError) as error:
            raise ChannelError(f"not_reached.{type(error).__name__}") from None
        parsed = _object(answer)
        if not answer.is_success:
            raise failure(answer.status_code, parsed, answer.headers.get("retry-after"))
        return parsed


class Sms:
    """Text messages: numbered choices, counted in segments."""

    name = SMS
    path = PATH
    abilities = Abilities(
        longest_text=_LONGEST,
        delivery_reports=True,
        keywords=True,
        meter=Meter(fitted, segments),
    )

    def __init__(self, api: Api, account: Account) -> None:
        """Keep what is needed."""
        self._api = api
        self._sender = account.sms_from
        self.abilities = replace(
            self.abilities,
            provider_confirms=account.answers_keywords,
            meter=Meter(fitted, segments, account.segments_per_day),
        )

    async def send(self, address: str, part: Part, key: str) -> Sent:
        """Send one message; raises ChannelError. Twilio knows no key, so it may repeat one."""
        return await self._api.send(self._sender, address, {"Body": part.text})

    async def send_reminder(self, address: str, key: str) -> Sent | None:
        """Return None: text messages have no window."""
        return None


class WhatsApp:
    """WhatsApp: numbered choices, since Twilio sends buttons in prepared templates only."""

    name = WHATSAPP
    path = PATH
    # Free text within 24 hours of their last message
    # (twilio.com/docs/whatsapp/key-concepts: customer service window).
    abilities = Abilities(
        longest_text=_LONGEST,
        delivery_reports=True,
        read_reports=True,
        reply_window_hours=24,
        keywords=True,
    )

    def __init__(self, api: Api, account: Account) -> None:
        """Keep what is needed."""
        self._api = api
        sender = account.whatsapp_from
        self._sender = sender if sender.startswith(_SERVICE) else WHATSAPP_PREFIX + sender
        self._template = account.template

    async def send(self, address: str, part: Part, key: str) -> Sent:
        """Send one message; raises ChannelError. Twilio knows no key, so it may repeat one."""
        return await self._api.send(self._sender, WHATSAPP_PREFIX + address, {"Body": part.text})

    async def send_reminder(self, address: str, key: str) -> Sent | None:
        """Send the approved template, None where there is none; raises ChannelError."""
        if not self._template:
            return None
        content = {"ContentSid": self._template}
        return await self._api.send(self._sender, WHATSAPP_PREFIX + address, content)


class Twilio:
    """One account: the webhook of both channels. `api` is another address in tests."""

    path = PATH

    def __init__(self, account: Account, api: str = API) -> None:
        """Make the channels that have a sender."""
        self._api = Api(account, api)
        self._validator = RequestValidator(account.token)
        made: list[Channel] = []
        if account.sms_from:
            made.append(Sms(self._api, account))
        if account.whatsapp_from:
            made.append(WhatsApp(self._api, account))
        self.channels = tuple(made)

    def verified(self, call: Call) -> bool:
        """Return whether Twilio signed this call with our token.

        A form that cannot be read was not signed by Twilio either.
        """
        try:
            form = form_of(call.body)
        except BadMessage:
            return False
        signature = call.headers.get(_SIGNED_BY, "")
        return bool(self._validator.validate(call.address, form, signature))

    def read(self, call: Call) -> Taken:
        """Return what a call tells, nothing for a channel that is off; raises BadMessage."""
        found = read_form(form_of(call.body))
        if found is None:
            return Taken([])
        name, update = found
        return Taken([(channel, update) for channel in self.channels if channel.name == name])

    def greet(self, call: Call) -> str | None:
        """Return None: Twilio does not check the address."""
        return None

    async def check(self) -> str:
        """Return the account's state, for `first-step doctor`; raises ChannelError."""
        return await self._api.account_state()

    async def close(self) -> None:
        """Close every connection."""
        await self._api.close()


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        parsed = answer.json()
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
