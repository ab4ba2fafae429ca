"""How often a sign-in may be tried, counted the same for logins that exist and that do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from first_step.admissions.settings import Settings
from first_step.reception.address import client_address, limit_key
from first_step.store import staff
from first_step.store.database import Session

WINDOW = timedelta(minutes=15)
MOST_FOR_LOGIN = 10
# Many people may share an address; signing in well counts too, so a shift change must fit.
MOST_FOR_ADDRESS = 50
_LONGEST_LOGIN = 120


@dataclass(frozen=True)
class Try:
    """One try to sign in. keys: what it is counted under, with the most that each may have."""

    login: str
    keys: tuple[tuple[str, int], ...]


def try_of(request: Request, settings: Settings, login: str) -> Try:
    """Return how a try is counted: by login, and by address unless it is this machine's own."""
    keys = [(f"login:{login[:_LONGEST_LOGIN]}", MOST_FOR_LOGIN)]
    address = limit_key(client_address(request, settings.trusted_proxies))
    if address is not None:
        keys.append((f"address:{address}", MOST_FOR_ADDRESS))
    return Try(login, tuple(keys))


def count(session: Session, attempt: Try, now: datetime) -> bool:
    """Count a try before its password is looked at; return False when there were too many.

    Counting first keeps many tries at the same moment from slipping through together. Tries
    beyond the limit are not counted, so that the wait does end.
    """
    since = now - WINDOW
    for key, most in attempt.keys:
        if staff.failed_sign_ins(session, key, since) >= most:
            return False
    for key, _ in attempt.keys:
        staff.count_failed_sign_in(session, key, now)
    return True


def forgive(session: Session, attempt: Try) -> None:
    """Forget the failed tries of a login whose owner has now signed in."""
    staff.forget_failed_sign_ins(session, attempt.keys[0][0])
