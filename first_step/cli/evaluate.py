"""`first-step evaluate`: how well messages are read that the model never trained on."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from rich.console import Console

from first_step.evaluation.messages import read_messages
from first_step.evaluation.report import evaluate_understanding
from first_step.store.process_environment import process_settings
from first_step.understanding.reading import load_understanding


def evaluate(
    messages: Path = typer.Option(Path("evaluation/messages.tsv"), help="source, label, message"),
    output: Path = typer.Option(Path("results/understanding.json"), help="Where figures go."),
) -> None:
    """Print accuracy, top three, danger caught and false alarms; write them as JSON."""
    understanding = load_understanding(process_settings().model)
    report = evaluate_understanding(understanding, read_messages(messages))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(report.as_dict(), indent=2) + "\n", encoding="utf-8")
    Console().print(report.as_table())
