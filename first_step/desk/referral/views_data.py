"""All about one person: given out as a file, or erased, by those who may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from first_step.admissions.errors import NotFound, StoreError, StoreUnavailable
from first_step.admissions.referral import find_reference
from first_step.desk.events import Event, note
from first_step.desk.referral.guarding import may_take_away
from first_step.desk.referral.page import page, reference_of, refused
from first_step.desk.visit import Visit
from first_step.desk.words import counted
from first_step.reception import whole_person
from first_step.reception.journal import Journal, open_journal
from first_step.store import person

_BUSY = "The bot is answering them just now, so nothing was erased. Try again in a minute."
# What was erased, by the kinds that the store counts.
_KINDS: Mapping[str, tuple[str, str]] = {
    "requests": ("request", "requests"),
    "messages": ("message", "messages"),
    "conversations": ("conversation", "conversations"),
    "journal_messages": ("message that was never stored", "messages that were never stored"),
    "safeguarding_notes": ("safeguarding note", "safeguarding notes"),
}


def export(visit: Visit) -> Response:
    """Return all that is stored about the person as a file of JSON; that is written down.

    Safeguarding notes are in it for a duty manager and for the lead of this shift alone.
    """
    if visit.field("sure") != "yes":
        return refused(visit, {"export_sure": "Say that you checked who asks."})
    reference = reference_of(visit)
    with visit.desk.database.write() as session:
        found = person.find(session, reference=reference)
        given = whole_person.export(session, _journal(visit), found)
        with_notes = may_take_away(session, visit)
        note(session, visit, Event.PERSON_EXPORTED, reference, safeguarding_notes=with_notes)
    return _file(reference, given if with_notes else _without_notes(given))


def erase(visit: Visit) -> Response:
    """Erase everything about the person once the reference was typed in."""
    reference = reference_of(visit)
    if find_reference(visit.field("typed")) != reference:
        return refused(visit, {"typed": f"Type {reference} to erase it."})
    try:
        found, gone = whole_person.erase(
            visit.desk.database,
            _journal(visit),
            {"reference": reference},
            visit.staff.id,
            visit.now,
        )
    except (NotFound, StoreUnavailable):
        raise
    except StoreError:
        return page(visit, Event.REFERRAL_OPENED, 409, problem=_BUSY)
    return visit.page(
        "referral/templates/erased.html",
        "Erased",
        section="referral",
        reference=reference,
        gone=[counted(gone[kind], *words) for kind, words in _KINDS.items() if gone[kind]],
        linked=found.linked,
    )


def _journal(visit: Visit) -> Journal:
    return open_journal(visit.desk.settings.data_dir, visit.desk.database.sealer)


def _without_notes(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**given, "safeguarding_notes": "left out: for the safeguarding lead alone"}


def _file(reference: str, given: Mapping[str, Any]) -> Response:
    return Response(
        json.dumps(given, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{reference}.json"'},
    )
