from dataclasses import replace

import pytest

from ..visitor import Visitor


def test_details_are_corrected_at_any_time():
    visitor = Visitor("red_flags")
    visitor.types("actually my number is 07700 900456", "correct_details")
    assert visitor.state.phone == "+447700900456"
    assert visitor.asked == "red_flags"
    visitor.types("change my name", "correct_details")
    assert visitor.asked == "name"
    visitor.types("Dave")
    assert (visitor.state.name, visitor.asked) == ("Dave", "red_flags")


def test_the_review_takes_changes_and_shows_itself_again():
    visitor = Visitor("review")
    visitor.types("my number is actually 07700 900456")
    assert (visitor.state.phone, visitor.asked) == ("+447700900456", "review")
    visitor.types("yes send it but ring after 6")
    assert visitor.state.review is None
    visitor.types("change my number")
    assert visitor.asked == "phone"
    visitor.types("never mind")
    assert (visitor.state.phone, visitor.asked) == ("+447700900456", "review")
    visitor.taps("flow:edit=contact_window")
    visitor.types("tomorrow morning")
    assert visitor.asked == "review"


def test_a_typed_field_answers_what_would_you_like_to_change():
    visitor = Visitor("review")
    visitor.types("change")
    visitor.types("the time")
    assert visitor.asked == "contact_window"


@pytest.mark.parametrize("words", ["stop", "cancel", "forget it", "nvm", "I changed my mind"])
def test_stopping_ends_it_at_any_question_and_keeps_nothing(words):
    for until in ("crisis_check", "age", "phone", "review"):
        visitor = Visitor(until)
        assert visitor.types(words, "cancel").stop == "stopped"
        assert not any(visitor.slots.values())


def test_a_cancelling_label_stops_when_the_words_answer_nothing():
    assert (
        Visitor("phone").types("sorted now, he's had second thoughts", "cancel").stop == "stopped"
    )


def test_a_tap_answers_its_own_field_whatever_was_asked():
    visitor = Visitor("phone")
    visitor.taps("flow:safe_contact=open")
    assert visitor.state.safe_contact is not None
    assert visitor.state.safe_contact["voicemail"]
    assert visitor.asked == "phone"


def test_carry_on_and_stop_buttons_work():
    visitor = Visitor("phone")
    assert visitor.taps("label:request_contact").note == "phone"
    assert visitor.taps("label:about/confidentiality").note is None
    assert visitor.taps("label:cancel").stop == "stopped"


@pytest.mark.parametrize(
    "payload",
    ["flow:age=adult+adult", "flow:contact_window=midnight", "flow:red_flags=R99", "flow:edit=key"],
)
def test_a_value_that_no_button_has_changes_nothing(payload):
    visitor = Visitor("age" if "age" in payload else "red_flags")
    before = visitor.state
    change = visitor.taps(payload)
    assert change.taken == ()
    assert replace(visitor.state, notes=before.notes) == before


def test_send_before_the_end_asks_what_is_missing():
    visitor = Visitor("phone")
    assert visitor.taps("flow:review=send").note == "phone"
    assert visitor.state.review is None
