"""`first-step data`: is the training data fit to learn from, and which words does it hold?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from first_step.content.learned import FILE, read_learned
from first_step.evaluation.data_check import check_data
from first_step.evaluation.examples import Example, read_examples
from first_step.store.process_environment import process_settings
from first_step.understanding.normalise import without_slang
from first_step.understanding.red_flags import FlaggedMessage, read_flagged_messages
from first_step.understanding.spelling import WORDS_FILE, count_words

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(
    folder: Path = typer.Argument(Path("data"), help="Training data."),
    evaluation: Path = typer.Option(Path("evaluation"), help="Sets that must not leak into it."),
) -> None:
    """Look for repeats, one-sided labels and leaks; exit 1 when something must be mended."""
    examples = read_examples(folder)
    complaints = check_data(examples, evaluation, _flagged(folder))
    for complaint in complaints:
        typer.echo(complaint)
    labels = len({example.label for example in examples})
    authors = len({example.author for example in examples})
    typer.echo(
        f"{len(examples)} examples, {labels} labels, {authors} authors, "
        f"{len(complaints)} complaints"
    )
    raise typer.Exit(1 if complaints else 0)


@app.command()
def approved() -> None:
    """Say what was approved at the desk, and where it stands: `first-step train` learns from it."""
    folder = process_settings().data_dir
    learned = read_learned(folder)
    for label, texts in learned.items():
        typer.echo(f"{len(texts):4} {label}")
    typer.echo(f"{sum(map(len, learned.values()))} approved examples in {folder / FILE}")


@app.command()
def words(folder: Path = typer.Argument(Path("data"), help="Training data.")) -> None:
    """Write the words that typing errors are corrected to, from the training data."""
    WORDS_FILE.write_text(words_table(read_examples(folder)), encoding="utf-8")
    typer.echo(f"{WORDS_FILE.name}: the words of {folder}")


def words_table(examples: Sequence[Example]) -> str:
    """Return the content of `lexicon/words.tsv`: a word and how often it stands, a line each."""
    counts = count_words(without_slang(example.text) for example in examples)
    return "".join(f"{word}\t{count}\n" for word, count in counts.items())


def _flagged(folder: Path) -> list[FlaggedMessage]:
    path = folder / "red_flags.yml"
    return read_flagged_messages(path) if path.is_file() else []
