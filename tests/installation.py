"""An installation in a folder of its own: settings with secrets, and an empty database."""

from __future__ import annotations

import base64
from pathlib import Path

from first_step.admissions.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
SECRETS = ("INDEX_KEY", "TOKEN_KEY", "RASA_TOKEN")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the variables of an installation; `more`: settings without FIRST_STEP_."""
    values = {
        "ENV": "production",
        "DEMO": "false",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{database_file(folder)}",
        "CONTENT_DIR": str(ROOT / "content"),
        "MODEL": str(folder / "models" / "current.tar.gz"),
        "SEALING_KEYS": "k1:" + secret(1),
        **{name: secret(number) for number, name in enumerate(SECRETS, start=2)},
        **more,
    }
    return {f"FIRST_STEP_{name}": value for name, value in values.items()}


def settings_in(folder: Path, **more: str) -> Settings:
    return read_settings(environment(folder, **more))


def database_file(folder: Path) -> Path:
    return folder / "first-step.db"


def take_database_away(folder: Path) -> None:
    """Leave nothing that can be opened; whoever has the file open keeps it until `dispose`."""
    for each in folder.glob("first-step.db*"):
        each.rename(each.with_name("away-" + each.name))
    database_file(folder).mkdir()


def bring_database_back(folder: Path) -> None:
    database_file(folder).rmdir()
    for each in folder.glob("away-first-step.db*"):
        each.rename(each.with_name(each.name.removeprefix("away-")))


def secret(number: int) -> str:
    return base64.b64encode(bytes((number * 53 + place * 17) % 256 for place in range(32))).decode()
