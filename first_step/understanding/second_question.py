"""A second topic that one message asks about: "is it genetic and how long does rehab take?".

Everything here takes texts as `readable_text` writes them out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.parts import FEWEST_WORDS, is_question, parts

# A part by itself must be this sure of its topic. Chosen on training data of authors left out
# (docs/understanding.md): a second answer nobody asked for costs more trust than a missed one.
SURE = 0.6
# Beyond this many parts somebody tells a story; two answers would not do it justice.
MOST_PARTS = 4
Part = tuple[str, Sequence[LabelProbability]]
# Myths are stated, not asked; "they chose it. how long is rehab?" deserves both answers.
_STATED = "myth/"
# After a statement these words mean what it said: by itself the question is misread.
_MEANS_THE_STATEMENT = re.compile(
    r"\b(?:it|its|it's|that|that's|this|them|they|those|these|one|ones|he|she|him|her|his)\b"
)


def parts_to_read(readable: str) -> list[str]:
    """Return the parts that could each be about a topic; empty when there are not two."""
    long_enough = [part for part in parts(readable) if len(part.split()) >= FEWEST_WORDS]
    return long_enough if 2 <= len(long_enough) <= MOST_PARTS else []


def second_topic(label: str, read: Sequence[Part]) -> str | None:
    """Return the topic that is asked about beside `label`, None when there is none for sure.

    Args:
        label: what the whole message is taken for; a part must be surely about it as well.
        read: each part with its labels, likeliest first.
    """
    sure = [(part, ranking[0].label) for part, ranking in read if ranking[0].probability >= SURE]
    asked = [(part, topic) for part, topic in sure if "/" in topic and is_question(part)]
    stated = {topic for part, topic in sure if topic.startswith(_STATED)}
    if label in [topic for _, topic in asked]:
        others = asked
    elif label in stated:
        others = [row for row in asked if not _MEANS_THE_STATEMENT.search(row[0])]
    else:
        return None
    beside = [topic for _, topic in others if topic != label]
    if not beside and len(asked) == 1:
        # The question came out on top, and the myth beside it is the second topic.
        part = asked[0][0]
        beside = [] if _MEANS_THE_STATEMENT.search(part) else sorted(stated - {label})
    return beside[0] if beside else None
