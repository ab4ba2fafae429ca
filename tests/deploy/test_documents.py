"""What documents promise to be proven is proven by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAFETY = (ROOT / "docs" / "clinical-safety.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED_TEST = re.compile(r"`(tests/[\w/.-]+)`")
HAZARD = re.compile(r"^### (H\d+)\. ", re.MULTILINE)


def hazards() -> dict[str, str]:
    parts = HAZARD.split(SAFETY.partition("## Go-live gates")[0])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_test_that_a_document_names_exists(page: Path) -> None:
    named = NAMED_TEST.findall(page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", hazards())
def test_a_hazard_has_cause_effect_control_and_a_test_unless_it_is_open(name: str) -> None:
    text = hazards()[name]
    for part in ("Cause", "Effect", "Control", "Test"):
        assert f"- **{part}**:" in text
    proof = text.partition("- **Test**:")[2]
    proven = NAMED_TEST.search(proof) or "`make evaluate`" in proof
    assert proven or "**Open**" in text


def test_hazards_are_numbered_without_a_gap() -> None:
    assert list(hazards()) == [f"H{number}" for number in range(1, len(hazards()) + 1)]


def test_every_threat_names_a_test() -> None:
    rows = [line for line in THREATS.splitlines() if re.match(r"\| [STRIDE] \|", line)]
    assert {row[2] for row in rows} == set("STRIDE")
    assert [row for row in rows if not NAMED_TEST.search(row)] == []


def test_links_between_documents_lead_somewhere() -> None:
    lost = [
        (page.name, link)
        for page in (ROOT / "docs").glob("*.md")
        for link in re.findall(r"\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if link and not (page.parent / link).exists()
    ]
    assert lost == []
