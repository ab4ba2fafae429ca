"""What the address of the queue asks for, and the choices that lead to another part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from first_step.admissions.referral import Level, Status
from first_step.desk.visit import Visit
from first_step.desk.words import CHANNEL_NAMES, LEVEL_NAMES, STATUS_NAMES
from first_step.store.call_queue import MOST_COUNTED, Wanted

SHOWS: Mapping[str, str] = {
    "all": "All open",
    "new": "Unassigned",
    "mine": "Mine",
    "overdue": "Overdue",
}
_OVER = (Status.CLOSED, Status.WITHDRAWN)
_LARGEST_PAGE = 9_999
_CHOICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "level": ("Level", {level.value: LEVEL_NAMES[level] for level in reversed(Level)}),
    "status": ("State", {s.value: STATUS_NAMES[s] for s in Status if s not in _OVER}),
    "channel": ("Came by", CHANNEL_NAMES),
}


@dataclass(frozen=True)
class Asked:
    """What the address says; anything it should not say counts as not said. page: from 1."""

    show: str
    level: str = ""
    status: str = ""
    channel: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether a level, a state or a channel is chosen."""
        return bool(self.level or self.status or self.channel)

    def query(self, **changed: Any) -> str:
        """Return the query of the address with some of it changed, on the first page."""
        values = vars(replace(self, **{"page": 1, **changed}))
        plain = {"show": "all", "page": 1}
        return urlencode({k: v for k, v in values.items() if v and v != plain.get(k)})


@dataclass(frozen=True)
class Tab:
    """One choice above the list. count: as text, "500+" when there are more than were counted."""

    key: str
    words: str
    count: str
    query: str
    current: bool


@dataclass(frozen=True)
class Select:
    """One list to narrow by. choices: value, words, whether it is chosen."""

    name: str
    words: str
    choices: tuple[tuple[str, str, bool], ...]


def asked_of(visit: Visit) -> Asked:
    """Return what the address asks for."""
    show, page = visit.query("show"), visit.query("page")
    chosen = {name: visit.query(name) for name in _CHOICES}
    known = {name: value for name, value in chosen.items() if value in _CHOICES[name][1]}
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= 4 else 1
    return Asked(
        show=show if show in SHOWS else "all", page=min(max(number, 1), _LARGEST_PAGE), **known
    )


def wanted_of(asked: Asked, me: str, now: datetime) -> Wanted:
    """Return the condition for what is asked for."""
    return Wanted(
        assigned_to=me if asked.show == "mine" else None,
        unassigned=asked.show == "new",
        level=Level(asked.level) if asked.level else None,
        status=Status(asked.status) if asked.status else None,
        channel=asked.channel or None,
        due_by=now if asked.show == "overdue" else None,
    )


def tabs_of(asked: Asked, counts: Mapping[str, int]) -> tuple[Tab, ...]:
    """Return the tabs with how many requests each holds."""
    return tuple(
        Tab(key, words, count_words(counts[key]), asked.query(show=key), key == asked.show)
        for key, words in SHOWS.items()
    )


def selects_of(asked: Asked) -> tuple[Select, ...]:
    """Return the lists to narrow by, with what is chosen."""
    return tuple(
        Select(
            name,
            words,
            tuple((value, said, value == getattr(asked, name)) for value, said in choices.items()),
        )
        for name, (words, choices) in _CHOICES.items()
    )


def count_words(count: int) -> str:
    """Return "12", or "500+" for more than are counted."""
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"
