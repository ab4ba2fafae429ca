"""Understanding one message, against the sentence encoder alone and against stock Rasa."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.timing import Row, milliseconds, one_core, side_by_side
from first_step.evaluation.messages import read_messages
from first_step.evaluation.stock_rasa import ensure_stock, stock_predictions
from first_step.evaluation.stock_worker import WARM_UP_MESSAGES
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.normalise import readable_text
from first_step.understanding.reading import ENCODER_FOLDER, load_understanding

MESSAGES = Path("evaluation/messages.tsv")

Read = Callable[[str], object]
TimeStock = Callable[[Sequence[str]], Sequence[float]]


def measure_understanding(model: Path) -> list[Row]:
    """Return the rows over the development set, for First Step's model file.

    Stock Rasa is trained first where there is no model of it for the project's data; that takes
    up to twenty minutes.
    """
    stock = ensure_stock()
    understanding = load_understanding(model)
    encoder = Encoder(ensure_encoder(model.parent / ENCODER_FOLDER))
    return compare(
        [message.text for message in read_messages(MESSAGES)],
        understanding.read,
        lambda readable: encoder.encode([readable]),
        lambda texts: [one.milliseconds for one in stock_predictions(texts, stock, fresh=True)],
    )


def compare(texts: Sequence[str], read: Read, encode: Read, time_stock: TimeStock) -> list[Row]:
    """Return the rows: the same messages read three times, one by one, each time on one core.

    Args:
        texts: what visitors wrote.
        read: understands a message.
        encode: makes the vector of a message that was made readable, and does nothing else.
        time_stock: returns what stock Rasa takes for each message, in milliseconds. It runs in a
            process of its own, on one core, and warms up with as many messages as are here.
    """
    readable = [readable_text(text) for text in texts]
    with one_core():
        alone = milliseconds(encode, readable, WARM_UP_MESSAGES)
        whole = milliseconds(read, texts, WARM_UP_MESSAGES)
    stock = time_stock(texts)
    return [
        *side_by_side("understanding a message (peer: the encoder alone)", whole, alone),
        *side_by_side("understanding a message (peer: stock Rasa, DIET)", whole, stock),
    ]
