"""The few replies that the front door gives itself: danger, outages, refusals."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from first_step.admissions.opening_hours import OpeningHours
from first_step.content.library import Library

_log = logging.getLogger(__name__)

AWAY = "system/away"
WAKING_UP = "system/waking_up"
NOT_KEPT = "system/not_kept"
NOT_SEEN_YET = "system/not_seen_yet"
NOT_ANSWERED = "system/not_answered"
CRISIS_CHECK = "crisis/check"
CRISIS_NUMBERS = "crisis/numbers"
SUICIDE_ACTED = "crisis/suicide_acted"
# Help that is shown before anything else is asked (facts 4d).
CARDS = (
    "crisis/suicide",
    "crisis/overdose",
    "crisis/medical",
    "crisis/danger",
    SUICIDE_ACTED,
)
REFUSALS = (
    "system/bad_message",
    "system/bad_token",
    "system/not_found",
    "system/not_offered",
    "system/out_of_order",
    "system/too_long",
    "system/too_many",
)
# Said on channels beside the website; one of them by the name of each channel.
ON_CHANNELS = (
    "channel/how_to_choose",
    "channel/not_words",
    "channel/stopped",
    "channel/started",
    "channel/help",
    "channel/telegram",
    "channel/whatsapp",
    "channel/sms",
    "channel/messenger",
)
WAITING = "handoff/waiting"
NOBODY_FREE = "handoff/nobody_free"
CLOSED = "handoff/closed_hours"
HOURS_UNKNOWN = "handoff/hours_unknown"
STILL_WAITING = "handoff/still_waiting"
JOINED = "handoff/joined"
TYPING = "handoff/typing"
HANDED_BACK = "system/handed_back"
_NEEDED = (
    *(WAITING, NOBODY_FREE, CLOSED, HOURS_UNKNOWN, STILL_WAITING),
    *(AWAY, WAKING_UP, NOT_KEPT, NOT_SEEN_YET, NOT_ANSWERED, CRISIS_CHECK),
    CRISIS_NUMBERS,
    *CARDS,
    *REFUSALS,
    *ON_CHANNELS,
)


@dataclass(frozen=True)
class Wording:
    """A reply ready to be shown. buttons: (title, payload)."""

    answer: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class CurrentLibrary(Protocol):
    """Gives the library as it stands now; `LiveLibrary` is one."""

    def current(self) -> Library:
        """Return the library."""
        ...


class Words:
    """Renders the front door's own replies; holds the last good wording of each.

    Raises ContentError when made while one of them is missing, never afterwards.
    """

    def __init__(self, library: CurrentLibrary) -> None:
        """Render every reply once, so that none can be found missing in an emergency."""
        self._library = library
        self._last_good = {answer: self._render(answer) for answer in _NEEDED}
        for answer in (JOINED, TYPING, HANDED_BACK):
            self.naming(answer, "Sam")

    def wording(self, answer: str) -> Wording:
        """Return one of the front door's own replies; raises KeyError for any other."""
        try:
            self._last_good[answer] = self._render(answer)
        except Exception as error:
            # Whatever an edit of content/ broke, somebody may be waiting for these very words.
            _log.error("wording of %s is damaged: %s", answer, type(error).__name__)
        return self._last_good[answer]

    def naming(self, answer: str, name: str) -> Wording:
        """Return words that name a member of staff; raises ContentError when they are damaged."""
        return self._render(answer, name=name)

    def opening_hours(self) -> OpeningHours:
        """Return when the team works, which may be unknown; raises ContentError."""
        return self._library.current().opening_hours()

    def _render(self, answer: str, **variables: str) -> Wording:
        library = self._library.current()
        buttons = tuple((button.title, button.payload) for button in library.buttons(answer))
        return Wording(answer, library.render(answer, **variables), buttons)
