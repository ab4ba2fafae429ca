"""After the record: how it stands, and taking it back, only for who can prove whose it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions import wiring
from actions.prove_request import ActionProveRequest
from actions.status_of_request import ActionCheckStatus
from actions.withdraw_request import ActionWithdrawRequest
from first_step.admissions.contact_flow import FlowState
from first_step.admissions.referral import Status, new_reference
from first_step.store import outbox, referrals
from first_step.store.referrals import Referral

from ..installation import bring_database_back, take_database_away
from .conversation import Conversation, complete, stored

UNKNOWN = new_reference(bytes(8))
PHONE, WRONG = "07700 900123", "07700 900999"


@pytest.fixture
def before(kev: Conversation, parts: wiring.Parts) -> Referral:
    """Return Kev's request, recorded a moment ago."""
    complete(kev)
    kev.records()
    (referral,) = stored(parts)
    return referral


@pytest.fixture
def stranger(parts: wiring.Parts) -> Conversation:
    """Return a visitor of whom this conversation knows nothing."""
    return Conversation()


def asks(who: Conversation, text: str = "any news on my call") -> str:
    who.hears(text, "check_status")
    who.runs(ActionCheckStatus())
    return who.responses[-1]


def wants_it_gone(who: Conversation, text: str = "delete my details", label: str = "") -> str:
    who.hears(text, label or "delete_data")
    who.runs(ActionWithdrawRequest())
    return who.responses[-1]


def answers(who: Conversation, text: str, label: str = "inform") -> str:
    who.hears(text, label)
    who.runs(ActionProveRequest())
    return who.responses[-1]


def moved(parts: wiring.Parts, reference: str, status: Status, reason: str | None = None) -> None:
    with parts.database.write() as session:
        referrals.move(session, reference, status, "sam", None, parts.now(), reason)


def kinds(parts: wiring.Parts) -> list[str]:
    found = []
    with parts.database.write() as session:
        while notice := outbox.claim(session, "relay", parts.now(), 600):
            found.append(notice.kind)
    return found


def test_a_status_question_is_answered_once_phone_and_reference_fit(
    stranger: Conversation, before: Referral
) -> None:
    assert asks(stranger) == "utter_flow_prove"
    assert answers(stranger, f"{before.reference} and {PHONE}") == "utter_flow_status_waiting"
    said = stranger.said[-1]
    assert said["due"]
    assert said["contact_window"] == before.contact_window.words
    assert before.name not in repr(said)
    assert "reasons" not in repr(said)


def test_the_reference_known_here_still_needs_the_number(
    kev: Conversation, before: Referral
) -> None:
    assert asks(kev) == "utter_flow_prove_contact"
    assert answers(kev, WRONG) == "utter_flow_proof_wrong"
    assert answers(kev, PHONE) == "utter_flow_status_waiting"


def test_everything_in_the_first_message_is_answered_at_once(
    stranger: Conversation, before: Referral
) -> None:
    said = asks(stranger, f"nobody rang about {before.reference}, my number is {PHONE}")
    assert said == "utter_flow_status_waiting"


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (Status.REACHED, None, "utter_flow_status_reached"),
        (Status.CLOSED, "no_contact", "utter_flow_status_over"),
        (Status.WITHDRAWN, "asked_by_phone", "utter_flow_status_over"),
    ],
)
def test_each_state_has_its_words(
    stranger: Conversation,
    parts: wiring.Parts,
    before: Referral,
    status: Status,
    reason: str | None,
    said: str,
) -> None:
    moved(parts, before.reference, status, reason)
    assert asks(stranger, f"{before.reference} {PHONE}") == said


