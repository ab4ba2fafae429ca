from __future__ import annotations

import json
import logging

import pytest

from first_step.reception.intake import Intake

from .fake_rasa import FakeRasa
from .house import House

SECRET = "wolverhampton-aunt-margaret"


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Log whatever any library would say, as with the most talkative settings."""
    caplog.set_level(logging.DEBUG)
    return caplog


def test_no_log_line_holds_what_a_visitor_wrote_or_was_answered(
    house: House, rasa: FakeRasa, everything: pytest.LogCaptureFixture
) -> None:
    rasa.replies = [{"answer": "say/greet", "text": f"Hello {SECRET}.", "buttons": []}]
    alice = house.visitor()
    alice.say(SECRET)
    alice.wait_for_answer("say/greet")
    alice.say(f"he has gone blue {SECRET}")
    alice.say(SECRET * 400)
    alice.post({"id": SECRET + " ", "text": SECRET})
    alice.post(content=b'{"text": "' + SECRET.encode() + b'"')
    alice.tap(f"label:{SECRET}")
    rasa.status = 500
    alice.say(f"again {SECRET}")
    alice.wait_for_answer("system/away")
    rasa.body, rasa.status = json.dumps({"messages": SECRET}).encode(), 200
    rasa.wait_until_asked(len(rasa.asked) + 1)
    _assert_silent(everything)
    assert "Rasa did not answer" in everything.text


def test_an_error_that_nobody_foresaw_is_logged_without_its_message(
    house: House, everything: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot cope with {SECRET}")

    alice = house.visitor()
    house.reader.broken = True
    alice.say(SECRET)
    monkeypatch.setattr(Intake, "receive", stumble)
    refused = alice.say(SECRET)
    assert (refused.status_code, refused.json()["error"]) == (500, "out_of_order")
    assert "999" in refused.json()["message"]
    _assert_silent(everything)
    assert "unexpected RuntimeError at test_no_words_in_logs.py" in everything.text


def test_no_log_line_holds_a_token(house: House, everything: pytest.LogCaptureFixture) -> None:
    alice = house.visitor()
    alice.say("hello")
    alice.wait_for_answer("say/greet")
    for line in _server_lines(everything):
        assert alice.token not in line
        assert house.parts.settings.rasa_token not in line


def _assert_silent(log: pytest.LogCaptureFixture) -> None:
    for line in _server_lines(log):
        assert SECRET not in line


def _server_lines(log: pytest.LogCaptureFixture) -> list[str]:
    formatter = logging.Formatter("%(name)s %(message)s")
    return [formatter.format(record) for record in log.records]
