"""Tries to sign in that failed, counted for all processes together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from first_step.store.sealed import sealer_of
from first_step.store.staff import folded
from first_step.store.tables import FailedSignInRow


def add(session: Session, login: str, now: datetime) -> None:
    """Count a sign-in that failed, whether or not there is such a login."""
    session.add(FailedSignInRow(login_index=_login_index(session, login), at=now))


def count(session: Session, login: str, since: datetime) -> int:
    """Return how many sign-ins failed for this login since then."""
    count: int = session.execute(
        select(func.count())
        .select_from(FailedSignInRow)
        .where(_of_login(session, login), FailedSignInRow.at >= since)
    ).scalar_one()
    return count


def forget(session: Session, login: str) -> None:
    """Start counting anew, after a sign-in that went well."""
    session.execute(delete(FailedSignInRow).where(_of_login(session, login)))


def _of_login(session: Session, login: str) -> Any:
    return FailedSignInRow.login_index == _login_index(session, login)


def _login_index(session: Session, login: str) -> str:
    return sealer_of(session).blind_index(folded(login), "login")
