"""The cookie that says who sits at the desk, and for how long it is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from first_step.admissions.settings import Settings
from first_step.store import staff_sessions
from first_step.store.database import Database
from first_step.store.staff import StaffMember

COOKIE = "first_step_desk"
IDLE = timedelta(minutes=30)
# A desk left alone shows nothing for longer than this; what was typed stays under the cover.
LOCK_AFTER = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class SignedIn:
    """A sign-in that is still good. locked: it waits for the password before it shows anything.

    ends_at, locks_at: when it ends and locks unless something is opened before. mark: names it.
    """

    staff: StaffMember
    ends_at: datetime
    locks_at: datetime
    locked: bool = False
    mark: str = ""


def cookie_of(request: Request) -> str:
    """Return the cookie this browser sent, empty when it sent none that can be ours."""
    token = request.cookies.get(COOKIE, "")
    return token if token.isascii() and len(token) <= _LONGEST_TOKEN else ""


def recognise(database: Database, token: str, now: datetime, *, touch: bool) -> SignedIn | None:
    """Return who the cookie belongs to, None when nobody or no longer.

    touch: note that the session is in use, which lets it last another 30 minutes; a locked one
    is not in use, whatever is asked for.
    """
    if not token:
        return None
    with database.read() as session:
        found = staff_sessions.find(session, token, now, IDLE)
    if found is None:
        return None
    seen_at = found.seen_at
    locked = found.locked_at is not None or now >= seen_at + LOCK_AFTER
    if touch and not locked and now - seen_at > _NOTED_EVERY:
        with database.write() as session:
            staff_sessions.seen(session, token, now)
        seen_at = now
    ends_at = min(found.ends_at, seen_at + IDLE)
    return SignedIn(found.member, ends_at, seen_at + LOCK_AFTER, locked, found.mark)


def set_cookie(response: Response, token: str, root: str, settings: Settings) -> None:
    """Give the browser its cookie; it ends with the browser and is never sent elsewhere."""
    response.set_cookie(
        COOKIE,
        token,
        path=root or "/",
        secure=settings.production or settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, root: str, settings: Settings) -> None:
    """Take the cookie away."""
    response.delete_cookie(
        COOKIE,
        path=root or "/",
        secure=settings.production or settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
