"""Puts sayings, slips and counts right before days and clocks are read: "after work", "8mg"."""

from __future__ import annotations

import re
from difflib import get_close_matches

from first_step.admissions.phrases import phrases
from first_step.admissions.week_words import ANY_DAY

_DAY = rf"(?:{ANY_DAY})"
_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_KIDS = (
    r"(?:the |my |our )?(?:kids?|kiddies|children|wee ones|little ones?|bairns|lad|son|daughter)"
)
_CLOCK_NEXT = r"(?! (?:at|by|around|about|from) \d| \d| half)"

# Each saying and the plain words it stands for; the first that fit are replaced first.
_SAYINGS: tuple[tuple[str, str], ...] = (
    (rf"({_NUMBER}(?:[:.]\d\d)?)\s?-?ish\b", r"about \1"),
    (r"(?:tonight (?:at |around |about )?(?:12 )?midnight|midnight tonight)", "tomorrow at 12am"),
    (
        r"after (?:i (?:finish|leave|get off|get (?:in|home|back) from) |i'?ve finished )?"
        rf"(?:my )?work(?: hours)?\b{_CLOCK_NEXT}",
        "after 5pm",
    ),
    (rf"(?:when|once) i(?:'?ve)? (?:finish|finished|leave) work\b{_CLOCK_NEXT}", "after 5pm"),
    (rf"before (?:i (?:start|go to) |i'?m at )?work\b{_CLOCK_NEXT}", "before 9am"),
    (
        r"after (?:the |my )?(?:morning )?school (?:run|drop(?: ?off)?)\b",
        "9:30am to 12pm",
    ),
    (
        rf"(?:after|once|when) (?:i |i'?ve |i have )?(?:drop|dropped|dropping|take|taken|taking) "
        rf"{_KIDS}(?: off)?(?: (?:at|to|off at) school)?\b",
        "9:30am to 12pm",
    ),
    (
        rf"before (?:the )?school pick ?up|before i (?:pick|get|fetch|collect) {_KIDS}(?: up)?",
        "before 3pm",
    ),
    (r"(?:lunch|dinner) ?(?:break|hour)(?: at work)?", "lunch"),
    (r"elevenses", "10:30am to 11:30am"),
    (r"evenings? and week ?ends?", "evenings or weekends"),
    (r"week ?ends? and evenings?", "weekends or evenings"),
    (r"early doors", "first thing"),
    (r"after (?:my )?(?:tea|tea ?time)\b", "after 6pm"),
    (r"before (?:my )?(?:tea|tea ?time)\b", "before 5pm"),
    (r"after (?:my )?lunch(?: ?time)?\b", "2pm to 5pm"),
    (r"before (?:my )?lunch(?: ?time)?\b", "before 12pm"),
    # For some dinner is at noon, for others in the evening: only dinnertime is taken for noon.
    (r"(?:after|before) (?:my )?dinner(?: ?time)?\b", " "),
    (r"later (?:on )?(?:this|in the|in) week|end of (?:the )?month|not (?:this|next) week", " "),
    (r"(?:the )?(?:start|beginning) of (?:the )?(?:next )?week|early next week", "next monday"),
    (r"(?:the )?end of next week|late next week", "next friday"),
    (r"(?:the )?end of (?:the |this )?week", "friday"),
    (r"after the weekend", "next monday"),
    (rf"(?:on )?({_DAY}),?(?: of)? next week\b", r"next \1"),
    (rf"next week,?(?: on)? ({_DAY})\b", r"next \1"),
    (rf"(?:the )?({_DAY}) after next\b", r"a week on \1"),
    (r"(?:a |one )?fortnight(?:'s time)?", "2 weeks"),
    (r"(?:any|most|every) ?days? of the week", "every day"),
    (r"in an hour and (?:a )?half", "in 90 minutes"),
    (r"(?:give|gimme|give us) (?:me )?(?=\d{1,2} ?min|an hour|half an hour)", "in "),
    (r"^(?:about |bout )?(?=(?:\d{1,2} ?min(?:ute)?s?|(?:half )?an hour)(?: time)?$)", "in "),
)
_SAYINGS_READ = tuple(
    (re.compile(words if words.startswith("^") else rf"\b{words}"), plain)
    for words, plain in _SAYINGS
)

