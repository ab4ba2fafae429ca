"""Reads key material and says whether it is fit to keep a secret."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from first_step.admissions.errors import BadSetting, WeakSecret

KEY_BYTES = 32
_FEWEST_DIFFERENT_BYTES = 8
_KEY_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,15}")


@dataclass(frozen=True)
class SealingKey:
    """One key of 32 bytes and the short name that sealed text carries."""

    id: str
    key: bytes = field(repr=False)


def read_base64(text: str, name: str) -> bytes:
    """Return the bytes that `text` stands for; standard and URL-safe base64 are both read.

    Raises BadSetting, naming the setting and never its value.
    """
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadSetting(f"{name} is not base64") from None


def read_sealing_keys(text: str, name: str) -> tuple[SealingKey, ...]:
    """Return the keys of "k2:<base64>,k1:<base64>" in order; the first one seals.

    Raises BadSetting when a key is not named, not 32 bytes, or named twice.
    """
    keys = tuple(_sealing_key(part, name) for part in text.split(",") if part.strip())
    if len({key.id for key in keys}) < len(keys):
        raise BadSetting(f"{name} names a key twice")
    return keys


def _sealing_key(part: str, name: str) -> SealingKey:
    key_id, colon, encoded = part.strip().partition(":")
    if not colon or not _KEY_ID.fullmatch(key_id):
        raise BadSetting(f"{name} needs the form k1:<base64 of 32 bytes>")
    key = read_base64(encoded, name)
    if len(key) != KEY_BYTES:
        raise BadSetting(f"{name}: key {key_id} is not {KEY_BYTES} bytes long")
    return SealingKey(key_id, key)


def refuse_weak(key: bytes, written: str, name: str) -> None:
    """Raise WeakSecret when a secret is short, patterned or a placeholder."""
    if len(key) < KEY_BYTES:
        raise WeakSecret(f"{name} is shorter than {KEY_BYTES} bytes")
    if len(set(key)) < _FEWEST_DIFFERENT_BYTES or _repeats(key):
        raise WeakSecret(f"{name} is a pattern, not random bytes")
    if "change" in written.casefold() or b"change" in key.lower():
        raise WeakSecret(f"{name} is a placeholder")


def _repeats(key: bytes) -> bool:
    """Return whether the key is one shorter piece over and over."""
    return any(key == (key[:size] * len(key))[: len(key)] for size in range(1, len(key) // 2 + 1))
