from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from actions import wiring
from first_step.admissions.contact_flow import SLOTS, FlowState
from first_step.admissions.referral import Level
from first_step.store import conversations, outbox

from ..installation import bring_database_back, take_database_away
from .conversation import KEV, Conversation, complete, stored

RECORDED = "utter_flow_recorded"


def test_a_complete_request_is_recorded_once_and_its_reference_said(
    kev: Conversation, parts: wiring.Parts
) -> None:
    complete(kev)
    kev.records()
    (referral,) = stored(parts)
    assert (referral.name, referral.phone, referral.for_whom) == ("Kev", "+447700900123", "self")
    assert (referral.conversation, referral.channel) == (KEV, "website")
    assert referral.priority is Level.ROUTINE
    (said,) = kev.said
    assert said["response"] == RECORDED
    assert said["reference"] == referral.reference
    assert said["level"] == "routine"
    assert said["due"]


def test_the_same_request_recorded_again_gives_the_same_reference(
    kev: Conversation, parts: wiring.Parts
) -> None:
    complete(kev)
    before = dict(kev.slots)
    kev.records()
    kev.slots = before  # Rasa lost the answer and calls the action once more
    kev.records()
    (referral,) = stored(parts)
    assert [said["reference"] for said in kev.said] == [referral.reference] * 2
    assert len(referral.history) == 1


def test_after_the_record_the_reference_stands_in_the_slots(
    kev: Conversation, parts: wiring.Parts
) -> None:
    complete(kev)
    kev.records()
    (referral,) = stored(parts)
    state = FlowState.from_slots(kev.slots)
    assert (state.notes.reference, state.name) == (referral.reference, "Kev")


def test_staff_are_told(kev: Conversation, parts: wiring.Parts) -> None:
    complete(kev)
    kev.records()
    with parts.database.write() as session:
        notice = outbox.claim(session, "worker", parts.now(), 30.0)
    assert notice
    assert notice.kind == "referral_recorded"


@pytest.mark.parametrize("sign", ["overdose", "suicide_not_acted"])
def test_danger_makes_it_urgent_and_the_words_say_so(
    kev: Conversation, parts: wiring.Parts, sign: str
) -> None:
    kev.slots["danger_signs"] = [sign]
    complete(kev)
    kev.records()
    assert kev.responses == ["utter_flow_recorded_urgent"]
    assert stored(parts)[0].priority in (Level.URGENT, Level.EMERGENCY)


def test_a_red_flag_mentioned_anywhere_is_among_the_reasons_and_brings_the_call_forward(
    kev: Conversation, parts: wiring.Parts
) -> None:
    complete(kev)
    kev.slots["mentioned_flags"] = ["R14", "R16"]
    kev.records()
    (referral,) = stored(parts)
    assert referral.priority is Level.URGENT
    assert set(referral.reasons) == {"R14", "R16"}
    assert referral.red_flags == ("R14", "R16")
    assert kev.responses == ["utter_flow_recorded_urgent"]


def test_what_was_ticked_and_what_was_mentioned_both_count_once(
    kev: Conversation, parts: wiring.Parts
) -> None:
    kev.opens()
    kev.answers(until="red_flags")
    kev.slots["mentioned_flags"] = ["R14", "R8"]
    kev.taps("flow:red_flags=R8")
    kev.taps("flow:red_flags=done")
    kev.answers()
    kev.records()
    (referral,) = stored(parts)
    assert referral.red_flags == ("R8", "R14")
    assert sorted(referral.reasons) == ["R14", "R8"]


def test_what_was_only_mentioned_does_not_become_an_answer_of_the_person(
    kev: Conversation, parts: wiring.Parts
) -> None:
    kev.slots["mentioned_flags"] = ["R14"]
    complete(kev)
    kev.records()
    state = FlowState.from_slots(kev.slots)
    assert (state.red_flags, state.notes.flags) == ((), ())
    assert stored(parts)[0].red_flags == ("R14",)


