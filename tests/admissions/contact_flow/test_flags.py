import pytest

from first_step.admissions.contact_flow import (
    Message,
    ready,
)
from first_step.admissions.triage import TriageFacts, triage

from ..visitor import Visitor


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("ran out of my script and sleeping rough", {"R19", "R16"}),
        ("I'm not sleeping rough but I lost my script", {"R19"}),
        ("i stopped drinking 2 days ago", {"R8"}),
        ("i get fits and hear voices", {"R9", "R20"}),
        ("just out of prison", {"R14"}),
        ("my arm is swollen where i inject", {"R12"}),
        ("he hits me", {"R17"}),
        ("worried about the kids", {"R18"}),
        ("od'd last week", {"R13"}),
        ("overdosed this morning", {"R13/24h"}),
    ],
)
def test_red_flags_are_read_from_words_as_codes(words, codes):
    visitor = Visitor("red_flags")
    visitor.types(words)
    assert set(visitor.state.notes.flags) == codes


@pytest.mark.parametrize("words", ["not pregnant", "never had fits", "overdosed 20 years ago"])
def test_a_denied_or_long_past_flag_is_none(words):
    visitor = Visitor("red_flags")
    visitor.types(words)
    assert visitor.state.notes.flags == ()


def test_flags_are_tapped_one_by_one_until_done():
    visitor = Visitor("red_flags")
    assert visitor.taps("flow:red_flags=R13").note == "red_flags_more"
    assert visitor.taps("flow:red_flags=R16").note == "red_flags_more"
    assert visitor.taps("flow:red_flags=done").note is None
    assert visitor.state.red_flags == ("R13", "R16")
    assert visitor.asked == "review"


def test_groups_of_substances_are_noted_from_answers_after_consent():
    heroin = ({"kind": "substance", "value": "opioids/heroin"}, {"kind": "relation", "value": "x"})
    visitor = Visitor("age")
    visitor.sends(Message("31", "inform", 0.9, asked="age", entities=heroin))
    assert visitor.state.notes.substances == ()
    visitor.answer()
    visitor.sends(Message("Kev", "inform", 0.9, asked="name", entities=heroin))
    assert visitor.state.notes.substances == ("opioids",)


def test_a_skipped_screen_is_not_assessed():
    request = ready(Visitor(None, red_flags="flow:red_flags=not_said").state)
    assert request.red_flags_state == "skipped"
    assert "R0" in triage(TriageFacts.of(request)).reasons


def test_a_flag_said_in_passing_counts_and_none_does_not_lower_it():
    visitor = Visitor("contact_window")
    assert visitor.types("I'm pregnant").taken == ("red_flags",)
    assert visitor.asked == "contact_window"
    visitor.answer()
    visitor.types("none")
    assert visitor.state.red_flags == ("R10",)
