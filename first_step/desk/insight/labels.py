"""What the codes of counts are called on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from first_step.content.labels import TOPICS

READINGS: Mapping[str, str] = {
    "understood": "Understood",
    "clarified": "The bot asked what was meant",
    "not_understood": "Not understood",
    "other_language": "In another language",
    "not_answered": "Given up unanswered",
}

STEPS: Mapping[str, str] = {
    "for_whom": "Who it is for",
    "age": "Age",
    "consent": "Consent",
    "safe_contact": "How to contact them safely",
    "name": "First name",
    "phone": "Phone number",
    "email": "E-mail",
    "contact_window": "When to call",
    "red_flags": "Health and safety questions",
    "review": "Read back to them",
    "recorded": "Request sent",
}

BANDS: Mapping[str, str] = {
    "act": "A card with who to ring",
    "check": "The question whether they are safe",
}

_FAMILIES: Mapping[str, str] = {
    "cause": "Causes",
    "myth": "Beliefs",
    "treatment": "Treatment",
    "sign": "Signs",
    "family": "Family",
    "harm": "Staying safer",
    "about": "About us",
}
# Plain labels that are worth knowing. Danger has a section of its own.
_OTHERS: Mapping[str, str] = {
    "request_contact": "Asked for a call",
    "request_human": "Asked for a person",
    "check_status": "Asked about their request",
    "delete_data": "Asked to delete their details",
    "express_distress": "Said they feel bad",
    "disclose_use": "Said what they use",
    "seek_drugs": "Asked where to get drugs",
    "complain": "Complained",
    "praise": "Praised",
    "abuse": "Was abusive",
    "chitchat": "Small talk",
    "out_of_scope": "Something else",
}


def topic_in_words(label: str, title_of: Callable[[str], str | None]) -> str | None:
    """Return what a label is called; None for one that is no question, such as a greeting."""
    if label not in TOPICS:
        return _OTHERS.get(label)
    family, _, topic = label.partition("/")
    title = title_of(label) or topic.replace("_", " ").capitalize()
    return f"{_FAMILIES[family]}: {title}"
