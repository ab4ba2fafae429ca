"""What becomes of a claimed turn in the database: answered, put off, or given up.

Everything here blocks and runs in a thread. Each outcome is one write transaction, and stores
nothing when the turn is no longer this worker's or staff hold the conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from first_step.content.labels import TOPICS
from first_step.reception.rasa_client import RasaAnswer, RasaReply
from first_step.reception.review import keep_for_review
from first_step.reception.turn_counts import count_given_up, count_turn
from first_step.reception.waiting_room import ABOUT_PEOPLE, enter
from first_step.reception.words import AWAY, CARDS, CRISIS_CHECK, NOT_ANSWERED, WAKING_UP, Words
from first_step.store import alerts, conversations, messages, review_items, turns
from first_step.store.database import Database, Session
from first_step.store.messages import Message
from first_step.store.turns import BotReply, Turn

_BACK_OFF_SECONDS = (1.0, 2.0, 4.0, 8.0)
_THEN_EVERY_SECONDS = 10.0
# How far back it is looked for whether this outage was told of already.
_LOOK_BACK = 30
# What the bot says when it asks back or gives up, and what a content owner reads of that.
_TO_REVIEW: Mapping[str, review_items.Kind] = {
    "fallback/clarify": "clarified",
    "fallback/menu": "not_understood",
    "fallback/person": "not_understood",
}
_OUTAGE = (AWAY, WAKING_UP)


@dataclass(frozen=True)
class Kept:
    """An answer was handed in. counted: whether it was stored. next: the next turn, claimed."""

    counted: bool
    next: Turn | None


@dataclass(frozen=True)
class PutOff:
    """A turn will be tried again. told: whether the visitor was told anything just now."""

    seconds: float
    told: bool


class TurnOutcomes:
    """The turns of one worker."""

    def __init__(
        self,
        database: Database,
        words: Words,
        clock: Callable[[], datetime],
        worker: str,
        lease_seconds: float,
    ) -> None:
        """Keep the worker's name and for how long a turn is its own."""
        self._database = database
        self._words = words
        self._clock = clock
        self._worker = worker
        self._lease = lease_seconds
        self._rasa_has_answered = False

    def claim(self) -> Turn | None:
        """Return the next turn to answer, None when there is none; raises StoreError."""
        with self._database.write() as session:
            return turns.claim(session, self._worker, self._clock(), self._lease)

    def keep(self, turn: Turn, answer: RasaAnswer) -> Kept:
        """Store the replies of a turn and claim the next one with it. Raises StoreError."""
        self._rasa_has_answered = True
        now = self._clock()
        with self._database.write() as session:
            fresh = self._true_about_people(session, turn, answer)
            replies = [BotReply(reply.text, reply.buttons, reply.answer) for reply in fresh]
            counted = turns.answer(session, turn, self._worker, replies, now) is not None
            if counted:
                _mark(session, turn, answer, [reply.answer for reply in fresh], now)
                _keep_to_review(session, turn, answer, now)
            # One transaction for both: committing is what takes the time.
            following = turns.claim(session, self._worker, now, self._lease)
            if counted:
                count_turn(session, turn, answer, [reply.answer for reply in fresh], now)
        return Kept(counted, following)

    def _true_about_people(
        self, session: Session, turn: Turn, answer: RasaAnswer
    ) -> Sequence[RasaReply]:
        """Return the replies to store; who asked for a person waits, and hears what is true now.

        The dialogue knows neither who is at the desk nor whether anybody is.
        """
        fresh = _not_given_yet(session, turn, answer.replies)
        if not any(reply.answer in ABOUT_PEOPLE for reply in fresh):
            return fresh
        if conversations.holder(session, turn.conversation) != "bot":
            return fresh  # staff were faster, and nothing of this is stored
        shown = enter(session, self._words, turn.conversation, self._clock())
        true = RasaReply(shown.answer, shown.text, shown.buttons)
        return [
            true if reply.answer in ABOUT_PEOPLE and reply.answer != true.answer else reply
            for reply in fresh
        ]

    def put_off(self, turn: Turn) -> PutOff | None:
        """Put a turn back and tell the visitor once in an outage; None when it was not ours.

        Raises StoreError.
        """
        now, seconds = self._clock(), back_off(turn.attempt)
        with self._database.write() as session:
            later = now + timedelta(seconds=seconds)
            if not turns.fail(session, turn, self._worker, now, later):
                return None
            notices = self._notices(session, turn)
            self._tell(session, turn, notices, now)
        return PutOff(seconds, bool(notices))

    def give_up(self, turn: Turn) -> bool:
        """End a turn that Rasa cannot answer, and say so; return False when it was not ours.

        Raises StoreError.
        """
        now = self._clock()
        with self._database.write() as session:
            if not turns.give_up(session, turn, self._worker, now):
                return False
            check = [CRISIS_CHECK] if _needs_check(session, turn, ()) else []
            self._tell(session, turn, [*check, NOT_ANSWERED], now)
            count_given_up(session, turn, now)
        return True

    def _notices(self, session: Session, turn: Turn) -> list[str]:
        """Return what to tell while Rasa is away: the gentle check, and the outage once."""
        if any(answer in CARDS for answer in _crisis_given(session, turn)):
            return []  # nothing may push the card out of sight
        since = _since_bot_spoke(messages.latest(session, turn.conversation, _LOOK_BACK))
        notices = [CRISIS_CHECK] if _needs_check(session, turn, since) else []
        if not any(answer in _OUTAGE for answer in since):
            notices.append(AWAY if self._rasa_has_answered else WAKING_UP)
        return notices

    def _tell(self, session: Session, turn: Turn, answers: Sequence[str], now: datetime) -> None:
        for answer in answers:
            shown = self._words.wording(answer)
            messages.add_reply(
                session,
                turn.conversation,
                "system",
                shown.text,
                shown.buttons,
                shown.answer,
                now,
                reply_to=turn.seqs[-1],
            )


