"""What of the counts may be shown, so that no number under five can be worked out.

Each count of one key on one channel is rounded down to a multiple of five by itself, and is hidden
below five. Every total is added up from rounded numbers, never counted by itself: a total beside a
hidden number, one channel beside all of them, or two steps beside each other give nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

LEAST = 5
FEWER = "fewer than 5"

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Shown:
    """A number as it may be seen. number: a multiple of five, None when hidden."""

    number: int | None

    @property
    def words(self) -> str:
        """The number, or that it is too small to be shown."""
        return FEWER if self.number is None else f"{self.number:,}"


def shown(number: int) -> Shown:
    """Return a count as it may be seen."""
    return Shown(number // LEAST * LEAST if number >= LEAST else None)


def total(parts: Iterable[Shown]) -> Shown:
    """Return the sum of what is seen of the parts, hidden when all of them are."""
    return Shown(sum(part.number or 0 for part in parts) or None)


def by_key(counted: Mapping[tuple[str, _Key], int]) -> dict[_Key, Shown]:
    """Return what may be seen for each key over all channels. counted: by (channel, key)."""
    parts: dict[_Key, list[Shown]] = {}
    for (_, key), number in counted.items():
        parts.setdefault(key, []).append(shown(number))
    return {key: total(each) for key, each in parts.items()}


def share(part: Shown, rest: Shown) -> str:
    """Return the part's share in words to the nearest tenth, from what is seen alone.

    With the rest hidden, at most four, the share is still known to be at least something.
    """
    if part.number is None:
        return "not enough to say"
    if rest.number is None:
        return f"at least {10 * part.number // (part.number + LEAST - 1)} in 10"
    return f"about {round(10 * part.number / (part.number + rest.number))} in 10"
