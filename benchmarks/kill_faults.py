"""Faults at named points of a run: the process dies there, or the database is gone for a while."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from first_step.admissions.errors import JournalError, RasaError, StoreUnavailable
from first_step.reception.journal import Journal, Kept
from first_step.store.database import Database, Session

KINDS = ("kill", "database", "rasa", "journal")
# A run without a fault passes about this many points.
_POINTS = 75
_LONGEST_OUTAGE = 8


class Killed(BaseException):
    """The process died; nothing may catch it but the one who starts it again."""


class Faults:
    """One fault of one run, at a random point. `fired`: where it struck, None before."""

    def __init__(self, chance: random.Random) -> None:
        self.kind = chance.choice(KINDS)
        self.fired: str | None = None
        self._left = chance.randint(1, _POINTS)
        self._outage = chance.randint(1, _LONGEST_OUTAGE) if self.kind != "kill" else 1

    def at(self, point: str) -> None:
        """Pass a point, such as "database: before commit"; raises what strikes there."""
        self._left -= 1
        if self._left > 0 or not self._outage or not self._fits(point):
            return
        self._outage -= 1
        self.fired = self.fired or point
        if self.kind == "kill":
            raise Killed
        if point.startswith("rasa"):
            raise RasaError("no answer in time")
        if point.startswith("journal"):
            raise JournalError("the disk refuses")
        raise StoreUnavailable("the connection was dropped")

    def _fits(self, point: str) -> bool:
        if self.kind == "journal":  # it is only asked while the database is away
            return not point.startswith("rasa")
        return self.kind == "kill" or point.startswith(self.kind)


class FaultyDatabase(Database):
    """A real database whose connection the faults cut."""

    def __init__(self, real: Database) -> None:
        self.__dict__.update(real.__dict__)
        self.faults: Faults | None = None

    def at(self, point: str) -> None:
        """Pass a point of the database."""
        if self.faults is not None:
            self.faults.at(f"database: {point}")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session to read, as `Database.read` does."""
        self.at("read")
        with super().read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session to write, as `Database.write` does."""
        self.at("before write")
        with super().write() as session:
            yield session
            self.at("before commit")
        self.at("after commit")


class FaultyJournal(Journal):
    """A real journal on a disk that the faults take away."""

    faults: Faults | None = None

    def keep(self, kept: Kept) -> bool:
        """Keep a message, as `Journal.keep` does."""
        self._at("journal: before")
        new = super().keep(kept)
        self._at("journal: after")
        return new

    def remove(self, name: str) -> None:
        """Forget a record, as `Journal.remove` does."""
        self._at("database: stored, before the journal forgets")
        super().remove(name)

    def _at(self, point: str) -> None:
        if self.faults is not None:
            self.faults.at(point)
