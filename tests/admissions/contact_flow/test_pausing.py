"""Putting the form off and picking it up again loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from first_step.admissions.contact_flow import FIELDS

from ..visitor import Visitor

LATER = ["I'll do it later", "can I come back to this?", "got to go, sorry", "pause please"]
ASKED = ["for_whom", "age", "consent", "name", "phone", "contact_window", "red_flags", "review"]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("words", LATER)
def test_putting_the_form_off_pauses_it_and_changes_no_answer(asked: str, words: str) -> None:
    visitor = Visitor(asked)
    before = visitor.state

    change = visitor.types(words, label=None)

    assert (change.note, change.stop, change.taken) == ("paused", None, ())
    assert replace(visitor.state, notes=before.notes) == before
    assert visitor.state.notes.tries == before.notes.tries


@pytest.mark.parametrize("words", ["carry on", "I'm back", "ok ready now"])
def test_coming_back_says_what_is_known_and_asks_the_question_that_was_open(words: str) -> None:
    visitor = Visitor("phone")
    visitor.types("I'll do it later", label=None)

    change = visitor.types(words, label=None)

    assert (change.note, visitor.asked) == ("back_to_form", "phone")
    assert visitor.state.name == "Kev"


def test_the_button_picks_it_up_as_well() -> None:
    visitor = Visitor("phone")
    visitor.types("I'll do it later", label=None)

    assert visitor.taps("label:request_contact").note == "back_to_form"


def test_a_no_after_a_pause_asks_once_before_anything_is_forgotten() -> None:
    visitor = Visitor("phone")
    visitor.types("not now", label=None)

    assert visitor.types("no", label="deny").note == "resume"
    assert visitor.state.name == "Kev"
    assert visitor.types("no", label="deny").stop == "stopped"


@pytest.mark.parametrize("words", ["bye", "see ya", "night night", "ta, bye for now"])
def test_a_goodbye_after_a_pause_is_answered_with_a_goodbye_and_no_question(words: str) -> None:
    visitor = Visitor("phone")
    visitor.types("got to go", label=None)
    before = visitor.state

    change = visitor.types(words, label="goodbye")

    assert (change.note, change.stop, change.taken) == ("paused/again", None, ())
    assert replace(visitor.state, notes=before.notes) == before
    assert visitor.types("im back", label=None).note == "back_to_form"


def test_an_answer_after_a_pause_is_taken_at_once() -> None:
    visitor = Visitor("phone")
    visitor.types("later", label=None)

    assert visitor.types("07700 900123").taken == ("phone",)


def test_stopping_after_a_pause_forgets_what_was_typed() -> None:
    visitor = Visitor("phone")
    visitor.types("not now", label=None)

    change = visitor.types("forget it", label=None)

    assert change.stop == "stopped"
    assert all(getattr(visitor.state, field) is None for field in FIELDS)


@pytest.mark.parametrize("asked", ["crisis_check", "red_flags", "contact_window"])
def test_not_now_to_a_question_it_may_answer_is_no_pause(asked: str) -> None:
    assert Visitor(asked).types("not now", label=None).note != "paused"
