from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.incoming import read_incoming, something_else_was_said

USER = {"event": "user", "text": "hello"}


def tracker(latest: dict[str, Any] | None = None, *events: dict[str, Any], **slots: Any) -> Tracker:
    return Tracker("kev", slots, latest, list(events), False, None, {}, None)


def test_a_message_is_read_with_label_entities_and_the_field_asked() -> None:
    latest = {
        "text": "heroin, 07700 900123",
        "intent_ranking": [{"label": "treatment/cost", "confidence": 0.4}, {"label": "greet"}],
        "entities": [{"entity": "phone", "value": "07700 900123", "start": 8}],
        "metadata": {},
    }
    message = read_incoming(tracker(latest, requested_slot="name"))
    assert (message.text, message.label, message.confidence) == (
        "heroin, 07700 900123",
        "treatment/cost",
        0.4,
    )
    assert message.entities == [{"kind": "phone", "value": "07700 900123"}]
    assert (message.payload, message.asked) == (None, "name")


@pytest.mark.parametrize(
    "latest",
    [
        None,
        {},
        {"text": None, "intent_ranking": None, "entities": None, "metadata": None},
        {"text": "", "intent_ranking": []},
        {"text": "hi", "intent_ranking": [{"label": None, "confidence": None}]},
    ],
)
def test_a_message_of_which_little_is_known_is_read_all_the_same(
    latest: dict[str, Any] | None,
) -> None:
    message = read_incoming(tracker(latest))
    assert (message.label, message.confidence, message.payload) == (None, 0.0, None)


def test_a_tap_is_read_as_its_payload() -> None:
    message = read_incoming(tracker({"metadata": {"payload": "flow:age=adult"}}))
    assert message.payload
    assert message.payload.text == "flow:age=adult"  # type: ignore[union-attr]


@pytest.mark.parametrize("payload", ["", "nonsense", "flow:unknown=1", 7, None, ["flow:age=adult"]])
def test_what_is_no_payload_is_none(payload: object) -> None:
    assert read_incoming(tracker({"metadata": {"payload": payload}})).payload is None


def test_a_reply_since_the_latest_message_is_noticed() -> None:
    reply = {"event": "action", "name": "utter_treatment"}
    assert something_else_was_said(tracker(None, USER, reply))
    assert something_else_was_said(tracker(None, USER, reply, {"event": "slot", "name": "x"}))
    assert not something_else_was_said(tracker(None, reply, USER))
    assert not something_else_was_said(
        tracker(None, USER, {"event": "action", "name": "contact_form"})
    )
    assert not something_else_was_said(tracker())
