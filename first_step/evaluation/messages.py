"""Evaluation sets: tab separated files, one message a line, written by people apart from `data/`.

All but `messages.tsv` begin with a line that names their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from first_step.admissions.errors import UnderstandingError
from first_step.content.labels import CRISIS_LABELS, LABELS
from first_step.understanding.red_flags import CODES

# Name of a set -> its file. The development set is the one that may be looked at while building.
SETS = {
    "development": "messages.tsv",
    "general": "general.tsv",
    "crisis": "crisis.tsv",
    "lookalikes": "lookalikes.tsv",
}
LOOKALIKES = "lookalikes"
# Calm messages of everyday life. Their labels are matters of taste (small talk, or out of scope),
# so they count for false alarms and not for labels, and stand in no set of `SETS`.
EVERYDAY, EVERYDAY_FILE = "everyday", "everyday.tsv"
CALM = "calm"
_WITHOUT_HEADER = ("source", "label", "message")
_HEADERS = (
    _WITHOUT_HEADER,
    ("group", "label", "message"),
    ("group", "label", "strength", "message"),
    ("group", "looks_like", "label", "message"),
)
_STRENGTHS = ("explicit", "veiled")
_DANGERS = tuple(label.removeprefix("crisis_") for label in CRISIS_LABELS)

Item = TypeVar("Item")


@dataclass(frozen=True)
class LabelledMessage:
    """A message and the label it should get.

    source: of the development set its first column, elsewhere the name of the file.
    group: who writes ("families", "older").
    strength: of a message of danger: "explicit", "veiled", or "" where nobody said.
    looks_like: the danger that a harmless message resembles ("overdose"), "" for others.
    """

    source: str
    label: str
    text: str
    group: str = ""
    strength: str = ""
    looks_like: str = ""

    @property
    def is_danger(self) -> bool:
        """Return whether somebody is in danger."""
        return self.label in CRISIS_LABELS

    @property
    def is_lookalike(self) -> bool:
        """Return whether it resembles danger and is none."""
        return not self.is_danger and bool(self.looks_like or self.source == LOOKALIKES)


@dataclass(frozen=True)
class MessageWithFlags:
    """A message and the red flags in it ("R8"), none for a near miss."""

    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class MessageRun:
    """What one visitor types in two to four messages; the last shows danger, or none ("calm")."""

    label: str
    texts: tuple[str, ...]

    @property
    def is_danger(self) -> bool:
        """Return whether the last message, read with those before it, shows danger."""
        return self.label != CALM


def read_sets(folder: Path) -> dict[str, list[LabelledMessage]]:
    """Return the messages of each set of `SETS`, by its name.

    Raises UnderstandingError naming a file that is missing or the line that cannot be read.
    """
    return {name: read_messages(folder / file) for name, file in SETS.items()}


def read_messages(path: Path) -> list[LabelledMessage]:
    """Return the messages of one set; raises UnderstandingError naming a line it cannot read."""
    columns: tuple[str, ...] = _WITHOUT_HEADER
    found: list[LabelledMessage] = []
    for number, parts in _lines(path):
        if number == 1 and tuple(parts) in _HEADERS:
            columns = tuple(parts)
        else:
            found.append(_labelled(path, number, columns, parts))
    return found


def read_red_flags(path: Path) -> list[MessageWithFlags]:
    """Return the messages of a set of red flags; raises UnderstandingError naming a bad line."""
    return _read_after_header(path, _flagged)


def read_sequences(path: Path) -> list[MessageRun]:
    """Return the runs of a set of runs; raises UnderstandingError naming a bad line."""
    return _read_after_header(path, _run)


def read_evaluation_texts(folder: Path) -> list[str]:
    """Return every text that stands in an evaluation set of the folder, whatever its columns.

    Raises UnderstandingError when there is none: nothing would be found to leak.
    """
    found = [
        field.strip()
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for field in line.split("\t")
        if " " in field.strip()
    ]
    if not found:
        raise UnderstandingError(f"{folder}: no evaluation sets")
    return found


def _labelled(
    path: Path, number: int, columns: tuple[str, ...], parts: list[str]
) -> LabelledMessage:
    if len(parts) != len(columns):
        raise _bad_line(path, number, f"not {len(columns)} columns")
    row = dict(zip(columns, parts, strict=True))
    strength, looks_like = row.get("strength", ""), row.get("looks_like", "")
    if row["label"] not in LABELS:
        raise _bad_line(path, number, "no such label")
    if "strength" in row and strength not in _STRENGTHS:
        raise _bad_line(path, number, f"strength is neither {' nor '.join(_STRENGTHS)}")
    if "looks_like" in row and looks_like not in _DANGERS:
        raise _bad_line(path, number, "looks like no known danger")
    if not row["message"].strip():
        raise _bad_line(path, number, "no message")
    return LabelledMessage(
        source=row.get("source", path.stem),
        label=row["label"],
        text=row["message"],
        group=row.get("group", row.get("source", "")),
        strength=strength,
        looks_like=looks_like,
    )


def _flagged(path: Path, number: int, parts: list[str]) -> MessageWithFlags:
    if len(parts) != 2 or not parts[1].strip():
        raise _bad_line(path, number, "not codes and a message")
    codes = () if parts[0] == "-" else tuple(parts[0].split(","))
    if not set(codes) <= set(CODES):
        raise _bad_line(path, number, "no such red flag")
    return MessageWithFlags(codes, parts[1])


def _run(path: Path, number: int, parts: list[str]) -> MessageRun:
    if not 3 <= len(parts) <= 5 or not all(part.strip() for part in parts):
        raise _bad_line(path, number, "not a label and two to four messages")
    if parts[0] not in (*CRISIS_LABELS, CALM):
        raise _bad_line(path, number, f"neither danger nor {CALM}")
    return MessageRun(parts[0], tuple(parts[1:]))


def _read_after_header(path: Path, read_line: Callable[[Path, int, list[str]], Item]) -> list[Item]:
    return [read_line(path, number, parts) for number, parts in _lines(path) if number > 1]


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnderstandingError(f"{path.name}: {type(error).__name__}") from None
    # Not splitlines: it would cut at characters that people do type, such as U+2028.
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        yield number, line.split("\t")


def _bad_line(path: Path, number: int, what: str) -> UnderstandingError:
    return UnderstandingError(f"{path.name}, line {number}: {what}")
