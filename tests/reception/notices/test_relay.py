from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace

import pytest

from first_step.reception.notices.delivery import Delivery
from first_step.reception.notices.relay import LEASE_SECONDS
from first_step.store import alerts, outbox, referrals
from first_step.store.database import Database
from tests.store.samples import KEV, URGENT, add_conversation, contact_request, say

from .conftest import House
from .receivers import Hook, Mailbox, words_of


class PowerCut(BaseException):
    """The process ends here."""


class DiesAfterDelivery:
    """Delivers for real, then the process ends before it is noted."""

    def __init__(self, real: Delivery) -> None:
        self.real = real

    async def deliver(self, notice: outbox.Notice) -> None:
        await self.real.deliver(notice)
        raise PowerCut


async def test_each_destination_gets_a_row_and_a_retry_of_its_own(
    by_mail: House, by_hook: House, mailbox: Mailbox, hook: Hook
) -> None:
    hook.answers = [(500, {})]
    by_hook.put()
    await by_hook.relay().deliver_due()
    assert len(mailbox.messages) == 1
    (late,) = by_hook.waiting()
    assert late.destination == "webhook:pager"
    by_hook.clock.pass_by(seconds=30)
    await by_hook.relay().deliver_due()
    assert (len(mailbox.messages), len(hook.requests)) == (1, 2)


async def test_with_nobody_to_tell_a_notice_is_over_and_counted(house: House) -> None:
    house.put()
    await house.relay().deliver_due()
    assert house.waiting() == house.dead() == []
    assert house.counted("nobody_told") == 1


async def test_a_notice_that_fails_twelve_times_is_dead_and_loud(
    by_hook: House, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    hook.answers = [(500, {})] * outbox.MOST_ATTEMPTS
    by_hook.put()
    for _ in range(outbox.MOST_ATTEMPTS):
        await by_hook.relay().deliver_due()
        by_hook.clock.pass_by(hours=1)
    (lost,) = by_hook.dead()
    assert (lost.problem, lost.attempt) == ("http_500", outbox.MOST_ATTEMPTS)
    assert by_hook.counted("dead") == 1
    (said,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "is dead" in said.getMessage()
    assert "http_500" in said.getMessage()


async def test_a_dead_notice_tried_again_arrives_under_its_old_id(
    by_hook: House, hook: Hook
) -> None:
    hook.answers = [(404, {})]
    by_hook.put()
    await by_hook.relay().deliver_due()
    with by_hook.database.write() as session:
        assert outbox.try_all_again(session, by_hook.clock.now) == 1
    await by_hook.relay().deliver_due()
    first, second = (json.loads(body)["id"] for _, body in hook.requests)
    assert first == second
    assert by_hook.dead() == by_hook.waiting() == []


async def test_a_crash_after_delivery_delivers_again_under_the_same_id(
    by_hook: House, hook: Hook
) -> None:
    by_hook.put()
    dying = DiesAfterDelivery(Delivery(by_hook.settings, by_hook.clock))
    with pytest.raises(PowerCut):
        await by_hook.relay(dying).deliver_due()
    other = by_hook.relay(worker="relay-2")
    assert await other.deliver_due() == 0
    by_hook.clock.pass_by(seconds=LEASE_SECONDS)
    assert await other.deliver_due() == 1
    first, second = (json.loads(body)["id"] for _, body in hook.requests)
    assert first == second


async def test_two_relays_at_once_deliver_each_notice_once(
    by_hook: House, hook: Hook, other_process: Database
) -> None:
    for _ in range(12):
        by_hook.put()
    await asyncio.gather(
        by_hook.relay(worker="relay-1").deliver_due(),
        by_hook.relay(worker="relay-2", database=other_process).deliver_due(),
    )
    ids = [json.loads(body)["id"] for _, body in hook.requests]
    assert len(ids) == len(set(ids)) == 12
    assert by_hook.waiting() == []


async def test_a_receiver_taken_out_of_the_settings_is_not_passed_over_in_silence(
    by_hook: House, hook: Hook
) -> None:
    hook.answers = [(500, {})]
    by_hook.put()
    await by_hook.relay().deliver_due()
    by_hook.settings = replace(by_hook.settings, webhooks=())
    by_hook.clock.pass_by(seconds=30)
    await by_hook.relay().deliver_due()
    assert [notice.problem for notice in by_hook.dead()] == ["not_configured"]


async def test_nothing_that_is_sent_holds_a_name_a_number_or_a_word_of_the_visitor(
    by_mail: House, by_hook: House, mailbox: Mailbox, hook: Hook
) -> None:
    now = by_mail.clock.now
    with by_mail.database.write() as session:
        add_conversation(session)
        say(session, "I took heroin with my brother")
        alerts.raise_alert(session, KEV, "crisis_overdose", "act", {"patterns": ["p.1"]}, now)
        referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=URGENT,
            due_at=now,
            now=now,
        )
    await by_mail.relay().deliver_due()
    mails = [words_of(message) for message in mailbox.messages]
    posts = [f"{headers} {body.decode()}" for headers, body in hook.requests]
    sent = "\n".join(mails + posts).lower()
    assert "fs-" in sent
    assert len(mails) == len(hook.requests) == 2
    for private in ("kevin", "zebedee", "900123", "tulip", "heroin", "brother", "any time"):
        assert private not in sent
