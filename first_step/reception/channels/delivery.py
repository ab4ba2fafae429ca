"""Sends what waits for visitors on other channels: in order, once, again after a failure."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from first_step.admissions.errors import ChannelError, FirstStepError
from first_step.reception.channels.channel import FORGET_AFTER, Channel, Sent
from first_step.reception.channels.rendering import Part, parts_of
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.reception.words import CARDS, Words
from first_step.store import channel_identities, deliveries, messages
from first_step.store.channel_identities import Outgoing
from first_step.store.database import Database, Session
from first_step.store.messages import Message

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
AT_ONCE = 8
# Renewed before every part: longer than any provider is waited for (20 s), with room to note it.
LEASE_SECONDS = 60.0
# 2 s, 4 s, 8 s ... at most ten minutes apart: about two hours in all.
FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 600.0
MOST_ATTEMPTS = 20
# More messages than a day's segments can pay for.
_MOST_A_DAY = 2_000
OUTSIDE_WINDOW = "outside_window"
HOW_TO_CHOOSE = "channel/how_to_choose"


class Delivery:
    """The sender of one process; any number may run on one database."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        words: Words,
        threads: Threads,
        metrics: Metrics,
        clock: Callable[[], datetime],
        worker: str,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """Keep what is needed. `draw` gives a number from 0 to 1, for the jitter."""
        self._database = database
        self._channels = channels
        self._words = words
        self._threads = threads
        self._metrics = metrics
        self._clock = clock
        self._worker = worker
        self._draw = draw
        self._news = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look now; call it on the event loop."""
        self._news.set()

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            while True:
                while len(self._running) < AT_ONCE and await self._begin_next():
                    pass
                await self._wait()
        finally:
            for task in self._running:
                task.cancel()

    async def send_next(self) -> bool:
        """Send what waits for one visitor; return False when nothing does. Raises StoreError."""
        outgoing = await self._threads.run(self._claim)
        if outgoing is not None:
            await self._send(outgoing)
        return outgoing is not None

    async def _begin_next(self) -> bool:
        try:
            outgoing = await self._threads.run(self._claim)
        except Exception as error:
            _log.warning("messages to send cannot be claimed: %s", type(error).__name__)
            return False
        if outgoing is None:
            return False
        task = asyncio.create_task(self._send_safely(outgoing))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return True

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._news.set()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), LOOK_EVERY_SECONDS)
        except asyncio.TimeoutError:
            return
        self._news.clear()

    def _claim(self) -> Outgoing | None:
        with self._database.write() as session:
            return channel_identities.claim(session, self._worker, self._clock(), LEASE_SECONDS)

    async def _send_safely(self, outgoing: Outgoing) -> None:
        try:
            await self._send(outgoing)
        except FirstStepError as error:
            _log.warning("messages were not sent: %s", type(error).__name__)
        except Exception as error:
            _log.error("sending stumbled: %s", type(error).__name__)

    async def _send(self, outgoing: Outgoing) -> None:
        channel = self._channels.get(outgoing.identity.channel)
        if channel is None or not outgoing.identity.address:
            await self._threads.run(self._skip, outgoing, "channel_off")
        elif outgoing.blocked:
            await self._threads.run(self._skip, outgoing, "blocked")
        elif self._clock() - outgoing.identity.last_inbound_at > FORGET_AFTER:
            await self._threads.run(self._skip, outgoing, "silent_for_a_year")
        elif self._nothing_may_go(channel, outgoing):
            await self._remind(channel, outgoing)
        else:
            await self._send_all(channel, outgoing)

    async def _send_all(self, channel: Channel, outgoing: Outgoing) -> None:
        late = self._is_over(channel.abilities.reply_window_hours, outgoing)
        for message in outgoing.messages:
            if late and message.sender != "staff":
                await self._threads.run(self._hold_one, outgoing, message)
                continue
            reason = await self._threads.run(self._kept_back, channel, outgoing, message)
            if reason is not None:
                await self._threads.run(self._give_up, outgoing, message, reason)
                continue
            try:
                if not await self._send_parts(channel, outgoing, message, late):
                    return
            except ChannelError as error:
                await self._threads.run(self._failed, outgoing, message, error)
                return
        await self._threads.run(self._all_sent, outgoing)

    async def _send_parts(
        self, channel: Channel, outgoing: Outgoing, message: Message, late: bool
    ) -> bool:
        """Send what is left of a message; return False when the visitor is no longer ours."""
        done = await self._threads.run(self._done, message)
        for number, each in enumerate(self._parts(channel, message)):
            if number in done:
                continue
            part = replace(each, late=late)
            sent = await self._send_one(channel, outgoing, message, number, part)
            if not await self._threads.run(self._note_sent, outgoing, message, number, sent):
                return False
        return True

    async def _send_one(
        self, channel: Channel, outgoing: Outgoing, message: Message, number: int, part: Part
    ) -> Sent:
        key = f"{message.conversation}-{message.seq}-{number}"
        try:
            sent = await channel.send(outgoing.identity.address, part, key)
        except ChannelError as error:
            outcome = "refused" if error.permanent else "failed"
            self._metrics.channel_messages.labels(channel.name, outcome).inc()
            raise
        self._metrics.channel_messages.labels(channel.name, "sent").inc()
        return sent

    def _nothing_may_go(self, channel: Channel, outgoing: Outgoing) -> bool:
        """Return whether the window is over for all that waits."""
        able = channel.abilities
        if not outgoing.messages or not self._is_over(able.reply_window_hours, outgoing):
            return False
        by_people = any(message.sender == "staff" for message in outgoing.messages)
        people_may = able.person_window_hours is not None and by_people
        return not people_may or self._is_over(able.person_window_hours, outgoing)

    def _is_over(self, hours: int | None, outgoing: Outgoing) -> bool:
        since = self._clock() - outgoing.identity.last_inbound_at
        return hours is not None and since > timedelta(hours=hours)

    async def _remind(self, channel: Channel, outgoing: Outgoing) -> None:
        """Outside the window: send the approved words once and hold the rest."""
        if not outgoing.reminded:
            key = f"{outgoing.identity.conversation}-{outgoing.up_to}-reminder"
            try:
                await channel.send_reminder(outgoing.identity.address, key)
            except ChannelError as error:
                await self._threads.run(self._failed, outgoing, outgoing.messages[0], error)
                return
        await self._threads.run(self._hold, outgoing)

    def _parts(self, channel: Channel, message: Message) -> list[Part]:
        how = self._words.wording(HOW_TO_CHOOSE).text
        return parts_of(message.text, message.buttons, channel.abilities, how)

    def _kept_back(self, channel: Channel, outgoing: Outgoing, message: Message) -> str | None:
        """Return why a message is not to be sent, as a code, None when it is."""
        if outgoing.identity.opted_out and message.answer not in SENT_AFTER_STOP:
            return "stopped"
        meter = channel.abilities.meter
        if meter is None or meter.most_per_day is None or message.answer in CARDS:
            return None
        with self._database.read() as session:
            since = self._clock() - timedelta(days=1)
            seqs = deliveries.sent_since(session, message.conversation, since) - {message.seq}
            first = min(seqs, default=message.seq)
            recent = messages.after(session, message.conversation, first - 1, _MOST_A_DAY)
        charged = [each for each in recent if each.seq in seqs] + [message]
        units = sum(
            meter.units(part.text) for each in charged for part in self._parts(channel, each)
        )
        return "day_limit" if units > meter.most_per_day else None

    def _done(self, message: Message) -> frozenset[int]:
        with self._database.read() as session:
            return deliveries.parts_done(session, message.conversation, message.seq)

    def _note_sent(self, outgoing: Outgoing, message: Message, part: int, sent: Sent) -> bool:
        """Note a part that was handed over; return whether to go on with the next."""
        now = self._clock()
        with self._database.write() as session:
            deliveries.keep(
                session,
                message.conversation,
                message.seq,
                part,
                outgoing.identity.channel,
                "sent",
                now,
                provider_id=sent.provider_id,
            )
            return channel_identities.renew(session, outgoing, self._worker, now, LEASE_SECONDS)

    def _give_up(self, outgoing: Outgoing, message: Message, problem: str) -> None:
        with self._database.write() as session:
            self._end(session, outgoing, message, "failed", problem)

    def _end(
        self,
        session: Session,
        outgoing: Outgoing,
        message: Message,
        state: Literal["held", "failed"],
        problem: str,
    ) -> None:
        channel, now = outgoing.identity.channel, self._clock()
        deliveries.end(session, message.conversation, message.seq, channel, state, now, problem)

    def _all_sent(self, outgoing: Outgoing) -> None:
        with self._database.write() as session:
            channel_identities.sent(session, outgoing, self._worker, outgoing.up_to, self._clock())

    def _skip(self, outgoing: Outgoing, problem: str) -> None:
        """Give up what waits, seen in the console, never silently."""
        for message in outgoing.messages:
            self._give_up(outgoing, message, problem)
        self._all_sent(outgoing)

    def _hold(self, outgoing: Outgoing) -> None:
        with self._database.write() as session:
            for message in outgoing.messages:
                self._end(session, outgoing, message, "held", OUTSIDE_WINDOW)
            channel_identities.hold(session, outgoing, self._worker, self._clock())

    def _hold_one(self, outgoing: Outgoing, message: Message) -> None:
        with self._database.write() as session:
            self._end(session, outgoing, message, "held", OUTSIDE_WINDOW)

    def _failed(self, outgoing: Outgoing, message: Message, error: ChannelError) -> None:
        """Put the message off, or give it up and go on behind it."""
        _log.warning("%s did not take a message: %s", outgoing.identity.channel, error.code)
        now = self._clock()
        if not (error.permanent or outgoing.attempt >= MOST_ATTEMPTS):
            wait = retry_seconds(outgoing.attempt, self._draw(), error.retry_after)
            with self._database.write() as session:
                until = now + timedelta(seconds=wait)
                channel_identities.put_off(session, outgoing, self._worker, error.code, until)
            return
        with self._database.write() as session:
            self._end(session, outgoing, message, "failed", error.code)
            if error.blocked:
                channel_identities.set_blocked(session, outgoing.identity, now)
            channel_identities.sent(session, outgoing, self._worker, message.seq, now)


# The last word after STOP, and what somebody in danger must get all the same.
SENT_AFTER_STOP = ("channel/stopped", *CARDS)


def retry_seconds(attempt: int, draw: float, asked: float | None) -> float:
    """Return how long to wait after an attempt: back-off with full jitter, at least as asked.

    draw: from 0 to 1. asked: seconds the provider named; believed up to the longest wait.
    """
    longest = min(FIRST_RETRY_SECONDS * 2.0 ** (attempt - 1), LONGEST_RETRY_SECONDS)
    wait = max(1.0, draw * longest)
    return float(min(max(wait, asked or 0.0), LONGEST_RETRY_SECONDS))
