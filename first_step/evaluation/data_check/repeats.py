"""Messages that stand twice, word for word or nearly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from first_step.evaluation.data_check.similar import similar_pairs
from first_step.evaluation.examples import Example

# Above this, two messages differ by a word or two; looked at by hand, not tuned.
NEARLY_THE_SAME = 0.85


def find_repeats(examples: Sequence[Example]) -> list[str]:
    """Return a complaint for each message that repeats an earlier one."""
    found: list[str] = []
    places: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        places[example.text.casefold()].append(example)
    for same in places.values():
        if len(same) > 1:
            found.append(f"stands {len(same)} times ({_labels(same)}): {same[0].text!r}")
    texts = [example.text for example in examples]
    for first, second in similar_pairs(texts, texts, NEARLY_THE_SAME):
        if first < second and texts[first].casefold() != texts[second].casefold():
            pair = [examples[first], examples[second]]
            found.append(f"nearly the same ({_labels(pair)}): {texts[first]!r} / {texts[second]!r}")
    return found


def _labels(examples: Sequence[Example]) -> str:
    return ", ".join(sorted({example.label for example in examples}))
