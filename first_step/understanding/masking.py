"""Takes personal details out of a message before it is kept to learn from (facts P11).

Rules and word lists only, and rather too much than too little: what looks like a name is one.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Iterable, Iterator

from first_step.admissions.details import find_name
from first_step.admissions.phone_numbers import uk_numbers
from first_step.understanding.entities import find_entities
from first_step.understanding.spelling import is_common

Span = tuple[int, int, str]

NEUTRAL = {
    "[name]": "someone",
    "[number]": "this number",
    "[email]": "this address",
    "[place]": "here",
}
_KINDS = {"email": "[email]", "phone": "[number]", "postcode_area": "[place]", "name": "[name]"}
_WORD = r"[^\W\d_][\w'-]*"
_EMAIL = re.compile(r"\S+\s?@\s?\S+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\S)@\w+")
_DIGITS = re.compile(r"\+?\d(?:[\s().-]?\d){3,}")
_OUTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?(?:\s?\d[A-Z]{2})?\b")
_STREET = re.compile(
    rf"\b\d+[a-z]?\s+{_WORD}\s+(?:street|st|road|rd|lane|avenue|ave|close|drive|way|terrace|court)\b",
    re.IGNORECASE,
)
# Names as people bring them in: with a capital after these, in small letters too after those.
_BEFORE = (
    r"name(?:'?s)?(?: is)?|called|named|call me|i'?m|i am|this is|it'?s|mr|mrs|ms|miss|dr|"
    r"regards|cheers|thanks|from"
)
_CAPITALS = r"(?-i:[A-Z])[\w'-]*"
_INTRODUCED = re.compile(
    rf"\b(?:{_BEFORE})\.?\s+(?P<name>{_CAPITALS}(?:\s+{_CAPITALS})*)", re.IGNORECASE
)
_NAMED = re.compile(
    rf"\b(?:my name(?:'?s)?(?: is)?|name is|called|named|call me)\s+"
    rf"(?P<name>{_WORD}(?:\s+{_WORD})?)",
    re.IGNORECASE,
)
# Capital letters inside a sentence; the first word of one is a name only if it is no common word.
_CAPITAL = re.compile(r"(?P<before>(?:^|[.!?\n]\s*)?)(?P<name>\b[A-Z][a-z'-]+\b)")
_NO_NAME = {"english", "british", "god", "christmas"} | {
    each.lower() for each in (*day_name, *month_name)
}


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Return the text with numbers, addresses, places and names replaced by "[name]" and such.

    names: of the people it may be about, as known from elsewhere; masked wherever they stand.
    """
    text = text.replace("\u2019", "'")
    spans = sorted([*_details(text), *_names(text, names)])
    masked, at = [], 0
    for start, end, mark in spans:
        if end <= at:
            continue
        if start >= at:
            masked += [text[at:start], mark]
        at = end
    return re.sub(r"(\[name\])(?:\s+\[name\])+", r"\1", "".join([*masked, text[at:]]))


def neutral(masked: str) -> str:
    """Return masked words as an example to start from, everyday words in place of the marks."""
    for mark, words in NEUTRAL.items():
        masked = masked.replace(mark, words)
    return " ".join(masked.split())


def _details(text: str) -> Iterator[Span]:
    patterns = ((_EMAIL, "[email]"), (_LINK, "[email]"), (_HANDLE, "[email]"))
    more = ((_DIGITS, "[number]"), (_OUTCODE, "[place]"), (_STREET, "[place]"))
    for pattern, mark in (*patterns, *more):
        for match in pattern.finditer(text):
            yield (*match.span(), mark)
    for _, start, end in uk_numbers(text):
        yield (start, end, "[number]")
    for entity in find_entities(text):
        if entity.kind in _KINDS and entity.value not in NEUTRAL.values():
            yield (entity.start, entity.end, _KINDS[entity.kind])


def _names(text: str, known: Iterable[str]) -> Iterator[Span]:
    given = [find_name(text) or "", *known]
    words = {word for name in given for word in re.findall(_WORD, name) if len(word) > 1}
    for pattern in (_INTRODUCED, _NAMED):
        for match in pattern.finditer(text):
            words.update(w for w in re.findall(_WORD, match.group("name")) if not is_common(w))
    for entity in find_entities(text):
        after = re.match(rf"\s+(?P<name>{_WORD})", text[entity.end :])
        if entity.kind == "relation" and after and not is_common(after.group("name")):
            words.add(after.group("name"))
    drugs = {entity.start for entity in find_entities(text) if entity.kind == "substance"}
    for match in _CAPITAL.finditer(text):
        if match.start("name") not in drugs and _is_capital_name(match):
            words.add(match.group("name"))
    for word in words:
        if word.lower() in NEUTRAL.values():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield (*match.span(), "[name]")


def _is_capital_name(match: re.Match[str]) -> bool:
    name = match.group("name")
    if name.lower() in _NO_NAME or name.startswith("I'"):
        return False
    return not (match.group("before") or match.start("name") == 0) or not is_common(name)
