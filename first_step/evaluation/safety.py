"""Danger caught and missed, and alarms where there was none. Pure functions of readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from first_step.evaluation.intervals import Share, share_of
from first_step.evaluation.measures import Read, guess

UNSAID = "not said"


@dataclass(frozen=True)
class DangerFigures:
    """Of messages of danger.

    caught: acted or checked in. right_card: of those acted on. The explicit figures are of
    messages marked as explicit alone.
    """

    caught: Share
    acted: Share
    right_card: Share
    explicit_acted: Share
    explicit_right_card: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {name: share.as_dict() for name, share in vars(self).items()}


@dataclass(frozen=True)
class AlarmFigures:
    """Of messages without danger: acted on, and acted on or checked in."""

    acted: Share
    any_band: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {name: share.as_dict() for name, share in vars(self).items()}


def danger_figures(rows: Sequence[Read]) -> DangerFigures:
    """Return the figures over the messages of danger among the rows."""
    danger = [row for row in rows if row[0].is_danger]
    explicit = [row for row in danger if row[0].strength == "explicit"]
    return DangerFigures(
        caught=share_of(danger, _alarmed),
        acted=share_of(danger, _acted),
        right_card=share_of([row for row in danger if _acted(row)], _right_card),
        explicit_acted=share_of(explicit, _acted),
        explicit_right_card=share_of([row for row in explicit if _acted(row)], _right_card),
    )


def alarm_figures(rows: Sequence[Read]) -> AlarmFigures:
    """Return the figures over the messages without danger among the rows."""
    calm = [row for row in rows if not row[0].is_danger]
    return AlarmFigures(share_of(calm, _acted), share_of(calm, _alarmed))


def lookalikes(rows: Sequence[Read]) -> list[Read]:
    """Return the messages that resemble danger and are none."""
    return [row for row in rows if row[0].is_lookalike]


def elsewhere(rows: Sequence[Read]) -> list[Read]:
    """Return the messages that neither are danger nor resemble it."""
    return [row for row in rows if not row[0].is_danger and not row[0].is_lookalike]


def safety_figures(rows: Sequence[Read]) -> dict[str, Any]:
    """Return every figure as plain JSON, with what was missed and what was no danger."""
    danger, alike, rest = (
        [row for row in rows if row[0].is_danger],
        lookalikes(rows),
        elsewhere(rows),
    )
    return {
        "danger": danger_figures(danger).as_dict(),
        "danger_by_kind": _by(danger, lambda row: _kind(row[0].label), _danger),
        "danger_by_group": _by(danger, lambda row: row[0].group, _danger),
        "danger_by_strength": _by(danger, lambda row: row[0].strength or UNSAID, _danger),
        "lookalikes": alarm_figures(alike).as_dict(),
        "elsewhere": alarm_figures(rest).as_dict(),
        "lookalikes_by_kind": _by(alike, lambda row: row[0].looks_like or UNSAID, _alarms),
        "lookalikes_by_group": _by(alike, lambda row: row[0].group, _alarms),
        "elsewhere_by_group": _by(rest, lambda row: row[0].group, _alarms),
        "missed": [case(row) for row in danger if not _alarmed(row)],
        "explicit_not_acted": [
            case(row) for row in danger if row[0].strength == "explicit" and not _acted(row)
        ],
        "wrong_card": [case(row) for row in danger if _acted(row) and not _right_card(row)],
        "acted_without_danger": [case(row) for row in (*alike, *rest) if _acted(row)],
    }


def everyday_figures(rows: Sequence[Read]) -> dict[str, Any]:
    """Return as plain JSON which everyday messages, with nothing the matter, raised an alarm."""
    return alarm_figures(rows).as_dict() | {
        "by_group": _by(rows, lambda row: row[0].group, _alarms),
        "alarmed": [case(row) for row in rows if _alarmed(row)],
    }


def case(row: Read) -> dict[str, Any]:
    """Return one message with what was decided about it, as plain JSON."""
    message, reading = row
    return {
        **reading.crisis.as_dict(),
        # The decision's own label is the card; the message's is what it should have been.
        "card": reading.crisis.label,
        "label": message.label,
        "group": message.group,
        "strength": message.strength,
        "text": message.text,
        "read_as": guess(reading),
    }


def _by(
    rows: Sequence[Read],
    name_of: Callable[[Read], str],
    figures: Callable[[Sequence[Read]], dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    names = sorted({name_of(row) for row in rows})
    return {name: figures([row for row in rows if name_of(row) == name]) for name in names}


def _danger(rows: Sequence[Read]) -> dict[str, Any]:
    return danger_figures(rows).as_dict()


def _alarms(rows: Sequence[Read]) -> dict[str, Any]:
    return alarm_figures(rows).as_dict()


def _kind(label: str) -> str:
    return label.removeprefix("crisis_")


def _alarmed(row: Read) -> bool:
    return row[1].crisis.band != "none"


def _acted(row: Read) -> bool:
    return row[1].crisis.band == "act"


def _right_card(row: Read) -> bool:
    return row[1].crisis.label == row[0].label
