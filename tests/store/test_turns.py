from __future__ import annotations

from itertools import chain

from sqlalchemy.dialects import postgresql, sqlite

from first_step.store import conversations, messages, outbox, turns
from first_step.store.database import Database
from first_step.store.turns import BotReply

from .samples import (
    KEV,
    LEASE,
    MARGARET,
    NOW,
    add_conversation,
    at_once,
    claimed,
    later,
    say,
)

LONG = "my son will not talk to me about it any more and I do not know what I did wrong, did I"
REPLY = [BotReply("Because the brain learns.", (("More", "label:ask_more"),), "cause/brain")]


def texts(database: Database, conversation: str = KEV) -> list[str]:
    with database.read() as session:
        return [message.text for message in messages.after(session, conversation, 0, 100)]


def claim(database: Database, worker: str, seconds: float = 0) -> turns.Turn | None:
    with database.write() as session:
        return turns.claim(session, worker, later(seconds), LEASE)


def test_a_turn_is_claimed_and_answered_once(with_kev: Database) -> None:
    with with_kev.write() as session:
        said = say(session, "why cant i just stop")
    turn = claimed(with_kev, "w1")
    assert (turn.text, turn.seqs, turn.message_id, turn.attempt) == (said.text, (1,), said.id, 1)
    with with_kev.write() as session:
        stored = turns.answer(session, turn, "w1", REPLY, later(2))
    assert stored is not None
    assert [(told.seq, told.reply_to, told.answer) for told in stored] == [(2, 1, "cause/brain")]
    with with_kev.write() as session:
        assert turns.answer(session, turn, "w1", REPLY, later(3)) is None
        assert turns.waiting_count(session) == 0
    assert texts(with_kev) == ["why cant i just stop", "Because the brain learns."]


def test_an_empty_queue_gives_nothing(with_kev: Database) -> None:
    assert claim(with_kev, "w1") is None


def test_a_new_turn_waits_for_no_clock_and_a_lease_does(with_kev: Database) -> None:
    with with_kev.write() as session:
        said, _ = messages.add_visitor_message(session, KEV, "c1", "hello", None, later(60))
        turns.queue(session, KEV, said.seq, None, later(60))
    # The clock was put back, or the machine that claims is behind the one that queued.
    assert claimed(with_kev, "w1", 0).seqs == (1,)
    assert claim(with_kev, "w2", LEASE - 1) is None
    assert claimed(with_kev, "w2", LEASE + 1).attempt == 2


def test_queueing_the_same_message_again_changes_nothing(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, "hello")
        assert turns.queue(session, KEV, 1, {"band": "act"}, later(5))
        assert turns.waiting_count(session) == 1
    assert claimed(with_kev, "w1", 5).crisis is None


def test_the_crisis_decision_travels_with_the_turn(with_kev: Database) -> None:
    decision = {"band": "act", "label": "crisis_overdose", "patterns": [], "probability": 0.9}
    with with_kev.write() as session:
        messages.add_visitor_message(session, KEV, "c1", "gone blue", "check:overdose", NOW)
        turns.queue(session, KEV, 1, decision, NOW)
    turn = claimed(with_kev, "w1")
    assert turn.crisis == decision
    assert turn.payload == "check:overdose"


def test_two_workers_never_hold_the_same_turn(with_kev: Database, other_process: Database) -> None:
    names = [f"visitor-{number}" for number in range(8)]
    with with_kev.write() as session:
        for name in names:
            add_conversation(session, name)
            say(session, "hello", conversation=name)

    def work(database: Database, worker: str) -> list[str]:
        taken = []
        while turn := claim(database, worker):
            taken.append(turn.conversation)
        return taken

    taken = at_once(
        lambda: work(with_kev, "w1"),
        lambda: work(with_kev, "w2"),
        lambda: work(other_process, "w3"),
        lambda: work(other_process, "w4"),
    )
    # A worker may look away from a conversation that another has locked; nothing is lost by it.
    taken.append(work(with_kev, "w5"))
    assert sorted(chain(*taken)) == names


