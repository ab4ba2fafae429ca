"""Who may do what at the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

from first_step.admissions.referral import Level, Status


class Role(str, Enum):
    """The work somebody does here; one person may have several roles."""

    ADMISSIONS = "admissions"
    DUTY_MANAGER = "duty_manager"
    CONTENT_OWNER = "content_owner"
    ADMINISTRATOR = "administrator"

    def __str__(self) -> str:
        return self.value

    @property
    def words(self) -> str:
        """The role in words, such as "duty manager"."""
        return self.value.replace("_", " ")

    @property
    def meaning(self) -> str:
        """What somebody with the role does here, in one line."""
        return _MEANINGS[self.value]


_MEANINGS: Mapping[str, str] = {
    "admissions": "sees requests and calls people.",
    "duty_manager": "the same, closes urgent ones nobody reached, sees notices and the audit log.",
    "content_owner": "looks after wording and answers; sees no request.",
    "administrator": "all of this, and lets people in.",
}


class Permission(str, Enum):
    """Something that not everybody who can sign in may do."""

    SEE_REFERRALS = "see_referrals"
    WORK_REFERRALS = "work_referrals"
    ACKNOWLEDGE_ALERTS = "acknowledge_alerts"
    CLOSE_URGENT_UNREACHED = "close_urgent_unreached"
    MANAGE_NOTICES = "manage_notices"
    SEE_CONVERSATIONS = "see_conversations"
    ANSWER_VISITORS = "answer_visitors"
    SEE_INSIGHT = "see_insight"
    SEE_TOPICS = "see_topics"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT_LOG = "read_audit_log"
    SEE_SAFEGUARDING = "see_safeguarding"
    EXPORT_AND_ERASE = "export_and_erase"
    MANAGE_DUTIES = "manage_duties"
    ASSIGN_OTHERS = "assign_others"
    REVIEW = "review"


_CALLERS = frozenset({Role.ADMISSIONS, Role.DUTY_MANAGER, Role.ADMINISTRATOR})

# A content owner edits wording and never sees who asked for help.
PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    Permission.SEE_REFERRALS: _CALLERS,
    Permission.WORK_REFERRALS: _CALLERS,
    Permission.ACKNOWLEDGE_ALERTS: _CALLERS,
    Permission.CLOSE_URGENT_UNREACHED: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    Permission.MANAGE_NOTICES: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    Permission.SEE_CONVERSATIONS: _CALLERS,
    Permission.ANSWER_VISITORS: _CALLERS,
    Permission.SEE_INSIGHT: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    Permission.SEE_TOPICS: frozenset({Role.DUTY_MANAGER, Role.CONTENT_OWNER, Role.ADMINISTRATOR}),
    Permission.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Permission.READ_AUDIT_LOG: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    # The safeguarding lead of the shift sees it too, whatever the role.
    Permission.SEE_SAFEGUARDING: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    Permission.EXPORT_AND_ERASE: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    Permission.MANAGE_DUTIES: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    Permission.ASSIGN_OTHERS: frozenset({Role.DUTY_MANAGER, Role.ADMINISTRATOR}),
    # Masked words of people who agreed, and the wording of answers; never who wrote.
    Permission.REVIEW: frozenset({Role.CONTENT_OWNER, Role.DUTY_MANAGER}),
}

_NOT_REACHED = frozenset({Status.NEW, Status.ASSIGNED, Status.ATTEMPTED})


def may(roles: Collection[str], permission: Permission) -> bool:
    """Return whether somebody with these roles may do it; unknown roles give nothing."""
    return any(role.value in roles for role in PERMISSIONS[permission])


def moves_open_to(roles: Collection[str], status: Status, level: Level) -> tuple[Status, ...]:
    """Return the states a person with these roles may move a request to, in the usual order.

    An urgent request that nobody has reached is closed by a duty manager alone (facts H5).
    """
    moves = [after for after in Status if after in status.moves]
    if needs_duty_manager(status, level) and not may(roles, Permission.CLOSE_URGENT_UNREACHED):
        moves.remove(Status.CLOSED)
    return tuple(moves)


def needs_second_factor(roles: Collection[str]) -> bool:
    """Return whether one-time codes are asked of these roles where an installation requires it.

    Those who can see everything or let others in have most to lose by a stolen password.
    """
    return Role.ADMINISTRATOR.value in roles or Role.DUTY_MANAGER.value in roles


def needs_duty_manager(status: Status, level: Level) -> bool:
    """Return whether only a duty manager may close a request in this state and level."""
    return level >= Level.URGENT and status in _NOT_REACHED
