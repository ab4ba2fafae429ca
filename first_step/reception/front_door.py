"""The parts of the front door in one place, as the API, the channels and the desk use them."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.errors import StoreError
from first_step.reception.channels.website.events import PAGE
from first_step.reception.incoming import Incoming
from first_step.reception.intake import Intake, NotKept, Receipt
from first_step.reception.limits import Limits
from first_step.reception.metrics import Metrics
from first_step.reception.presence import Presence
from first_step.reception.streams import Streams
from first_step.reception.threads import Threads
from first_step.reception.tokens import Claim, Tokens
from first_step.reception.words import Wording, Words
from first_step.store import conversations, messages
from first_step.store.conversations import Conversation
from first_step.store.database import Database
from first_step.store.messages import Message

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """A new conversation and the token that opens it."""

    conversation: str
    token: str


class FrontDoor:
    """Opens conversations, takes messages in, reads them back; all of it off the event loop."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        words: Words,
        tokens: Tokens,
        limits: Limits,
        metrics: Metrics,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep the parts. `streams` is made here; who wants to know of new turns sets `on_turn`."""
        self.words = words
        self.tokens = tokens
        self.limits = limits
        self.metrics = metrics
        self.clock = clock
        self.on_turn: Callable[[], None] = _nobody
        self.on_stored: Callable[[str], None] = _nowhere
        # Set where a channel beside the website is on: what was stored may have to be sent.
        self.on_reply: Callable[[], None] = _nobody
        self._database = database
        self._intake = intake
        # Taking in has threads of its own: help in danger must not wait for readers.
        self._taking_in = Threads("intake", 8)
        self._reading = Threads("reading", 8)
        self.streams = Streams(self._last_seqs)
        self.presence = Presence(self.streams, self.announce)
        metrics.watch_streams(lambda: len(self.streams))

    async def open(self, channel: str) -> Opened:
        """Return a new conversation; while the database is away, one that is stored later."""
        conversation = secrets.token_hex(16)
        try:
            await self._reading.run(self._create, conversation, channel)
        except StoreError as error:
            _log.warning("a conversation is given out unrecorded: %s", type(error).__name__)
            return Opened(conversation, self.tokens.issue(conversation, unrecorded=True))
        return Opened(conversation, self.tokens.issue(conversation))

    async def receive(self, claim: Claim, incoming: Incoming, channel: str) -> Receipt | NotKept:
        """Take one message in and let the bot know; raises NotFound or NotOffered."""
        outcome = await self._taking_in.run(
            self._intake.receive,
            claim.conversation,
            incoming,
            channel,
            may_create=claim.unrecorded,
        )
        if isinstance(outcome, Receipt):
            self.presence.visitor_sent(claim.conversation)
            self.stored(claim.conversation)
        return outcome

    def shows_card(self, incoming: Incoming) -> bool:
        """Return whether a message by itself calls for a crisis card; it blocks."""
        return self._intake.shows_card(incoming)

    async def help_for_too_long(self, claim: Claim, incoming: Incoming) -> tuple[Wording, ...]:
        """Return what to show for a message too long to be taken in."""
        return await self._taking_in.run(
            self._intake.help_for_too_long, claim.conversation, incoming
        )

    async def help_unkept(self, incoming: Incoming) -> tuple[Wording, ...]:
        """Return what to show for a message that its sender will hand in again later."""
        return await self._taking_in.run(self._intake.help_unkept, incoming)

    async def find(self, conversation: str) -> Conversation | None:
        """Return a conversation, None when there is none; raises StoreError."""
        return await self._reading.run(self._get, conversation)

    async def let_learn(self, conversation: str, given: bool, words: str) -> Conversation:
        """Keep whether messages may be learnt from (facts P11) and return what then holds.

        words: what the visitor read. In danger a yes is not taken. Raises NotFound, StoreError.
        """
        return await self._taking_in.run(self._let_learn, conversation, given, words)

    async def read_after(self, conversation: str, seq: int) -> Sequence[Message]:
        """Return up to 200 messages after number `seq`, in order; raises StoreError."""
        return await self._reading.run(self._after, conversation, seq)

    def stored(self, conversation: str) -> None:
        """Tell the streams and the bot that a message was stored; on the event loop."""
        self.announce(conversation)
        self.on_turn()

    def announce(self, conversation: str) -> None:
        """Tell the streams of a conversation that something was stored; on the event loop."""
        self.streams.announce(conversation)
        self.on_stored(conversation)
        self.on_reply()

    def heard(self, conversation: str) -> None:
        """Let the streams know of what another process stored; on the event loop."""
        self.streams.announce(conversation)

    def close(self) -> None:
        """Let the threads end."""
        self._taking_in.close()
        self._reading.close()

    def _create(self, conversation: str, channel: str) -> None:
        with self._database.write() as session:
            conversations.create(session, conversation, channel, self.clock())

    def _get(self, conversation: str) -> Conversation | None:
        with self._database.read() as session:
            return conversations.get(session, conversation)

    def _let_learn(self, conversation: str, given: bool, words: str) -> Conversation:
        read = hashlib.sha256(words.encode()).hexdigest()
        with self._database.write() as session:
            return conversations.set_review_consent(
                session, conversation, given, self.clock(), read
            )

    def _after(self, conversation: str, seq: int) -> Sequence[Message]:
        with self._database.read() as session:
            return messages.after(session, conversation, seq, PAGE)

    async def _last_seqs(self, ids: Collection[str]) -> Mapping[str, int]:
        return await self._reading.run(self._read_last_seqs, ids)

    def _read_last_seqs(self, ids: Collection[str]) -> Mapping[str, int]:
        with self._database.read() as session:
            return conversations.last_seqs(session, ids)


def _nobody() -> None:
    """Nobody wants to know."""


def _nowhere(conversation: str) -> None:
    """There is no other process to tell."""
