"""What people say in one breath is heard, in any order, without commas, before consent or after."""

from __future__ import annotations

import pytest

from first_step.admissions.contact_flow import FIELDS

from ..visitor import Visitor

KEV = {"name": "Kev", "phone": "+447700900123"}
EVENING = "Tuesday 24 November, after 6pm"
IN_ONE_BREATH = [
    ("im kev 07700900123 after 6 no voicemail my mum dont know", KEV, EVENING),
    ("I'm Kev, 07700 900123, after six, no voicemail, my mum doesn't know", KEV, EVENING),
    ("07700900123 kev ring me after 6 no voicemail", KEV, EVENING),
    ("ring me please im kev 07700900123 after 6 no voicemail my mum dont know", KEV, EVENING),
    (
        "Name: Kev\nTel: 07700900123\nWhen: tomorrow 10-12\nno voicemail",
        KEV,
        "Wednesday 25 November, 10am",
    ),
    (
        "ring 07700900123 tomorrow morning but not before 10 ask for kev, no voicemail",
        KEV,
        "Wednesday 25 November, 10am",
    ),
    ("no voicemail pls, kev, 07700900123, evnings", KEV, "every day, 5pm to 8pm"),
    ("name kev number 07700900123 time after six dont leave a voicemail", KEV, EVENING),
    ("kev here. 07700900123. no voicemail. any time after 6", KEV, EVENING),
    (
        "my names kev my numbers 07700900123 dont leave a voicemail ring me tomoro after 6",
        KEV,
        "Wednesday 25 November, after 6pm",
    ),
    (
        "its dave 07700 900123 or email dave@example.org evenings only no voicemail",
        {"name": "Dave", "phone": "+447700900123", "email": "dave@example.org"},
        "every day, 5pm to 8pm",
    ),
]
BEFORE_CONSENT = ("crisis_check", "for_whom", "age", "consent")


@pytest.mark.parametrize("until", BEFORE_CONSENT)
@pytest.mark.parametrize(("words", "details", "when"), IN_ONE_BREATH)
def test_details_given_before_consent_are_kept_aside_and_used_after_a_yes(
    until: str, words: str, details: dict[str, str], when: str
) -> None:
    visitor = Visitor(until)
    assert visitor.types(words).note == "before_consent"
    assert visitor.state.phone is None
    assert visitor.state.consent is None

    while visitor.asked in BEFORE_CONSENT:
        visitor.answer()

    holds(visitor, details, when)
    assert visitor.asked == "red_flags"


@pytest.mark.parametrize("until", BEFORE_CONSENT)
@pytest.mark.parametrize("words", [words for words, _, _ in IN_ONE_BREATH])
def test_details_given_before_consent_are_forgotten_after_a_no(until: str, words: str) -> None:
    visitor = Visitor(until)
    visitor.types(words)
    while visitor.asked != "consent":
        visitor.answer()
    assert visitor.types("no").stop == "consent_refused"
    assert not any(visitor.slots.values())


@pytest.mark.parametrize(("words", "details", "when"), IN_ONE_BREATH)
def test_one_message_after_consent_leaves_only_the_safety_questions(
    words: str, details: dict[str, str], when: str
) -> None:
    visitor = Visitor("safe_contact")
    visitor.types(words)
    if visitor.asked == "safe_contact":
        visitor.answer()
    holds(visitor, details, when)
    assert visitor.asked == "red_flags"


@pytest.mark.parametrize("until", ["contact_window", "review"])
@pytest.mark.parametrize("words", ["ring after six no voicemail", "no texts ring me after 6"])
def test_a_time_is_heard_beside_a_rule_without_commas(until: str, words: str) -> None:
    visitor = Visitor(until, contact_window="flow:contact_window=morning")
    visitor.types(words)
    assert visitor.state.contact_window is not None
    assert visitor.state.contact_window.words == EVENING


