"""The page of every answer that visitors can get, and marking one as looked through."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from starlette.responses import Response

from first_step.desk.access import Permission
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.desk.wording.answers import NEXT_LOOK, answer_lines, chosen, hash_of
from first_step.desk.wording.unreviewed import family_of, unreviewed_ids
from first_step.store import answer_reviews, counts
from first_step.store.database import Session

_COUNTED = timedelta(days=90)
_SHOWS = {"all": "All", "due": "Due", "unreviewed": "Without a review"}
_DONE = {
    "reviewed": "Marked as reviewed. When the text changes, the mark no longer counts.",
    "changed": "Nothing was saved: the text has changed since this page was opened.",
}


def show_wording(visit: Visit) -> Response:
    """Return the page; everybody who works here may read it."""
    library = visit.desk.library
    hashes = {id: hash_of(reply) for id, reply in library.answers.items()}
    with visit.desk.database.read() as session:
        reviews = answer_reviews.standing(session, hashes)
        names = load_names(session, visit.staff.id)
        shown = _counted(session, visit, "shown")
        not_meant = _counted(session, visit, "followed_by_not_meant")
    lines = answer_lines(library, reviews, names, shown, not_meant, visit.now.date())
    show = visit.query("show") if visit.query("show") in _SHOWS else "all"
    family = visit.query("family")
    return visit.page(
        "wording/templates/wording.html",
        "Content",
        section="wording",
        done=_DONE.get(visit.query("done"), ""),
        unsigned=len(unreviewed_ids(library)),
        every=len(lines),
        lines=chosen(lines, show, family),
        shows={each: (words, len(chosen(lines, each, family))) for each, words in _SHOWS.items()},
        show=show,
        family=family,
        families=sorted({line.family for line in lines}),
        counted=bool(shown),
        may_mark=visit.may(Permission.REVIEW),
    )


def mark_reviewed(visit: Visit) -> Response:
    """Keep that somebody looked an answer through, as it stood on the page they saw."""
    reply = visit.desk.library.answers.get(visit.field("answer"))
    if reply is None:
        raise DeskProblem("not_found")
    back = f"family={family_of(reply.id)}"
    if hash_of(reply) != visit.field("mark"):
        return visit.redirect(f"/wording?{back}&done=changed")
    due_at = visit.now + NEXT_LOOK
    with visit.desk.database.write() as session:
        answer_reviews.mark(session, reply.id, hash_of(reply), visit.staff.id, visit.now, due_at)
        note(session, visit, Event.ANSWER_REVIEWED, reply.id, mark=hash_of(reply)[:12])
    return visit.redirect(f"/wording?{back}&done=reviewed")


def _counted(session: Session, visit: Visit, kind: str) -> Counter[str]:
    """Return how often it happened to each answer in the last 90 days."""
    today = visit.now.date()
    found: Counter[str] = Counter()
    for each in counts.between(session, kind, today - _COUNTED, today):
        found[each.key] += each.count
    return found
