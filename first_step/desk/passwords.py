"""Passwords of staff: how they are kept, checked and refused."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256

_WORD_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
# zxcvbn's scale: 3 is "safely unguessable", with a slow hash such as ours.
_LOWEST_SCORE = 3
_ALL_THAT_IS_SCORED = 72


class Passwords:
    """Hashes passwords with argon2id and checks them, at most two at once."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Keep how hard hashing is; without `hasher` it takes 19 MiB and about 30 ms.

        That is OWASP's smaller recommendation, so that several sign-ins fit into the web process.
        """
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._at_once = threading.BoundedSemaphore(2)

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        with self._at_once:
            return self._hasher.hash(_normal(password))

    def match(self, stored: str | None, password: str) -> bool:
        """Return whether the password is the stored one.

        With `stored` None (no such login) the same work is done and the answer is False, so that
        nobody learns from the time taken which logins exist.
        """
        with self._at_once:
            try:
                matches = self._hasher.verify(stored or self._of_nothing, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return matches and stored is not None

    def outdated(self, stored: str) -> bool:
        """Return whether the hash was made with other parameters than today's."""
        try:
            return self._hasher.check_needs_rehash(stored)
        except InvalidHashError:
            return True

    @cached_property
    def _of_nothing(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


def password_problem(password: str, login: str, name: str = "") -> str | None:
    """Return in words why a new password is refused, None when it is fine."""
    lowered = _normal(password).casefold()
    if len(password) < SHORTEST_PASSWORD:
        return f"It needs at least {SHORTEST_PASSWORD} characters. Three or four words work well."
    if len(password) > LONGEST_PASSWORD:
        return f"It can have at most {LONGEST_PASSWORD} characters."
    if login.casefold() in lowered:
        return "It must not hold the login name."
    known = [login, *name.split(), "first", "step", "firststep", "admissions", "desk"]
    scored = zxcvbn(_normal(password)[:_ALL_THAT_IS_SCORED], user_inputs=known)
    if scored["score"] < _LOWEST_SCORE:
        return "It is too easy to guess. Three or four words that do not belong together work well."
    return None


def new_password() -> str:
    """Return a random password of about 77 bits, easy to read out: "k7fw-9tbz-m4xc-v2hd"."""
    groups = ("".join(secrets.choice(_WORD_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _normal(password: str) -> str:
    """Return the same text for the same password typed on another keyboard."""
    return unicodedata.normalize("NFKC", password)
