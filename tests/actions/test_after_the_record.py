"""What is said after the record: it joins the request, and can only make it more urgent."""

from __future__ import annotations

import pytest

from actions import wiring
from first_step.admissions.referral import Level
from first_step.store import outbox
from first_step.store.referrals import Referral

from .conversation import Conversation, complete, stored


@pytest.fixture
def before(kev: Conversation, parts: wiring.Parts) -> Referral:
    """Return Kev's request, recorded a moment ago."""
    complete(kev)
    kev.records()
    (referral,) = stored(parts)
    return referral


def test_a_detail_added_later_joins_the_record(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=area")
    kev.types("Leeds LS1 4AB")
    assert kev.asked is None
    kev.records()
    assert kev.responses[-1] == "utter_flow_added"
    assert stored(parts)[0].extras["area"] == "Leeds LS1"


def test_skipping_what_could_be_added_changes_nothing(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=message")
    kev.taps("flow:message=skip")
    kev.records()
    assert kev.responses[-1] == "utter_flow_done"
    assert stored(parts) == [before]


def test_a_pregnancy_told_later_raises_the_level_and_brings_the_call_forward(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=pregnancy")
    kev.taps("flow:pregnancy=yes")
    kev.records()
    (after,) = stored(parts)
    assert (before.priority, after.priority) == (Level.ROUTINE, Level.URGENT)
    assert "R10" in after.reasons
    assert after.due_at < before.due_at


def test_no_pregnancy_changes_neither(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=pregnancy")
    kev.taps("flow:pregnancy=no")
    kev.records()
    (after,) = stored(parts)
    assert (after.priority, after.due_at) == (before.priority, before.due_at)


def test_a_red_flag_mentioned_after_the_record_reaches_it_with_what_is_added(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.slots["mentioned_flags"] = ["R16", "R99"]
    kev.taps("flow:add=area")
    kev.types("Leeds LS1 4AB")
    kev.records()
    (after,) = stored(parts)
    assert (before.priority, after.priority) == (Level.ROUTINE, Level.URGENT)
    assert after.reasons == ("R16",)
    assert after.due_at < before.due_at
    assert after.extras["area"] == "Leeds LS1"


@pytest.mark.parametrize(
    ("slot", "value", "reason"),
    [("mentioned_flags", "R14", "R14"), ("danger_signs", "overdose", "R1")],
)
def test_it_reaches_the_record_also_when_nothing_is_added(
    kev: Conversation, parts: wiring.Parts, before: Referral, slot: str, value: str, reason: str
) -> None:
    kev.slots[slot] = [value]
    kev.taps("flow:add=message")
    kev.taps("flow:message=skip")
    kev.records()
    (after,) = stored(parts)
    assert after.reasons == (reason,)
    assert after.priority >= Level.URGENT


def test_nothing_more_after_a_detail_ends_the_adding(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=area")
    kev.types("Leeds")
    kev.records()
    kev.taps("flow:add=nothing")
    kev.records()
    assert [said["response"] for said in kev.said[-2:]] == ["utter_flow_added", "utter_flow_done"]


def test_who_becomes_urgent_later_gets_the_numbers_at_once_and_staff_are_told(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.slots["mentioned_flags"] = ["R14"]
    kev.taps("flow:add=area")
    kev.types("Leeds")
    kev.records()
    said = kev.said[-1]
    assert (said["response"], said["level"]) == ("utter_flow_recorded_urgent", "urgent")
    assert said["reference"] == stored(parts)[0].reference
    with parts.database.write() as session:
        kinds = [outbox.claim(session, "worker", parts.now(), 30.0) for _ in range(2)]
    assert {notice.kind for notice in kinds if notice} == {"referral_recorded", "referral_raised"}


def test_what_the_record_has_already_is_not_added_again(
    kev: Conversation, parts: wiring.Parts
) -> None:
    kev.slots["mentioned_flags"] = ["R14"]
    complete(kev)
    kev.records()
    (before,) = stored(parts)
    kev.taps("flow:add=message")
    kev.taps("flow:message=skip")
    kev.records()
    assert kev.responses[-1] == "utter_flow_done"
    assert stored(parts) == [before]


def test_a_lesser_flag_later_joins_the_reasons_and_lowers_nothing(
    kev: Conversation, parts: wiring.Parts
) -> None:
    kev.slots["mentioned_flags"] = ["R14"]
    complete(kev)
    kev.records()
    (before,) = stored(parts)
    kev.slots["mentioned_flags"] = ["R14", "R21"]
    kev.taps("flow:add=area")
    kev.types("Leeds")
    kev.records()
    (after,) = stored(parts)
    assert after.reasons == ("R14", "R21")
    assert (after.priority, after.due_at) == (before.priority, before.due_at)
    assert kev.responses[-1] == "utter_flow_added"


def test_alcohol_named_later_beside_heroin_is_rule_r15(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=substances")
    both = [{"entity": "substance", "value": value} for value in ("opioids/heroin", "alcohol/beer")]
    kev.types("heroin and beer", entities=both)
    kev.records()
    (after,) = stored(parts)
    assert (after.priority, after.reasons) == (Level.SOON, ("R15",))
