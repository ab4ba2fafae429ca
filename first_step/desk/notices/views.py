"""The page of undelivered notices, trying them again, and messages that did not arrive."""

from __future__ import annotations

from starlette.responses import Response

from first_step.desk.events import Event, note
from first_step.desk.notices.lines import delivery_line, line_of
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.reception.notices.addressing import nobody_told
from first_step.store import channel_identities, deliveries, outbox

MOST_SHOWN = 100
_LARGEST_ID = 2**63 - 1
_LARGEST_SEQ = 2**31 - 1
_DONE = {"again": "It will be tried again now.", "none": "There was nothing to try again."}


def show_notices(visit: Visit) -> Response:
    """Return the page; opening it is noted, as everything opened is."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.NOTICES_OPENED, "notices")
        dead, waiting = outbox.dead(session, MOST_SHOWN), outbox.waiting(session, MOST_SHOWN)
        dead_count, waiting_count = outbox.dead_count(session), outbox.waiting_count(session)
        failed = deliveries.failed(session, MOST_SHOWN)
    return visit.page(
        "notices/templates/notices.html",
        "Notices",
        section="notices",
        done=_DONE.get(visit.query("done"), ""),
        nobody_told=nobody_told(visit.desk.settings),
        dead=[line_of(each, visit.now) for each in dead],
        waiting=[line_of(each, visit.now) for each in waiting],
        dead_count=dead_count,
        waiting_count=waiting_count,
        failed=[delivery_line(each) for each in failed],
    )


def try_again(visit: Visit) -> Response:
    """Let one dead notice be delivered after all."""
    notice_id = int(visit.request.path_params["notice_id"])
    if notice_id > _LARGEST_ID:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        found = outbox.try_again(session, notice_id, visit.now)
        if found:
            note(session, visit, Event.NOTICE_TRIED_AGAIN, f"notice:{notice_id}")
    return visit.redirect(f"/notices?done={'again' if found else 'none'}")


def send_again(visit: Visit) -> Response:
    """Let a message that did not reach a visitor be sent once more."""
    conversation = str(visit.request.path_params["conversation"])
    seq = int(visit.request.path_params["seq"])
    if seq > _LARGEST_SEQ:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        found = channel_identities.try_again(session, conversation, seq, visit.now)
        if found:
            note(session, visit, Event.MESSAGE_SENT_AGAIN, conversation, seq=seq)
    return visit.redirect(f"/notices?done={'again' if found else 'none'}")


def try_all(visit: Visit) -> Response:
    """Let every dead notice be delivered after all."""
    with visit.desk.database.write() as session:
        count = outbox.try_all_again(session, visit.now)
        if count:
            note(session, visit, Event.NOTICE_TRIED_AGAIN, "notices", count=count)
    return visit.redirect(f"/notices?done={'again' if count else 'none'}")
