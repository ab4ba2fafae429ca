"""Writes the table of docs/channels.md: `python -m first_step.reception.channels.table`."""

from __future__ import annotations

import sys
from dataclasses import fields
from typing import Protocol

from first_step.admissions.channel_settings import ChannelSettings
from first_step.admissions.settings import described_settings
from first_step.reception.channels.parts import EVERY_CHANNEL
from first_step.reception.channels.rendering import Abilities
from first_step.reception.channels.webhook import PREFIX

BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"


class Described(Protocol):
    """What the table says of a channel."""

    name: str
    path: str
    abilities: Abilities


def channels_table() -> str:
    """Return the table of what each channel supports as Markdown, ending in a newline."""
    rows = [_row(channel) for channel in EVERY_CHANNEL]
    head = ["", *(row["name"] for row in rows)]
    lines = [head, ["---"] * len(head)]
    lines += [[title, *(row[title] for row in rows)] for title in rows[0] if title != "name"]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _row(channel: Described) -> dict[str, str]:
    abilities = channel.abilities
    window = abilities.reply_window_hours
    return {
        "name": f"`{channel.name}`",
        "Settings": ", ".join(f"`{name}`" for name in _settings(channel)),
        "Webhook address: `FIRST_STEP_PUBLIC_URL` +": f"`{PREFIX}/{channel.path}`",
        "Choices": _choices(abilities),
        "Longest message": _longest(abilities),
        "Delivery is reported": _yes(abilities.delivery_reports),
        "Reading is reported": _yes(abilities.read_reports),
        "STOP, START, HELP": _yes(abilities.keywords),
        "Free text after their last message": f"for {window} hours" if window else "always",
        "Counted by length": _yes(abilities.meter is not None),
    }


def _settings(channel: Described) -> list[str]:
    """Return the names of the settings of a channel and of its provider."""
    own = {each.name for each in fields(ChannelSettings)}
    starts = (f"{channel.name}_", f"{channel.path}_")
    found = [each for each in described_settings() if each.field in own]
    return [each.name for each in found if each.field.startswith(starts)]


def _choices(abilities: Abilities) -> str:
    if not abilities.buttons:
        return "numbered"
    return (
        f"up to {abilities.buttons} buttons of {abilities.longest_title} characters, else numbered"
    )


def _longest(abilities: Abilities) -> str:
    if abilities.meter is None:
        return f"{abilities.longest_text} characters"
    plain, other = (abilities.meter.fit(sign)[1] for sign in ("a", "\u0144"))
    return f"{plain} characters, {other} where one is not GSM-7"


def _yes(able: bool) -> str:
    return "yes" if able else "no"


if __name__ == "__main__":
    sys.stdout.write(channels_table())
