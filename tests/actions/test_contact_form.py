from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import Any

import pytest

from actions import wiring
from first_step.admissions.contact_flow import FIELDS, FlowState

from .conversation import Conversation, Events


def slots_of(events: Events) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_asking_for_a_call_begins_a_request_of_its_own(kev: Conversation) -> None:
    kev.opens()
    assert kev.asked == "crisis_check"
    state = FlowState.from_slots(kev.slots)
    assert state.notes.key
    assert datetime.fromisoformat(state.notes.started_at or "").tzinfo == timezone.utc
    other = Conversation()
    other.opens()
    assert FlowState.from_slots(other.slots).notes.key != state.notes.key


def test_every_field_is_asked_in_its_order(kev: Conversation) -> None:
    kev.opens()
    asked = []
    while kev.asked:
        asked.append(kev.asked)
        kev.answers(until=kev.asked)
        kev.answers(until=next_after(kev.asked))
    assert asked == [field for field in FIELDS if field != "email"]
    assert kev.slots["contact_stop"] is None


def next_after(field: str) -> str | None:
    later = [each for each in FIELDS[FIELDS.index(field) + 1 :] if each != "email"]
    return later[0] if later else None


def test_what_was_said_while_asking_is_not_asked_again(kev: Conversation) -> None:
    kev.opens("can someone call me, I'm Kev, 07700 900123")
    kev.answers(until="safe_contact")
    assert (kev.slots["name"], kev.slots["phone"]) == ("Kev", "+447700900123")


def test_danger_shown_earlier_is_noted_for_triage(kev: Conversation) -> None:
    kev.slots["danger_signs"] = ["overdose", "suicide_not_acted"]
    kev.opens()
    assert FlowState.from_slots(kev.slots).notes.signs == ("overdose", "suicide_not_acted")


def test_a_question_in_between_sets_no_slots(kev: Conversation) -> None:
    kev.opens()
    kev.answers(until="name")
    before = dict(kev.slots)
    assert kev.types("what is naloxone?", "harm/naloxone") == []
    assert kev.slots == before


def test_after_the_answer_to_it_the_open_question_comes_again(kev: Conversation) -> None:
    kev.opens()
    kev.answers(until="name")
    kev.types("what is naloxone?", "harm/naloxone")
    kev.was_told("utter_harm")
    before = dict(kev.slots)
    events = kev.runs_form()
    assert slots_of(events)["requested_slot"] == "name"
    assert {**before, "contact_request": None} == {**kev.slots, "contact_request": None}
    kev.answers(until="phone")
    assert kev.slots["name"] == "Kev"


def test_a_note_is_not_said_again_after_something_else_was_answered(kev: Conversation) -> None:
    kev.opens()
    kev.answers(until="phone")
    kev.types("0770")
    assert kev.slots["contact_request"]["note"]
    kev.types("what is naloxone?", "harm/naloxone")
    kev.was_told("utter_harm")
    kev.runs_form()
    assert kev.slots["contact_request"]["note"] is None


def test_an_answer_that_cannot_be_read_asks_again_in_other_words(kev: Conversation) -> None:
    kev.opens()
    kev.answers(until="phone")
    assert kev.types("0770") != []
    assert (kev.asked, kev.slots["phone"]) == ("phone", None)
    assert kev.slots["contact_request"]["note"].startswith(("try_again_phone", "not_uk"))


@pytest.mark.parametrize(
    ("answer", "stop"),
    [
        ("flow:consent=no", "consent_refused"),
        ("no i dont agree", "consent_refused"),
        ("stop", "stopped"),
        ("label:cancel", "stopped"),
    ],
)
def test_a_refusal_closes_the_form_and_says_why(kev: Conversation, answer: str, stop: str) -> None:
    kev.opens()
    kev.answers(until="consent")
    kev.taps(answer) if ":" in answer else kev.types(answer, "deny")
    assert (kev.asked, kev.slots["contact_stop"]) == (None, stop)


def test_consent_is_kept_with_the_words_that_were_shown(
    kev: Conversation, parts: wiring.Parts
) -> None:
    kev.opens()
    kev.answers(until="safe_contact")
    version, _ = parts.library.consent_text()
    consent = kev.slots["contact_request"]["consent"]
    assert consent["version"] == version
    assert len(consent["text_sha256"]) == 64


def test_consent_on_another_channel_is_kept_with_the_words_that_name_it(
    parts: wiring.Parts,
) -> None:
    kev = Conversation(asked_on="sms")
    kev.opens()
    kev.answers(until="safe_contact")
    version, words = parts.library.consent_text("sms")
    consent = kev.slots["contact_request"]["consent"]
    assert (consent["version"], consent["text_sha256"]) == (version, sha256_of(words))
    assert consent["text_sha256"] != sha256_of(parts.library.consent_text("whatsapp")[1])
    assert consent["text_sha256"] != sha256_of(parts.library.consent_text()[1])


def sha256_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def test_asking_again_after_a_record_says_that_one_stands(kev: Conversation) -> None:
    recorded(kev)
    assert slots_of(kev.opens()) == {"contact_stop": "already_recorded", "requested_slot": None}
    kev.records()
    assert kev.responses[-1] == "utter_flow_already_recorded"
    assert FlowState.from_slots(kev.slots).notes.reference


def test_wanting_to_add_something_opens_the_form_again(kev: Conversation) -> None:
    recorded(kev)
    kev.taps("flow:add=area")
    assert (kev.asked, kev.slots["contact_stop"]) == ("area", None)


def recorded(kev: Conversation) -> None:
    kev.opens()
    kev.answers()
    kev.records()


def test_a_question_while_the_form_is_on_hold_asks_only_whether_to_carry_on(
    kev: Conversation,
) -> None:
    kev.opens()
    kev.answers(until="phone")
    kev.types("I'll do it later")
    kev.hears("what is naloxone?", "harm/naloxone")
    kev.was_told("utter_harm")

    kev.runs_form()

    assert (kev.asked, kev.slots["contact_request"]["note"]) == ("phone", "resume")
    kev.types("yes")
    assert kev.slots["contact_request"]["note"] == "back_to_form"


def test_a_form_left_for_danger_comes_back_with_what_is_known(kev: Conversation) -> None:
    kev.opens()
    kev.answers(until="phone")
    kev.slots.update(requested_slot=None, danger_signs=["overdose"])

    kev.opens("can we carry on")

    assert (kev.asked, kev.slots["name"]) == ("phone", "Kev")
    assert kev.slots["contact_request"]["note"] == "back_to_form"
    assert kev.slots["contact_request"]["signs"] == ["overdose"]


def test_a_first_request_does_not_speak_of_coming_back(kev: Conversation) -> None:
    kev.opens()
    assert kev.slots["contact_request"]["note"] is None
