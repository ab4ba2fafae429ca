from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rasa.core.utils import AvailableEndpoints

from bot.__main__ import credentials
from bot.action_caller import bring_token

from ..installation import ROOT, settings_in


@pytest.mark.parametrize(
    ("env", "url", "rest"),
    [
        ("development", "http://127.0.0.1:5005", True),
        ("development", "http://localhost:5005", True),
        ("development", "http://0.0.0.0:5005", False),
        ("development", "http://rasa:5005", False),
        ("production", "http://127.0.0.1:5005", False),
        ("production", "http://0.0.0.0:5005", False),
    ],
)
def test_the_stock_channel_without_a_token_is_open_in_development_on_loopback_alone(
    tmp_path: Path, env: str, url: str, rest: bool
) -> None:
    file = ROOT / credentials(settings_in(tmp_path, ENV=env, RASA_URL=url))
    channels = set(yaml.safe_load(file.read_text("utf-8")))
    assert channels == ({"bot.channel.FrontDoor", "rest"} if rest else {"bot.channel.FrontDoor"})


def test_rasa_brings_the_token_to_the_action_server(monkeypatch: pytest.MonkeyPatch) -> None:
    read = AvailableEndpoints.read_endpoints
    monkeypatch.setattr(AvailableEndpoints, "read_endpoints", read)
    bring_token("token-of-this-test")
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    assert endpoints.action
    assert endpoints.action.headers == {"Authorization": "Bearer token-of-this-test"}
