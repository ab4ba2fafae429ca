"""Gives a conversation back to the bot, which then knows what staff did and does not ask again.

What staff know goes into Rasa's memory in the same transaction as the hand-back, as events that
Rasa reads with the next message. So neither can happen without the other, and Rasa may be away.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from first_step.admissions.contact_flow import FlowState, next_field, recorded, start
from first_step.reception.words import HANDED_BACK, Words
from first_step.store import conversations, messages, referrals
from first_step.store.database import Session
from first_step.store.staff import StaffMember
from first_step.store.trackers import lock_tracker, save_tracker, slots_of, with_events

_NEW_TRACKER = json.dumps(
    {
        "events": [
            {"event": "action", "timestamp": 0.0, "name": "action_session_start"},
            {"event": "session_started", "timestamp": 0.0},
            {"event": "action", "timestamp": 0.0, "name": "action_listen"},
        ]
    }
)


def hand_back(
    session: Session,
    words: Words,
    conversation: str,
    staff: StaffMember,
    entered: Mapping[str, str],
    now: datetime,
) -> bool:
    """Let the bot answer again and tell the visitor; False when somebody else holds it.

    entered: what the visitor told staff, by the names of the flow's fields: name, phone (E.164),
    email. Raises NotFound, StoreError or ContentError.
    """
    before = conversations.get(session, conversation)
    if before is None or (before.holder, before.holder_id) != ("staff", staff.id):
        return False
    conversations.hand_back(session, conversation, staff.id, now)
    tell_the_bot(session, conversation, entered, now)
    shown = words.naming(HANDED_BACK, staff.first_name)
    messages.add_reply(
        session, conversation, "system", shown.text, shown.buttons, shown.answer, now
    )
    return True


def tell_the_bot(
    session: Session, conversation: str, entered: Mapping[str, str], now: datetime
) -> None:
    """Put into Rasa's memory what staff know; raises StoreError."""
    tracker = lock_tracker(session, conversation)
    body = tracker[0] if tracker else _NEW_TRACKER
    state = FlowState.from_slots(slots_of(body))
    reference = _reference(session, conversation, state)
    if reference:
        events = _events(recorded(state, reference), None, closes=True)
    elif entered:
        known = with_entered(start(state, secrets.token_hex(16), now), entered)
        events = _events(known, next_field(known), closes=False)
    else:
        return
    save_tracker(session, conversation, with_events(body, events), now)


def with_entered(state: FlowState, entered: Mapping[str, str]) -> FlowState:
    """Return the state with what staff entered; before consent it is only held (facts 5a)."""
    if not state.consented:
        return state.with_notes(unconfirmed={**state.notes.unconfirmed, **entered})
    known: dict[str, Any] = dict(entered)
    changed = replace(state, review=None, **known)
    asked_again = None if state.notes.editing in entered else state.notes.editing
    no_phone = changed.phone is None and (state.notes.phone_refused or "email" in entered)
    return changed.with_notes(editing=asked_again, phone_refused=no_phone)


def _reference(session: Session, conversation: str, state: FlowState) -> str | None:
    """Return the reference of a request that was recorded since the form was begun."""
    began = state.notes.started_at
    if began is None or state.notes.reference is not None:
        return None
    since = datetime.fromisoformat(began)
    found = referrals.of_conversation(session, conversation)
    return next((each.reference for each in found if each.created_at >= since), None)


def _events(state: FlowState, asked: str | None, *, closes: bool) -> Sequence[Mapping[str, Any]]:
    loop = [{"event": "active_loop", "name": None, "timestamp": None}] if closes else []
    slots = {**state.to_slots(), "requested_slot": asked}
    return [
        *loop,
        *({"event": "slot", "name": name, "value": value} for name, value in slots.items()),
    ]