_UNITS = (
    r"%|mg|mgs|mcg|ml|mls|g|gs|grams?|kg|oz|litres?|liters?|units?|cans?|tins?|bottles?|pints?|"
    r"glass(?:es)?|bags?|rocks?|lines?|pills?|tablets?|tabs?|drinks?|shots?|joints?|spliffs?|"
    r"fags?|cigs?|quid|pounds?|p|pence|k|grand|years?|yrs?|yr|months?|mths?|kids?|children|"
    r"people|times|questions?|stone|percent|per ?cent|out of \d+|year old|miles?"
)
_TIME_UNITS = r"days?|weeks?|wks?|hours?|hrs?|minutes?|mins?|nights?"
_COUNT = r"\d+(?:[.,]\d+)?(?:\s?(?:to|or|-|and)\s?\d+(?:[.,]\d+)?)?"
_COUNTS = re.compile(
    rf"[\u00a3$\u20ac]\s?\d[\d,.]*\w?|\b{_COUNT}\s?(?:{_UNITS})(?!\w)|"
    rf"(?<!in )(?<!about )\b{_COUNT} (?:{_TIME_UNITS})(?! (?:on|from|today|tomorrow|time|ago)\b)\b|"
    rf"\b{_COUNT} (?:a|per|each|every) (?:day|night|week|month)\b|"
    r"\b\d+[.]\d{3,}|(?<![\d:.])\b0[.]\d+|"
    r"\b(?:since|born(?: in| on)?|aged?|aged about) \d[\d/.]*|"
    r"\b(?:flat|room|house|number|no|step|chapter|page|unit|apt|ward|stage|day|route|bus)"
    r"\.? \d+\w?\b(?!:|[.]\d)|"
    r"^(?:well |and |but )?(?:i|he|she|they|my \w+|mum|dad)(?:'?m|'?s| am| is| are|'?re) "
    r"(?:only |just |about |nearly )?\d{1,3}(?: now)?$|\b\d{3}\b(?![:.]\d)"
)
_ROUND_THE_CLOCK = re.compile(r"\b24\s?[/-]?\s?7\b")
_WORDS = re.compile(r"[^\W\d_]{5,}")
_SPELT = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("tomorrow", "morning", "afternoon", "evening", "weekend", "weekday", "anytime", "whenever"),
    *("lunchtime", "dinnertime", "teatime", "midnight", "midday", "mornings"),
    *("afternoons", "evenings", "weekends", "weekdays", "mondays", "tuesdays", "wednesdays"),
    *("thursdays", "fridays", "saturdays", "sundays", "december", "november", "october"),
    *("september", "february", "january", "daytime", "yesterday", "today"),
)
# Words that are themselves, however near to a word of time.
_NOT_SLIPS = phrases("mourning, moaning, teatimes, lunchtimes, daytimes, sundry, toady, tomorrows")
# Close enough to be a slip of one or two letters in a word of five and more (difflib's ratio).
_CLOSE = 0.8
_NOT_THE_CALL = re.compile(
    r"\b(?:used(?! to)|took|taken|drank|relapsed|overdosed|collapsed|od'?d|died|"
    r"since|i (?:drink|smoke|use|take|do|inject|sleep|owe)|birth|dob)\b"
)


def put_right(text: str) -> str:
    """Return plain text with sayings and slips in the words that the reader knows."""
    text = _WORDS.sub(_spelt_right, text)
    if _ROUND_THE_CLOCK.search(text):
        alone = len(text.split()) <= _SHORT and not _NOT_THE_CALL.search(text)
        said = alone and not re.search(r"\b(?:it|he|she|he's|she's|they)\b", text)
        text = _ROUND_THE_CLOCK.sub("any time" if said else " , ", text)
    for pattern, plain in _SAYINGS_READ:
        text = pattern.sub(plain, text)
    return text


_SHORT = 6


def without_counts(text: str) -> str:
    """Return the text without numbers that count something: doses, money, ages, an address."""
    parts = re.split(r"([,;!?\n]+|\.(?!\d))", text)
    kept = (" " if _NOT_THE_CALL.search(part) else part for part in parts)
    return _COUNTS.sub(" , ", "".join(kept))


def _spelt_right(match: re.Match[str]) -> str:
    word = match.group()
    if word in _SPELT or word in _NOT_SLIPS:
        return word
    return next(iter(get_close_matches(word, _SPELT, n=1, cutoff=_CLOSE)), word)
