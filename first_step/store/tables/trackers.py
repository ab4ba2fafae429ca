"""Rasa's memory of each conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, String, Text

from first_step.store.tables.base import Row, mapped, moment


@mapped
class TrackerRow(Row):
    """One sealed tracker. No foreign key: Rasa's own channels have no row in conversations."""

    __tablename__ = "trackers"

    conversation_id: str = Column(String(255), primary_key=True)
    body: str = Column(Text, nullable=False)
    saved_at: datetime = moment(index=True)
