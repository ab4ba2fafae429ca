"""What stands above each text: its sources, its owner, its reviewer, its titles."""

from __future__ import annotations

from collections.abc import Iterator

from first_step.admissions.payload import ADDED_FIELDS, QUESTION_FIELDS
from first_step.content.checks.inspection import LANGUAGE, Inspection
from first_step.content.checks.problem import Problem
from first_step.content.labels import TOPICS
from first_step.content.library import CONSENT
from first_step.content.reply import Reply

LONGEST_TITLE = 26
LONGEST_QUESTION = 60
_EVERY_TEXT = ("sources", "public_sources", "owner", "review_by")
_ASKS = tuple(f"flow/{field}" for field in (*QUESTION_FIELDS, *ADDED_FIELDS))


def check_front_matter(inspection: Inspection) -> Iterator[Problem]:
    """Yield what is missing, too long, or a review that is named but not dated."""
    for reply in inspection.library.answers.values():
        for name in _needed(reply):
            if not getattr(reply, name):
                yield Problem(reply.file, "front-matter", f"{name} is missing")
        yield from _review(reply)
        if reply.id in TOPICS:
            yield from _lengths(reply)


def _needed(reply: Reply) -> tuple[str, ...]:
    more: tuple[str, ...] = ()
    if reply.id in TOPICS:
        more = ("title", "question", "related")
    elif reply.id in _ASKS:
        more = ("why",)
    elif reply.id.startswith(LANGUAGE):
        more = ("meaning",)
    return (*_EVERY_TEXT, *more, "version") if reply.id == CONSENT else (*_EVERY_TEXT, *more)


def _review(reply: Reply) -> Iterator[Problem]:
    if reply.reviewed_by and not reply.reviewed_on:
        yield Problem(reply.file, "review", "reviewed_by without reviewed_on")
    if reply.reviewed_on and not reply.reviewed_by:
        yield Problem(reply.file, "review", "reviewed_on without reviewed_by")


def _lengths(reply: Reply) -> Iterator[Problem]:
    for name, text, longest in (
        ("title", reply.title, LONGEST_TITLE),
        ("question", reply.question, LONGEST_QUESTION),
    ):
        if text and len(text) > longest:
            yield Problem(
                reply.file, "too-long", f"{name}: {len(text)} characters, at most {longest}"
            )
