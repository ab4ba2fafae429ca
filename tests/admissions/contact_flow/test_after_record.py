import pytest

from first_step.admissions.contact_flow import Message, cut_off_request, next_field, recorded

from ..visitor import Visitor


@pytest.fixture
def visitor() -> Visitor:
    someone = Visitor(None)
    someone.slots = recorded(someone.state, "FS-7K3M-QX").to_slots()
    return someone


def test_nothing_more_is_asked_unless_wanted(visitor):
    assert visitor.asked is None
    assert cut_off_request(visitor.state) is None


def test_a_message_is_added_word_for_word(visitor):
    assert visitor.taps("flow:add=message").taken == ("add",)
    assert visitor.asked == "message"
    change = visitor.types("can they help with housing?", "treatment/practicalities")
    assert (change.taken, change.note) == (("message",), "added")
    assert visitor.state.notes.extras == {"message": "can they help with housing?"}
    assert visitor.state.notes.added == ("message",)


def test_a_long_message_is_cut_at_a_space(visitor):
    visitor.taps("flow:add=message")
    visitor.types("word " * 200)
    message = visitor.state.notes.extras["message"]
    assert len(message) <= 500
    assert message.endswith("word")


def test_of_a_postcode_only_the_first_half_is_kept(visitor):
    visitor.taps("flow:add=area")
    visitor.types("m14 5rq")
    assert visitor.state.notes.extras["area"] == "M14"


@pytest.mark.parametrize(
    ("words", "value"),
    [("yes", "yes"), ("no", "no"), ("not sure", "unsure"), ("12 weeks", "yes")],
)
def test_pregnancy_is_a_choice(visitor, words, value):
    visitor.taps("flow:add=pregnancy")
    visitor.types(words)
    assert visitor.state.notes.extras["pregnancy"] == value


@pytest.mark.parametrize("words", ["skip", "rather not say", "next", "never mind"])
def test_every_one_can_be_skipped(visitor, words):
    visitor.taps("flow:add=substances")
    assert visitor.types(words).note == "add"
    assert visitor.asked is None
    assert visitor.state.notes.extras == {}


def test_nothing_more_ends_it(visitor):
    assert visitor.taps("flow:add=nothing").note == "done"
    assert visitor.sends(Message("no thanks", asked="add")).note == "done"


def test_a_choice_can_be_typed(visitor):
    visitor.sends(Message("a message", "inform", 0.9, asked="add"))
    assert next_field(visitor.state) == "message"


def test_a_question_is_not_added(visitor):
    visitor.taps("flow:add=substances")
    change = visitor.types("does it matter which?", "treatment/eligibility")
    assert (change.taken, change.note) == ((), None)


def test_danger_is_not_for_the_form(visitor):
    visitor.taps("flow:add=message")
    assert visitor.types("he's gone blue", "crisis_overdose").taken == ()


def test_a_recorded_number_is_not_changed_in_the_chat(visitor):
    assert visitor.types("my number is 07700 900456", "correct_details").taken == ()
    assert visitor.state.phone == "+447700900123"
