"""The endpoints file that Rasa is started with: the project's, with the address of the settings."""

from __future__ import annotations

from pathlib import Path

import yaml

from first_step.admissions.settings import Settings


def endpoints_file(root: Path, settings: Settings) -> Path:
    """Return endpoints.yml, or a copy in the data folder when the action server moved."""
    original = root / "endpoints.yml"
    endpoints = yaml.safe_load(original.read_text(encoding="utf-8"))
    wanted = f"{settings.action_url}/webhook"
    if endpoints["action_endpoint"]["url"] == wanted:
        return original
    endpoints["action_endpoint"]["url"] = wanted
    copy = settings.data_dir / "endpoints.yml"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.touch(mode=0o600)  # as everything in the data folder
    copy.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return copy
