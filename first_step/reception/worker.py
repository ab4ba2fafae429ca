"""Answers waiting turns: claims one, asks Rasa, stores what it said.

Any number of workers, in any number of processes, may run on one database. What one leaves
unfinished another claims when its lease is over.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from first_step.admissions.errors import FirstStepError, RasaError
from first_step.reception.metrics import Metrics
from first_step.reception.rasa_client import Question, RasaAnswer, RasaStumbled
from first_step.reception.threads import Threads
from first_step.reception.turn_outcomes import TurnOutcomes
from first_step.store.turns import Turn

_log = logging.getLogger(__name__)

# How often an idle worker looks for turns that another process queued, or whose lease is over.
LOOK_EVERY_SECONDS = 1.0
TURNS_AT_ONCE = 8
# A message that Rasa fails on every time must not hold up the conversation for ever.
MOST_STUMBLES = 8
# Beyond the time Rasa may take: storing the answer, another writer before us included.
LEASE_MARGIN_SECONDS = 7.0
_PATIENCE_AT_STOP_SECONDS = 5.0


class Rasa(Protocol):
    """Answers questions; `RasaClient` is one."""

    async def ask(self, question: Question) -> RasaAnswer:
        """Return the answer; raises RasaError."""
        ...


class Worker:
    """The worker of one process; answers several conversations at once, each in its order."""

    def __init__(
        self,
        rasa: Rasa,
        outcomes: TurnOutcomes,
        threads: Threads,
        announce: Callable[[str], None],
        metrics: Metrics,
    ) -> None:
        """Keep what is needed. `announce` wakes the streams of a conversation."""
        self._rasa = rasa
        self._outcomes = outcomes
        self._threads = threads
        self._announce = announce
        self._metrics = metrics
        self._news = asyncio.Event()
        # How many turns may have come since they were last looked for.
        self._due = 0
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look for one more turn now; call it on the event loop."""
        self._due = min(self._due + 1, TURNS_AT_ONCE)
        self._news.set()

    async def run(self) -> None:
        """Answer turns until cancelled; those begun are then given a few seconds to finish."""
        try:
            while True:
                more = await self._wait_for_news()
                while (self._due or more) and len(self._running) < TURNS_AT_ONCE:
                    self._due = max(self._due - 1, 0)
                    more = await self._begin_next() and more
        finally:
            await self._finish()

    async def _wait_for_news(self) -> bool:
        """Return False when somebody called `wake`, True after a second in which nobody did.

        Then there may be any number of turns: other processes store them too, leases end.
        """
        try:
            await asyncio.wait_for(self._news.wait(), LOOK_EVERY_SECONDS)
        except asyncio.TimeoutError:
            return True
        self._news.clear()
        return False

    async def _claim(self) -> Turn | None:
        try:
            return await self._threads.run(self._outcomes.claim)
        except Exception as error:
            _log.warning("turns cannot be claimed: %s", type(error).__name__)
            return None

    async def _begin_next(self) -> bool:
        """Claim a turn and begin it; return whether there was one.

        A claim that is under way when the process stops is waited for: nobody else could take
        that turn before its lease is over.
        """
        claiming = asyncio.ensure_future(self._claim())
        try:
            turn = await asyncio.shield(claiming)
        except asyncio.CancelledError:
            turn = await claiming
            if turn is not None:
                self._begin(turn)
            raise
        if turn is not None:
            self._begin(turn)
        return turn is not None

    def _begin(self, turn: Turn) -> None:
        task = asyncio.create_task(self._work_from(turn))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._due:
            self._news.set()

    async def _work_from(self, turn: Turn | None) -> None:
        """Settle a turn, and each next one that comes with the answer to the one before."""
        while turn is not None:
            conversation = turn.conversation
            try:
                turn = await self.settle(turn)
            except FirstStepError as error:
                # Nothing was stored: the turn is claimed again when its lease is over.
                _log.warning("a turn could not be settled: %s", type(error).__name__)
                turn = None
            except Exception as error:
                _log.error("a turn stumbled: %s", type(error).__name__)
                turn = None
            self._announce(conversation)

    async def settle(self, turn: Turn) -> Turn | None:
        """Return the next turn, if one was claimed together with the answer to this one."""
        try:
            answer = await self._ask(turn)
        except RasaError as error:
            await self._without_answer(turn, error)
            return None
        kept = await self._threads.run(self._outcomes.keep, turn, answer)
        self._metrics.turns.labels("answered" if kept.counted else "dropped").inc()
        return kept.next

    async def _ask(self, turn: Turn) -> RasaAnswer:
        question = Question(
            turn.conversation,
            turn.message_id,
            turn.text,
            turn.payload,
            turn.crisis,
            again=turn.attempt > 1,
            channel=turn.channel,
        )
        began = time.perf_counter()
        try:
            return await self._rasa.ask(question)
        finally:
            self._metrics.rasa_seconds.observe(time.perf_counter() - began)

    async def _without_answer(self, turn: Turn, error: RasaError) -> None:
        _log.warning("Rasa did not answer, attempt %d: %s", turn.attempt, error)
        hopeless = isinstance(error, RasaStumbled) and turn.attempt >= MOST_STUMBLES
        if error.permanent or hopeless:
            given_up = await self._threads.run(self._outcomes.give_up, turn)
            self._metrics.turns.labels("given_up" if given_up else "dropped").inc()
            return
        put_off = await self._threads.run(self._outcomes.put_off, turn)
        self._metrics.turns.labels("put_off" if put_off else "dropped").inc()
        if put_off:
            asyncio.get_running_loop().call_later(put_off.seconds, self.wake)

    async def _finish(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=_PATIENCE_AT_STOP_SECONDS)
        for task in self._running:
            task.cancel()
