"""People who work at the desk, their sessions, and sign-ins that failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, Column, ForeignKey, String, Text

from first_step.store.tables.base import ID_LENGTH, BigId, Row, mapped, moment


@mapped
class StaffRow(Row):
    """A member of staff. login: folded to small letters."""

    __tablename__ = "staff"

    id: str = Column(String(ID_LENGTH), primary_key=True)
    name: str = Column(String(120), nullable=False)
    login: str = Column(String(120), nullable=False, unique=True)
    password_hash: str = Column(Text, nullable=False)
    roles: list[str] = Column(JSON, nullable=False)
    active: bool = Column(Boolean, nullable=False)


@mapped
class StaffSessionRow(Row):
    """A sign-in; of the token only its hash is kept."""

    __tablename__ = "staff_sessions"

    token_hash: str = Column(String(64), primary_key=True)
    staff_id: str = Column(ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True)
    started_at: datetime = moment()
    seen_at: datetime = moment()
    ends_at: datetime = moment(index=True)


@mapped
class FailedSignInRow(Row):
    """A sign-in that failed; the login is a blind index, for people mistype passwords there."""

    __tablename__ = "failed_sign_ins"

    id: int = Column(BigId, primary_key=True)
    login_index: str = Column(String(64), nullable=False, index=True)
    at: datetime = moment(index=True)
