from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from bot.policies import CrisisPolicy, DoubtPolicy, VolunteeredPolicy

from .dialogue import CHECK, FORM, Dialogue, act, make_policy, new_tracker, said

CARDS = ("suicide", "overdose", "medical", "danger")
ASKED_PLAINLY = "utter_say_express_distress"


@pytest.fixture
def kev(domain: Domain, tmp_path: Path) -> Dialogue:
    return Dialogue(domain, tmp_path)


def signs(kev: Dialogue) -> object:
    return kev.tracker.get_slot("danger_signs")


@pytest.mark.parametrize("kind", CARDS)
def test_danger_gets_its_card_and_nothing_after_it(kev: Dialogue, kind: str) -> None:
    assert kev.says("he is blue", f"crisis_{kind}", crisis=act(kind)) == [f"utter_crisis_{kind}"]
    assert signs(kev) == [kind]


def test_danger_is_answered_whatever_the_label(kev: Dialogue) -> None:
    done = kev.says(
        "is it genetic, he has stopped breathing", "cause/genetic", crisis=act("overdose")
    )
    assert done == ["utter_crisis_overdose"]


def test_danger_wins_over_an_open_form_and_closes_it(kev: Dialogue) -> None:
    kev.opens_form("phone")
    done = kev.says("hes gone blue", "inform", crisis=act("overdose"))
    assert done == ["utter_crisis_overdose"]
    assert kev.tracker.active_loop_name is None
    assert kev.tracker.get_slot("requested_slot") is None
    assert signs(kev) == ["overdose"]


def test_danger_wins_over_doubt_and_over_a_number_given(kev: Dialogue) -> None:
    done = kev.says(
        "07700 900123 hang on hes gone grey",
        "inform",
        crisis=act("overdose"),
        abstain="menu",
        others=["request_contact"],
        entities=[{"entity": "phone", "value": "07700 900123"}],
    )
    assert done == ["utter_crisis_overdose"]


def test_a_gentle_check_leaves_an_open_form_open(kev: Dialogue) -> None:
    kev.opens_form("name")
    assert kev.says("it all ends soon", "inform", crisis=CHECK) == ["utter_crisis_check"]
    assert (kev.tracker.active_loop_name, signs(kev)) == (FORM, None)


def test_signs_of_danger_add_up(kev: Dialogue) -> None:
    for kind in ("overdose", "suicide", "overdose"):
        kev.says("help", crisis=act(kind))
    assert signs(kev) == ["overdose", "suicide"]


def test_an_open_form_is_left_alone_when_there_is_no_danger(kev: Dialogue) -> None:
    kev.opens_form("name")
    assert kev.says("Kev", "inform") == [FORM]


BARE = ("affirm", "deny", "thank", "greet", "goodbye", "inform")


@pytest.mark.parametrize("label", BARE)
def test_a_bare_word_after_a_check_is_asked_again_and_then_gets_the_numbers(
    kev: Dialogue, label: str
) -> None:
    assert kev.says("i cant do this anymore", "express_distress", crisis=CHECK) == [
        "utter_crisis_check"
    ]
    assert kev.says("yes", label) == ["utter_crisis_check_again"]
    assert kev.says("no", label) == ["utter_crisis_numbers"]
    assert kev.says("hello", "greet") == ["utter_say_greet"]


def test_a_reply_to_a_check_that_cannot_be_read_counts_as_bare(kev: Dialogue) -> None:
    kev.says("what is the point", crisis=CHECK)
    assert kev.says("asdf", "cause/trauma", abstain="menu") == ["utter_crisis_check_again"]
    assert kev.says("qwer", "cause/trauma", abstain="clarify") == ["utter_crisis_numbers"]


def test_a_check_inside_a_form_hears_the_bare_word_before_the_form_does(kev: Dialogue) -> None:
    kev.opens_form("for_whom")
    kev.says("it all ends soon", "inform", crisis=CHECK)
    assert kev.says("no", "deny") == ["utter_crisis_check_again"]


