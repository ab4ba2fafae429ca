from __future__ import annotations

import dataclasses
from pathlib import Path

from first_step.admissions.settings import read_settings
from first_step.reception.channels.parts import EVERY_CHANNEL, providers_of
from first_step.reception.channels.table import BEGIN, END, channels_table

DOCUMENT = Path(__file__).parents[3] / "docs" / "channels.md"


def test_the_document_holds_what_the_code_says() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    written = text.split(BEGIN + "\n")[1].split(END)[0]
    assert written == channels_table(), "run python -m first_step.reception.channels.table"


def test_no_channel_that_can_be_switched_on_is_missing() -> None:
    settings = read_settings({})
    texts = {
        field.name: "x" * 32
        for field in dataclasses.fields(settings)
        if getattr(settings, field.name) == ""
    }
    on = providers_of(dataclasses.replace(settings, **texts))
    names = [channel.name for provider in on for channel in provider.channels]
    assert names == [channel.name for channel in EVERY_CHANNEL]
