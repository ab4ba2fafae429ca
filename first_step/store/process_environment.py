"""Settings of this process: its environment, secret files, and secrets made for development."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from first_step.admissions.errors import BadSetting, MissingSecret
from first_step.admissions.keys import KEY_BYTES
from first_step.admissions.settings import Settings, described_settings, read_settings
from first_step.store.engine import sqlite_file

DEVELOPMENT_SECRETS = "development-secrets.env"
_SEALING_KEYS = "FIRST_STEP_SEALING_KEYS"


def process_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process; without `environ` its own environment is read.

    A secret may come as FIRST_STEP_..._FILE, the path of a file that holds it. In development,
    secrets that are not set come from a file made on the first start. Raises ConfigurationError.
    """
    given = _with_secret_files(os.environ if environ is None else environ)
    settings = read_settings(given)
    if settings.production or not _missing_secrets(given):
        return settings
    made = ensure_development_secrets(settings.data_dir)
    return read_settings({**given, **{name: made[name] for name in _missing_secrets(given)}})


def refuse_lost_secrets(environ: Mapping[str, str]) -> None:
    """Raise MissingSecret when the next start would make new secrets beside an old database.

    For whoever looks before a start. What the old ones sealed would never open again.
    """
    given = _with_secret_files(environ)
    settings = read_settings(given)
    if settings.production or not _missing_secrets(given):
        return
    secrets_file = settings.data_dir / DEVELOPMENT_SECRETS
    database_file = sqlite_file(settings.database_url)
    if database_file is not None and database_file.exists() and not secrets_file.exists():
        raise MissingSecret(
            f"{secrets_file} is gone, and {database_file} was written with what stood in it: "
            "bring it back before anything is started (docs/runbook.md, Lost secrets)"
        )


def ensure_development_secrets(data_dir: Path) -> dict[str, str]:
    """Return the secrets for development by variable, making the file when there is none.

    Processes that start at the same moment get the same secrets. Raises MissingSecret when the
    folder cannot be written, BadSetting when the file lacks a secret.
    """
    path = data_dir / DEVELOPMENT_SECRETS
    try:
        if not path.exists():
            _make(path)
        found = _read(path)
    except OSError as error:
        raise MissingSecret(
            f"secrets are not set, and {path} cannot be used: {error.strerror}"
        ) from None
    except UnicodeDecodeError:
        raise BadSetting(f"{path} is damaged; bring it back from a copy") from None
    lacking = [name for name in _needed_secrets() if not found.get(name)]
    if lacking:
        raise BadSetting(f"{path} lacks {', '.join(lacking)}")
    return found


def _with_secret_files(environ: Mapping[str, str]) -> dict[str, str]:
    given = dict(environ)
    for name in _secret_names():
        path = given.get(name + "_FILE", "").strip()
        if not path:
            continue
        if given.get(name, "").strip():
            raise BadSetting(f"{name} and {name}_FILE are both set")
        try:
            given[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise MissingSecret(f"the file named by {name}_FILE cannot be read") from None
    return given


def _secret_names() -> list[str]:
    return [row.name for row in described_settings() if row.secret]


def _needed_secrets() -> list[str]:
    return [row.name for row in described_settings() if row.secret and not row.optional]


def _missing_secrets(given: Mapping[str, str]) -> list[str]:
    return [name for name in _needed_secrets() if not given.get(name, "").strip()]


def _make(path: Path) -> None:
    """Write the file whole or not at all; another process that was faster wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_new_secrets())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _new_secrets() -> str:
    lines = ["# Secrets of this development installation. Without them its data cannot be read."]
    for name in _needed_secrets():
        key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
        lines.append(f"{name}={'k1:' if name == _SEALING_KEYS else ''}{key}")
    return "\n".join(lines) + "\n"


def _read(path: Path) -> dict[str, str]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
