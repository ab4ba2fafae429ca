"""Word lists that reading needs, kept as data: slang, street names, signs of danger."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

THRESHOLDS_FILE = Path(__file__).with_name("thresholds.yml")


@cache
def lexicon(name: str) -> Any:
    """Return the parsed word list `name` (slang, substances, danger)."""
    text = resources.files(__package__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)
