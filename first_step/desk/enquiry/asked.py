"""Reads the form for an enquiry that came by phone into the same checked request as the chat's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.contact_window import ANY_TIME, ContactWindow, WindowProblem
from first_step.admissions.details import DetailProblem, read_email, read_name, read_phone
from first_step.admissions.errors import FlowError
from first_step.admissions.hours import read_window
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import AGES, FOR_WHOM, Consent, ContactRequest
from first_step.admissions.safe_contact import LONGEST_CODE_WORD, LONGEST_NOTE, preset
from first_step.admissions.triage import ASKED_FLAGS, SIGNS

CRISIS = ("no", "yes", "not_said")
SWITCHES = ("may_say_who", "voicemail", "text", "show_number")
FLAG = "flag-"
LONGEST_WHEN = 120
_KEY = re.compile(r"[0-9a-f]{32}")

_PHONES: Mapping[str, str] = {
    "emergency_number": "Nobody can be rung back on this number.",
    "not_uk_number": "Only UK numbers can be rung back.",
    "premium": "Nobody can be rung back on this number.",
}
_WINDOWS: Mapping[str, str] = {
    "past_time": "That time is over. Ask for another one.",
    "outside_hours": "The team does not work then. Ask for another time.",
}
_UNDER_13 = "Under 13 there is no form. Tell the safeguarding lead now, and give the number below."


@dataclass(frozen=True)
class Form:
    """What was sent. get: a field by its name. now: when. consent: version and words read out."""

    get: Callable[[str], str]
    names: frozenset[str]
    now: datetime
    hours: OpeningHours
    consent: tuple[str, str]


def read_request(form: Form) -> ContactRequest | Mapping[str, str]:
    """Return the request, or what is wrong with each field in words for whoever took the call."""
    errors: dict[str, str] = {}
    name = _name(form, errors)
    phone, email = _ways(form, errors)
    window = _window(form, errors)
    _check_choices(form, errors)
    if not _KEY.fullmatch(form.get("key")):
        errors["consent"] = "Open this page anew and enter it once more."
    if errors:
        return errors
    try:
        return _request(form, name, phone, email, window)
    except FlowError as error:
        return dict.fromkeys(error.fields, "Check this once more.")


def flags_of(form: Form) -> tuple[str, ...]:
    """Return the codes of the safety questions that were ticked."""
    return tuple(code for code in ASKED_FLAGS if FLAG + code in form.names)


def _request(
    form: Form, name: str, phone: str | None, email: str | None, window: ContactWindow
) -> ContactRequest:
    version, words = form.consent
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    asked = form.get("flags_state") == "asked"
    for_self = form.get("for_whom") == "self"
    writer = form.get("writer_age")
    return ContactRequest(
        key=form.get("key"),
        for_whom=form.get("for_whom"),
        writer_age=writer,
        person_age=writer if for_self else form.get("person_age"),
        name=name,
        phone=phone,
        email=email,
        contact_window=window,
        safe_contact=_safe_contact(form),
        consent=Consent(version, form.now, sha256, "if_cut_off" in form.names),
        red_flags=flags_of(form),
        red_flags_state="asked" if asked else "skipped",
        crisis_check=form.get("crisis_check"),
        signs=(form.get("sign"),) if form.get("crisis_check") == "yes" else (),
        extras={"consent_by": "phone"},
    )


def _name(form: Form, errors: dict[str, str]) -> str:
    name = read_name(form.get("name"))
    if isinstance(name, DetailProblem):
        errors["name"] = "Give a first name or nickname, up to 60 characters."
        return ""
    return name


def _ways(form: Form, errors: dict[str, str]) -> tuple[str | None, str | None]:
    phone: str | None = None
    email: str | None = None
    if form.get("phone"):
        read = read_phone(form.get("phone"))
        if isinstance(read, DetailProblem):
            errors["phone"] = _PHONES.get(read.code, "This is no UK phone number. Read it back.")
        else:
            phone = read
    if form.get("email"):
        address = read_email(form.get("email"))
        if isinstance(address, DetailProblem):
            errors["email"] = "This is no email address. Spell it back."
        else:
            email = address
    if not form.get("phone") and not form.get("email"):
        errors["phone"] = "Ask for a phone number or an email address."
    return phone, email


def _window(form: Form, errors: dict[str, str]) -> ContactWindow:
    said = form.get("when")
    if not said:
        return ANY_TIME
    window = read_window(said[:LONGEST_WHEN], form.now, form.hours)
    if isinstance(window, WindowProblem):
        unclear = 'Say it with a day and a time, such as "Tuesday 2pm to 4pm".'
        errors["when"] = _WINDOWS.get(window.code, unclear)
        return ANY_TIME
    return window


def _check_choices(form: Form, errors: dict[str, str]) -> None:
    if form.get("crisis_check") not in CRISIS:
        errors["crisis_check"] = "Ask whether anyone is in danger right now."
    elif form.get("crisis_check") == "yes" and form.get("sign") not in SIGNS:
        errors["sign"] = "Choose what the danger is. It decides how soon somebody calls."
    if form.get("for_whom") not in FOR_WHOM:
        errors["for_whom"] = "Choose who the help is for."
    ages = ["writer_age"] if form.get("for_whom") == "self" else ["writer_age", "person_age"]
    for field in ages:
        if form.get(field) not in AGES:
            errors[field] = "Choose an age."
        elif form.get(field) == "child":
            errors[field] = _UNDER_13
    if "consent" not in form.names:
        errors["consent"] = "Without their yes nothing is kept. Give them the numbers to ring."
    if form.get("flags_state") not in ("asked", "skipped"):
        errors["flags_state"] = "Say whether you asked the safety questions."
    if len(form.get("code_word")) > LONGEST_CODE_WORD:
        errors["code_word"] = f"Up to {LONGEST_CODE_WORD} characters."
    if len(form.get("safe_note")) > LONGEST_NOTE:
        errors["safe_note"] = f"Up to {LONGEST_NOTE} characters."


def _safe_contact(form: Form) -> dict[str, object]:
    rules: dict[str, object] = {**(preset("private") or {})}
    rules.update({name: name in form.names for name in SWITCHES})
    rules["code_word"] = form.get("code_word") or None
    rules["note"] = form.get("safe_note")
    return rules
