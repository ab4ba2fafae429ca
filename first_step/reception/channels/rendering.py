"""One message as a channel can show it: split where it is too long, choices as it allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# After a sentence, and only there: "9 a.m. to" or a phone number is never cut.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d\u201c\"'(])")

Buttons = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Meter:
    """How a channel that charges by length counts.

    fit: gives the text as it is best written there, and the characters of its longest part.
    units: what one part is charged. most_per_day: units of one conversation in 24 hours, None
    without a limit.
    """

    fit: Callable[[str], tuple[str, int]]
    units: Callable[[str], int]
    most_per_day: int | None = None


@dataclass(frozen=True)
class Abilities:
    """What a channel can show.

    longest_text: characters of one message. buttons: how many it shows with a message, 0 for
    none. longest_title: characters on a button. longest_payload: bytes behind it.
    delivery_reports, read_reports: whether it tells what became of a message. reply_window_hours:
    how long after the visitor's last message free text may be sent, None without a limit.
    person_window_hours: how long a person on our side may still answer there, None for no longer.
    keywords: whether STOP, START and HELP mean something there. provider_confirms: whether the
    provider confirms STOP and START itself, so that we do not. meter: set where length costs.
    Each with its source where the channel sets it.
    """

    longest_text: int
    buttons: int = 0
    longest_title: int = 0
    longest_payload: int = 200
    delivery_reports: bool = False
    read_reports: bool = False
    reply_window_hours: int | None = None
    person_window_hours: int | None = None
    keywords: bool = False
    provider_confirms: bool = False
    meter: Meter | None = None


@dataclass(frozen=True)
class Part:
    """One message to send. buttons: (title, payload), only on the last part.

    late: a person wrote it, and it goes out after the reply window.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    late: bool = False


def parts_of(text: str, buttons: Buttons, abilities: Abilities, how_to_choose: str) -> list[Part]:
    """Return the messages that show a text with its buttons, in order.

    how_to_choose: the sentence above numbered choices, used where the channel cannot show all
    buttons. Nothing is left out, however short the channel's messages are.
    """
    native = _fit(buttons, abilities)
    if buttons and not native:
        text = f"{text}\n\n{how_to_choose}\n{numbered(buttons)}"
    longest = abilities.longest_text
    if abilities.meter is not None:
        text, longest = abilities.meter.fit(text)
    pieces = list(split(text, longest)) or [text]
    parts = [Part(piece) for piece in pieces]
    if native:
        parts[-1] = Part(parts[-1].text, tuple(buttons))
    return parts


def numbered(buttons: Buttons) -> str:
    """Return the choices as lines: "1. Yes"."""
    return "\n".join(f"{number}. {title}" for number, (title, _) in enumerate(buttons, start=1))


def split(text: str, longest: int) -> Iterator[str]:
    """Yield pieces of at most `longest` characters, cut after paragraphs, lines, sentences, words.

    Only a single word longer than that is cut inside.
    """
    text = text.strip()
    while len(text) > longest:
        end = _cut(text, longest)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _cut(text: str, longest: int) -> int:
    """Return where to cut: the last good place, though never in the first third."""
    window = text[: longest + 1]
    least = longest // 3
    for mark in ("\n\n", "\n"):
        end = window.rfind(mark)
        if end > least:
            return end
    ends = [found.start() for found in _SENTENCE_END.finditer(window) if found.start() > least]
    if ends:
        return ends[-1]
    space = window.rfind(" ")
    return space if space > 0 else longest


def _fit(buttons: Buttons, abilities: Abilities) -> bool:
    """Return whether the channel can show these as buttons of its own, no title cut."""
    return 0 < len(buttons) <= abilities.buttons and all(
        len(title) <= abilities.longest_title and len(payload.encode()) <= abilities.longest_payload
        for title, payload in buttons
    )
