"""What the fake bot says. Just enough to see every kind of message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from first_step.content.library import load_library


@dataclass(frozen=True)
class Reply:
    answer: str | None
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    why: str | None = None
    name: str | None = None
    days: tuple[str, ...] = ()

    @property
    def unkept(self) -> tuple[str | None, str]:
        """What travels when it could not be stored: no buttons."""
        return self.answer, self.text


CAUSES = Reply(
    "cause/overview",
    "There is seldom one reason. Hard times, the people around us, our bodies and how heroin works "
    "on the brain can all play a part.\nNone of them means it was bound to happen.",
    (
        ("Was it my fault?", "label:myth/choice"),
        ("What is treatment like?", "label:treatment/overview"),
        ("Ask for a call", "label:request_contact"),
    ),
)
CHOICE = Reply(
    "myth/choice",
    "Choosing to try a drug is not choosing addiction. It changes how the brain works.\n"
    "You can ring the team on 020 3553 3757, or Samaritans on 116 123 at any time.",
    (("Tell me more", "label:ask_more"),),
)
OVERDOSE = Reply(
    "crisis/overdose",
    "You were right to say this. Call 999 now, for yourself or for them.\n"
    "Check breathing. If it is not normal, start CPR as the 999 call handler says.\n"
    "If they breathe but will not wake, roll them onto their side.\n"
    "Stay with them. I am a computer program. I cannot call 999 for you.",
    (("Ask for a call when you are safe", "label:request_contact"),),
)
CHECK = Reply(
    "crisis/check",
    "Before we go on: is anyone in danger now, you or someone else?\n"
    "If a life is at risk, call 999. To talk at any time, there is Samaritans: 116 123.",
    (("Very ill", "check:medical"), ("No, nobody", "check:nobody")),
)
PHONE = Reply(
    "flow/phone",
    "Which number may we ring? A landline may be shared. I have 07700 900123 so far.",
    (("Use e-mail instead", "flow:phone=email_instead"),),
    "We ask so that the team can call you back.",
)
LIBRARY = load_library(Path(__file__).parents[2] / "content")


def from_content(answer: str, **filled: Any) -> Reply:
    """A question of the flow as content/ has it."""
    buttons = tuple((each.title, each.payload) for each in LIBRARY.buttons(answer))
    return Reply(answer, LIBRARY.render(answer, **filled), buttons, LIBRARY.why(answer))


# As the front door gives them for a team that does not work at the weekend.
DAYS = ("2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03")
WINDOW = replace(from_content("flow/contact_window"), days=DAYS)
REVIEW = from_content(
    "flow/review",
    demo=True,
    flow={
        "for_whom": "self",
        "age": "18 or over",
        "name": "Kev",
        "phone": "07700 900123",
        "contact_window": "Friday 27 November, 9am to 12 noon",
        "safe_contact": "private, no voicemail",
        "red_flags": [],
    },
)
CLARIFY = Reply("fallback/menu", "I did not understand that. You can ask in other words.")


def reply_to(text: str | None, payload: str | None) -> Reply:
    """The reply to a text or to a tapped reply."""
    if payload:
        by_payload = {"label:myth/choice": CHOICE, "label:request_contact": PHONE}
        return by_payload.get(payload, CLARIFY)
    words = (text or "").lower()
    for word, reply in {
        "blue": OVERDOSE,
        "can't go on": CHECK,
        "why": CAUSES,
        "choice": CHOICE,
        "call": PHONE,
        "when": WINDOW,
        "check it": REVIEW,
    }.items():
        if word in words:
            return reply
    return CLARIFY
