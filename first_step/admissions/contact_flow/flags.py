"""Reads red flags from words: only codes are kept, never the words (facts 4c, 5a)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from first_step.admissions.contact_flow.flag_words import FLAG_WORDS, OWN_NO
from first_step.admissions.contact_flow.message import NO_ANSWER, Answer, Turn
from first_step.admissions.contact_flow.passing_words import PASSING_WORDS, USED_ALONE
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
_CLAUSE = re.compile(r"[,:]| but | and | except ")
_LAST_DAY = re.compile(
    r"\b(?:today|tonight|last night|this (?:morning|afternoon|evening)|yesterday|just now|"
    r"\d{1,2} ?(?:hours?|hrs?) ago|an hour ago|few hours ago|24 ?(?:hours|hrs|h))\b"
)
_LONG_AGO = re.compile(
    r"\b(?:(?:years?|decades?|ages) (?:ago|back)|as a (?:teen\w*|kid|child)|"
    r"in my (?:teens|twenties|thirties)|in (?:19|20)\d\d)\b"
)
# Fits and epilepsy count whenever they were; these others are for a person to weigh.
_EVER = frozenset({"R7", "R9", "R17", "R18", "R20"})
_AT_ONCE = frozenset({"R13/24h", "R7"})
# Said in passing, before or after the screen, these count (facts T5); the rest need the question.
PLAIN_ANYWHERE = frozenset({*PASSING_WORDS, "R13/24h"})
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
    return _found(text, FLAG_WORDS)


def find_plain_flags(text: str) -> tuple[str, ...]:
    """Return only the codes that count when nobody had asked."""
    had_one = _HAD_OVERDOSE.search(plain(text))
    left_out = {"R13", "R13/24h"} if not had_one else set()
    return tuple(code for code in _found(text, PASSING_WORDS) if code not in left_out)


def builds_up(text: str) -> bool:
    """Return whether a statement plainly names what makes harm likely to build (rule R21)."""
    return any(_says(PASSING_WORDS["R21"], statement) for statement in statements(text))


def uses_alone(text: str) -> bool:
    """Return whether a statement says that somebody uses with nobody near (rule R15)."""
    return any(_says(USED_ALONE, statement) for statement in statements(text))


def _found(text: str, words: Mapping[str, re.Pattern[str]]) -> tuple[str, ...]:
    found: list[str] = []
    for statement in statements(text):
        said = (each for each in words if _says(words[each], statement, ever=each in _EVER))
        found += [code for code in (_with_time(each, statement) for each in said) if code]
    return tuple(dict.fromkeys(found))


def _says(pattern: re.Pattern[str], statement: str, ever: bool = False) -> bool:
    """Return whether a match stands in the statement that is neither denied nor, but for what
    counts whenever it was, long ago there.
    """
    for match in pattern.finditer(statement):
        clause = _CLAUSE.split(statement[: match.start()])[-1]
        rest = _CLAUSE.split(statement[match.end() :])[0]
        if not ever and _LONG_AGO.search(f"{clause}{match.group()}{rest}"):
            continue
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
