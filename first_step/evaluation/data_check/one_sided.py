"""Labels whose examples are all of one kind: they are learnt by their form, not their meaning."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from first_step.evaluation.examples import Example

FEWEST_EXAMPLES = 100
FEWEST_AUTHORS = 8
# No author's habits may carry a label.
LARGEST_AUTHOR_SHARE = 0.25
SHORT_WORDS, LONG_WORDS = 6, 20
_FIRST_PERSON = re.compile(r"\b(?:i|i'?m|i'?ve|me|my|mine|myself|we|our|us)\b", re.IGNORECASE)
# Small talk of a word or two, and details, which are mostly bare.
_NATURALLY_SHORT = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "menu", "ask_more", "inform", "praise"}
)


@dataclass(frozen=True)
class Trait:
    """A form that a message may have, and the share of a label's examples that may have it."""

    name: str
    holds: Callable[[str], bool]
    least: float
    most: float


_TRAITS = (
    Trait("short", lambda text: len(text.split()) <= SHORT_WORDS, 0.08, 0.65),
    Trait("long", lambda text: len(text.split()) >= LONG_WORDS, 0.08, 0.65),
    Trait("in the first person", lambda text: bool(_FIRST_PERSON.search(text)), 0.05, 0.98),
    Trait("all in small letters", lambda text: text == text.lower(), 0.15, 0.85),
)


def find_one_sided(examples: Sequence[Example]) -> list[str]:
    """Return a complaint for each label with too few examples or authors, or of one form."""
    by_label: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_label[example.label].append(example)
    return [line for label in sorted(by_label) for line in _complaints(label, by_label[label])]


def _complaints(label: str, examples: list[Example]) -> list[str]:
    found = []
    if len(examples) < FEWEST_EXAMPLES:
        found.append(f"{label}: {len(examples)} examples, at least {FEWEST_EXAMPLES} are needed")
    authors = Counter(example.author for example in examples)
    if len(authors) < FEWEST_AUTHORS:
        found.append(f"{label}: {len(authors)} authors, at least {FEWEST_AUTHORS} are needed")
    name, most = authors.most_common(1)[0]
    if most / len(examples) > LARGEST_AUTHOR_SHARE:
        found.append(f"{label}: {most / len(examples):.0%} of the examples are by author {name}")
    if label not in _NATURALLY_SHORT:
        found += [line for trait in _TRAITS if (line := _out_of_bounds(label, examples, trait))]
    return found


def _out_of_bounds(label: str, examples: list[Example], trait: Trait) -> str | None:
    share = sum(1 for example in examples if trait.holds(example.text)) / len(examples)
    if trait.least <= share <= trait.most:
        return None
    return f"{label}: {share:.0%} are {trait.name}; {trait.least:.0%} to {trait.most:.0%} expected"
