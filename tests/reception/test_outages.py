from __future__ import annotations

import pytest

from first_step.admissions.errors import StoreUnavailable
from first_step.store.database import Database
from first_step.understanding.danger_patterns import find_danger_signs

from .house import House


def test_without_a_database_a_visitor_is_told_that_nobody_can_see_the_message(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = house.visitor()
    _take_away(monkeypatch)
    refused = alice.say("what is rehab")
    assert (refused.status_code, refused.json()["error"]) == (503, "not_kept")
    (message,) = refused.json()["messages"]
    assert (message["answer"], message["sender"], message["seq"]) == (
        "system/not_seen_yet",
        "system",
        None,
    )
    assert message["text"] == refused.json()["message"]
    assert "020 3553 3757" in message["text"]


def test_without_a_database_help_in_danger_comes_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = house.visitor()
    _take_away(monkeypatch)
    refused = alice.say("he has gone blue")
    assert refused.status_code == 503
    card, truth = refused.json()["messages"]
    assert (card["answer"], truth["answer"]) == ("crisis/overdose", "system/not_seen_yet")
    assert card["buttons"] == []  # they could not be honoured
    assert alice.tap("check:overdose").json()["messages"][0]["answer"] == "crisis/overdose"


def test_somebody_who_comes_while_the_database_is_away_is_helped_and_kept_afterwards(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _take_away(patch)
        alice = house.visitor()
        assert alice.say("he has gone blue", id="m1").status_code == 503
    accepted = alice.say("he has gone blue", id="m1")
    assert (accepted.status_code, accepted.json()["seq"]) == (202, 1)
    assert alice.answers()[0] == "crisis/overdose"


def test_a_writer_that_does_not_finish_is_an_outage_and_not_a_wait_without_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("first_step.store.database.WAIT_SECONDS", 0.1)
    alice = house.visitor()
    with house.parts.database.write():
        refused = alice.say("he has gone blue", id="m1")
    assert refused.status_code == 503
    assert refused.json()["messages"][0]["answer"] == "crisis/overdose"
    assert alice.say("he has gone blue", id="m1").status_code == 202


def test_a_broken_model_does_not_stop_messages_nor_the_finding_of_danger(house: House) -> None:
    find_danger_signs("compiles the patterns, as loading a model does")
    house.reader.broken = True
    alice = house.visitor()
    accepted = alice.say("hes overdosing and not breathing")
    assert accepted.json()["messages"][0]["answer"] == "crisis/overdose"
    assert alice.say("what is rehab").status_code == 202


def _take_away(patch: pytest.MonkeyPatch) -> None:
    def away(_: Database) -> None:
        raise StoreUnavailable("away")

    patch.setattr(Database, "read", away)
    patch.setattr(Database, "write", away)
