"""What fitting changed in the encoder's published weights, four bits a weight.

`encoder.npz` belongs to the model in service. `first-step tune` makes it. Four bits are enough:
docs/understanding.md, "Model: what was tried".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.admissions.errors import WeightsDamaged

Weights = npt.NDArray[np.float32]
# Name of a layer -> what is added to its weights, shape (outputs, inputs).
Deltas = dict[str, Weights]

DELTAS_FILE = Path(__file__).with_name("encoder.npz")
# Whole steps from -7 to 7 fit four bits; each output has a step of its own.
_STEPS = 7
_MIDDLE = 8


def read_deltas(path: Path) -> Deltas:
    """Return the deltas of a file; raises WeightsDamaged when it does not read as such."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = sorted({name.rsplit("/", 1)[0] for name in file.files})
            return {name: _unpacked(file[f"{name}/steps"], file[f"{name}/size"]) for name in names}
    except Exception as error:
        raise WeightsDamaged(f"deltas {path.name}: {type(error).__name__}") from None


def write_deltas(path: Path, deltas: Deltas) -> None:
    """Write deltas, rounded to four bits, so that `read_deltas` finds them.

    The number of inputs of each layer is even.
    """
    parts: dict[str, Any] = {}
    for name, delta in deltas.items():
        parts[f"{name}/steps"], parts[f"{name}/size"] = _packed(delta)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.savez_compressed(stream, **parts)


def fold_in(weights: dict[str, npt.NDArray[Any]], deltas: Deltas) -> dict[str, npt.NDArray[Any]]:
    """Return the encoder's weights with the deltas added; raises WeightsDamaged on a misfit."""
    folded = dict(weights)
    for name, delta in deltas.items():
        known = folded.get(f"{name}.weight")
        if known is None or known.shape != delta.shape:
            raise WeightsDamaged(f"deltas do not fit the encoder's layer {name}")
        folded[f"{name}.weight"] = known + delta
    return folded


def _packed(delta: Weights) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
    # A size of nothing would divide by nothing; of float16, so that steps are counted in the
    # size that is read back.
    largest = np.abs(delta).max(axis=1, keepdims=True)
    size = np.maximum(largest / _STEPS, np.finfo(np.float16).tiny).astype(np.float16)
    steps = np.rint(delta / size.astype(np.float32)).clip(-_STEPS, _STEPS)
    shifted = (steps + _MIDDLE).astype(np.uint8)
    return shifted[:, ::2] | shifted[:, 1::2] << 4, size


def _unpacked(packed: npt.NDArray[np.uint8], size: npt.NDArray[np.float16]) -> Weights:
    steps = np.empty((packed.shape[0], 2 * packed.shape[1]), np.float32)
    steps[:, ::2], steps[:, 1::2] = packed & 15, packed >> 4
    return (steps - _MIDDLE) * size.astype(np.float32)
