"""What is written after the record makes the request more urgent at once, and never less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as statement

from first_step.admissions.errors import ContentError
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Level, Status
from first_step.admissions.triage import Triage
from first_step.content.live import LiveLibrary
from first_step.reception.intake import Receipt
from first_step.reception.journal import Journal
from first_step.reception.words import Words
from first_step.store import alerts, messages, referrals
from first_step.store.database import open_database
from first_step.store.referrals import Referral

from ..store.samples import contact_request
from .house import settings_for
from .test_intake import ALICE, Desk


@pytest.fixture
def desk(data_dir: Path, library: LiveLibrary) -> Iterator[Desk]:
    database = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield Desk(database, Words(library), Journal(data_dir / "journal", database.sealer))
    database.dispose()


def recorded(desk: Desk) -> Referral:
    """Record a routine request that ALICE made."""
    now = desk.clock()
    with desk.database.write() as session:
        request = replace(contact_request(), red_flags=())
        plain = Triage(Level.ROUTINE, ("R22",))
        found, _ = referrals.record(
            session,
            request,
            conversation_id=ALICE,
            channel="website",
            triage=plain,
            due_at=now,
            now=now,
        )
        return found


def now_of(desk: Desk, referral: Referral) -> Referral:
    with desk.database.read() as session:
        return referrals.get(session, referral.reference)


def answers(receipt: Receipt) -> list[str | None]:
    return [reply.answer for reply in receipt.replies]


def test_a_red_flag_raises_it_tells_staff_and_gives_the_numbers_once(desk: Desk) -> None:
    before = recorded(desk)
    assert answers(desk.kept("I came out of prison", "m1")) == ["crisis/numbers"]
    after = now_of(desk, before)
    assert (after.priority, after.reasons) == (Level.URGENT, ("R14",))
    assert after.due_at <= before.due_at
    assert after.history[-1].event == "added"
    assert answers(desk.kept("prison, like I said", "m2")) == []
    assert now_of(desk, before).history == after.history


def test_danger_raises_it_to_an_emergency_and_the_card_stands_alone(desk: Desk) -> None:
    before = recorded(desk)
    assert answers(desk.kept("he has gone blue")) == ["crisis/overdose"]
    assert now_of(desk, before).reasons == ("R1",)
    assert now_of(desk, before).priority is Level.EMERGENCY


def test_a_repeat_a_hint_or_plain_words_change_nothing(desk: Desk) -> None:
    before = recorded(desk)
    for text, id in (("it is hopeless", "m1"), ("what is rehab", "m2")):
        desk.kept(text, id)
    assert now_of(desk, before) == before
    desk.kept("prison", "m3")
    once = now_of(desk, before)
    desk.kept("prison", "m3")
    assert now_of(desk, before) == once


def test_without_an_open_request_nothing_is_raised_and_no_numbers_are_sent(desk: Desk) -> None:
    assert answers(desk.kept("I came out of prison", "m1")) == []
    before = recorded(desk)
    with desk.database.write() as session:
        referrals.move(
            session,
            before.reference,
            Status.WITHDRAWN,
            "visitor",
            None,
            desk.clock(),
            "asked_in_chat",
        )
    assert answers(desk.kept("prison again", "m2")) == []
    assert now_of(desk, before).reasons == ("R22",)


@pytest.mark.parametrize("words", ["he has gone blue", "I came out of prison"])
def test_a_request_that_cannot_be_read_costs_nobody_the_message_or_the_card(
    desk: Desk, words: str
) -> None:
    before = recorded(desk)
    with desk.database.write() as session:
        session.execute(statement("UPDATE referrals SET body = 'damaged'"))
    shown = answers(desk.kept(words, "m1"))
    assert shown == (["crisis/overdose"] if "blue" in words else [])
    with desk.database.read() as session:
        assert next(each.text for each in messages.after(session, ALICE, 0, 9)) == words
        assert alerts.unacknowledged(session) if "blue" in words else True
    assert before.priority is Level.ROUTINE


def test_wrong_hours_cost_nobody_the_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = recorded(desk)

    def wrong(_: Words) -> OpeningHours:
        raise ContentError("provider.yml: hours needs the names of days")

    monkeypatch.setattr(Words, "opening_hours", wrong)
    assert answers(desk.kept("he has gone blue", "m1")) == ["crisis/overdose"]
    assert now_of(desk, before).priority is Level.ROUTINE
