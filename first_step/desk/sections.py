"""The parts of the console that its navigation leads to, and who sees each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from first_step.desk.access import Permission, may


@dataclass(frozen=True)
class Section:
    """One entry. key: as pages name it in `section`. needs: None when all staff may open it."""

    key: str
    path: str
    words: str
    needs: Permission | None


SECTIONS = (
    Section("queue", "/", "Queue", Permission.SEE_REFERRALS),
    Section("conversations", "/conversations", "Conversations", Permission.SEE_CONVERSATIONS),
    Section("notices", "/notices", "Notices", Permission.MANAGE_NOTICES),
    Section("insight", "/insight", "Insight", Permission.SEE_TOPICS),
    Section("review", "/review", "Review", Permission.REVIEW),
    Section("wording", "/wording", "Content", None),
    Section("people", "/people", "People", Permission.MANAGE_PEOPLE),
    Section("audit_log", "/audit-log", "Audit log", Permission.READ_AUDIT_LOG),
)


def sections_for(roles: Collection[str]) -> tuple[Section, ...]:
    """Return the entries that somebody with these roles sees, in their order."""
    return tuple(each for each in SECTIONS if each.needs is None or may(roles, each.needs))
