"""Names of colleagues for the ids that records carry."""

from __future__ import annotations

from collections.abc import Mapping

from first_step.store import staff
from first_step.store.database import Session

_OTHERS: Mapping[str, str] = {
    "visitor": "the person who asked",
    "system": "First Step",
    "bot": "First Step",
}


class Names:
    """Says who an id belongs to, as seen by whoever is signed in."""

    def __init__(self, names: Mapping[str, str], me: str) -> None:
        self._names = names
        self._me = me

    def of(self, staff_id: str) -> str:
        """Return "you", a name, or "a former colleague"."""
        if staff_id == self._me:
            return "you"
        return self._names.get(staff_id) or _OTHERS.get(staff_id, "a former colleague")

    def holder(self, staff_id: str | None) -> str:
        """Return who has a request: "with you", "with Bob" or "nobody has it yet"."""
        return f"with {self.of(staff_id)}" if staff_id else "nobody has it yet"


def load_names(session: Session, me: str) -> Names:
    """Return the names of everybody who works or worked here."""
    return Names({member.id: member.name for member in staff.everyone(session)}, me)
