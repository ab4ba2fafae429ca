"""Reads answers that are a choice: the danger check, consent, and the review."""

from __future__ import annotations

import hashlib
import re

from first_step.admissions.contact_flow.message import NO_ANSWER, Answer, Turn, answer
from first_step.admissions.phrases import (
    NO,
    bare,
    is_question,
    made_of,
    phrases,
    says_no,
    says_skip,
    says_unsure,
    says_yes,
)

CRISIS_CHECK_YES = Answer(note="crisis_check_yes")
_NOBODY = NO | phrases(
    "nobody, nobody is, no one, no one is, noone, noone is, no body, nobodys in danger, none",
    "nobody is in danger, no one is in danger, not in danger, im not in danger, no danger, no ones",
    "im safe, i am safe, were safe, we are safe, were all safe, everyones safe, everyone is safe",
    "im fine, im ok, im okay, were fine, were ok, all safe, safe, all ok, not right now, not now",
    "not at the moment, no emergency, not an emergency, its not an emergency, were all fine",
    "everyones fine, everyone is fine, everyone is ok, everyones ok, no ones in danger, he is safe",
    "shes safe, hes safe, she is safe, hes ok, shes ok, hes fine, shes fine, theyre safe",
)
_NOBODY_FILLER = phrases(
    "thanks, thank you, ta, please, all, of us, here, at the moment, right now, now, just, mate",
    "im, i am, we are, its, it is, for now, today, tonight, at all, honestly, really, is, and, or",
    "the, in danger, anyone, that i know of, as far as i know, atm, currently, good, me, love, ok",
)
_DANGER = phrases(
    "i am, i do, he is, she is, they are, we are, me, my son is, my daughter is, my mum is, yes me",
    "yes i am, yes he is, yes she is, yes they are, someone is, somebody is, i think so",
    "i might be",
    "my partner is, my husband is, my wife is, my friend is, my mate is, my brother is",
    "he might be",
    "she might be, help, help me, please help, its an emergency, emergency, in danger",
    "im in danger",
    "im not safe, not safe, i dont feel safe, unsafe",
)
_STARTS_YES = re.compile(r"^(?:yes|yeah|yep|aye|yh)\b")
_STARTS_NO = re.compile(r"^(?:no|nah|nope|naw|nobody|no one)\b")
# A "no" to a way or a time of calling is no answer to these questions.
_NO_TO_ANOTHER_THING = re.compile(
    r"^(?:no|nah|not) (?:voice ?mails?|vm|answer ?phones?|messages?|msgs?|texts?|txts?|texting|sms|"
    r"whats ?app|caller id|e ?mails?|before|after|mornings?|afternoons?|evenings?|weekends?|"
    r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|rush|hurry)\b"
)
_BUT = re.compile(r"\b(?:but|except|although|though|unless|only that)\b")
_CUT_OFF = re.compile(
    r"\b(?:cut ?off|cutoff|disconnect\w*|lose (?:you|signal|connection)|drops? out)\b"
)
_NO_RING = re.compile(r"\b(?:dont|do not|not|never|no)\b(?: \w+){0,3} (?:ring|call|phone)\b")
_AGREES = re.compile(
    r"^(?:yes|yeah|yep|yup|aye|ok|okay|sure|i agree|agreed|fine|i consent|go on|go ahead)\b"
)
_REFUSES = re.compile(
    r"\b(?:i )?(?:dont|do not|wont|will not|cant|not) (?:\w+ ){0,2}?(?:agree|consent|"
    r"want (?:that|this|to "
    r"(?:agree|share|give))|happy (?:with|about))\b|\b(?:i )?(?:refuse|disagree|decline)\b"
)
_SEND = phrases(
    "send, send it, yes send it, send it off, send now, submit, submit it, post it, looks right",
    "looks good, looks fine, all right, all correct, thats it, thats the one, spot on",
    "perfect, good",
    "thats all right, its right, its correct, its all right, happy with that, thats correct, great",
)
_SEND_FILLER = phrases(
    "yes, yeah, yep, yup, aye, ok, okay, fine, please, pls, then, now, thanks, ta, it, that, all",
    "looks, good, to me, the, is, it is, thats, mate, go on, go ahead, thank you, and, just, right",
)
_CHANGE = phrases(
    "change, change it, change something, edit, wrong, thats wrong, its wrong, not right",
    "incorrect",
    "thats not right, no thats wrong, fix it, something is wrong, mistake, theres a mistake, amend",
    "i want to change something, need to change something, not quite, its not right, go back, back",
)
_CHANGE_FILLER = phrases(
    "no, nope, please, actually, sorry, a, is, it, something, there, i, need, to"
)


_RATHER_NOT = phrases("rather not, id rather not, i would rather not, no id rather not")


def read_crisis_check(turn: Turn, others_found: bool) -> Answer:
    """Return "no" or "not_said"; a yes gives the note that shows the danger check (facts 4d)."""
    text = turn.text
    if (says_skip(text) and not says_no(text)) or bare(text) in _RATHER_NOT or says_unsure(text):
        return answer("crisis_check", "not_said")
    if made_of(text, _NOBODY, _NOBODY_FILLER) and "?" not in text:
        return answer("crisis_check", "no")
    if says_yes(text) or made_of(text, _DANGER, _NOBODY_FILLER | phrases("yes, yeah, a bit")):
        return CRISIS_CHECK_YES
    return NO_ANSWER if is_question(text) else _first_word_decides(bare(text), others_found)


def _first_word_decides(words: str, others_found: bool) -> Answer:
    """Return what a longer answer says; "no, but ..." is never taken as a no."""
    if _STARTS_YES.match(words):
        return CRISIS_CHECK_YES
    if not _STARTS_NO.match(words) or _NO_TO_ANOTHER_THING.match(words):
        return NO_ANSWER
    if _BUT.search(words):
        return CRISIS_CHECK_YES
    return answer("crisis_check", "no") if others_found else NO_ANSWER


def read_consent(turn: Turn, others_found: bool) -> Answer:
    """Return the explicit choice; anything less than a clear yes or no is asked again (P4)."""
    words = bare(turn.text)
    if is_question(turn.text) or turn.message.is_labelled("ask_more"):
        return NO_ANSWER
    if _REFUSES.search(words) or says_no(turn.text):
        return Answer(stop="consent_refused")
    if _STARTS_NO.match(words) and not _NO_TO_ANOTHER_THING.match(words):
        return Answer(stop="consent_refused")
    if _AGREES.match(words) and _CUT_OFF.search(words):
        return answer("consent", "yes" if _NO_RING.search(words) else "yes_if_cut_off")
    if says_yes(turn.text) or (others_found and _AGREES.match(words) and " but " not in words):
        return answer("consent", "yes")
    return NO_ANSWER


def consent_notes(turn: Turn) -> dict[str, str]:
    """Return when consent was given, and to which words; empty parts when those are not known."""
    version, text = turn.consent_text or ("", "")
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else ""
    return {"version": version, "text_sha256": digest, "given_at": turn.now.isoformat()}


def read_review(turn: Turn) -> Answer:
    """Return "send", or the note that asks what to change."""
    text = turn.text
    if turn.message.is_labelled("ask_more"):
        return NO_ANSWER
    if made_of(text, _CHANGE, _CHANGE_FILLER) or says_no(text):
        return Answer(note="edit")
    if says_yes(text) or made_of(text, _SEND, _SEND_FILLER):
        return NO_ANSWER if "?" in text else answer("review", "send")
    return NO_ANSWER
