"""Rasa's names of responses and the ids of answers in content/, one to one."""

from __future__ import annotations

# Groups of replies whose Rasa name has an underscore where the id has a slash.
_GROUPS = ("crisis", "say", "fallback", "handoff", "system", "flow", "language")


def answer_id(utter_action: str) -> str | None:
    """Return the id in content/ for a Rasa response, None when there is no response.

    `utter_cause/trauma` -> `cause/trauma`; `utter_crisis_overdose` -> `crisis/overdose`;
    `utter_ask_phone` -> `flow/phone`.
    """
    name = utter_action.removeprefix("utter_")
    if not name or name == utter_action:
        return None
    if "/" in name:
        return name
    if name.startswith("ask_"):
        return "flow/" + name.removeprefix("ask_")
    group, _, rest = name.partition("_")
    return f"{group}/{rest}" if group in _GROUPS and rest else name


def utter_action(identifier: str) -> str:
    """Return the Rasa response for an id in content/, the reverse of `answer_id`."""
    group, _, rest = identifier.partition("/")
    return f"utter_{group}_{rest}" if group in _GROUPS else f"utter_{identifier}"