def test_a_question_after_a_check_is_answered_with_the_numbers_beside_it(kev: Dialogue) -> None:
    kev.says("i had enough", crisis=CHECK)
    done = kev.says("what is detox", "treatment/detox")
    assert done == ["utter_crisis_reminder", "utter_treatment"]


def test_new_danger_after_a_check_gets_its_card(kev: Dialogue) -> None:
    kev.says("i had enough", crisis=CHECK)
    assert kev.says("i will kill myself", crisis=act("suicide")) == ["utter_crisis_suicide"]


def test_nobody_in_danger_leads_to_what_had_been_asked(kev: Dialogue) -> None:
    kev.says("what is an overdose like", "crisis_overdose", others=["sign/overdose"], crisis=CHECK)
    assert kev.taps("check:nobody") == ["utter_crisis_nobody", "utter_sign"]


def test_nobody_in_danger_leads_back_to_what_was_asked_before_asking_twice(kev: Dialogue) -> None:
    kev.says("how does detox end it all", "treatment/detox", crisis=CHECK)
    kev.says("no", "deny")
    assert kev.taps("check:nobody") == ["utter_crisis_nobody", "utter_treatment"]


def test_not_sure_gets_the_careful_words_and_then_the_answer(kev: Dialogue) -> None:
    kev.says("can someone call", "request_contact", crisis=CHECK)
    assert kev.taps("check:unsure") == ["utter_crisis_unsure", FORM]


def test_nobody_in_danger_leads_back_to_an_open_form(kev: Dialogue) -> None:
    kev.opens_form("name")
    kev.says("is it private, i had enough", "about/confidentiality", crisis=CHECK)
    assert kev.taps("check:nobody") == ["utter_crisis_nobody", FORM]


@pytest.mark.parametrize("label", ["inform", "out_of_scope"])
def test_with_nothing_to_answer_only_the_reply_is_said(kev: Dialogue, label: str) -> None:
    kev.says("i had enough", label, crisis=CHECK)
    assert kev.taps("check:nobody") == ["utter_crisis_nobody"]


@pytest.mark.parametrize("kind", CARDS)
def test_a_tapped_danger_gets_its_card(kev: Dialogue, kind: str) -> None:
    kev.says("i had enough", crisis=CHECK)
    assert kev.taps(f"check:{kind}") == [f"utter_crisis_{kind}"]
    assert signs(kev) == [kind]


def test_a_yes_to_the_question_about_suicide_is_the_suicide_card(kev: Dialogue) -> None:
    assert kev.says("i feel low", "express_distress") == [ASKED_PLAINLY]
    assert kev.says("yes", "affirm") == ["utter_crisis_suicide"]
    assert signs(kev) == ["suicide"]


def test_a_no_to_it_is_left_to_the_story(kev: Dialogue) -> None:
    kev.says("i feel low", "express_distress")
    assert kev.says("no", "deny") == ["utter_say_deny"]


def test_a_yes_to_anything_else_is_no_danger(kev: Dialogue) -> None:
    kev.says("hello", "greet")
    assert kev.says("yes", "affirm") == ["utter_say_affirm"]


@pytest.mark.parametrize("label", ["affirm", "thank", "inform", "goodbye"])
def test_an_unclear_reply_to_the_suicide_card_counts_as_yes(kev: Dialogue, label: str) -> None:
    kev.says("i want to die", crisis=act("suicide"))
    assert kev.says("well", label) == ["utter_crisis_suicide_acted"]
    assert signs(kev) == ["suicide"]


def test_a_plain_no_to_the_suicide_card_lowers_the_sign(kev: Dialogue) -> None:
    kev.says("i want to die", crisis=act("suicide"))
    assert kev.says("no", "deny") == ["utter_crisis_suicide_not_acted"]
    assert signs(kev) == ["suicide_not_acted"]


def test_the_buttons_of_the_suicide_card_do_the_same(kev: Dialogue) -> None:
    kev.says("i want to die", crisis=act("suicide"))
    assert kev.taps("check:not_acted") == ["utter_crisis_suicide_not_acted"]
    assert signs(kev) == ["suicide_not_acted"]
    assert kev.taps("check:acted") == ["utter_crisis_suicide_acted"]
    assert "suicide" in (signs(kev) or [])  # type: ignore[operator]


