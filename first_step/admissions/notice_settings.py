"""Where notices to staff go: the mail server, its recipients, and signed webhooks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from first_step.admissions.errors import BadSetting, MissingSecret
from first_step.admissions.keys import SealingKey, read_sealing_keys
from first_step.admissions.setting_readers import (
    comma_list,
    read_minutes,
    read_web_address,
    setting,
)

# Each way to reach a mail server, with its usual port.
_MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# It has to fit the outbox's column behind "email:".
_LONGEST_ADDRESS = 58
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,15}")


@dataclass(frozen=True)
class MailServer:
    """How to hand in e-mail. scheme: smtp (open), smtp+starttls or smtps (TLS from the start)."""

    scheme: str
    host: str
    port: int
    username: str | None = field(repr=False)
    password: str | None = field(repr=False)


@dataclass(frozen=True)
class Webhook:
    """A system that is told of everything. The address may hold a token, so it is not shown."""

    name: str
    url: str = field(repr=False)


def read_mail_server(text: str, name: str) -> MailServer:
    """Return the mail server of smtp[s|+starttls]://[user:password@]host[:port]."""
    try:
        parts = urlsplit(text)
        port = parts.port or _MAIL_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise BadSetting(f"{name} cannot be read") from None
    if parts.scheme not in _MAIL_PORTS or not parts.hostname or parts.path.strip("/"):
        raise BadSetting(f"{name} needs smtp+starttls://, smtps:// or smtp:// and a host")
    if bool(parts.username) != bool(parts.password):
        raise BadSetting(f"{name} needs a user and a password, or neither")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(parts.scheme, parts.hostname, port, user, password)


def read_email(text: str, name: str) -> str:
    """Return one e-mail address; names of this machine, such as "localhost", will do."""
    host = text.rpartition("@")[2]
    try:
        checked = "x@example.com" if host == "localhost" else text
        validate_email(checked, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise BadSetting(f"{name} holds something that is no e-mail address") from None
    if len(text) > _LONGEST_ADDRESS or not text.isascii() or not text.isprintable():
        raise BadSetting(f"{name} needs plain addresses of at most {_LONGEST_ADDRESS} characters")
    return text


def read_emails(text: str, name: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a comma list, each once."""
    return tuple(dict.fromkeys(read_email(part, name) for part in comma_list(text)))


def read_webhooks(text: str, name: str) -> tuple[Webhook, ...]:
    """Return the webhooks of "name=https://...,name=https://..."; raises BadSetting."""
    hooks = tuple(_webhook(part, name) for part in comma_list(text))
    if len({hook.name for hook in hooks}) < len(hooks):
        raise BadSetting(f"{name} uses a name twice")
    return hooks


@dataclass(frozen=True, repr=False)
class NoticeSettings:
    """Who is told of requests and alerts, how, and after how long somebody else is."""

    smtp_url: MailServer | None = field(
        metadata=setting(
            None,
            read_mail_server,
            "Mail server for notices, smtp+starttls://user:password@host:587, smtps:// or smtp://.",
            secret=True,
            optional=True,
        )
    )
    notice_from: str = field(
        metadata=setting("first-step@localhost", read_email, "Sender of notices by e-mail.")
    )
    notice_emails: tuple[str, ...] = field(
        metadata=setting(
            "",
            read_emails,
            "Who is told of requests and alerts, comma separated.",
            default_words="empty: nobody",
        )
    )
    duty_emails: tuple[str, ...] = field(
        metadata=setting(
            "",
            read_emails,
            "Who is told when nobody took something in time, comma separated.",
            default_words="empty: those of FIRST_STEP_NOTICE_EMAILS",
        )
    )
    webhooks: tuple[Webhook, ...] = field(
        metadata=setting(
            None,
            read_webhooks,
            "Systems told of everything, name=https://..., comma separated.",
            secret=True,
            optional=True,
        )
    )
    webhook_secrets: tuple[SealingKey, ...] = field(
        metadata=setting(
            None,
            read_sealing_keys,
            "Keys that sign webhooks, one for each name, name:<base64 of 32 bytes>,...",
            secret=True,
            optional=True,
        )
    )
    escalate_alert_minutes: float = field(
        metadata=setting(
            "5", read_minutes, "Minutes until an alert nobody has seen goes to the duty manager."
        )
    )
    escalate_emergency_minutes: float = field(
        metadata=setting(
            "10", read_minutes, "The same for an emergency request that nobody has taken."
        )
    )
    escalate_urgent_minutes: float = field(
        metadata=setting(
            "30", read_minutes, "The same for an urgent request that nobody has taken."
        )
    )


def refuse_unsafe_notices(settings: NoticeSettings, production: bool) -> None:
    """Raise MissingSecret for a webhook without a key, BadSetting for what production forbids."""
    mail, hooks = settings.smtp_url, settings.webhooks
    unsigned = {hook.name for hook in hooks} - {key.id for key in settings.webhook_secrets}
    if unsigned:
        raise MissingSecret(f"FIRST_STEP_WEBHOOK_SECRETS lacks {', '.join(sorted(unsigned))}")
    if not production:
        return
    if any(urlsplit(hook.url).scheme != "https" for hook in hooks):
        raise BadSetting("FIRST_STEP_WEBHOOKS needs https addresses in production")
    if mail is not None and mail.scheme == "smtp" and mail.password:
        raise BadSetting("FIRST_STEP_SMTP_URL would send a password without encryption")


def _webhook(part: str, name: str) -> Webhook:
    label, equals, url = part.partition("=")
    if not equals or not _NAME.fullmatch(label.strip()):
        raise BadSetting(f"{name} needs the form name=https://...")
    return Webhook(label.strip(), read_web_address(url.strip(), name))
