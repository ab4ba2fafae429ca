"""Six people who ask for a call, turn by turn: what they send and the answers that come."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .product import ANSWER_LIMIT_S, Product, Visitor

LOOK_EVERY_S = 0.005
REFERENCE = re.compile(r"FS-\w+-\w+")


@dataclass(frozen=True)
class Turn:
    """What is sent, typed or a tap, the ids of the answers, and words that one of them holds."""

    sends: str
    answers: tuple[str, ...]
    hears: str = ""

    @property
    def is_tap(self) -> bool:
        return re.match(r"(?:flow|label|check):\S+$", self.sends) is not None


@dataclass(frozen=True)
class Journey:
    """One person's way to a request. record: what `referrals list --json` has to say of it."""

    name: str
    about: str
    turns: Sequence[Turn]
    record: Mapping[str, Any]
    reasons: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


@dataclass
class Played:
    """A journey as it went: for each turn its replies and how long the first took, in seconds."""

    journey: Journey
    replies: list[list[dict[str, Any]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict)

    @property
    def answers(self) -> list[tuple[str, ...]]:
        return [tuple(reply["answer"] for reply in replies) for replies in self.replies]


def play(product: Product, journey: Journey) -> Played:
    """Go through a journey in a conversation of its own."""
    played, visitor = Played(journey), Visitor(product)
    for turn in journey.turns:
        sent = {"payload" if turn.is_tap else "text": turn.sends}
        path = f"/api/conversations/{visitor.conversation}/messages"
        started = time.perf_counter()
        reply = visitor.http.post(path, json={"id": uuid.uuid4().hex, **sent})
        refused = {"answer": reply.json().get("error"), "text": reply.text}
        taken = reply.status_code == 202
        rows = _replies_after(visitor, path, int(reply.json()["seq"])) if taken else [refused]
        played.seconds.append(time.perf_counter() - started)
        played.replies.append(rows)
    reference = REFERENCE.search(played.replies[-1][-1]["text"])
    rows = product.referrals()
    found = [row for row in rows if reference and row["reference"] == reference.group()]
    played.record = found[0] if found else {}
    return played


def _replies_after(visitor: Visitor, path: str, seq: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + ANSWER_LIMIT_S
    while time.monotonic() < deadline:
        rows = visitor.http.get(path, params={"after": seq}).json()["messages"]
        found: list[dict[str, Any]] = [row for row in rows if row["sender"] != "visitor"]
        if found:
            return found
        time.sleep(LOOK_EVERY_S)
    return [{"answer": "no answer", "text": ""}]


def _asks(field_name: str, sends: str, hears: str = "") -> Turn:
    return Turn(sends, (f"flow/{field_name}",), hears)


_KEV = Journey(
    "Kev, at night, everything in one message",
    "31, uses, at 2 a.m. on his phone. He gives four details at once and is not asked for them.",
    (
        Turn("why cant i just stop", ("cause/dependence",)),
        _asks(
            "crisis_check",
            "can someone ring me im kev 07700900123 after 6 no voicemail my mum dont know",
            "won't pass this on until you say yes",
        ),
        _asks("crisis_check", "ok carry on"),
        _asks("for_whom", "no"),
        _asks("age", "me"),
        _asks("consent", "31"),
        _asks("red_flags", "yeah go on"),
        _asks("review", "none of these", "07700 900123"),
        _asks("recorded", "yes send it"),
    ),
    {"name": "Kev", "phone": "+447700900123", "for_whom": "self"},
)
_MARGARET = Journey(
    "Margaret, about her son",
    "62, at her laptop. She leaves her own details; her son's number is left out.",
    (
        Turn("My son does not want any help. What can I do?", ("family/refusing_help",)),
        _asks("crisis_check", "Could somebody please telephone me about my son?"),
        _asks("age", "No, nobody is in danger."),
        _asks("consent", "I am 62 and he is 29."),
        _asks("safe_contact", "Yes, I agree."),
        _asks("name", "You may leave a voicemail, but please do not say who you are."),
        _asks("phone", "Margaret"),
        _asks(
            "contact_window",
            "His number is 07700 900789 but mine is 07700 900456.",
            "your own details only",
        ),
        _asks("contact_window", "Carry on"),
        _asks("red_flags", "Between 10 and 12, but not Thursdays."),
        _asks("review", "None of these.", "not Thursday"),
        _asks("recorded", "That is right, send it please."),
    ),
    {"name": "Margaret", "phone": "+447700900456", "for_whom": "someone_else"},
    left_out=("7700900789", "900789"),
)
_DANI = Journey(
    "Dani, danger in the middle of the form",
    "Her brother stops breathing while she fills in the form. Help comes first; then she goes on.",
    (
        _asks("crisis_check", "i would like a call about my brother"),
        _asks("age", "no"),
        _asks("consent", "both adults"),
        _asks("safe_contact", "yes"),
        _asks("name", "keep it private"),
        _asks("phone", "Dani"),
        Turn("omg hes gone blue and i cant wake him", ("crisis/overdose",), "999"),
        _asks("phone", "label:request_contact", "I have a name"),
        _asks("contact_window", "07700 900654"),
        _asks("red_flags", "any time"),
        _asks("review", "none"),
        _asks("recorded_urgent", "send it"),
    ),
    {"name": "Dani", "phone": "+447700900654", "for_whom": "someone_else", "priority": "emergency"},
    frozenset({"R1"}),
)
_DAVE = Journey(
    "Dave, who puts everything right",
    "He changes his name, his number, his time, who it is for, and asks a question in between.",
    (
        _asks("crisis_check", "can u call me"),
        _asks("for_whom", "nah"),
        _asks("age", "for me"),
        _asks("consent", "40"),
        _asks("safe_contact", "yes i agree"),
        _asks("name", "no voicemail"),
        _asks("phone", "Dav"),
        _asks("contact_window", "07700 900123"),
        _asks("contact_window", "sorry its Dave not Dav and the number ends 457 not 123"),
        _asks("red_flags", "mornings"),
        _asks("red_flags", "make it after 6 instead, and voicemail is fine"),
        Turn("what is naloxone?", ("harm/naloxone", "flow/red_flags")),
        _asks("review", "none", "07700 900457"),
        _asks("age", "its for my sister actually not me"),
        _asks("red_flags", "both adults"),
        _asks("review", "none"),
        _asks("phone", "change my number"),
        _asks("review", "never mind"),
        _asks("review", "the name is Davina and ring me tomorrow afternoon", "Davina"),
        _asks("recorded", "send it"),
    ),
    {"name": "Davina", "phone": "+447700900457", "for_whom": "someone_else"},
)
_JAY = Journey(
    "Jay, 16",
    "Told of help for young people first; may still ask for a call, and a person decides.",
    (
        _asks("crisis_check", "can someone call me, im 16"),
        _asks("for_whom", "no"),
        _asks("consent", "its for me", "Childline"),
        _asks("consent", "carry on"),
        _asks("safe_contact", "yes"),
        _asks("name", "dont say who you are and no voicemail"),
        _asks("phone", "Jay"),
        _asks("contact_window", "07700 900321"),
        _asks("red_flags", "after school"),
        _asks("review", "rather not say"),
        _asks("recorded_urgent", "yes send it"),
    ),
    {"name": "Jay", "phone": "+447700900321", "for_whom": "self", "priority": "urgent"},
    frozenset({"R11"}),
)
_LENA = Journey(
    "Lena, with a German number",
    "The team rings UK numbers only. She is told so kindly, pauses, and leaves an e-mail address.",
    (
        _asks("crisis_check", "Can somebody call me please?"),
        _asks("for_whom", "No"),
        _asks("age", "For myself"),
        _asks("consent", "flow:age=adult"),
        _asks("safe_contact", "flow:consent=yes"),
        _asks("name", "flow:safe_contact=private"),
        _asks("phone", "Lena"),
        _asks("phone", "+49 30 23125 456", "only ring UK numbers"),
        _asks("phone", "I'll do it later", "on hold"),
        _asks("phone", "I'm back", "I have a name"),
        _asks("email", "flow:phone=email_instead"),
        _asks("contact_window", "lena@example.org"),
        _asks("red_flags", "flow:contact_window=any_time"),
        _asks("review", "flow:red_flags=none"),
        _asks("recorded", "flow:review=send"),
    ),
    {"name": "Lena", "phone": None, "email": "lena@example.org", "for_whom": "self"},
    left_out=("23125",),
)
JOURNEYS = (_KEV, _MARGARET, _DANI, _DAVE, _JAY, _LENA)
