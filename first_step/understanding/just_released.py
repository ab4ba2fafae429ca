"""Whether a message says no more than that somebody left prison, hospital, rehab or detox.

The classifier knows such words from people who tell of violence, though by themselves they name a
raised risk: after a break the body copes with less (facts F18, R14). Where every other word is one
for a person, a time or a wish for help, nobody tells of danger.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from first_step.admissions.contact_flow.whom import RELATION

_PRISON = r"(?:prison|jail|nick|custody|hmp(?: \w+)?|(?:a )?young offenders?(?: institut\w+)?)"
_CARE = r"(?:hospital|rehab|detox|rehabilitation|residential)"
_OF = r"(?:(?:of|from|my|a|an|the|in|local|another) ){0,3}"
_IN = r"in (?:(?:a|the) )?(?=\w+ (?:until|till?)\b)"
_GONE = r"(?:(?:fresh|freshly|straight|only|just|back|recently|finally) )*(?:out|home|back)"
_LEFT = (
    rf"(?:(?:(?:came|come|comes|coming|got|get|gets|getting|let|being|been|be|due|walked|"
    r"kicked|thrown|chucked) )*"
    rf"(?:{_GONE}|released|discharged|freed)|left|(?<! to )leave|leaves|leaving|finished|completed)"
)
# "Released" by itself names prison; "got out last week" may be out of anything.
_RELEASE = re.compile(
    rf"\b(?:{_LEFT} {_OF}|(?:was|were|been) {_IN})(?:{_PRISON}|(?P<care>{_CARE}))\b"
    r"|\b(?:got|been|being|was|were|just|is|am|are|getting|gets|be) released\b(?! from\b)"
)
_COUNT = (
    r"(?:(?:the )?(?:last|past) (?=\w+ (?:of )?\w+s\b))?(?:(?:a|an|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|twelve|\d{1,2}|few|couple|several|about|nearly|almost|over|only|just|"
    r"of) )*"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_LONG_AGO = rf"(?:{_COUNT}(?:months|years?|decades?)(?: ago| back| now)?|(?:ages|long) ago)"
# "After six months inside" says how long, not how long ago.
_INSIDE = rf"(?:(?:after|did|served|doing) )?{_COUNT}(?:weeks|months?|years?) (?:inside|in there)"
_TIME = re.compile(
    rf"\b(?:{_INSIDE}|(?P<long>{_LONG_AGO})|the other day|on the \d{{1,2}}(?:st|nd|rd|th)|"
    rf"(?:last|this|next|in|on|since|from|the) (?:week|month|night|weekend|{_DAY}|{_MONTH})|"
    rf"{_COUNT}(?:hours?|days?|nights?|weeks?|fortnight|month)(?: ago| back| now| since)?|"
    rf"{_DAY}|yesterday|today|tonight|tomorrow|recently|lately|earlier|now|soon|"
    r"this (?:morning|afternoon|evening)|(?:morning|afternoon|evening|night)|"
    r"it(?:'s| is| has) (?:only |just )*been)\b"
)
# Whoever is free again may be the danger, or be afraid of it: this is asked, not left out.
_NEAR = re.compile(
    r"\b(?:he|she|they|partner|husband|wife|boyfriend|girlfriend|hubby|missus|fella|bloke|"
    r"other half|fiancee?|dad|daddy|father|stepdad|step ?father|neighbour|lodger|flatmate|"
    r"housemate|roommate|tenant)\b"
)
_FORMER = re.compile(r"\bex\b")
# Slang is written out before: "my lad" is "my young man".
_PERSON = re.compile(rf"\b(?:my |our |a |the )?(?:{RELATION}|young (?:man|woman))(?:'s)?\b")
# Closed on purpose. Left out as they say more: last, end, over, out, alone, no, not, can not, it.
_LISTED = (
    "i i'm i've am we have has had been be is was are he he's she she's they they've my our a an "
    "the and so but just only early after afterwards at for of on in from to since until till "
    "there hi hello hiya hey please thanks thank you yes ok okay um "
    "need needs want wants would like some any help support advice can could get looking what do "
    "does where how should who with me us"
)
_BESIDE = frozenset(_LISTED.split())
# Whoever writes more than this says more.
_LONGEST = 200
_WORD = re.compile(r"[^\W_][\w'-]*")
_SIGNS = re.compile(r"[^\w\s'.,:;!&/+?-]")


@dataclass(frozen=True)
class Release:
    """What a message tells of.

    lately: not long ago, or soon. asks: whether somebody near came out of prison, so that it is
    not known who might be in danger.
    """

    lately: bool
    asks: bool


def only_release(readable: str) -> Release | None:
    """Return the release that a text, as it is read, tells of; None when it says more or none."""
    text = readable.lower() if len(readable) <= _LONGEST else ""
    found = _RELEASE.search(text)
    if found is None or _FORMER.search(text):
        return None
    rest, long_ago = f"{text[: found.start()]} , {text[found.end() :]}", False
    for time in _TIME.finditer(rest):
        long_ago = long_ago or time.group("long") is not None
    words = _WORD.findall(_PERSON.sub(" ", _TIME.sub(" , ", rest)))
    if _SIGNS.search(rest) or not set(words) <= _BESIDE:
        return None
    free = not found.group("care")
    return Release(lately=not long_ago, asks=free and bool(_NEAR.search(rest)))
