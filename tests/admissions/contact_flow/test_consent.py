import pytest

from ..visitor import CONSENT, NOW, Visitor

EVERYTHING = "I'm Kev, 07700 900123, after six, no voicemail"


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
