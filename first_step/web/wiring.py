"""The one place where the web process chooses its concrete parts."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from first_step.admissions.settings import Settings
from first_step.content.live import LiveLibrary
from first_step.desk.app import create_desk
from first_step.reception.channels.parts import Channels, Provider, build_channels
from first_step.reception.cut_off import CutOffSweep
from first_step.reception.daily_purge import DailyPurge
from first_step.reception.danger import LoadedReader, ModelReader
from first_step.reception.fan_out import FanOut
from first_step.reception.front_door import FrontDoor
from first_step.reception.intake import Intake
from first_step.reception.journal import open_journal
from first_step.reception.journal_replay import JournalReplay
from first_step.reception.limits import Limits, visitor_limits
from first_step.reception.metrics import Metrics
from first_step.reception.notices.parts import Notices, build_notices
from first_step.reception.rasa_client import RasaClient
from first_step.reception.refusals import Refusals
from first_step.reception.shared_limits import shared_limits
from first_step.reception.threads import Threads
from first_step.reception.tokens import Tokens
from first_step.reception.turn_outcomes import TurnOutcomes
from first_step.reception.waiting_room import WaitingRoom
from first_step.reception.words import CurrentLibrary, Words
from first_step.reception.worker import LEASE_MARGIN_SECONDS, Worker
from first_step.store.breaker import Breaker
from first_step.store.database import Database, open_database
from first_step.web.health import Health
from first_step.web.pages import Pages

# A visitor waits no longer than this for a Redis that does not answer.
REDIS_SECONDS = 0.5


@dataclass(frozen=True)
class Parts:
    """Everything the web process is made of."""

    settings: Settings
    library: CurrentLibrary
    database: Database
    reader: LoadedReader
    rasa: RasaClient
    front_door: FrontDoor
    refusals: Refusals
    worker: Worker
    journal_replay: JournalReplay
    cut_off: CutOffSweep
    daily_purge: DailyPurge
    waiting_room: WaitingRoom
    worker_threads: Threads
    upkeep: Threads
    health: Health
    pages: Pages
    metrics: Metrics
    notices: Notices
    channels: Channels
    fan_out: FanOut | None


def build_parts(
    settings: Settings,
    *,
    reader: LoadedReader | None = None,
    limits: Limits | None = None,
    library: CurrentLibrary | None = None,
    providers: Sequence[Provider] | None = None,
) -> Parts:
    """Return the parts, the database open and the words read; the model is not loaded yet.

    What is handed in stands in for the trained model, the visitors' limits, the folder of content
    and the channels' providers, in tests and benchmarks. Raises ConfigurationError, ContentError,
    StoreError, or JournalError where its folder cannot be written.
    """
    metrics = Metrics()
    library = library or LiveLibrary(settings.content_dir)
    words = Words(library)
    tokens = Tokens(settings.token_key)
    reader = reader or ModelReader(settings.model)
    database = open_database(settings)
    journal = open_journal(settings.data_dir, database.sealer)
    metrics.watch_journal(lambda: len(journal.names()))
    intake = Intake(database, reader, words, metrics, now_utc, journal)
    redis, breaker = open_redis(settings), Breaker("Redis")
    limits = limits or _limits(redis, breaker, database)
    front_door = FrontDoor(database, intake, words, tokens, limits, metrics, now_utc)
    rasa = RasaClient(settings.rasa_url, settings.rasa_token, settings.rasa_timeout)
    worker_threads = Threads("worker", 4)
    upkeep = Threads("upkeep", 2)
    return Parts(
        settings,
        library,
        database,
        reader,
        rasa,
        front_door,
        Refusals(words, metrics),
        _worker(settings, database, words, rasa, front_door, worker_threads, metrics),
        JournalReplay(journal, intake, upkeep, metrics, front_door.stored),
        CutOffSweep(database, library, journal, upkeep, metrics, now_utc, settings.cut_off_minutes),
        DailyPurge(database, library, upkeep, now_utc),
        WaitingRoom(
            database, words, upkeep, front_door.announce, now_utc, settings.waiting_minutes
        ),
        worker_threads,
        upkeep,
        Health(database, rasa, reader, metrics, settings.trusted_proxies, journal),
        Pages(settings, library),
        metrics,
        build_notices(settings, database, metrics, _worker_name(), now_utc),
        build_channels(settings, database, front_door, metrics, _worker_name(), now_utc, providers),
        _fan_out(redis, breaker, front_door),
    )


def desk_routes(parts: Parts) -> Sequence[BaseRoute]:
    """Return the staff console, mounted at /desk/, and what leads there without the slash."""
    presence = parts.front_door.presence
    console = create_desk(
        parts.database, parts.library, parts.settings, presence=presence, clock=now_utc
    )
    return [Route("/desk", _to_desk), Mount("/desk", routes=console)]


def _to_desk(request: Request) -> Response:
    return RedirectResponse("/desk/", 308)


def now_utc() -> datetime:
    """Return this moment."""
    return datetime.now(timezone.utc)


def _worker(
    settings: Settings,
    database: Database,
    words: Words,
    rasa: RasaClient,
    front_door: FrontDoor,
    threads: Threads,
    metrics: Metrics,
) -> Worker:
    lease = settings.rasa_timeout + LEASE_MARGIN_SECONDS
    outcomes = TurnOutcomes(database, words, now_utc, _worker_name(), lease)
    worker = Worker(rasa, outcomes, threads, front_door.announce, metrics)
    front_door.on_turn = worker.wake
    return worker


def _limits(redis: Redis | None, breaker: Breaker, database: Database) -> Limits:
    if redis is None:
        return visitor_limits()
    return shared_limits(redis, breaker, lambda key: database.sealer.blind_index(key, "limit"))


def open_redis(settings: Settings) -> Redis | None:
    """Return a client of the Redis of an installation, None without one; it connects later."""
    if settings.redis_url is None:
        return None
    return Redis.from_url(
        settings.redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )


def _fan_out(redis: Redis | None, breaker: Breaker, front_door: FrontDoor) -> FanOut | None:
    if redis is None:
        return None
    fan_out = FanOut(redis, front_door.heard, front_door.presence.heard_typing, breaker)
    front_door.on_stored = fan_out.tell
    front_door.presence.tell = fan_out.tell_typing
    return fan_out


def _worker_name() -> str:
    """Return a name that no other worker has, in this process or another."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