def test_a_call_that_is_late_is_called_late(
    stranger: Conversation,
    parts: wiring.Parts,
    before: Referral,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = before.due_at + timedelta(hours=1)
    monkeypatch.setattr(wiring.Parts, "now", lambda parts: late)
    assert asks(stranger, f"{before.reference} {PHONE}") == "utter_flow_status_late"


def test_a_guesser_cannot_tell_a_wrong_number_from_an_unknown_reference(
    stranger: Conversation, before: Referral
) -> None:
    asks(stranger)
    assert answers(stranger, f"{before.reference} {WRONG}") == "utter_flow_proof_wrong"
    first = stranger.said[-1]
    assert answers(stranger, f"{UNKNOWN} {PHONE}") == "utter_flow_proof_wrong"
    assert stranger.said[-1] == first


def test_after_five_wrong_tries_even_the_right_pair_is_not_looked_up(
    stranger: Conversation, before: Referral
) -> None:
    asks(stranger)
    for _ in range(5):
        assert answers(stranger, f"{before.reference} {WRONG}") == "utter_flow_proof_wrong"
    assert answers(stranger, f"{before.reference} {PHONE}") == "utter_flow_proof_too_many"


def test_deleting_takes_two_messages_and_tells_staff_at_once(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    kev.taps("flow:add=area")
    kev.types("Leeds")
    kev.records()
    assert wants_it_gone(kev) == "utter_flow_prove_contact"
    assert answers(kev, PHONE) == "utter_flow_delete_confirm"
    assert stored(parts)[0].status is Status.NEW
    assert answers(kev, "yes", "affirm") == "utter_flow_deleted"
    (after,) = stored(parts)
    assert (after.status, after.extras) == (Status.WITHDRAWN, {})
    assert [line.reason for line in after.history if line.event == "moved"] == ["asked_in_chat"]
    assert kinds(parts)[-1] == "referral_withdrawn"
    assert FlowState.from_slots(kev.slots) == FlowState()
    assert kev.said[-1]["due"].startswith("by ")


def test_no_at_the_question_changes_nothing(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    wants_it_gone(kev)
    answers(kev, PHONE)
    assert answers(kev, "no", "deny") == "utter_flow_kept"
    assert stored(parts) == [before]
    assert kev.slots["request_proof"] is None


def test_do_not_ring_me_stops_the_call_without_another_question(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    said = wants_it_gone(kev, "dont ring me i changed my mind", "cancel")
    assert said == "utter_flow_prove_contact"
    assert answers(kev, PHONE) == "utter_flow_withdrawn"
    (after,) = stored(parts)
    assert after.status is Status.WITHDRAWN
    assert after.safe_contact == before.safe_contact


def test_cancelling_with_nothing_recorded_stays_the_plain_reply(stranger: Conversation) -> None:
    assert wants_it_gone(stranger, "never mind", "cancel") == "utter_say_cancel"


def test_without_a_request_the_answers_of_the_chat_are_forgotten(kev: Conversation) -> None:
    kev.opens()
    kev.answers(until="contact_window")
    assert wants_it_gone(kev) == "utter_flow_nothing_recorded"
    assert FlowState.from_slots(kev.slots) == FlowState()


def test_a_number_inside_the_open_form_stays_the_forms(kev: Conversation) -> None:
    kev.opens()
    kev.loop = "contact_form"
    assert asks(kev) == "utter_say_check_status"
    assert wants_it_gone(kev) == "utter_say_delete_data"
    assert kev.slots.get("request_proof") is None


def test_a_request_that_is_over_lets_a_new_one_begin(
    kev: Conversation, parts: wiring.Parts, before: Referral
) -> None:
    moved(parts, before.reference, Status.CLOSED, "no_contact")
    kev.opens()
    assert kev.asked is not None
    kev.answers()
    kev.records()
    assert len(stored(parts)) == 2


def test_with_the_database_away_nothing_is_claimed(
    kev: Conversation, parts: wiring.Parts, before: Referral, folder: Path
) -> None:
    wants_it_gone(kev)
    parts.database.dispose()
    take_database_away(folder)
    assert answers(kev, PHONE) == "utter_flow_lookup_away"
    bring_database_back(folder)
    assert stored(parts) == [before]
    assert answers(kev, PHONE) == "utter_flow_delete_confirm"
