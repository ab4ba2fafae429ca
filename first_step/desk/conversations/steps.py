"""What staff do in a conversation: take it over, answer, note something, hand it back."""

from __future__ import annotations

import re

from starlette.responses import Response

from first_step.admissions.details import read_email, read_name, read_phone
from first_step.desk.conversations.talk import (
    conversation_id,
    conversation_page,
    find,
    is_typed,
    show_live,
)
from first_step.desk.events import Event, note
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.reception.hand_back import hand_back as give_back
from first_step.reception.review import keep_for_review
from first_step.reception.words import JOINED, TYPING
from first_step.store import conversations, messages, referrals
from first_step.store.conversations import Conversation
from first_step.store.database import Session

LONGEST_REPLY = 2_000
LONGEST_NOTE = 500
_CLIENT_ID = re.compile(r"[0-9a-f]{32}")
_NOT_YOURS = (
    "Nothing was sent: you do not hold this conversation any more. Your words are still here."
)
_FASTER = "A colleague holds this conversation. Look who it is before you take it over."


def take_over(visit: Visit) -> Response:
    """Let whoever is signed in answer; the bot goes quiet that moment."""
    staff, id = visit.staff, conversation_id(visit)
    with visit.desk.database.write() as session:
        before = _readable(session, visit)
        expected = visit.field("from")
        if before.holder == "staff" and before.holder_id not in (staff.id, expected):
            taken = False
        else:
            taken = before.holder_id != staff.id
            conversations.take_over(session, id, staff.id, visit.now, from_colleague=True)
        if taken:
            shown = visit.desk.words.naming(JOINED, staff.first_name)
            messages.add_reply(
                session, id, "system", shown.text, shown.buttons, shown.answer, visit.now
            )
            note(session, visit, Event.CONVERSATION_TAKEN, id)
    if not taken and before.holder_id != staff.id:
        return conversation_page(visit, 409, problem=_FASTER)
    visit.desk.presence.stored(id)
    return _back(visit, "taken")


def reply(visit: Visit) -> Response:
    """Store what was written, once however often it is sent, and return the live part."""
    text, client_id = visit.field("text"), visit.field("client_id")
    if not _CLIENT_ID.fullmatch(client_id):
        raise DeskProblem("bad_form")
    if not 1 <= len(text) <= LONGEST_REPLY:
        words = f"Write 1 to {LONGEST_REPLY} characters."
        return conversation_page(visit, 400, problem=words, typed=text)
    staff, id = visit.staff, conversation_id(visit)
    with visit.desk.database.write() as session:
        holds = _holds(session, visit)
        if holds:
            _, repeated = messages.add_staff_message(
                session, id, client_id, text, staff.first_name, visit.now
            )
            if not repeated:
                note(session, visit, Event.VISITOR_ANSWERED, id)
    if not holds:
        return conversation_page(visit, 409, problem=_NOT_YOURS, typed=text)
    visit.desk.presence.stored(id)
    if visit.request.headers.get("hx-request"):
        return show_live(visit)
    return _back(visit)


def typing(visit: Visit) -> Response:
    """Let the visitor see that the person who joined is typing."""
    with visit.desk.database.read() as session:
        found = find(session, visit)
    if found.holder_id == visit.staff.id:
        words = visit.desk.words.naming(TYPING, visit.staff.first_name).text
        visit.desk.presence.staff_types(found.id, words)
    return Response(status_code=204)


def hand_back(visit: Visit) -> Response:
    """Let the bot answer again, knowing what the visitor told whoever hands it back."""
    entered, problem = _entered(visit)
    if problem:
        return conversation_page(visit, 400, problem=problem)
    id = conversation_id(visit)
    with visit.desk.database.write() as session:
        given = give_back(session, visit.desk.words, id, visit.staff, entered, visit.now)
        if given:
            fields = ",".join(sorted(entered)) or "none"
            note(session, visit, Event.CONVERSATION_HANDED_BACK, id, entered=fields)
    if not given:
        return conversation_page(visit, 409, problem=_NOT_YOURS)
    visit.desk.presence.stored(id)
    return _back(visit, "handed-back")


def add_note(visit: Visit) -> Response:
    """Add a note to the request that was made in this conversation."""
    words, id = visit.field("note"), conversation_id(visit)
    if not 1 <= len(words) <= LONGEST_NOTE:
        problem = f"Write a note of 1 to {LONGEST_NOTE} characters."
        return conversation_page(visit, 400, problem=problem)
    with visit.desk.database.write() as session:
        _readable(session, visit)
        found = referrals.of_conversation(session, id)
        if not found:
            raise DeskProblem("bad_form")
        reference = found[0].reference
        referrals.add_event(session, reference, "note", visit.staff.id, visit.now, words)
        note(session, visit, Event.NOTE_ADDED, reference)
    return _back(visit, "noted")


def mark_for_review(visit: Visit) -> Response:
    """Put one message of the visitor into review, if the visitor agreed to that (facts P11)."""
    id, seq = conversation_id(visit), visit.field("seq")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 10):
        raise DeskProblem("bad_form")
    with visit.desk.database.write() as session:
        _readable(session, visit)
        found = messages.after(session, id, int(seq) - 1, 1)
        if not (found and found[0].seq == int(seq) and is_typed(found[0])):
            raise DeskProblem("bad_form")
        kept = keep_for_review(session, id, int(seq), found[0].text, "marked", visit.now)
        if kept:
            note(session, visit, Event.MESSAGE_MARKED, id, message=seq)
        allowed = find(session, visit).review_consent_at is not None
    return _back(visit, "marked" if allowed else "unmarked")


def _readable(session: Session, visit: Visit) -> Conversation:
    """Return the conversation; raises DeskProblem where its words are not theirs to read."""
    conversations.holder(session, conversation_id(visit))  # locked until it is stored
    found = find(session, visit)
    if not found.readable:
        raise DeskProblem("no_permission")
    return found


def _holds(session: Session, visit: Visit) -> bool:
    """Return whether whoever is signed in answers here, until this transaction ends."""
    conversations.holder(session, conversation_id(visit))  # locked until it is stored
    return find(session, visit).holder_id == visit.staff.id


def _entered(visit: Visit) -> tuple[dict[str, str], str]:
    """Return what the visitor told staff, by field of the flow, and what is wrong with it."""
    entered: dict[str, str] = {}
    for field, read, wrong in (
        ("name", read_name, "That cannot be kept as a first name."),
        ("phone", read_phone, "That is not a UK phone number."),
        ("email", read_email, "That is not an email address."),
    ):
        if written := visit.field(field):
            found = read(written)
            if not isinstance(found, str):
                return {}, f"{wrong} Nothing was handed back."
            entered[field] = found
    return entered, ""


def _back(visit: Visit, done: str = "") -> Response:
    return visit.redirect(
        f"/conversations/{conversation_id(visit)}" + (f"?done={done}" if done else "")
    )
