"""What a turn adds to the anonymous counts by day: codes of what was asked and shown, no words.

A conversation leaves no trace in them: only a day, a channel, a code and how often.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from first_step.admissions.opening_hours import LONDON
from first_step.content.labels import LABELS, TOPICS
from first_step.reception.rasa_client import RasaAnswer
from first_step.reception.words import CARDS, CRISIS_CHECK
from first_step.store import conversations, counts, messages
from first_step.store.database import Session
from first_step.store.turns import Turn

_FLOW = "flow/"
_CLARIFY = "fallback/clarify"
_DOUBT = (_CLARIFY, "fallback/menu", "fallback/unreadable")
# Said after an answer, they say that it was not what was meant.
_UNHAPPY = ("complain", "deny")


def count_turn(
    session: Session, turn: Turn, answer: RasaAnswer, fresh: Sequence[str], now: datetime
) -> None:
    """Count an answered turn, in one statement. fresh: the ids of the replies stored with it.

    Call it last in its transaction: rows of counts are shared by all, and are locked until the end.
    """
    given = [reply.answer for reply in answer.replies]
    asked = {name for name in fresh if name.startswith(_FLOW)}
    counted = [("reading", _reading(turn, given))]
    if answer.label in LABELS and not _doubtful(given):
        counted.append(("topic", answer.label))
    counted += [("shown", name) for name in sorted(set(fresh) - asked)]
    counted += [
        ("flow_step", name.removeprefix(_FLOW)) for name in _new_steps(session, turn, asked)
    ]
    counted += [("followed_by_not_meant", name) for name in _not_meant(session, turn, answer)]
    counted += [("danger", band) for band in _bands(turn, fresh)]
    _add(session, turn, counted, now)


def count_given_up(session: Session, turn: Turn, now: datetime) -> None:
    """Count a turn that got no answer; like `count_turn`, last in its transaction."""
    counted = [("reading", "not_answered")]
    counted += [("danger", band) for band in _bands(turn, ())]
    _add(session, turn, counted, now)


def _add(session: Session, turn: Turn, counted: Sequence[tuple[str, str]], now: datetime) -> None:
    channel = conversations.channel_of(session, turn.conversation)
    if channel is not None:
        counts.add_all(session, now.astimezone(LONDON).date(), channel, counted)


def _reading(turn: Turn, given: Sequence[str]) -> str:
    """Return how a message was taken; what is tapped or fills in the form needs no reading."""
    if turn.payload is not None:
        return "tapped"
    if any(name.startswith(_FLOW) for name in given):
        return "in_form"
    if any(name.startswith("language/") for name in given):
        return "other_language"
    if _CLARIFY in given:
        return "clarified"
    return "not_understood" if _doubtful(given) or not given else "understood"


def _doubtful(given: Sequence[str]) -> bool:
    return any(name in _DOUBT for name in given)


def _new_steps(session: Session, turn: Turn, asked: set[str]) -> list[str]:
    """Return the steps of the form that this conversation had not come to before."""
    if not asked:
        return []
    return sorted(asked - messages.answers_before(session, turn.conversation, turn.seq, asked))


def _not_meant(session: Session, turn: Turn, answer: RasaAnswer) -> list[str]:
    """Return the answer about a topic that this message says was not the right one.

    It is the latest reply before this turn, and the message is a complaint or a "no", or one so
    unclear that the bot had to ask back. The labels have none that says "not what I meant".
    """
    given = [reply.answer for reply in answer.replies]
    in_form = any(name.startswith(_FLOW) for name in given)
    if in_form or not (answer.label in _UNHAPPY or (turn.payload is None and _doubtful(given))):
        return []
    latest = messages.latest_answer_before(session, turn.conversation, turn.seq)
    return [latest] if latest in TOPICS else []


def _bands(turn: Turn, fresh: Sequence[str]) -> list[str]:
    """Return the band of danger, of which a turn has at most one: the higher."""
    band = (turn.crisis or {}).get("band")
    if band == "act" or any(name in CARDS for name in fresh):
        return ["act"]
    return ["check"] if band == "check" or CRISIS_CHECK in fresh else []
