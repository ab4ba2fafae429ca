"""What the desk writes into the audit log: everything opened, every step taken."""

from __future__ import annotations

from enum import Enum
from typing import Any

from first_step.desk.access import Permission
from first_step.desk.visit import Visit
from first_step.store import audit
from first_step.store.database import Session

NOBODY = "nobody"


class Event(str, Enum):
    """Codes in the audit log. What each is about stands in `about`."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    CODE_FAILED = "code_failed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock_failed"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_CHANGE_FAILED = "password_change_failed"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    SESSIONS_ENDED = "sessions_ended"
    PEOPLE_OPENED = "people_opened"
    PERSON_ADDED = "person_added"
    PERSON_LINKED = "person_linked"
    ROLES_CHANGED = "roles_changed"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_REACTIVATED = "person_reactivated"
    PASSWORD_RESET = "password_reset"
    REFERRAL_GIVEN_BACK = "referral_given_back"
    SECOND_FACTOR_RESET = "second_factor_reset"
    AUDIT_LOG_OPENED = "audit_log_opened"
    AUDIT_LOG_EXPORTED = "audit_log_exported"
    REFUSED = "refused"
    QUEUE_OPENED = "queue_opened"
    SEARCHED = "searched"
    REFERRAL_OPENED = "referral_opened"
    DETAILS_SHOWN = "details_shown"
    REFERRAL_TAKEN = "referral_taken"
    REFERRAL_MOVED = "referral_moved"
    NOTE_ADDED = "note_added"
    REFERRAL_ASSIGNED = "referral_assigned"
    CALL_STARTED = "call_started"
    CALL_DROPPED = "call_dropped"
    CALL_KEPT = "call_kept"
    LEVEL_LOWERED = "level_lowered"
    LEVEL_RAISED = "level_raised"
    SAFEGUARDING_SHOWN = "safeguarding_shown"
    SAFEGUARDING_NOTE_ADDED = "safeguarding_note_added"
    PERSON_EXPORTED = "person_exported"
    TAKEN_NEXT = "taken_next"
    REFERRAL_GIVEN = "referral_given"
    CALL_ENDED = "call_ended"
    ENQUIRY_ENTERED = "enquiry_entered"
    DUTY_SET = "duty_set"
    DUTY_ENDED = "duty_ended"
    HANDOVER_WRITTEN = "handover_written"
    HANDOVER_DONE = "handover_done"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    NOTICES_OPENED = "notices_opened"
    NOTICE_TRIED_AGAIN = "notice_tried_again"
    MESSAGE_SENT_AGAIN = "message_sent_again"
    INSIGHT_OPENED = "insight_opened"
    INSIGHT_EXPORTED = "insight_exported"
    CONVERSATIONS_OPENED = "conversations_opened"
    CONVERSATION_OPENED = "conversation_opened"
    CONVERSATION_TAKEN = "conversation_taken"
    CONVERSATION_HANDED_BACK = "conversation_handed_back"
    VISITOR_ANSWERED = "visitor_answered"
    MESSAGE_MARKED = "message_marked"
    AVAILABILITY_SET = "availability_set"
    REVIEW_OPENED = "review_opened"
    REVIEW_DECIDED = "review_decided"
    MODEL_ROLLED_BACK = "model_rolled_back"
    ANSWER_REVIEWED = "answer_reviewed"

    def __str__(self) -> str:
        return self.value


def note(session: Session, visit: Visit, event: Event, about: str, **details: Any) -> None:
    """Write that whoever is signed in did something; details are codes, never words.

    Within the same transaction as what was done, so that neither stands without the other.
    """
    actor = visit.signed_in.staff.id if visit.signed_in else NOBODY
    audit.write(session, actor, str(event), about, visit.now, details)


def note_refusal(visit: Visit, needs: Permission) -> None:
    """Write that somebody tried to open what their role may not see."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.REFUSED, needs.value)
