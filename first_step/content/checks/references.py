"""Every id that a text names exists: its sources, and the topics it leads on to."""

from __future__ import annotations

from collections.abc import Iterator

from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem
from first_step.content.labels import LABELS, SAID_LABELS, TOPICS

MOST_RELATED = 3


def check_references(inspection: Inspection) -> Iterator[Problem]:
    """Yield unknown sources, unknown related labels, and files that no label leads to."""
    sources = inspection.library.sources
    for reply in inspection.library.answers.values():
        for source in reply.sources:
            if source not in sources:
                yield Problem(reply.file, "unknown-source", f"{source} is not in sources.yml")
        for label in reply.related:
            if label not in LABELS:
                yield Problem(reply.file, "unknown-label", f"related: {label} is no label")
        if reply.id in reply.related or len(set(reply.related)) < len(reply.related):
            yield Problem(reply.file, "related", "names itself, or a topic twice")
        if len(reply.related) > MOST_RELATED:
            yield Problem(reply.file, "related", f"at most {MOST_RELATED} topics")
        if reply.file.startswith("answers/") and reply.id not in TOPICS:
            yield Problem(reply.file, "unknown-label", f"{reply.id} is no topic")
        if reply.id.startswith("say/") and reply.id.removeprefix("say/") not in SAID_LABELS:
            yield Problem(reply.file, "unknown-label", f"{reply.id} belongs to no label")
