"""Kill tests in one process: a contact flow and a random fault per run, and what was recorded."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from actions import wiring
from benchmarks.kill_counts import notices
from benchmarks.kill_dialogue import ANSWERS, Dialogue
from benchmarks.kill_faults import Faults, FaultyDatabase, FaultyJournal, Killed
from first_step.admissions.errors import FirstStepError
from first_step.content.live import LiveLibrary
from first_step.reception.incoming import Incoming
from first_step.reception.intake import Intake, Receipt
from first_step.reception.journal_replay import JournalReplay
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.reception.turn_outcomes import TurnOutcomes
from first_step.reception.words import Words
from first_step.reception.worker import Worker
from first_step.store import conversations, messages, referrals, turns
from first_step.store.database import open_database
from first_step.store.process_environment import process_settings
from first_step.understanding.crisis import NO_CRISIS
from first_step.understanding.reading import Reading
from first_step.web.wiring import now_utc

_MOST_TRIES = 40
_LEASE_S = 15.0


class Quiet:
    """A reader that finds no danger: this is about what is kept."""

    def read(self, text: str, before: object = ()) -> Reading:
        """Return that nothing was found."""
        return Reading((), NO_CRISIS, (), None)


class Room:
    """The parts over one real SQLite database. protect: False runs without what protects."""

    def __init__(self, folder: Path, content: Path, protect: bool = True) -> None:
        os.environ["FIRST_STEP_DATA_DIR"] = str(folder)
        os.environ["FIRST_STEP_DATABASE_URL"] = self.url = f"sqlite:///{folder}/first-step.db"
        os.environ["FIRST_STEP_CONTENT_DIR"] = str(content)
        self.database = FaultyDatabase(open_database(process_settings()))
        library = LiveLibrary(content)
        self.parts = wiring.Parts(self.database, library)
        wiring.connect = lambda: self.parts  # type: ignore[assignment]
        self.journal = FaultyJournal(folder / "journal", self.database.sealer)
        self.protect = protect
        self.words, self.threads, self.metrics = Words(library), Threads("kills", 1), Metrics()
        self._ahead = timedelta()
        self.start()

    def now(self) -> datetime:
        """Return the time of this room, which `later` moves."""
        return now_utc() + self._ahead

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += timedelta(seconds=seconds)

    def start(self) -> None:
        """Start the web process, again after it was killed."""
        self.intake = Intake(
            self.database, Quiet(), self.words, self.metrics, self.now, self.journal
        )
        self.replay = JournalReplay(
            self.journal, self.intake, self.threads, self.metrics, lambda _: None
        )
        self.outcomes = TurnOutcomes(
            self.database, self.words, self.now, secrets.token_hex(8), _LEASE_S
        )
        self.worker = Worker(
            Dialogue(self.database, self.protect),
            self.outcomes,
            _Here(),  # type: ignore[arg-type]
            lambda _: None,
            self.metrics,
        )

    def close(self) -> None:
        """Close the database."""
        self.threads.close()
        self.database.dispose()


class _Here:
    """Runs blocking work in place: one thing after the other, so that a seed repeats a run."""

    async def run(self, work: Callable[..., object], *args: object) -> object:
        return work(*args)


async def run_once(room: Room, chance: random.Random) -> Counter[str]:
    """Return what one run came to: sent, recorded, lost, doubled, and the fault's kind."""
    conversation = secrets.token_hex(16)
    with room.database.write() as session:
        conversations.create(session, conversation, "website", room.now())
    faults = Faults(chance)
    room.database.faults = room.journal.faults = faults
    patient = chance.random() < 0.5  # else the tab is closed once the journal has the message
    sent = await _talk(room, conversation, patient)
    room.database.faults = room.journal.faults = None
    await _settle_all(room)
    return _count(room, conversation, sent, faults)


async def _talk(room: Room, conversation: str, patient: bool) -> list[str]:
    """Answer until the reference is said; return the ids of the messages that were sent."""
    sent: list[str] = []
    wanted = "can someone call me"
    for _ in range(_MOST_TRIES):
        payload = wanted if wanted.startswith("flow:") else None
        incoming = Incoming(secrets.token_hex(8), "" if payload else wanted, payload)
        sent.append(incoming.id)
        await _send(room, conversation, incoming, patient)
        await _settle_all(room)
        asked, over = _asked(room, conversation)
        if over:
            return sent
        wanted = ANSWERS.get(asked, ANSWERS["review"])
    return sent


async def _send(room: Room, conversation: str, incoming: Incoming, patient: bool) -> None:
    """Send a message as the widget does: again, with the same id, until it is taken."""
    for _ in range(_MOST_TRIES):
        try:
            outcome = room.intake.receive(conversation, incoming, "website")
        except Killed:
            room.start()
            continue
        if isinstance(outcome, Receipt):
            return
        kept = outcome.replies[-1].answer == "system/not_seen_yet"
        if kept and not patient:
            return
        room.later(1)


async def _settle_all(room: Room) -> None:
    """Let the web process work until nothing waits."""
    for _ in range(_MOST_TRIES):
        try:
            if room.protect:
                room.replay.replay()
            turn = room.outcomes.claim()
            while turn is not None:
                turn = await room.worker.settle(turn)
        except Killed:
            room.start()
            room.later(_LEASE_S + 1)
        except FirstStepError:
            room.later(_LEASE_S + 1)
        if not _waits(room):
            return
        room.later(_LEASE_S + 1)


def _waits(room: Room) -> bool:
    with super(FaultyDatabase, room.database).read() as session:
        waiting = turns.waiting_count(session)
    return bool(waiting or (room.protect and room.journal.names()))


def _asked(room: Room, conversation: str) -> tuple[str, bool]:
    """Return the field asked last, and whether the request was recorded, as the visitor sees it."""
    with super(FaultyDatabase, room.database).read() as session:
        said = messages.latest(session, conversation, 50, "bot")
    answers = [(each.answer or "").removeprefix("flow_") for each in said]
    return (answers[-1] if answers else ""), any("recorded" in each for each in answers)


def _count(room: Room, conversation: str, sent: list[str], faults: Faults) -> Counter[str]:
    with room.database.read() as session:
        found = referrals.of_conversation(session, conversation)
        said = messages.latest(session, conversation, 200)
    mine = [each.id for each in said if each.sender == "visitor"]
    answered = Counter(each.reply_to for each in said if each.sender == "bot")
    told = sum("recorded" in (each.answer or "") for each in said if each.sender == "bot")
    return Counter(
        {
            "sent": 1,
            "recorded": len(found),
            "lost": not found,
            "doubled": len(found) > 1,
            "messages lost": len(set(sent) - set(mine)),
            "messages doubled": len(mine) - len(set(mine)),
            "replies doubled": sum(many > 1 for many in answered.values()),
            "reference not said once": told != 1,
            # What was asked again though it had been answered: a repeat was read as an answer.
            "answers astray": sum("try_again" in (each.answer or "") for each in said),
            f"fault {faults.kind}": faults.fired is not None,
        }
    )


def run_many(room: Room, runs: int, seed: int) -> Counter[str]:
    """Return the sums over all runs."""
    chance, total = random.Random(seed), Counter[str]()
    for _ in range(runs):
        total.update(asyncio.run(run_once(room, chance)))
    total.update(notices(room.url))
    return total
