"""A dozen texts, enough for a classifier that is trained in a moment."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np

from first_step.understanding.encoder_graph import HIDDEN
from first_step.understanding.linear_head import LinearHead
from first_step.understanding.ngrams import NGRAM_FEATURES
from first_step.understanding.reading import CLASSIFIER_FILE, RED_FLAGS_FILE
from first_step.understanding.red_flags import CODES, RedFlagReader

TEXTS = (
    ("how long does detox take", "treatment/detox"),
    ("what happens in a detox", "treatment/detox"),
    ("is detox done in hospital", "treatment/detox"),
    ("tell me about detox please", "treatment/detox"),
    ("hello there", "greet"),
    ("good morning", "greet"),
    ("hiya", "greet"),
    ("hi everyone", "greet"),
    ("he is not breathing", "crisis_overdose"),
    ("her lips are blue", "crisis_overdose"),
    ("she will not wake up", "crisis_overdose"),
    ("he has collapsed and is blue", "crisis_overdose"),
)


def write_model(path: Path, **files: bytes) -> Path:
    """Write a model file as Rasa packs one, with these files of its classifier in it."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"./components/train_LabelClassifier2/{name}.npz")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def classifier_member(data: bytes) -> dict[str, bytes]:
    """Return the heads of a model file: this classifier, and one that notes no red flag."""
    weights = np.zeros((len(CODES), HIDDEN + NGRAM_FEATURES), np.float32)
    quiet = RedFlagReader(LinearHead(CODES, weights, np.full(len(CODES), -9.0, np.float32)))
    return {
        CLASSIFIER_FILE.removesuffix(".npz"): data,
        RED_FLAGS_FILE.removesuffix(".npz"): quiet.to_bytes(),
    }
