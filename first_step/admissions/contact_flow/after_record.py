"""What may be added once the request is recorded (facts 5a): asked only if wanted, all optional."""

from __future__ import annotations

import re

from first_step.admissions.contact_flow.message import Change, Turn
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.contact_flow.taps import tapped
from first_step.admissions.payload import ADDED_FIELDS
from first_step.admissions.phrases import (
    bare,
    is_question,
    made_of,
    phrases,
    says_no,
    says_skip,
    says_stop,
    says_unsure,
    says_yes,
)

# Characters kept of each; a postcode is cut to its first half.
LONGEST = {"substances": 200, "area": 60, "access_needs": 200, "relationship": 200, "message": 500}
_FULL_POSTCODE = re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]?)\s*\d[A-Za-z]{2}\b")
_NOTHING = phrases("nothing, nothing more, nothing else, thats all, thats it, done, finished, nope")
_NOTHING_FILLER = phrases("no, thanks, thank you, ta, im, i am, all, ok, thats, more, to add, else")
_FIELD_WORDS: tuple[tuple[str, str], ...] = (
    ("substances", r"\b(?:which )?(?:drugs?|drink|substances?)\b"),
    ("pregnancy", r"\bpregnan"),
    ("area", r"\b(?:area|where i live|postcode|location|town|city)\b"),
    ("access_needs", r"\b(?:access|interpreter|language|hearing|translator)\b"),
    ("relationship", r"\b(?:relationship|how i know)\b"),
    ("message", r"\b(?:message|msg|note|something else)\b"),
)
_SHORT = 6


def read_added(turn: Turn) -> Change:
    """Return what a message adds to a recorded request.

    notes: "added" after a detail, "add" after a skip, "done" when nothing more is wanted.
    """
    tap = tapped(turn)
    if tap is not None:
        if tap.kind != "flow" or tap.field is None:
            return Change(turn.state)
        return _tap(turn.state, tap.field, tap.value)
    if turn.message.in_danger:
        return Change(turn.state)
    field = turn.asked if turn.asked in ADDED_FIELDS else turn.state.notes.editing
    if field in ADDED_FIELDS and turn.asked not in ("add", "added"):
        return _words(turn, str(field))
    return _choice(turn) if turn.asked in ("add", "added") else Change(turn.state)


def _tap(state: FlowState, field: str, value: str) -> Change:
    if field == "add":
        if value in ADDED_FIELDS:
            return Change(state.with_notes(editing=value), taken=("add",))
        return Change(state.with_notes(editing=None), taken=("add",), note="done")
    if field not in ADDED_FIELDS:
        return Change(state)
    if value == "skip":
        return Change(state.with_notes(editing=None), taken=(field,), note="add")
    if field == "pregnancy" and value in ("yes", "no", "unsure"):
        return _added(state, field, value)
    return Change(state, note=field)


def _choice(turn: Turn) -> Change:
    """Return what somebody typed at "would you like to add anything?"."""
    if says_no(turn.text) or says_stop(turn.text) or made_of(turn.text, _NOTHING, _NOTHING_FILLER):
        return _tap(turn.state, "add", "nothing")
    words = bare(turn.text)
    if len(words.split()) <= _SHORT and not is_question(turn.text):
        for field, pattern in _FIELD_WORDS:
            if re.search(pattern, words):
                return _tap(turn.state, "add", field)
    return Change(turn.state, note="add") if says_yes(turn.text) else Change(turn.state)


def _words(turn: Turn, field: str) -> Change:
    text = " ".join(turn.text.split())
    if says_skip(text) or says_stop(text):
        return _tap(turn.state, field, "skip")
    if field == "pregnancy":
        return _pregnancy(turn)
    if not text or (field != "message" and (is_question(text) or turn.message.about_a_topic)):
        return Change(turn.state)
    if field == "area":
        text = _FULL_POSTCODE.sub(lambda match: match.group(1).upper(), text)
    return _added(turn.state, field, _cut(text, LONGEST[field]))


def _pregnancy(turn: Turn) -> Change:
    words = bare(turn.text)
    if says_unsure(turn.text):
        return _added(turn.state, "pregnancy", "unsure")
    if says_no(turn.text) or re.search(r"\b(?:not|isnt) pregnant\b", words):
        return _added(turn.state, "pregnancy", "no")
    if says_yes(turn.text) or re.search(r"\b(?:pregnant|weeks|months|due)\b", words):
        return _added(turn.state, "pregnancy", "yes")
    return Change(turn.state)


def _added(state: FlowState, field: str, value: str) -> Change:
    added = tuple(dict.fromkeys((*state.notes.added, field)))
    extras = {**state.notes.extras, field: value}
    return Change(
        state.with_notes(editing=None, added=added, extras=extras), taken=(field,), note="added"
    )


def _cut(text: str, longest: int) -> str:
    """Return the text, cut at a space when it is too long."""
    if len(text) <= longest:
        return text
    return text[: longest + 1].rpartition(" ")[0] or text[:longest]
