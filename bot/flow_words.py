"""The words that texts of the contact flow may use, from slots and content/."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Mapping

from first_step.admissions.details import national
from first_step.content.library import Library


def flow_words(
    slots: Mapping[str, Any], library: Library, extra: Mapping[str, Any]
) -> SimpleNamespace:
    """Return the object that templates know as `flow`.

    Args:
        slots: the conversation's slots.
        library: where the words for codes and presets stand, as button titles.
        extra: what an action adds: reference, due, level.
    """
    flags = slots.get("red_flags") or []
    codes = [flag for flag in flags if isinstance(flag, str)] if isinstance(flags, list) else []
    window = slots.get("contact_window")
    phone = slots.get("phone")
    return SimpleNamespace(
        for_whom=slots.get("for_whom"),
        age=_age_words(slots, library),
        name=_said(slots.get("name")),
        phone=national(phone) if _said(phone) else None,
        email=_said(slots.get("email")),
        contact_window=window.get("words") if isinstance(window, dict) else None,
        safe_contact=_safe_contact_words(slots.get("safe_contact"), library),
        red_flags=[_button_title(library, "flow/red_flags", f"red_flags={c}") for c in codes],
        red_flag_codes=codes,
        reference=extra.get("reference"),
        due=extra.get("due"),
        level=extra.get("level"),
    )


def _said(value: Any) -> str | None:
    return value if isinstance(value, str) and value not in ("", "not_said", "skipped") else None


def _button_title(library: Library, answer: str, ending: str) -> str:
    for button in library.reply(answer).buttons:
        if button.payload.endswith(ending):
            return button.title
    return ending.split("=")[-1]


def _age_words(slots: Mapping[str, Any], library: Library) -> str | None:
    age = slots.get("age")
    return library.age_words(age, slots.get("for_whom")) if age else None


def _safe_contact_words(value: Any, library: Library) -> str | None:
    return library.safe_contact_words(value) if isinstance(value, dict) else None
