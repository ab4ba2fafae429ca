from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from first_step.admissions.settings import Settings
from first_step.desk.notices import lines
from first_step.store import audit, channel_identities, conversations, deliveries, messages, outbox
from first_step.store.database import Database

from .cast import NOW, Browser, settings_for

KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="


def put_dead(database: Database, problem: str = "smtp_550") -> int:
    """Store a notice that could not be delivered and return its id."""
    with database.write() as session:
        body = {"reference": "FS-7K3M-QX", "level": "urgent"}
        number = outbox.put(session, "referral_recorded", body, NOW)
        notice = outbox.claim(session, "relay", NOW, 60)
        assert notice is not None
        outbox.address(session, notice, "relay", ["email:admissions@example.org"], NOW)
        notice = outbox.claim(session, "relay", NOW, 60)
        assert notice is not None
        outbox.fail(session, notice, "relay", NOW, problem, permanent=True)
        assert notice.id > number
    return notice.id


def counts(database: Database) -> tuple[int, int]:
    with database.read() as session:
        return outbox.dead_count(session), outbox.waiting_count(session)


def test_a_dead_notice_shows_what_where_and_why(bob: Browser, database: Database) -> None:
    put_dead(database)
    page = bob.open("/notices")
    assert "New request" in page
    assert 'href="/desk/referrals/FS-7K3M-QX"' in page
    assert "To admissions@example.org" in page
    assert "Tries: 1." in page
    assert "The receiver refused it" in page
    assert '<span class="code">smtp_550</span>' in page


def test_one_is_tried_again_and_it_is_noted_who_asked(bob: Browser, database: Database) -> None:
    number, _ = put_dead(database), put_dead(database)
    bob.open("/notices")
    assert "It will be tried again now." in bob.send(f"/notices/{number}/try-again")
    assert counts(database) == (1, 1)
    with database.read() as session:
        written = audit.latest(session, 5, about=f"notice:{number}")
    assert [entry.event for entry in written] == ["notice_tried_again"]


def test_all_are_tried_again(bob: Browser, database: Database) -> None:
    put_dead(database)
    put_dead(database)
    bob.open("/notices")
    page = bob.send("/notices/try-again")
    assert counts(database) == (0, 2)
    assert "Waiting (2)" in page


def test_without_the_token_of_the_page_nothing_is_tried(bob: Browser, database: Database) -> None:
    number = put_dead(database)
    bob.open("/notices")
    bob.send(f"/notices/{number}/try-again", csrf="0" * 64)
    assert bob.status in (400, 403)
    assert counts(database) == (1, 0)


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_others_neither_see_the_page_nor_the_way_to_it(
    request: pytest.FixtureRequest, database: Database, who: str
) -> None:
    browser: Browser = request.getfixturevalue(who)
    number = put_dead(database)
    browser.open("/wording")
    assert "/desk/notices" not in browser.text
    browser.send(f"/notices/{number}/try-again")
    assert browser.status == 403
    browser.open("/notices")
    assert browser.status == 403
    assert counts(database) == (1, 0)


def test_a_duty_manager_finds_the_page_from_the_others(bob: Browser) -> None:
    assert 'href="/desk/notices"' in bob.open("/")


def test_with_nothing_waiting_and_nobody_told_the_page_says_both(bob: Browser) -> None:
    page = bob.open("/notices")
    assert "No notice is waiting" in page
    assert "Nobody is told" in page


def test_with_a_receiver_the_page_does_not_say_that_nobody_is_told(
    open_desk: Callable[..., Browser], settings: Settings
) -> None:
    hooks = settings_for(
        settings.data_dir,
        FIRST_STEP_WEBHOOKS="pager=https://pager.example/x",
        FIRST_STEP_WEBHOOK_SECRETS=f"pager:{KEY}",
    )
    browser = open_desk(settings=replace(settings, webhooks=hooks.webhooks))
    browser.sign_in("bob")
    assert "Nobody is told" not in browser.open("/notices")


def test_messages_that_did_not_arrive_are_seen_without_their_words(
    bob: Browser, database: Database
) -> None:
    with database.write() as session:
        conversations.create(session, "kev-on-messenger", "messenger", NOW)
        for _ in range(3):
            messages.add_reply(session, "kev-on-messenger", "bot", "Dear Kev", (), None, NOW)
        end = partial(deliveries.end, session, "kev-on-messenger", channel="messenger", now=NOW)
        end(seq=1, state="failed", problem="10.2018278")
        end(seq=2, state="failed", problem="blocked")
        end(seq=3, state="held", problem="outside_window")
    page = bob.open("/notices")
    assert "Messages that did not reach a visitor" in page
    assert "Messenger, " in page
    assert 'The provider did not take it <span class="code">10.2018278</span>' in page
    assert "They cannot be reached there any more" in page
    assert page.count('<span class="code">kev-on-messenger</span>') == 2
    assert "Dear Kev" not in page
    assert "outside_window" not in page


def test_a_message_that_did_not_arrive_is_sent_again_and_it_is_noted(
    bob: Browser, database: Database
) -> None:
    with database.write() as session:
        kev = channel_identities.open_for(session, "sms", "+447700900123", NOW, timedelta(days=365))
        messages.add_reply(session, kev.conversation, "bot", "Dear Kev", (), None, NOW)
        outgoing = channel_identities.claim(session, "one", NOW, 60)
        assert outgoing is not None
        deliveries.end(session, kev.conversation, 1, "sms", "failed", NOW, "30008")
        channel_identities.sent(session, outgoing, "one", 1, NOW)
        assert channel_identities.claim(session, "one", NOW, 60) is None
    assert "Send it again" in bob.open("/notices")
    page = bob.send(f"/notices/messages/{kev.conversation}/1/try-again")
    assert "It will be tried again now." in page
    assert "did not reach a visitor" not in page
    with database.write() as session:
        again = channel_identities.claim(session, "one", later(1), 60)
        written = audit.latest(session, 5, about=kev.conversation)
    assert again is not None
    assert [message.text for message in again.messages] == ["Dear Kev"]
    assert [entry.event for entry in written] == ["message_sent_again"]
    page = bob.send(f"/notices/messages/{kev.conversation}/1/try-again")
    assert "There was nothing to try again." in page


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_while_every_message_arrives_nothing_is_said_of_it(bob: Browser) -> None:
    assert "did not reach a visitor" not in bob.open("/notices")


def test_every_kind_of_notice_has_words() -> None:
    assert set(lines._KINDS) == set(outbox.KINDS)
