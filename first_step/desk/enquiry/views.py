"""The form for an enquiry by phone, and its record."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from first_step.admissions.referral import ContactRequest
from first_step.admissions.triage import ASKED_FLAGS, SIGNS, TriageFacts, due_at, triage
from first_step.desk.enquiry.asked import FLAG, SWITCHES, Form, read_request
from first_step.desk.events import Event, note
from first_step.desk.visit import Visit
from first_step.desk.words import AGES, DANGERS, FOR_WHOM
from first_step.store import referrals
from first_step.store.ids import new_id

CHANNEL = "phone"
_FIELDS = (
    *("key", "crisis_check", "sign", "for_whom", "writer_age", "person_age", "name", "phone"),
    *("email", "when", "code_word", "safe_note", "flags_state", "consent"),
)
_CRISIS = {"no": "No", "yes": "Yes", "not_said": "They would rather not say"}
_SWITCH_WORDS = {
    "may_say_who": "We may say who is calling",
    "voicemail": "We may leave a voicemail",
    "text": "We may send a text",
    "show_number": "Our number may show",
}


def show_enquiry(visit: Visit) -> Response:
    """Return the empty form. Its key makes sending it twice one record."""
    return _page(visit, {"key": new_id()})


def enter_enquiry(visit: Visit) -> Response:
    """Record the request with its consent by phone, or show what is wrong."""
    desk = visit.desk
    consent = desk.library.consent_text()
    form = Form(visit.field, frozenset(visit.form), visit.now, desk.hours, consent)
    request = read_request(form)
    if not isinstance(request, ContactRequest):
        return _page(visit, {name: visit.field(name) for name in _FIELDS}, request)
    reference = _record(visit, request)
    return visit.redirect(f"/referrals/{reference}")


def _record(visit: Visit, request: ContactRequest) -> str:
    """Record the request and who entered it; return its reference."""
    found = triage(TriageFacts.of(request))
    due = due_at(found.level, visit.now, visit.desk.hours, request.contact_window)
    me = visit.staff.id
    with visit.desk.database.write() as session:
        made, new = referrals.record(
            session,
            request,
            conversation_id=None,
            channel=CHANNEL,
            triage=found,
            due_at=due,
            now=visit.now,
        )
        if new:
            referrals.add_event(session, made.reference, "entered_by_phone", me, visit.now)
            version = request.consent.version
            note(session, visit, Event.ENQUIRY_ENTERED, made.reference, consent=version)
    return made.reference


def _page(
    visit: Visit, typed: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> Response:
    library, reasons = visit.desk.library, visit.desk.reasons
    version, words = library.consent_text()
    childline = library.helplines.get("childline")
    return visit.page(
        "enquiry/templates/enquiry.html",
        "Enquiry by phone",
        status=400 if errors else 200,
        section="queue",
        typed={**dict.fromkeys(_FIELDS, ""), **typed},
        ticked=frozenset(visit.form),
        errors={**dict.fromkeys(_FIELDS, ""), **(errors or {})},
        wrong=len(errors or {}),
        consent_version=version,
        consent_words=words,
        childline=childline.contact if childline else "",
        crisis=_CRISIS,
        signs={sign: _sign_words(sign) for sign in SIGNS},
        whom=FOR_WHOM,
        ages=AGES,
        switches={name: _SWITCH_WORDS[name] for name in SWITCHES},
        flags={FLAG + code: reasons.of(code).words for code in ASKED_FLAGS},
    )


def _sign_words(sign: str) -> str:
    return DANGERS.get(f"crisis_{sign}", "Thoughts of suicide, not acted on")
