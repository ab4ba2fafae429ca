"""Mixed traffic for a soak: visitors who ask, ask for a call or are in danger, all counted."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy.exc import DatabaseError

from benchmarks.kill_counts import notices
from benchmarks.kills_real import ANSWER_LIMIT_S, ANSWERS, OPENING, Visitor
from benchmarks.rows import rows
from benchmarks.turns import QUESTIONS

IN_DANGER = "hes gone blue and i cant wake him"
# People think before they write; without this one machine would only measure itself.
_THINKS_S = (0.2, 1.5)
_TOLD = 120  # characters of what was said last to a message that was never taken
_KINDS = ("asks", "asks", "asks for a call", "asks for a call", "is in danger")


@dataclass
class Traffic:
    """Visitors in threads until `stop`. seen: what became of them, counted."""

    url: str
    visitors: int
    seed: int
    seen: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    talks: list[Visitor] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make what the threads share."""
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(random.Random(self.seed + number),))
            for number in range(self.visitors)
        ]

    def start(self) -> None:
        """Let the visitors come."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish the conversation they are in, and return then."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, chance: random.Random) -> None:
        while not self._over.is_set():
            kind = chance.choice(_KINDS)
            try:
                visitor = Visitor(self.url)
            except (httpx.HTTPError, KeyError, ValueError):
                self._count("could not open a conversation")
                time.sleep(1)
                continue
            with self._lock:
                self.talks.append(visitor)
            try:
                getattr(self, "_" + kind.replace(" ", "_"))(visitor, chance)
                self._count(kind)
            except RuntimeError as error:
                self._count(str(error)[:_TOLD])
            visitor.close()

    def _asks(self, visitor: Visitor, chance: random.Random) -> None:
        for text in chance.sample(QUESTIONS, 3):
            self._turn(visitor, text, chance)

    def _asks_for_a_call(self, visitor: Visitor, chance: random.Random) -> None:
        wanted = OPENING
        for _ in range(2 * len(ANSWERS)):
            answered = self._turn(visitor, wanted, chance)
            if answered.startswith("flow/recorded"):
                self._count("told of a record")
                return
            wanted = ANSWERS.get(answered, OPENING)
        self._count("never told of a record")

    def _is_in_danger(self, visitor: Visitor, chance: random.Random) -> None:
        self._turn(visitor, chance.choice(QUESTIONS), chance)
        helped = visitor.cries_out(IN_DANGER)
        self._count("helped at once" if helped else "NOT HELPED AT ONCE")

    def _turn(self, visitor: Visitor, text: str, chance: random.Random) -> str:
        time.sleep(chance.uniform(*_THINKS_S))
        started = time.perf_counter()
        answered = visitor.answer(visitor.send(text))
        with self._lock:
            self.seconds.append(time.perf_counter() - started)
        self._count("answered" if answered else f"not answered within {ANSWER_LIMIT_S:.0f} s")
        return answered

    def _count(self, what: str) -> None:
        with self._lock:
            self.seen[what] += 1


def stored(database_url: str, talks: list[Visitor]) -> Counter[str]:
    """Return what the database holds against what was sent, asked past the code under test."""
    total: Counter[str] = Counter()
    said_in_all = rows(
        database_url, "SELECT conversation_id, sender, id, reply_to, answer FROM messages"
    )
    records = Counter(row[0] for row in rows(database_url, "SELECT conversation_id FROM referrals"))
    open_turns = Counter(
        row[0]
        for row in rows(database_url, "SELECT conversation_id FROM turns WHERE state <> 'answered'")
    )
    by_talk: dict[str, list[tuple[Any, ...]]] = {}
    for row in said_in_all:
        by_talk.setdefault(row[0], []).append(row[1:])
    for talk in talks:
        said = by_talk.get(talk.conversation, [])
        mine = Counter(id for sender, id, *_ in said if sender == "visitor")
        replies = Counter(
            (reply_to, answer) for sender, _, reply_to, answer in said if sender == "bot"
        )
        told = sum(1 for _, answer in replies if (answer or "").startswith("flow/recorded"))
        total["messages sent"] += len(talk.sent)
        total["messages lost"] += sum(id not in mine for id in talk.sent)
        total["messages doubled"] += sum(many > 1 for many in mine.values())
        total["replies doubled"] += sum(many > 1 for many in replies.values())
        total["never answered"] += open_turns[talk.conversation]
        total["records"] += records[talk.conversation]
        total["records doubled"] += records[talk.conversation] > 1
        total["told of a record without one"] += told > 0 and not records[talk.conversation]
    return total + notices(database_url)


def waiting_turns(database_url: str) -> int:
    """Return how many turns are not settled, -1 while the database cannot be asked."""
    try:
        statement = "SELECT count(*) FROM turns WHERE state IN ('waiting', 'asked')"
        return int(rows(database_url, statement)[0][0])
    except DatabaseError:
        return -1
