"""The page of shifts: who is on duty when, set by duty managers and administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from starlette.responses import Response

from first_step.admissions.opening_hours import LONDON
from first_step.desk.access import Permission
from first_step.desk.duty.shift import DUTIES, day_and_clock
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.store import duties, staff
from first_step.store.duties import Duty

# A longer shift is a slip of the finger in the date.
LONGEST = timedelta(hours=48)
_USUAL = timedelta(hours=12)
_LARGEST_ID = 2**63 - 1
_FIELDS = ("duty", "who", "from", "until")
_FORM = "%Y-%m-%dT%H:%M"
_DONE = {"set": "Saved. Everybody sees it above the queue.", "ended": "That shift is over."}


@dataclass(frozen=True)
class _Line:
    id: int
    duty: str
    who: str
    when: str
    now: bool


@dataclass(frozen=True)
class _Wish:
    """What the form says, checked."""

    duty: Duty
    who: str
    from_at: datetime
    until_at: datetime


def show_duty(visit: Visit) -> Response:
    """Return the page."""
    return _page(visit)


def set_duty(visit: Visit) -> Response:
    """Put a shift down."""
    with visit.desk.database.read() as session:
        people = {each.id for each in staff.everyone(session) if each.active}
    wish = _read(visit, people)
    if isinstance(wish, Mapping):
        return _page(visit, 400, wish)
    me = visit.staff.id
    with visit.desk.database.write() as session:
        made = duties.put(session, wish.duty, wish.who, wish.from_at, wish.until_at, me)
        note(session, visit, Event.DUTY_SET, f"duty:{made}", duty=wish.duty, who=wish.who)
    return visit.redirect("/duty?done=set")


def end_duty(visit: Visit) -> Response:
    """End a shift now, or take one that has not begun off the list."""
    duty_id = int(visit.request.path_params["duty_id"])
    if duty_id > _LARGEST_ID:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        duties.end(session, duty_id, visit.now)
        note(session, visit, Event.DUTY_ENDED, f"duty:{duty_id}")
    return visit.redirect("/duty?done=ended")


def _page(visit: Visit, status: int = 200, errors: Mapping[str, str] | None = None) -> Response:
    now = visit.now
    with visit.desk.database.read() as session:
        names = load_names(session, visit.staff.id)
        coming = duties.coming(session, now)
        people = [(each.id, each.name) for each in staff.everyone(session) if each.active]
    lines = [
        _Line(
            each.id,
            DUTIES[each.duty],
            names.of(each.staff_id),
            f"{day_and_clock(each.from_at, now)} to {day_and_clock(each.until_at, now)}",
            each.from_at <= now,
        )
        for each in coming
    ]
    return visit.page(
        "duty/templates/duty.html",
        "On shift",
        status=status,
        section="queue",
        lines=lines,
        people=people,
        duties=DUTIES,
        may_set=visit.may(Permission.MANAGE_DUTIES),
        done=_DONE.get(visit.query("done"), ""),
        errors={**dict.fromkeys(_FIELDS, ""), **(errors or {})},
        typed=_typed(visit),
    )


def _typed(visit: Visit) -> dict[str, str]:
    """Return what the form holds: what was sent, or a shift that begins now."""
    if visit.form:
        return {name: visit.field(name) for name in _FIELDS}
    local = visit.now.astimezone(LONDON).replace(minute=0)
    usual = {"from": local.strftime(_FORM), "until": (local + _USUAL).strftime(_FORM)}
    return {**dict.fromkeys(_FIELDS, ""), **usual}


def _read(visit: Visit, people: set[str]) -> _Wish | Mapping[str, str]:
    """Return what the form says, or what is wrong with each field."""
    errors: dict[str, str] = {}
    if visit.field("duty") not in DUTIES:
        errors["duty"] = "Choose a duty."
    if visit.field("who") not in people:
        errors["who"] = "Choose who is on shift."
    from_at, until_at = _moment(visit.field("from")), _moment(visit.field("until"))
    if from_at is None:
        errors["from"] = "Give a date and a time, such as 24/11/2026, 20:00."
    if until_at is None:
        errors["until"] = "Give a date and a time, such as 25/11/2026, 08:00."
    elif until_at <= visit.now or (from_at and until_at <= from_at):
        errors["until"] = "The end has to come after the start, and after now."
    elif from_at and until_at - from_at > LONGEST:
        errors["until"] = "A shift lasts 48 hours at most. Check the date."
    if errors or from_at is None or until_at is None:
        return errors
    duty = cast(Literal["duty_manager", "safeguarding_lead"], visit.field("duty"))
    return _Wish(duty, visit.field("who"), from_at, until_at)


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, _FORM).replace(tzinfo=LONDON)
    except ValueError:
        return None
