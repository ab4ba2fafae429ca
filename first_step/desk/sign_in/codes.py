"""One-time codes of an authenticator app (RFC 6238: six digits, a new one every 30 seconds)."""

from __future__ import annotations

from datetime import datetime

import pyotp
import segno
from pyotp.utils import strings_equal

from first_step.store import sign_in_secrets
from first_step.store.database import Session

ISSUER = "First Step desk"
# One step either way: clocks of phones are not exact, and typing takes a while (RFC 6238, 5.2).
_STEPS_AROUND = (0, -1, 1)


def new_secret() -> str:
    """Return a random secret of 160 bits in base32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, None when it is none of those good now."""
    totp = pyotp.TOTP(secret)
    current = totp.timecode(now)
    typed = code.replace(" ", "")
    good = [
        current + step
        for step in _STEPS_AROUND
        if strings_equal(totp.generate_otp(current + step), typed)
    ]
    return good[0] if good else None


def accept(session: Session, staff_id: str, code: str, now: datetime) -> bool:
    """Return whether a code is the member's and was not used before; it is used now."""
    secret = sign_in_secrets.secret_of(session, staff_id)
    step = step_of(secret, code, now) if secret else None
    return step is not None and sign_in_secrets.accept_step(session, staff_id, step)


def looks_like_a_code(text: str) -> bool:
    """Return whether it is six digits, which no password is."""
    typed = text.replace(" ", "")
    return len(typed) == 6 and typed.isascii() and typed.isdigit()


def picture_of(secret: str, login: str) -> str:
    """Return what an authenticator app scans, as the address of a picture inside the page."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    picture: str = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return picture


def in_groups(secret: str) -> str:
    """Return a secret to be typed by hand, four letters at a time."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
