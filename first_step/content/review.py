"""Who has looked at the words, and how old what they rest on is (facts 9, H12)."""

from __future__ import annotations

from datetime import date, timedelta

from first_step.admissions.errors import ConfigurationError
from first_step.content.library import Library

# Hours and numbers of helplines change: facts 3a asks for a look every three months.
HELPLINE_AGE = timedelta(days=92)
ANSWERS = "answers"
# A production start needs a named reviewer for each of these; an id may end in "*".
_GROUPS: dict[str, tuple[str, ...]] = {
    "crisis": ("crisis/*", "language/*"),
    "consent": (
        "flow/consent",
        "flow/consent_refused",
        "flow/before_consent",
        "flow/try_again_consent",
    ),
    "triage": (
        "flow/crisis_check",
        "flow/red_flags",
        "flow/red_flags_more",
        "flow/try_again_red_flags",
        "flow/pregnancy",
        "flow/recorded",
        "flow/recorded_urgent",
    ),
}


def unreviewed(library: Library) -> dict[str, tuple[str, ...]]:
    """Return the ids without a reviewer's name by group: crisis, consent, triage, answers."""
    waiting = sorted(id for id, reply in library.answers.items() if not reply.reviewed_by)
    return {
        group: tuple(id for id in waiting if review_group(id) == group)
        for group in (*_GROUPS, ANSWERS)
    }


def review_group(answer_id: str) -> str:
    """Return the group a text is reviewed with: crisis, consent, triage or answers."""
    for group, members in _GROUPS.items():
        for member in members:
            if answer_id == member or (
                member.endswith("*") and answer_id.startswith(member.removesuffix("*"))
            ):
                return group
    return ANSWERS


def stale_helplines(library: Library, today: date) -> tuple[str, ...]:
    """Return the ids of helplines that nobody has checked for three months."""
    return tuple(
        line.id
        for line in library.helplines.values()
        if line.last_checked is None or today - line.last_checked > HELPLINE_AGE
    )


def refuse_unreviewed(library: Library, today: date | None = None) -> None:
    """Raise ConfigurationError while the words are not fit for real visitors.

    That is while a text of danger, consent or triage has no reviewer, or a helpline was not
    checked for three months.
    """
    waiting = {group: ids for group, ids in unreviewed(library).items() if group != ANSWERS}
    reasons = [
        f"{len(ids)} {group} texts have no reviewer" for group, ids in waiting.items() if ids
    ]
    stale = stale_helplines(library, today or date.today())
    if stale:
        reasons.append(f"{len(stale)} helplines were not checked for three months")
    if reasons:
        raise ConfigurationError(
            f"content/ is not ready for real visitors: {'; '.join(reasons)}. A clinician reads "
            "the texts and their reviewed_by and reviewed_on are filled in; `first-step content "
            "check` lists the helplines."
        )
