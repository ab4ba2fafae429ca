from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from first_step.admissions.errors import NotFound, NotOffered, StoreUnavailable
from first_step.content.live import LiveLibrary
from first_step.reception.incoming import Incoming
from first_step.reception.intake import Intake, NotKept, Receipt
from first_step.reception.journal import Journal
from first_step.reception.metrics import Metrics
from first_step.reception.words import Words
from first_step.store import alerts, conversations, messages, turns
from first_step.store.conversations import Conversation
from first_step.store.database import Database, open_database

from .fakes import FakeClock, FakeReader
from .house import settings_for

ALICE = "a" * 32


class Desk:
    """An intake over a real database, and what a test wants to know of it."""

    def __init__(self, database: Database, words: Words, journal: Journal) -> None:
        self.database = database
        self.reader = FakeReader()
        self.clock = FakeClock()
        self.intake = Intake(database, self.reader, words, Metrics(), self.clock, journal)
        with database.write() as session:
            conversations.create(session, ALICE, "website", self.clock())

    def receive(self, text: str, id: str = "m1", conversation: str = ALICE) -> Receipt | NotKept:
        return self.intake.receive(conversation, Incoming(id, text), "website")

    def kept(self, text: str, id: str = "m1") -> Receipt:
        receipt = self.receive(text, id)
        assert isinstance(receipt, Receipt)
        return receipt

    def tap(self, payload: str, id: str = "t1") -> Receipt | NotKept:
        return self.intake.receive(ALICE, Incoming(id, "", payload), "website")

    @property
    def alice(self) -> Conversation:
        with self.database.read() as session:
            found = conversations.get(session, ALICE)
        assert found is not None
        return found

    @property
    def alerts(self) -> list[tuple[str, str | None]]:
        with self.database.read() as session:
            return [(alert.band, alert.label) for alert in alerts.unacknowledged(session)]

    @property
    def waiting(self) -> int:
        with self.database.read() as session:
            return turns.waiting_count(session)

    @property
    def said(self) -> list[tuple[str, str | None]]:
        with self.database.read() as session:
            return [(each.sender, each.answer) for each in messages.after(session, ALICE, 0, 100)]


@pytest.fixture
def desk(data_dir: Path, library: LiveLibrary) -> Iterator[Desk]:
    database = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield Desk(database, Words(library), Journal(data_dir / "journal", database.sealer))
    database.dispose()


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Database) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(Database, "read", away)
    monkeypatch.setattr(Database, "write", away)


def test_an_ordinary_message_waits_for_the_bot(desk: Desk) -> None:
    assert desk.kept("what is rehab") == Receipt(1, (), False)
    assert desk.waiting == 1
    assert desk.alerts == []
    assert desk.alice.in_danger_at is None


def test_danger_stores_the_card_the_alert_and_the_mark(desk: Desk) -> None:
    receipt = desk.kept("he has gone blue")
    assert [reply.answer for reply in receipt.replies] == ["crisis/overdose"]
    assert desk.said == [("visitor", None), ("bot", "crisis/overdose")]
    assert desk.alerts == [("act", "crisis_overdose")]
    assert desk.alice.in_danger_at == desk.clock.now
    assert desk.waiting == 1


def test_a_hint_alerts_and_leaves_the_check_to_the_dialogue(desk: Desk) -> None:
    assert desk.kept("it is hopeless").replies == ()
    assert desk.alerts == [("check", "crisis_suicide")]
    assert desk.alice.in_danger_at is None


def test_a_hint_behind_a_message_that_still_waits_is_checked_at_once_and_once(desk: Desk) -> None:
    desk.kept("31", "m1")
    (check,) = desk.kept("it is hopeless", "m2").replies
    assert (check.answer, check.sender) == ("crisis/check", "system")
    assert check.buttons
    assert desk.kept("really hopeless", "m3").replies == ()
    assert [answer for _, answer in desk.said].count("crisis/check") == 1
    assert desk.alice.in_danger_at is None


def test_a_short_message_is_read_with_the_one_before_it(desk: Desk) -> None:
    desk.kept("i found my mate", "m1")
    assert desk.kept("hes not breathing right", "m2").replies[0].answer == "crisis/overdose"


def test_a_repeat_changes_nothing_and_gives_the_same(desk: Desk) -> None:
    first, again = desk.kept("he has gone blue"), desk.kept("he has gone blue")
    assert (again.seq, again.replies, again.repeated) == (first.seq, first.replies, True)
    assert len(desk.said) == 2
    assert len(desk.alerts) == 1
    assert desk.waiting == 1


