"""Turns a message into a vector of 384 numbers that stands for its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.admissions.errors import WeightsDamaged
from first_step.understanding.encoder_graph import HIDDEN
from first_step.understanding.weights import tokenizer_file

# Longer messages are cut here for the vector only; the crisis patterns read the whole text.
MAX_TOKENS = 128
BATCH = 32

Vectors = npt.NDArray[np.float32]


class Encoder:
    """A loaded sentence encoder; safe to share between threads.

    Args:
        graph: ONNX file made by `ensure_encoder`.
        threads: cores that one call may use.

    Raises WeightsDamaged when the graph or the tokenizer cannot be read.
    """

    def __init__(self, graph: Path, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise WeightsDamaged(f"encoder graph: {type(error).__name__}") from None
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.enable_truncation(max_length=MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit-length vectors, one row a text, shape (len(texts), 384)."""
        vectors = np.empty((len(texts), HIDDEN), dtype=np.float32)
        # Texts of like length together: padding is work thrown away.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._encode_batch([texts[row] for row in rows])
        return vectors

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encodings], dtype=np.int64),
        }
        result: Vectors = self._session.run(["vectors"], inputs)[0]
        return result
