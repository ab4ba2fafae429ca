from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from first_step.cli.examinations.channels import channels
from first_step.cli.examinations.finding import Finding
from tests.reception.channels.kits import KITS, Kit
from tests.reception.channels.provider_stand_in import StandIn
from tests.reception.house import settings_for

PUBLIC = "https://help.example.org"
WELL = {
    "telegram": {"ok": True, "result": {"username": "first_step_bot"}},
    "messenger": {"name": "First Step"},
    "sms": {"status": "active"},
    "whatsapp": {"status": "active"},
}


@pytest.fixture
def api() -> Iterator[StandIn]:
    stand_in = StandIn(lambda call: (500, {}))
    yield stand_in
    stand_in.stop()


def found(kit: Kit, api: StandIn, folder: Path) -> Finding:
    turned_on = {**kit.environment, kit.api: api.url, "FIRST_STEP_PUBLIC_URL": PUBLIC}
    (finding,) = channels(settings_for(folder, "http://127.0.0.1:9", **turned_on))
    assert len(api.calls) == 1
    return finding


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
def test_a_channel_that_works_is_shown_with_the_address_to_enter(
    kit: Kit, api: StandIn, tmp_path: Path
) -> None:
    api.answer = lambda call: (200, WELL[kit.name])
    finding = found(kit, api, tmp_path)
    assert (finding.subject, finding.well) == ("channels", True)
    assert finding.words.startswith(f"{kit.name} reached (")
    assert f"enter {PUBLIC}{kit.path} there" in finding.words


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_one_that_does_not_is_told_with_its_code_and_the_address_all_the_same(
    kit: Kit, api: StandIn, tmp_path: Path, status: int
) -> None:
    api.answer = lambda call: (status, {})
    finding = found(kit, api, tmp_path)
    assert finding.well is False
    assert f"not reached ({status})" in finding.words
    assert f"{PUBLIC}{kit.path}" in finding.words


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
@pytest.mark.parametrize("status", [200, 401, 500])
def test_no_secret_is_printed(kit: Kit, api: StandIn, tmp_path: Path, status: int) -> None:
    api.answer = lambda call: (status, WELL[kit.name])
    finding = found(kit, api, tmp_path)
    assert not [secret for secret in kit.secrets if secret in repr(finding)]


def test_both_of_twilio_are_one_finding_with_one_address(api: StandIn, tmp_path: Path) -> None:
    api.answer = lambda call: (200, WELL["sms"])
    (_, _, sms, whatsapp) = KITS
    both = {**sms.environment, **whatsapp.environment, sms.api: api.url}
    (finding,) = channels(settings_for(tmp_path, "http://127.0.0.1:9", **both))
    assert finding.words.startswith("sms and whatsapp reached (active)")


def test_without_any_nothing_is_wrong(tmp_path: Path) -> None:
    (finding,) = channels(settings_for(tmp_path, "http://127.0.0.1:9"))
    assert (finding.well, finding.words) == (None, "none beside the website")