def test_with_the_store_away_what_was_mentioned_is_kept_for_the_next_try(
    kev: Conversation, parts: wiring.Parts, folder: Path
) -> None:
    kev.slots["mentioned_flags"] = ["R14"]
    complete(kev)
    parts.database.dispose()
    take_database_away(folder)
    kev.records()
    bring_database_back(folder)
    kev.opens("try again")
    kev.answers()
    kev.records()
    assert stored(parts)[0].reasons == ("R14",)


@pytest.mark.parametrize("answer", ["flow:consent=no", "label:cancel"])
def test_a_refusal_or_a_stop_forgets_what_was_mentioned(
    kev: Conversation, parts: wiring.Parts, answer: str
) -> None:
    kev.slots["mentioned_flags"] = ["R14"]
    kev.opens()
    kev.answers(until="consent")
    kev.taps(answer)
    kev.records()
    assert kev.slots["mentioned_flags"] is None
    complete(kev)
    kev.records()
    assert stored(parts)[0].reasons == ("R22",)


def test_a_child_is_sent_on_and_what_was_mentioned_is_forgotten(kev: Conversation) -> None:
    kev.slots["mentioned_flags"] = ["R11"]
    kev.opens()
    kev.answers(until="age")
    kev.taps("flow:age=child")
    kev.records()
    assert kev.slots["mentioned_flags"] is None


@pytest.mark.parametrize(("channel", "name"), [("front_door", "website"), ("rest", "rest")])
def test_the_channel_has_the_name_that_staff_know(
    parts: wiring.Parts, channel: str, name: str
) -> None:
    margaret = Conversation(channel)
    complete(margaret)
    margaret.records()
    assert stored(parts)[0].channel == name


def test_a_request_carries_the_channel_of_its_conversation(parts: wiring.Parts) -> None:
    with parts.database.write() as session:
        conversations.create(session, KEV, "sms", parts.now())
    kev = Conversation()
    complete(kev)
    kev.records()
    assert stored(parts)[0].channel == "sms"


def test_with_the_store_away_nothing_is_lost_and_the_truth_is_said(
    kev: Conversation, parts: wiring.Parts, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    complete(kev)
    before = dict(kev.slots)
    parts.database.dispose()
    take_database_away(folder)
    with caplog.at_level(logging.ERROR):
        kev.records()
    assert kev.responses == ["utter_flow_not_stored"]
    assert kev.slots == {**before, "review": None}
    assert "Kev" not in caplog.text

    bring_database_back(folder)
    kev.opens("try again")
    assert kev.asked == "review"
    kev.answers()
    kev.records()
    assert kev.responses[-1] == RECORDED
    assert [referral.name for referral in stored(parts)] == ["Kev"]


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        ("flow:consent=no", "utter_flow_consent_refused"),
        ("label:cancel", "utter_flow_stopped"),
    ],
)
def test_what_was_not_sent_is_not_kept(
    kev: Conversation, parts: wiring.Parts, answer: str, response: str
) -> None:
    kev.opens("call me, I'm Kev, 07700 900123")
    kev.answers(until="consent")
    kev.taps(answer)
    kev.records()
    assert kev.responses == [response]
    assert [kev.slots[name] for name in (*SLOTS, "contact_stop")] == [None] * (len(SLOTS) + 1)
    assert stored(parts) == []


def test_a_child_is_shown_where_help_is_and_nothing_is_kept(
    kev: Conversation, parts: wiring.Parts
) -> None:
    kev.opens()
    kev.answers(until="age")
    kev.taps("flow:age=child")
    kev.records()
    assert kev.responses == ["utter_flow_under_13"]
    assert kev.slots["age"] is None
    assert stored(parts) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", None), ("phone", "not a number"), ("consent", None), ("safe_contact", {"odd": 1})],
)
def test_an_incomplete_request_is_opened_again_at_what_is_missing(
    kev: Conversation, parts: wiring.Parts, field: str, value: Any
) -> None:
    complete(kev)
    kev.slots[field] = value
    events = kev.records()
    assert stored(parts) == []
    assert kev.asked == field
    assert {"event": "active_loop", "name": "contact_form"}.items() <= events[-3].items()
    assert events[-1]["name"] == f"utter_ask_{field}"
    kev.answers()
    kev.records()
    assert kev.responses == [RECORDED]
