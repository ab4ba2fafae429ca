import re
from html import unescape
from pathlib import Path

import pytest

from first_step.admissions.settings import SettingDescription, described_settings

DOCUMENT = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = {
    match["name"]: match.group()
    for match in re.finditer(r"^\| `(?P<name>FIRST_STEP_[A-Z_]+)` \|.*$", DOCUMENT, re.MULTILINE)
}


@pytest.mark.parametrize("described", described_settings(), ids=lambda row: row.name)
def test_a_setting_has_its_row_with_default_and_meaning(described: SettingDescription) -> None:
    assert described.name in ROWS, f"docs/settings.md has no row for {described.name}"
    cells = [unescape(cell.strip()) for cell in ROWS[described.name].strip("|").split("|")]
    assert cells[2:] == [described.default, described.doc]


@pytest.mark.parametrize("described", described_settings(), ids=lambda row: row.name)
def test_a_secret_is_called_one_and_nothing_else_is(described: SettingDescription) -> None:
    kind = ROWS[described.name].strip("|").split("|")[1]
    assert ("secret" in kind) == described.secret


def test_nothing_is_documented_that_is_no_setting() -> None:
    assert set(ROWS) == {described.name for described in described_settings()}
