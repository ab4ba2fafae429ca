"""Takes one message in: looks for danger, stores it with its turn, answers danger at once.

Everything here blocks and runs in a thread. Danger is read before the database is written, so
that help travels in the reply even when nothing can be stored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.errors import JournalError, NotFound, NotOffered, StoreError
from first_step.reception.danger import Heard, Reader, card_for, find_danger, hear
from first_step.reception.gentle_check import check_would_wait
from first_step.reception.incoming import Incoming
from first_step.reception.journal import Journal, Kept
from first_step.reception.metrics import Metrics
from first_step.reception.raising import raise_request
from first_step.reception.words import (
    CARDS,
    CRISIS_CHECK,
    CRISIS_NUMBERS,
    NOT_KEPT,
    NOT_SEEN_YET,
    Wording,
    Words,
)
from first_step.store import alerts, conversations, messages, turns, waiting
from first_step.store.database import Database, Session
from first_step.store.messages import Message
from first_step.understanding.crisis import CrisisDecision

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# How far back the title of a tapped button is looked for, and how many of the visitor's own
# messages are read together with a new one.
_LOOK_BACK = 40
_BEFORE = 3


@dataclass(frozen=True)
class Receipt:
    """A message is stored.

    seq: its number. replies: the crisis card that was stored with it, if any, or the gentle
    check where the dialogue cannot ask it soon.
    repeated: the same id had been stored before.
    """

    seq: int
    replies: tuple[Message, ...]
    repeated: bool


@dataclass(frozen=True)
class NotKept:
    """A message is not in the database, at most in the journal.

    replies: what to show all the same, the card first and the truth about the message last.
    in_journal: whether it will be stored once the database is back.
    """

    replies: tuple[Wording, ...]
    in_journal: bool


@dataclass(frozen=True)
class _Known:
    """What the database said before a message.

    exists: whether the conversation does. before: the visitor's last texts, oldest first.
    title: of the tapped button, "" when nothing was tapped.
    """

    exists: bool
    before: tuple[str, ...] = ()
    title: str = ""


class Intake:
    """Takes messages in; safe to share between threads."""

    def __init__(
        self,
        database: Database,
        reader: Reader,
        words: Words,
        metrics: Metrics,
        clock: Clock,
        journal: Journal,
    ) -> None:
        """Keep what is needed to read, store and answer."""
        self._journal = journal
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
        kept = Kept(conversation, incoming, channel, may_create)
        try:
            known = self._find(kept)
        except StoreError:
            return self._not_kept(kept, find_danger(self._reader, incoming))
        heard = hear(self._reader, incoming, known.before)
        try:
            return self._write(kept, known, heard)
        except StoreError:
            return self._not_kept(kept, heard.decision)

    def store(self, kept: Kept) -> Receipt:
        """Return what became of a message of the journal, which only the database will do for.

        Raises NotFound, NotOffered, or StoreError; then the message may be stored all the same,
        and storing it again is harmless.
        """
        known = self._find(kept)
        return self._write(kept, known, hear(self._reader, kept.incoming, known.before))

    def shows_card(self, incoming: Incoming) -> bool:
        """Return whether a message by itself calls for a crisis card."""
        return card_for(find_danger(self._reader, incoming), incoming) is not None

    def help_for_too_long(self, conversation: str, incoming: Incoming) -> tuple[Wording, ...]:
        """Return the card for a message too long to be taken, and alert staff, if it is danger."""
        decision = find_danger(self._reader, incoming)
        if decision.band == "none":
            return ()
        self._count_danger(decision)
        try:
            with self._database.write() as session:
                _alert(session, conversation, decision, self._clock())
        except (StoreError, NotFound):
            pass  # the card is shown whether or not staff can be told
        card = card_for(decision, incoming)
        return (self._words.wording(card),) if card else ()

    def help_unkept(self, incoming: Incoming) -> tuple[Wording, ...]:
        """Return what to show for a message that its sender will hand in again later."""
        decision = find_danger(self._reader, incoming)
        self._count_danger(decision)
        help_first = card_for(decision, incoming) or decision.answer
        answers = [help_first, NOT_KEPT] if help_first else [NOT_KEPT]
        return tuple(self._words.wording(answer) for answer in answers)

    def _find(self, kept: Kept) -> _Known:
        """Return what is known before a message; raises NotFound, NotOffered or StoreError."""
        known = self._look_up(kept.conversation, kept.incoming)
        if not (known.exists or kept.unrecorded):
            raise NotFound("no such conversation")
        if not known.exists and kept.incoming.payload is not None:
            raise NotOffered("nothing was offered yet")
        return known

    def _write(self, kept: Kept, known: _Known, heard: Heard) -> Receipt:
        """Store a message and count it; raises StoreError."""
        with self._database.write() as session:
            if not known.exists:
                _make_sure(session, kept.conversation, kept.channel, self._clock())
            receipt = self._store(session, kept.conversation, kept.incoming, known.title, heard)
        self._count(kept.incoming, heard.decision, receipt)
        return receipt

    def _look_up(self, conversation: str, incoming: Incoming) -> _Known:
        with self._database.read() as session:
            if conversations.get(session, conversation) is None:
                return _Known(exists=False)
            if incoming.payload is None:
                said = messages.latest(session, conversation, _BEFORE, "visitor")
                before = (message.text for message in said if message.payload is None)
                return _Known(True, before=tuple(before))
            if not messages.offered(session, conversation, incoming.payload):
                raise NotOffered("this conversation was not offered that")
            recent = messages.latest(session, conversation, _LOOK_BACK)
            return _Known(True, title=_title(recent, incoming.payload))

    def _store(
        self,
        session: Session,
        conversation: str,
        incoming: Incoming,
        title: str,
        heard: Heard,
    ) -> Receipt:
        now = self._clock()
        message, repeated = messages.add_visitor_message(
            session, conversation, incoming.id, incoming.text or title, incoming.payload, now
        )
        if repeated:
            return Receipt(message.seq, _cards(session, conversation, message.seq), True)
        became_urgent = self._tell_staff(session, conversation, incoming, heard, now)
        decision = heard.decision
        # A tap says to Rasa itself what it means.
        handed_on = decision.band != "none" and incoming.payload is None
        crisis = decision.as_dict() if handed_on else None
        with_bot = turns.queue(session, conversation, message.seq, crisis, now)
        help_first = card_for(decision, incoming)
        waits = with_bot and check_would_wait(session, conversation, message.seq, decision)
        without_card = CRISIS_CHECK if waits else CRISIS_NUMBERS if became_urgent else None
        answer = help_first or without_card
        if answer is None:
            return Receipt(message.seq, (), False)
        shown = self._words.wording(answer)
        # While staff hold the conversation the bot is silent: the card comes from the system.
        reply = messages.add_reply(
            session,
            conversation,
            "bot" if with_bot and help_first else "system",
            shown.text,
            shown.buttons,
            shown.answer,
            now,
            reply_to=message.seq,
        )
        return Receipt(message.seq, (reply,), False)

    def _tell_staff(
        self,
        session: Session,
        conversation: str,
        incoming: Incoming,
        heard: Heard,
        now: datetime,
    ) -> bool:
        """Put before staff what the message says; return whether a request became urgent by it.

        They are to know at once, whatever becomes of the bot's answer.
        """
        decision = heard.decision
        if decision.band != "none":
            _alert(session, conversation, decision, now)
        if incoming.payload == _ASKS_FOR_PERSON:
            conversations.mark(session, conversation, "asked_for_person", now)
            waiting.start(session, conversation, now)
        if card_for(decision, incoming) is not None:
            conversations.mark(session, conversation, "in_danger", now)
        return raise_request(session, conversation, heard, self._words.opening_hours, now)

    def _not_kept(self, kept: Kept, decision: CrisisDecision) -> NotKept:
        truth = self._into_journal(kept)
        self._count_danger(decision)
        # Where nothing is stored no dialogue follows: the gentle check is asked here and now.
        help_first = card_for(decision, kept.incoming) or decision.answer
        answers = [help_first, truth] if help_first else [truth]
        shown = tuple(self._words.wording(answer) for answer in answers)
        return NotKept(shown, truth == NOT_SEEN_YET)

    def _into_journal(self, kept: Kept) -> str:
        """Return the answer that is true of a message that the database refused (facts P14)."""
        self._metrics.messages.labels("not_kept").inc()
        try:
            new = self._journal.keep(kept)
        except JournalError as error:
            _log.error("a message is lost unless it is sent again: %s", error)
            self._metrics.journal.labels("refused").inc()
            return NOT_KEPT
        if new:
            self._metrics.journal.labels("kept").inc()
        return NOT_SEEN_YET

    def _count(self, incoming: Incoming, decision: CrisisDecision, receipt: Receipt) -> None:
        how = "typed" if incoming.payload is None else "tapped"
        self._metrics.messages.labels("repeated" if receipt.repeated else how).inc()
        if not receipt.repeated:
            self._count_danger(decision)

    def _count_danger(self, decision: CrisisDecision) -> None:
        if decision.band != "none":
            self._metrics.danger.labels(decision.band, decision.label or "none").inc()


_ASKS_FOR_PERSON = "label:request_human"


def _make_sure(session: Session, conversation: str, channel: str, now: datetime) -> None:
    """Create the conversation unless another of its first messages just did."""
    if conversations.get(session, conversation) is None:
        conversations.create(session, conversation, channel, now)


def _alert(session: Session, conversation: str, decision: CrisisDecision, now: datetime) -> None:
    explanation = {"patterns": list(decision.patterns), "probability": decision.probability}
    alerts.raise_alert(session, conversation, decision.label, decision.band, explanation, now)


def _cards(session: Session, conversation: str, seq: int) -> tuple[Message, ...]:
    replies = messages.replies_to(session, conversation, seq)
    return tuple(reply for reply in replies if reply.answer in CARDS)


def _title(recent: Sequence[Message], payload: str) -> str:
    """Return the words on the button that was tapped last time it was offered."""
    for message in reversed(recent):
        for title, offered in message.buttons:
            if offered == payload:
                return title
    return payload
