"""Compiles the lines of lexicon/danger.yml for spaCy's Matcher and finds them in a message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from first_step.understanding.english import english, token_matcher
from first_step.understanding.lexicon import lexicon

KINDS = ("suicide", "overdose", "medical", "danger")


@dataclass(frozen=True)
class DangerSigns:
    """What was found in a message, as names of patterns, never as its words.

    sure, explicit, hints: kind of danger -> names such as "overdose.explicit.12".
    softeners: names of softeners.
    """

    sure: dict[str, tuple[str, ...]]
    explicit: dict[str, tuple[str, ...]]
    hints: dict[str, tuple[str, ...]]
    softeners: tuple[str, ...]


def find_danger_signs(readable: str) -> DangerSigns:
    """Return the patterns that match a text written out by `readable_text`."""
    vocabulary, matcher = _matcher()
    document = _document(vocabulary, readable)
    names = sorted({vocabulary.strings[match[0]] for match in matcher(document)})
    return DangerSigns(
        sure={kind: found for kind in KINDS if (found := _named(names, kind, "sure"))},
        explicit={kind: found for kind in KINDS if (found := _named(names, kind, "explicit"))},
        hints={kind: found for kind in KINDS if (found := _named(names, kind, "hint"))},
        softeners=tuple(name for name in names if name.startswith("softener.")),
    )


def compile_pattern(line: str) -> list[dict[str, Any]]:
    """Return the token pattern of one line of lexicon/danger.yml."""
    pattern: list[dict[str, Any]] = []
    for word in line.split():
        if word == "_":
            pattern.append({"OP": "?"})
        elif word == "__":
            pattern.extend({"OP": "?"} for _ in range(3))
        else:
            pattern.append(_token(word))
    return pattern


def _token(word: str) -> dict[str, Any]:
    options = word.split("|")
    # A single optional alternative makes the place optional.
    optional = any(option.startswith("?") for option in options)
    options = [option.lstrip("?") for option in options if option.strip("?")]
    if any(option.endswith("*") for option in options):
        choices = "|".join(
            option[:-1] + r"\w*" if option.endswith("*") else option for option in options
        )
        token: dict[str, Any] = {"LOWER": {"REGEX": f"^(?:{choices})$"}}
    else:
        token = {"LOWER": {"IN": options}}
    if optional:
        token["OP"] = "?"
    return token


def _named(names: list[str], kind: str, strength: str) -> tuple[str, ...]:
    return tuple(name for name in names if name.startswith(f"{kind}.{strength}."))


def _document(vocabulary: Any, text: str) -> Any:
    from spacy.tokens import Doc

    # Split by spaces and punctuation alone: a trained tokeniser's idea of "cant" is not wanted.
    words = "".join(c if c.isalnum() or c in "'-" else " " for c in text).split()
    return Doc(vocabulary, words=words or ["."])


@cache
def _matcher() -> tuple[Any, Any]:
    matcher = token_matcher()
    danger = lexicon("danger")
    for kind in KINDS:
        for strength in ("sure", "explicit", "hint"):
            for number, line in enumerate(danger[kind][strength], start=1):
                matcher.add(f"{kind}.{strength}.{number}", [compile_pattern(line)])
    for number, line in enumerate(danger["softeners"], start=1):
        matcher.add(f"softener.{number}", [compile_pattern(line)])
    return english().vocab, matcher
