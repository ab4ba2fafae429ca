from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from first_step.admissions.errors import StoreError
from first_step.store import channel_identities, conversations, messages, removal
from first_step.store.channel_identities import Identity, Outgoing
from first_step.store.database import Database

from .samples import LEASE, NOW, at_once, later

YEAR = timedelta(days=365)
PHONE = "+447700900123"


def opened(database: Database, seconds: float = 0, address: str = PHONE) -> Identity:
    with database.write() as session:
        return channel_identities.open_for(session, "sms", address, later(seconds), YEAR)


def reply(database: Database, identity: Identity, words: str = "Hello", seconds: float = 0) -> int:
    with database.write() as session:
        return messages.add_reply(
            session, identity.conversation, "bot", words, (), None, later(seconds)
        ).seq


def claimed(database: Database, seconds: float = 0, worker: str = "one") -> Outgoing | None:
    with database.write() as session:
        return channel_identities.claim(session, worker, later(seconds), LEASE)


def test_the_same_address_finds_its_conversation_again(database: Database) -> None:
    first, again = opened(database), opened(database, 60)
    assert (first.started, again.started) == (True, False)
    assert first.conversation == again.conversation
    assert again.address == PHONE


def test_two_first_messages_at_once_open_one_conversation(database: Database) -> None:
    found = at_once(*[lambda: opened(database)] * 4)
    assert len({identity.conversation for identity in found}) == 1
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM conversations")).scalar() == 1


def test_the_same_address_on_another_channel_is_another_visitor(database: Database) -> None:
    here = opened(database)
    with database.write() as session:
        there = channel_identities.open_for(session, "whatsapp", PHONE, NOW, YEAR)
    assert here.conversation != there.conversation


def test_a_number_that_was_silent_for_a_year_gets_a_conversation_of_its_own(
    database: Database,
) -> None:
    first = opened(database)
    with database.write() as session:
        channel_identities.set_opted_out(session, first, NOW)
    later_owner = opened(database, YEAR.total_seconds() + 1)
    assert later_owner.started
    assert later_owner.conversation != first.conversation
    assert not later_owner.opted_out


def test_nothing_in_the_table_shows_the_address(database: Database) -> None:
    opened(database)
    with database.read() as session:
        row = session.execute(text("SELECT * FROM channel_identities")).one()
    assert "7700" not in repr(tuple(row))


def test_an_address_that_cannot_be_stored_is_refused(database: Database) -> None:
    with pytest.raises(StoreError):
        opened(database, address="")


def test_what_is_said_waits_to_be_sent_in_its_order(database: Database) -> None:
    identity = opened(database)
    assert claimed(database) is None
    for words in ("one", "two", "three"):
        reply(database, identity, words)
    outgoing = claimed(database)
    assert outgoing is not None
    assert [message.text for message in outgoing.messages] == ["one", "two", "three"]


def test_nobody_else_sends_it_until_the_lease_is_over(database: Database) -> None:
    reply(database, opened(database))
    assert claimed(database) is not None
    assert claimed(database, worker="two") is None
    taken = claimed(database, LEASE + 1, worker="two")
    assert taken is not None
    assert taken.attempt == 2


def test_what_was_sent_is_not_sent_again(database: Database) -> None:
    reply(database, opened(database))
    outgoing = claimed(database)
    assert outgoing is not None
    with database.write() as session:
        assert channel_identities.sent(session, outgoing, "one", outgoing.up_to, NOW)
    assert claimed(database, LEASE + 1) is None


def test_a_message_stored_while_others_are_sent_is_not_forgotten(database: Database) -> None:
    identity = opened(database)
    reply(database, identity, "one")
    outgoing = claimed(database)
    assert outgoing is not None
    reply(database, identity, "two")
    with database.write() as session:
        channel_identities.sent(session, outgoing, "one", outgoing.up_to, NOW)
    following = claimed(database)
    assert following is not None
    assert [message.text for message in following.messages] == ["two"]


