"""Short messages that mean something only after the one before: "and for my kids?", "why?".

The rule is chosen by measuring, on evaluation/follow_ups.tsv and evaluation/not_follow_ups.tsv.
Everything here takes texts as `readable_text` writes them out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.entities import find_entities

MOST_WORDS = 6

# A longer message uses the word for other things too ("I drink water").
_DRINK = re.compile(r"\bdrink(?:ing)?\b")
_ALCOHOL = "alcohol/alcohol"
_ENDS = " ?.!,;:'\""
_AGAIN = re.compile(r"^(?:(?:and|or|but|also|plus|even|ok|okay|so|then|well|same)\s+)+")
_ALLUDES = re.compile(
    r"^(?:and|or|but|also|plus|even|what about|how about|what if|same|if|for|with|from|in|at|on"
    r"|off|any|only)\b"
)
# What begins so, or has somebody doing something, is whole without the message before it.
_WHOLE_QUESTION = re.compile(
    r"^(?:who|what|where|when|which|why|how|is|are|am|was|do|does|did|can|could|will|would|should"
    r"|have|has|may|might|got|tell|show|give|say|get|stop|delete)\b"
)
_SUBJECT = re.compile(
    r"\b(?:i|i'm|im|ive|i've|you|you're|youre|we|he|she|they|it|it's|its|that|nobody|someone"
    r"|thank|thanks|cheers|hello|hi|bye|goodbye|please)\b"
)
_STILL_ALLUDES = re.compile(r"^(?:what about|how about|what if|if|any)\b")
_WHY = re.compile(
    r"(?:(?:and|but|ok|okay|so|hmm|oh) )*"
    r"(?:(?:why|how come|how so)(?: (?:is|was|does|do|would|might) (?:that|it|this|they))?"
    r"|why'?s (?:that|it|this)|why not|what makes (?:that|it) so|what for)"
    r"(?: (?:then|though|tho|so|be|happen|exactly|please))*"
)
# What may stand beside the name of a substance that is all a follow-up says.
_WITH_A_SUBSTANCE = re.compile(
    r"(?:and|or|but|also|even|what|how|about|if|is|it|it's|its|for|from|of|off|on|with|then|though"
    r"|tho|the|same|just|only|mainly|mostly|coming|taking|stopping|\s)*"
)


def asks_why(readable: str) -> bool:
    """Return whether a message asks no more than the reason of what was just said."""
    return _WHY.fullmatch(readable.strip(_ENDS).replace(",", "")) is not None


def is_elliptical(readable: str) -> bool:
    """Return whether a message leaves out what it is about: short, no clause of its own.

    It must also show that it goes on from something, with a word such as "and" or "what about",
    or by asking: a bare "my brother" answers a question more often than it asks one.
    """
    bare = readable.strip(_ENDS)
    if not bare or len(bare.split()) > MOST_WORDS or "@" in bare:
        return False
    if not (_ALLUDES.match(bare) or readable.rstrip().endswith("?")):
        return False
    rest = _AGAIN.sub("", bare)
    if _STILL_ALLUDES.match(rest):
        return True
    return not (_WHOLE_QUESTION.match(rest) or _SUBJECT.search(rest))


def joined(previous: str, readable: str) -> str:
    """Return the previous question and an elliptical message as one text to be read."""
    return f"{previous.rstrip(_ENDS)} {readable}"


def is_surer(together: Sequence[LabelProbability], alone: Sequence[LabelProbability]) -> bool:
    """Return whether the joined text is read as a topic, and with more certainty than alone."""
    best = together[0]
    return "/" in best.label and best.probability > alone[0].probability


def substance_alone(readable: str) -> str | None:
    """Return the substance ("alcohol/alcohol") when a follow-up names one and nothing else.

    None when it names none, several, or says more than that.
    """
    bare = readable.strip(_ENDS)
    if not is_elliptical(readable) and not bare.startswith("and "):
        return None
    found = [entity for entity in find_entities(bare) if entity.kind == "substance"]
    if len(found) == 1:
        value = found[0].value
        rest = f"{bare[: found[0].start]} {bare[found[0].end :]}"
    elif not found and _DRINK.search(bare):
        value, rest = _ALCOHOL, _DRINK.sub(" ", bare)
    else:
        return None
    return value if _WITH_A_SUBSTANCE.fullmatch(rest) else None
