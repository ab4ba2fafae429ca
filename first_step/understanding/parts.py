"""The parts of a message: sentences, and the clauses of two questions asked in one breath.

Everything here takes texts as `readable_text` writes them out, which is in small letters.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from first_step.understanding.english import english

FEWEST_WORDS = 3

_QUESTION = re.compile(
    r"^(?:(?:and|or|but|also|plus|so|then|ok|okay|oh|well|please|hi|hello|just|wondering)[ ,]+)*"
    r"(?:who|what|where|when|which|why|how|is|isn't|isnt|are|aren't|am|was|were|do|does|doesn't"
    r"|doesnt|don't|did|can|can't|cant|could|will|won't|would|should|has|may|might|any chance)\b"
)
_BETWEEN = re.compile(r"[,;]?\s+(?:and|also|plus)\s+(?:also\s+|then\s+)?|\s*[,;]\s+|\s+also\s+")


def is_question(part: str) -> bool:
    """Return whether a part asks something: by its first words, or its question mark."""
    return part.rstrip().endswith("?") or _QUESTION.match(part) is not None


def sentences(readable: str) -> list[str]:
    """Return the sentences of a text, in order, without those that hold no letter or digit."""
    document = _sentencizer()(english().make_doc(readable))
    texts = (sentence.text.strip() for sentence in document.sents)
    return [text for text in texts if any(character.isalnum() for character in text)]


def parts(readable: str) -> list[str]:
    """Return sentences, and clauses where two that both look like questions stand in one."""
    return [clause for sentence in sentences(readable) for clause in _clauses(sentence)]


def _clauses(sentence: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _BETWEEN.finditer(sentence):
        before, after = sentence[start : match.start()], sentence[match.end() :]
        if _is_whole(before) and _is_whole(after):
            found.append(before.strip())
            start = match.end()
    return [*found, sentence[start:].strip()]


def _is_whole(clause: str) -> bool:
    """Return whether a clause is a question that can stand by itself."""
    return len(clause.split()) >= FEWEST_WORDS and _QUESTION.match(clause.strip()) is not None


@cache
def _sentencizer() -> Any:
    english()  # the first import of spaCy must be the guarded one
    from spacy.pipeline import Sentencizer

    return Sentencizer()
