import pytest

from ..visitor import Visitor

SOMEONE_ELSE = "flow:for_whom=someone_else"


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("both adults", "adult+adult"),
        ("i am 40 and she is 16", "adult+teen"),
        ("45 and 19", "adult+adult"),
        ("me 52, him 23", "adult+adult"),
        ("rather not say", "not_said"),
    ],
)
def test_two_ages_are_read_when_the_help_is_for_someone_else(words, age):
    visitor = Visitor("age", for_whom=SOMEONE_ELSE)
    visitor.types(words)
    assert visitor.state.age == age


def test_one_age_of_two_is_kept_until_the_other_comes():
    visitor = Visitor("for_whom")
    visitor.types("it's about my husband, he's 46")
    assert visitor.asked == "age"
    assert visitor.types("I'm 44").taken == ("age",)
    assert visitor.state.age == "adult+adult"


@pytest.mark.parametrize(
    "words",
    ["i have 3 kids", "after six", "2-4 times a day", "20mg", "6 months clean", "3 years ago"],
)
def test_other_numbers_are_no_age_and_never_stop_the_form(words):
    change = Visitor("age").types(words)
    assert (change.taken, change.stop) == ((), None)


@pytest.mark.parametrize("words", ["12", "I'm 12", "under 13"])
def test_under_13_there_is_no_form_and_nothing_is_kept(words):
    visitor = Visitor("age")
    assert visitor.types(words).stop == "under_13"
    assert not any(visitor.slots.values())


def test_someone_elses_child_under_13_stops_the_form_too():
    visitor = Visitor("age", for_whom=SOMEONE_ELSE)
    assert visitor.taps("flow:age=adult+child").stop == "under_13"


def test_under_18_is_told_of_young_peoples_help_once_and_may_go_on():
    visitor = Visitor("age")
    assert visitor.types("I'm 16").note == "under_18"
    assert visitor.types("yes").note == "consent"
    assert visitor.state.consent is None
    assert visitor.types("yes").taken == ("consent",)
