"""Whether a message is nothing but what a form asks for: "name is Davina, time tomorrow".

The classifier knows "tomorrow" and "tonight" beside a name from people who say goodbye, and "she
is 34" from people who tell of an emergency. Where a name, a number, an address or an age is given
and every other word is one for a time, nobody does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from first_step.admissions.contact_flow.whom import RELATION
from first_step.admissions.spelt_names import described_name
from first_step.admissions.words_not_names import is_no_name
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.lexicon import lexicon

# Any word counts as a name where it is called one.
_NAMED = re.compile(
    r"\b(?:(?:my|the|first) )?names?(?:'s| is)?\s*[:,]?\s+(?P<name>[^\W\d_][\w'-]*)"
)
# Elsewhere only a name that is known: "it's over tonight", "I'm leaving tomorrow" give none.
_ITS = r"\b(?:(?:it'?s|it is|this is|i'?m|[iI] am)\s+)?"
# Who is how old: "I'm 50, he's 25" and "my son is 25 years old", but not "she's 34 weeks".
_AGE = re.compile(
    rf"\b(?:i am|i'?m|(?:he|she|they|we)(?:'?s|'?re| is| are)|(?:my )?{RELATION}(?:'?s| is))"
    r"\s+(?:both |only |just |nearly |about )?\d{1,2}(?:\s?(?:years?|yrs?)(?: old)?)?\b",
    re.IGNORECASE,
)
_REACHED = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,}|(?<![\w.])\+?\d(?:[\s().-]?\d){8,13}\b")
# Closed on purpose. Left out as they say more: last, end, up, over, never, no, gone, night, it.
_LISTED = (
    "and n my the is at on in from to of for a s best good time times when phone number mobile "
    "e mail email ring call me please thanks monday tuesday wednesday thursday friday saturday "
    "sunday weekday weekdays weekend weekends today tonight tomorrow next week morning mornings "
    "afternoon afternoons evening evenings noon midday lunchtime teatime early after before "
    "between about around any anytime half past quarter o'clock oclock am pm one two three four "
    "five six seven eight nine ten eleven twelve hi hello hiya hey"
)
_WORDS = frozenset(_LISTED.split())
# More that only says when. "Yesterday" and "hours" say more beside other words, never alone.
_MORE_LISTED = (
    "yesterday hour hours minute minutes day days every week weeks fortnight month boxing "
    "christmas eve new year bank holiday not but or an then work school lunch dinner tea"
)
_MORE_TIMES = frozenset(_MORE_LISTED.split())
# Where a name stands unannounced or an age, only words for a time may stand beside it, and these:
# "tonight is my time. Sarah" is no answer to a form.
_ASIDES = re.compile(r"\b(?:(?:call|ring) me|any ?time|please|thanks)\b")
_NOT_A_TIME = (
    "my the is of for a s best good time times when phone number mobile e mail email ring call me"
)
_TIMES = _WORDS - frozenset(_NOT_A_TIME.split())
# Whoever names one asks for help, whatever stands beside it.
_EMERGENCY = re.compile(r"(?<!\d)(?:999|911|112|111)(?!\d)")
# "The best time is tonight" says when; "the time is tonight" may be a goodbye.
_MY_TIME = re.compile(r"\b(?:my|the) time\b|\btime (?:for me|is now)\b")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SIGNS = re.compile(r"[^\w\s'.,:;&/+-]")
# What such a message can mean.
_FORM_LABELS = ("inform", "request_contact", "correct_details")


def only_details(readable: str) -> bool:
    """Return whether a text, as it is read, holds details of a form and no other word."""
    spelt = described_name(readable)
    if spelt and _known_name().fullmatch(spelt.lower()):
        return True
    rest, reached = _REACHED.subn(" ", readable)
    rest, aged = _AGE.subn(" ", rest)
    if _EMERGENCY.search(rest) or _MY_TIME.search(rest):
        return False
    found = _NAMED.search(rest)
    announced = found is not None and not is_no_name(found.group("name"))
    if not announced:
        found = _known_name().search(rest)
    if found:
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    elif not (reached or aged):
        return False
    allowed = _WORDS
    if aged or not (announced or reached):
        rest, allowed = _ASIDES.sub(" ", rest), _TIMES
    # Of "6pm" the letters alone are a word.
    words = (word for part in _WORD.findall(rest) for word in part.split("-"))
    return not _SIGNS.search(rest) and all(word.strip("'") in allowed for word in words if word)


def only_time(readable: str) -> bool:
    """Return whether a text, as it is read, holds words and figures for a time and no others."""
    words = [part for word in _WORD.findall(readable) for part in word.split("-")]
    known = all(word.strip("'").lower() in _WORDS | _MORE_TIMES for word in words if word)
    return known and not _SIGNS.search(readable)


def form_labels(ranking: Sequence[LabelProbability]) -> tuple[LabelProbability, ...]:
    """Return the labels left for a text that `only_details` holds of, with their shares of one."""
    left = [row for row in ranking if row.label in _FORM_LABELS]
    whole = sum(row.probability for row in left)
    if not whole:
        return (LabelProbability(_FORM_LABELS[0], 1.0),)
    return tuple(LabelProbability(row.label, row.probability / whole) for row in left)


@cache
def _known_name() -> re.Pattern[str]:
    names = "|".join(lexicon("first_names")["names"].split())
    return re.compile(rf"{_ITS}\b(?:{names})\b(?!')(?:\s+here\b)?")
