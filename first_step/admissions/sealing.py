"""Seals personal text so that only a holder of the keys can read it or find it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from first_step.admissions.errors import MissingSecret, SealError
from first_step.admissions.keys import SealingKey
from first_step.admissions.settings import Settings

__all__ = ["Sealer", "SealingKey"]

_NONCE_BYTES = 12
# Text from the web may hold lone surrogates; sealing must keep them rather than fail.
_ENCODING = ("utf-8", "surrogatepass")


class Sealer:
    """Seals with the first key, opens with any; safe to share between threads."""

    def __init__(self, keys: Sequence[SealingKey], index_key: bytes) -> None:
        if not keys:
            raise MissingSecret("FIRST_STEP_SEALING_KEYS is not set")
        if not index_key:
            raise MissingSecret("FIRST_STEP_INDEX_KEY is not set")
        self._key_id = keys[0].id
        self._ciphers = {key.id: AESGCM(key.key) for key in keys}
        self._index_key = index_key

    @classmethod
    def from_settings(cls, settings: Settings) -> Sealer:
        """Return the sealer of an installation; raises MissingSecret."""
        return cls(settings.sealing_keys, settings.index_key)

    @property
    def key_id(self) -> str:
        """The name of the key that seals now."""
        return self._key_id

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The names of all keys given, the sealing one first."""
        return tuple(self._ciphers)

    def seal(self, text: str, purpose: str) -> str:
        """Return "k2:<token>"; it opens only for the same purpose."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        body = self._ciphers[self._key_id].encrypt(
            nonce, text.encode(*_ENCODING), purpose.encode(*_ENCODING)
        )
        return f"{self._key_id}:{base64.urlsafe_b64encode(nonce + body).decode('ascii')}"

    def open(self, sealed: str, purpose: str) -> str:
        """Return the text; raises SealError when damaged, of another purpose or of a lost key."""
        key_id, _, token = sealed.partition(":")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SealError("sealed with a key that is not among the keys given")
        try:
            # Not looked at for strange characters, which costs more than to open it: whatever they
            # change, the tag tells.
            body = base64.urlsafe_b64decode(token)
            text = cipher.decrypt(
                body[:_NONCE_BYTES], body[_NONCE_BYTES:], purpose.encode(*_ENCODING)
            )
        except (InvalidTag, binascii.Error, ValueError):
            raise SealError("sealed text is damaged or of another purpose") from None
        return text.decode(*_ENCODING)

    def needs_resealing(self, sealed: str) -> bool:
        """Return whether an older key than the sealing one holds this text."""
        return not sealed.startswith(self._key_id + ":")

    def blind_index(self, value: str, purpose: str) -> str:
        """Return 64 hex digits that find `value` again without holding it."""
        message = f"{purpose}\0{value}".encode(*_ENCODING)
        return hmac.new(self._index_key, message, hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return f"Sealer(key_id={self._key_id!r})"
