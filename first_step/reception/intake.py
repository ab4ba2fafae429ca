"""Takes one message in: looks for danger, stores it with its turn, answers danger at once.

Everything here blocks and runs in a thread. Danger is read before the database is written, so
that help travels in the reply even when nothing can be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.errors import NotFound, NotOffered, StoreUnavailable
from first_step.reception.danger import Reader, card_for, find_danger, payload_of
from first_step.reception.incoming import Incoming
from first_step.reception.metrics import Metrics
from first_step.reception.words import CARDS, NOT_KEPT, Wording, Words
from first_step.store import alerts, conversations, messages, turns
from first_step.store.database import Database, Session
from first_step.store.conversations import Conversation
from first_step.store.messages import Message
from first_step.understanding.crisis import CrisisDecision

Clock = Callable[[], datetime]

# How far back the visitor's earlier messages are looked for, and how many are read with a new one.
_LOOK_BACK = 12
_BEFORE = 3


@dataclass(frozen=True)
class Receipt:
    """A message is stored.

    seq: its number. replies: the crisis card that was stored with it, if any.
    queued: a turn waits for the bot. repeated: the same id had been stored before.
    """

    seq: int
    replies: tuple[Message, ...]
    queued: bool
    repeated: bool


@dataclass(frozen=True)
class NotKept:
    """A message could not be stored. replies: what to show all the same, the card first."""

    replies: tuple[Wording, ...]


@dataclass(frozen=True)
class _Known:
    """What the database said before a message: who holds the conversation, what was said."""

    conversation: Conversation | None
    before: tuple[str, ...]
    title: str


class Intake:
    """Takes messages in; safe to share between threads."""

    def __init__(
        self, database: Database, reader: Reader, words: Words, metrics: Metrics, clock: Clock
    ) -> None:
        """Keep what is needed to read, store and answer."""
        self._database = database
        self._reader = reader
        self._words = words
        self._metrics = metrics
        self._clock = clock

    def receive(
        self, conversation: str, incoming: Incoming, channel: str, *, may_create: bool = False
    ) -> Receipt | NotKept:
        """Return what became of a message; raises NotFound or NotOffered.

        Args:
            conversation: an id that the caller has proved to own.
            incoming: a message that is not too long.
            channel: name of the channel it came by.
            may_create: the id was given out while it could not be stored.
        """
        try:
            known = self._look_up(conversation, incoming)
        except StoreUnavailable:
            return self._not_kept(incoming, find_danger(self._reader, incoming))
        if known.conversation is None and not may_create:
            raise NotFound("no such conversation")
        decision = find_danger(self._reader, incoming, known.before)
        try:
            with self._database.write() as session:
                if known.conversation is None:
                    self._create(session, conversation, channel)
                receipt = self._store(session, conversation, incoming, known, decision)
        except StoreUnavailable:
            return self._not_kept(incoming, decision)
        self._count(incoming, decision, receipt)
        return receipt

    def help_for_too_long(self, conversation: str, incoming: Incoming) -> tuple[Wording, ...]:
        """Return the card for a message that is too long to be taken, if it shows danger."""
        decision = find_danger(self._reader, incoming)
        if decision.band == "none":
            return ()
        self._metrics.danger.labels(decision.band, str(decision.label)).inc()
        try:
            with self._database.write() as session:
                self._alert(session, conversation, decision)
        except (StoreUnavailable, NotFound):
            pass
        card = card_for(decision, incoming)
        return (self._words.wording(card),) if card else ()
