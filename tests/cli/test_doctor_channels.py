from __future__ import annotations

import asyncio

import pytest

from first_step.cli.examinations.channels import reach_providers
from first_step.cli.examinations.finding import Finding
from first_step.reception.channels.twilio.channel import Account, Twilio
from tests.reception.channels.provider_stand_in import StandIn

SID, TOKEN, PUBLIC = "AC" + "0" * 32, "fictional-auth-token", "https://help.example.org"
ACCOUNT = Account(SID, TOKEN, "+447700900456", "+447700900789", "", 200, True, PUBLIC)


def found(status: int, answer: dict[str, object]) -> Finding:
    api = StandIn(lambda call: (status, answer))
    try:
        (finding,) = asyncio.run(reach_providers(PUBLIC, [Twilio(ACCOUNT, api.url)]))
        assert api.calls[0].path == f"/2010-04-01/Accounts/{SID}.json"
    finally:
        api.stop()
    return finding


@pytest.mark.parametrize(
    ("status", "answer", "well"),
    [(200, {"status": "active"}, True), (401, {"code": 20003}, False)],
)
def test_a_channel_is_shown_with_the_address_to_enter_and_no_secret(
    status: int, answer: dict[str, object], well: bool
) -> None:
    finding = found(status, answer)
    assert (finding.subject, finding.well) == ("channels", well)
    assert finding.words.startswith("sms and whatsapp")
    assert f"{PUBLIC}/channels/twilio" in finding.words
    assert ("active" if well else "20003") in finding.words
    assert TOKEN not in finding.words
