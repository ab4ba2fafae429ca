import pytest

from first_step.admissions.contact_flow import (
    FlowState,
    Message,
    cut_off_request,
    read_message,
    ready,
)
from first_step.admissions.errors import FlowError
from first_step.admissions.triage import TriageFacts, triage

from ..visitor import NOW, UNKNOWN_HOURS, Visitor


def test_an_unfinished_request_is_refused_and_says_what_is_missing():
    with pytest.raises(FlowError) as raised:
        ready(Visitor("red_flags").state)
    assert raised.value.fields == ("red_flags", "review")


def test_slots_that_were_tampered_with_are_refused():
    slots = Visitor(None).slots
    for field, value in (("phone", "999"), ("consent", "maybe"), ("age", "child"), ("name", "")):
        with pytest.raises(FlowError):
            ready(FlowState.from_slots({**slots, field: value}))


def test_consent_without_its_words_is_not_enough():
    state = Visitor("consent").state
    change = read_message(state, Message("yes", asked="consent"), NOW, UNKNOWN_HOURS)
    visitor = Visitor("consent")
    visitor.slots = change.state.to_slots()
    while visitor.asked:
        visitor.answer()
    with pytest.raises(FlowError) as raised:
        ready(visitor.state)
    assert raised.value.fields == ("consent",)


def test_a_cut_off_request_is_used_only_with_its_own_yes():
    plain = Visitor("contact_window")
    assert cut_off_request(plain.state) is None
    allowed = Visitor("contact_window", consent="flow:consent=yes_if_cut_off")
    request = cut_off_request(allowed.state)
    assert request is not None
    assert request.red_flags_state == "not_reached"
    assert request.contact_window.words == "any time"
    assert triage(TriageFacts.of(request)).reasons == ("R0",)
    assert cut_off_request(Visitor("phone", consent="flow:consent=yes_if_cut_off").state) is None
