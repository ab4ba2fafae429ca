"""What fitting added to the encoder's published weights: two thin matrices for each layer.

`encoder.npz` belongs to the model in service. `first-step tune` makes it (docs/understanding.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from first_step.admissions.errors import WeightsDamaged

Half = npt.NDArray[np.float16]
# Name of a layer -> (down, shape (inputs, rank); up, shape (rank, outputs)).
Adapters = dict[str, tuple[Half, Half]]

ADAPTERS_FILE = Path(__file__).with_name("encoder.npz")


def read_adapters(path: Path) -> Adapters:
    """Return the adapters of a file; raises WeightsDamaged when it does not read as such."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = sorted({name.rsplit("/", 1)[0] for name in file.files})
            return {name: (file[f"{name}/down"], file[f"{name}/up"]) for name in names}
    except Exception as error:
        raise WeightsDamaged(f"adapters {path.name}: {type(error).__name__}") from None


def write_adapters(path: Path, adapters: Adapters) -> None:
    """Write adapters so that `read_adapters` finds them."""
    halves: dict[str, Any] = {}
    for name, (down, up) in adapters.items():
        halves[f"{name}/down"], halves[f"{name}/up"] = down, up
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.savez_compressed(stream, **halves)


def fold_in(
    weights: dict[str, npt.NDArray[Any]], adapters: Adapters
) -> dict[str, npt.NDArray[Any]]:
    """Return the encoder's weights with the adapters added; raises WeightsDamaged on a misfit."""
    folded = dict(weights)
    for name, (down, up) in adapters.items():
        known = folded.get(f"{name}.weight")
        fits = known is not None and known.shape == (up.shape[1], down.shape[0])
        if known is None or not fits or down.shape[1] != up.shape[0]:
            raise WeightsDamaged(f"adapters do not fit the encoder's layer {name}")
        folded[f"{name}.weight"] = known + (down.astype(np.float32) @ up.astype(np.float32)).T
    return folded