def test_a_question_after_the_suicide_card_is_answered(kev: Dialogue) -> None:
    kev.says("i want to die", crisis=act("suicide"))
    assert kev.says("is this private", "about/confidentiality") == ["utter_about"]


def test_doubt_asks_which_was_meant_and_then_offers_the_menu(kev: Dialogue) -> None:
    assert kev.says("hm about it", "cause/trauma", abstain="clarify") == ["utter_fallback_clarify"]
    assert kev.says("you know", "cause/trauma", abstain="clarify") == ["utter_fallback_menu"]
    assert kev.says("hm", "cause/trauma", abstain="clarify") == ["utter_fallback_person"]
    assert kev.says("hmm", "cause/trauma", abstain="menu") == ["utter_fallback_person"]


def test_the_count_of_misunderstandings_begins_anew_after_an_answer(kev: Dialogue) -> None:
    for _ in range(2):
        kev.says("hm", "cause/trauma", abstain="clarify")
    kev.says("what is detox", "treatment/detox")
    assert kev.says("hm", "cause/trauma", abstain="clarify") == ["utter_fallback_clarify"]


@pytest.mark.parametrize("typed", [True, False])
def test_none_of_these_leads_to_the_topics_and_counts_as_not_understood(
    kev: Dialogue, typed: bool
) -> None:
    kev.says("hm", "cause/trauma", abstain="clarify")
    chosen = kev.says("neither", "deny") if typed else kev.taps("label:menu")
    assert chosen == ["utter_say_menu"]
    assert kev.says("hm", "cause/trauma", abstain="clarify") == ["utter_fallback_person"]


def test_a_choice_that_is_tapped_is_answered(kev: Dialogue) -> None:
    kev.says("hm", "cause/trauma", others=["cause/stress"], abstain="clarify")
    assert kev.taps("label:cause/stress") == ["utter_cause"]


def test_a_no_to_anything_else_is_no_misunderstanding(kev: Dialogue) -> None:
    kev.says("what is detox", "treatment/detox")
    assert kev.says("no", "deny") == ["utter_say_deny"]


def test_what_holds_no_words_is_told_so_once(kev: Dialogue) -> None:
    for expected in ("unreadable", "menu", "person"):
        message = said("\U0001f62d", abstain="menu")
        message.parse_data["intent_ranking"] = []
        assert kev.hears(message) == [f"utter_fallback_{expected}"]


def test_misunderstandings_inside_the_form_lead_to_a_person_too(kev: Dialogue) -> None:
    kev.opens_form("name")
    done = [kev.declines_in_form("eh", "cause/trauma", abstain="clarify") for _ in range(3)]
    assert [each[0] for each in done] == [
        "utter_fallback_clarify",
        "utter_fallback_menu",
        "utter_fallback_person",
    ]
    assert all(each[1:] == [FORM] for each in done)


def test_great_doubt_offers_the_menu_at_once(kev: Dialogue) -> None:
    assert kev.says("asdf", "cause/trauma", abstain="menu") == ["utter_fallback_menu"]


def test_after_an_answer_doubt_asks_back_again(kev: Dialogue) -> None:
    kev.says("hm", abstain="clarify")
    kev.says("what is detox", "treatment/detox")
    assert kev.says("hm", abstain="clarify") == ["utter_fallback_clarify"]


def test_an_open_form_reads_a_doubtful_message_first(kev: Dialogue) -> None:
    kev.opens_form("name")
    assert kev.says("Zbigniew", "cause/trauma", abstain="menu") == [FORM]


def test_what_an_open_form_cannot_read_either_is_asked_back_and_the_form_goes_on(
    kev: Dialogue,
) -> None:
    kev.opens_form("name")
    done = kev.declines_in_form("eh what now", "cause/trauma", abstain="clarify")
    assert done == ["utter_fallback_clarify", FORM]


PHONE = [{"entity": "phone", "value": "07700 900123"}]


