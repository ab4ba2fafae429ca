"""Settings of the channels beside the website; each is off unless its own are set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from first_step.admissions.errors import BadSetting, MissingSecret
from first_step.admissions.setting_readers import (
    goes_elsewhere_in_plain,
    read_flag,
    read_text,
    read_web_address,
    setting,
)

# Telegram takes A-Z, a-z, 0-9, _ and -, Meta takes these too; shorter ones could be guessed.
_OWN_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")

_TWILIO_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
_TWILIO_SENDER = re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-f]{32}")
_TWILIO_TEMPLATE = re.compile(r"HX[0-9a-f]{32}")


def _read_sender(text: str, name: str) -> str:
    if text and not _TWILIO_SENDER.fullmatch(text):
        raise BadSetting(f"{name} is neither a number such as +44... nor MG and 32 digits 0-9, a-f")
    return text


def _read_template(text: str, name: str) -> str:
    if text and not _TWILIO_TEMPLATE.fullmatch(text):
        raise BadSetting(f"{name} is not HX and 32 digits 0-9, a-f")
    return text


def _read_api(text: str, name: str) -> str:
    """Return where a provider is called: tokens and words go there, so never in plain elsewhere."""
    address = read_web_address(text, name) if text else ""
    if address and goes_elsewhere_in_plain(address):
        raise BadSetting(f"{name} is not https, and not on this machine")
    return address


def _read_count(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise BadSetting(f"{name} is not a number from 1 to 100000")
    return int(text)


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
    telegram_api: str = field(
        metadata=setting(
            "",
            _read_api,
            "Bot API server, https://... or on this machine, where you run one of your own.",
            default_words="Telegram's",
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
    messenger_human_agent: bool = field(
        metadata=setting(
            "false",
            read_flag,
            "Whether Meta granted the app Human Agent: staff may answer for seven days.",
        )
    )
    messenger_api: str = field(
        metadata=setting(
            "",
            _read_api,
            "Gateway in front of Meta's Graph API, https://... or on this machine.",
            default_words="Meta's",
        )
    )
    twilio_account_sid: str = field(
        metadata=setting(
            "", read_text, "Account of Twilio: AC and 32 digits.", default_words="none"
        )
    )
    twilio_auth_token: str = field(
        metadata=setting(
            None,
            read_text,
            "Token of that account; it signs what Twilio sends and opens its API.",
            secret=True,
            optional=True,
        )
    )
    twilio_api: str = field(
        metadata=setting(
            "",
            _read_api,
            "Twilio's region, such as https://api.dublin.ie1.twilio.com, with that region's token.",
            default_words="Twilio's in the United States",
        )
    )
    sms_from: str = field(
        metadata=setting(
            "",
            _read_sender,
            "Number that texts come from, +44..., or a messaging service, MG....",
            default_words="none: no text messages",
        )
    )
    sms_segments_per_day: int = field(
        metadata=setting(
            "200",
            _read_count,
            "Most text segments sent to one conversation in 24 hours; danger cards go beyond it.",
        )
    )
    twilio_answers_keywords: bool = field(
        metadata=setting(
            "true",
            read_flag,
            "Whether Twilio confirms STOP and START by text, as it does unless switched off there.",
        )
    )
    whatsapp_from: str = field(
        metadata=setting(
            "",
            _read_sender,
            "Number that WhatsApp messages come from, +44..., or a messaging service, MG....",
            default_words="none: no WhatsApp",
        )
    )
    whatsapp_template: str = field(
        metadata=setting(
            "",
            _read_template,
            "Approved WhatsApp template sent once after 24 hours, HX....",
            default_words="none: what comes later waits",
        )
    )


def refuse_unsafe_channels(settings: ChannelSettings, public_url: str, production: bool) -> None:
    """Raise MissingSecret or BadSetting for a channel that is half set, or open to anybody.

    public_url: what providers call and sign; in production it has to be https.
    """
    _refuse_unsafe_telegram(settings)
    _refuse_unsafe_messenger(settings)
    _refuse_unsafe_twilio(settings)
    on = (
        settings.telegram_token
        or settings.messenger_token
        or settings.sms_from
        or settings.whatsapp_from
    )
    if production and on and not public_url.startswith("https:"):
        raise BadSetting("FIRST_STEP_PUBLIC_URL is not https, and a channel's provider calls it")


def _refuse_unsafe_twilio(settings: ChannelSettings) -> None:
    if not (settings.sms_from or settings.whatsapp_from):
        return
    if not settings.twilio_auth_token:
        raise MissingSecret("FIRST_STEP_TWILIO_AUTH_TOKEN is not set, a sender of Twilio is")
    if not _TWILIO_ACCOUNT.fullmatch(settings.twilio_account_sid):
        raise BadSetting("FIRST_STEP_TWILIO_ACCOUNT_SID is not AC and 32 digits 0-9, a-f")


def _refuse_unsafe_telegram(settings: ChannelSettings) -> None:
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
