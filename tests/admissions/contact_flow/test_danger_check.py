from first_step.admissions.contact_flow import (
    FlowState,
    note_danger,
    ready,
    start,
)
from first_step.admissions.referral import Level
from first_step.admissions.triage import TriageFacts, triage

from ..visitor import NOW, Visitor


def test_a_yes_to_the_danger_check_shows_the_danger_check():
    for words in ("yes", "I am", "no but he's not breathing right", "my brother is"):
        change = Visitor().types(words)
        assert (change.note, change.taken) == ("crisis_check_yes", ())


def test_replies_to_the_danger_check_count_for_triage():
    visitor = Visitor("phone")
    visitor.taps("check:suicide")
    visitor.taps("check:not_acted")
    assert visitor.state.notes.signs == ("suicide_not_acted",)
    visitor.taps("check:overdose")
    while visitor.asked:
        visitor.answer()
    result = triage(TriageFacts.of(ready(visitor.state)))
    assert result.level is Level.EMERGENCY
    assert set(result.reasons) == {"R1", "R7"}


def test_nobody_and_unsure_answer_the_forms_own_check():
    visitor = Visitor()
    assert visitor.taps("check:nobody").taken == ("crisis_check",)
    visitor = Visitor()
    visitor.taps("check:unsure")
    assert visitor.state.crisis_check == "not_said"


def test_danger_seen_before_the_form_started_is_kept():
    state = start(note_danger(FlowState(), "crisis_danger"), "key-1", NOW)
    assert state.notes.signs == ("danger",)
