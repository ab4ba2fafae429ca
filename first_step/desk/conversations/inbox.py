"""The list of conversations and its live part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from starlette.responses import Response

from first_step.desk.conversations.lines import AlertLine, Line, alert_line, line_of
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.pages import html
from first_step.desk.visit import Visit
from first_step.desk.words import CHANNEL_NAMES, counted
from first_step.store import alerts, inbox, waiting
from first_step.store.inbox import Place, Wanted

PAGE_SIZE = 25
MOST_ALERTS = 5
VERSION_HEADER = "x-desk-version"
_FILTERS = {
    "all": "All",
    "waiting": "Waiting for a person",
    "staff": "With the team",
    "mine": "Mine",
    "danger": "In danger",
}
_EMPTY = {
    "all": "No conversations in the last two weeks",
    "waiting": "Nobody waits for a person",
    "staff": "The team holds no conversation",
    "mine": "You hold no conversation",
    "danger": "No danger was seen in the last two weeks",
}


@dataclass(frozen=True)
class Filter:
    """One choice above the list."""

    key: str
    words: str
    current: bool


@dataclass(frozen=True)
class Board:
    """The live part of the list. after: the place that the next page begins after, "" for none."""

    show: str
    channel: str
    filters: tuple[Filter, ...]
    alerts: tuple[AlertLine, ...]
    lines: tuple[Line, ...]
    summary: str
    empty: str
    after: str


def show_list(visit: Visit) -> Response:
    """Return the whole page."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.CONVERSATIONS_OPENED, "conversations")
    return visit.page(
        "conversations/templates/list.html",
        "Conversations",
        section="conversations",
        channels=CHANNEL_NAMES,
        **_live_values(visit),
    )


def show_live(visit: Visit) -> Response:
    """Return the part that changes; 204 when it is what the browser shows already."""
    values = _live_values(visit)
    if visit.request.headers.get(VERSION_HEADER) == values["version"]:
        return Response(status_code=204)
    return html(visit.render("conversations/templates/lines.html", "Conversations", **values))


def _live_values(visit: Visit) -> dict[str, Any]:
    board = _board(visit)
    address = f"{visit.root}/conversations/live?show={board.show}&channel={board.channel}"
    return {
        "board": board,
        "version": hashlib.sha256(repr(board).encode()).hexdigest()[:16],
        "live_address": f"{address}&after={visit.query('after')}",
    }


def _board(visit: Visit) -> Board:
    show = visit.query("show") if visit.query("show") in _FILTERS else "all"
    channel = visit.query("channel") if visit.query("channel") in CHANNEL_NAMES else ""
    me = visit.staff.id
    wanted = Wanted(show, me, channel or None, _place(visit.query("after")))
    with visit.desk.database.read() as session:
        found = inbox.page(session, wanted, PAGE_SIZE + 1, visit.now)
        unseen = alerts.unacknowledged(session)
        waits = waiting.count(session)
        names = load_names(session, me)
    alarmed = {alert.conversation for alert in unseen}
    lines = tuple(
        line_of(each, each.id in alarmed, names, visit.desk.library, visit.now)
        for each in found[:PAGE_SIZE]
    )
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE and show != "waiting" else None
    at = last.last_message_at if last else None
    return Board(
        show=show,
        channel=channel,
        filters=tuple(Filter(key, words, key == show) for key, words in _FILTERS.items()),
        alerts=tuple(alert_line(alert) for alert in unseen[:MOST_ALERTS]),
        lines=lines,
        summary=f"{counted(waits, 'visitor')} {'waits' if waits == 1 else 'wait'} for a person.",
        empty=_EMPTY[show],
        after=f"{at.timestamp():.6f}~{last.id}" if last and at else "",
    )


def _place(written: str) -> Place | None:
    """Return a place as `after` says it, None for anything else."""
    moment, _, id = written.partition("~")
    try:
        return (datetime.fromtimestamp(float(moment), timezone.utc), id) if id else None
    except (ValueError, OverflowError, OSError):
        return None
