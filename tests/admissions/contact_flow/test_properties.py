import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from first_step.admissions.contact_flow import (
    SLOTS,
    FlowState,
    Message,
    next_field,
    read_message,
    ready,
    recorded,
)
from first_step.admissions.errors import FlowError

from ..visitor import CONSENT, NOW, UNKNOWN_HOURS, Visitor

STATES = [
    Visitor(until).state
    for until in ("crisis_check", "for_whom", "age", "consent", "name", "phone")
]
STATES += [Visitor(until).state for until in ("contact_window", "red_flags", "review", None)]
STATES += [recorded(STATES[-1], "FS-7K3M-QX"), FlowState()]
BEFORE_CONSENT = STATES[:4]
FIELDS = st.sampled_from(
    [
        None,
        "crisis_check",
        "for_whom",
        "age",
        "consent",
        "safe_contact",
        "name",
        "phone",
        "email",
        "contact_window",
        "red_flags",
        "review",
        "edit",
        "add",
        "message",
        "area",
        "pregnancy",
    ]
)
LABELS = st.sampled_from(
    [
        None,
        "affirm",
        "deny",
        "inform",
        "cancel",
        "correct_details",
        "request_contact",
        "greet",
        "about/phone",
        "cause/trauma",
        "crisis_suicide",
        "express_distress",
    ]
)
PIECES = st.lists(
    st.sampled_from(
        [
            "yes",
            "no",
            "I'm Kev",
            "my name is Ana",
            "07700 900123",
            "+44 7700 900456",
            "999",
            "111",
            "0999 999 9999",
            "kev@example.org",
            "after six",
            "tomorrow",
            "31",
            "12",
            "my son",
            "me",
            "no voicemail",
            "pregnant",
            "call",
            "?",
            "skip",
            "stop",
            "send",
            "change",
            "but",
            "�",
            "🙂",
            "\x00",
            "not",
            "and",
            "he's",
            "cut off",
            "none",
            "R13",
            "ring me",
            "/restart",
        ]
    ),
    max_size=6,
).map(" ".join)
TEXTS = st.text() | PIECES
MESSAGES = st.builds(
    Message,
    text=TEXTS,
    label=LABELS,
    confidence=st.floats(0, 1),
    asked=FIELDS,
    entities=st.just(()),
    payload=st.none() | st.text(max_size=30) | st.sampled_from(["flow:name=Kev", "flow:age=child"]),
)
SLOT_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(STATES), MESSAGES)
@settings(max_examples=300)
def test_no_message_breaks_the_flow(state, message):
    change = read_message(state, message, NOW, UNKNOWN_HOURS, CONSENT)
    assert FlowState.from_slots(change.state.to_slots()) == change.state
    next_field(change.state)


@given(st.sampled_from(STATES), MESSAGES)
def test_a_number_nobody_can_be_rung_on_never_becomes_the_phone(state, message):
    phone = read_message(state, message, NOW, UNKNOWN_HOURS, CONSENT).state.phone
    assert phone is None or (phone.startswith("+44") and len(phone) >= 12)
    assert phone is None or phone[3] != "9"


@given(st.lists(TEXTS, max_size=4), st.sampled_from(["flow:consent=no", "label:cancel"]))
@settings(max_examples=60)
def test_nothing_is_kept_after_a_refusal(texts, refusal):
    visitor = Visitor("for_whom")
    for text in texts:
        visitor.types(text)
    visitor.taps(refusal)
    assert not any(visitor.slots.values())


@given(st.sampled_from(BEFORE_CONSENT), TEXTS, LABELS, FIELDS)
def test_no_personal_detail_is_filled_before_consent(state, text, label, asked):
    message = Message(text, label, 0.9, asked=asked)
    after = read_message(state, message, NOW, UNKNOWN_HOURS, CONSENT).state
    if not after.consented:
        assert (after.name, after.phone, after.email, after.safe_contact) == (None,) * 4
        assert after.contact_window is None
        assert after.red_flags is None
        assert after.notes.flags == ()


