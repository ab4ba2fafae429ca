from dataclasses import replace
from datetime import timedelta

import pytest

from first_step.admissions.contact_flow import (
    FlowState,
    Message,
    cut_off_request,
    next_field,
    note_danger,
    read_message,
    ready,
    start,
)
from first_step.admissions.errors import FlowError
from first_step.admissions.referral import Level
from first_step.admissions.triage import TriageFacts, triage

from .visitor import CONSENT, NOW, UNKNOWN_HOURS, Visitor

EVERYTHING = "I'm Kev, 07700 900123, after six, no voicemail"
SOMEONE_ELSE = "flow:for_whom=someone_else"


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


def test_a_yes_to_the_danger_check_shows_the_danger_check():
    for words in ("yes", "I am", "no but he's not breathing right", "my brother is"):
        change = Visitor().types(words)
        assert (change.note, change.taken) == ("crisis_check_yes", ())


@pytest.mark.parametrize("words", ["no", "i dont agree", "nope", "I refuse", "no thanks"])
def test_a_refused_consent_ends_it_and_nothing_is_kept(words):
    visitor = Visitor("consent")
    visitor.types(EVERYTHING)
    assert visitor.types(words).stop == "consent_refused"
    assert not any(visitor.slots.values())


@pytest.mark.parametrize("words", ["maybe", "whatever", "👍", "yes but dont tell my gp", "hmm"])
def test_less_than_a_clear_yes_is_no_consent(words):
    visitor = Visitor("consent")
    assert visitor.types(words).note == "try_again_consent"
    assert visitor.state.consent is None


def test_consent_is_kept_with_its_time_words_and_version():
    visitor = Visitor("consent")
    visitor.types("yes")
    assert visitor.state.notes.consent["version"] == CONSENT.version
    assert visitor.state.notes.consent["given_at"] == NOW.isoformat()


@pytest.mark.parametrize("until", ["safe_contact", "name", "phone", "contact_window", "red_flags"])
def test_one_message_fills_everything_it_can_after_consent(until):
    visitor = Visitor(until)
    visitor.types(EVERYTHING)
    state = visitor.state
    assert (state.name, state.phone) == ("Kev", "+447700900123")
    assert state.contact_window is not None
    assert state.contact_window.words == "Tuesday 24 November, after 6pm"
    assert state.safe_contact is not None
    assert not state.safe_contact["voicemail"]
    assert visitor.asked == "red_flags"


@pytest.mark.parametrize("until", ["crisis_check", "for_whom", "age", "consent"])
def test_details_before_consent_are_held_unconfirmed_and_used_after_it(until):
    visitor = Visitor(until)
    change = visitor.types(EVERYTHING)
    assert (change.taken, change.note) == ((), "before_consent")
    assert visitor.state.phone is None
    while visitor.asked != "consent":
        visitor.answer()
    taken = visitor.answer().taken
    assert set(taken) == {"consent", "safe_contact", "name", "phone", "contact_window"}
    assert visitor.asked == "red_flags"


def test_a_yes_after_before_consent_carries_on_and_is_no_answer_to_the_danger_check():
    visitor = Visitor()
    visitor.types(EVERYTHING)
    assert visitor.types("yes").note == "crisis_check"
    assert visitor.types("no").taken == ("crisis_check",)


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


def test_changing_who_it_is_for_asks_the_age_and_the_screen_again():
    visitor = Visitor("review")
    visitor.taps("flow:edit=for_whom")
    visitor.types("my son")
    assert visitor.asked == "age"
    visitor.types("both adults")
    assert visitor.asked == "red_flags"


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


def test_replies_to_the_danger_check_count_for_triage():
    visitor = Visitor("phone")
    visitor.taps("check:suicide")
    visitor.taps("check:not_acted")
    assert visitor.state.notes.signs == ("suicide_not_acted",)
    visitor.taps("check:overdose")
    while visitor.asked:
        visitor.answer()
    result = triage(TriageFacts.of(ready(visitor.state)))
    assert result.level is Level.EMERGENCY
    assert set(result.reasons) == {"R1", "R7"}


def test_nobody_and_unsure_answer_the_forms_own_check():
    visitor = Visitor()
    assert visitor.taps("check:nobody").taken == ("crisis_check",)
    visitor = Visitor()
    visitor.taps("check:unsure")
    assert visitor.state.crisis_check == "not_said"


def test_danger_seen_before_the_form_started_is_kept():
    state = start(note_danger(FlowState(), "crisis_danger"), "key-1", NOW)
    assert state.notes.signs == ("danger",)


def test_the_other_persons_name_is_not_taken():
    visitor = Visitor("name", for_whom=SOMEONE_ELSE, age="flow:age=adult+adult")
    assert visitor.types("his name is Tom").note == "relative_note"
    assert visitor.state.name is None
    visitor = Visitor("name", for_whom="flow:for_whom=professional")
    assert visitor.types("my client's name is Tom").note == "professional_note"


def test_an_unfinished_request_is_refused_and_says_what_is_missing():
    with pytest.raises(FlowError) as raised:
        ready(Visitor("red_flags").state)
    assert raised.value.fields == ("red_flags", "review")


def test_slots_that_were_tampered_with_are_refused():
    slots = Visitor(None).slots
    for field, value in (("phone", "999"), ("consent", "maybe"), ("age", "child"), ("name", "")):
        with pytest.raises(FlowError):
            ready(FlowState.from_slots({**slots, field: value}))


def test_consent_without_its_words_is_not_enough():
    state = Visitor("consent").state
    change = read_message(state, Message("yes", asked="consent"), NOW, UNKNOWN_HOURS)
    visitor = Visitor("consent")
    visitor.slots = change.state.to_slots()
    while visitor.asked:
        visitor.answer()
    with pytest.raises(FlowError) as raised:
        ready(visitor.state)
    assert raised.value.fields == ("consent",)


def test_a_cut_off_request_is_used_only_with_its_own_yes():
    plain = Visitor("contact_window")
    assert cut_off_request(plain.state) is None
    allowed = Visitor("contact_window", consent="flow:consent=yes_if_cut_off")
    request = cut_off_request(allowed.state)
    assert request is not None
    assert request.red_flags_state == "not_reached"
    assert request.contact_window.words == "any time"
    assert triage(TriageFacts.of(request)).reasons == ("R0",)
    assert cut_off_request(Visitor("phone", consent="flow:consent=yes_if_cut_off").state) is None


def test_time_passing_in_the_form_is_seen():
    state = Visitor("contact_window").state
    late = NOW + timedelta(hours=5)
    change = read_message(
        state, Message("today at 3pm", asked="contact_window"), late, UNKNOWN_HOURS
    )
    assert change.note == "past_time"