def test_one_conversation_has_one_turn_in_flight(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, LONG, 0)
        say(session, LONG + "?", 1)
        add_conversation(session, MARGARET)
        say(session, "hello", 2, MARGARET)
    first = claimed(with_kev, "w1", 3)
    assert first.seqs == (1,)
    assert claimed(with_kev, "w2", 3).conversation == MARGARET
    assert claim(with_kev, "w3", 3) is None
    with with_kev.write() as session:
        turns.answer(session, first, "w1", REPLY, later(4))
    assert claimed(with_kev, "w3", 4).seqs == (2,)


def test_the_turn_that_waited_longest_comes_first(with_kev: Database) -> None:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        say(session, "late", 5)
        say(session, "early", 1, MARGARET)
    assert claimed(with_kev, "w1", 9).conversation == MARGARET


def test_danger_comes_before_those_that_waited_longer_until_it_was_tried(
    with_kev: Database,
) -> None:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        say(session, "early")
        messages.add_visitor_message(session, MARGARET, "d1", "no point", None, later(5))
        turns.queue(session, MARGARET, 1, {"band": "check"}, later(5))
    turn = claimed(with_kev, "w1", 9)
    assert turn.conversation == MARGARET
    with with_kev.write() as session:
        assert turns.fail(session, turn, "w1", later(9), later(9))
    assert claimed(with_kev, "w2", 10).conversation == KEV


def test_three_short_messages_get_one_answer(with_kev: Database) -> None:
    with with_kev.write() as session:
        for word in ("why", "cant i", "just stop", "ever"):
            said = say(session, word)
    turn = claimed(with_kev, "w1")
    assert (turn.seqs, turn.text) == ((1, 2, 3), "why\ncant i\njust stop")
    with with_kev.write() as session:
        stored = turns.answer(session, turn, "w1", REPLY, later(1))
    assert stored is not None
    assert stored[0].reply_to == 3
    rest = claimed(with_kev, "w1", 2)
    assert (rest.seqs, rest.message_id) == ((4,), said.id)


def test_a_message_in_danger_a_tap_and_a_long_one_are_never_joined(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, "hi")
        messages.add_visitor_message(session, KEV, "tap", "Yes", "flow:consent=yes", NOW)
        turns.queue(session, KEV, 2, None, NOW)
        messages.add_visitor_message(session, KEV, "danger", "gone blue", None, NOW)
        turns.queue(session, KEV, 3, {"band": "act"}, NOW)
        say(session, LONG)
        messages.add_visitor_message(session, KEV, "calm", "thanks", None, NOW)
        turns.queue(session, KEV, 5, {"band": "none"}, NOW)
        say(session, "bye")
    seqs = []
    while turn := claim(with_kev, "w1"):
        seqs.append(turn.seqs)
        with with_kev.write() as session:
            turns.answer(session, turn, "w1", (), NOW)
    assert seqs == [(1,), (2,), (3,), (4,), (5, 6)]


def test_a_lease_that_runs_out_is_finished_by_a_second_worker(
    with_kev: Database, other_process: Database
) -> None:
    with with_kev.write() as session:
        say(session, "why")
        say(session, "really")
    killed = claimed(with_kev, "w1", 0)
    with with_kev.write() as session:
        say(session, "hello?", 1)
    assert claim(other_process, "w2", LEASE - 1) is None
    taken = claimed(other_process, "w2", LEASE)
    assert (taken.seqs, taken.message_id) == (killed.seqs, killed.message_id)
    assert taken.attempt == 2
    with other_process.write() as session:
        assert turns.answer(session, taken, "w2", REPLY, later(LEASE + 1)) is not None
    with with_kev.write() as session:
        assert turns.answer(session, killed, "w1", REPLY, later(LEASE + 2)) is None
    assert texts(with_kev) == ["why", "really", "hello?", "Because the brain learns."]


