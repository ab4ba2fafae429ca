from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import BadMessage
from first_step.reception.channels.twilio.parsing import form_of, read_form
from first_step.reception.channels.updates import (
    ContentUpdate,
    DeliveryReport,
    KeywordUpdate,
    TapUpdate,
    TextUpdate,
    Update,
)

from .calls import KEV, US, US_WHATSAPP, signed, sms, status, whatsapp


def read(fields: dict[str, str]) -> tuple[str, Update] | None:
    return read_form(form_of(signed(fields)[0]))


def test_a_text_comes_with_who_wrote_it() -> None:
    assert read(sms("caf\u00e9 & more?", MessageSid="SM1234567890")) == (
        "sms",
        TextUpdate("SM1234567890", KEV, "caf\u00e9 & more?"),
    )


def test_whatsapp_is_told_by_its_address() -> None:
    found = read(whatsapp("hello"))
    assert found is not None
    assert found[0] == "whatsapp"
    assert isinstance(found[1], TextUpdate)
    assert found[1].sender == KEV


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ("image/jpeg", "picture"),
        ("image/webp", "sticker"),
        ("audio/ogg", "voice"),
        ("video/mp4", "video"),
        ("text/vcard", "contact"),
        ("application/pdf", "file"),
        ("", "file"),
    ],
)
def test_what_is_no_text_is_named(media: str, kind: str) -> None:
    found = read(whatsapp("", NumMedia="1", MediaContentType0=media, MediaUrl0="https://x"))
    assert found is not None
    assert isinstance(found[1], ContentUpdate)
    assert (found[1].kind, found[1].text) == (kind, "")


def test_a_place_and_a_caption_and_nothing_at_all() -> None:
    place = read(whatsapp("", Latitude="53.8", Longitude="-1.5", Address="Leeds"))
    caption = read(sms("he is blue", NumMedia="1", MediaContentType0="image/png"))
    nothing = read(sms("  "))
    assert place is not None
    assert caption is not None
    assert nothing is not None
    assert place[1].kind == "location"  # type: ignore[union-attr]
    assert caption[1].text == "he is blue"  # type: ignore[union-attr]
    assert nothing[1].kind == "other"  # type: ignore[union-attr]


def test_a_button_of_ours_is_a_tap_and_another_is_its_words() -> None:
    ours = read(whatsapp("Yes", ButtonText="Yes", ButtonPayload="flow:consent=yes"))
    other = read(whatsapp("I am here", ButtonText="I am here", ButtonPayload="back"))
    assert ours is not None
    assert other is not None
    assert isinstance(ours[1], TapUpdate)
    assert isinstance(other[1], TextUpdate)


def test_advanced_opt_out_names_the_word() -> None:
    found = read(sms("ARRET", OptOutType="STOP"))
    assert found is not None
    assert isinstance(found[1], KeywordUpdate)
    assert found[1].word == "stop"


@pytest.mark.parametrize("sender", ["60777", "Vodafone", "", "+0123", "44770090"])
def test_texts_of_companies_are_left_alone(sender: str) -> None:
    assert read(sms("your bill", From=sender)) is None


@pytest.mark.parametrize(
    ("state", "told"),
    [("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("undelivered", "failed")],
)
def test_what_became_of_a_message_is_told(state: str, told: str) -> None:
    found = read(status("SM1234567890", state, "30003" if told == "failed" else ""))
    problem = "30003" if told == "failed" else None
    assert found == ("sms", DeliveryReport("SM1234567890", told, problem))  # type: ignore[arg-type]
    on_whatsapp = read(status("SM1234567890", state, sender=f"whatsapp:{US_WHATSAPP}"))
    assert on_whatsapp is not None
    assert on_whatsapp[0] == "whatsapp"


@pytest.mark.parametrize("state", ["queued", "accepted", "sending", "scheduled", "what is new"])
def test_what_says_nothing_new_is_left_alone(state: str) -> None:
    assert read(status("SM1234567890", state)) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"nothing", b"\xff\xfe", b"Body=%ff", b"MessageSid=x", b"{}", b"a=1&" * 5_000],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_form(form_of(body))


_FIELDS = st.sampled_from([*whatsapp(), *status("x", "y"), "OptOutType", "ButtonPayload"])
_VALUES = st.text(max_size=20) | st.sampled_from([KEV, f"whatsapp:{KEV}", US, "1", "SM1234567890"])


@given(st.dictionaries(_FIELDS, _VALUES))
def test_whatever_comes_is_read_or_refused_and_nothing_else(fields: dict[str, str]) -> None:
    with contextlib.suppress(BadMessage):
        read_form(form_of(signed({"MessageSid": "SM1234567890", "From": KEV, **fields})[0]))


@given(st.binary(max_size=300))
def test_whatever_bytes_come_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(BadMessage):
        read_form(form_of(body))
