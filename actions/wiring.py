"""The concrete parts of the action server, made once and on first use.

rasa-sdk imports every module and makes actions without arguments, so they ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache

from first_step.admissions.opening_hours import OpeningHours
from first_step.content.library import Library
from first_step.content.live import LiveLibrary
from first_step.store.database import Database, open_database
from first_step.store.process_environment import process_settings


@dataclass(frozen=True)
class Parts:
    """What the actions need: the database and the words."""

    database: Database
    content: LiveLibrary

    @property
    def library(self) -> Library:
        """Return content/ as it is now."""
        return self.content.current()

    @property
    def hours(self) -> OpeningHours:
        """Return when the provider's team works, which may be unknown."""
        return self.library.opening_hours()

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(timezone.utc)


@cache
def connect() -> Parts:
    """Return the parts; raises StoreError or ContentError when they cannot be had."""
    settings = process_settings()
    return Parts(open_database(settings), LiveLibrary(settings.content_dir))
