"""Reads answers to the questions for name, phone, e-mail, safe contact and time to call."""

from __future__ import annotations

import re

from first_step.admissions.contact_flow.message import (
    LIKELY_LABEL,
    NO_ANSWER,
    Answer,
    Turn,
    answer,
)
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.details import (
    DetailProblem,
    find_emails,
    find_name,
    find_phone,
    read_email,
    read_name,
    read_phone,
)
from first_step.admissions.hours import ContactWindow, find_window, read_window
from first_step.admissions.phone_numbers import with_end_corrected
from first_step.admissions.phrases import bare, says_no, says_skip, says_yes
from first_step.admissions.safe_contact import read_safe_contact
from first_step.admissions.spelt_names import Spelt, read_spelt_name

_SHOWN_AS_NOTE = frozenset({"emergency_number", "not_uk_number"})
_EMAIL_INSTEAD = re.compile(
    r"\b(?:rather|prefer|instead|just|use|by|via|can you|can i|could you|please|only|want|like|to)"
    r"\b(?: \w+){0,4} e ?mail|\be ?mail (?:me|instead|please|is better|would be|only|better)\b|"
    r"^e ?mail$|^my e ?mail$|"
    r"\b(?:no|dont have a|dont have|havent got a|havent got|not got a|without a|lost my|broke my) "
    r"(?:phone|mobile|number)\b|\b(?:dont|do not|rather not) (?:ring|call|phone) me\b"
)
_PHONE_INSTEAD = re.compile(
    r"\b(?:rather|prefer|instead|just|use|by|via|can you|can i|could you|please|only|want|like)"
    r"\b(?: \w+){0,4} (?:phone|ring|call|rang|rung|called)\b|"
    r"\b(?:phone|ring|call) (?:me|instead|please|is better)\b|^(?:phone|my phone|a call)$|"
    r"\b(?:no|dont have an?|dont have|havent got an?|not got an?) e ?mail\b"
)
_OTHER_PERSON = re.compile(
    r"\b(?:his|her|their|my \w+s|the (?:clients?|patients?)|(?:clients?|patients?)) name\b|"
    r"\b(?:hes|shes|theyre|he is|she is|they are|(?:son|daughter|husband|wife|client|patient|"
    r"brother|sister|partner|mum|dad|friend) is) called\b"
)
# The name, and what is asked right after it.
_ABOUT_THE_NAME = ("name", "phone", "email")
_NEVER_NAMES = ("greet", "thank", "goodbye", "abuse")
_VERY_LIKELY = 0.8
_LONG_WORDS = 3
_LONG_ANSWER = 15
_SHORT_NAME = 2


def read_name_answer(turn: Turn) -> Answer:
    """Return a name; the name of the person a relative or professional writes for is refused."""
    if _OTHER_PERSON.search(bare(turn.text)) and turn.state.for_whom != "self":
        return Answer(note=own_details_note(turn.state))
    spelt = spelt_name(turn)
    if spelt:
        return NO_ANSWER if isinstance(spelt, DetailProblem) else answer("name", spelt)
    name = read_name(turn.text)
    first = turn.text.partition(",")[0]
    if isinstance(name, DetailProblem) and len(first.split()) <= _SHORT_NAME:
        name = read_name(first)
    if isinstance(name, DetailProblem) or _is_rather_a_topic(turn):
        return NO_ANSWER
    return answer("name", name)


def own_details_note(state: FlowState) -> str:
    """Return the note that asks for the writer's own details only (facts P8)."""
    return "professional_note" if state.for_whom == "professional" else "relative_note"


def spelt_name(turn: Turn) -> Spelt:
    """Return the name that a message spells, a problem when it is not clear which, else None."""
    known = turn.state.name or turn.state.notes.unconfirmed.get("name")
    return read_spelt_name(turn.text, known, asked=turn.asked in _ABOUT_THE_NAME)


def read_phone_answer(turn: Turn) -> Answer:
    """Return a number, "email_instead", or an address given in place of a number."""
    phone = read_phone(turn.text)
    if isinstance(phone, str):
        return answer("phone", phone)
    corrected = turn.state.phone and with_end_corrected(turn.text, turn.state.phone)
    if corrected:
        return answer("phone", corrected)
    emails = find_emails(turn.text)
    if emails:
        return answer("email", emails[0])
    if _EMAIL_INSTEAD.search(bare(turn.text)):
        return answer("phone", "email_instead")
    shown = phone.code in _SHOWN_AS_NOTE and not turn.aside
    return Answer(note=phone.code if shown else None, failed=True)


def read_email_answer(turn: Turn) -> Answer:
    """Return an address, "phone_instead", or a number given in place of an address."""
    email = read_email(turn.text)
    if isinstance(email, str):
        return answer("email", email)
    phone = find_phone(turn.text)
    if phone:
        return answer("phone", phone)
    if _PHONE_INSTEAD.search(bare(turn.text)):
        return answer("email", "phone_instead")
    return NO_ANSWER


def read_safe_contact_answer(turn: Turn) -> Answer:
    """Return rules; a question is read for plain rules only."""
    if turn.aside and turn.message.answered_elsewhere:
        return NO_ANSWER
    rules = read_safe_contact(turn.text, asked=not turn.aside or says_skip(turn.text))
    return answer("safe_contact", rules) if rules else NO_ANSWER


def read_window_answer(turn: Turn) -> Answer:
    """Return a window, or the note on a time that is past or outside opening hours."""
    if says_skip(turn.text) or says_no(turn.text) or says_yes(turn.text):
        return NO_ANSWER
    long = len(turn.text.split()) > _LONG_ANSWER
    if turn.aside or turn.message.answered_elsewhere or long:
        window = find_window(turn.text, turn.now, turn.hours)
        return answer("contact_window", window) if window else NO_ANSWER
    found = read_window(turn.text, turn.now, turn.hours)
    if isinstance(found, ContactWindow):
        return answer("contact_window", found)
    return Answer(note=None if found.code == "not_understood" else found.code, failed=True)


def _is_rather_a_topic(turn: Turn) -> bool:
    """Return whether words that could be a name are more likely something else."""
    if find_name(turn.text):
        return False
    message = turn.message
    sure_topic = "/" in (message.label or "") and message.confidence >= LIKELY_LABEL
    long_words = len(turn.text.split()) >= _LONG_WORDS
    polite = message.label in _NEVER_NAMES and message.confidence >= _VERY_LIKELY
    return polite or sure_topic or (long_words and message.answered_elsewhere)
