"""Settings of the channels beside the website; each is off unless its own are set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from first_step.admissions.errors import BadSetting, MissingSecret
from first_step.admissions.setting_readers import read_text, setting

# Telegram takes A-Z, a-z, 0-9, _ and -, Meta takes these too; shorter ones could be guessed.
_OWN_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")


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
    messenger_token: str = field(
        metadata=setting(
            None, read_text, "Access token of the Facebook page.", secret=True, optional=True
        )
    )
    messenger_app_secret: str = field(
        metadata=setting(
            None,
            read_text,
            "Secret of the Meta app, which signs what Messenger sends.",
            secret=True,
            optional=True,
        )
    )
    messenger_verify_token: str = field(
        metadata=setting(
            None,
            read_text,
            "What Meta sends to check the webhook: 32 or more letters, digits, _ and -.",
            secret=True,
            optional=True,
        )
    )


def refuse_unsafe_channels(settings: ChannelSettings) -> None:
    """Raise MissingSecret or BadSetting for a channel that anybody could write to unseen."""
    _refuse_unsafe_messenger(settings)
    if settings.telegram_token and not settings.telegram_secret:
        raise MissingSecret("FIRST_STEP_TELEGRAM_SECRET is not set, FIRST_STEP_TELEGRAM_TOKEN is")
    secret = settings.telegram_secret
    if secret and not _OWN_SECRET.fullmatch(secret):
        raise BadSetting(
            "FIRST_STEP_TELEGRAM_SECRET is not 32 to 256 letters, digits, _ and -: "
            "`openssl rand -hex 32` makes one"
        )


def _refuse_unsafe_messenger(settings: ChannelSettings) -> None:
    given = {
        "FIRST_STEP_MESSENGER_TOKEN": settings.messenger_token,
        "FIRST_STEP_MESSENGER_APP_SECRET": settings.messenger_app_secret,
        "FIRST_STEP_MESSENGER_VERIFY_TOKEN": settings.messenger_verify_token,
    }
    missing = [name for name, value in given.items() if not value]
    if missing and len(missing) < len(given):
        raise MissingSecret(f"{missing[0]} is not set, others of Messenger are")
    if not missing and not _OWN_SECRET.fullmatch(settings.messenger_verify_token):
        raise BadSetting(
            "FIRST_STEP_MESSENGER_VERIFY_TOKEN is not 32 to 256 letters, digits, _ and -: "
            "`openssl rand -hex 32` makes one"
        )