def test_a_number_given_while_asking_for_a_call_opens_the_form(kev: Dialogue) -> None:
    done = kev.says(
        "call me im Kev 07700 900123", "inform", others=["request_contact"], entities=PHONE
    )
    assert done == [FORM]


@pytest.mark.parametrize(
    ("label", "others", "entities"),
    [
        ("inform", ["request_contact"], []),
        ("inform", ["greet", "thank", "cancel", "request_contact"], PHONE),
        ("inform", [], PHONE),
        ("about/phone", ["request_contact"], PHONE),
    ],
)
def test_anything_less_does_not(
    kev: Dialogue, label: str, others: list[str], entities: list[dict[str, str]]
) -> None:
    assert FORM not in kev.says("07700 900123", label, others=others, entities=entities)


def test_a_tap_is_never_taken_for_a_wish_to_be_called(domain: Domain, tmp_path: Path) -> None:
    policy = make_policy(VolunteeredPolicy, tmp_path)
    message = said(
        "tapped", "inform", others=["request_contact"], entities=PHONE, payload="flow:age=adult"
    )
    prediction = policy.predict_action_probabilities(new_tracker(domain, message), domain)
    assert max(prediction.probabilities) == 0.0


def test_without_anything_said_no_policy_has_an_opinion(domain: Domain, tmp_path: Path) -> None:
    for kind in (CrisisPolicy, VolunteeredPolicy, DoubtPolicy):
        prediction = make_policy(kind, tmp_path).predict_action_probabilities(
            new_tracker(domain), domain
        )
        assert max(prediction.probabilities) == 0.0


def test_danger_stands_above_a_wish_and_a_wish_above_doubt() -> None:
    kinds = (CrisisPolicy, VolunteeredPolicy, DoubtPolicy)
    priorities = [kind.get_default_config()["priority"] for kind in kinds]
    assert priorities == sorted(priorities, reverse=True)
    assert min(priorities) > 7  # the stories' in config.yml


TWO = {"second_label": "treatment/duration"}


def test_two_questions_get_two_answers(kev: Dialogue) -> None:
    done = kev.says("is it genetic and how long is rehab", "cause/genetic", **TWO)
    assert done == ["utter_cause", "utter_second_answer"]
    assert kev.says("thanks", "thank") == ["utter_say_thank"]


def test_inside_the_form_the_open_question_comes_once_after_both(kev: Dialogue) -> None:
    kev.opens_form("phone")
    done = kev.declines_in_form("is it genetic and how long is rehab?", "cause/genetic", **TWO)
    assert done == ["utter_cause", "utter_second_answer", FORM]


def test_a_question_beside_a_wish_for_a_call_is_answered_before_the_form_opens(
    kev: Dialogue,
) -> None:
    done = kev.says("how long is rehab, can someone call me", "request_contact", **TWO)
    assert done[:2] == ["utter_second_answer", FORM]


def test_a_wish_for_a_call_inside_the_form_is_for_the_form(kev: Dialogue) -> None:
    kev.opens_form("name")
    assert kev.says("can someone call me", "request_contact", **TWO) == [FORM]


def test_danger_and_doubt_are_not_followed_by_a_second_answer(kev: Dialogue) -> None:
    assert kev.says("x", "cause/genetic", crisis=act("overdose"), **TWO) == [
        "utter_crisis_overdose"
    ]
    kev.says("hello", "greet")
    assert kev.says("x", "cause/genetic", abstain="clarify", **TWO) == ["utter_fallback_clarify"]


def test_a_message_that_the_form_takes_is_no_question_to_answer(kev: Dialogue) -> None:
    kev.opens_form("name")
    assert kev.says("Kev", "cause/genetic", **TWO) == [FORM]


@pytest.mark.parametrize("label", ["abuse", "seek_drugs", "out_of_scope", "chitchat"])
def test_insults_drug_seeking_and_nonsense_each_get_their_calm_reply(
    kev: Dialogue, label: str
) -> None:
    for _ in range(3):
        assert kev.says("words", label) == [f"utter_say_{label}"]
