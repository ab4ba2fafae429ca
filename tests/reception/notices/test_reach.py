from __future__ import annotations

import socket
from dataclasses import replace

from first_step.admissions.notice_settings import Webhook, read_mail_server
from first_step.reception.notices.reach import reach_destinations

from .conftest import House
from .receivers import Hook, Mailbox


async def test_receivers_are_greeted_and_looked_up_and_nothing_is_sent(
    by_mail: House, by_hook: House, mailbox: Mailbox, hook: Hook
) -> None:
    found = await reach_destinations(by_mail.settings)
    assert found == [("mail server", None), ("webhook pager", None)]
    assert mailbox.greeted >= 1
    assert mailbox.messages == hook.requests == []


async def test_what_cannot_be_reached_is_said(house: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = read_mail_server(f"smtp://127.0.0.1:{free.getsockname()[1]}", "X")
    hooks = (Webhook("pager", "https://nowhere.invalid/"),)
    found = await reach_destinations(replace(house.settings, smtp_url=server, webhooks=hooks))
    assert [name for name, problem in found if problem] == ["mail server", "webhook pager"]
