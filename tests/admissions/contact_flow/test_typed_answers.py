import pytest

from first_step.admissions.contact_flow import (
    Message,
    ready,
)

from ..visitor import Visitor

SOMEONE_ELSE = "flow:for_whom=someone_else"


@pytest.mark.parametrize(
    ("until", "words", "value"),
    [
        ("crisis_check", "no", "no"),
        ("crisis_check", "nobody is", "no"),
        ("crisis_check", "No, nobody is.", "no"),
        ("crisis_check", "rather not say", "not_said"),
        ("crisis_check", "skip", "not_said"),
        ("for_whom", "me", "self"),
        ("for_whom", "It's for meself", "self"),
        ("for_whom", "I'm a nurse but it's for me", "self"),
        ("for_whom", "my son", "someone_else"),
        ("for_whom", "me mam", "someone_else"),
        ("for_whom", "it's about my husband, he's 46", "someone_else"),
        ("for_whom", "I'm a GP referring", "professional"),
        ("for_whom", "a client of mine", "professional"),
        ("age", "31", "adult"),
        ("age", "I'm 16", "teen"),
        ("age", "over 18", "adult"),
        ("age", "thirty one", "adult"),
        ("age", "nearly 18", "teen"),
        ("age", "13-17", "teen"),
        ("age", "31 and i have 3 kids", "adult"),
        ("age", "rather not say", "not_said"),
        ("consent", "yes", "yes"),
        ("consent", "i agree", "yes"),
        ("consent", "ok go on", "yes"),
        ("consent", "yes and you can ring if I get cut off", "yes_if_cut_off"),
        ("name", "Kev", "Kev"),
        ("name", "I'm called Kev", "Kev"),
        ("name", "my name is Anne-Marie", "Anne-Marie"),
        ("name", "kev, ring after 6", "Kev"),
        ("phone", "+44 7700 900123", "+447700900123"),
        ("phone", "0044 7700 900123", "+447700900123"),
        ("phone", "07700 900123 or 07700 900456", "+447700900123"),
        ("red_flags", "none", ()),
        ("red_flags", "rather not say", ()),
        ("red_flags", "pregnant, that's all", ("R10",)),
        ("review", "yes send it", "send"),
        ("review", "ok", "send"),
    ],
)
def test_a_typed_answer_fills_its_field(until, words, value):
    visitor = Visitor(until)
    change = visitor.types(words)
    assert until in change.taken
    assert getattr(visitor.state, until) == value


def test_a_time_said_when_asking_for_a_call_is_remembered():
    visitor = Visitor()
    visitor.sends(Message("can someone ring me, not before 6", "request_contact", 0.9))
    for _ in range(4):
        visitor.answer()
    assert visitor.state.contact_window is not None
    assert "after 6pm" in visitor.state.contact_window.words


@pytest.mark.parametrize(
    ("until", "words", "note"),
    [
        ("phone", "999", "emergency_number"),
        ("phone", "+353 87 123 4567", "not_uk_number"),
        ("phone", "07700", "try_again_phone"),
        ("contact_window", "call me yesterday", "past_time"),
        ("contact_window", "skip", "try_again_contact_window"),
        ("name", "skip", "try_again_name"),
        ("for_whom", "hmm", "try_again_for_whom"),
        ("age", "under 18", "try_again_age"),
        ("safe_contact", "no", "try_again_safe_contact"),
        ("red_flags", "yes", "try_again_red_flags"),
        ("red_flags", "pregnant", "red_flags_more"),
        ("red_flags", "I overdosed last night", "crisis_check_yes"),
        ("review", "no", "edit"),
        ("review", "change", "edit"),
        ("review", "hmm", "try_again_review"),
        ("crisis_check", "hmm", "crisis_check"),
    ],
)
def test_what_is_wrong_is_said(until, words, note):
    assert Visitor(until).types(words).note == note


def test_after_two_failed_tries_the_help_stays_plain():
    visitor = Visitor("phone")
    notes = [visitor.types("999").note for _ in range(4)]
    assert notes == ["emergency_number", "emergency_number", "try_again_phone", "try_again_phone"]


@pytest.mark.parametrize(
    ("until", "words", "label"),
    [
        ("phone", "what number will you call from?", "about/phone"),
        ("contact_window", "when will they call?", "about/hours"),
        ("contact_window", "do they work weekends?", "about/hours"),
        ("consent", "what happens to my data?", "about/confidentiality"),
        ("consent", "yes, is this private?", "about/confidentiality"),
        ("name", "why do you need it?", "about/confidentiality"),
        ("red_flags", "is being pregnant a problem?", "harm/pregnancy"),
        ("crisis_check", "why do you ask?", "about/bot"),
        ("phone", "tell me about detox first", "treatment/detox"),
        ("phone", "i feel so ashamed", "express_distress"),
        ("name", "brain chemistry", "cause/brain_chemistry"),
        ("safe_contact", "is it withheld?", "about/phone"),
        ("phone", "i want to end it all", "crisis_suicide"),
        ("review", "who will ring me?", "about/who_answers"),
    ],
)
def test_a_question_in_between_is_not_for_the_flow(until, words, label):
    visitor = Visitor(until)
    change = visitor.types(words, label)
    assert (change.taken, change.note, change.stop) == ((), None, None)
    assert visitor.asked == until


def test_an_answer_is_taken_whatever_its_label_says():
    visitor = Visitor("age")
    assert visitor.types("31", "treatment/eligibility", 0.6).taken == ("age",)
    visitor = Visitor("phone")
    assert visitor.types("07700 900123", "out_of_scope", 0.9).taken == ("phone",)


def test_email_is_asked_for_only_when_the_phone_is_refused():
    visitor = Visitor("phone")
    visitor.types("I'd rather email")
    assert visitor.asked == "email"
    visitor.types("phone instead please")
    assert visitor.asked == "phone"
    visitor.types("kev@example.org")
    assert visitor.asked == "contact_window"
    assert ready(Visitor(None, phone="flow:phone=email_instead").state).phone is None


def test_the_other_persons_name_is_not_taken():
    visitor = Visitor("name", for_whom=SOMEONE_ELSE, age="flow:age=adult+adult")
    assert visitor.types("his name is Tom").note == "relative_note"
    assert visitor.state.name is None
    visitor = Visitor("name", for_whom="flow:for_whom=professional")
    assert visitor.types("my client's name is Tom").note == "professional_note"
