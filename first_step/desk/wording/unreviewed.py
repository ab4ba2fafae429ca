"""Finds texts that visitors are shown although no reviewer's name stands on them."""

from __future__ import annotations

from dataclasses import dataclass

from first_step.content.library import Library


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
    grave = any(family_of(id) == "crisis" for id in ids)
    among = ", danger cards too" if grave else ""
    return UnreviewedWords(f"{number} texts in use have no reviewer{among}.", len(ids))


def family_of(answer_id: str) -> str:
    """Return the folder of a text, such as "harm"."""
    return answer_id.partition("/")[0]