def test_a_repeat_at_the_same_moment_is_kept_once(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as crowd:
        receipts = list(crowd.map(lambda _: desk.kept("he has gone blue"), range(8)))
    assert len({(receipt.seq, receipt.replies) for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert len(desk.said) == 2
    assert len(desk.alerts) == 1


def test_different_messages_at_the_same_moment_are_numbered_without_gaps(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as crowd:
        receipts = list(crowd.map(lambda n: desk.kept(f"message {n}", f"m{n}"), range(16)))
    assert sorted(receipt.seq for receipt in receipts) == list(range(1, 17))


def test_while_staff_hold_it_the_bot_gets_no_turn_and_the_card_comes_from_the_system(
    desk: Desk,
) -> None:
    with desk.database.write() as session:
        conversations.take_over(session, ALICE, "sam", desk.clock())
    desk.kept("hello", "m1")
    desk.kept("he has gone blue", "m2")
    assert desk.said[-1] == ("system", "crisis/overdose")
    assert desk.waiting == 0
    assert desk.alerts == [("act", "crisis_overdose")]


def test_a_tap_needs_to_have_been_offered(desk: Desk) -> None:
    with pytest.raises(NotOffered):
        desk.tap("check:overdose")
    with desk.database.write() as session:
        offer = (("Very ill", "check:medical"),)
        messages.add_reply(session, ALICE, "bot", "?", offer, "crisis/check", desk.clock())
    receipt = desk.tap("check:medical")
    assert isinstance(receipt, Receipt)
    assert [reply.answer for reply in receipt.replies] == ["crisis/medical"]
    with desk.database.read() as session:
        tapped = messages.find_message(session, ALICE, receipt.seq)
    assert (tapped.text, tapped.payload) == ("Very ill", "check:medical")


def test_saying_that_one_has_acted_is_answered_and_alerted_at_once(desk: Desk) -> None:
    with desk.database.write() as session:
        offer = (("Yes", "check:acted"),)
        messages.add_reply(session, ALICE, "bot", "?", offer, "crisis/suicide", desk.clock())
    receipt = desk.tap("check:acted")
    assert isinstance(receipt, Receipt)
    assert [reply.answer for reply in receipt.replies] == ["crisis/suicide_acted"]
    assert desk.alerts == [("act", "crisis_suicide")]
    with desk.database.write() as session:
        turn = turns.claim(session, "w", desk.clock(), 10)
    assert turn is not None
    assert turn.crisis is None  # the tap itself tells Rasa which card it was


def test_tapping_for_a_person_marks_the_conversation(desk: Desk) -> None:
    with desk.database.write() as session:
        offer = (("Talk to a person", "label:request_human"),)
        messages.add_reply(session, ALICE, "bot", "?", offer, "say/greet", desk.clock())
    desk.tap("label:request_human")
    assert desk.alice.asked_for_person_at == desk.clock.now


def test_an_unknown_conversation_is_not_made_up(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.receive("hello", conversation="b" * 32)


def test_one_given_out_while_the_database_was_away_is_stored_with_its_first_message(
    desk: Desk,
) -> None:
    bob = "b" * 32
    receipt = desk.intake.receive(bob, Incoming("m1", "hello"), "website", may_create=True)
    assert receipt == Receipt(1, (), False)
    with pytest.raises(NotOffered):
        desk.intake.receive("d" * 32, Incoming("m1", "", "label:menu"), "website", may_create=True)


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("what is rehab", ["system/not_seen_yet"]),
        ("he has gone blue", ["crisis/overdose", "system/not_seen_yet"]),
        ("it is hopeless", ["crisis/check", "system/not_seen_yet"]),
    ],
)
def test_with_the_database_away_help_comes_and_the_truth_is_told(
    data_dir: Path, library: LiveLibrary, text: str, answers: list[str]
) -> None:
    database = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    journal = Journal(data_dir / "journal", database.sealer)
    intake = Intake(database, FakeReader(), Words(library), Metrics(), FakeClock(), journal)
    outcome = intake.receive(ALICE, Incoming("m1", text), "website")
    assert isinstance(outcome, NotKept)
    assert [reply.answer for reply in outcome.replies] == answers
    database.dispose()


def test_a_database_that_fails_at_the_last_moment_leaves_nothing_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(turns, "queue", fail)
        outcome = desk.receive("he has gone blue")
    assert isinstance(outcome, NotKept)
    assert desk.said == []
    assert desk.alerts == []
    assert desk.kept("he has gone blue").seq == 1
