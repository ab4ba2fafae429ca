"""Six journeys through the real servers; `WRITE_JOURNEYS=1` writes docs/journeys.md from them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from statistics import quantiles

import pytest

from .journeys import JOURNEYS, Journey, Played, play
from .product import ROOT, Product

TRANSCRIPT = ROOT / "docs" / "journeys.md"
WRITES = bool(os.environ.get("WRITE_JOURNEYS"))
# From sending a message to its answer, on two busy cores; the usual figure heads the transcript.
LONGEST_TURN_S = 5.0
_ALSO_SHOWN = ("contact_window", "priority", "reasons")
_ANSWER = re.compile(r"^> \*\*First Step\*\* `([^`]+)`", re.MULTILINE)
_HEADING = """# Six journeys

Six people who ask for a call, recorded from the real servers by `make journeys`. Everybody and
every number is made up. The name beside "First Step" is the answer's; the tests play the journeys
again and compare those names.

A turn took {middle:.0f} ms in the middle and {slow:.0f} ms at the 95th percentile, from sending
the message to its answer, over {turns} turns on two shared cores.
"""


@pytest.fixture(scope="module")
def played(product: Product) -> Mapping[str, Played]:
    journeys = {journey.name: play(product, journey) for journey in JOURNEYS}
    if WRITES:
        TRANSCRIPT.write_text(transcript(journeys.values()), encoding="utf-8")
    return journeys


@pytest.fixture(params=JOURNEYS, ids=lambda journey: journey.name.split(",")[0])
def one(request: pytest.FixtureRequest, played: Mapping[str, Played]) -> Played:
    journey: Journey = request.param
    return played[journey.name]


def test_every_answer_is_the_one_expected(one: Played) -> None:
    assert one.answers == [turn.answers for turn in one.journey.turns]


def test_what_has_to_be_said_is_said(one: Played) -> None:
    for turn, replies in zip(one.journey.turns, one.replies, strict=True):
        assert turn.hears in "\n".join(reply["text"] for reply in replies)


def test_the_record_holds_what_was_settled_and_nothing_else(one: Played) -> None:
    wanted = one.journey.record
    assert {name: one.record.get(name) for name in wanted} == dict(wanted)
    assert one.journey.reasons <= set(one.record["reasons"])
    stored = json.dumps(one.record)
    assert not [words for words in one.journey.left_out if words in stored]


def test_kev_is_rung_when_and_how_he_said(played: Mapping[str, Played]) -> None:
    record = played[JOURNEYS[0].name].record
    assert "after 6pm" in record["contact_window"]
    assert record["safe_contact"]["voicemail"] is False


def test_a_turn_is_answered_while_somebody_waits(played: Mapping[str, Played]) -> None:
    middle, slow = turn_times(played.values())
    print(f"a turn: p50 {middle:.0f} ms, p95 {slow:.0f} ms")
    assert slow < LONGEST_TURN_S * 1000


def test_the_written_transcript_has_the_same_answers(played: Mapping[str, Played]) -> None:
    written = TRANSCRIPT.read_text(encoding="utf-8")
    sections = written.split("\n## ")[1:]
    assert [section.splitlines()[0] for section in sections] == list(played)
    for section, journey in zip(sections, played.values(), strict=True):
        assert _ANSWER.findall(section) == [each for turn in journey.answers for each in turn]


def turn_times(played: Iterable[Played]) -> tuple[float, float]:
    """Return the median and the 95th percentile of a turn, in milliseconds."""
    cuts = quantiles([1000 * each for one in played for each in one.seconds], n=20)
    return cuts[9], cuts[18]


def transcript(played: Iterable[Played]) -> str:
    """Return the journeys as one page of Markdown."""
    journeys = list(played)
    middle, slow = turn_times(journeys)
    turns = sum(len(one.seconds) for one in journeys)
    parts = [_HEADING.format(middle=middle, slow=slow, turns=turns)]
    return "\n".join([*parts, *(_section(one) for one in journeys)])


def _section(one: Played) -> str:
    journey = one.journey
    person = journey.name.split(",")[0]
    lines = [f"## {journey.name}", "", journey.about, ""]
    titles: dict[str, str] = {}
    for turn, replies in zip(journey.turns, one.replies, strict=True):
        said = f"taps “{titles.get(turn.sends, turn.sends)}”" if turn.is_tap else turn.sends
        lines += [f"**{person}** {said}", ""]
        for reply in replies:
            text = reply["text"].replace("\n", "\\\n> ")
            lines.append(f"> **First Step** `{reply['answer']}`\\\n> {text}")
            buttons = reply.get("buttons") or []
            titles.update({button["payload"]: button["title"] for button in buttons})
            if buttons:
                lines.append("> \n> " + " · ".join(f"_{button['title']}_" for button in buttons))
            lines.append("")
    kept = {name: one.record.get(name) for name in (*journey.record, *_ALSO_SHOWN)}
    lines += ["Recorded:", "", *(f"- {name}: {_plain(kept[name])}" for name in kept)]
    return "\n".join([*lines, ""])


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "none" if value is None else str(value)
