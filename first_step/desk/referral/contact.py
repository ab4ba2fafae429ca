"""How to reach somebody safely, and who it is once a member of staff asked to see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from first_step.admissions.details import national
from first_step.admissions.referral import Status
from first_step.admissions.safe_contact import strictest_of, wants_text_first
from first_step.desk.words import EXTRAS, Rule, counted, safe_contact_rules
from first_step.store.referrals import Referral


@dataclass(frozen=True)
class Link:
    """Another request from the same phone or address, and where it stands when it is over."""

    reference: str
    words: str


@dataclass(frozen=True)
class SafeContact:
    """The rules to read before anything else. note: in the words of whoever asked."""

    rules: tuple[Rule, ...]
    code_word: str
    note: str
    linked: tuple[Link, ...]
    linked_words: str


@dataclass(frozen=True)
class Extra:
    """Something that was added after the record."""

    name: str
    value: str


@dataclass(frozen=True)
class Details:
    """Who it is. phone: E.164. phone_words: as it is written here. email: as it was given."""

    name: str
    phone: str
    phone_words: str
    email: str
    extras: tuple[Extra, ...]


def rules_of(referral: Referral, linked: Sequence[Referral]) -> Mapping[str, Any]:
    """Return the rules that hold: the strictest of all requests from one phone (facts P13)."""
    return strictest_of(each.safe_contact for each in (referral, *linked))


def safe_contact_of(referral: Referral, linked: Sequence[Referral]) -> SafeContact:
    """Return the rules in words."""
    rules = rules_of(referral, linked)
    return SafeContact(
        rules=_rules(rules),
        code_word=str(rules.get("code_word") or ""),
        note=str(rules.get("note") or ""),
        linked=tuple(_link(other) for other in linked),
        linked_words=_linked_words(referral, len(linked)),
    )


def details_of(referral: Referral) -> Details:
    """Return who it is and what they added."""
    phone = referral.phone or ""
    return Details(
        name=referral.name,
        phone=phone,
        phone_words=national(phone) if phone else "",
        email=referral.email or "",
        extras=_extras(referral.extras),
    )


def _rules(rules: Mapping[str, Any]) -> tuple[Rule, ...]:
    said = safe_contact_rules(rules)
    if wants_text_first(rules):
        return (Rule("must", "Send a text before you ring"), *said)
    return said


def _extras(extras: Mapping[str, Any]) -> tuple[Extra, ...]:
    said = ((name, _value(extras.get(key))) for key, name in EXTRAS.items())
    return tuple(Extra(name, value) for name, value in said if value)


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return str(value) if value is not None else ""


def _link(other: Referral) -> Link:
    over = {Status.CLOSED: "closed", Status.WITHDRAWN: "withdrawn: they asked us to stop"}
    return Link(other.reference, over.get(other.status, "open"))


def _linked_words(referral: Referral, count: int) -> str:
    if not count:
        return ""
    where = "phone number" if referral.phone else "email address"
    verb = "comes" if count == 1 else "come"
    return f"{counted(count, 'other request')} {verb} from the same {where}."
