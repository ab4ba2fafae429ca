from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot import tracker_store
from bot.tracker_store import TURNS_KEPT, SealedTrackerStore
from bot.turn import begin_turn
from first_step.admissions.errors import FirstStepError, StoreUnavailable
from first_step.store.database import Database, open_database
from first_step.store.trackers import save_tracker

from ..installation import bring_database_back, environment, secret, settings_in, take_database_away
from .dialogue import CHECK, FORM, KEV, new_tracker, replied, said

SECRET_WORDS = "my name is Kevin Zebedee"


@pytest.fixture
def store(domain: Domain, database: Database) -> SealedTrackerStore:
    return SealedTrackerStore(domain, database=database)


@pytest.fixture
def after_restart(domain: Domain, folder: Path) -> Iterator[SealedTrackerStore]:
    """Return the store of a process started later."""
    opened = open_database(settings_in(folder))
    yield SealedTrackerStore(domain, database=opened)
    opened.dispose()


def turn(number: int, *events: Event) -> list[Event]:
    return [
        said(f"question {number}", "cause/trauma"),
        ActionExecuted("utter_cause"),
        replied("cause/trauma", text=f"answer {number}"),
        *events,
        ActionExecuted("action_listen"),
    ]


def said_in(tracker: DialogueStateTracker) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def kept(store: SealedTrackerStore, tracker: DialogueStateTracker) -> DialogueStateTracker:
    await store.save(tracker)
    found = await store.retrieve(tracker.sender_id)
    assert found
    return found


async def test_slots_the_loop_and_the_last_turns_survive_a_restart(
    domain: Domain, store: SealedTrackerStore, after_restart: SealedTrackerStore
) -> None:
    tracker = new_tracker(domain, *turn(1), *turn(2, ActiveLoop(FORM)))
    tracker.update_with_events(
        [
            SlotSet("requested_slot", "phone"),
            SlotSet("name", "Kev"),
            SlotSet("contact_request", {"key": "k", "tries": {"phone": 1}}),
            SlotSet("danger_signs", ["overdose"]),
        ],
        domain,
    )
    await store.save(tracker)
    found = await after_restart.retrieve(KEV)
    assert found
    assert found.current_slot_values() == tracker.current_slot_values()
    assert found.active_loop_name == FORM
    assert said_in(found) == ["question 1", "question 2"]
    assert [e.metadata["answer"] for e in found.events if isinstance(e, BotUttered)] == [
        "cause/trauma",
        "cause/trauma",
    ]


async def test_red_flags_mentioned_long_ago_are_still_known_after_a_restart(
    domain: Domain, store: SealedTrackerStore, after_restart: SealedTrackerStore
) -> None:
    events = turn(0, SlotSet("mentioned_flags", ["R14", "R16"]))
    for number in range(1, 20):
        events += turn(number)
    await store.save(new_tracker(domain, *events))
    found = await after_restart.retrieve(KEV)
    assert found
    assert found.get_slot("mentioned_flags") == ["R14", "R16"]


async def test_what_the_components_made_of_a_message_survives(
    domain: Domain, store: SealedTrackerStore
) -> None:
    message = said(
        "i had enough",
        "greet",
        crisis=CHECK,
        others=["thank"],
        payload="label:greet",
        red_flags=["R14"],
    )
    found = await kept(store, new_tracker(domain, message, replied("crisis/check")))
    assert found.latest_message
    assert found.latest_message.parse_data["crisis"] == CHECK.as_dict()
    assert found.latest_message.metadata["payload"] == "label:greet"
    assert found.latest_message.parse_data["red_flags"] == ["R14"]
    assert [row["label"] for row in found.latest_message.parse_data["intent_ranking"]] == [
        "greet",
        "thank",
    ]


async def test_of_a_long_conversation_the_state_and_the_last_turns_are_kept(
    domain: Domain, store: SealedTrackerStore
) -> None:
    events = turn(0, ActiveLoop(FORM), SlotSet("name", "Kev"), SlotSet("age", "adult"))
    for number in range(1, 20):
        events += turn(number)
    events += [SlotSet("age", None)]
    found = await kept(store, new_tracker(domain, *events))
    assert said_in(found) == [f"question {number}" for number in range(20 - TURNS_KEPT, 20)]
    assert (found.get_slot("name"), found.get_slot("age")) == ("Kev", None)
    assert found.active_loop_name == FORM
    assert isinstance(found.events[-1], SlotSet)


async def test_the_listening_before_the_first_turn_kept_is_kept_with_it(
    domain: Domain, store: SealedTrackerStore
) -> None:
    events: list[Event] = []
    for number in range(12):
        events += turn(number)
    found = await kept(store, new_tracker(domain, *events))
    first = next(i for i, e in enumerate(found.events) if isinstance(e, UserUttered))
    before = found.events[first - 1]
    assert isinstance(before, ActionExecuted)
    assert before.action_name == "action_listen"


async def test_500_turns_stay_as_small_as_six(domain: Domain, store: SealedTrackerStore) -> None:
    body, sizes = store.serialise(new_tracker(domain, SlotSet("name", "Kev"))), []
    for number in range(500):
        tracker = store.deserialise(KEV, body)
        tracker.update_with_events(turn(number), domain)
        body = store.serialise(tracker)
        sizes.append(len(body))
    # The numbers inside the messages have one to three digits.
    assert sizes[499] < sizes[TURNS_KEPT - 1] * 1.1
    assert store.deserialise(KEV, body).get_slot("name") == "Kev"


