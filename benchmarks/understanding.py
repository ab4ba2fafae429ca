"""Understanding one message, against the sentence encoder alone."""

from __future__ import annotations

from pathlib import Path

from benchmarks.timing import Row, milliseconds, side_by_side
from first_step.evaluation.messages import read_messages
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.normalise import readable_text
from first_step.understanding.reading import ENCODER_FOLDER, load_understanding

MESSAGES = Path("evaluation/messages.tsv")


def measure_understanding(model: Path) -> list[Row]:
    """Return the rows; texts are those of the development set, one by one on one core."""
    texts = [message.text for message in read_messages(MESSAGES)]
    understanding = load_understanding(model)
    encoder = Encoder(ensure_encoder(model.parent / ENCODER_FOLDER))
    alone = milliseconds(lambda text: encoder.encode([text]), [readable_text(t) for t in texts])
    whole = milliseconds(understanding.read, texts)
    return side_by_side("understanding a message (peer: the encoder alone)", whole, alone)
