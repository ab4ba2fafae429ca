"""Notes which groups of substances somebody names: groups only, never amounts (rule R15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from first_step.admissions.contact_flow.message import Change, Turn
from first_step.admissions.contact_flow.state import FlowState

GROUPS = ("opioids", "alcohol", "sedatives", "stimulants", "other")


def with_substances(turn: Turn, change: Change) -> FlowState:
    """Return the state with the groups that an answer named, after consent only."""
    state = change.state
    if not state.consented or not change.taken or turn.aside:
        return state
    named = (_group(entity) for entity in turn.message.entities)
    known = state.notes.substances
    return state.with_notes(
        substances=tuple(dict.fromkeys((*known, *(group for group in named if group))))
    )


def _group(entity: Any) -> str | None:
    """Return the group of a substance entity, such as "opioids" of "opioids/heroin"."""
    stored = entity if isinstance(entity, Mapping) else vars(entity)
    kind = stored.get("kind", stored.get("entity"))
    group = str(stored.get("value", "")).partition("/")[0]
    return group if kind == "substance" and group in GROUPS else None
