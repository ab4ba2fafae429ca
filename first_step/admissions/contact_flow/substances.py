"""Notes what rule R15 looks at: groups of substances, never amounts, and using alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from first_step.admissions.contact_flow.flags import uses_alone
from first_step.admissions.contact_flow.message import Change, Turn
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.triage import USES_ALONE

GROUPS = ("opioids", "alcohol", "sedatives", "stimulants", "other")


def with_substances(turn: Turn, change: Change) -> FlowState:
    """Return the state with the groups that an answer named, after consent only.

    Using alone is asked by no question, so any message may tell of it.
    """
    state = change.state
    if not state.consented:
        return state
    answers = change.taken and not turn.aside
    named = [_group(entity) for entity in turn.message.entities] if answers else []
    if uses_alone(turn.text):
        named.append(USES_ALONE)
    known = (*state.notes.substances, *(group for group in named if group))
    return state.with_notes(substances=tuple(dict.fromkeys(known)))


def _group(entity: Any) -> str | None:
    """Return the group of a substance entity, such as "opioids" of "opioids/heroin"."""
    stored = entity if isinstance(entity, Mapping) else vars(entity)
    kind = stored.get("kind", stored.get("entity"))
    group = str(stored.get("value", "")).partition("/")[0]
    return group if kind == "substance" and group in GROUPS else None
