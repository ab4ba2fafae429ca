"""How often a sign-in may be tried, counted the same for logins that exist and that do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from first_step.admissions.settings import Settings
from first_step.reception.address import client_address, limit_key
from first_step.store import failed_sign_ins
from first_step.store.database import Session

WINDOW = timedelta(minutes=15)
MOST_FOR_LOGIN = 10
# Many people may share an address; signing in well counts too, so a shift change must fit.
MOST_FOR_ADDRESS = 50
# A code has six digits and three are good at a time: 5 tries leave a guesser 1 in 66,000.
MOST_FOR_CODE = 5
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


def try_of_code(staff_id: str) -> Try:
    """Return how a try at a one-time code is counted: by the person, wherever it comes from."""
    return Try(staff_id, ((f"code:{staff_id}", MOST_FOR_CODE),))


def count(session: Session, attempt: Try, now: datetime) -> bool:
    """Count a try before its password is looked at; return False when there were too many.

    Counting first keeps many tries at the same moment from slipping through together. Tries
    beyond the limit are not counted, so that the wait does end.
    """
    since = now - WINDOW
    for key, most in attempt.keys:
        if failed_sign_ins.count(session, key, since) >= most:
            return False
    for key, _ in attempt.keys:
        failed_sign_ins.add(session, key, now)
    return True


def forgive(session: Session, attempt: Try) -> None:
    """Forget the failed tries of a login whose owner has now signed in."""
    failed_sign_ins.forget(session, attempt.keys[0][0])
