"""Finds texts that visitors are shown although no reviewer's name stands on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from first_step.content.library import Library

# Texts on which safety or the law rests; before real visitors each needs a reviewer.
GRAVE: Mapping[str, str] = {
    "crisis": "Danger cards",
    "flow": "Asking to be called, with the consent text",
    "harm": "Harm and overdose",
    "system": "What is said when something fails",
}
_NAMES: Mapping[str, str] = {
    "treatment": "Treatment",
    "sign": "Signs and health",
    "family": "Family",
    "cause": "Causes",
    "myth": "Myths",
    "about": "About the service",
    "say": "Small talk",
    "fallback": "When it did not understand",
    "handoff": "Passing on to a person",
    "language": "Other languages",
}


@dataclass(frozen=True)
class Unreviewed:
    """Texts of one folder that have no reviewer, and why that matters."""

    title: str
    ids: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class UnreviewedWords:
    """The banner's one sentence, and how many texts it is about."""

    words: str
    count: int


def unreviewed_ids(library: Library) -> tuple[str, ...]:
    """Return the ids of texts in use without a reviewer, in alphabetical order."""
    return tuple(sorted(id for id, reply in library.answers.items() if not reply.reviewed_by))


def unreviewed_words(library: Library) -> UnreviewedWords | None:
    """Return what the banner says, None when every text has a reviewer."""
    ids = unreviewed_ids(library)
    if not ids:
        return None
    every = len(library.answers)
    number = f"All {every}" if len(ids) == every else f"{len(ids)} of {every}"
    grave = any(_family(id) == "crisis" for id in ids)
    among = ", danger cards too" if grave else ""
    return UnreviewedWords(f"{number} texts in use have no reviewer{among}.", len(ids))


def unreviewed_groups(library: Library) -> tuple[Unreviewed, ...]:
    """Return the texts by folder, those that safety rests on first."""
    ids = unreviewed_ids(library)
    families = sorted({_family(id) for id in ids}, key=_weight)
    return tuple(_group(family, ids) for family in families)


def _group(family: str, ids: tuple[str, ...]) -> Unreviewed:
    title = GRAVE.get(family) or _NAMES.get(family, family.capitalize())
    note = "Needs a reviewer before real visitors." if family in GRAVE else ""
    return Unreviewed(title, tuple(id for id in ids if _family(id) == family), note)


def _family(answer_id: str) -> str:
    return answer_id.partition("/")[0]


def _weight(family: str) -> tuple[bool, int, str]:
    order = [*GRAVE, *_NAMES]
    known = family in order
    return (not known, order.index(family) if known else 0, family)
