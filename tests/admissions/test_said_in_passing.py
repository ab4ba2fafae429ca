"""What makes harm likely to build (R21) and using alone (R15): nothing asks, saying it counts."""

from __future__ import annotations

import pytest

from first_step.admissions.contact_flow import ready
from first_step.admissions.contact_flow.flags import builds_up, find_plain_flags, uses_alone
from first_step.admissions.referral import Level
from first_step.admissions.triage import USES_ALONE, Triage, TriageFacts, triage

from .visitor import Visitor


@pytest.mark.parametrize(
    "words",
    [
        "i use every day now",
        "he drinks vodka all day",
        "she's a daily user",
        "smoking it every single night",
        "i relapsed on friday",
        "she's using again",
        "been sofa surfing since june",
        "we are getting evicted",
        "i'm in a hostel",
        "gambling has left me in debt",
        "lost everything on the slots",
        "i'm up in court on the 5th",
        "i need a bed tonight",
        "i look after him on my own",
    ],
)
def test_what_makes_harm_build_is_heard_in_passing(words: str) -> None:
    assert builds_up(words)
    assert find_plain_flags(words) == ("R21",)


@pytest.mark.parametrize(
    "words",
    [
        "ring me every day after six",
        "any day, daily if you like",
        "I don't use every day",
        "never relapsed",
        "i used to drink every day",
        "do people relapse every day?",
        "i work at the hospital every day",
        "my bed is by the window tonight",
        "what if he is using again?",
        "is there a bed tonight?",
        "not gambling any more, debts paid",
        "he takes the kids to school every day",
        "i take my methadone every day",
        "",
    ],
)
def test_a_time_a_question_a_denial_and_the_past_are_none_of_it(words: str) -> None:
    assert not builds_up(words)
    assert "R21" not in find_plain_flags(words)


def test_it_is_soon_and_stays_when_the_screen_is_answered_with_none() -> None:
    visitor = Visitor("contact_window")
    visitor.types("any time, but I use every day now")
    visitor.answer()
    while visitor.asked:
        visitor.answer()
    assert triage(TriageFacts.of(ready(visitor.state))) == Triage(Level.SOON, ("R21",))


@pytest.mark.parametrize(
    "words",
    [
        "I use on my own",
        "he injects alone",
        "she's using it by herself",
        "i only smoke when i'm on my own",
    ],
)
def test_using_alone_is_heard(words: str) -> None:
    assert uses_alone(words)


@pytest.mark.parametrize(
    "words",
    [
        "i live alone",
        "i never use alone",
        "stopping on my own",
        "ring me when i'm on my own",
        "is using alone bad?",
    ],
)
def test_being_alone_is_not_using_alone(words: str) -> None:
    assert not uses_alone(words)


def test_two_substances_are_soon_and_used_alone_urgent() -> None:
    for words, level in (("heroin and drink", Level.SOON), ("and I use alone", Level.URGENT)):
        visitor = Visitor(None)
        notes = {"substances": ("opioids", "alcohol")}
        visitor.slots = visitor.state.with_notes(**notes).to_slots()
        visitor.slots["review"] = None
        visitor.types(words)
        visitor.answer()
        assert triage(TriageFacts.of(ready(visitor.state))) == Triage(level, ("R15",))


def test_using_alone_is_kept_only_after_consent() -> None:
    before, after = Visitor("consent"), Visitor("name")
    for visitor in (before, after):
        visitor.types("I use on my own")
    assert before.state.notes.substances == ()
    assert after.state.notes.substances == (USES_ALONE,)
