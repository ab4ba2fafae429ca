from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from first_step.cli.main import app
from first_step.cli.referrals import as_plain
from first_step.store import conversations, referrals
from first_step.store.database import Database

from ..store.samples import KEV, NOW, SOON, URGENT, contact_request, later

FIELDS = (
    *("reference", "status", "priority", "reasons", "for_whom", "name", "phone", "email"),
    *("contact_window", "channel", "conversation", "created_at", "due_at", "consent_version"),
)


@pytest.fixture
def recorded(database: Database) -> list[str]:
    """Return the references of two requests, the one due later first."""
    with database.write() as session:
        conversations.create(session, KEV, "website", NOW)
        found = [
            referrals.record(
                session,
                replace(contact_request(f"key-{days}", name), phone=phone, email=None),
                conversation_id=KEV,
                channel="website",
                triage=triage,
                due_at=later(days * 86_400),
                now=NOW,
            )[0]
            for days, name, triage, phone in (
                (2, "Márgarét", SOON, "+447700900456"),
                (1, "Kev", URGENT, "+447700900123"),
            )
        ]
    return [referral.reference for referral in found]


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_a_referral_as_plain_values_has_the_fields_that_scripts_rely_on(
    database: Database, recorded: list[str]
) -> None:
    with database.read() as session:
        plain = as_plain(referrals.get(session, recorded[1]))
    assert set(FIELDS) <= set(plain)
    assert json.loads(json.dumps(plain)) == plain
    assert {name: plain[name] for name in FIELDS} == {
        "reference": recorded[1],
        "status": "new",
        "priority": "urgent",
        "reasons": ["R8"],
        "for_whom": "self",
        "name": "Kev",
        "phone": "+447700900123",
        "email": None,
        "contact_window": "any time",
        "channel": "website",
        "conversation": KEV,
        "created_at": "2026-11-24T02:00:00+00:00",
        "due_at": "2026-11-25T02:00:00+00:00",
        "consent_version": "2026-11-23",
    }


def test_a_script_gets_every_request_as_json_the_soonest_due_first(recorded: list[str]) -> None:
    rows = json.loads(run("referrals", "list", "--json"))
    assert [row["reference"] for row in rows] == recorded[::-1]
    assert rows[1]["name"] == "Márgarét"


def test_an_operator_gets_a_table_without_names_and_numbers(recorded: list[str]) -> None:
    shown = run("referrals", "list")
    assert "Kev" not in shown
    assert "7700" not in shown


def test_no_requests_are_said_and_are_an_empty_array(database: Database) -> None:
    assert "No requests yet." in run("referrals", "list")
    assert json.loads(run("referrals", "list", "--json")) == []
