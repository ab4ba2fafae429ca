"""The product beside stock Rasa under load: `python -m benchmarks.load` writes docs/performance.md.

Both are asked by the same driver in the same run on the same machine: visitors who write, wait for
the answer and write again at once. The peer is Rasa as shipped (`benchmarks/stock.py`), trained on
the project's data; only its training was short, which changes what it says and not what it costs.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from benchmarks.cluster import ROOT, Cluster
from benchmarks.desk_queue import fill_messages, postgres_database
from benchmarks.driver import OpenVisitor, Turns, drive, front_door, rest_channel
from benchmarks.performance_page import write_page
from benchmarks.stock import ensure_model, note_of, stock_server
from first_step.evaluation.messages import read_messages
from first_step.evaluation.stock_model import write_json
from first_step.store.process_environment import process_settings

OPEN_DOOR = "benchmarks.open_door:create_app"
RESULTS = Path("results/load.json")
VISITORS = {1: 50, 20: 300, 100: 400}
LONG_TURNS = 510
STORED_MESSAGES = 300_000
OURS, OURS_TWICE = "First Step, one of each process, SQLite", "First Step, two of each, PostgreSQL"
STOCK, STOCK_SQL = "stock Rasa, its stores in memory", "stock Rasa, its store on SQLite"


@dataclass
class Measured:
    """What was measured of one server.

    load: by number of visitors, turns a second, p50 and p95 in milliseconds, share answered.
    length: milliseconds of each turn of one long conversation. volume: p50 and p95 of a turn with
    nothing stored and with much. memory: megabytes by process after the load.
    """

    name: str
    start_s: float = 0.0
    load: dict[int, dict[str, float]] = field(default_factory=dict)
    length: list[float] = field(default_factory=list)
    volume: dict[str, dict[str, float]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)


def questions() -> list[str]:
    """Return messages about topics, written by people who wrote none of the training data."""
    found = read_messages(ROOT / "evaluation" / "general.tsv")
    return [each.text for each in found if "/" in each.label][::4]


def measure_all(model: Path, stock: Path, quick: bool) -> Iterator[Measured]:
    """Yield what was measured of each server; one runs at a time, in folders made for this."""
    yield _ours(OURS, model, each=1, quick=quick)
    yield _stock(STOCK_SQL, stock, "sqlite", quick)
    yield _stock(STOCK, stock, "memory", quick)
    yield _ours(OURS_TWICE, model, each=2, quick=quick)


def _ours(name: str, model: Path, each: int, quick: bool) -> Measured:
    with _stores(each) as (folder, more), Cluster(folder, model, more, each, OPEN_DOOR) as cluster:
        door, settings = front_door(cluster.url), process_settings(cluster.environment)
        measured = Measured(name, cluster.start_s)
        _measure(measured, door, quick)
        measured.memory = cluster.memory_mb()
        measured.volume["nearly nothing"] = _turns(door, quick)
        stored = STORED_MESSAGES // (10 if quick else 1)
        fill_messages(settings.database_url, settings, stored)
        measured.volume[f"{stored:,} messages"] = _turns(door, quick)
    return measured


def _stock(name: str, model: Path, store: str, quick: bool) -> Measured:
    with (
        tempfile.TemporaryDirectory(prefix="first-step-load-") as folder,
        stock_server(model, Path(folder) / "stock", store) as server,
    ):
        measured = Measured(name, server.start_s)
        _measure(measured, rest_channel(server.url), quick)
        measured.memory = {"rasa": server.memory_mb()}
    return measured


def _measure(measured: Measured, visitor: OpenVisitor, quick: bool) -> None:
    texts = questions()
    for visitors, turns in VISITORS.items():
        found = drive(visitor, texts, visitors, turns // (4 if quick else 1))
        measured.load[visitors] = {**_times(found), "per_second": found.per_second}
        print(f"{measured.name}, {visitors} visitors: {measured.load[visitors]}", flush=True)
    long = drive(visitor, texts, 1, LONG_TURNS)
    measured.length = [round(each, 2) for each in long.milliseconds]


def _turns(visitor: OpenVisitor, quick: bool) -> dict[str, float]:
    return _times(drive(visitor, questions(), 1, 40 if quick else 120))


def _times(found: Turns) -> dict[str, float]:
    return {
        "p50": found.percentile(50),
        "p95": found.percentile(95),
        "answered": found.answered_share,
    }


@contextmanager
def _stores(each: int) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a folder and the settings of stores: a file for one of each, servers for more."""
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="first-step-load-"))
        folder = Path(name)
        if each == 1:
            yield folder, {"FIRST_STEP_DATABASE_URL": f"sqlite:///{folder}/first-step.db"}
            return
        from tests.redis_server import RedisServer

        url = stack.enter_context(postgres_database())
        redis = stack.enter_context(RedisServer(folder))
        yield folder, {"FIRST_STEP_DATABASE_URL": url, "FIRST_STEP_REDIS_URL": redis.url}


def main(arguments: list[str] | None = None) -> None:
    """Measure everything, keep it in results/load.json and write docs/performance.md from it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the turns under load")
    given = parser.parse_args(arguments)
    stock = ensure_model(ROOT)
    result: dict[str, Any] = {
        "measured_at": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "stock": note_of(stock),
        "turns": {
            visitors: turns // (4 if given.quick else 1) for visitors, turns in VISITORS.items()
        },
        "servers": [],
    }
    for measured in measure_all(process_settings().model, stock, given.quick):
        # Kept after each: a long run that is broken off leaves what it found.
        result["servers"].append(asdict(measured))
        write_json(RESULTS, result)
        write_page(json.loads(RESULTS.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
