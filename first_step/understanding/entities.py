"""Finds in a message what later steps use: substances, relations, places, ways to reach someone.

Phone numbers and e-mail addresses are found here as spans only; `admissions.details` decides
whether they are real.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from first_step.understanding.english import english, phrase_matcher
from first_step.understanding.lexicon import lexicon

# Half of a character, as broken clients send it: one for one, so that places stay as they are.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])\+?\d(?:[\s().-]?\d){8,13}(?!\d)")
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?)\s?(?:\d[A-Z]{2})\b|\bBT\d{1,2}\b", re.IGNORECASE
)
_NAME = re.compile(
    r"\b(?:my name(?:'s| is)|name(?:'s| is)|i'm called|call me|this is|it's)\s+"
    r"(?P<name>[^\W\d_][\w'-]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entity:
    """Something found: what it is, its value, and where (character offsets in the message)."""

    kind: str
    value: str
    start: int
    end: int


def find_entities(text: str) -> tuple[Entity, ...]:
    """Return entities in the order of the text.

    Kinds: substance (value "opioids/heroin"), relation, email, phone, postcode_area, name.
    """
    text = _LONE_SURROGATE.sub("\ufffd", text)
    found = [*_words(text)]
    found += [Entity("email", m.group(), *m.span()) for m in _EMAIL.finditer(text)]
    found += [Entity("phone", m.group(), *m.span()) for m in _PHONE.finditer(text)]
    found += [
        Entity("postcode_area", m.group().split()[0].upper(), *m.span())
        for m in _POSTCODE.finditer(text)
    ]
    found += [Entity("name", m.group("name"), *m.span("name")) for m in _NAME.finditer(text)]
    return tuple(sorted(found, key=lambda entity: (entity.start, entity.end)))


def substance_groups(entities: tuple[Entity, ...]) -> tuple[str, ...]:
    """Return the groups (opioids, alcohol, sedatives, stimulants, other) named, in order."""
    groups = [entity.value.split("/")[0] for entity in entities if entity.kind == "substance"]
    return tuple(dict.fromkeys(groups))


def _words(text: str) -> list[Entity]:
    matcher, values = _matcher()
    document = english().make_doc(text)
    spans = sorted(
        matcher(document, as_spans=True), key=lambda span: (span.start, -(span.end - span.start))
    )
    found: list[Entity] = []
    last_end = -1
    for span in spans:
        if span.start >= last_end:
            kind, value = values[span.label_]
            found.append(Entity(kind, value, span.start_char, span.end_char))
            last_end = span.end
    return found


@cache
def _matcher() -> tuple[Any, dict[str, tuple[str, str]]]:
    nlp = english()
    matcher = phrase_matcher()
    values: dict[str, tuple[str, str]] = {}
    for group, substances in lexicon("substances").items():
        for name, streets in substances.items():
            key = f"substance:{group}/{name}"
            values[key] = ("substance", f"{group}/{name}")
            matcher.add(key, [nlp.make_doc(word) for word in (name, *streets)])
    for relation, words in lexicon("relations").items():
        key = f"relation:{relation}"
        values[key] = ("relation", relation)
        matcher.add(key, [nlp.make_doc(f"my {word}") for word in words])
    return matcher, values
