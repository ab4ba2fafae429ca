from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.rendering import Part
from first_step.reception.channels.twilio import channel as twilio_channel
from first_step.reception.channels.twilio.channel import Account, Twilio
from first_step.reception.channels.webhook import Call
from tests.reception.channels.provider_stand_in import PATIENCE, Received, StandIn

from .calls import ACCOUNT, ADDRESS, KEV, SID, TOKEN, US, US_WHATSAPP, signed, sms, whatsapp

ANSWER = {"sid": "SM" + "a" * 32, "status": "queued"}


@pytest.fixture
def api() -> Iterator[StandIn]:
    stand_in = StandIn(lambda call: (201, ANSWER))
    yield stand_in
    stand_in.stop()


def send(api: StandIn, name: str = "sms", account: Account = ACCOUNT, remind: bool = False) -> Sent:
    async def send_and_close() -> Sent:
        twilio = Twilio(account, api.url)
        (channel,) = [each for each in twilio.channels if each.name == name]
        try:
            if remind:
                return await channel.send_reminder(KEV, "key")  # type: ignore[return-value]
            return await channel.send(KEV, Part("Hello"), "key")
        finally:
            await twilio.close()

    return asyncio.run(send_and_close())


def form(call: Received) -> dict[str, str]:
    return dict(parse_qsl(call.body.decode()))


def failing(api: StandIn, status: int, code: int | None = None) -> ChannelError:
    told = {"code": code, "message": f"{KEV} is away", "status": status}
    api.answer = lambda call: (status, told)
    with pytest.raises(ChannelError) as raised:
        send(api)
    return raised.value


def test_a_text_goes_out_with_where_to_report(api: StandIn) -> None:
    assert send(api).provider_id == ANSWER["sid"]
    (call,) = api.calls
    assert call.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
    basic = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
    assert call.headers["authorization"] == f"Basic {basic}"
    assert form(call) == {"To": KEV, "From": US, "Body": "Hello", "StatusCallback": ADDRESS}


def test_whatsapp_has_addresses_of_its_own(api: StandIn) -> None:
    send(api, "whatsapp")
    sent = form(api.calls[0])
    assert (sent["To"], sent["From"]) == (f"whatsapp:{KEV}", f"whatsapp:{US_WHATSAPP}")


def test_a_messaging_service_chooses_the_number(api: StandIn) -> None:
    service = "MG" + "2" * 32
    send(api, account=replace(ACCOUNT, sms_from=service))
    assert form(api.calls[0])["MessagingServiceSid"] == service
    assert "From" not in form(api.calls[0])


def test_no_report_is_asked_for_where_twilio_cannot_reach_us(api: StandIn) -> None:
    send(api, account=replace(ACCOUNT, public_url="http://localhost:8000"))
    assert "StatusCallback" not in form(api.calls[0])


def test_after_the_window_whatsapp_sends_the_template_if_there_is_one(api: StandIn) -> None:
    send(api, "whatsapp", remind=True)
    assert form(api.calls[0])["ContentSid"] == ACCOUNT.template
    assert "Body" not in form(api.calls[0])
    assert send(api, "whatsapp", replace(ACCOUNT, template=""), remind=True) is None
    assert len(api.calls) == 1


def test_who_sent_stop_to_twilio_is_told_apart(api: StandIn) -> None:
    assert failing(api, 400, 21610).blocked


@pytest.mark.parametrize("code", [21211, 21614, 21408, 63016])
def test_a_number_that_takes_no_texts_is_hopeless(api: StandIn, code: int) -> None:
    error = failing(api, 400, code)
    assert (error.code, error.permanent, error.blocked) == (str(code), True, False)


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, 20429), (429, None), (400, 21611), (500, 20500), (503, None), (401, 20003)],
)
def test_trouble_that_passes_is_told_apart(api: StandIn, status: int, code: int | None) -> None:
    assert not failing(api, status, code).permanent


def test_a_slow_twilio_is_given_up_for_now(api: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_channel, "TIMEOUT_SECONDS", 0.2)
    given_up = threading.Event()

    def answer(call: Received) -> tuple[int, dict[str, Any]]:
        given_up.wait(PATIENCE)
        return 201, ANSWER

    api.answer = answer
    with pytest.raises(ChannelError) as raised:
        send(api)
    given_up.set()
    assert not raised.value.permanent


def test_nobody_there_passes_and_names_neither_token_nor_number(api: StandIn) -> None:
    api.stop()
    with pytest.raises(ChannelError) as raised:
        send(api)
    assert not raised.value.permanent
    assert TOKEN not in repr(raised.value)
    assert raised.value.__cause__ is None


def test_what_the_provider_says_about_people_is_not_kept(api: StandIn) -> None:
    assert KEV not in str(failing(api, 400, 21211))


def call(body: bytes, headers: dict[str, str], address: str = ADDRESS) -> Call:
    return Call(address, headers, {}, body)


def test_what_twilio_signed_is_taken_and_nothing_else() -> None:
    twilio = Twilio(ACCOUNT)
    body, headers = signed(sms("hello"))
    assert twilio.verified(call(body, headers))
    assert not twilio.verified(call(body + b"&x=1", headers))
    assert not twilio.verified(call(body, headers, "https://other.example.org/channels/twilio"))
    assert not twilio.verified(call(body, {}))
    assert not twilio.verified(call(body, {"x-twilio-signature": "\u00e9" * 28}))
    assert not twilio.verified(call(*signed(sms("hello"), token="another")))
    assert not twilio.verified(call(b"Body=%ff", headers))


def test_repeated_fields_are_signed_as_twilio_signs_them() -> None:
    fields = [*sms("hello").items(), ("MediaUrl0", "b"), ("MediaUrl0", "a"), ("Empty", "")]
    body, headers = signed(fields)
    twilio = Twilio(ACCOUNT)
    assert twilio.verified(call(body, headers))
    without = urlencode([pair for pair in fields if pair != ("MediaUrl0", "a")]).encode()
    assert not twilio.verified(call(without, headers))


def test_a_channel_that_is_off_hears_nothing() -> None:
    twilio = Twilio(replace(ACCOUNT, whatsapp_from=""))
    assert twilio.read(call(*signed(whatsapp("hello")))).updates == []
    assert len(twilio.read(call(*signed(sms("hello")))).updates) == 1
