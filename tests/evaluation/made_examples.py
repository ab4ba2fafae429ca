"""Training data made by machine that no check complains about, and how to write it to a folder."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from first_step.evaluation.examples import Example

AUTHORS = 12
COUNT = 120
_SYLLABLES = [first + second for first in "bdfgklmnprstv" for second in "aeiou"]
_WORDS = [first + second for first in _SYLLABLES for second in _SYLLABLES[::7]]
# Short, middling and long messages, so that none of the three is most of a label.
_LENGTHS = (4, 12, 24)


def made_text(draw: random.Random, words: int, first_person: bool, small: bool) -> str:
    """Return a message of made-up words, like no other."""
    text = " ".join((["i"] if first_person else []) + draw.choices(_WORDS, k=words))
    return text if small else text.capitalize()


def clean_examples(label: str) -> list[Example]:
    """Return enough examples of a label, by enough authors, of every form."""
    draw = random.Random(label)
    return [
        Example(
            f"a{at % AUTHORS + 1}",
            label,
            made_text(draw, _LENGTHS[at % 3], first_person=at % 2 == 0, small=at % 4 < 2),
        )
        for at in range(COUNT)
    ]


def write_examples(data: Path, examples: Sequence[Example]) -> Path:
    """Write examples as the project keeps them, one block each, and return the folder."""
    (data / "nlu").mkdir(parents=True, exist_ok=True)
    lines = ['version: "3.1"', "nlu:"]
    for one in examples:
        lines += [f"- intent: {one.label}", f"  metadata: {{author: {one.author}}}"]
        lines += ["  examples: |", f"    - {one.text}"]
    (data / "nlu" / "made.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return data
