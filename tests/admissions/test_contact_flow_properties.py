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

from .visitor import CONSENT, NOW, UNKNOWN_HOURS, Visitor

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
