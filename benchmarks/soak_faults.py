"""The faults of a soak: each is a context that harms a running cluster and heals it at its end."""

from __future__ import annotations

import random
import signal
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from rich.console import Console

from benchmarks.cluster import Cluster, Member
from benchmarks.outages import database_away
from tests.postgres import start_again
from tests.redis_server import RedisServer

# What a write takes longer while the database is slow: a busy disk, not a dead one.
_SLOW_S = 0.4
_AT_ONCE = 64 * 1024
_WRONG_S = 3600
console = Console(highlight=False)
_QUESTION = "is addiction genetic"


@dataclass(frozen=True)
class Grounds:
    """What faults happen to: the cluster, its stores, and the small disk both write to, if any.

    clocks: whether the clock of each process can be set.
    """

    cluster: Cluster
    database_url: str
    redis: RedisServer
    disk: Path | None
    clocks: bool
    chance: random.Random


@dataclass(frozen=True)
class Fault:
    """One kind of harm.

    away: what /readyz of web processes calls away meanwhile, "" nothing. needs: what of the grounds
    must be there for it, "" nothing.
    """

    name: str
    harm: Callable[[Grounds], AbstractContextManager[None]]
    away: str = ""
    needs: str = ""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """Give a disk of its own, so that filling it fills nothing else; None without the right to."""
    folder.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    try:
        yield folder if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def give_clocks(cluster: Cluster) -> bool:
    """Let each process have a clock of its own; return whether that can be.

    It takes libfaketime (Debian's package faketime), and is done before they start. Only the time
    of day is set: the clock that counts waiting goes on, as on a machine whose time is put right.
    """
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        return False
    for member in cluster.members.values():
        set_clock(member, 0)
        member.environment = {
            **member.environment,
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(_clock(member)),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    return True


def set_clock(member: Member, seconds: int) -> None:
    """Set the clock of a process so many seconds beyond the true time."""
    clock = _clock(member)
    written = clock.with_suffix(".new")
    written.write_text(f"{seconds:+d}", encoding="utf-8")
    written.rename(clock)


def _clock(member: Member) -> Path:
    return member.log.with_suffix(".clock")


@contextmanager
def _killed(grounds: Grounds) -> Iterator[None]:
    """Kill one process; it is started again, as a supervisor does, and waited for."""
    member = _any(grounds, "")
    member.end(signal.SIGKILL)
    member.start()
    yield
    member.wait_until_ready()


@contextmanager
def _both_of_a_kind_killed(grounds: Grounds) -> Iterator[None]:
    both = grounds.cluster.of("rasa")
    for member in both:
        member.end(signal.SIGKILL)
    yield
    for member in both:
        member.start()
    for member in both:
        member.wait_until_ready()


@contextmanager
def _hung_actions(grounds: Grounds) -> Iterator[None]:
    with _hung(_any(grounds, "actions")):
        yield


@contextmanager
def _hung_rasa(grounds: Grounds) -> Iterator[None]:
    with _hung(_any(grounds, "rasa")):
        yield


@contextmanager
def _hung(member: Member) -> Iterator[None]:
    assert member.running is not None
    member.running.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        member.running.send_signal(signal.SIGCONT)


@contextmanager
def _redis_gone(grounds: Grounds) -> Iterator[None]:
    grounds.redis.stop()
    try:
        yield
    finally:
        grounds.redis.start()


def _database_away(grounds: Grounds) -> AbstractContextManager[None]:
    return database_away(grounds.database_url)


@contextmanager
def _database_slow(grounds: Grounds) -> Iterator[None]:
    """Let every statement that stores a message take longer."""
    _do(
        grounds.database_url,
        "CREATE FUNCTION soak_slow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN PERFORM pg_sleep({_SLOW_S}); RETURN NULL; END$$",
        "CREATE TRIGGER soak_slow AFTER INSERT ON messages EXECUTE FUNCTION soak_slow()",
    )
    try:
        yield
    finally:
        _do(grounds.database_url, "DROP TRIGGER soak_slow ON messages", "DROP FUNCTION soak_slow()")


@contextmanager
def _disk_full(grounds: Grounds) -> Iterator[None]:
    """Leave nothing of the disk that database and journal lie on.

    PostgreSQL may stop by itself then; it is started again, as a supervisor does.
    """
    assert grounds.disk is not None
    balloon = grounds.disk / "balloon"
    with suppress(OSError), balloon.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * _AT_ONCE)
    try:
        yield
    finally:
        balloon.unlink()
        for data in grounds.disk.glob("first-step-postgres-*/data"):
            if start_again(data):
                console.print("PostgreSQL had stopped and was started again")


@contextmanager
def _clock_jumped(grounds: Grounds) -> Iterator[None]:
    """Put the clock of one process an hour on or back, as a machine with a wrong clock has it."""
    member = _any(grounds, "")
    set_clock(member, grounds.chance.choice((_WRONG_S, -_WRONG_S)))
    try:
        yield
    finally:
        set_clock(member, 0)


@contextmanager
def _poisoned(grounds: Grounds) -> Iterator[None]:
    """Damage what the dialogue remembers of one conversation: it fails at every message there."""
    with httpx.Client(base_url=grounds.cluster.url, trust_env=False, timeout=30) as http:
        begun = http.post("/api/conversations").json()
        http.headers["Authorization"] = f"Bearer {begun['token']}"
        path = f"/api/conversations/{begun['conversation']}/messages"
        its_own = f"conversation_id = '{begun['conversation']}'"
        http.post(path, json={"id": uuid.uuid4().hex, "text": _QUESTION})
        for _ in range(100):
            if any(row["sender"] == "bot" for row in http.get(path).json()["messages"]):
                break
        _do(grounds.database_url, f"UPDATE trackers SET body = 'poison' WHERE {its_own}")
        http.post(path, json={"id": uuid.uuid4().hex, "text": _QUESTION})
        yield


KILLED = Fault("one process killed", _killed)
FAULTS = (
    KILLED,
    Fault("both Rasa servers killed", _both_of_a_kind_killed, "rasa"),
    Fault("an action server hung", _hung_actions),
    Fault("a Rasa server hung", _hung_rasa),
    Fault("Redis gone", _redis_gone),
    Fault("database away", _database_away, "database"),
    Fault("database slow", _database_slow),
    Fault("a poisoned conversation", _poisoned),
    Fault("disk full", _disk_full, needs="disk"),
    Fault("a clock an hour wrong", _clock_jumped, needs="clocks"),
)


def _any(grounds: Grounds, kind: str) -> Member:
    return grounds.chance.choice(
        grounds.cluster.of(kind) if kind else list(grounds.cluster.members.values())
    )


def _do(address: str, *statements: str) -> None:
    connection = psycopg2.connect(address)
    connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()
