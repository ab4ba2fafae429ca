import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.safe_contact import (
    is_safe_contact,
    preset,
    read_safe_contact,
    safe_contact_words,
    strictest,
    strictest_of,
)

SWITCHES = ("may_say_who", "voicemail", "text", "show_number")


def allowed(text: str, **arguments: object) -> set[str] | None:
    rules = read_safe_contact(text, **arguments)  # type: ignore[arg-type]
    return None if rules is None else {name for name in SWITCHES if rules[name]}


@pytest.mark.parametrize(
    ("text", "switches"),
    [
        ("no voicemail please", set()),
        ("private", set()),
        ("skip", set()),
        ("not sure", set()),
        ("withheld number ok", set()),
        ("don't show your number", set()),
        ("please don't leave a message", set()),
        ("any way is fine", set(SWITCHES)),
        ("open", set(SWITCHES)),
        ("text me first", {"text", "show_number"}),
        ("texts only", {"text"}),
        ("text is ok, voicemail not", {"text"}),
        ("voicemail is fine but no texts", {"voicemail"}),
        ("you can say who you are", {"may_say_who"}),
    ],
)
def test_typed_rules_are_understood_and_the_rest_stays_private(text, switches):
    assert allowed(text) == switches


@pytest.mark.parametrize("text", ["no", "yes", "Kev", "07700 900123", "what does that mean?", ""])
def test_other_words_are_no_rule(text):
    assert allowed(text) is None


@pytest.mark.parametrize(
    "text", ["is it withheld?", "do you leave voicemails?", "will you text me?"]
)
def test_a_question_about_the_rules_sets_none(text):
    assert allowed(text) is None
    assert allowed(text, asked=False) is None


def test_a_code_word_is_kept():
    rules = read_safe_contact("code word tulip")
    assert rules is not None
    assert rules["code_word"] == "tulip"
    assert "tulip" in safe_contact_words(rules)


def test_a_rule_without_a_switch_is_kept_as_a_note_of_at_most_200_characters():
    rules = read_safe_contact("only ring when my husband is at work")
    assert rules is not None
    assert rules["note"] == "only ring when my husband is at work"
    long = read_safe_contact("only ring when my husband is out " + "really " * 100)
    assert long is not None
    assert len(long["note"]) <= 200


def test_a_note_holds_no_number():
    rules = read_safe_contact("only ring my mobile 07700 900123")
    assert rules is not None
    assert "900" not in rules["note"]


def test_a_rule_said_later_leaves_the_others_as_they_were():
    rules = read_safe_contact("no texts please", asked=False, before=preset("open"))
    assert rules is not None
    assert not rules["text"]
    assert rules["voicemail"]


def test_the_strictest_of_two_rules_wins():
    both = strictest(preset("open") or {}, preset("text_first") or {})
    assert {name for name in SWITCHES if both[name]} == {"text", "show_number"}


@given(st.text(), st.booleans())
def test_whatever_is_typed_gives_rules_of_the_right_form_or_none(text, asked):
    rules = read_safe_contact(text, asked)
    assert rules is None or is_safe_contact(rules)


@pytest.mark.parametrize("stored", [None, {}, {"voicemail": "yes"}, "private", {"note": 1}])
def test_other_values_are_no_rules(stored):
    assert not is_safe_contact(stored)
    assert preset("loud") is None


SWITCHES = ("may_say_who", "voicemail", "text", "show_number")
ANY_RULES = st.fixed_dictionaries({name: st.booleans() for name in SWITCHES})


@given(st.lists(ANY_RULES, min_size=1, max_size=6), st.randoms())
def test_what_one_of_several_forbids_is_forbidden_in_whatever_order(rules, random):
    both = strictest_of(rules)
    shuffled = random.sample(rules, len(rules))
    for name in SWITCHES:
        assert both[name] is all(each[name] for each in rules)
        assert strictest_of(shuffled)[name] is both[name]


def test_of_no_rules_the_most_private_ones_hold():
    assert not any(strictest_of([]).values())
