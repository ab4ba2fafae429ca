"""Buttons: short titles, payloads of the grammar, and a way to give every answer."""

from __future__ import annotations

from collections.abc import Iterator

from first_step.admissions.errors import BadMessage
from first_step.admissions.payload import ADDED_FIELDS, CHECK_REPLIES, Payload, parse_payload
from first_step.admissions.referral import FOR_WHOM
from first_step.admissions.triage import ASKED_FLAGS
from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem
from first_step.content.labels import CRISIS_LABELS, LABELS
from first_step.content.reply import Button, Reply

LONGEST_TITLE = 40
_ONE_AGE = ("adult", "teen", "child", "not_said")
_TWO_AGES = (
    *("adult+adult", "adult+teen", "adult+child"),
    *("teen+adult", "teen+teen", "child+adult"),
)
# What each field of the contact flow can be answered with by a tap.
FLOW_VALUES: dict[str, tuple[str, ...]] = {
    "crisis_check": ("no", "not_said"),
    "for_whom": FOR_WHOM,
    "age": (*_ONE_AGE, *_TWO_AGES),
    "consent": ("yes", "yes_if_cut_off", "no"),
    "safe_contact": ("private", "text_first", "open"),
    "phone": ("email_instead",),
    "email": ("phone_instead",),
    "contact_window": ("any_time", "morning", "afternoon", "evening"),
    "red_flags": (*ASKED_FLAGS, "none", "done", "not_said"),
    "review": ("send", "change"),
    "edit": (
        *("for_whom", "age", "safe_contact", "name", "phone", "email"),
        *("contact_window", "red_flags"),
    ),
    "add": (*ADDED_FIELDS, "nothing"),
    **dict.fromkeys(ADDED_FIELDS, ("skip",)),
    "pregnancy": ("yes", "no", "unsure", "skip"),
}
_FLAGS_MORE = (*ASKED_FLAGS, "done", "not_said")
_FLAGS_FIRST = (*ASKED_FLAGS, "none", "not_said")
_CHECK = tuple(f"check:{reply}" for reply in CHECK_REPLIES if "acted" not in reply)


def _of(field: str, values: tuple[str, ...] | None = None) -> tuple[str, ...]:
    return tuple(f"flow:{field}={value}" for value in values or FLOW_VALUES[field])


# A choice that is not shown is a choice taken away (A14): these texts offer all of theirs.
OFFERED: dict[str, tuple[str, ...]] = {
    "crisis/check": _CHECK,
    "crisis/check_again": _CHECK,
    "crisis/suicide": ("check:acted", "check:not_acted"),
    "flow/crisis_check": (*_CHECK[:4], *_of("crisis_check")),
    "flow/age": (*_of("age", _ONE_AGE), *_of("age", _TWO_AGES)),
    "flow/red_flags": _of("red_flags", _FLAGS_FIRST),
    "flow/red_flags_more": _of("red_flags", _FLAGS_MORE),
    "flow/review": (*_of("review"), "label:cancel"),
    "flow/consent": (*_of("consent"), "label:about/confidentiality"),
    **{f"flow/{field}": _of(field) for field in ("for_whom", "safe_contact", "contact_window")},
    **{f"flow/{field}": _of(field) for field in ("phone", "email", "edit", "add", *ADDED_FIELDS)},
}


def check_buttons(inspection: Inspection) -> Iterator[Problem]:
    """Yield bad payloads, long titles, and choices that a question forgets to offer."""
    for reply in inspection.library.answers.values():
        for button in reply.every_button:
            yield from _button(reply, button)
        offered = {button.payload for button in reply.every_button}
        for payload in OFFERED.get(reply.id, ()):
            if payload not in offered:
                yield Problem(reply.file, "missing-button", f"there is no button for {payload}")


def _button(reply: Reply, button: Button) -> Iterator[Problem]:
    if len(button.title) > LONGEST_TITLE:
        yield Problem(
            reply.file, "too-long", f"button '{button.title}': at most {LONGEST_TITLE} characters"
        )
    try:
        payload = parse_payload(button.payload)
    except BadMessage:
        yield Problem(reply.file, "payload", f"{button.payload} is not a payload")
        return
    wrong = _wrong(payload)
    if wrong:
        yield Problem(reply.file, *wrong)


def _wrong(payload: Payload) -> tuple[str, str] | None:
    if payload.kind == "label" and payload.value not in LABELS:
        return "unknown-label", f"button: {payload.value} is no label"
    if payload.kind == "label" and payload.value in CRISIS_LABELS:
        return "payload", f"{payload.text} would not say which danger; use check:"
    if payload.kind == "flow" and payload.value not in FLOW_VALUES.get(payload.field or "", ()):
        return "payload", f"{payload.text} is no answer to {payload.field}"
    return None
