"""Databases of every kind, and receivers that are really there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from first_step.admissions.keys import SealingKey
from first_step.admissions.notice_settings import Webhook, read_mail_server
from first_step.admissions.settings import Settings
from first_step.reception.metrics import Metrics
from first_step.reception.notices.delivery import Delivery
from first_step.reception.notices.relay import Relay
from first_step.reception.threads import Threads
from first_step.store import outbox
from first_step.store.database import Database
from tests.store.conftest import database, database_url, migrated, other_process
from tests.store.samples import NOW, settings_for

from .receivers import Hook, Mailbox, mail_server, web_server

__all__ = ["database", "database_url", "migrated", "other_process"]

KEY = bytes(range(7, 39))
DUTY = "duty@example.org"
ADMISSIONS = "admissions@example.org"


class Clock:
    """Time that moves when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class House:
    """One web process's relay, its settings and what it counts."""

    database: Database
    settings: Settings
    clock: Clock
    threads: Threads
    metrics: Metrics

    def relay(
        self, delivery: Any = None, worker: str = "relay-1", database: Database | None = None
    ) -> Relay:
        return Relay(
            database or self.database,
            self.settings,
            delivery or Delivery(self.settings, self.clock),
            self.threads,
            self.metrics,
            worker,
            self.clock,
            lambda: 1.0,
        )

    def put(self, kind: str = "referral_recorded", **body: Any) -> int:
        body = body or {"reference": "FS-7K3M-QX", "level": "urgent"}
        with self.database.write() as session:
            return outbox.put(session, kind, body, self.clock())

    def dead(self) -> list[outbox.Notice]:
        with self.database.read() as session:
            return outbox.dead(session)

    def waiting(self) -> list[outbox.Notice]:
        with self.database.read() as session:
            return outbox.waiting(session)

    def counted(self, outcome: str, kind: str = "referral_recorded") -> float:
        labels = {"outcome": outcome, "kind": kind}
        return self.metrics.registry.get_sample_value("first_step_notices_total", labels) or 0.0


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as opened:
        yield opened


@pytest.fixture
def house(database: Database, database_url: str) -> Iterator[House]:
    """Return a house that tells nobody."""
    threads = Threads("test", 4)
    settings = replace(
        settings_for(database_url, env="development"),
        public_url="https://chat.example.org",
        notice_from="first-step@example.org",
    )
    yield House(database, settings, Clock(), threads, Metrics())
    threads.close()


@pytest.fixture
def by_mail(house: House, mailbox: Mailbox) -> House:
    server = read_mail_server(f"smtp://127.0.0.1:{mailbox.port}", "FIRST_STEP_SMTP_URL")
    house.settings = replace(
        house.settings, smtp_url=server, notice_emails=(ADMISSIONS,), duty_emails=(DUTY,)
    )
    return house


@pytest.fixture
def by_hook(house: House, hook: Hook) -> House:
    house.settings = replace(
        house.settings,
        webhooks=(Webhook("pager", hook.url),),
        webhook_secrets=(SealingKey("pager", KEY),),
    )
    return house
