"""People who work at the desk, their sessions, and sign-ins that failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Text, false

from first_step.store.tables.base import CODE_LENGTH, ID_LENGTH, BigId, Row, mapped, moment


@mapped
class StaffRow(Row):
    """A member of staff. login: folded to small letters. availability: "available" or "away".

    totp_secret: sealed. totp_last_step: the last time step whose code was taken, so that no code
    is good twice. oidc_subject: who this is for the identity provider.
    """

    __tablename__ = "staff"

    id: str = Column(String(ID_LENGTH), primary_key=True)
    name: str = Column(String(120), nullable=False)
    login: str = Column(String(120), nullable=False, unique=True)
    password_hash: str = Column(Text, nullable=False)
    roles: list[str] = Column(JSON, nullable=False)
    active: bool = Column(Boolean, nullable=False)
    totp_secret: str | None = Column(Text)
    totp_last_step: int | None = Column(Integer)
    must_change_password: bool = Column(Boolean, nullable=False, server_default=false())
    oidc_subject: str | None = Column(String(255), unique=True, index=True)
    availability: str = Column(String(16), nullable=False, server_default="away")
    availability_at: datetime | None = moment(required=False)


@mapped
class StaffSessionRow(Row):
    """A sign-in; of the token only its hash is kept.

    locked_at: when it was left idle, until the password is given again. device: the family of the
    browser, nothing that tells one machine from another.
    """

    __tablename__ = "staff_sessions"

    token_hash: str = Column(String(64), primary_key=True)
    staff_id: str = Column(ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True)
    started_at: datetime = moment()
    seen_at: datetime = moment()
    ends_at: datetime = moment(index=True)
    locked_at: datetime | None = moment(required=False)
    device: str | None = Column(String(120))


@mapped
class FailedSignInRow(Row):
    """A sign-in that failed; the login is a blind index, for people mistype passwords there."""

    __tablename__ = "failed_sign_ins"

    id: int = Column(BigId, primary_key=True)
    login_index: str = Column(String(64), nullable=False, index=True)
    at: datetime = moment(index=True)


@mapped
class DutyRow(Row):
    """Who is on duty from when until when. duty: "duty_manager" or "safeguarding_lead"."""

    __tablename__ = "duties"
    __table_args__ = (Index("ix_duties_duty_until_at", "duty", "until_at"),)

    id: int = Column(BigId, primary_key=True)
    duty: str = Column(String(CODE_LENGTH), nullable=False)
    staff_id: str = Column(ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True)
    from_at: datetime = moment()
    until_at: datetime = moment()
    by: str = Column(String(ID_LENGTH), nullable=False)


@mapped
class HandoverNoteRow(Row):
    """What one shift leaves for the next; the words lie sealed in `body`."""

    __tablename__ = "handover_notes"

    id: int = Column(BigId, primary_key=True)
    at: datetime = moment()
    by: str = Column(String(ID_LENGTH), nullable=False)
    body: str = Column(Text, nullable=False)
    done_at: datetime | None = moment(required=False, index=True)
    done_by: str | None = Column(String(ID_LENGTH))
