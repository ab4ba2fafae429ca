"""Turns the text of one environment variable into a typed value, or says what is wrong with it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from first_step.admissions.errors import BadSetting

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg2")
_REDIS = ("redis", "rediss", "unix")
LONGEST_TIMEOUT = 120.0
MOST_MINUTES = 24 * 60


def read_text(text: str, name: str) -> str:
    """Return the text as it stands."""
    return text


def read_path(text: str, name: str) -> Path:
    """Return a path; relative ones start where the process was started."""
    return Path(text)


def read_environment(text: str, name: str) -> str:
    """Return "development" or "production"."""
    if text not in ("development", "production"):
        raise BadSetting(f"{name} is neither development nor production")
    return text


def read_flag(text: str, name: str) -> bool:
    """Return whether the setting is on."""
    lowered = text.casefold()
    if lowered not in _TRUE + _FALSE:
        raise BadSetting(f"{name} is neither true nor false")
    return lowered in _TRUE


def read_port(text: str, name: str) -> int:
    """Return a TCP port, 0 to 65535; 0 lets the system choose."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise BadSetting(f"{name} is not a port")
    return int(text)


def read_seconds(text: str, name: str) -> float:
    """Return seconds, more than 0 and at most two minutes."""
    try:
        seconds = float(text)
    except ValueError:
        raise BadSetting(f"{name} is not a number of seconds") from None
    if not 0 < seconds <= LONGEST_TIMEOUT:
        raise BadSetting(f"{name} is not between 0 and {LONGEST_TIMEOUT:g} seconds")
    return seconds


def read_minutes(text: str, name: str) -> float:
    """Return minutes, more than 0 and at most a day."""
    try:
        minutes = float(text)
    except ValueError:
        raise BadSetting(f"{name} is not a number of minutes") from None
    if not 0 < minutes <= MOST_MINUTES:
        raise BadSetting(f"{name} is not between 0 and {MOST_MINUTES} minutes")
    return minutes


def read_web_address(text: str, name: str) -> str:
    """Return an http or https address without a slash at its end."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        raise BadSetting(f"{name} is not an http or https address")
    return text.rstrip("/")


def goes_elsewhere_in_plain(address: str) -> bool:
    """Return whether what is sent to a web address could be read on its way to another machine."""
    parts = urlsplit(address)
    return parts.scheme != "https" and parts.hostname not in _THIS_MACHINE


def read_database_address(text: str, name: str) -> str:
    """Return a database address for SQLite or PostgreSQL."""
    if text.partition("://")[0] not in _DATABASES:
        raise BadSetting(f"{name} is neither a sqlite nor a postgresql address")
    return text


def read_redis_address(text: str, name: str) -> str:
    """Return an address for Redis."""
    if text.partition("://")[0] not in _REDIS:
        raise BadSetting(f"{name} is not a redis address")
    return text


def read_origins(text: str, name: str) -> tuple[str, ...]:
    """Return web origins (scheme, host, port) from a comma list; "*" is refused."""
    return tuple(_origin(part, name) for part in comma_list(text))


def _origin(text: str, name: str) -> str:
    address = read_web_address(text, name)
    if urlsplit(address).path or "*" in address:
        raise BadSetting(f"{name} needs origins such as https://example.org")
    return address.casefold()


def read_networks(text: str, name: str) -> tuple[str, ...]:
    """Return addresses or networks of proxies from a comma list, such as 10.0.0.0/8."""
    try:
        return tuple(str(ipaddress.ip_network(part, strict=False)) for part in comma_list(text))
    except ValueError:
        raise BadSetting(f"{name} needs addresses or networks such as 10.0.0.0/8") from None


def comma_list(text: str) -> list[str]:
    """Return the entries between commas, without spaces around them and without empty ones."""
    return [part.strip() for part in text.split(",") if part.strip()]


def setting(
    default: str | None,
    read: Callable[[str, str], Any],
    doc: str,
    *,
    secret: bool = False,
    default_words: str = "",
    optional: bool = False,
) -> Mapping[str, Any]:
    """Return what a field of Settings knows of itself; default: as text, None for none.

    optional: of secrets, whether an installation may do without.
    """
    return {
        "default": default,
        "read": read,
        "doc": doc,
        "secret": secret,
        "default_words": default_words or (default or "none"),
        "optional": optional,
    }
