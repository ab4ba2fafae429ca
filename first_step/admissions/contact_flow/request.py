"""From the state to a request that may be recorded; everything is checked again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from first_step.admissions.contact_flow.state import CONSENTED, FlowState, ages_of
from first_step.admissions.contact_window import ANY_TIME
from first_step.admissions.errors import FlowError
from first_step.admissions.referral import Consent, ContactRequest
from first_step.admissions.safe_contact import preset
from first_step.admissions.triage import RED_FLAGS

_NEEDED = (
    "crisis_check",
    "for_whom",
    "age",
    "consent",
    "safe_contact",
    "name",
    "contact_window",
    "red_flags",
    "review",
)
NAME_NOT_GIVEN = "not given"


def ready(state: FlowState, mentioned: Sequence[str] = ()) -> ContactRequest:
    """Return the request to record. Raises FlowError naming the fields that are wrong.

    Args:
        state: the answers.
        mentioned: red flags said anywhere in the conversation, beside the answers (facts T5).
    """
    missing = [field for field in _NEEDED if getattr(state, field) is None]
    if state.phone is None and state.email is None:
        missing.append("phone")
    consent = _consent(state)
    if consent is None and "consent" not in missing:
        missing.append("consent")
    if missing or consent is None or not state.notes.key:
        raise FlowError(tuple(missing) or ("key",))
    flags_state = "skipped" if state.notes.flags_skipped else "asked"
    return _request(state, consent, flags_state, mentioned)


def cut_off_request(state: FlowState, mentioned: Sequence[str] = ()) -> ContactRequest | None:
    """Return what may be recorded of an unfinished request, None when nothing may.

    Only after the separate "yes, also if we are cut off" and with a way to be reached. What was
    not said takes its most private or most careful value (facts 5a, R0).
    """
    consent = _consent(state)
    reachable = state.phone or state.email
    if consent is None or not consent.if_cut_off or not reachable or state.notes.reference:
        return None
    try:
        return _request(state, consent, _screen_state(state), mentioned)
    except FlowError:
        return None


def _request(
    state: FlowState, consent: Consent, flags_state: str, mentioned: Sequence[str]
) -> ContactRequest:
    writer_age, person_age = ages_of(state)
    answered = state.notes.flags if state.red_flags is None else state.red_flags
    flags = tuple(dict.fromkeys((*answered, *(code for code in mentioned if code in RED_FLAGS))))
    extras: dict[str, Any] = dict(state.notes.extras)
    if state.notes.substances:
        extras["substance_groups"] = list(state.notes.substances)
    return ContactRequest(
        key=state.notes.key or "",
        for_whom=state.for_whom or "",
        writer_age=writer_age,
        person_age=person_age,
        name=state.name or NAME_NOT_GIVEN,
        phone=state.phone,
        email=state.email,
        contact_window=state.contact_window or ANY_TIME,
        safe_contact=state.safe_contact or preset("private") or {},
        consent=consent,
        red_flags=flags,
        red_flags_state=flags_state,
        crisis_check=state.crisis_check,
        signs=state.notes.signs,
        extras=extras,
    )


def _screen_state(state: FlowState) -> str:
    if state.red_flags is None:
        return "not_reached"
    return "skipped" if state.notes.flags_skipped else "asked"


def _consent(state: FlowState) -> Consent | None:
    """Return the consent given, None when it was not or its words are not known."""
    if state.consent not in CONSENTED:
        return None
    try:
        stored = {**state.notes.consent, "if_cut_off": state.consent == "yes_if_cut_off"}
        return Consent.from_dict(stored)
    except (KeyError, TypeError, ValueError):
        return None
