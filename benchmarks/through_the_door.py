"""Danger and look-alikes sent through the whole product, with its parts up, hung, killed and away.

`python -m benchmarks.through_the_door` starts the product in a folder of its own, prints the
conditions side by side, writes `results/through_the_door.json`, and ends with 1 when a message is
helped in one condition otherwise than with everything up.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.conditions import conditions, send_all
from benchmarks.running import running_product
from benchmarks.visitor_in_danger import Help
from first_step.cli.model_fingerprint import model_is_current
from first_step.cli.train import train_into_service
from first_step.evaluation.messages import LabelledMessage, read_messages
from first_step.store.process_environment import process_settings

RESULTS = Path("results/through_the_door.json")
EVALUATION = Path("evaluation")
DANGER, LOOKALIKES = "crisis.tsv", "lookalikes.tsv"
# With these a run takes under six minutes on two cores; look-alikes are half as many.
MESSAGES = 120
# The first line of an evaluation file names its columns.
_FIRST_LINE = 2
_MOST_NAMED = 40


@dataclass(frozen=True)
class Sent:
    """A message of an evaluation file. place: "crisis.tsv 17", the line it stands in."""

    place: str
    message: LabelledMessage


@dataclass(frozen=True)
class Outcome:
    """The help that came in one condition, in the order of the messages."""

    name: str
    help: Sequence[Help]


def choose(path: Path, most: int | None) -> list[Sent]:
    """Return up to `most` messages of a file, spread evenly over it; all of them for None."""
    messages = read_messages(path)
    count = len(messages) if most is None else min(most, len(messages))
    chosen = (number * len(messages) // count for number in range(count))
    return [Sent(f"{path.name} {each + _FIRST_LINE}", messages[each]) for each in chosen]


def figures(sent: Sequence[Sent], outcome: Outcome) -> dict[str, Any]:
    """Return the figures of one condition as plain JSON.

    messages, acted, checked, none and right_card are of messages of danger; false_alarms are
    look-alikes that got a card, false_checks those that got the gentle check. p50_ms and p95_ms:
    until the reply to a POST. check_p95_ms: until a gentle check could be read, None without one.
    """
    pairs = [(each.message, help) for each, help in zip(sent, outcome.help, strict=True)]
    danger = [(message, help) for message, help in pairs if message.is_danger]
    alike = [help.kind for message, help in pairs if not message.is_danger]
    kinds = [help.kind for _, help in danger]
    posts = [help.post_ms for help in outcome.help]
    checks = [help.help_ms for help in outcome.help if help.kind == "checked" and help.help_ms]
    return {
        "name": outcome.name,
        "messages": len(danger),
        "acted": kinds.count("acted"),
        "checked": kinds.count("checked"),
        "none": kinds.count("none"),
        "right_card": sum(help.answer == _card(message) for message, help in danger),
        "lookalikes": len(alike),
        "false_alarms": alike.count("acted"),
        "false_checks": alike.count("checked"),
        "p50_ms": _percentile(posts, 50),
        "p95_ms": _percentile(posts, 95),
        "check_p95_ms": _percentile(checks, 95) if checks else None,
    }


def differences(sent: Sequence[Sent], outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    """Return the places of messages helped otherwise than in the first condition, by condition."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes[1:]:
        pairs = zip(sent, outcomes[0].help, outcome.help, strict=True)
        places = [each.place for each, first, here in pairs if first.decision != here.decision]
        if places:
            found[outcome.name] = places
    return found


def sentence_about(different: Mapping[str, Sequence[str]]) -> str:
    """Return what to say about messages that were helped differently; never their words."""
    parts = []
    for name, places in different.items():
        named = ", ".join(places[:_MOST_NAMED])
        more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
        parts.append(f"{name}: {named}{more}")
    return "Helped otherwise than with everything up (file and line): " + "; ".join(parts)


def as_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return the figures, one column a condition."""
    table = Table(title="Danger through the door", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(no_wrap=True)
    for row in rows:
        table.add_column(str(row["name"]), justify="right")
    for title, key in _LINES:
        table.add_row(title, *(_shown(row[key]) for row in rows))
    return table


_LINES = (
    ("danger", "messages"),
    ("  card", "acted"),
    ("  right card", "right_card"),
    ("  check", "checked"),
    ("  neither", "none"),
    ("look-alikes", "lookalikes"),
    ("  card", "false_alarms"),
    ("  check", "false_checks"),
    ("POST p50, ms", "p50_ms"),
    ("POST p95, ms", "p95_ms"),
    ("check p95, ms", "check_p95_ms"),
)


def keep(results: Mapping[str, Any], path: Path = RESULTS) -> None:
    """Write the results where the report of `first-step evaluate` looks for them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def measure(sent: Sequence[Sent], model: Path, console: Console) -> list[Outcome]:
    """Return the outcome of every condition, in one product started for it."""
    texts = [each.message.text for each in sent]
    outcomes = []
    with tempfile.TemporaryDirectory() as folder, running_product(Path(folder), model) as product:
        for condition in conditions(product.process.pid, product.database_url):
            console.print(f"==> {condition.name}: {len(texts)} messages")
            outcomes.append(Outcome(condition.name, send_all(condition, product.web, texts)))
    return outcomes


def main(arguments: list[str] | None = None) -> int:
    """Send danger through the door in every condition; return 1 when the help differs."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.through_the_door", description=main.__doc__
    )
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--messages", type=_count, default=MESSAGES, help="of danger; default 120")
    amount.add_argument("--all", action="store_true", help="every message of both files")
    chosen = parser.parse_args(arguments)
    console = Console(highlight=False)
    model = process_settings().model
    if model_is_current(Path.cwd(), model) is not None:
        train_into_service(Path.cwd(), model)
    sent = choose(EVALUATION / DANGER, None if chosen.all else chosen.messages)
    sent += choose(EVALUATION / LOOKALIKES, None if chosen.all else (chosen.messages + 1) // 2)
    outcomes = measure(sent, model, console)
    different = differences(sent, outcomes)
    rows = [figures(sent, outcome) for outcome in outcomes]
    keep({"conditions": rows, "equal": not different})
    console.print(as_table(rows))
    console.print(f"Written to {RESULTS}.")
    console.print(sentence_about(different) if different else "Equal, message for message.")
    return 1 if different else 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one message")
    return number


def _card(message: LabelledMessage) -> str:
    return message.label.replace("_", "/", 1)


def _percentile(values: Sequence[float], share: int) -> float:
    return round(float(np.percentile(values, share)), 1)


def _shown(value: Any) -> str:
    return "-" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main())
