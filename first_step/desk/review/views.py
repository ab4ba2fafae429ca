"""The page of messages to review, deciding on them, and rolling back the model."""

from __future__ import annotations

import logging

from starlette.responses import Response

from first_step.admissions.errors import ModelMissing
from first_step.content.labels import FAMILIES, LABELS, PLAIN_LABELS
from first_step.content.learned import add_learned, plain_example, read_learned
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.problems import DeskProblem
from first_step.desk.review.lines import item_line, model_report
from first_step.desk.visit import Visit
from first_step.store import review_items
from first_step.understanding.masking import mask
from first_step.understanding.model_files import note_of, previous_of, roll_back

MOST_SHOWN = 20
_LARGEST_ID = 2**63 - 1
_DONE = {
    "approved": "Approved. The next training learns from it.",
    "approved_once": "Noted. It is about danger, so a second person has to agree.",
    "same_person": "You decided on this one. A second person has to agree.",
    "gone": "Somebody else has decided on it.",
    "dismissed": "Dismissed. Nothing is learnt from it.",
    "label": "Nothing was saved: choose a label from the list.",
    "example": "Nothing was saved: write a sentence to learn from.",
    "details": "Nothing was saved: leave out names, numbers and addresses.",
    "confirm": "Nothing was changed: tick that you mean it.",
    "changed": "Nothing was changed: another model serves by now.",
    "rolled_back": "The model before is back. It serves when First Step has been restarted.",
    "no_previous": "There is no whole model to go back to.",
    "not_writable": "Nothing was changed: this process may not write where the models stand.",
}
_log = logging.getLogger(__name__)


def show_review(visit: Visit) -> Response:
    """Return the page; opening it is noted, for it shows what people wrote."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.REVIEW_OPENED, "review")
        items = review_items.undecided(session, MOST_SHOWN)
        count = review_items.undecided_count(session)
        names = load_names(session, visit.staff.id)
    settings = visit.desk.settings
    learned = read_learned(settings.data_dir)
    return visit.page(
        "review/templates/review.html",
        "Review",
        section="review",
        done=_DONE.get(visit.query("done"), ""),
        items=[item_line(each, names, visit.staff.id) for each in items],
        count=count,
        families=FAMILIES,
        plain_labels=PLAIN_LABELS,
        learned=sum(map(len, learned.values())),
        serving=model_report(note_of(settings.model)),
        previous=model_report(previous_of(settings.model)),
    )


def approve(visit: Visit) -> Response:
    """Let a sentence be learnt under a label, or wait for a second person."""
    label, example = visit.field("label"), plain_example(visit.field("example"))
    problem = _problem(label, example)
    if problem:
        return visit.redirect(f"/review?done={problem}")
    item_id = _item_id(visit)
    with visit.desk.database.write() as session:
        outcome = review_items.approve(session, item_id, label, example, visit.staff.id, visit.now)
        if outcome in ("approved", "approved_once"):
            about = f"review:{item_id}"
            note(session, visit, Event.REVIEW_DECIDED, about, label=label, outcome=outcome)
        if outcome == "approved":
            # After the audit entry, whose lock keeps others from writing the file just now.
            _learn(visit, label, example)
    return visit.redirect(f"/review?done={outcome}")


def dismiss(visit: Visit) -> Response:
    """Let nothing be learnt from a message."""
    item_id = _item_id(visit)
    with visit.desk.database.write() as session:
        done = review_items.dismiss(session, item_id, visit.staff.id, visit.now)
        if done:
            about = f"review:{item_id}"
            note(session, visit, Event.REVIEW_DECIDED, about, outcome="dismissed")
    return visit.redirect(f"/review?done={'dismissed' if done else 'gone'}")


def roll_model_back(visit: Visit) -> Response:
    """Put the previous model back, once it was confirmed and is the one that was shown."""
    if visit.field("sure") != "yes":
        return visit.redirect("/review?done=confirm")
    model = visit.desk.settings.model
    previous = model_report(previous_of(model))
    if previous is not None and previous.mark != visit.field("model"):
        return visit.redirect("/review?done=changed")
    try:
        with visit.desk.database.write() as session:
            mark = previous.mark if previous else "none"
            note(session, visit, Event.MODEL_ROLLED_BACK, "model", model=mark)
            roll_back(model)
    except ModelMissing:
        return visit.redirect("/review?done=no_previous")
    except OSError as error:
        _log.error("desk: the model cannot be rolled back: %s", type(error).__name__)
        return visit.redirect("/review?done=not_writable")
    return visit.redirect("/review?done=rolled_back")


def _problem(label: str, example: str) -> str:
    if label not in LABELS:
        return "label"
    if not any(each.isalpha() for each in example):
        return "example"
    return "" if mask(example) == example else "details"


def _learn(visit: Visit, label: str, example: str) -> None:
    try:
        add_learned(visit.desk.settings.data_dir, label, example)
    except OSError as error:
        _log.error("desk: an approved example cannot be kept: %s", type(error).__name__)
        raise DeskProblem("broken") from None


def _item_id(visit: Visit) -> int:
    item_id = int(visit.request.path_params["item_id"])
    if item_id > _LARGEST_ID:
        raise DeskProblem("not_found")
    return item_id
