from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from first_step.admissions.contact_flow import FlowState
from first_step.admissions.contact_flow.state import FlowNotes
from first_step.admissions.referral import Level
from first_step.content.live import LiveLibrary
from first_step.reception.cut_off import CutOffSweep
from first_step.reception.incoming import Incoming
from first_step.reception.journal import Journal, Kept
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.store import conversations, messages, outbox, referrals, turns
from first_step.store.database import Database, open_database
from first_step.store.referrals import Referral
from first_step.store.trackers import load_tracker, save_tracker, slots_of

from ..store.samples import contact_request
from .fakes import FakeClock
from .house import settings_for

KEV = "k" * 32
HALF_AN_HOUR = 30 * 60.0


@dataclass
class Night:
    """A sweep over a real database, and Kev who fell silent."""

    database: Database
    clock: FakeClock
    sweep: CutOffSweep
    journal: Journal

    def stops_after(self, consent: str = "yes_if_cut_off", **slots: Any) -> None:
        """Let Kev have said all this until now, and nothing more."""
        agreed = contact_request().consent.as_dict()
        notes = FlowNotes(key="key-of-kev", consent=agreed)
        state = FlowState("no", "self", "adult", consent, phone="+447700900123", notes=notes)
        said = {**state.to_slots(), "requested_slot": "contact_window", **slots}
        events = [{"event": "slot", "name": name, "value": said[name]} for name in said]
        with self.database.write() as session:
            save_tracker(session, KEV, json.dumps({"events": events}), self.clock())

    def records(self) -> list[Referral]:
        with self.database.read() as session:
            return referrals.list_all(session)

    def state(self) -> FlowState:
        with self.database.read() as session:
            return FlowState.from_slots(slots_of(load_tracker(session, KEV)))


@pytest.fixture
def night(data_dir: Path, library: LiveLibrary) -> Iterator[Night]:
    database, clock = open_database(settings_for(data_dir, "http://127.0.0.1:9")), FakeClock()
    journal, threads = Journal(data_dir / "journal", database.sealer), Threads("test", 1)
    with database.write() as session:
        conversations.create(session, KEV, "website", clock())
    sweep = CutOffSweep(database, library, journal, threads, Metrics(), clock, 30)
    yield Night(database, clock, sweep, journal)
    threads.close()
    database.dispose()


def test_who_agreed_and_fell_silent_is_recorded_once_and_staff_are_told(night: Night) -> None:
    night.stops_after()
    night.clock.forward(HALF_AN_HOUR - 1)
    assert night.sweep.sweep() == 0
    night.clock.forward(1)
    assert night.sweep.sweep() == 1
    assert night.sweep.sweep() == 0
    (referral,) = night.records()
    assert (referral.phone, referral.conversation, referral.channel) == (
        "+447700900123",
        KEV,
        "website",
    )
    assert "R0" in referral.reasons
    assert referral.consent.if_cut_off
    with night.database.read() as session:
        assert outbox.waiting_count(session) == 1


def test_who_comes_back_finds_it_recorded(night: Night) -> None:
    night.stops_after()
    night.clock.forward(HALF_AN_HOUR)
    night.sweep.sweep()
    (referral,) = night.records()
    assert night.state().notes.reference == referral.reference


def test_rasa_that_wrote_over_it_leads_to_the_same_record(night: Night) -> None:
    night.stops_after()
    night.clock.forward(HALF_AN_HOUR)
    night.sweep.sweep()
    night.stops_after()
    night.clock.forward(HALF_AN_HOUR)
    assert night.sweep.sweep() == 0
    (referral,) = night.records()
    assert night.state().notes.reference == referral.reference


@pytest.mark.parametrize(
    "slots",
    [
        {"consent": "yes"},
        {"consent": None},
        {"phone": None},
        {"contact_stop": "stopped"},
    ],
)
def test_nobody_is_recorded_without_agreeing_or_after_a_stop(
    night: Night, slots: dict[str, Any]
) -> None:
    consent = slots.pop("consent", "yes_if_cut_off")
    night.stops_after(consent, **slots)
    night.clock.forward(HALF_AN_HOUR)
    assert night.sweep.sweep() == 0
    assert night.records() == []


def test_danger_in_the_conversation_keeps_its_level(night: Night) -> None:
    night.stops_after(danger_signs=["crisis_overdose"])
    night.clock.forward(HALF_AN_HOUR)
    night.sweep.sweep()
    assert night.records()[0].priority >= Level.URGENT


def test_a_message_that_still_waits_for_the_bot_may_say_stop(night: Night) -> None:
    night.stops_after()
    with night.database.write() as session:
        said, _ = messages.add_visitor_message(session, KEV, "m1", "stop", None, night.clock())
        turns.queue(session, KEV, said.seq, None, night.clock())
    night.clock.forward(HALF_AN_HOUR)
    assert night.sweep.sweep() == 0
    with night.database.write() as session:
        turns.drop_open_turns(session, KEV, night.clock())
    assert night.sweep.sweep() == 1


def test_a_message_in_the_journal_may_say_stop(night: Night) -> None:
    night.stops_after()
    night.clock.forward(HALF_AN_HOUR)
    night.journal.keep(Kept(KEV, Incoming("m1", "stop"), "website", False))
    assert night.sweep.sweep() == 0
    night.journal.remove(night.journal.names()[0])
    assert night.sweep.sweep() == 1


def test_a_silence_of_more_than_a_week_is_left_alone(night: Night) -> None:
    night.clock.now -= timedelta(days=8)
    night.stops_after()
    night.clock.now += timedelta(days=8)
    assert night.sweep.sweep() == 0
