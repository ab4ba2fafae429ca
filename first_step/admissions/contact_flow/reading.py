"""Reads one message: what it fills, what it changes, or that it is not for the flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from first_step.admissions.contact_flow.after_record import read_added
from first_step.admissions.contact_flow.ages import read_age
from first_step.admissions.contact_flow.applying import Values, apply
from first_step.admissions.contact_flow.choices import (
    read_consent,
    read_crisis_check,
    read_review,
)
from first_step.admissions.contact_flow.details_asked import (
    own_details_note,
    read_email_answer,
    read_name_answer,
    read_phone_answer,
    read_safe_contact_answer,
    read_window_answer,
)
from first_step.admissions.contact_flow.editing import begin_edit, wants_change
from first_step.admissions.contact_flow.flags import read_red_flags
from first_step.admissions.contact_flow.message import (
    NO_ANSWER,
    Answer,
    Change,
    ConsentText,
    Message,
    Turn,
)
from first_step.admissions.contact_flow.order import ON_HOLD, next_field
from first_step.admissions.contact_flow.state import FIELDS, FlowState
from first_step.admissions.contact_flow.substances import with_substances
from first_step.admissions.contact_flow.taps import (
    check_as_answer,
    read_flow_tap,
    read_other_tap,
    tapped,
)
from first_step.admissions.contact_flow.volunteered import find_volunteered
from first_step.admissions.contact_flow.whom import read_for_whom
from first_step.admissions.contact_flow.whose_number import without_others_details
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.payload import Payload
from first_step.admissions.phrases import (
    bare,
    is_question,
    says_back,
    says_bye,
    says_no,
    says_pause,
    says_stop,
    says_yes,
)

_READERS: Mapping[str, Callable[[Turn], Answer]] = {
    "for_whom": read_for_whom,
    "age": read_age,
    "safe_contact": read_safe_contact_answer,
    "name": read_name_answer,
    "phone": read_phone_answer,
    "email": read_email_answer,
    "contact_window": read_window_answer,
    "red_flags": read_red_flags,
}
# Notes with "Carry on" and "Stop here": a yes to them is no yes to the field's own question.
_NOTICES = ("under_18", "before_consent", "professional_note", "relative_note", *ON_HOLD)
# Said before the request to leave out another person's number.
_BEFORE_OWN_DETAILS = ("crisis_check_yes", "under_18")
# Danger that is not now, a symptom that is not now, and a call that is wanted later.
_ANSWERS_OF = {
    "crisis_check": ("not now", "not right now"),
    "red_flags": ("not now", "not right now"),
    "contact_window": ("later", "not now", "not right now"),
}
_CARRY_ON = ("carry on", "ok carry on", "please carry on", "im back", "go back", "continue")
_IDENTIFYING = frozenset({"name", "phone", "email"})
_TRIES_BEFORE_PLAIN_HELP = 2


def read_message(
    state: FlowState,
    message: Message,
    now: datetime,
    hours: OpeningHours,
    consent_text: ConsentText | tuple[str, str] | None = None,
) -> Change:
    """Return what a message changes; never raises on any text.

    consent_text: version and words of the consent shown, kept with a yes; without it a yes is
    taken and `ready` refuses the request.
    """
    turn = Turn(state, _with_known_field(message), now, hours, consent_text)
    tap = tapped(turn)
    if state.notes.reference is not None:
        change = read_added(turn)
    elif tap is not None:
        change = _read_tap(turn, tap)
    else:
        change = _read_words(turn)
    if change.stop or not change.state.started:
        return change
    return replace(change, state=with_substances(turn, change).with_notes(note=change.note))


def _with_known_field(message: Message) -> Message:
    return replace(message, asked="review") if message.asked == "edit" else message


def _read_tap(turn: Turn, tap: Payload) -> Change:
    asked = check_as_answer(turn.state, tap)
    if asked is not None:
        return _taken(turn, asked, asked.values)
    other = read_other_tap(turn, tap)
    if other is not None or tap.field is None:
        return other or Change(turn.state)
    found = read_flow_tap(turn, tap.field, tap.value)
    if found.stop:
        return Change(FlowState(), stop=found.stop)
    return (
        _taken(turn, found, found.values) if found.values else Change(turn.state, note=found.note)
    )


def _read_words(turn: Turn) -> Change:
    own_words = without_others_details(turn)
    if own_words is None:
        return _read_own_words(turn)
    change = _read_own_words(replace(turn, message=replace(turn.message, text=own_words)))
    if change.stop or change.note in _BEFORE_OWN_DETAILS:
        return change
    # What was left out is no failed try, and what else was held is told of the next time.
    before = turn.state.notes
    state = change.state.with_notes(tries=before.tries, told=before.told)
    return replace(change, state=state, note=own_details_note(state))


def _read_own_words(turn: Turn) -> Change:
    if turn.message.in_danger and not _answers_despite_label(turn):
        return Change(turn.state)
    if says_stop(turn.text):
        return _stopped(turn)
    if _puts_off(turn):
        return Change(turn.state, note="paused")
    notice = _reply_to_notice(turn)
    if notice is not None:
        return notice
    others = find_volunteered(turn)
    found = _read_asked(turn, bool(others))
    if found.stop:
        return Change(FlowState(), stop=found.stop)
    values = [*found.values, *_besides(found.values, others)]
    if [field for field, _ in values] == ["red_flags"] and _only_noted(values, turn):
        return Change(apply(turn, values)[0])
    if values:
        return _taken(turn, found, values)
    return _nothing_taken(turn, found)


def _puts_off(turn: Turn) -> bool:
    """Return whether the form is put off: "not now" and "later" answer some questions instead."""
    answers = bare(turn.text) in _ANSWERS_OF.get(turn.asked or "", ())
    return turn.asked in FIELDS and says_pause(turn.text) and not answers


def _only_noted(values: list[tuple[str, Any]], turn: Turn) -> bool:
    """Return whether a remark that is answered elsewhere named a red flag (facts T5)."""
    return values[0][1][0] == "noted" and turn.message.answered_elsewhere


def _answers_despite_label(turn: Turn) -> bool:
    """Return whether the safety questions themselves were answered, whatever the label."""
    if turn.asked not in ("crisis_check", "red_flags"):
        return False
    return bool(_read_asked(turn, False).values)


def _stopped(turn: Turn) -> Change:
    """Return the end of the flow, or of changing one detail."""
    if turn.state.notes.editing:
        kept = turn.state.with_notes(editing=None)
        return Change(kept, note=next_field(kept))
    return Change(FlowState(), stop="stopped")


def _reply_to_notice(turn: Turn) -> Change | None:
    if turn.state.notes.note not in _NOTICES:
        # "Carry on" to no notice asks for the open question again, and answers none.
        carries_on = turn.asked in FIELDS and bare(turn.text) in _CARRY_ON
        return Change(turn.state, note=next_field(turn.state)) if carries_on else None
    on_hold = turn.state.notes.note in ON_HOLD
    if says_back(turn.text) or turn.message.is_labelled("request_contact"):
        return Change(turn.state, note="back_to_form" if on_hold else next_field(turn.state))
    if on_hold and (says_bye(turn.text) or turn.message.is_labelled("goodbye")):
        return Change(turn.state, note="paused/again")
    if says_no(turn.text) and turn.state.notes.note in ("paused", "paused/again"):
        return Change(turn.state, note="resume")
    if says_no(turn.text) and turn.asked not in ("crisis_check", "consent"):
        return Change(FlowState(), stop="stopped")
    return None


def _read_asked(turn: Turn, others_found: bool) -> Answer:
    if turn.asked == "crisis_check":
        return read_crisis_check(turn, others_found)
    if turn.asked == "consent":
        return read_consent(turn, others_found)
    if turn.asked == "review":
        return NO_ANSWER if others_found else _read_review(turn)
    reader = _READERS.get(turn.asked or "")
    return reader(turn) if reader else NO_ANSWER


def _read_review(turn: Turn) -> Answer:
    if turn.state.notes.note == "edit" and says_yes(turn.text):
        return Answer(note="edit")
    found = read_review(turn)
    if found.values and next_field(turn.state) != "review":
        return Answer(note=next_field(turn.state))
    return found


def _besides(values: Values, others: Mapping[str, Any]) -> list[tuple[str, Any]]:
    taken = {field for field, _ in values}
    return [(field, value) for field, value in others.items() if field not in taken]


def _taken(turn: Turn, found: Answer, values: Iterable[tuple[str, Any]]) -> Change:
    state, taken, held = apply(turn, values)
    if "child" in _bands(state):
        return Change(FlowState(), stop="under_13")
    note = found.note
    told = state.notes.told
    told_age = "age" in taken or (state.age is not None and turn.state.age is None)
    if note is None and told_age and "teen" in _bands(state) and "under_18" not in told:
        note = "under_18"
    elif note is None and _IDENTIFYING & set(held) and "before_consent" not in told:
        note = "before_consent"
    elif note is None and not taken and turn.asked:
        note = "try_again_age" if turn.asked == "age" else next_field(state)
    if note in ("under_18", "before_consent"):
        state = state.with_notes(told=(*told, note))
    asks = turn.message.about_a_topic and is_question(turn.text)
    return Change(state, taken, note, asks=asks)


def _bands(state: FlowState) -> set[str]:
    """Return every age band known so far, of the writer and of the person."""
    return {*(state.age or "").split("+"), *state.notes.partial_age.values()}


def _nothing_taken(turn: Turn, found: Answer) -> Change:
    if found.note and not found.failed:
        return Change(turn.state, note=found.note)
    field = wants_change(turn)
    if field:
        return Change(begin_edit(turn.state, field), taken=("edit",))
    if turn.message.is_labelled("cancel"):
        return _stopped(turn)
    elsewhere = is_question(turn.text) or turn.message.answered_elsewhere
    if turn.asked not in FIELDS or (elsewhere and not found.note):
        return Change(turn.state)
    if turn.message.is_labelled("request_contact"):
        return Change(turn.state, note=turn.asked)
    return _failed(turn, found, str(turn.asked))


def _failed(turn: Turn, found: Answer, asked: str) -> Change:
    """Return a kind second try; after two, always the plain help for this field."""
    tries = turn.state.notes.tries.get(asked, 0) + 1
    state = turn.state.with_notes(tries={**turn.state.notes.tries, asked: tries})
    general = "crisis_check" if asked == "crisis_check" else f"try_again_{asked}"
    specific = found.note if tries <= _TRIES_BEFORE_PLAIN_HELP else None
    return Change(state, note=specific or general)