def back_off(attempt: int) -> float:
    """Return the seconds to wait after the attempt of this number, 1 being the first."""
    if attempt <= len(_BACK_OFF_SECONDS):
        return _BACK_OFF_SECONDS[max(attempt, 1) - 1]
    return _THEN_EVERY_SECONDS


def _not_given_yet(
    session: Session, turn: Turn, replies: Sequence[RasaReply]
) -> Sequence[RasaReply]:
    """Return the replies without those about danger that stand there already."""
    if not any(reply.answer.startswith("crisis/") for reply in replies):
        return replies
    given = _crisis_given(session, turn)
    return [reply for reply in replies if reply.answer not in given]


def _crisis_given(session: Session, turn: Turn) -> set[str]:
    """Return the answers about danger that the messages of this turn got already."""
    replies = (
        reply for seq in turn.seqs for reply in messages.replies_to(session, turn.conversation, seq)
    )
    return {
        reply.answer for reply in replies if reply.answer and reply.answer.startswith("crisis/")
    }


def _needs_check(session: Session, turn: Turn, since: Sequence[str]) -> bool:
    """Return whether the gentle check is due, which Rasa would have asked."""
    band = (turn.crisis or {}).get("band")
    return (
        band == "check"
        and CRISIS_CHECK not in since
        and CRISIS_CHECK not in _crisis_given(session, turn)
    )


def _since_bot_spoke(recent: Sequence[Message]) -> list[str]:
    """Return the answers that the system gave since the bot last answered something itself."""
    since: list[str] = []
    for message in reversed(recent):
        if message.sender == "bot" and message.answer not in CARDS:
            break
        if message.sender == "system" and message.answer:
            since.append(message.answer)
    return since


def _mark(
    session: Session, turn: Turn, answer: RasaAnswer, fresh: Sequence[str], now: datetime
) -> None:
    """Keep what the answer shows about the conversation: who may see it, and for how long."""
    topic = next((name for name in fresh if name in TOPICS), None)
    conversations.note_state(session, turn.conversation, topic, fresh[-1] if fresh else None)
    understood = any(not reply.answer.startswith("fallback/") for reply in answer.replies)
    if answer.label == "request_human" and understood:
        conversations.mark(session, turn.conversation, "asked_for_person", now)
    for name in fresh:
        # Danger that shows only in several messages together, or in a reply to a card.
        if name in CARDS:
            conversations.mark(session, turn.conversation, "in_danger", now)
            _alert(session, turn, name, "act", now)
        elif name == CRISIS_CHECK and turn.crisis is None:
            _alert(session, turn, name, "check", now)


def _keep_to_review(session: Session, turn: Turn, answer: RasaAnswer, now: datetime) -> None:
    """Keep the masked words of a turn that was not understood, if the visitor agreed to that."""
    kinds = [_TO_REVIEW[each.answer] for each in answer.replies if each.answer in _TO_REVIEW]
    conversation = conversations.get(session, turn.conversation)
    if not kinds or turn.payload or conversation is None or not conversation.review_consent_at:
        return
    keep_for_review(
        session,
        turn.conversation,
        turn.seq,
        turn.text,
        kinds[0],
        now,
        label=answer.label,
        confidence=answer.confidence,
    )


def _alert(session: Session, turn: Turn, answer: str, band: str, now: datetime) -> None:
    kind = answer.removeprefix("crisis/").removesuffix("_acted")
    label = None if answer == CRISIS_CHECK else f"crisis_{kind}"
    alerts.raise_alert(
        session, turn.conversation, label, band, {"patterns": ["dialogue"], "answer": answer}, now
    )
