"""Changing what was said: "change my number", "the time is wrong", a tap on a detail."""

from __future__ import annotations

import re
from dataclasses import replace

from first_step.admissions.contact_flow.details_asked import spelt_name
from first_step.admissions.contact_flow.message import Turn
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.details import DetailProblem
from first_step.admissions.phrases import bare

EDITABLE = (
    "for_whom",
    "age",
    "safe_contact",
    "name",
    "phone",
    "email",
    "contact_window",
    "red_flags",
)
_CHANGE = re.compile(
    r"\b(?:change|chang|wrong|rong|typo|mistake|mistyped|misspelt|spelt|fix|update|edit|amend|"
    r"correct|incorrect|not right|isnt right|different|old|another|new|redo|alter|swap)\b"
)
# In this order: "e-mail address" is no house address, "how you contact me" is no phone number.
_FIELD_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"\be ?mail\b")),
    (
        "safe_contact",
        re.compile(
            r"\b(?:how (?:to|you|they|u)(?: can)? (?:reach|contact|ring|call)|safe contact|"
            r"voicemail|"
            r"contact rules|reach me|private|privacy|safely|code ?word)\b"
        ),
    ),
    ("for_whom", re.compile(r"\bwho (?:it|its|it is|the help|this|help|is it)\b|\bwho for\b")),
    ("phone", re.compile(r"\b(?:phone|number|mobile|landline|mob|tel|telephone|num)\b")),
    ("name", re.compile(r"\bname\b")),
    ("contact_window", re.compile(r"\b(?:time|times|when|day|date|hour|slot)\b")),
    ("age", re.compile(r"\bages?\b|\bage group\b")),
    ("red_flags", re.compile(r"\b(?:health|safety|flags?|answers|medical)\b")),
)
# Of what is asked only a name is spelt: "that's not how you spell it".
_SPELLING = re.compile(r"\b(?:mis ?)?spel(?:t|led|l|ling)\b")
_SHORT = 4


def wants_change(turn: Turn) -> str | None:
    """Return the field that somebody wants to change without saying to what.

    At the review, or once asked what to change, naming the field is enough.
    """
    words = bare(turn.text)
    if _is_known(turn.state, "name") and isinstance(spelt_name(turn), DetailProblem):
        return "name"
    field = next((name for name, pattern in _FIELD_WORDS if pattern.search(words)), None)
    if field is None and _is_known(turn.state, "name") and _SPELLING.search(words):
        return None if turn.aside else "name"
    if field is None and turn.state.name:
        # "Not Kev" with no other name.
        refused = rf"(?:no |its |im |i am |it is |thats )*not {re.escape(bare(turn.state.name))}"
        field = "name" if re.fullmatch(refused, words) else None
        return field
    if field is None or turn.aside:
        return None
    plainly = turn.state.notes.note == "edit" or not turn.message.answered_elsewhere
    at_review = turn.asked == "review" and len(words.split()) <= _SHORT and plainly
    labelled = turn.message.is_labelled("correct_details")
    said = bool(_CHANGE.search(words)) or labelled or at_review
    known = _is_known(turn.state, field) or turn.asked == "review"
    return field if said and known else None


def begin_edit(state: FlowState, field: str) -> FlowState:
    """Return the state with one field asked again; its old value stands until replaced."""
    state = replace(state, review=None)
    if field == "red_flags":
        state = replace(state, red_flags=None).with_notes(flags=(), flags_skipped=False)
    if field == "age":
        state = state.with_notes(partial_age={})
    return state.with_notes(editing=field)


def _is_known(state: FlowState, field: str) -> bool:
    return getattr(state, field) is not None or field in state.notes.unconfirmed
