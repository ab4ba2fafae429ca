"""Red flags that a message mentions in passing (facts 4c, R8 to R21): codes, never words.

They make a call more urgent (`first_step.admissions.triage`); they never show a card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from first_step.admissions.contact_flow.flags import builds_up
from first_step.admissions.errors import ModelDamaged, UnderstandingError
from first_step.understanding.just_released import only_release
from first_step.understanding.linear_head import Floats, LinearHead, fit_head
from first_step.understanding.only_details import only_time

CODES = ("R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R20")
# Said so plainly that words alone find it; the head knows nothing of it.
BY_WORDS = "R21"
RELEASED = "R14"
EPOCHS = 30
# From this probability on a code counts. A code too many costs a call that is sooner than it had
# to be; one too few a call that is too late (docs/understanding.md).
NOTED_FROM = 0.18
# A few words ("me", "after six on Friday") say little: there a code has to be likely.
FEW_WORDS = 4
NOTED_FROM_IN_FEW_WORDS = 0.8


@dataclass(frozen=True)
class FlaggedMessage:
    """An example: a message, the codes it mentions (none for a near miss), and its author."""

    text: str
    codes: tuple[str, ...]
    author: str


class RedFlagReader:
    """Probabilities over the codes for a message's vector and text; each stands for itself."""

    def __init__(self, head: LinearHead) -> None:
        self._head = head

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Return shape (len(texts), codes), each 0 to 1, in the order of `CODES`."""
        scores = self._head.scores(vectors, texts)
        result: Floats = (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)
        return result

    def codes(self, vector: Floats, text: str) -> tuple[str, ...]:
        """Return the codes that a message mentions."""
        if only_time(text):
            return ()
        released = only_release(text)
        if released:
            return (RELEASED,) if released.lately else ()
        shares = self.probabilities(vector.reshape(1, -1), [text])[0]
        words = sum(1 for word in text.split() if any(letter.isalpha() for letter in word))
        least = NOTED_FROM if words > FEW_WORDS else NOTED_FROM_IN_FEW_WORDS
        found = [code for code, share in zip(CODES, shares, strict=True) if share >= least]
        return (*found, BY_WORDS) if builds_up(text) else tuple(found)

    def to_bytes(self) -> bytes:
        """Return the reader as one npz file without pickled objects."""
        return self._head.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> RedFlagReader:
        """Return the reader written by `to_bytes`; raises ModelDamaged."""
        head = LinearHead.from_bytes(data)[0]
        if head.names != CODES:
            raise ModelDamaged("the model knows other red flags; train again")
        return cls(head)


def train_red_flags(
    vectors: Floats, texts: Sequence[str], codes: Sequence[Sequence[str]]
) -> RedFlagReader:
    """Return a reader fitted to texts, their vectors and the codes each mentions."""
    targets = {code: [int(code in mentioned) for mentioned in codes] for code in CODES}
    return RedFlagReader(fit_head(vectors, texts, targets, EPOCHS))


def read_flagged_messages(path: Path) -> list[FlaggedMessage]:
    """Return the examples of a file such as data/red_flags.yml.

    Raises UnderstandingError when it does not read as one, or names a code that does not exist.
    """
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["red_flags"]
        found = [one for block in blocks for one in _examples(block)]
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise UnderstandingError(f"{path}: {type(error).__name__}") from None
    unknown = {code for one in found for code in one.codes} - set(CODES)
    if unknown:
        raise UnderstandingError(f"{path}: unknown codes {', '.join(sorted(unknown))}")
    return found


def _examples(block: dict[str, Any]) -> list[FlaggedMessage]:
    codes = tuple(str(code) for code in block["codes"])
    lines = (line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- "))
    return [FlaggedMessage(line, codes, str(block["author"])) for line in lines]
