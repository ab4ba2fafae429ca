from __future__ import annotations

import pytest

from first_step.admissions.errors import BadSetting, MissingSecret
from first_step.admissions.settings import read_settings

MESSENGER = {
    "FIRST_STEP_MESSENGER_TOKEN": "EAAG-fictional-token",
    "FIRST_STEP_MESSENGER_APP_SECRET": "0f" * 16,
    "FIRST_STEP_MESSENGER_VERIFY_TOKEN": "v" * 40,
}


def test_all_three_turn_it_on_and_none_leaves_it_off() -> None:
    assert read_settings(MESSENGER).messenger_token == "EAAG-fictional-token"
    assert read_settings({}).messenger_token == ""


@pytest.mark.parametrize("missing", MESSENGER)
def test_two_of_three_are_refused_by_the_name_of_the_third(missing: str) -> None:
    environ = {name: value for name, value in MESSENGER.items() if name != missing}
    with pytest.raises(MissingSecret, match=missing) as raised:
        read_settings(environ)
    assert not any(value in str(raised.value) for value in environ.values())


@pytest.mark.parametrize("only", MESSENGER)
def test_one_of_three_is_refused(only: str) -> None:
    with pytest.raises(MissingSecret):
        read_settings({only: MESSENGER[only]})


@pytest.mark.parametrize("guessable", ["short", "v" * 31, "v" * 300, "v" * 39 + " v"])
def test_a_verify_token_that_could_be_guessed_is_refused(guessable: str) -> None:
    with pytest.raises(BadSetting):
        read_settings({**MESSENGER, "FIRST_STEP_MESSENGER_VERIFY_TOKEN": guessable})
