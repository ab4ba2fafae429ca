from datetime import timedelta

from first_step.admissions.contact_flow import (
    FlowState,
    Message,
    next_field,
    read_message,
    ready,
    start,
)
from first_step.admissions.referral import Level
from first_step.admissions.triage import TriageFacts, triage

from ..visitor import CONSENT, NOW, UNKNOWN_HOURS, Visitor


def test_tapping_alone_leads_to_a_request_with_only_name_and_number_typed():
    visitor = Visitor(until=None)
    request = ready(visitor.state)
    assert (request.name, request.phone) == ("Kev", "+447700900123")
    assert request.consent.version == CONSENT.version
    assert len(request.consent.text_sha256) == 64
    assert triage(TriageFacts.of(request)).level is Level.ROUTINE


def test_typing_alone_leads_to_a_request():
    visitor = Visitor()
    for words in ("no", "my son", "I'm 52 and he's 19", "yes", "no voicemail", "Margaret"):
        visitor.types(words)
    for words in ("07700 900 123", "weekday afternoons", "none", "yes send it"):
        visitor.types(words)
    request = ready(visitor.state)
    assert request.for_whom == "someone_else"
    assert (request.writer_age, request.person_age) == ("adult", "adult")
    assert request.contact_window.words.startswith("weekdays")


def test_the_order_is_danger_then_who_then_consent_then_contact():
    visitor, asked = Visitor(), []
    while visitor.asked:
        asked.append(visitor.asked)
        visitor.answer()
    assert asked == [
        *("crisis_check", "for_whom", "age", "consent", "safe_contact", "name", "phone"),
        *("contact_window", "red_flags", "review"),
    ]


def test_the_state_survives_the_slots():
    for until in ("consent", "phone", "red_flags", "review", None):
        state = Visitor(until=until).state
        assert FlowState.from_slots(state.to_slots()) == state


def test_starting_again_keeps_what_was_said():
    state = Visitor(until="name").state
    assert start(state, "key-2", NOW) == state


def test_nothing_is_asked_before_a_start():
    assert next_field(FlowState()) is None


def test_changing_who_it_is_for_asks_the_age_and_the_screen_again():
    visitor = Visitor("review")
    visitor.taps("flow:edit=for_whom")
    visitor.types("my son")
    assert visitor.asked == "age"
    visitor.types("both adults")
    assert visitor.asked == "red_flags"


def test_time_passing_in_the_form_is_seen():
    state = Visitor("contact_window").state
    late = NOW + timedelta(hours=5)
    change = read_message(
        state, Message("today at 3pm", asked="contact_window"), late, UNKNOWN_HOURS
    )
    assert change.note == "past_time"
