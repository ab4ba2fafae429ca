"""Who is typing just now, and the way from the desk to open streams; nothing of it is stored.

It lives in the memory of a process. With Redis the processes tell each other (`fan_out.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

import anyio.from_thread

from first_step.reception.streams import TYPING_SECONDS, Streams

_MOST_REMEMBERED = 2_000
# The widget tells of typing every five seconds at most, so what it told lasts a little longer.
_SEEN_FOR_SECONDS = TYPING_SECONDS + 2
# Who tells of it more often changes nothing: every telling wakes the pages of staff.
_NOTED_EVERY_SECONDS = 2.0


class Visitor(Enum):
    """What a visitor does; of staff the words tell that the visitor sees."""

    TYPES = "visitor"
    SENT = "sent"


# A visitor, or the words that say which member of staff types: empty where nobody does any more.
Typing = Visitor | str


class Presence:
    """The presence of this process; safe to share between threads."""

    def __init__(
        self,
        streams: Streams | None = None,
        stored: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the streams of visitors and who wants to know of stored messages, if any."""
        self._streams = streams
        self._stored = stored
        self._clock = clock
        self._typing: dict[str, float] = {}
        self.version = 0
        # Tells other processes, as `FanOut.tell_typing` does.
        self.tell: Callable[[str, Typing], None] = _nowhere

    def visitor_types(self, conversation: str) -> None:
        """Note that a visitor is typing, and tell other processes; on the event loop."""
        if self._note(conversation):
            self.tell(conversation, Visitor.TYPES)

    def visitor_sent(self, conversation: str) -> None:
        """Note that a visitor has sent what they typed, and tell other processes; on the loop."""
        if self._forget(conversation):
            self.tell(conversation, Visitor.SENT)

    def heard_typing(self, conversation: str, typing: Typing) -> None:
        """Note what another process told of."""
        if typing is Visitor.TYPES:
            self._note(conversation)
        elif typing is Visitor.SENT:
            self._forget(conversation)
        elif self._streams is not None:
            self._streams.say_typing(conversation, typing)

    def _note(self, conversation: str) -> bool:
        now = self._clock()
        if now - self._typing.get(conversation, -_NOTED_EVERY_SECONDS) < _NOTED_EVERY_SECONDS:
            return False
        if len(self._typing) >= _MOST_REMEMBERED:
            self._typing = {
                each: at for each, at in self._typing.items() if now - at <= _SEEN_FOR_SECONDS
            }
        if len(self._typing) >= _MOST_REMEMBERED:
            return False
        self._typing[conversation] = now
        self.version += 1
        return True

    def _forget(self, conversation: str) -> bool:
        if self._typing.pop(conversation, None) is None:
            return False
        self.version += 1
        return True

    def is_typing(self, conversation: str) -> bool:
        """Return whether the visitor typed in the last seconds."""
        at = self._typing.get(conversation)
        return at is not None and self._clock() - at <= _SEEN_FOR_SECONDS

    def staff_types(self, conversation: str, words: str) -> None:
        """Let the visitor's pages show the words; from a thread that the event loop started."""
        if self._streams is not None:
            anyio.from_thread.run_sync(self._say, conversation, words)

    def stored(self, conversation: str) -> None:
        """Let open pages know at once of what staff stored; from a thread that the loop started."""
        if self._stored is not None:
            anyio.from_thread.run_sync(self._stored, conversation)
        if self._streams is not None:
            anyio.from_thread.run_sync(self._say, conversation, "")

    def _say(self, conversation: str, words: str) -> None:
        self.heard_typing(conversation, words)
        self.tell(conversation, words)


def _nowhere(conversation: str, typing: Typing) -> None:
    """There is no other process to tell."""
