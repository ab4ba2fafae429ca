"""Reads red flags from words: only codes are kept, never the words (facts 4c, 5a)."""

from __future__ import annotations

import re

from first_step.admissions.contact_flow.flag_words import (
    BUILDING_UP,
    FLAG_WORDS,
    OWN_NO,
    USED_ALONE,
)
from first_step.admissions.contact_flow.message import NO_ANSWER, Answer, Turn
from first_step.admissions.phrases import (
    NO,
    made_of,
    phrases,
    plain,
    says_skip,
    says_unsure,
    statements,
)

_NEGATED = re.compile(
    r"\b(?:no|not|never|isn'?t|wasn'?t|aren'?t|haven'?t|hasn'?t|don'?t|didn'?t|doesn'?t|"
    r"without|neither|nor|any more|ain'?t|denies)(?: \w+){0,3} ?$"
)
_LAST_DAY = re.compile(
    r"\b(?:today|tonight|last night|this (?:morning|afternoon|evening)|yesterday|just now|"
    r"\d{1,2} ?(?:hours?|hrs?) ago|an hour ago|few hours ago|24 ?(?:hours|hrs|h))\b"
)
_LONG_AGO = re.compile(
    r"\b(?:years? ago|as a (?:teen\w*|kid|child)|in my (?:teens|twenties|thirties)|in (?:19|"
    r"20)\d\d)\b"
)
_AT_ONCE = frozenset({"R13/24h", "R7"})
# Said in passing, before or after the screen, these count (facts T5); the rest need the question.
PLAIN_ANYWHERE = frozenset({"R8", "R10", "R12", "R13", "R13/24h", "R14", "R16", "R19", "R21"})
_HAD_OVERDOSE = re.compile(
    r"\b(?:overdosed|od'd|od'ed|o\.?d\.?'?d|oded|(?:had|took|taken) an (?:overdose|od))\b"
)
_NONE = NO | phrases(
    "none of these, none of them, none of those, none of that, none of the above, nothing, nowt",
    "nothing like that, nothing else, no none, not any, doesnt apply, none apply, no to all",
    "n a, na, i dont have any, i dont have any of these, not that i know of, just that",
    "thats all, that is all, that is it, thats it, done, finished, no more, im done, all done",
    "thats everything, just those, only that, only those, nothing more, no thats all, neither",
)
_NONE_FILLER = phrases(
    "thanks, please, really, all, of, these, them, to, apply, i, me, for, just, ta, ok"
)
_ENDS = re.compile(
    r"\b(?:that'?s (?:all|it)|nothing else|no more|just that|only that|that'?s everything)\b"
)


def read_red_flags(turn: Turn) -> Answer:
    """Return codes, or that the screen is finished or skipped, from an answer to it.

    The value is ("more" | "done" | "skipped" | "noted", codes); "noted" when the message is rather
    a question or a remark that deserves its own answer.
    """
    if turn.aside and turn.message.answered_elsewhere:
        noted = find_plain_flags(turn.text)
        return Answer((("red_flags", ("noted", noted)),)) if noted else NO_ANSWER
    codes = find_flags(turn.text)
    if codes:
        finished = bool(_ENDS.search(plain(turn.text)))
        note = None if finished else "red_flags_more"
        if _AT_ONCE & set(codes) or turn.message.in_danger:
            note = "crisis_check_yes"
        return Answer((("red_flags", ("done" if finished else "more", codes)),), note)
    if made_of(turn.text, _NONE, _NONE_FILLER) and "?" not in turn.text:
        return Answer((("red_flags", ("done", ())),))
    if says_skip(turn.text) or says_unsure(turn.text):
        return Answer((("red_flags", ("skipped", ())),))
    return NO_ANSWER


def find_flags(text: str) -> tuple[str, ...]:
    """Return the codes that statements in the text name, questions and denials left out."""
    found: list[str] = []
    for statement in statements(text):
        found += [code for code in _flags_in(statement) if code not in found]
    return tuple(found)


def find_plain_flags(text: str) -> tuple[str, ...]:
    """Return only the codes that count when nobody had asked."""
    had_one = _HAD_OVERDOSE.search(plain(text))
    left_out = {"R13", "R13/24h"} if not had_one else set()
    if not builds_up(text):
        left_out.add("R21")
    return tuple(code for code in find_flags(text) if code in PLAIN_ANYWHERE - left_out)


def builds_up(text: str) -> bool:
    """Return whether a statement plainly names what makes harm likely to build (rule R21)."""
    return any(_says(BUILDING_UP, statement) for statement in statements(text))


def uses_alone(text: str) -> bool:
    """Return whether a statement says that somebody uses with nobody near (rule R15)."""
    return any(_says(USED_ALONE, statement) for statement in statements(text))


def _flags_in(statement: str) -> list[str]:
    said = (code for code, pattern in FLAG_WORDS.items() if _says(pattern, statement))
    return [code for code in (_with_time(each, statement) for each in said) if code]


def _says(pattern: re.Pattern[str], statement: str) -> bool:
    """Return whether a match stands in the statement that is not denied there."""
    for match in pattern.finditer(statement):
        clause = re.split(r"[,:]| but | and | except ", statement[: match.start()])[-1]
        if OWN_NO.match(match.group()) or not _NEGATED.search(clause):
            return True
    return False


def _with_time(code: str, statement: str) -> str:
    """Return the code that the time of an overdose asks for; one of years ago is no flag."""
    if code != "R13":
        return code
    if _LAST_DAY.search(statement):
        return "R13/24h"
    return "" if _LONG_AGO.search(statement) else code
