"""The one list of settings: name, type, default, meaning, and whether it is secret.

`read_settings` is pure: the environment is handed in. `docs/settings.md` is made from
`described_settings`, so a setting cannot go undocumented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from first_step.admissions.channel_settings import ChannelSettings, refuse_unsafe_channels
from first_step.admissions.errors import MissingSecret, WeakSecret
from first_step.admissions.keys import (
    SealingKey,
    read_base64,
    read_sealing_keys,
    refuse_weak,
)
from first_step.admissions.notice_settings import NoticeSettings, refuse_unsafe_notices
from first_step.admissions.setting_readers import (
    read_database_address,
    read_environment,
    read_flag,
    read_minutes,
    read_networks,
    read_origins,
    read_path,
    read_port,
    read_redis_address,
    read_seconds,
    read_text,
    read_web_address,
    setting,
)
from first_step.admissions.sign_on_settings import SignOnSettings, refuse_unsafe_sign_on

PREFIX = "FIRST_STEP_"
_DATABASE_FILE = "first-step.db"
_NAMED_KEYS = ("sealing_keys", "webhook_secrets")
_PASSWORD = re.compile(r"(?<=://)([^/@\s]*):[^/@\s]*@")


@dataclass(frozen=True, repr=False)
class Settings(SignOnSettings, ChannelSettings, NoticeSettings):
    """Everything an installation can set. Times are seconds; empty secrets are not set."""

    env: str = field(
        metadata=setting(
            "development",
            read_environment,
            "development or production. Production refuses to start without strong secrets.",
        )
    )
    data_dir: Path = field(
        metadata=setting("var", read_path, "Folder for the database, journal and backups.")
    )
    database_url: str = field(
        metadata=setting(
            None,
            read_database_address,
            "Where everything is stored: SQLite or PostgreSQL.",
            default_words="sqlite:///var/first-step.db, in FIRST_STEP_DATA_DIR",
        )
    )
    redis_url: str | None = field(
        metadata=setting(
            None, read_redis_address, "Redis for several machines: locks, live events, limits."
        )
    )
    content_dir: Path = field(
        metadata=setting("content", read_path, "Folder of answers, wording and provider.")
    )
    model: Path = field(
        metadata=setting("models/current.tar.gz", read_path, "The trained model to serve.")
    )
    web_host: str = field(
        metadata=setting("127.0.0.1", read_text, "Address the web process listens on.")
    )
    web_port: int = field(metadata=setting("8000", read_port, "Port the web process listens on."))
    rasa_url: str = field(
        metadata=setting("http://127.0.0.1:5005", read_web_address, "Where Rasa answers.")
    )
    action_url: str = field(
        metadata=setting(
            "http://127.0.0.1:5055", read_web_address, "Where the action server answers."
        )
    )
    public_url: str = field(
        metadata=setting(
            "http://localhost:8000", read_web_address, "Address that visitors and staff open."
        )
    )
    allowed_origins: tuple[str, ...] = field(
        metadata=setting(
            "",
            read_origins,
            "Websites that may embed the widget, comma separated.",
            default_words="empty: the same origin only",
        )
    )
    rasa_timeout: float = field(
        metadata=setting(
            "8", read_seconds, "Seconds to wait for Rasa before a turn is tried again."
        )
    )
    cut_off_minutes: float = field(
        metadata=setting(
            "30",
            read_minutes,
            "Minutes of silence after which an unfinished request counts as cut off.",
        )
    )
    waiting_minutes: float = field(
        metadata=setting(
            "10",
            read_minutes,
            "Minutes after which a visitor who waits for a person is offered a call instead.",
        )
    )
    demo: bool = field(
        metadata=setting(
            None,
            read_flag,
            "Demonstration: every page and card says that nobody will ring.",
            default_words="true in development, else false",
        )
    )
    trusted_proxies: tuple[str, ...] = field(
        metadata=setting(
            "",
            read_networks,
            "Proxies whose X-Forwarded-For is believed, comma separated.",
            default_words="empty: none",
        )
    )
    sealing_keys: tuple[SealingKey, ...] = field(
        metadata=setting(
            None,
            read_sealing_keys,
            "Keys that seal personal data, k2:<base64 of 32 bytes>,k1:... First seals, all open.",
            secret=True,
        )
    )
    index_key: bytes = field(
        metadata=setting(
            None, read_base64, "Key of the blind index that finds a phone or e-mail.", secret=True
        )
    )
    token_key: bytes = field(
        metadata=setting(
            None, read_base64, "Key that signs visitors' and staff's tokens.", secret=True
        )
    )
    rasa_token: str = field(
        metadata=setting(
            None, read_text, "Bearer token that Rasa and the action server ask for.", secret=True
        )
    )

    @property
    def production(self) -> bool:
        """Whether real visitors may be served."""
        return self.env == "production"

    def __repr__(self) -> str:
        shown = ", ".join(f"{each.name}={_shown(self, each)}" for each in fields(self))
        return f"Settings({shown})"


@dataclass(frozen=True)
class SettingDescription:
    """One row of docs/settings.md."""

    name: str
    field: str
    type: str
    default: str
    doc: str
    secret: bool
    optional: bool


def described_settings() -> tuple[SettingDescription, ...]:
    """Return every setting in the order of declaration."""
    return tuple(
        SettingDescription(
            _variable(each.name),
            each.name,
            str(each.type),
            each.metadata["default_words"],
            each.metadata["doc"],
            each.metadata["secret"],
            each.metadata["optional"],
        )
        for each in fields(Settings)
    )


def unknown_settings(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return FIRST_STEP_ variables that are no setting: likely a typing error."""
    known = {row.name for row in described_settings()}
    known |= {row.name + "_FILE" for row in described_settings() if row.secret}
    return tuple(sorted(key for key in environ if key.startswith(PREFIX) and key not in known))


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `environ` holds; an empty variable counts as not set.

    Raises BadSetting, and in production MissingSecret or WeakSecret. In development a missing
    secret stays empty, and whoever needs it refuses.
    """
    values = {each.name: _value(each, environ) for each in fields(Settings)}
    if values["database_url"] is None:
        values["database_url"] = f"sqlite:///{values['data_dir'].as_posix()}/{_DATABASE_FILE}"
    if values["demo"] is None:
        values["demo"] = values["env"] == "development"
    if values["second_factor"] is None:
        values["second_factor"] = values["env"] == "production"
    if values["env"] == "production":
        _refuse_weak_secrets(environ)
    settings = Settings(**values)
    refuse_unsafe_sign_on(settings, settings.production)
    refuse_unsafe_channels(settings, settings.public_url, settings.production)
    refuse_unsafe_notices(settings, settings.production)
    return settings


def _value(each: Field[Any], environ: Mapping[str, str]) -> Any:
    name = _variable(each.name)
    given = environ.get(name, "").strip() or each.metadata["default"]
    if given is None:
        return _NOT_SET.get(each.name)
    return each.metadata["read"](given, name)


_NOT_SET: Mapping[str, Any] = {
    "sealing_keys": (),
    "index_key": b"",
    "token_key": b"",
    "rasa_token": "",
    "webhooks": (),
    "webhook_secrets": (),
    "telegram_token": "",
    "telegram_secret": "",
    "oidc_client_secret": "",
    "messenger_token": "",
    "messenger_app_secret": "",
    "messenger_verify_token": "",
    "twilio_auth_token": "",
}


def _refuse_weak_secrets(environ: Mapping[str, str]) -> None:
    needed = [row.name for row in described_settings() if row.secret and not row.optional]
    lacking = [name for name in needed if not environ.get(name, "").strip()]
    if lacking:
        # All at once: whoever installs it would otherwise meet them one start after another.
        raise MissingSecret(f"{', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not set")
    seen: dict[bytes, str] = {}
    for row in described_settings():
        if row.secret:
            for written, key in _keys_of(row, environ):
                refuse_weak(key, written, row.name)
                if key in seen:
                    raise WeakSecret(f"{row.name} repeats {seen[key]}")
                seen[key] = row.name


def _keys_of(row: SettingDescription, environ: Mapping[str, str]) -> list[tuple[str, bytes]]:
    written = environ.get(row.name, "").strip()
    if row.optional and (not written or row.field not in _NAMED_KEYS):
        return []
    if row.field in _NAMED_KEYS:
        keys = read_sealing_keys(written, row.name)
        if not keys:
            raise MissingSecret(f"{row.name} holds no key")
        return [(written, key.key) for key in keys]
    return [(written, read_base64(written, row.name))]


def _variable(field_name: str) -> str:
    return PREFIX + field_name.upper()


def _shown(settings: Settings, each: Field[Any]) -> str:
    value = getattr(settings, each.name)
    if each.metadata["secret"]:
        return "<set>" if value else "<not set>"
    return _PASSWORD.sub(r"\1:***@", repr(value))
