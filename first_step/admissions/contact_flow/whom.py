"""Reads who the help is for: the writer, someone they know, or somebody they work with."""

from __future__ import annotations

import re

from first_step.admissions.contact_flow.message import NO_ANSWER, Answer, Turn, answer
from first_step.admissions.phrases import bare, made_of, phrases

RELATION = (
    r"(?:(?:step|grand|god|foster |ex |little |wee |big |older |younger |baby |twin |best )*"
    r"(?:son|daughter|brother|sister|sibling|bro|sis|mum|mam|mom|mammy|mother|dad|da|daddy|father|"
    r"parent|parents|husband|hubby|wife|missus|mrs|partner|boyfriend|girlfriend|bf|gf|fella|bloke|"
    r"other half|fiancee?|ex|friend|mate|pal|butty|nephew|niece|cousin|uncle|auntie|aunty|aunt|nan|"
    r"nanna|nana|gran|granny|grandad|grandma|grandpa|grandparent|lad|lass|kid|kids|child|"
    r"bairn|wean|"
    r"boy|girl|neighbour|flatmate|housemate|roommate|lodger|tenant|colleague|workmate|employee|"
    r"loved one|family member|relative|son in law|daughter in law|dads|mums|sons|daughters))"
)
_OWNER = r"(?:my|me|our|the|a|an|one of my|another)"
_KNOWN_PERSON = re.compile(rf"\b{_OWNER} {RELATION}\b")
_RELATION_ALONE = re.compile(rf"^(?:for |its |about )*{RELATION}$")
_ABOUT_PERSON = re.compile(
    rf"\b(?:for|about|regarding|re|behalf of|help|worried about|concerned about) "
    rf"{_OWNER} {RELATION}\b|"
    rf"\b{_OWNER} {RELATION} (?:who )?(?:needs?|wants?|is on|is using|uses|has a problem|"
    rf"is addicted)\b|"
    r"\b(?:for|about) (?:someone|somebody) (?:else|i know|close)\b|\bnot for me\b"
)
_STARTS_WITH_PERSON = re.compile(rf"(?:hi |hello |well |its |for |about )*{_OWNER} {RELATION}\b")
_LONG_ANSWER = 6
_PLAINLY_FOR_ME = re.compile(
    r"\b(?:for|about) (?:myself|meself)\b|"
    rf"\b(?:its|it is|help is|this is|call is) (?:just |all |really |actually )?(?:for|about) me\b"
    rf"(?! {RELATION}\b)"
)
_FOR_ME = re.compile(
    rf"\b(?:for|about) (?:myself|meself|mysel|my self|moi)\b|\bits (?:just )?me\b|"
    rf"\bfor me\b(?! {RELATION}\b)"
)
_NOT_FOR_ME = re.compile(r"\bnot (?:really )?(?:for |about )?(?:me|myself)\b")
_SELF = phrases(
    "me, myself, meself, mysel, self, i do, i am, mine, i need help, i need it, i need the help",
    "just me, for me, for myself, only me, im the one, my own, own use, i want help, i want it",
)
_SELF_FILLER = phrases(
    "its, it is, is, it, would be, be, just, for, the, help, yes, yeah, well, um, i think, only",
    "please, erm, so, really, mostly, who, needs, it s, call, thanks, thats, that is, a, im, i am",
)
_OTHER = phrases(
    "someone else, somebody else, someone, somebody, another person, other, him, her, them, he",
    "she, they, for him, for her, for them, someone i know, somebody i know, someone close, not me",
    "not for me, a loved one, family, someone i love, somebody i love",
)
_PROFESSION = (
    r"(?:gp|doctor|dr|nurse|nurse practitioner|social worker|support worker|key ?worker|"
    r"case ?worker|"
    r"care coordinator|probation officer|housing officer|outreach worker|youth worker|"
    r"police officer|"
    r"paramedic|pharmacist|midwife|health visitor|counsellor|therapist|psychologist|psychiatrist|"
    r"teacher|solicitor|chaplain|link worker|social prescriber|advocate|hospital|surgery|practice|"
    r"recovery worker|drug worker|manager of|carer by profession|professional|council|charity)"
)
_PROFESSIONAL = re.compile(
    rf"\b(?:im|i am|as|were|we are|this is|from|i work as|work as|calling as) "
    rf"(?:an? |the |your |his |her |their )?(?:\w+ )?{_PROFESSION}\b|"
    r"\b(?:referring|refer|referral for|on behalf of|for|with|of|about) (?:an? |my |our |"
    r"one of our |one of my )?"
    r"(?:client|patient|service user|resident|tenant of ours|pupil|student of mine|customer)s?\b|"
    r"\b(?:a|my|our) (?:client|patient|service user)\b|\b(?:im|i am) referring\b|"
    r"\bprofessional referr(?:al|er)\b|\breferring (?:on behalf|someone)\b"
)
_PROFESSION_ALONE = re.compile(rf"^(?:im |i am |as |an? |the )*{_PROFESSION}(?: here)?$")


def read_for_whom(turn: Turn) -> Answer:
    """Return who the help is for, from an answer to that question."""
    words = bare(turn.text)
    if turn.aside:
        return NO_ANSWER
    if len(words.split()) > _LONG_ANSWER and not _STARTS_WITH_PERSON.match(words):
        found = find_for_whom(turn.text)
        return answer("for_whom", found) if found else NO_ANSWER
    if _FOR_ME.search(words) and not _NOT_FOR_ME.search(words):
        return answer("for_whom", "self")
    if _PROFESSIONAL.search(words) or _PROFESSION_ALONE.match(words):
        return answer("for_whom", "professional")
    if _KNOWN_PERSON.search(words) or _RELATION_ALONE.match(words) or _NOT_FOR_ME.search(words):
        return answer("for_whom", "someone_else")
    if made_of(turn.text, _OTHER, _SELF_FILLER):
        return answer("for_whom", "someone_else")
    return answer("for_whom", "self") if made_of(turn.text, _SELF, _SELF_FILLER) else NO_ANSWER


def find_for_whom(text: str) -> str | None:
    """Return who the help is for when a message plainly says so beside other things."""
    words = bare(text)
    if _NOT_FOR_ME.search(words):
        return "someone_else"
    if _PLAINLY_FOR_ME.search(words):
        return "self"
    if _PROFESSIONAL.search(words) and re.search(r"\b(?:refer|client|patient|service user)", words):
        return "professional"
    return "someone_else" if _ABOUT_PERSON.search(words) else None