async def test_a_turn_without_a_reply_is_not_kept_and_flags_the_turn(
    domain: Domain, store: SealedTrackerStore
) -> None:
    tracker = await kept(store, new_tracker(domain, *turn(1)))
    tracker.update_with_events([SlotSet("name", "Kev"), said("are you there")], domain)
    begun = begin_turn()
    await store.save(tracker)
    assert begun.failed == "nothing was answered"
    found = await store.retrieve(KEV)
    assert found
    assert (said_in(found), found.get_slot("name")) == (["question 1"], None)


async def test_a_tracker_that_nobody_wrote_to_is_kept(
    domain: Domain, store: SealedTrackerStore
) -> None:
    begun = begin_turn()
    await kept(store, new_tracker(domain))
    assert begun.failed is None


async def test_each_conversation_has_its_own_and_rasa_can_list_none(
    domain: Domain, store: SealedTrackerStore
) -> None:
    await store.save(new_tracker(domain, *turn(1)))
    assert await store.retrieve("margaret-conversation") is None
    assert list(await store.keys()) == []


async def test_nothing_that_was_said_stands_in_the_file(
    domain: Domain, store: SealedTrackerStore, folder: Path
) -> None:
    events = [said(SECRET_WORDS, "inform"), replied("say/inform"), SlotSet("name", SECRET_WORDS)]
    await store.save(new_tracker(domain, *events))
    stored = b"".join(each.read_bytes() for each in folder.glob("first-step.db*"))
    assert KEV.encode() in stored
    assert b"Zebedee" not in stored


async def test_a_database_that_is_away_flags_the_turn_instead_of_a_silent_memory(
    domain: Domain, store: SealedTrackerStore, database: Database, folder: Path
) -> None:
    rasa = FailSafeTrackerStore(store)  # what Rasa puts around every store
    await rasa.save(new_tracker(domain, *turn(1)))
    database.dispose()
    take_database_away(folder)

    begun = begin_turn()
    assert await rasa.retrieve(KEV) is None
    assert begun.failed == "tracker store: StoreUnavailable"

    begun = begin_turn()
    await rasa.save(new_tracker(domain, *turn(2)))
    assert begun.failed == "tracker store: StoreUnavailable"

    bring_database_back(folder)
    begun = begin_turn()
    found = await rasa.retrieve(KEV)
    assert found
    assert (said_in(found), begun.failed) == (["question 1"], None)


@pytest.mark.parametrize(
    "body", ["null", "{}", "[]", "not json", '{"events": [{"event": "unheard_of"}]}']
)
async def test_a_stored_conversation_that_cannot_be_read_flags_the_turn(
    store: SealedTrackerStore, database: Database, body: str
) -> None:
    with database.write() as session:
        save_tracker(session, KEV, body, datetime(2026, 11, 24, tzinfo=timezone.utc))
    begun = begin_turn()
    assert await FailSafeTrackerStore(store).retrieve(KEV) is None
    assert begun.failed


async def test_a_conversation_of_another_key_flags_the_turn(
    domain: Domain, store: SealedTrackerStore, folder: Path
) -> None:
    await store.save(new_tracker(domain, *turn(1)))
    other_key = settings_in(folder, SEALING_KEYS="k1:" + secret(9))
    opened = open_database(other_key)
    begun = begin_turn()
    assert (
        await FailSafeTrackerStore(SealedTrackerStore(domain, database=opened)).retrieve(KEV)
        is None
    )
    assert begun.failed == "tracker store: SealError"
    opened.dispose()


def test_a_start_without_a_database_stops_rasa(
    domain: Domain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(tmp_path / "nowhere").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreUnavailable):
        SealedTrackerStore(domain)


@pytest.mark.parametrize("kind", [ImportError, AttributeError])
def test_an_error_that_rasa_would_swallow_becomes_our_own(
    domain: Domain, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def fails(*_: object) -> None:
        raise kind("a part is missing")

    monkeypatch.setattr(tracker_store, "open_database", fails)
    monkeypatch.setattr(tracker_store, "process_settings", lambda: None)
    with pytest.raises(FirstStepError):
        SealedTrackerStore(domain)


def test_what_is_kept_is_plain_json(domain: Domain, store: SealedTrackerStore) -> None:
    kept_events = json.loads(store.serialise(new_tracker(domain, *turn(1))))
    assert set(kept_events) == {"events"}


async def test_what_only_the_turn_of_a_message_reads_is_not_stored(
    domain: Domain, store: SealedTrackerStore
) -> None:
    message = said("why do people start", "cause/trauma")
    message.parse_data |= {"response_selector": {"default": {}}, "text_tokens": [[0, 3]]}
    found = await kept(store, new_tracker(domain, message, replied("cause/trauma")))
    assert found.latest_message
    kept_keys = set(message.parse_data) - {"response_selector", "text_tokens"}
    assert kept_keys <= set(found.latest_message.parse_data)
    assert "response_selector" not in found.latest_message.parse_data
    assert "text_tokens" not in found.latest_message.parse_data
    assert "response_selector" in message.parse_data, "the turn itself still has it"
