"""`first-step calibrate`: choose where the bands of danger begin, and write that down."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import typer
import yaml
from rich.console import Console

from first_step.evaluation.examples import read_examples
from first_step.evaluation.left_out import leave_out
from first_step.evaluation.thresholds import choose, look_at
from first_step.store.process_environment import process_settings
from first_step.understanding.crisis import CrisisThresholds
from first_step.understanding.lexicon import THRESHOLDS_FILE

console = Console(highlight=False)
_HEAD = """\
# Where the bands of danger begin, as shares of probability from 0 to 1. `first-step calibrate`
# writes this file; docs/understanding.md says on whom it chooses and what mistakes cost.
"""


def calibrate(data: Path = typer.Option(Path("data"), help="Training data.")) -> None:
    """Choose the thresholds on authors that neither encoder nor head learnt from."""
    examples = read_examples(data)
    console.print("==> Fitting a head without the held-out authors")
    seen = look_at(leave_out(examples, process_settings().model.parent))
    now = CrisisThresholds.chosen()
    choice = choose(seen, replace(now, supported=1.0))
    values = {name: float(value) for name, value in asdict(choice.thresholds).items()}
    THRESHOLDS_FILE.write_text(_HEAD + yaml.safe_dump({"crisis": values}, sort_keys=False))
    console.print(f"==> {values}")
    console.print(
        f"==> On held-out authors: {choice.missed:.1%} of danger missed, {choice.gentle:.1%} of "
        f"explicit danger not acted on; of messages without danger {choice.checks:.1%} get a check "
        f"or a card, {choice.cards:.1%} a card"
    )
