from __future__ import annotations

import importlib.util
import json
import re
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "scripts" / "audit_dependencies.py"
    spec = importlib.util.spec_from_file_location("audit_dependencies", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PIP = {
    "dependencies": [
        {
            "name": "aiohttp",
            "version": "3.9.5",
            "vulns": [{"id": "GHSA-xxxx", "aliases": ["CVE-2024-52304"], "fix_versions": []}],
        },
        {"name": "rasa", "version": "3.6.21", "vulns": []},
    ]
}
NPM = {
    "vulnerabilities": {
        "vite": {"via": [{"name": "vite", "url": "https://example.org/GHSA-abcd", "range": "<9"}]},
        "uses-vite": {"via": ["vite"]},
    }
}


def test_a_finding_is_decided_by_any_of_its_ids_for_that_package_alone(script: ModuleType) -> None:
    found = script.read_pip_audit(json.dumps(PIP)).found
    assert script.undecided(found, [{"package": "aiohttp", "id": "CVE-2024-52304"}]) == []
    assert script.undecided(found, [{"package": "rasa", "id": "CVE-2024-52304"}]) == list(found)
    assert script.undecided(found, []) == list(found)


def test_packages_that_were_skipped_are_not_taken_for_clean(script: ModuleType) -> None:
    skipped = {"dependencies": [{"name": "rasa", "skip_reason": "not found"}]}
    assert "1 of 1" in script.read_pip_audit(json.dumps(skipped)).unanswered
    assert script.read_pip_audit(json.dumps(PIP)).unanswered is None
    assert script.read_pip_audit("").unanswered == "no answer"


def test_npm_findings_are_read_and_an_error_is_no_all_clear(script: ModuleType) -> None:
    asked = script.read_npm_audit(json.dumps(NPM))
    assert [(each.package, set(each.names)) for each in asked.found] == [("vite", {"GHSA-abcd"})]
    assert script.read_npm_audit('{"error": {"code": "ENOAUDIT"}}').unanswered == "no answer"


@pytest.mark.parametrize(
    ("findings", "decisions", "status"),
    [
        ((), [], 0),
        (PIP, [], 1),
        (PIP, [("aiohttp", "CVE-2024-52304", date.max)], 0),
        (PIP, [("aiohttp", "CVE-2024-52304", date(2020, 1, 1))], 1),
    ],
)
def test_new_findings_and_old_decisions_fail_and_silence_does_not(
    script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    findings: object,
    decisions: list[tuple[str, str, date]],
    status: int,
) -> None:
    rows = [{"package": p, "id": i, "look_again_on": on} for p, i, on in decisions]
    monkeypatch.setattr(script, "read_decisions", lambda: rows)
    printed = json.dumps(findings) if findings else ""
    monkeypatch.setattr(script, "ask", lambda: [script.read_pip_audit(printed)])
    assert script.main() == status


def test_every_decision_is_about_a_locked_package_and_gives_its_reason(script: ModuleType) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    decisions = script.read_decisions()
    assert {row["package"] for row in decisions} <= locked
    assert len({(row["package"], row["id"]) for row in decisions}) == len(decisions)
    for row in decisions:
        assert set(row) == {
            "id", "package", "what", "decision", "because", "contained_by", "confirmed",
            "look_again_on",
        }  # fmt: skip
        assert row["contained_by"] in {"rasa", "actions", "training"}
