"""What is written beside the model in service: what it was trained from, and what was refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from first_step.understanding.deltas import DELTAS_FILE
from first_step.understanding.encoder_graph import GRAPH_VERSION
from first_step.understanding.linear_head import FORMAT
from first_step.understanding.model_files import file_hash, note_file, note_of, read_json
from first_step.understanding.ngrams import NGRAM_FEATURES
from first_step.understanding.weights import WEIGHTS_SHA256

# Wording is left out on purpose: it is live without training. Word lists that change what the
# classifier sees are in; signs of danger are not, since they are read afresh at every start.
# data/red_flags.yml is among data/.
_SOURCES = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "first_step/understanding/deltas/encoder.npz",
    "first_step/understanding/lexicon/slang.yml",
    "first_step/understanding/lexicon/words.tsv",
    "first_step/understanding/lexicon/substances.yml",
)
# How a trained model is written and what it was fitted to; raised by hand with those modules.
_VERSIONS = (FORMAT, GRAPH_VERSION, NGRAM_FEATURES)


def project_fingerprint(root: Path) -> str:
    """Return a hash over labels, training data, configuration, encoder and names of answers."""
    digest = hashlib.sha256(repr(_VERSIONS).encode())
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def reader_fingerprint() -> str:
    """Return a hash over what turns words into numbers here: a model only fits the one it knew."""
    deltas = file_hash(DELTAS_FILE) if DELTAS_FILE.is_file() else None
    return hashlib.sha256(repr((*_VERSIONS, WEIGHTS_SHA256, deltas)).encode()).hexdigest()


def model_is_current(root: Path, model: Path) -> str | None:
    """Return None when the model fits the project and is whole, else why it must be trained."""
    unfit = model_is_unfit(model)
    if unfit is not None:
        return unfit
    if (read_note(model) or {}).get("fingerprint") != project_fingerprint(root):
        return "labels, training data or configuration changed"
    return None


def model_is_unfit(model: Path) -> str | None:
    """Return None when the model can serve, up to date or not, else why it cannot."""
    broken = model_is_broken(model)
    if broken is None and (read_note(model) or {}).get("reader") != reader_fingerprint():
        return "the model in service was fitted to another encoder"
    return broken


def model_is_broken(model: Path) -> str | None:
    """Return None when the file is the one that was put into service, else what is wrong."""
    if not model.is_file():
        return "there is no trained model yet"
    note = read_note(model)
    if note is None:
        return "nothing is known about the model in service"
    return None if note.get("sha256") == file_hash(model) else "the model file is damaged"


def write_note(model: Path, fingerprint: str, **more: Any) -> None:
    """Write beside the model what it was trained from."""
    note = {
        "fingerprint": fingerprint,
        "reader": reader_fingerprint(),
        "sha256": file_hash(model),
        **more,
    }
    write_json(note_file(model), note)


def read_note(model: Path) -> dict[str, Any] | None:
    """Return what `write_note` wrote, None when there is nothing readable."""
    return note_of(model)


def remember_refusal(model: Path, fingerprint: str, reason: str, at: str) -> None:
    """Write down that the gate refused what is trained from this, beside the model serving now."""
    write_json(
        _refusal_file(model),
        {
            "fingerprint": fingerprint,
            "in_service": _serving_hash(model),
            "refused_at": at,
            "reason": reason,
        },
    )


def forget_refusal(model: Path) -> None:
    """Forget what was refused: another model serves from now on."""
    _refusal_file(model).unlink(missing_ok=True)


def refused_before(root: Path, model: Path) -> str | None:
    """Return when and why training from the same sources was refused, None when it was not.

    A refusal counts only while the same model serves, since the gate compares with it.
    """
    refusal = read_json(_refusal_file(model))
    if refusal is None or refusal.get("fingerprint") != project_fingerprint(root):
        return None
    if refusal.get("in_service") != _serving_hash(model):
        return None
    return f"refused at {refusal.get('refused_at')}: {refusal.get('reason')}"


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a file that people and programs read."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _refusal_file(model: Path) -> Path:
    return model.with_name("refused.json")


def _serving_hash(model: Path) -> str | None:
    return file_hash(model) if model_is_unfit(model) is None else None


def _files(root: Path) -> Iterator[Path]:
    for pattern in _SOURCES:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())
