"""Lets somebody in who has proved who they are, whatever way they came."""

from __future__ import annotations

import re

from starlette.responses import Response

from first_step.desk import sessions
from first_step.desk.access import Permission, may
from first_step.desk.events import Event
from first_step.desk.sign_in.devices import device_family
from first_step.desk.visit import Visit
from first_step.store import audit, staff_sessions
from first_step.store.database import Session
from first_step.store.staff import StaffMember

# Only pages of the desk itself: anything else in an address could lead away.
_NEXT = re.compile(r"/(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?")
_NO_PAGES = ("/sign-in", "/sign-out", "/unlock", "/session", "/stay", "/live", "/lock")


def start_session(session: Session, visit: Visit, member: StaffMember, by: str) -> str:
    """Start a session and return its token; by: "password", "code" or "provider".

    A new token at every sign-in: one planted in the browser before is worth nothing.
    """
    staff_sessions.end(session, visit.cookie)
    device = device_family(visit.request.headers.get("user-agent", ""))
    token = staff_sessions.start(session, member.id, visit.now, sessions.LONGEST, device)
    audit.write(session, member.id, str(Event.SIGNED_IN), member.id, visit.now, {"by": by})
    return token


def lead_in(visit: Visit, member: StaffMember, token: str, wanted: str) -> Response:
    """Return the way to the page they wanted, with the session's cookie."""
    response = visit.redirect(start_of(member.roles, wanted))
    sessions.set_cookie(response, token, visit.root, visit.desk.settings)
    return response


def start_of(roles: tuple[str, ...], wanted: str) -> str:
    """Return where somebody goes after signing in: what they wanted, else where they may work."""
    first = "/" if may(roles, Permission.SEE_REFERRALS) else "/wording"
    return safe_next(wanted) or first


def safe_next(path: str) -> str:
    """Return a path of the desk that may be gone to, empty for anything else."""
    return path if path and _NEXT.fullmatch(path) and not path.startswith(_NO_PAGES) else ""
