"""One conversation: its transcript, live, for those who may read it (facts P12)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from first_step.desk.conversations.lines import (
    AlertLine,
    Said,
    alert_line,
    holder_in_words,
    said,
    state_in_words,
    topic_in_words,
)
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.pages import html
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.desk.words import channel_in_words
from first_step.store import (
    alerts,
    conversations,
    deliveries,
    messages,
    referrals,
    review_items,
)
from first_step.store.conversations import Conversation
from first_step.store.database import Session
from first_step.store.messages import Message

MOST_MESSAGES = 200
VERSION_HEADER = "x-desk-version"
_DONE = {
    "taken": "You have joined. The bot is quiet now.",
    "handed-back": "The bot answers again. It knows what you entered.",
    "noted": "The note is added to the request.",
    "marked": "Put into review, with names and numbers masked.",
    "unmarked": "Not put into review: the visitor does not agree to it any more.",
    "acknowledged": "Noted that you have seen the alert.",
}


@dataclass(frozen=True)
class Talk:
    """A conversation in words. said: empty unless readable. colleague: who holds it, if not me.

    earlier: the number that the page of earlier messages ends before, 0 for none.
    """

    id: str
    short: str
    holder: str
    holder_id: str
    mine: bool
    colleague: str
    readable: bool
    channel: str
    topic: str
    state: str
    said: tuple[Said, ...]
    earlier: int
    alerts: tuple[AlertLine, ...]
    requests: tuple[str, ...]
    may_take: bool


def show_conversation(visit: Visit) -> Response:
    """Return the page; that it was opened is written down."""
    return conversation_page(visit)


def show_live(visit: Visit) -> Response:
    """Return the part that changes; 204 when it is what the browser shows already."""
    with visit.desk.database.read() as session:
        talk = load_talk(session, visit)
    version = _version(talk)
    if visit.request.headers.get(VERSION_HEADER) == version:
        return Response(status_code=204)
    return html(visit.render("conversations/templates/live.html", "", talk=talk, version=version))


def show_typing(visit: Visit) -> Response:
    """Return whether the visitor types; nothing of it where staff may not read."""
    with visit.desk.database.read() as session:
        readable = find(session, visit).readable
    values = {"conversation": conversation_id(visit), "types": readable and _types(visit)}
    return html(visit.render("conversations/templates/typing.html", "", **values))


def conversation_page(
    visit: Visit, status: int = 200, *, problem: str = "", typed: str = ""
) -> Response:
    """Return the page, with words about what went wrong and what was typed, if anything."""
    with visit.desk.database.write() as session:
        talk = load_talk(session, visit)
        note(session, visit, Event.CONVERSATION_OPENED, talk.id, words=talk.readable)
    return visit.page(
        "conversations/templates/conversation.html",
        f"Conversation {talk.short}",
        status=status,
        section="conversations",
        talk=talk,
        version=_version(talk),
        conversation=talk.id,
        types=talk.readable and _types(visit),
        canned=_canned(visit),
        client_id=secrets.token_hex(16),
        done=_DONE.get(visit.query("done"), ""),
        joined=visit.query("done") == "taken",
        problem=problem,
        typed=typed,
    )


def load_talk(session: Session, visit: Visit) -> Talk:
    """Return the conversation; raises DeskProblem when there is none."""
    found, me = find(session, visit), visit.staff.id
    names = load_names(session, me)
    mine = found.holder == "staff" and found.holder_id == me
    unseen = [each for each in alerts.of_conversation(session, found.id) if not _seen(each)]
    shown = _said(session, found, visit) if found.readable else ()
    return Talk(
        id=found.id,
        short=found.id[:8],
        holder=holder_in_words(found, names, visit.now),
        holder_id=found.holder_id or "",
        mine=mine,
        colleague=names.of(found.holder_id or "") if found.holder == "staff" and not mine else "",
        readable=found.readable,
        channel=channel_in_words(found.channel),
        topic=topic_in_words(found, visit.desk.library),
        state=state_in_words(found),
        said=shown,
        earlier=shown[0].seq if shown and shown[0].seq > 1 else 0,
        alerts=tuple(alert_line(each) for each in unseen),
        requests=tuple(each.reference for each in referrals.of_conversation(session, found.id)),
        may_take=found.readable and not mine,
    )


def find(session: Session, visit: Visit) -> Conversation:
    """Return the conversation of the address; raises DeskProblem when there is none."""
    found = conversations.get(session, conversation_id(visit))
    if found is None:
        raise DeskProblem("not_found")
    return found


def conversation_id(visit: Visit) -> str:
    """Return the id in the address."""
    return str(visit.request.path_params["conversation"])


def _said(session: Session, found: Conversation, visit: Visit) -> tuple[Said, ...]:
    before = _number(visit.query("before"), found.last_seq + 1)
    since = max(0, before - 1 - MOST_MESSAGES)
    sent = deliveries.of_conversation(session, found.id)
    page = messages.after(session, found.id, since, MOST_MESSAGES)
    review = _review_of(session, found)
    return tuple(said(each, sent.get(each.seq), review(each)) for each in page if each.seq < before)


def _review_of(session: Session, found: Conversation) -> Callable[[Message], str]:
    """Return what says of a message whether it is in review, or may be put there."""
    kept = {each.seq for each in review_items.of_conversation(session, found.id)}

    def review_of(message: Message) -> str:
        if message.seq in kept:
            return "in"
        return "offer" if found.review_consent_at and is_typed(message) else ""

    return review_of


def is_typed(message: Message) -> bool:
    """Return whether a visitor wrote it; of what was tapped there is nothing to learn."""
    return message.sender == "visitor" and message.payload is None


def _number(written: str, otherwise: int) -> int:
    if written.isascii() and written.isdigit() and len(written) < 10:
        return min(int(written), otherwise)
    return otherwise


def _seen(alert: alerts.Alert) -> bool:
    return alert.acknowledged_at is not None


def _types(visit: Visit) -> bool:
    return visit.desk.presence.is_typing(conversation_id(visit))


def _canned(visit: Visit) -> list[tuple[str, str]]:
    """Return title and words of the replies in content/canned/, by title."""
    library = visit.desk.library
    ids = [id for id in library.answers if id.startswith("canned/")]
    return sorted((library.answers[id].title or id, library.render(id)) for id in ids)


def _version(talk: Talk) -> str:
    return hashlib.sha256(repr(talk).encode()).hexdigest()[:16]
