"""The audit log: entries that can be added to, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, String

from first_step.store.tables.base import CODE_LENGTH, ID_LENGTH, Row, mapped, moment


@mapped
class AuditRow(Row):
    """Who did what to which record. hash: keyed, over this entry and the hash before it."""

    __tablename__ = "audit"

    seq: int = Column(Integer, primary_key=True, autoincrement=False)
    at: datetime = moment()
    actor: str = Column(String(ID_LENGTH), nullable=False)
    event: str = Column(String(CODE_LENGTH), nullable=False)
    about: str = Column(String(ID_LENGTH), nullable=False, index=True)
    details: dict[str, Any] = Column(JSON, nullable=False)
    hash: str = Column(String(64), nullable=False)


@mapped
class AuditHeadRow(Row):
    """The one row that says where the chain ends; writers take turns by locking it."""

    __tablename__ = "audit_head"

    id: int = Column(Integer, primary_key=True, autoincrement=False)
    seq: int = Column(Integer, nullable=False)
    hash: str = Column(String(64), nullable=False)