@pytest.mark.parametrize("until", ["contact_window", "review"])
@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("between 2 and 4 but not thursdays", "Thursday"),
        ("between 2 and 4, not Thursdays", "Thursday"),
        ("2 to 4pm except weekends", "Saturday, Sunday"),
    ],
)
def test_a_refused_day_stays_with_its_time(until: str, words: str, refused: str) -> None:
    visitor = Visitor(until)
    visitor.types(words)
    window = visitor.state.contact_window
    assert window is not None
    assert window.start is not None
    assert "2pm to 4pm" in window.words
    assert window.words.endswith(f", but not {refused}")


def test_a_time_on_a_refused_day_is_not_the_next_one() -> None:
    visitor = Visitor("contact_window")
    visitor.types("between 3 and 4 but not tuesdays")
    window = visitor.state.contact_window
    assert window is not None
    assert window.start is not None
    assert window.start.strftime("%A %H:%M") == "Wednesday 15:00"


@pytest.mark.parametrize(
    "words",
    [
        "no voicemail pls, 07700 900123",
        "no texts, im kev, 07700900123",
        "not mornings, 07700900123",
    ],
)
def test_a_no_to_a_way_of_calling_answers_neither_consent_nor_the_danger_check(words: str) -> None:
    for until in ("crisis_check", "consent"):
        visitor = Visitor(until)
        change = visitor.types(words)
        assert change.stop is None
        assert getattr(visitor.state, until) is None


def test_who_it_is_for_is_heard_in_the_question_for_a_call() -> None:
    visitor = Visitor()
    visitor.types("Could somebody please telephone me about my son?", label="request_contact")
    assert visitor.state.for_whom == "someone_else"


def test_an_age_under_18_said_beforehand_is_answered_once_it_is_known_whose_it_is() -> None:
    visitor = Visitor()
    visitor.types("can someone call me, im 16", label="request_contact")
    visitor.types("no")
    assert visitor.types("its for me").note == "under_18"
    assert visitor.types("carry on").note == "consent"


@pytest.mark.parametrize("until", ["for_whom", "consent", "name", "phone", "review"])
@pytest.mark.parametrize("words", ["carry on", "ok, carry on", "I'm back"])
def test_carrying_on_asks_the_open_question_again_and_answers_none(until: str, words: str) -> None:
    visitor = Visitor(until)
    before = visitor.state
    assert visitor.types(words, label="ask_more").note == until
    assert visitor.state.with_notes(note=None) == before.with_notes(note=None)


SKIPPED = {"crisis_check": "not_said", "age": "not_said", "red_flags": ()}


@pytest.mark.parametrize("field", [*SKIPPED, "safe_contact"])
@pytest.mark.parametrize(
    "words",
    [
        *("skip", "pass", "next one", "nah skip", "leave that blank", "can we skip this?"),
        *("do i have to?", "id rather keep that to myself", "none of your business"),
        *("I'd prefer not to answer that one", "dont wanna say", "id rather not", "no comment"),
        *("id rather not answer that", "i would rather not answer", "a bit personal that"),
        *("id sooner not say", "not comfortable saying", "lets move on", "not telling you that"),
    ],
)
def test_what_is_optional_is_skipped_in_any_words(field: str, words: str) -> None:
    visitor = Visitor(field)
    change = visitor.types(words, label="deny")
    assert field in change.taken
    if field in SKIPPED:
        assert getattr(visitor.state, field) == SKIPPED[field]
    else:
        assert visitor.state.safe_contact is not None
        assert not visitor.state.safe_contact["voicemail"]


@pytest.mark.parametrize("until", FIELDS[:3] + FIELDS[4:7] + FIELDS[8:])
def test_a_question_in_between_changes_nothing_and_is_asked_once(until: str) -> None:
    visitor = Visitor(until)
    before = visitor.state
    change = visitor.types("what is naloxone?", label="harm/naloxone")
    assert (change.taken, change.note, change.stop) == ((), None, None)
    assert (visitor.state, visitor.asked) == (before, until)


def holds(visitor: Visitor, details: dict[str, str], when: str) -> None:
    assert {field: getattr(visitor.state, field) for field in details} == details
    assert visitor.state.contact_window is not None
    assert visitor.state.contact_window.words.startswith(when)
    assert visitor.state.safe_contact is not None
    assert visitor.state.safe_contact["voicemail"] is False