@given(st.sampled_from(STATES[4:10]), TEXTS, LABELS, FIELDS)
def test_flags_noted_are_not_lost_by_words(state, text, label, asked):
    noted = state.with_notes(flags=("R10",))
    change = read_message(
        noted, Message(text, label, 0.9, asked=asked), NOW, UNKNOWN_HOURS, CONSENT
    )
    editing = change.state.notes.editing == "red_flags" or "for_whom" in change.taken
    assert change.stop or editing or "R10" in change.state.notes.flags


@given(st.dictionaries(st.sampled_from(SLOTS), SLOT_VALUES))
def test_no_slot_value_breaks_the_state(slots: dict[str, Any]):
    state = FlowState.from_slots(slots)
    assert FlowState.from_slots(state.to_slots()) == state
    next_field(state)
    with contextlib.suppress(FlowError):
        ready(state)


ANSWERS = ("for_whom", "age", "consent", "safe_contact", "name", "phone", "contact_window")
# Words that neither give a detail nor take one back, whatever they are about.
IDLE = st.lists(
    st.sampled_from(
        [
            *("what is naloxone", "hmm", "ok then", "is it free?", "my mum was an addict", "lol"),
            *("i feel rotten", "does it hurt", "🙂", "it was raining", "2 bottles a day", "thanks"),
            *("how long does detox take", "he is asleep", "who are you", "heroin", "3 years clean"),
        ]
    ),
    max_size=3,
).map(" ".join)
OPEN = st.sampled_from(["name", "phone", "contact_window", "red_flags", "review"])
PAUSES = st.sampled_from(["I'll do it later", "can I come back to this?", "got to go", "pause"])
RETURNS = st.sampled_from(["carry on", "I'm back", "yes", "label:request_contact"])


def answers_of(visitor: Visitor) -> dict[str, Any]:
    """Return the answers alone, as they are kept between messages."""
    return {name: value for name, value in visitor.slots.items() if name != "contact_request"}


@given(OPEN, st.lists(IDLE, min_size=1, max_size=4), LABELS)
@settings(max_examples=150)
def test_a_known_answer_is_lost_by_nothing_but_a_change_or_a_stop(until, texts, label):
    visitor = Visitor(until)
    known = {name: value for name, value in answers_of(visitor).items() if name in ANSWERS}
    for text in texts:
        change = visitor.types(text, label=label)
        if change.stop or visitor.state.notes.editing:
            return
        after = answers_of(visitor)
        kept = {name: value for name, value in known.items() if value is not None}
        assert {name: after[name] for name in kept} == kept


@given(st.lists(TEXTS | IDLE, max_size=6), LABELS)
@settings(max_examples=150)
def test_nothing_known_is_asked_again(texts, label):
    visitor = Visitor("for_whom")
    for text in texts:
        visitor.types(text, label=label)
        asked = visitor.asked
        if asked is not None and not visitor.state.notes.editing:
            assert getattr(visitor.state, asked) is None


@given(OPEN, PAUSES, st.lists(st.sampled_from(["bye", "no"]), max_size=1), RETURNS)
def test_putting_off_and_picking_up_changes_no_answer(until, pause, between, back):
    visitor = Visitor(until)
    before, asked = answers_of(visitor), visitor.asked
    visitor.types(pause, label=None)
    for text in between:
        visitor.types(text, label=None)
    visitor.taps(back) if back.startswith("label:") else visitor.types(back, label=None)
    assert (answers_of(visitor), visitor.asked) == (before, asked)
    assert visitor.state.notes.tries == {}


@given(st.sampled_from(["someone_else", "professional"]), OPEN, st.sampled_from(["his", "her"]))
def test_another_persons_number_is_never_kept(whom, until, whose):
    visitor = Visitor(until, for_whom=f"flow:for_whom={whom}", age="I'm 40 and he is 30")
    visitor.types(f"{whose} number is 07700 900999", label=None)
    assert "900999" not in str(visitor.slots)


@given(st.from_regex(r"[0-9]{2,7}", fullmatch=True), st.sampled_from(["it ends", "at the end"]))
def test_an_end_of_a_number_gives_a_number_that_can_be_rung_or_none(end, words):
    visitor = Visitor("review")
    visitor.types(f"{words} {end} {words}", label=None)
    phone = visitor.state.phone
    assert phone is not None
    assert phone.startswith("+44")
    assert len(phone) == 13
