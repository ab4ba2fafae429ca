from __future__ import annotations

from pathlib import Path

import pytest

from first_step.understanding.classifier import LabelClassifier, train_classifier
from first_step.understanding.deltas import DELTAS_FILE
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder, write_graph
from first_step.understanding.weights import weights_file

from .small import TEXTS


@pytest.fixture(scope="session")
def exact_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the graph as written down, in fp32."""
    target = tmp_path_factory.mktemp("fp32") / "encoder.onnx"
    write_graph(weights_file(), target)
    return target


@pytest.fixture(scope="session")
def fitted_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the graph with the deltas in service, in fp32."""
    target = tmp_path_factory.mktemp("adapted") / "encoder.onnx"
    write_graph(weights_file(), target, DELTAS_FILE)
    return target


@pytest.fixture(scope="session")
def served_graph(encoder_folder: Path) -> Path:
    """Return the graph that is served, in int8."""
    return ensure_encoder(encoder_folder)


@pytest.fixture(scope="session")
def encoder(served_graph: Path) -> Encoder:
    return Encoder(served_graph)


@pytest.fixture(scope="session")
def small_classifier(encoder: Encoder) -> LabelClassifier:
    """Return a classifier that knows three labels from a dozen texts."""
    texts = [text for text, _ in TEXTS]
    return train_classifier(encoder.encode(texts), texts, [label for _, label in TEXTS])
