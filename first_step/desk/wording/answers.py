"""Every answer with where it comes from, who looks after it, and how it does with visitors."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from first_step.content.library import Library
from first_step.content.reply import Reply
from first_step.desk.names import Names
from first_step.desk.wording.unreviewed import family_of
from first_step.store.answer_reviews import AnswerReview

# When a text looked through now is due again: three months, as the files of content/ have it.
NEXT_LOOK = timedelta(days=92)


@dataclass(frozen=True)
class AnswerLine:
    """One answer. mark: of its text as shown, so that no other text is marked as reviewed.

    reviewed: when and by whom, empty when nobody; due: by when again, empty when unknown.
    """

    id: str
    title: str
    family: str
    sources: str
    owner: str
    reviewed: str
    due: str
    is_due: bool
    shown: int
    not_meant: int
    mark: str


def hash_of(reply: Reply) -> str:
    """Return the SHA-256 of all that visitors can read of an answer, and of what it cites."""
    buttons = [(each.title, each.payload) for each in reply.every_button]
    parts = (reply.title, reply.question, reply.sources, reply.public_sources, reply.why, buttons)
    digest = hashlib.sha256(repr(parts).encode())
    for name, text in sorted(reply.sections.items()):
        digest.update(f"\0{name}\0{text}".encode())
    return digest.hexdigest()


def answer_lines(
    library: Library,
    reviews: Mapping[str, AnswerReview],
    names: Names,
    shown: Counter[str],
    not_meant: Counter[str],
    today: date,
) -> list[AnswerLine]:
    """Return every answer in alphabetical order. reviews: those that hold for the text of now."""
    return [
        _line(reply, reviews.get(id), names, shown[id], not_meant[id], today)
        for id, reply in sorted(library.answers.items())
    ]


def chosen(lines: Sequence[AnswerLine], show: str, family: str) -> list[AnswerLine]:
    """Return the lines of a family ("" for all) that are "due", "unreviewed", or all."""
    return [
        line
        for line in lines
        if family in ("", line.family)
        and (show != "due" or line.is_due)
        and (show != "unreviewed" or not line.reviewed)
    ]


def _line(
    reply: Reply,
    review: AnswerReview | None,
    names: Names,
    shown: int,
    not_meant: int,
    today: date,
) -> AnswerLine:
    due = review.due_at.date() if review else reply.review_by
    return AnswerLine(
        id=reply.id,
        title=reply.title or reply.question or "",
        family=family_of(reply.id),
        sources=", ".join((*reply.sources, *reply.public_sources)) or "none",
        owner=reply.owner or "nobody",
        reviewed=_reviewed(reply, review, names),
        due=f"{due:%-d %b %Y}" if due else "",
        is_due=due is None or due <= today,
        shown=shown,
        not_meant=not_meant,
        mark=hash_of(reply),
    )


def _reviewed(reply: Reply, review: AnswerReview | None, names: Names) -> str:
    if review:
        return f"{review.reviewed_at:%-d %b %Y} by {names.of(review.by)}"
    if reply.reviewed_by:
        on = f"{reply.reviewed_on:%-d %b %Y} " if reply.reviewed_on else ""
        return f"{on}by {reply.reviewed_by}, in the file"
    return ""