def test_who_lost_the_lease_changes_nothing(database: Database) -> None:
    reply(database, opened(database))
    outgoing = claimed(database)
    assert outgoing is not None
    claimed(database, LEASE + 1, worker="two")
    with database.write() as session:
        assert not channel_identities.sent(session, outgoing, "one", outgoing.up_to, NOW)
        assert not channel_identities.put_off(session, outgoing, "one", "timeout", NOW)


def test_what_is_held_goes_out_when_the_visitor_writes_again(database: Database) -> None:
    identity = opened(database)
    reply(database, identity)
    outgoing = claimed(database)
    assert outgoing is not None
    with database.write() as session:
        channel_identities.hold(session, outgoing, "one", NOW)
    assert claimed(database, 60) is None
    opened(database, 61)
    assert claimed(database, 62) is not None


def test_a_website_conversation_has_nothing_to_send(with_kev: Database) -> None:
    with with_kev.write() as session:
        messages.add_reply(session, "kev-conversation", "bot", "Hello", (), None, NOW)
    assert claimed(with_kev) is None


def test_who_wrote_stop_leaves_only_that_when_the_conversation_goes(database: Database) -> None:
    identity = opened(database)
    other = opened(database, address="+447700900456")
    with database.write() as session:
        channel_identities.set_opted_out(session, identity, NOW)
        ids = [identity.conversation, other.conversation]
        removal.remove(session, removal.parts_of([], ids))
        assert conversations.get(session, identity.conversation) is None
    with database.read() as session:
        rows = session.execute(
            text("SELECT address, conversation_id, opted_out_at FROM channel_identities")
        ).all()
    assert len(rows) == 1
    assert rows[0][:2] == (None, None)
    assert rows[0][2] is not None
    assert opened(database, 60).opted_out


def test_a_lease_can_be_renewed_by_who_has_it(database: Database) -> None:
    reply(database, opened(database))
    outgoing = claimed(database)
    assert outgoing is not None
    later_on = later(LEASE - 1)
    with database.write() as session:
        assert channel_identities.renew(session, outgoing, "one", later_on, LEASE)
        assert not channel_identities.renew(session, outgoing, "two", later_on, LEASE)
    assert claimed(database, LEASE + 1, worker="two") is None
    assert claimed(database, 2 * LEASE, worker="two") is not None


def test_who_said_stop_meanwhile_is_claimed_anew_as_things_stand(database: Database) -> None:
    identity = opened(database)
    reply(database, identity)
    outgoing = claimed(database)
    assert outgoing is not None
    with database.write() as session:
        channel_identities.set_opted_out(session, identity, NOW)
        assert not channel_identities.renew(session, outgoing, "one", NOW, LEASE)
    again = claimed(database)
    assert again is not None
    assert again.identity.opted_out


def test_what_was_put_off_goes_at_once_when_they_write(database: Database) -> None:
    identity = opened(database)
    reply(database, identity)
    outgoing = claimed(database)
    assert outgoing is not None
    with database.write() as session:
        channel_identities.put_off(session, outgoing, "one", "503", later(600))
    assert claimed(database, 5) is None
    opened(database, 6)
    again = claimed(database, 7)
    assert again is not None
    assert again.attempt == 1


def test_writing_takes_nothing_from_who_is_sending(database: Database) -> None:
    reply(database, opened(database))
    assert claimed(database) is not None
    opened(database, 5)
    assert claimed(database, 6, worker="two") is None


def test_a_new_conversation_does_not_wait_for_who_was_sending_in_the_one_before(
    database: Database,
) -> None:
    reply(database, opened(database))
    year = YEAR.total_seconds()
    assert claimed(database, year) is not None
    later_owner = opened(database, year + 1)
    reply(database, later_owner, "Who reads along here", year + 1)
    outgoing = claimed(database, year + 2, worker="two")
    assert outgoing is not None
    assert [message.text for message in outgoing.messages] == ["Who reads along here"]
