"""docs/triage.md is what the rules say, and can be signed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from first_step.admissions.referral import Level
from first_step.admissions.triage import RED_FLAGS, SIGNS
from first_step.admissions.triage_table import CARDS, signpost_words, triage_document

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "triage.md"
AGAIN = "python -m first_step.admissions.triage_table > docs/triage.md"
ROWS = {
    row[0]: row
    for row in (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in triage_document().splitlines()
        if re.match(r"\| R\d", line)
    )
}


def test_the_file_is_what_the_rules_say() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == triage_document(), f"docs/triage.md is out of date: {AGAIN}"
    assert AGAIN in written


def test_the_command_in_the_file_writes_it() -> None:
    command = [sys.executable, "-m", "first_step.admissions.triage_table"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert ran.stdout == triage_document()


@pytest.mark.parametrize("code", RED_FLAGS)
def test_every_rule_has_a_row_with_its_level_sources_and_room_to_sign(code: str) -> None:
    flag, row = RED_FLAGS[code], ROWS[code]
    assert row[1] == flag.words
    assert row[2].lower().startswith(flag.level.value)
    assert row[4] == signpost_words(flag)
    assert row[7] == ", ".join(flag.sources)
    assert row[8:] == ["", ""]
    assert all(row[:8])


def test_nothing_stands_in_the_table_that_is_no_rule() -> None:
    assert list(ROWS) == list(RED_FLAGS)


def test_every_emergency_has_a_card_that_exists_and_the_cards_give_these_codes() -> None:
    assert {code for code, flag in RED_FLAGS.items() if flag.level is Level.EMERGENCY} <= set(CARDS)
    assert {code: sign for sign, code in SIGNS.items()}.items() <= CARDS.items()
    for card in CARDS.values():
        assert (ROOT / "content" / "crisis" / f"{card}.md").is_file()
