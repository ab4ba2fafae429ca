"""`first-step evaluate`: how well messages are read that the model never trained on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from first_step.evaluation.examples import read_examples
from first_step.evaluation.peers import Peer
from first_step.evaluation.stock_rasa import ensure_stock, stock_predictions
from first_step.store.process_environment import process_settings
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.reading import ENCODER_FOLDER, load_understanding

console = Console(highlight=False)


def evaluate(
    sets: Path = typer.Option(Path("evaluation"), help="Folder of evaluation sets."),
    output: Path = typer.Option(Path("results"), help="Folder where the report goes."),
    data: Path = typer.Option(Path("data"), help="Training data, for the last two parts."),
    learning_curve: bool = typer.Option(True, help="Fit heads to parts of the training data."),
    left_out: bool = typer.Option(True, help="Read the training data with authors left out."),
    stock: bool = typer.Option(True, help="Ask stock Rasa too; trains it once, up to 20 minutes."),
) -> None:
    """Measure understanding and safety; write a page and the same figures as JSON."""
    # Matplotlib takes a second to import, which no other command should wait for.
    from first_step.evaluation.report import Inputs, build_report

    model = process_settings().model
    understanding = load_understanding(model)
    inputs = Inputs(
        sets,
        output,
        examples=read_examples(data) if learning_curve or left_out else (),
        encode=_encoder(model).encode if learning_curve else None,
        left_out=left_out,
        ask_peer=_stock_peer if stock else None,
    )
    report = build_report(understanding, inputs, lambda line: console.print(f"==> {line}"))
    paths = report.write(output)
    console.print(report.as_table())
    for path in paths:
        # Whole, however narrow the terminal: a path is there to be copied.
        console.print(f"==> Written: {path}", soft_wrap=True)


def _encoder(model: Path) -> Encoder:
    """Return the encoder in service, on all cores: nobody waits for an answer here."""
    return Encoder(ensure_encoder(model.parent / ENCODER_FOLDER), threads=os.cpu_count() or 1)


def _stock_peer(texts: Sequence[str]) -> Peer:
    stock = ensure_stock()
    epochs = f"{stock.epochs} epochs each"
    if stock.is_shortened:
        epochs += ", fewer than its default: the whole would have taken over twenty minutes"
    note = (
        f"Rasa {stock.rasa} with its default pipeline and FallbackClassifier, trained on "
        f"{stock.examples} examples in {stock.training_s:.0f} seconds on {stock.cores} cores: "
        f"{epochs}."
    )
    return Peer("stock Rasa", note, stock_predictions(texts, stock))
