"""Stock Rasa as a server: its default pipeline and policies, its default stores, its REST channel.

`python -m benchmarks.stock` makes the model that it serves and keeps it in
`results/stock-server/`; `python -m benchmarks.load` measures beside it. Understanding is the model
of `first_step.evaluation.stock_rasa`, trained on all of the project's data; the policies are
trained here, on the project's rules and stories, beside a few examples of each label.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import yaml

from benchmarks.ports import free_port, wait_for
from first_step.evaluation.examples import read_examples
from first_step.evaluation.stock_model import CONFIG, write_json
from first_step.evaluation.stock_rasa import ensure_stock

CACHE = Path("results/stock-server")
# Rasa's default policies, as it takes them when a project names none.
POLICIES: tuple[Mapping[str, Any], ...] = (
    {"name": "MemoizationPolicy"},
    # Our stories narrow our rules on purpose, which stock Rasa would refuse to train.
    {"name": "RulePolicy", "check_for_contradictions": False},
    {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 100},
    {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True},
)
START_LIMIT_S = 240.0
_TALKS = ("rules.yml", "stories.yml")
_A_FEW = 3


def ensure_model(root: Path, cache: Path = CACHE) -> Path:
    """Return the folder of a model trained on the project's data, training it when there is none.

    It holds `model.tar.gz` and `note.json`: epochs, seconds and Rasa's version. Raises RuntimeError
    naming the log when Rasa fails, UnderstandingError as `ensure_stock`.
    """
    understanding = ensure_stock(root)
    config, domain = _config(understanding.epochs), (root / "domain.yml").read_text("utf-8")
    folder = cache.resolve() / _fingerprint(root, understanding.material, config, domain)
    if (folder / "note.json").is_file():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="training-", dir=cache.resolve()))
    _lay_out(work, root, config, domain)
    _rasa(work, "train", "--out", ".", "--fixed-model-name", "policies")
    join(work / "policies.tar.gz", understanding.file, work)
    note = {
        "epochs": understanding.epochs,
        "training_s": understanding.training_s,
        "rasa": version("rasa"),
    }
    write_json(work / "note.json", note)
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)
    return folder


def note_of(folder: Path) -> dict[str, Any]:
    """Return what is known about the training of a model of `ensure_model`."""
    note: dict[str, Any] = json.loads((folder / "note.json").read_text(encoding="utf-8"))
    return note


@contextmanager
def stock_server(model: Path, work: Path, store: str = "memory") -> Iterator[StockServer]:
    """Give a running stock server in the new folder `work`; it stops with the block.

    store: "memory" for Rasa's defaults, "sqlite" for its SQL tracker store on a file.
    """
    work.mkdir(parents=True)
    endpoints: dict[str, Any] = {}
    if store == "sqlite":
        endpoints["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": "tracker.db"}
    (work / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    (work / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    port, started = free_port(), time.monotonic()
    with (work / "rasa.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "rasa", "run", "--model", str(model / "model.tar.gz")),
                *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
                *("--interface", "127.0.0.1", "--port", str(port)),
            ],
            cwd=work,
            env=_environment(),
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/webhooks/rest/", START_LIMIT_S, process)
        yield StockServer(url, time.monotonic() - started, process.pid)
    finally:
        process.terminate()
        process.wait(30)


class StockServer:
    """Address, seconds to start, and process of a running stock server."""

    def __init__(self, url: str, start_s: float, pid: int) -> None:
        self.url = url
        self.start_s = start_s
        self._pid = pid

    def memory_mb(self) -> float:
        """Return the resident memory of the process and its children, in megabytes."""
        one = psutil.Process(self._pid)
        every = (one, *one.children(recursive=True))
        return float(sum(each.memory_info().rss for each in every) / 1e6)


def _config(epochs: int) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    config["policies"] = [dict(policy) for policy in POLICIES]
    for part in (*config["pipeline"], *config["policies"]):
        if "epochs" in part:
            part["epochs"] = epochs
    return config


def _lay_out(work: Path, root: Path, config: Mapping[str, Any], domain: str) -> None:
    """Write what the policies are trained from; understanding needs a few examples to be there."""
    (work / "data").mkdir()
    for name in _TALKS:
        shutil.copy(root / "data" / name, work / "data" / name)
    texts: dict[str, list[str]] = {}
    for example in read_examples(root / "data"):
        texts.setdefault(example.label, []).append(example.text)
    rows = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in found[:_A_FEW])}
        for label, found in texts.items()
    ]
    nlu = {"version": "3.1", "nlu": rows}
    (work / "data" / "nlu.yml").write_text(yaml.safe_dump(nlu, width=10_000), encoding="utf-8")
    (work / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    (work / "domain.yml").write_text(_stock_domain(domain), encoding="utf-8")


def join(policies: Path, understanding: Path, work: Path) -> None:
    """Put the parts that understand into a whole model, in the places of its own small ones."""
    with tempfile.TemporaryDirectory(dir=work) as name:
        whole, parts = Path(name) / "whole", Path(name) / "parts"
        for archive, target in ((policies, whole), (understanding, parts)):
            with tarfile.open(archive) as packed:
                packed.extractall(target)
        for part in (parts / "components").glob("train_*"):
            shutil.rmtree(whole / "components" / part.name)
            part.rename(whole / "components" / part.name)
        with tarfile.open(work / "model.tar.gz", "w:gz", compresslevel=1) as packed:
            packed.add(whole, "")
    policies.unlink()


def _stock_domain(text: str) -> str:
    """Return the project's domain with Rasa's own sessions: what it does when nobody chooses."""
    domain = yaml.safe_load(text)
    domain["session_config"] = {
        "session_expiration_time": 60,
        "carry_over_slots_to_new_session": True,
    }
    return yaml.safe_dump(domain, sort_keys=False)


def _fingerprint(root: Path, material: str, config: Mapping[str, Any], domain: str) -> str:
    digest = hashlib.sha256(f"{material} {json.dumps(config)} {domain}".encode())
    for name in _TALKS:
        digest.update((root / "data" / name).read_bytes())
    return digest.hexdigest()[:16]


def _rasa(work: Path, *words: str) -> None:
    log = work / "rasa.log"
    with log.open("ab") as output:
        done = subprocess.run(
            [sys.executable, "-m", "rasa", *words],
            cwd=work,
            env=_environment(),
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"stock Rasa failed at {words[0]!r}; see {log}")


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_ACCESS_LOG": "false",
        "LOG_LEVEL": "ERROR",
        "LOG_LEVEL_LIBRARIES": "ERROR",
    }


if __name__ == "__main__":
    made = ensure_model(Path.cwd())
    print(made, note_of(made))
