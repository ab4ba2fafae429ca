"""Writes docs/performance.md and its picture from what `benchmarks.load` measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

PAGE = Path("docs/performance.md")
PICTURE = Path("docs/performance-length.svg")
# A turn of a conversation is the median of those around it: one alone is noise.
_AROUND = 10
_POINTS = (5, 100, 500)
_SMOOTH = 15
# Blueprint section 13: turns a second at 20 visitors; turn 500 by turn 5.
_FASTER, _FLAT = 3.0, 1.3

_PAGE = """# Speed and memory

Written by `python -m benchmarks.load`, which is part of `make bench`; do not edit. {when} on
{cores} hardware threads, with a load of {load} before the run. Ratios mean more than the figures.

- **The peer** is Rasa {rasa} as shipped: DIET, ResponseSelector, TED, one process, REST channel.
  It was trained on the project's data, rules and stories for {epochs} epochs of its 100, in
  {training_s:.0f} s: more of them change what it says, not what a turn costs.
- **The driver** is the same, on the same machine: visitors who write, wait for the answer and write
  again at once, with messages of `evaluation/general.tsv`.
- **First Step** is asked through Caddy and its front door, and answers on its stream. It looks for
  danger, seals and stores everything; the peer stores nothing, or plain text. Only the limit on how
  much one visitor may write is lifted.

## Turns
{turns}

A turn is from sending a message to having its answer. Visitors and the turns
that were timed: {turns_at}.
"Answered": something was said. {verdict}

## Cost against the length of a conversation
{length}

Milliseconds of a turn, the median of the {around} around it. Target: turn 500 at most {flat} times
turn 5.

![Milliseconds of each turn of one conversation, for each server]({picture})

## Cost against what is stored
{volume}

## Start and memory
{start}

Start: until everything answers. Memory: resident, after the load.
"""


def write_page(result: Mapping[str, Any], page: Path = PAGE, picture: Path = PICTURE) -> None:
    """Write the page and the picture it shows."""
    page.write_text(as_markdown(result, picture.name), encoding="utf-8")
    draw(result["servers"], picture)


def as_markdown(result: Mapping[str, Any], picture: str = PICTURE.name) -> str:
    """Return the page about one run; `result` is as results/load.json holds it."""
    servers, stock = result["servers"], result["stock"]
    return _PAGE.format(
        when=f"Measured at {result['measured_at']}",
        cores=result["cores"],
        load=result["load_before"],
        rasa=stock["rasa"],
        epochs=stock["epochs"],
        training_s=stock["training_s"],
        turns=_table(
            ("server", "visitors", "turns a second", "p50, ms", "p95, ms", "answered"),
            (
                (
                    server["name"],
                    str(visitors),
                    f"{row['per_second']:.1f}",
                    f"{row['p50']:.0f}",
                    f"{row['p95']:.0f}",
                    f"{row['answered']:.0%}",
                )
                for server in servers
                for visitors, row in server["load"].items()
            ),
        ),
        turns_at="; ".join(f"{many}, {turns}" for many, turns in result["turns"].items()),
        verdict=_verdict(servers),
        length=_length(servers),
        around=_AROUND,
        flat=_FLAT,
        picture=picture,
        volume=_table(
            ("server", "stored", "p50, ms", "p95, ms"),
            (
                (server["name"], stored, f"{row['p50']:.0f}", f"{row['p95']:.0f}")
                for server in servers
                for stored, row in server["volume"].items()
            ),
        ),
        start=_table(
            ("server", "start, s", "memory, MB", "of which"),
            (
                (
                    server["name"],
                    f"{server['start_s']:.0f}",
                    f"{sum(server['memory'].values()):.0f}",
                    ", ".join(f"{name} {mb:.0f}" for name, mb in server["memory"].items()),
                )
                for server in servers
            ),
        ),
    )


def around(length: Sequence[float], turn: int) -> float:
    """Return the median of the turns around a turn (the first is 1), in milliseconds."""
    first = max(0, turn - 1 - _AROUND // 2)
    return float(np.median(length[first : first + _AROUND]))


def draw(servers: Sequence[Mapping[str, Any]], picture: Path) -> None:
    """Write the picture: milliseconds of a turn against its number, on a logarithmic scale."""
    figure = Figure(figsize=(7.5, 4.2))
    axes = figure.subplots()
    for server in servers:
        smooth = np.array(
            [np.median(server["length"][at : at + _SMOOTH]) for at in range(len(server["length"]))]
        )[: 1 - _SMOOTH]
        axes.plot(np.arange(len(smooth)) + 1 + _SMOOTH // 2, smooth, label=server["name"])
    axes.set(xlabel="turn of one conversation", ylabel="milliseconds a turn", yscale="log")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})


def _length(servers: Sequence[Mapping[str, Any]]) -> str:
    points = [turn for turn in _POINTS if turn <= len(servers[0]["length"])]
    last = points[-1]
    return _table(
        ("server", *(f"turn {turn}" for turn in points), f"turn {last} by turn {points[0]}"),
        (
            (
                server["name"],
                *(f"{around(server['length'], turn):.0f}" for turn in points),
                f"{around(server['length'], last) / around(server['length'], points[0]):.2f}",
            )
            for server in servers
        ),
    )


def _verdict(servers: Sequence[Mapping[str, Any]]) -> str:
    """Return how the faster of ours stands against the faster peer, at 20 visitors."""

    ours = [each for each in servers if each["name"].startswith("First Step")]
    peers = [each for each in servers if each not in ours]
    if not ours or not peers:
        return ""
    mine, peer = (max(each, key=lambda one: _row(one)["per_second"]) for each in (ours, peers))
    ratio = _row(mine)["per_second"] / _row(peer)["per_second"]
    return (
        f"At 20 visitors the faster of ours ({mine['name']}) makes {ratio:.1f} times the turns\n"
        f"of the faster peer ({peer['name']}); the target is {_FASTER:g} times."
    )


def _row(server: Mapping[str, Any]) -> Mapping[str, float]:
    load: Mapping[Any, Mapping[str, float]] = server["load"]
    return load["20"] if "20" in load else load[20]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
