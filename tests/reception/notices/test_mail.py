from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from first_step.admissions.notice_settings import read_mail_server

from .conftest import ADMISSIONS, DUTY, House
from .receivers import Mailbox


async def test_a_request_reaches_admissions_with_reference_level_and_link(
    by_mail: House, mailbox: Mailbox
) -> None:
    by_mail.put()
    assert await by_mail.relay().deliver_due() == 2
    (message,) = mailbox.messages
    assert message["To"] == ADMISSIONS
    assert message["Subject"] == "First Step: new request FS-7K3M-QX, urgent"
    assert "https://chat.example.org/desk/referrals/FS-7K3M-QX" in str(message.get_payload())
    assert by_mail.waiting() == by_mail.dead() == []
    assert by_mail.counted("delivered") == 1


@pytest.mark.parametrize("kind", ["alert_escalated", "referral_untaken", "referral_overdue"])
async def test_what_nobody_took_goes_to_the_duty_manager(
    by_mail: House, mailbox: Mailbox, kind: str
) -> None:
    by_mail.put(kind)
    await by_mail.relay().deliver_due()
    assert [message["To"] for message in mailbox.messages] == [DUTY]
    assert "duty manager" in str(mailbox.messages[0].get_payload())


async def test_a_refusal_that_passes_is_tried_again_under_the_same_message_id(
    by_mail: House, mailbox: Mailbox
) -> None:
    mailbox.refusals = ["451 try later"]
    by_mail.put()
    relay = by_mail.relay()
    await relay.deliver_due()
    (late,) = by_mail.waiting()
    assert (late.problem, mailbox.messages) == ("smtp_451", [])
    by_mail.clock.pass_by(seconds=30)
    await relay.deliver_due()
    (message,) = mailbox.messages
    assert message["Message-ID"] == f"<notice.{late.key}@example.org>"


async def test_a_refusal_for_good_is_dead_at_once(by_mail: House, mailbox: Mailbox) -> None:
    mailbox.refusals = ["550 no such user kev@example.org"]
    by_mail.put()
    await by_mail.relay().deliver_due()
    (lost,) = by_mail.dead()
    assert (lost.problem, lost.destination) == ("smtp_550", f"email:{ADMISSIONS}")
    assert by_mail.counted("dead") == 1


async def test_a_mail_server_that_is_away_is_tried_again(by_mail: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = read_mail_server(f"smtp://127.0.0.1:{free.getsockname()[1]}", "X")
    by_mail.settings = replace(by_mail.settings, smtp_url=server)
    by_mail.put()
    await by_mail.relay().deliver_due()
    assert [notice.problem for notice in by_mail.waiting()] == ["smtp_away"]


async def test_no_mail_goes_out_in_the_open_where_tls_was_asked_for(
    by_mail: House, mailbox: Mailbox
) -> None:
    server = read_mail_server(f"smtp+starttls://127.0.0.1:{mailbox.port}", "X")
    by_mail.settings = replace(by_mail.settings, smtp_url=server)
    by_mail.put()
    await by_mail.relay().deliver_due()
    assert [notice.problem for notice in by_mail.waiting()] == ["smtp_away"]
    assert mailbox.messages == []
