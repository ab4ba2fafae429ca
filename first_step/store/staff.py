"""People at the desk: who they are and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from first_step.admissions.errors import StoreError
from first_step.store.ids import new_id
from first_step.store.tables import StaffRow, StaffSessionRow

ADMINISTRATOR = "administrator"
LONGEST_NAME = 120


@dataclass(frozen=True)
class StaffMember:
    """One member of staff. login: in small letters. roles: codes such as "admissions".

    second_factor: whether a code is asked for after the password. oidc_subject: who this is for
    the identity provider, None before the first sign-in through it.
    available: whether they say that they can talk to a visitor now.
    """

    id: str
    name: str
    login: str
    password_hash: str = field(repr=False)
    roles: tuple[str, ...]
    active: bool
    second_factor: bool = False
    must_change_password: bool = False
    oidc_subject: str | None = None
    available: bool = False

    @property
    def first_name(self) -> str:
        """The name that visitors see."""
        return self.name.split()[0]


def add(
    session: Session,
    name: str,
    login: str,
    password_hash: str,
    roles: Iterable[str],
    *,
    must_change_password: bool = False,
) -> StaffMember:
    """Store and return a new member of staff; raises StoreError when the login is taken."""
    row = StaffRow(
        id=new_id(),
        name=name,
        login=folded(login),
        password_hash=password_hash,
        roles=sorted(set(roles)),
        active=True,
        must_change_password=must_change_password,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise StoreError("this login is taken") from None
    return member_of(row)


def get(session: Session, staff_id: str) -> StaffMember | None:
    """Return a member of staff, None when there is none."""
    row = session.get(StaffRow, staff_id)
    return member_of(row) if row else None


def by_login(session: Session, login: str) -> StaffMember | None:
    """Return the member with this login, in large or small letters; None when there is none."""
    return _only(session, StaffRow.login == folded(login))


def by_oidc_subject(session: Session, subject: str) -> StaffMember | None:
    """Return the member whom the identity provider knows by this subject, None for nobody."""
    return _only(session, StaffRow.oidc_subject == subject)


def everyone(session: Session) -> list[StaffMember]:
    """Return all members of staff by name, those set inactive included."""
    rows: Sequence[StaffRow] = session.execute(select(StaffRow).order_by(StaffRow.name)).scalars()
    return [member_of(row) for row in rows]


def count(session: Session) -> int:
    """Return how many members of staff there are, those set inactive included."""
    number: int = session.execute(select(func.count()).select_from(StaffRow)).scalar_one()
    return number


def change(
    session: Session,
    staff_id: str,
    *,
    password_hash: str | None = None,
    must_change_password: bool | None = None,
    roles: Iterable[str] | None = None,
    active: bool | None = None,
) -> bool:
    """Change what is given and end the member's sessions; return False for an unknown id."""
    row = session.get(StaffRow, staff_id)
    if row is None:
        return False
    row.password_hash = row.password_hash if password_hash is None else password_hash
    if must_change_password is not None:
        row.must_change_password = must_change_password
    row.roles = row.roles if roles is None else sorted(set(roles))
    row.active = row.active if active is None else active
    if active is False:
        row.availability = "away"
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id))
    return True


def rehash(session: Session, staff_id: str, password_hash: str) -> None:
    """Keep the same password with a stronger hash; sessions go on."""
    row = session.get(StaffRow, staff_id)
    if row is not None:
        row.password_hash = password_hash


def link(session: Session, staff_id: str, subject: str) -> bool:
    """Tie a member to a subject of the identity provider, once.

    Returns False when the member is tied to another already: a login that the provider gave to
    somebody new must not open the old one's records.
    """
    row = session.get(StaffRow, staff_id)
    if row is None or row.oidc_subject not in (None, subject):
        return False
    row.oidc_subject = subject
    session.flush()
    return True


def is_last_administrator(session: Session, staff_id: str) -> bool:
    """Return whether nobody else could manage people if this member could not.

    Locks everybody's row until the transaction ends, so that two administrators who take each
    other's role away at the same moment do not both succeed.
    """
    rows = lock_everybody(session)
    able = {row.id for row in rows if row.active and ADMINISTRATOR in row.roles}
    return able == {staff_id}


def lock_everybody(session: Session) -> Sequence[StaffRow]:
    """Return all rows, locked until the transaction ends.

    To be called before one of them is changed: who had locked one and then wanted all would wait
    in a circle with another who does the same.
    """
    statement = select(StaffRow).order_by(StaffRow.id).with_for_update()
    rows: Sequence[StaffRow] = session.scalars(
        statement.execution_options(populate_existing=True)
    ).all()
    return rows


def folded(login: str) -> str:
    """Return a login as it is stored and compared."""
    return login.strip().casefold()


def member_of(row: StaffRow) -> StaffMember:
    """Return a row as those outside the store see it."""
    return StaffMember(
        row.id,
        row.name,
        row.login,
        row.password_hash,
        tuple(row.roles),
        row.active,
        row.totp_secret is not None and row.totp_last_step is not None,
        bool(row.must_change_password),
        row.oidc_subject,
        row.availability == "available",
    )


def _only(session: Session, condition: object) -> StaffMember | None:
    row = session.execute(select(StaffRow).where(condition)).scalar_one_or_none()
    return member_of(row) if row else None
