"""The token that lets a visitor read and write one conversation, and no other."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from itsdangerous import BadSignature, URLSafeTimedSerializer

from first_step.admissions.errors import BadToken, MissingSecret

LIFETIME = timedelta(days=90)
# Python's base64 also reads "+" and "/", and passes over whatever else it does not know: the same
# token could be written in many ways.
_WRITTEN = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Claim:
    """What a valid token says.

    conversation: the id it opens.
    unrecorded: it was given out while the database was away, so its first message may create
        the conversation.
    """

    conversation: str
    unrecorded: bool


class Tokens:
    """Signs and checks tokens; nothing about them is stored."""

    def __init__(self, key: bytes) -> None:
        """Keep the signing key; raises MissingSecret when it is empty."""
        if not key:
            raise MissingSecret("FIRST_STEP_TOKEN_KEY is not set")
        self._serializer = URLSafeTimedSerializer(
            key, salt="conversation", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def issue(self, conversation: str, *, unrecorded: bool = False) -> str:
        """Return a token for one conversation, valid for 90 days."""
        return str(self._serializer.dumps([conversation, int(unrecorded)]))

    def check(self, token: str, conversation: str) -> Claim:
        """Return what the token says; raises BadToken unless it opens `conversation`.

        One from the future is good: a process whose clock is ahead gave it out. itsdangerous
        refuses it with `max_age`, be it by a second, and that would shut a visitor out.
        """
        if not _WRITTEN.fullmatch(token):
            raise BadToken("the token is missing or forged")
        try:
            (claim, unrecorded), signed_at = self._serializer.loads(token, return_timestamp=True)
        except (BadSignature, ValueError, TypeError):
            raise BadToken("the token is missing or forged") from None
        if datetime.now(timezone.utc) - signed_at > LIFETIME:
            raise BadToken("the token is too old")
        if claim != conversation:
            raise BadToken("the token is for another conversation")
        return Claim(conversation, bool(unrecorded))


def bearer(header: str | None) -> str:
    """Return the token of an Authorization header; raises BadToken when there is none."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BadToken("there is no bearer token")
    return token.strip()