def test_a_worker_that_claims_its_own_turn_again_cannot_answer_for_the_first_time(
    with_kev: Database,
) -> None:
    with with_kev.write() as session:
        say(session, "why")
    slow, again = claimed(with_kev, "w1", 0), claimed(with_kev, "w1", LEASE)
    with with_kev.write() as session:
        assert turns.answer(session, slow, "w1", REPLY, later(LEASE)) is None
        assert turns.answer(session, again, "w1", REPLY, later(LEASE)) is not None


def test_a_late_answer_counts_while_nobody_else_took_the_turn(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, "why")
    turn = claimed(with_kev, "w1")
    with with_kev.write() as session:
        assert turns.answer(session, turn, "w1", REPLY, later(LEASE + 60)) is not None


def test_an_answer_is_refused_once_staff_took_over(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, LONG)
        say(session, LONG + "?", 1)
    turn = claimed(with_kev, "w1", 2)
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", later(3))
    with with_kev.write() as session:
        assert turns.answer(session, turn, "w1", REPLY, later(4)) is None
        assert not turns.fail(session, turn, "w1", later(4), later(5))
        assert turns.waiting_count(session) == 0
        assert messages.after(session, KEV, 2, 10) == []


def test_an_answer_is_refused_after_staff_came_and_went(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, "why")
    turn = claimed(with_kev, "w1")
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", later(1))
        conversations.hand_back(session, KEV, "sam", later(2))
        assert turns.answer(session, turn, "w1", REPLY, later(3)) is None


def test_nothing_is_queued_for_the_bot_while_staff_hold(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", NOW)
        message, _ = messages.add_visitor_message(session, KEV, "c1", "hi sam", None, NOW)
        assert not turns.queue(session, KEV, message.seq, None, NOW)
    assert claim(with_kev, "w1", 99) is None


def test_a_failed_turn_waits_and_holds_those_behind_it(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, LONG)
        say(session, "and?", 1)
    turn = claimed(with_kev, "w1", 2)
    with with_kev.write() as session:
        assert turns.fail(session, turn, "w1", later(3), later(20))
        assert turns.waiting_count(session) == 2
    assert claim(with_kev, "w1", 19) is None
    again = claimed(with_kev, "w2", 20)
    assert (again.seqs, again.attempt) == ((1,), 2)


def test_a_turn_that_is_given_up_lets_the_next_one_pass(with_kev: Database) -> None:
    with with_kev.write() as session:
        say(session, LONG)
        say(session, "and?", 1)
    turn = claimed(with_kev, "w1", 2)
    with with_kev.write() as session:
        assert turns.give_up(session, turn, "w1", later(3))
        assert not turns.give_up(session, turn, "w1", later(3))
    assert claimed(with_kev, "w1", 3).seqs == (2,)


def test_take_over_and_answer_at_once_never_both_win(
    with_kev: Database, other_process: Database
) -> None:
    for number in range(6):
        name = f"visitor-{number}"
        with with_kev.write() as session:
            add_conversation(session, name)
            say(session, "why", conversation=name)
        turn = claimed(with_kev, "w1")

        def answer(turn: turns.Turn = turn) -> int | None:
            with with_kev.write() as session:
                stored = turns.answer(session, turn, "w1", REPLY, NOW)
            return stored[0].seq if stored else None

        def take(name: str = name) -> int | None:
            with other_process.write() as session:
                return conversations.take_over(session, name, "sam", NOW).last_seq

        bot_seq, seq_at_takeover = at_once(answer, take)
        assert seq_at_takeover == (bot_seq or 1)


def test_postgresql_skips_conversations_that_are_locked() -> None:
    words = str(turns.CLAIMABLE.compile(dialect=postgresql.dialect()))
    assert "FOR UPDATE OF conversations SKIP LOCKED" in words
    words = str(outbox.claimable(NOW).compile(dialect=postgresql.dialect()))
    assert "FOR UPDATE SKIP LOCKED" in words
    assert "FOR UPDATE" not in str(turns.CLAIMABLE.compile(dialect=sqlite.dialect()))
