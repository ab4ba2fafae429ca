"""Settings of the channels beside the website; each is off unless its own are set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from first_step.admissions.errors import BadSetting, MissingSecret
from first_step.admissions.setting_readers import read_text, setting

# Telegram takes A-Z, a-z, 0-9, _ and -; shorter ones could be guessed.
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


@dataclass(frozen=True, repr=False)
class ChannelSettings:
    """One or two secrets a channel, and what it is called there."""

    telegram_token: str = field(
        metadata=setting(
            None,
            read_text,
            "Token of the Telegram bot, as BotFather gave it.",
            secret=True,
            optional=True,
        )
    )
    telegram_secret: str = field(
        metadata=setting(
            None,
            read_text,
            "Secret that Telegram sends with every update: 32 or more letters, digits, _ and -.",
            secret=True,
            optional=True,
        )
    )


def refuse_unsafe_channels(settings: ChannelSettings) -> None:
    """Raise MissingSecret or BadSetting for a channel that anybody could write to as Telegram."""
    if settings.telegram_token and not settings.telegram_secret:
        raise MissingSecret("FIRST_STEP_TELEGRAM_SECRET is not set, FIRST_STEP_TELEGRAM_TOKEN is")
    secret = settings.telegram_secret
    if secret and not _TELEGRAM_SECRET.fullmatch(secret):
        raise BadSetting(
            "FIRST_STEP_TELEGRAM_SECRET is not 32 to 256 letters, digits, _ and -: "
            "`openssl rand -hex 32` makes one"
        )
