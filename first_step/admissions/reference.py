"""References that a visitor can read out on the phone: FS-7K3M-QX.

Five random characters and a check character, from Crockford's alphabet without the vowels that
make words. One wrong character, or two swapped, is noticed.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_RANDOM_CHARACTERS = 5
_FEWEST_RANDOM_BYTES = 8
_WRITTEN = re.compile(r"\bF[\s-]*S[\s-]*((?:[0-9A-Z][\s-]*){5}[0-9A-Z])\b", re.IGNORECASE)
_MISREAD = str.maketrans("OIL", "011")


def new_reference(random_bytes: bytes) -> str:
    """Return a reference made of at least 8 random bytes; the store keeps it unique.

    Raises ValueError when there are fewer bytes.
    """
    if len(random_bytes) < _FEWEST_RANDOM_BYTES:
        raise ValueError(f"a reference needs {_FEWEST_RANDOM_BYTES} random bytes")
    number = int.from_bytes(random_bytes, "big")
    body = ""
    for _ in range(_RANDOM_CHARACTERS):
        number, place = divmod(number, len(ALPHABET))
        body += ALPHABET[place]
    return _written(body + _check_character(body))


def find_reference(text: str) -> str | None:
    """Return the first valid reference in what somebody typed, None when there is none.

    Spaces, small letters, and O, I or L for a digit are forgiven.
    """
    for match in _WRITTEN.finditer(text):
        body = re.sub(r"[\s-]", "", match.group(1)).upper().translate(_MISREAD)
        valid = all(character in ALPHABET for character in body)
        if valid and _check_character(body[:-1]) == body[-1]:
            return _written(body)
    return None


def _written(body: str) -> str:
    return f"FS-{body[:4]}-{body[4:]}"


def _check_character(body: str) -> str:
    """Return the Luhn check character, in base 30."""
    base = len(ALPHABET)
    total = 0
    for place, character in enumerate(reversed(body)):
        doubled = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += doubled // base + doubled % base
    return ALPHABET[-total % base]
