"""Names that somebody spells, when asked for one and when one was just given."""

from __future__ import annotations

import pytest

from first_step.admissions.details import DetailProblem, find_name
from first_step.admissions.spelt_names import read_spelt_name
from first_step.understanding.only_details import only_details

from .visitor import Visitor


@pytest.mark.parametrize(
    ("known", "words", "name"),
    [
        ("Jon", "its john with an h", "John"),
        ("John", "no it's Jon without h", "Jon"),
        ("John", "Jon no h", "Jon"),
        ("John", "my name is Jon without the h", "Jon"),
        ("John", "no h in it", "Jon"),
        ("John", "there's no h", "Jon"),
        ("Sara", "sarah with an h on the end", "Sarah"),
        ("Sara", "with an h on the end", "Sarah"),
        ("Ann", "an e at the end", "Anne"),
        ("Anne", "no e on the end", "Ann"),
        ("Karl", "with a c not a k", "Carl"),
        ("Catherine", "Katherine with a K", "Katherine"),
        ("Steven", "Stephen with a ph not a v", "Stephen"),
        ("Ana", "Anna with two n's", "Anna"),
        ("Ana", "its with two n's", "Anna"),
        ("Phillip", "Philip one l", "Philip"),
        ("Zoe", "Zoe with a zed", "Zoe"),
        ("John", "J-O-N", "Jon"),
        ("John", "j o n", "Jon"),
        ("John", "J.O.N.", "Jon"),
        ("John", "its spelt J O N", "Jon"),
        ("John", "Jon, that's J-O-N", "Jon"),
        ("Kev", "my name is spelt S I O B H A N", "Siobhan"),
    ],
)
def test_a_name_that_was_given_is_put_right(known: str, words: str, name: str) -> None:
    visitor = Visitor("phone", name=known)
    visitor.types(words, label="correct_details")
    assert (visitor.state.name, visitor.asked) == (name, "phone")


@pytest.mark.parametrize("label", ["correct_details", "inform", "deny", "chitchat", "cause/stress"])
def test_it_is_put_right_whatever_the_words_are_taken_for(label: str) -> None:
    visitor = Visitor("contact_window", name="John")
    visitor.types("it's Jon without an h", label=label)
    assert (visitor.state.name, visitor.asked) == ("Jon", "contact_window")


def test_a_name_held_until_consent_is_put_right() -> None:
    visitor = Visitor("age")
    visitor.types("my name is John")
    visitor.types("Jon without an h")
    visitor.answer()
    visitor.answer()
    assert visitor.state.name == "Jon"


@pytest.mark.parametrize(
    "words",
    [
        "with a K not a C",
        "its jon with an h",
        "spelt wrong",
        "thats not how you spell it",
        "wrong spelling",
        "you misspelt that",
    ],
)
def test_what_leaves_the_name_open_asks_for_it_again(words: str) -> None:
    visitor = Visitor("phone", name="Jon")
    visitor.types(words, label="correct_details")
    assert (visitor.state.name, visitor.asked) == ("Jon", "name")
    visitor.types("John")
    assert (visitor.state.name, visitor.asked) == ("John", "phone")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("its john with an h", "John"),
        ("it's Jon without h", "Jon"),
        ("Jon no h", "Jon"),
        ("Sarah with an h on the end", "Sarah"),
        ("J-O-N", "Jon"),
        ("s a r a h", "Sarah"),
        ("its spelt J O N", "Jon"),
        ("Siobhan, S-I-O-B-H-A-N", "Siobhan"),
        ("Anna with two n's please", "Anna"),
    ],
)
def test_the_question_for_a_name_takes_the_name_and_not_how_it_is_spelt(
    words: str, name: str
) -> None:
    visitor = Visitor("name")
    visitor.types(words)
    assert (visitor.state.name, visitor.asked) == (name, "phone")


@pytest.mark.parametrize("words", ["with a k", "Jon with an h", "no h in it"])
def test_a_description_of_no_clear_name_is_asked_again(words: str) -> None:
    visitor = Visitor("name")
    visitor.types(words)
    assert (visitor.state.name, visitor.last.note) == (None, "try_again_name")


@pytest.mark.parametrize(
    "words",
    [
        *("no", "no problem", "no i", "not a user", "with me", "no voicemail", "it is no use"),
        *(
            "a.s.a.p",
            "A D H D",
            "G P",
            "p.m.",
            "i have a k",
            "6 p m",
            "no texts",
            "has it",
            "no uk",
        ),
        *("I'm on E", "with a friend", "not on my own", "x", "n/a", "after 6 with a break"),
    ],
)
def test_other_words_and_letters_leave_the_name_alone(words: str) -> None:
    assert read_spelt_name(words, "Kev") is None
    visitor = Visitor("red_flags")
    visitor.types(words)
    assert (visitor.state.name, visitor.state.notes.editing) == ("Kev", None)


def test_a_description_that_does_not_fit_says_so() -> None:
    assert read_spelt_name("Mark with a c") == DetailProblem("not_a_name")
    assert read_spelt_name("with a c", "Mark") == DetailProblem("not_a_name")
    assert read_spelt_name("with a c") is None
    assert read_spelt_name("it's Jon " + "without an h " * 20) is None


def test_only_a_whole_name_is_found_before_other_words() -> None:
    assert find_name("no it's Jon without sugar") is None
    assert find_name("I'm Jon from Leeds") == "Jon"
    assert find_name("hi, I'm Jon, 07700 900123") == "Jon"


def test_a_known_name_that_is_spelt_is_a_detail_and_pills_are_not() -> None:
    assert only_details("sarah with an h on the end")
    assert only_details("it's john with an h")
    for words in ("took two e's", "kill with a k", "its over with no e", "gone, no h"):
        assert not only_details(words)
