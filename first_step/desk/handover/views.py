"""The page of handover notes: written, read, marked as done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from first_step.desk.events import Event, note
from first_step.desk.names import Names, load_names
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.desk.words import moment_in_words
from first_step.store import handover_notes
from first_step.store.handover_notes import LONGEST, HandoverNote

_DONE_FOR = timedelta(days=2)
_LARGEST_ID = 2**63 - 1
_DONE = {"written": "The next shift will see it.", "done": "Marked as done."}


@dataclass(frozen=True)
class _Line:
    id: int
    text: str
    said: str
    done: str


def show_handover(visit: Visit) -> Response:
    """Return the page."""
    return _page(visit)


def write_note(visit: Visit) -> Response:
    """Keep a note for the next shift."""
    words = visit.field("note")
    if not 1 <= len(words) <= LONGEST:
        return _page(visit, 400, f"Write a note of 1 to {LONGEST:,} characters.")
    with visit.desk.database.write() as session:
        made = handover_notes.add(session, visit.staff.id, words, visit.now)
        note(session, visit, Event.HANDOVER_WRITTEN, f"handover:{made}")
    return visit.redirect("/handover?done=written")


def mark_done(visit: Visit) -> Response:
    """Note that a note is dealt with."""
    note_id = int(visit.request.path_params["note_id"])
    if note_id > _LARGEST_ID:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        handover_notes.mark_done(session, note_id, visit.staff.id, visit.now)
        note(session, visit, Event.HANDOVER_DONE, f"handover:{note_id}")
    return visit.redirect("/handover?done=done")


def _page(visit: Visit, status: int = 200, error: str = "") -> Response:
    with visit.desk.database.read() as session:
        names = load_names(session, visit.staff.id)
        waiting = handover_notes.open_notes(session)
        over = handover_notes.done_notes(session, visit.now - _DONE_FOR)
    return visit.page(
        "handover/templates/handover.html",
        "Handover",
        status=status,
        section="queue",
        waiting=[_line(each, names) for each in waiting],
        over=[_line(each, names) for each in over],
        longest=LONGEST,
        error=error,
        typed=visit.field("note"),
        done=_DONE.get(visit.query("done"), ""),
    )


def _line(each: HandoverNote, names: Names) -> _Line:
    done = ""
    if each.done_at is not None:
        done = f"Done {moment_in_words(each.done_at)}, {names.of(each.done_by or '')}"
    return _Line(each.id, each.text, f"{moment_in_words(each.at)}, {names.of(each.by)}", done)
