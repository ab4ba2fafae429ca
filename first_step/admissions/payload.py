"""What a tapped button says: `label:<label>`, `flow:<field>=<value>` or `check:<reply>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from first_step.admissions.errors import BadMessage

QUESTION_FIELDS = (
    "crisis_check",
    "for_whom",
    "age",
    "consent",
    "safe_contact",
    "name",
    "phone",
    "email",
    "contact_window",
    "red_flags",
    "review",
)
ADDED_FIELDS = ("substances", "pregnancy", "area", "access_needs", "relationship", "message")
FLOW_FIELDS = (*QUESTION_FIELDS, "edit", "add", *ADDED_FIELDS)
CHECK_REPLIES = (
    "overdose",
    "medical",
    "suicide",
    "danger",
    "nobody",
    "unsure",
    "acted",
    "not_acted",
)
_LABEL = re.compile(r"[a-z][a-z0-9_]{0,39}(/[a-z][a-z0-9_]{0,39})?")
_VALUE = re.compile(r"[A-Za-z0-9_+]{1,40}")

Kind = Literal["label", "flow", "check"]


@dataclass(frozen=True)
class Payload:
    """A tap. field: only for kind "flow", one of `FLOW_FIELDS`."""

    kind: Kind
    field: str | None
    value: str

    @property
    def text(self) -> str:
        """The payload as buttons carry it; `parse_payload` reads it back."""
        if self.kind == "flow":
            return f"flow:{self.field}={self.value}"
        return f"{self.kind}:{self.value}"


def parse_payload(text: str) -> Payload:
    """Return what the payload says; raises BadMessage when it is not of the grammar."""
    kind, colon, rest = text.partition(":")
    if colon and kind == "label" and _LABEL.fullmatch(rest):
        return Payload("label", None, rest)
    if colon and kind == "check" and rest in CHECK_REPLIES:
        return Payload("check", None, rest)
    if colon and kind == "flow":
        field, equals, value = rest.partition("=")
        if equals and field in FLOW_FIELDS and _VALUE.fullmatch(value):
            return Payload("flow", field, value)
    raise BadMessage("not a payload")
