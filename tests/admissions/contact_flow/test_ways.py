"""Every way through the form leads to a request: tapping, typing, for oneself or another."""

from __future__ import annotations

import pytest

from first_step.admissions.contact_flow import ready

from ..visitor import Visitor

TAPPED = {
    "crisis_check": ("flow:crisis_check=no", "flow:crisis_check=not_said", "check:nobody"),
    "consent": ("flow:consent=yes", "flow:consent=yes_if_cut_off"),
    "safe_contact": tuple(
        f"flow:safe_contact={name}" for name in ("private", "text_first", "open")
    ),
    "contact_window": tuple(
        f"flow:contact_window={name}" for name in ("any_time", "morning", "afternoon", "evening")
    ),
    "red_flags": ("flow:red_flags=none", "flow:red_flags=not_said"),
    "review": ("flow:review=send",),
}
WHOM = {
    "self": ("flow:age=adult", "me", "31"),
    "someone_else": ("flow:age=adult+adult", "my son", "I'm 52 and he's 19"),
    "professional": ("flow:age=teen", "I'm a nurse referring a patient", "they are 27"),
}
# Nobody is asked for more than these eleven messages.
MOST = 11
TYPED = {
    "crisis_check": ("no", "nobody is in danger", "rather not say"),
    "consent": ("yes", "i agree", "yes and you can ring if I get cut off"),
    "safe_contact": ("no voicemail", "skip", "text me first", "any way is fine"),
    "name": ("Kev", "they call me Kev", "Zoë-Ann O'Neill"),
    "phone": ("07700 900123", "my number is 07700900123"),
    "contact_window": ("tomorrow dinnertime", "any weekday before 9", "not Thursdays", "any time"),
    "red_flags": ("none", "skip", "pregnant, that's all"),
    "review": ("yes send it", "looks right"),
}


@pytest.mark.parametrize("by_email", [False, True])
@pytest.mark.parametrize("pick", range(4))
@pytest.mark.parametrize("whom", WHOM)
def test_tapping_leads_to_a_request_with_only_name_and_number_typed(
    whom: str, pick: int, by_email: bool
) -> None:
    visitor, typed = Visitor(), []
    for _ in range(MOST):
        if visitor.asked is None:
            break
        taps = {
            "for_whom": (f"flow:for_whom={whom}",),
            "age": (WHOM[whom][0],),
            **({"phone": ("flow:phone=email_instead",)} if by_email else {}),
            **TAPPED,
        }.get(visitor.asked)
        typed += [] if taps else [visitor.asked]
        before = visitor.asked
        visitor.taps(taps[pick % len(taps)]) if taps else visitor.answer()
        assert visitor.asked != before
    request = ready(visitor.state)
    assert typed == ["name", "email" if by_email else "phone"]
    assert request.for_whom == whom
    assert (request.phone is None, request.email is None) == (by_email, not by_email)


@pytest.mark.parametrize("by_email", [False, True])
@pytest.mark.parametrize("pick", range(4))
@pytest.mark.parametrize("whom", WHOM)
def test_typing_leads_to_a_request(whom: str, pick: int, by_email: bool) -> None:
    visitor, asked = Visitor(), []
    for _ in range(MOST):
        if visitor.asked is None:
            break
        said = {
            "for_whom": (WHOM[whom][1],),
            "age": (WHOM[whom][2],),
            **TYPED,
            **({"phone": ("I'd rather email",), "email": ("kev@example.org",)} if by_email else {}),
        }[visitor.asked]
        asked.append(visitor.asked)
        visitor.types(said[pick % len(said)], label=None)
        assert visitor.asked != asked[-1]
    request = ready(visitor.state)
    assert request.for_whom == whom
    assert len(asked) == len(set(asked))
    assert (request.phone is None, request.email is None) == (by_email, not by_email)
