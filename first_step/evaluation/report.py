"""The whole report on understanding and safety: figures, pictures, and the two files they fill."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rich.table import Table

from first_step.content.labels import LABELS
from first_step.evaluation.calibration import reliability, scope_curve
from first_step.evaluation.confusion import GROUPS, family_matrix, label_matrix
from first_step.evaluation.examples import Example
from first_step.evaluation.learning_curve import Encode, learning_curve
from first_step.evaluation.left_out import left_out_readings
from first_step.evaluation.measures import Read
from first_step.evaluation.messages import (
    EVERYDAY_FILE,
    read_messages,
    read_red_flags,
    read_sequences,
    read_sets,
)
from first_step.evaluation.page import render_page, shown_percent
from first_step.evaluation.peers import Peer, beside_peer
from first_step.evaluation.pictures import (
    learning_picture,
    matrix_picture,
    reliability_picture,
    scope_picture,
    small_matrix_picture,
)
from first_step.evaluation.red_flags import read_flags, red_flag_figures
from first_step.evaluation.safety import everyday_figures, safety_figures
from first_step.evaluation.sections import (
    ReadSets,
    calibration_section,
    confusion_section,
    label_section,
    left_out_section,
    read_all,
    slip_section,
    together,
)
from first_step.evaluation.sequences import read_runs, sequence_figures
from first_step.evaluation.targets import key_figures
from first_step.evaluation.through_the_door import FILE as DOOR_FILE
from first_step.evaluation.through_the_door import read_conditions
from first_step.understanding.reading import Understanding

PAGE, FIGURES = "understanding.html", "understanding.json"
# What the learning curve is measured on: sets that hold every label.
CURVE_SETS = ("development", "general")

Progress = Callable[[str], None]
AskPeer = Callable[[Sequence[str]], Peer]


@dataclass(frozen=True)
class Inputs:
    """What the report is made from.

    sets: the folder of evaluation sets. results: where the report goes, and where figures taken
    through the front door are looked for.
    examples: the training data, for the learning curve and for leaving authors out.
    encode: the encoder in service; None leaves the learning curve out.
    left_out: read the training data with its authors left out.
    ask_peer: texts -> what another program makes of them, in their order.
    """

    sets: Path
    results: Path
    examples: Sequence[Example] = ()
    encode: Encode | None = None
    left_out: bool = False
    ask_peer: AskPeer | None = None


@dataclass(frozen=True)
class Report:
    """Figures as plain JSON, and pictures as SVG by name; the page shows nothing else."""

    figures: dict[str, Any]
    pictures: dict[str, str]

    def write(self, folder: Path) -> list[Path]:
        """Write the page and the figures into a folder and return their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        page, figures = folder / PAGE, folder / FIGURES
        page.write_text(render_page(self.figures, self.pictures), encoding="utf-8")
        figures.write_text(
            json.dumps(self.figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        return [page, figures]

    def as_table(self) -> Table:
        """Return the key figures for a terminal."""
        table = Table("Measure", "Value", "Of", "Target", "Met")
        for one in self.figures["key_figures"]:
            target = f"{'at most ' if one['at_most'] else ''}{shown_percent(one['target'])}"
            met = {True: "yes", False: "no", None: ""}[one["met"]]
            table.add_row(one["name"], shown_percent(one["share"]), str(one["total"]), target, met)
        return table


def build_report(
    understanding: Understanding, inputs: Inputs, progress: Progress = lambda line: None
) -> Report:
    """Return the report on how the sets are read.

    Raises UnderstandingError naming a set, a line of it, or a file of results that cannot be read.
    """
    sets = read_sets(inputs.sets)
    progress(f"Reading {sum(map(len, sets.values()))} messages of {len(sets)} sets")
    read = read_all(understanding, sets)
    report = _of_the_sets(read)
    figures = report.figures | _beyond_the_sets(understanding, inputs, progress)
    progress("Reading them again with a slip in every longer word")
    figures["slips"] = slip_section(understanding, read)
    figures["peer"] = _beside(together(read), inputs.ask_peer, progress)
    return _with_training_data(Report(figures, report.pictures), inputs, sets, progress)


def _of_the_sets(read: ReadSets) -> Report:
    rows = together(read)
    curve, scope = reliability(rows), scope_curve(rows)
    calibration = calibration_section(curve, scope)
    figures = {
        "made_at": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        "key_figures": [one.as_dict() for one in key_figures(rows)],
        "labels": label_section(read),
        "safety": safety_figures(rows),
        "calibration": calibration,
        "confusion": confusion_section(rows),
    }
    drawn = {
        "reliability": reliability_picture(curve),
        "scope": scope_picture(scope, calibration["clarify_threshold"]),
        "families": small_matrix_picture(family_matrix(rows), GROUPS, "families"),
        "labels": matrix_picture(label_matrix(rows), LABELS, "labels"),
    }
    return Report(figures, drawn)


def _beyond_the_sets(
    understanding: Understanding, inputs: Inputs, progress: Progress
) -> dict[str, Any]:
    progress("Reading everyday messages, red flags and runs of messages")
    everyday = read_messages(inputs.sets / EVERYDAY_FILE)
    flags = read_red_flags(inputs.sets / "red_flags.tsv")
    runs = read_sequences(inputs.sets / "sequences.tsv")
    return {
        "everyday": everyday_figures([(each, understanding.read(each.text)) for each in everyday]),
        "red_flags": red_flag_figures(read_flags(understanding, flags)),
        "sequences": sequence_figures(read_runs(understanding, runs)),
        "door": read_conditions(inputs.results / DOOR_FILE),
    }


def _beside(
    rows: Sequence[Read], ask_peer: AskPeer | None, progress: Progress
) -> dict[str, Any] | None:
    if ask_peer is None:
        return None
    progress("Asking a peer about the same messages")
    return beside_peer(rows, ask_peer([message.text for message, _ in rows]))


def _with_training_data(
    report: Report, inputs: Inputs, sets: Mapping[str, Any], progress: Progress
) -> Report:
    """Return the report with what the training data says; a part left out is None."""
    figures = {**report.figures, "learning_curve": None, "left_out": None}
    drawn = dict(report.pictures)
    if inputs.encode is not None:
        progress("Learning curve: fitting heads to parts of the training data")
        tests = {name: sets[name] for name in CURVE_SETS}
        points = learning_curve(inputs.examples, tests, inputs.encode)
        figures["learning_curve"] = [point.as_dict() for point in points]
        drawn["learning"] = learning_picture(points)
    if inputs.left_out:
        figures["left_out"] = _left_out(inputs.examples, progress)
    return Report(figures, drawn)


def _left_out(examples: Sequence[Example], progress: Progress) -> dict[str, Any]:
    progress("Reading the training data of the held-out authors")
    return left_out_section(left_out_readings(examples))
