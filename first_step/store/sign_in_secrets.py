"""The secret behind a member's one-time codes: sealed, and each code good once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.sealed import sealer_of
from first_step.store.tables import StaffRow

_staff = StaffRow.__table__.c


def totp_purpose(staff_id: str) -> str:
    """Return what the secret of a member is sealed for."""
    return f"totp:{staff_id}"


def put_secret(session: Session, staff_id: str, secret: str) -> None:
    """Keep a secret that is not asked for until `accept_step` was called once; raises NotFound."""
    row = session.get(StaffRow, staff_id)
    if row is None:
        raise NotFound("there is no such member of staff")
    row.totp_secret = sealer_of(session).seal(secret, totp_purpose(staff_id))
    row.totp_last_step = None
    session.flush()


def secret_of(session: Session, staff_id: str) -> str | None:
    """Return the member's secret, confirmed or not; None without one. Raises SealError."""
    row = session.get(StaffRow, staff_id)
    sealed = row.totp_secret if row else None
    return sealer_of(session).open(sealed, totp_purpose(staff_id)) if sealed else None


def accept_step(session: Session, staff_id: str, step: int) -> bool:
    """Note that the code of a time step was used; return False when it, or a later one, was.

    One statement decides: of two people with the same code at the same moment one gets in.
    """
    unused = or_(_staff.totp_last_step.is_(None), _staff.totp_last_step < step)
    return _change(session, {"totp_last_step": step}, _staff.id == staff_id, unused)


def forget_secret(session: Session, staff_id: str) -> bool:
    """Take the second factor away; return False when there was none."""
    values = {"totp_secret": None, "totp_last_step": None}
    return _change(session, values, _staff.id == staff_id, _staff.totp_secret.is_not(None))


def _change(session: Session, values: dict[str, Any], *only_if: Any) -> bool:
    statement = update(StaffRow).where(*only_if).values(values)
    result = session.execute(statement.execution_options(synchronize_session="fetch"))
    return bool(result.rowcount)
