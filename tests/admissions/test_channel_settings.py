from __future__ import annotations

import pytest

from first_step.admissions.errors import BadSetting
from first_step.admissions.settings import read_settings

APIS = ("FIRST_STEP_TELEGRAM_API", "FIRST_STEP_MESSENGER_API", "FIRST_STEP_TWILIO_API")


@pytest.mark.parametrize("name", APIS)
@pytest.mark.parametrize("address", ["https://api.dublin.ie1.twilio.com", "http://127.0.0.1:8081/"])
def test_a_provider_may_be_called_elsewhere(name: str, address: str) -> None:
    settings = read_settings({name: address})
    field = name.removeprefix("FIRST_STEP_").lower()
    assert getattr(settings, field) == address.rstrip("/")
    assert getattr(read_settings({}), field) == ""


@pytest.mark.parametrize("name", APIS)
@pytest.mark.parametrize("address", ["http://api.example.org", "ftp://x", "api.example.org"])
def test_tokens_never_go_out_in_plain(name: str, address: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: address})
