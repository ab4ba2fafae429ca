"""Tells the writer's own details from those of the person they write for (facts P8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from first_step.admissions.contact_flow.message import Turn
from first_step.admissions.contact_flow.whom import RELATION
from first_step.admissions.phone_numbers import uk_numbers
from first_step.admissions.phrases import bare

_PHONE = r"(?:phone|mobile|mob|number|num|tel|telephone|landline|cell)"
_PERSON = rf"(?:(?:the |my |our |me )?(?:{RELATION}|client|patient|service user))"
# The last of these before a number says whose it is; the groups: theirs, or one's own.
_OWNER_BEFORE = re.compile(
    rf"\b(?:(?P<own>(?:get|reach|ring|call|phone|text) (?:me|us) (?:on|at|through) {_PERSON}s "
    rf"{_PHONE}|mine|my (?:own )?(?:new )?{_PHONE}|im on|i am on|"
    r"(?:ring|call|phone|text|get|reach|contact) (?:me|us))|"
    rf"(?P<theirs>(?:his|her|their|{_PERSON}s) (?:own |new |old )?{_PHONE}|"
    rf"(?:his|hers|theirs|{_PERSON}s)(?: is)?$|"
    rf"(?:his|her|their|{_PERSON}s) name(?:s| is)? \w+(?: \w+)?$|"
    rf"(?:ring|call|phone|text|contact|get) (?:him|her|them|{_PERSON})\b(?! back)|"
    rf"(?:he|she|they|{_PERSON})(?: is|s| are|re)? on$))\b"
)
_OWNER_AFTER = re.compile(
    rf"^(?:is|s|thats|that is) (?:(?P<theirs>his|hers|theirs|{_PERSON}s)|(?P<own>mine|my own))\b"
)
_NAME = r"[^\W\d_][\w'\u2019-]*"
# What follows a whole name, surname included.
_GOES_ON = (
    r"(?:and|but|i|im|i['\u2019]m|my|mine|me|he|she|they|his|her|who|is|was|on|ring|call|can|please|"
    r"so|number|phone)"
)
_OTHERS_NAME = re.compile(
    rf"\b(?:his|her|their|(?:my |the |our )?{_PERSON}['\u2019]?s) (?:first |nick)?"
    rf"name(?:['\u2019]?s| is)? {_NAME}(?: (?!{_GOES_ON}\b){_NAME}){{0,3}}",
    re.IGNORECASE,
)


def without_others_details(turn: Turn) -> str | None:
    """Return the words without names and numbers that are said to be another person's.

    None when there are none. Where the writer is the one who needs the help, a partner's number
    is a way to be reached.
    """
    text = turn.text
    places = [match.span() for match in _OTHERS_NAME.finditer(text)]
    if turn.state.for_whom != "self":
        places = sorted([*places, *_others(text)])
    for start, end in reversed(places):
        text = f"{text[:start]} {text[end:]}"
    return text if places else None


def _others(text: str) -> Iterator[tuple[int, int]]:
    """Yield where another person's numbers stand, from start to end."""
    numbers = list(uk_numbers(text))
    said_until = 0
    for place, (_, start, end) in enumerate(numbers):
        following = numbers[place + 1][1] if place + 1 < len(numbers) else len(text)
        after = _OWNER_AFTER.match(bare(text[end:following]))
        before = list(_OWNER_BEFORE.finditer(bare(text[said_until:start])))
        owner = after or (before[-1] if before else None)
        if owner and owner.group("theirs"):
            yield start, end
        said_until = end
