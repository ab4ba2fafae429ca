"""Mixed traffic through real servers with faults: `python -m benchmarks.soak --minutes 60`.

Two of each process on PostgreSQL and Redis behind Caddy. Every few seconds one fault comes and
goes; memory, the queue and /readyz are looked at all the time. At the end the queue must drain, and
what was sent is counted against the database. Ends with 1 when anything was lost or doubled, a
cry for help went unheard, or /readyz told an untruth. The report goes to results/soak.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from benchmarks.cluster import ROOT, Cluster
from benchmarks.desk_queue import postgres_database
from benchmarks.soak_faults import FAULTS, Fault, Grounds, give_clocks, small_disk
from benchmarks.soak_traffic import Traffic, stored, waiting_turns
from first_step.evaluation.stock_model import write_json
from first_step.store.process_environment import process_settings
from tests.redis_server import RedisServer

RESULTS = Path("results/soak.json")
VISITORS = 8
DISK_MB = 1000
LOOK_EVERY_S = 5.0
FAULT_S = (6.0, 15.0)
QUIET_S = (5.0, 12.0)
# Until everything answers again; Rasa alone needs up to half a minute on two busy cores.
HEAL_LIMIT_S = 120.0
DRAIN_LIMIT_S = 180.0
# What must be nothing.
BAD = (
    "messages lost",
    "messages doubled",
    "replies doubled",
    "records doubled",
    "told of a record without one",
    "notices lost or doubled",
    "NOT HELPED AT ONCE",
    "never answered",
    "a message was never taken",
    "/readyz untrue",
    "not healed in time",
    "not drained",
)
console = Console(highlight=False)


@dataclass
class Watch:
    """Looks at memory and queue every few seconds, in a thread of its own, until `stop`."""

    cluster: Cluster
    database_url: str
    memory: list[dict[str, float]] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to look."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def growth(self) -> dict[str, tuple[float, float]]:
        """Return by process its median memory in the first and the last third, in megabytes."""
        third = max(1, len(self.memory) // 3)
        return {
            name: (_middle(self.memory[:third], name), _middle(self.memory[-third:], name))
            for name in self.cluster.members
        }

    def _run(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            self.memory.append(self.cluster.memory_mb())
            self.waiting.append(waiting_turns(self.database_url))


def soak(minutes: float, seed: int, model: Path) -> dict[str, Any]:
    """Return the report of one soak."""
    chance = random.Random(seed)
    with _grounds(model, chance) as grounds:
        traffic = Traffic(grounds.cluster.url, VISITORS, seed)
        watch = Watch(grounds.cluster, grounds.database_url)
        harmed: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        healed: dict[str, list[float]] = {}
        traffic.start()
        deadline = time.monotonic() + 60 * minutes
        try:
            while time.monotonic() < deadline:
                time.sleep(chance.uniform(*QUIET_S))
                fault = _next(harmed, grounds, chance)
                _harm(fault, grounds, wrong, healed)
                harmed[fault.name] += 1
        finally:
            traffic.stop()
        drained_s = _drained(grounds)
        watch.stop()
        counts = traffic.seen + wrong + stored(grounds.database_url, traffic.talks)
        counts["not drained"] = drained_s is None
        logs = _log_lines(grounds.cluster.folder)
    return {
        "minutes": minutes,
        "seed": seed,
        "visitors at once": VISITORS,
        "conversations": len(traffic.talks),
        "counts": {name: counts[name] for name in sorted({*counts, *BAD})},
        "faults": dict(harmed),
        "healed after s, middle and longest": {
            name: [round(statistics.median(each), 1), round(max(each), 1)]
            for name, each in healed.items()
        },
        "turn ms, p50 and p95": _times(traffic.seconds),
        "queue, longest": max(watch.waiting, default=0),
        "drained after s": drained_s,
        "memory MB, first third and last": watch.growth(),
        "lines in logs": logs,
    }


def wrong_of(report: Mapping[str, Any]) -> int:
    """Return how much went wrong in all."""
    return sum(int(report["counts"][name]) for name in BAD)


def _harm(
    fault: Fault, grounds: Grounds, wrong: Counter[str], healed: dict[str, list[float]]
) -> None:
    """Let one fault come and go; note whether /readyz told the truth, and how long healing took."""
    console.print(f"{time.strftime('%H:%M:%S')} {fault.name}")
    with fault.harm(grounds):
        time.sleep(grounds.chance.uniform(*FAULT_S))
        if fault.away:
            said = [_ready(member.url) for member in grounds.cluster.of("web")]
            wrong["/readyz untrue"] += sum(each.get(fault.away) != "away" for each in said)
    began = time.monotonic()
    while not all(_is_ready(member.url) for member in grounds.cluster.of("web")):
        if time.monotonic() - began > HEAL_LIMIT_S:
            wrong["not healed in time"] += 1
            break
        time.sleep(0.2)
    healed.setdefault(fault.name, []).append(time.monotonic() - began)


def _next(harmed: Counter[str], grounds: Grounds, chance: random.Random) -> Fault:
    """Return a fault that came least often so far, so that a short soak has seen each."""
    possible = [fault for fault in FAULTS if not fault.needs or getattr(grounds, fault.needs)]
    fewest = min(harmed[fault.name] for fault in possible)
    return chance.choice([fault for fault in possible if harmed[fault.name] == fewest])


def _drained(grounds: Grounds) -> float | None:
    """Return the seconds until no turn waits any more, None when the limit passes before."""
    began = time.monotonic()
    while time.monotonic() - began < DRAIN_LIMIT_S:
        if waiting_turns(grounds.database_url) == 0:
            return round(time.monotonic() - began, 1)
        time.sleep(0.5)
    return None


def _ready(url: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = httpx.get(f"{url}/readyz", timeout=10, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {}
    return said


def _is_ready(url: str) -> bool:
    said = _ready(url)
    return [said.get(name) for name in ("database", "rasa", "model")] == ["ok"] * 3


def _times(seconds: Sequence[float]) -> list[float]:
    cuts = statistics.quantiles([1000 * each for each in seconds], n=20)
    return [round(cuts[9]), round(cuts[18])]


def _middle(samples: Sequence[Mapping[str, float]], name: str) -> float:
    running = [each[name] for each in samples if each[name] > 0]
    return round(statistics.median(running)) if running else 0.0


def _log_lines(folder: Path) -> dict[str, int]:
    return {path.name: sum(1 for _ in path.open("rb")) for path in sorted(folder.glob("*.log"))}


@contextmanager
def _grounds(model: Path, chance: random.Random) -> Iterator[Grounds]:
    """Give a running cluster; its database and journal lie on a small disk where that can be."""
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="first-step-soak-"))
        # The database runs as a user of its own, who has to get through.
        os.chmod(name, 0o711)
        disk = stack.enter_context(small_disk(Path(name) / "disk", DISK_MB))
        with _temporary_files_in(disk):
            url = stack.enter_context(postgres_database(durable=True))
        redis = stack.enter_context(RedisServer(Path(name)))
        more = {"FIRST_STEP_DATABASE_URL": url, "FIRST_STEP_REDIS_URL": redis.url}
        if disk:
            more["FIRST_STEP_DATA_DIR"] = str(disk / "var")
        cluster = Cluster(Path(name) / "cluster", model, more)
        clocks = give_clocks(cluster)
        stack.enter_context(cluster)
        yield Grounds(cluster, url, redis, disk, clocks, chance)


@contextmanager
def _temporary_files_in(folder: Path | None) -> Iterator[None]:
    """Let temporary folders be made there: the database server makes its own that way."""
    usual = tempfile.tempdir
    tempfile.tempdir = str(folder) if folder else usual
    try:
        yield
    finally:
        tempfile.tempdir = usual


def main() -> int:
    """Soak, print the report and keep it; return 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    given = parser.parse_args()
    console.print(f"seed {given.seed}")
    report = soak(given.minutes, given.seed, process_settings().model)
    console.print_json(json.dumps(report))
    RESULTS.parent.mkdir(exist_ok=True)
    write_json(ROOT / RESULTS, report)
    return 1 if wrong_of(report) else 0


if __name__ == "__main__":
    sys.exit(main())
